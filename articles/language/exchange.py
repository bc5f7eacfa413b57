"""Characters that stand for others."""

from __future__ import annotations

import re
from collections.abc import Mapping


class Exchange:
    """Puts texts in place of characters. `str.translate` looks each character of a text up, which takes
    ten times as long as to find that there is none of them.
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._table = str.maketrans(dict(texts))
        self._any = re.compile(f"[{re.escape(''.join(texts))}]")

    def __call__(self, text: str) -> str:
        return text.translate(self._table) if self._any.search(text) else text
