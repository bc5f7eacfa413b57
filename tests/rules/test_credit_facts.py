"""Facts inside a credit line: the date as precisely as it is written, the title, the address."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.language.credit_facts import address_in, date_in, title_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("本文首发于《渡口》2026年5月3日", "2026-05-03"),
        ("原载于《渡口》 2026 年 5 月", "2026-05"),
        ("选自《渡口》2026年12期", "2026"),
        ("First published in The Ferry Post, 3 May 2026.", "2026-05-03"),
        ("This essay first appeared on May 3rd, 2026, in Ferry", "2026-05-03"),
        ("First published in Ferry in Sept. 2026", "2026-09"),
        ("Ferry, 2026-05-03", "2026-05-03"),
        ("Ferry, 2026/5", "2026-05"),
        ("First published in 2026, then on 3 May 2027", ""),
        ("https://ferry.example/2026/05/03/bridge", ""),
        ("2026-13-45", ""),
        ("in 20261 and 12026", ""),
        ("", ""),
    ],
)
def test_a_date_is_read_as_precisely_as_it_is_written(text: str, found: str) -> None:
    assert date_in(text) == found


@given(day=st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_in_each_of_its_forms(day: date) -> None:
    months = "January February March April May June July August September October November December"
    month = months.split()[day.month - 1]
    for text in (
        f"刊于{day.year}年{day.month}月{day.day}日",
        f"in Ferry, {day.day} {month} {day.year}",
        f"in Ferry, {month[:3]}. {day.day}, {day.year}",
        f"Ferry {day.isoformat()}",
    ):
        assert date_in(text) == day.isoformat()


@given(text=st.text(max_size=80))
def test_no_text_breaks_it(text: str) -> None:
    assert all(isinstance(read(text), str) for read in (date_in, title_in, address_in))


def test_the_title_and_the_address_are_those_that_are_named() -> None:
    assert title_in("本文原题为《老桥》，原载于《渡口》") == "老桥"
    assert title_in("First published as “The old bridge” in Ferry") == "The old bridge"
    assert title_in("原载于《渡口》") == ""
    assert address_in("转载请联系 lin@example.org，见 https://example.org/a") == "lin@example.org"
    assert address_in("Contact https://example.org/a.") == "https://example.org/a"
    assert address_in("转载请联系原作者") == ""
