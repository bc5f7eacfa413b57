"""What two people made of one article, brought together: bare sheets, without forms or a database."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from articles.editing.merging import ORDER, Merge, merge
from articles.editing.sheets import Base, Cell, Row, Sheet, base_of, decoded, mark


def cell(text: str) -> Cell:
    return Cell((text,), mark([text]))


def row(key: str, body: str, place: int = 0, **others: str) -> Row:
    cells = {name: cell(text) for name, text in {"body": body, **others}.items()}
    return Row(key, "" if key.startswith("new") else key, cells, place)


def sheet(
    *rows: Row, title: str = "Title", tags: str = "a b", deleted: tuple[str, ...] = ()
) -> Sheet:
    return Sheet(
        cells={"title": cell(title)},
        rows={"sections": list(rows)},
        deleted={"sections": set(deleted)},
        names={"tags": tags.split()},
    )


def bodies(result: Merge) -> list[str]:
    return [row.cells["body"].value[0] for row in result.sheet.rows["sections"]]


def met(base: Sheet, mine: Sheet, theirs: Sheet, **choices: tuple[str, str]) -> Merge:
    carried = decoded(base_of(base).encoded())
    return merge(carried, mine, theirs, choices=choices)  # type: ignore[arg-type]


OLD = sheet(row("1", "one", 1), row("2", "two", 2), row("3", "three", 3))


def test_changes_at_different_places_both_land() -> None:
    mine = sheet(row("1", "ONE"), row("2", "two"), row("3", "three"), tags="a b c")
    theirs = sheet(
        row("1", "one", 1), row("2", "two", 2), row("3", "THREE", 3), title="New", tags="b"
    )
    result = met(OLD, mine, theirs)
    assert result.conflicts == []
    assert bodies(result) == ["ONE", "two", "THREE"]
    assert result.sheet.cells["title"].value == ("New",)
    assert result.sheet.names["tags"] == ["b", "c"]
    assert [(one.place.name, one.kind) for one in result.landed] == [
        ("title", "changed"),
        ("tags", "changed"),
        ("sections.3", "changed"),
    ]


def test_the_same_change_twice_is_no_conflict() -> None:
    both = sheet(row("1", "ONE"), row("2", "two"), row("3", "three"), title="New")
    assert met(OLD, both, both).conflicts == []


def test_a_changed_section_that_they_deleted_comes_back_once_however_often_it_is_sent() -> None:
    mine = sheet(row("1", "one"), row("2", "TWO"), row("3", "three"))
    theirs = sheet(row("1", "one", 1), row("3", "three", 3))
    first = met(OLD, mine, theirs)
    assert bodies(first) == ["one", "TWO", "three"]
    stored = sheet(row("1", "one", 1), row("9", "TWO", 2), row("3", "three", 3))
    assert bodies(met(OLD, mine, stored)) == ["one", "TWO", "three"]


def test_two_changes_of_one_section_wait_for_a_choice() -> None:
    mine = sheet(row("1", "mine"), row("2", "two"), row("3", "three"))
    theirs = sheet(row("1", "theirs", 1), row("2", "two", 2), row("3", "three", 3))
    first = met(OLD, mine, theirs)
    assert [one.place.name for one in first.conflicts] == ["sections.1"]
    assert bodies(first)[0] == "mine"
    seen = first.conflicts[0].seen
    for whose in ("mine", "theirs"):
        chosen = merge(first.base, first.sheet, theirs, choices={"sections.1": (whose, seen)})  # type: ignore[dict-item]
        assert chosen.conflicts == []
        assert bodies(chosen)[0] == whose


def test_a_choice_holds_only_for_what_was_shown() -> None:
    mine = sheet(row("1", "mine"), row("2", "two"), row("3", "three"))
    theirs = sheet(row("1", "theirs", 1), row("2", "two", 2), row("3", "three", 3))
    first = met(OLD, mine, theirs)
    later = sheet(row("1", "later", 1), row("2", "two", 2), row("3", "three", 3))
    choices = {"sections.1": ("mine", first.conflicts[0].seen)}
    again = merge(first.base, first.sheet, later, choices=choices)  # type: ignore[arg-type]
    assert [one.theirs["body"].value[0] for one in again.conflicts] == ["later"]
    # Without any choice it is asked again, too.
    assert merge(first.base, first.sheet, theirs, choices={}).conflicts


def test_a_section_is_one_place_and_mine_takes_theirs_where_i_changed_nothing() -> None:
    base = sheet(row("1", "one", 1, alt="old"))
    mine = sheet(row("1", "mine", alt="old"))
    theirs = sheet(row("1", "one", 1, alt="theirs"))
    (conflict,) = met(base, mine, theirs).conflicts
    assert (conflict.mine["body"].value, conflict.mine["alt"].value) == (("mine",), ("theirs",))


def test_a_text_is_worth_more_than_its_deletion() -> None:
    i_delete = sheet(row("2", "two"), row("3", "three"), deleted=("1",))
    they_change = sheet(row("1", "theirs", 1), row("2", "two", 2), row("3", "three", 3))
    result = met(OLD, i_delete, they_change)
    assert bodies(result) == ["theirs", "two", "three"]
    they_delete = sheet(row("2", "two", 1), row("3", "three", 2))
    i_change = sheet(row("1", "mine"), row("2", "two"), row("3", "three"))
    result = met(OLD, i_change, they_delete)
    assert bodies(result) == ["mine", "two", "three"]
    assert result.sheet.rows["sections"][0].pk == ""
    assert [one.kind for one in result.landed] == ["kept"]


def test_what_one_deleted_and_nobody_changed_goes() -> None:
    i_delete = sheet(row("2", "two"), row("3", "three"), deleted=("1",))
    result = met(OLD, i_delete, OLD)
    assert bodies(result) == ["two", "three"]
    assert result.sheet.deleted["sections"] == {"1"}
    they_delete = sheet(row("2", "two", 1), row("3", "three", 2))
    result = met(OLD, OLD, they_delete)
    assert bodies(result) == ["two", "three"]
    assert [one.kind for one in result.landed] == ["deleted"]


def test_new_sections_of_both_stand_where_each_was_put() -> None:
    mine = sheet(row("1", "one"), row("new-9", "my new"), row("2", "two"), row("3", "three"))
    theirs = sheet(
        row("1", "one", 1), row("2", "two", 2), row("7", "their new", 3), row("3", "three", 4)
    )
    assert bodies(met(OLD, mine, theirs)) == ["one", "my new", "two", "their new", "three"]


def test_two_orders_wait_for_a_choice_and_one_lands() -> None:
    mine = sheet(row("2", "two"), row("1", "one"), row("3", "three"))
    theirs = sheet(row("3", "three", 1), row("1", "one", 2), row("2", "two", 3))
    assert bodies(met(OLD, mine, OLD)) == ["two", "one", "three"]
    assert bodies(met(OLD, OLD, theirs)) == ["three", "one", "two"]
    first = met(OLD, mine, theirs)
    (conflict,) = first.conflicts
    assert conflict.place.key == ORDER
    choices = {"sections.order": ("theirs", conflict.seen)}
    chosen = merge(first.base, first.sheet, theirs, choices=choices)  # type: ignore[arg-type]
    assert bodies(chosen) == ["three", "one", "two"]


def test_a_garbled_base_makes_everything_a_conflict() -> None:
    for garbled in ("", "{}", "[1,2,3]", '[{},{"sections":[["1"]]},{}]', "[" * 100_000):
        assert decoded(garbled) == Base()
    mine = sheet(row("1", "mine"), title="Mine")
    theirs = sheet(row("1", "theirs", 1), title="Theirs")
    assert len(merge(decoded(""), mine, theirs, choices={}).conflicts) == 2


TEXTS = st.sampled_from(["one", "two", "three", "ONE", "TWO", ""])


@st.composite
def versions(draw: st.DrawFn) -> tuple[Sheet, Sheet, Sheet]:
    keys = ["1", "2", "3", "4"]
    old = {key: draw(TEXTS) for key in keys}
    sides = []
    for side in ("m", "t"):
        deleted = draw(st.sets(st.sampled_from(keys), max_size=2))
        left = [key for key in draw(st.permutations(keys)) if key not in deleted]
        rows = [row(key, draw(st.just(old[key]) | TEXTS)) for key in left]
        if draw(st.booleans()):
            rows.insert(0, row(f"new-{side}" if side == "m" else "9", f"added by {side}"))
        title = draw(TEXTS)
        gone = tuple(deleted) if side == "m" else ()
        sides.append(sheet(*rows, title=title, deleted=gone))
    return sheet(*(row(key, text, place) for place, (key, text) in enumerate(old.items()))), *sides


@given(versions())
def test_no_words_of_anyone_are_lost(found: tuple[Sheet, Sheet, Sheet]) -> None:
    base, mine, theirs = found
    result = met(base, mine, theirs)
    old = {one.key: one for one in base.rows["sections"]}
    shown = {one.key: one for one in result.sheet.rows["sections"]}
    open_places = {one.place.name: one for one in result.conflicts}
    for side in (mine, theirs):
        for one in side.rows["sections"]:
            typed = one.cells["body"].mark
            if one.key in old and typed == old[one.key].cells["body"].mark:
                continue
            conflict = open_places.get(f"sections.{one.key}")
            sides = [conflict.mine, conflict.theirs] if conflict else [shown[one.key].cells]
            assert typed in [cells["body"].mark for cells in sides]


@given(versions())
def test_choosing_once_settles_it(found: tuple[Sheet, Sheet, Sheet]) -> None:
    base, mine, theirs = found
    first = met(base, mine, theirs)
    choices = {one.place.name: ("theirs", one.seen) for one in first.conflicts}
    again = merge(first.base, first.sheet, theirs, choices=choices)  # type: ignore[arg-type]
    assert again.conflicts == []
