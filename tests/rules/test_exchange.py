"""Permissions as CSV: what is written is read back the same, and what a file may not say is refused."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from articles.models import DeskEvent, Permission, Source
from articles.models.term_choices import Basis, CreditKind, Ending, Onward
from articles.refusals import NotAllowed
from articles.rights import csv_tables, exchange
from articles.rights.csv_tables import UnusableTable
from articles.rights.exchange import COLUMNS, LinesRefused, export, look_at, take_in
from tests import makers, personas
from tests.makers import NOON

pytestmark = pytest.mark.django_db

ZONES = ["", "Asia/Shanghai", "America/New_York", "Pacific/Apia", "Europe/Berlin"]


@pytest.fixture(autouse=True)
def ferry() -> Source:
    source = makers.make_source("The Ferry Post")
    source.translations = {"zh-hans": {"name": "渡口邮报"}}
    source.save()
    return source


def table(*lines: str, header: str = "reference,source,valid_from,valid_until,time_zone") -> bytes:
    return "\n".join([header, *lines]).encode()


def complaints(*lines: str, **facts: str) -> list[tuple[str, str]]:
    [line] = look_at(table(*lines, **facts))
    return [(one.column, str(one.message)) for one in line.complaints]


def taken(data: bytes) -> list[Permission]:
    lines = take_in(data, actor=personas.rights_desk(), at=NOON)
    return [line.permission for line in lines if line.permission and line.is_new]


def facts_of(row: Permission) -> dict[str, Any]:
    return {name: getattr(row, name) for name in COLUMNS if name != "state"}


# --- there and back ------------------------------------------------------------------------------------

SIGNS = "\n\t'=+-@＝,;\""
LETTERS = st.characters(
    exclude_categories=["Cs", "Cc"],
    include_characters=SIGNS,
    exclude_characters="\ufeff\ufffe\uffff",
    max_codepoint=0x2FFFF,
)
# Blanks alone are no words.
TEXT = st.text(LETTERS, max_size=40).map(lambda text: text if text.strip() else "")
LINE = TEXT.map(lambda text: " ".join(text.split()))
INSTANT = st.datetimes(
    datetime(1950, 1, 1), datetime(2200, 1, 1), timezones=st.sampled_from([UTC])
).map(lambda at: at.replace(microsecond=0))


# The others need none, and a line that names one beside them is asked about.
SAYS_A_LICENCE = {Basis.OPEN_LICENCE, Basis.PUBLIC_DOMAIN, Basis.UNKNOWN}


@st.composite
def rows(draw: Any) -> dict[str, Any]:
    """Facts of a permission that do not contradict each other."""
    from_ = draw(st.none() | INSTANT)
    until = draw(st.none() | INSTANT)
    if from_ and until and until <= from_:
        until = from_ + timedelta(days=1)
    zone = draw(st.sampled_from(ZONES))
    if until and draw(st.booleans()):
        until = exchange.days.ends(until.date(), ZoneInfo(zone or "UTC"))
    kind = draw(st.sampled_from([kind for kind in CreditKind.values if kind != "verbatim"]))
    basis = draw(st.sampled_from(Basis.values))
    return {
        "reference": ("R " + draw(LINE)).strip(),
        "basis": basis,
        "licence": "CC-BY-4.0"
        if basis == Basis.OPEN_LICENCE
        else draw(st.sampled_from(["", "CC0-1.0"] if basis in SAYS_A_LICENCE else [""])),
        "licensor": draw(LINE),
        "licensor_role": draw(st.sampled_from(["", "author", "estate"])),
        "may_translate": draw(st.booleans()),
        "allows_web": draw(st.booleans()),
        "territory": draw(LINE),
        "credit_kind": kind,
        "required_credit": draw(TEXT),
        "onward": draw(st.sampled_from(["contact_holder", "contact_us", "credit_required"])),
        "onward_contact": draw(st.sampled_from(["", "bo@example.org", "https://bo.example/a"])),
        "ending": draw(st.sampled_from([Ending.REMOVE.value, Ending.LINK.value])),
        "archive_clause": draw(TEXT),
        "time_zone": zone,
        "notice_days": draw(st.none() | st.integers(0, 3650)),
        "valid_from": from_,
        "valid_until": until,
        "is_perpetual": until is None and draw(st.booleans()),
        "fee_amount": draw(st.none() | st.decimals(0, 99_999_999, places=2, allow_nan=False)),
        "fee_currency": "EUR",
        "fee_due_on": draw(st.none() | st.dates(date(1950, 1, 1), date(2200, 1, 1))),
        "notes": draw(TEXT),
    }


@given(facts=rows(), has_source=st.booleans())
def test_what_is_exported_is_imported_the_same(facts: dict[str, Any], has_source: bool) -> None:
    """Whatever the source's usual terms are."""
    source = makers.make_source("The Ferry Post")
    Source.objects.update(
        licensor="Ferry House", may_adapt=True, allows_feed=True, onward=Onward.CREDIT_REQUIRED
    )
    row = Permission(source=source if has_source else None, **facts)
    [line] = look_at(export([row]).encode())
    assert line.complaints == []
    assert line.permission is not None
    assert facts_of(line.permission) == facts_of(row)


def test_it_is_stored_the_same_and_not_a_second_time() -> None:
    row = Permission(
        reference="=1+1",
        source=Source.objects.get(),
        basis="permission",
        valid_from=datetime(2026, 5, 31, 16, tzinfo=UTC),
        valid_until=datetime(2027, 5, 31, 16, tzinfo=UTC),
        time_zone="Asia/Shanghai",
        fee_amount=Decimal("90.50"),
        fee_currency="EUR",
        notes="'so\nit goes",
    )
    text = export([row])
    [made] = taken(text.encode())
    stored = Permission.objects.get()
    assert stored == made
    assert facts_of(stored) == facts_of(row)
    assert (stored.state, stored.created_by) == ("draft", personas.rights_desk())
    assert DeskEvent.objects.get(permission=stored).verb == "record"
    assert taken(text.encode()) == []
    [line] = look_at(text.encode())
    assert line.is_here
    assert Permission.objects.count() == 1


def test_a_file_of_what_is_granted_here_already_is_no_trouble_and_elsewhere_is_refused() -> None:
    granted = makers.make_permission(source=Source.objects.get())
    text = export([granted]).encode()
    [line] = look_at(text)
    assert (line.is_here, line.complaints, line.differs_in) == (True, [], [])
    Permission.objects.update(reference="Another")
    [line] = look_at(text)
    assert [one.column for one in line.complaints] == ["state"]
    assert "leave the column state empty or draft" in str(line.complaints[0].message)


def test_a_line_that_is_here_and_says_something_else_names_the_columns() -> None:
    taken(table("R,,2026-01-01,2027-05-31,Asia/Shanghai"))
    [same] = look_at(table("R,,2026-01-01,2027-05-31,Asia/Shanghai"))
    assert (same.is_here, same.differs_in) == (True, [])
    [line] = look_at(table("R,,2026-01-01,2028-05-31,Asia/Shanghai"))
    assert (line.is_here, line.differs_in) == (True, ["valid_until"])
    assert line.here == "It is here already and differs in valid_until: change it at the desk."


def test_no_cell_is_a_formula_and_excel_is_told_that_it_is_utf_8() -> None:
    for text in ("=1+1", "+1", "-1", "@sum", "\t=1", "＝1", "'=1"):
        row = Permission(reference="R", licensor=text, notes=f"渡口 {text}")
        written = export([row])
        assert written.startswith("\ufeff")
        [_header, cells] = csv.reader(io.StringIO(written.removeprefix("\ufeff")))
        assert cells[COLUMNS.index("licensor")] == f"'{text}"
        assert cells[COLUMNS.index("notes")] == f"渡口 {text}"


def test_a_day_is_written_where_one_begins_and_an_instant_in_full() -> None:
    row = Permission(
        reference="R",
        time_zone="Asia/Shanghai",
        valid_from=datetime(2026, 5, 31, 16, tzinfo=UTC),
        valid_until=datetime(2027, 5, 31, 10, tzinfo=UTC),
    )
    [_header, cells] = csv.reader(io.StringIO(export([row])))
    assert cells[COLUMNS.index("valid_from")] == "2026-06-01"
    assert cells[COLUMNS.index("valid_until")] == "2027-05-31T18:00:00+08:00"


# --- reading -------------------------------------------------------------------------------------------


def test_until_a_day_counts_to_its_end_where_the_holder_lives() -> None:
    [made] = taken(table("R,The Ferry Post,2026-06-01,2027-05-31,Asia/Shanghai"))
    assert made.valid_from == datetime(2026, 5, 31, 16, tzinfo=UTC)
    assert made.valid_until == datetime(2027, 5, 31, 16, tzinfo=UTC)


def test_what_the_file_does_not_say_is_as_the_source_usually_has_it(ferry: Source) -> None:
    Source.objects.update(
        basis="syndication", licensor="Ferry House", allows_feed=True, time_zone="Asia/Shanghai"
    )
    [made] = taken(
        table("R,渡口邮报,2027-05-31,", header="reference,source,valid_until,allows_feed")
    )
    assert (made.source, made.basis, made.licensor) == (ferry, "syndication", "Ferry House")
    assert made.allows_feed
    assert made.valid_until == datetime(2027, 5, 31, 16, tzinfo=UTC)
    [other] = taken(table("S,the ferry post,NO,", header="reference,source,allows_feed,licensor"))
    assert (other.allows_feed, other.licensor) == (False, "")


@pytest.mark.parametrize(
    "name", ["the-ferry-post", "The Ferry Post", "THE FERRY  POST", "渡口邮报"]
)
def test_a_source_is_found_by_its_address_or_any_of_its_names(name: str, ferry: Source) -> None:
    [made] = taken(table(f"R,{name},,,"))
    assert made.source == ferry


@pytest.mark.parametrize(
    ("line", "column", "says"),
    [
        ("x" * 121 + ",,,,", "reference", "at most 120 characters"),
        ("R,Nobody,,,", "source", "No source is called so."),
        ("R,,31.5.2027,,", "valid_from", "Write a day like 2027-05-31."),
        ("R,,2027-02-30,,", "valid_from", "Write a day"),
        ("R,,9999-01-01,,", "valid_from", "Write a day"),
        ("R,,,0001-01-01,", "valid_until", "Write a day"),
        ("R,,,2027-05-31T18:00,", "valid_until", "or an instant like"),
        ("R,,2027-05-31,2026-05-31,", "valid_until", "The end must come after the beginning."),
        ("R,,,,Mars/Base", "time_zone", "Write a time zone like"),
        ("R,,,,,surplus", "", "more cells than columns"),
    ],
)
def test_a_line_is_refused_by_its_column(line: str, column: str, says: str) -> None:
    found = complaints(line)
    assert [name for name, _message in found] == [column]
    assert says in found[0][1]


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ("basis", "because", "Write one of these: unknown, own,"),
        ("allows_web", "maybe", "Write yes or no."),
        ("fee_amount", "NaN", ""),
        ("fee_amount", "9" * 5000, ""),
        ("fee_amount", "10", "currency"),
        ("notice_days", "9" * 5000, ""),
        ("notice_days", "-1", ""),
        ("reference", "", "cannot be blank"),
        ("state", "granted", "A file grants nothing"),
        ("state", "revoked", "A file grants nothing"),
        ("credit_kind", "verbatim", "Write the words that they prescribed."),
        ("ending", "keep", "Quote the clause."),
        ("basis", "open_licence", "Choose the public licence."),
        ("fee_due_on", "tomorrow", "Write a day"),
        ("onward_contact", "ask Bo", "Write an e-mail address or a web address"),
    ],
)
def test_a_cell_is_refused_in_words(column: str, cell: str, says: str) -> None:
    cells = {"reference": "R", "notes": "n", column: cell}
    [found, *_more] = complaints(",".join(cells.values()), header=",".join(cells))
    assert says in found[1]


def test_choices_are_read_as_values_and_as_words() -> None:
    header = "reference,basis,is_perpetual,credit_kind,state"
    [made] = taken(table("R,The holder gave permission,Yes,none,Draft", header=header))
    assert (made.basis, made.is_perpetual, made.credit_kind) == ("permission", True, "none")


def test_if_one_line_is_refused_nothing_is_written() -> None:
    with pytest.raises(LinesRefused) as refusal:
        taken(table("One,,,,", "Two,Nobody,,,", "Three,,,,"))
    assert [bool(line.complaints) for line in refusal.value.lines] == [False, True, False]
    assert not Permission.objects.exists()


def test_a_file_that_says_a_line_twice_is_told_which() -> None:
    [_first, _other, twin] = look_at(
        table("One,The Ferry Post,,,", "One,,,,", "One,the-ferry-post,,,")
    )
    assert [str(one.message) for one in twin.complaints] == [
        "Line 2 has this short name and source already."
    ]
    assert twin.number == 4


def test_two_sources_of_one_name_are_told_apart_by_their_addresses() -> None:
    Source.objects.create(name="The Ferry Post", slug="ferry-2")
    assert complaints("R,The Ferry Post,,,")[0][0] == "source"
    [made] = taken(table("R,ferry-2,,,"))
    assert made.source is not None
    assert made.source.slug == "ferry-2"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_semicolons_and_tabs_part_cells_as_well(delimiter: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows([["reference", "notes"], ["One, two; three", "Words"]])
    [made] = taken(out.getvalue().encode())
    assert (made.reference, made.notes) == ("One, two; three", "Words")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5"])
def test_the_encodings_of_chinese_are_read(encoding: str) -> None:
    words = "這是我們在這個時候說的話，他們也沒有什麼可以說的。"
    data = f"reference,notes\n渡口,{words}\n".encode(encoding)
    [line] = look_at(data)
    assert line.permission is not None
    assert (line.reference, line.permission.notes) == ("渡口", words)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"reference\n" + b"x,y,z\n" * 2_000_000, "larger than 5 MB"),
        (b"reference,notes\nR,ab\0cdefghijklmno\n", "not a text file"),
        (bytes(range(256)) * 9, "not a text file"),
        (b"\xff\xfe\xff\xfe\x00", "not written in utf-16"),
        (b"name\nR\n", "Its first line names no column"),
        (",".join(f"c{n}" for n in range(50)).encode(), "Its first line names no column"),
        (b"reference,notes,Reference\nR,a,b\n", "two columns"),
        (b"notes\nR\n", "one of them is"),
        (b'reference,notes\nR,"never closed\n', "Line 2 cannot be read"),
        (b"reference\n" + b"r\n" * 5001, "more than 5000 lines"),
        (b'reference,notes\nR,"' + b"x" * 200_000 + b'"\n', "Line 2 cannot be read"),
    ],
)
def test_what_is_no_table_is_refused_in_words(data: bytes, says: str) -> None:
    with pytest.raises(UnusableTable) as refusal:
        look_at(data)
    assert says in str(refusal.value)


@given(data=st.binary(max_size=300), is_headed=st.booleans())
def test_no_bytes_break_it(data: bytes, is_headed: bool) -> None:
    with suppress(UnusableTable):
        lines = look_at(b"reference,notes,valid_from,fee_amount,basis\n" * is_headed + data)
        assert all(line.is_new or line.complaints for line in lines)


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    lines = look_at(table("One,,,,", "", '"Two\nmore",,,,', "Three,,,,"))
    assert [line.number for line in lines] == [2, 4, 6]


def test_it_is_for_those_who_may_record_permissions() -> None:
    for actor in (personas.writer(), personas.editor()):
        with pytest.raises(NotAllowed):
            take_in(table("R,,,,"), actor=actor)


def test_looking_costs_three_queries_whatever_the_length() -> None:
    data = table(*(f"R{n},The Ferry Post,,," for n in range(300)))
    with CaptureQueriesContext(connection) as captured:
        look_at(data)
    assert len(captured) <= 3


def test_the_limits_are_those_that_are_told() -> None:
    assert csv_tables.LARGEST == 5 * 2**20
    assert len(look_at(b"reference\n" + b"".join(b"r%d\n" % n for n in range(5000)))) == 5000
