"""What only depends on its arguments and on the active language, said once: the last answers are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from typing import Any, TypeVar, cast

from django.utils.translation import get_language

_spoken: ContextVar[str | None] = ContextVar("once_spoken", default=None)
Made = TypeVar("Made", bound=Callable[..., Any])


def once_a_language(most: int) -> Callable[[Made], Made]:
    """Keeps so many answers. A text and the same text marked as safe are two arguments."""

    def keeping(make: Made) -> Made:
        @lru_cache(most, typed=True)
        def kept(_language: str | None, *args: Any) -> Any:
            return make(*args)

        @wraps(make)
        def answer(*args: Any) -> Any:
            return kept(_spoken.get() or get_language(), *args)

        return cast(Made, answer)

    return keeping


@contextmanager
def in_one_language() -> Iterator[None]:
    """Within, Django is asked once which language is active: for lists, which say hundreds of things in it.
    Nothing within may change it.
    """
    token = _spoken.set(get_language())
    try:
        yield
    finally:
        _spoken.reset(token)
