"""Which rows the public sees, and the triggers that rename what it sees when one of them changes.

So no verb, no save at the desk and no hand at a shell can forget it: the new name is written in the
transaction of the change, and is there for others when that is. SQLite renames row 1 of `Freshness` at once.
PostgreSQL notes that it must be renamed and does so last of all, so that no transaction holds the one row
while it waits for another.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from secrets import randbelow
from typing import Any

ROW = "articles_freshness"
MOST = 2**53 - 1
EVENTS = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class Watched:
    """A table, and which changes of it readers can see: those of rows that are `public` before or after (a
    condition over `ROW.`), of an update only where one of these `columns` changed, if any are named.
    """

    table: str
    events: tuple[str, ...] = EVENTS
    public: str = ""
    columns: tuple[str, ...] = ()


# What is new in these is seen only when a row of another table leads to it.
LATER = ("UPDATE", "DELETE")

# No condition may ask another table: SQLite would refuse to remake that one.
WATCHED = (
    Watched("articles_masthead"),
    Watched("articles_menuitem"),
    Watched("articles_standingpage", public="ROW.is_public"),
    Watched("articles_topic"),
    Watched("articles_topic_tags"),
    Watched("articles_topicpick"),
    Watched("articles_tag", LATER),
    Watched("articles_tagalias"),
    Watched("articles_tagaddress"),
    Watched("articles_contributor", LATER),
    Watched("articles_source", LATER),
    Watched("articles_image", LATER),
    Watched("articles_rendition"),
    Watched(
        "articles_article",
        LATER,
        columns=(
            "key",
            "language",
            "takes_comments",
            "translation_of_id",
            "planned_takedown_at",
            "withdrawn_at",
            "withdrawal_reason",
            "withdrawal_notice",
        ),
    ),
    Watched("articles_address"),
    Watched("articles_relatedpick"),
    Watched("articles_edition"),
    Watched("articles_editionbyline"),
    Watched("articles_editionimage"),
    Watched("articles_editionpermission"),
    Watched("articles_editiontag", ("INSERT", "UPDATE")),  # what is swept out nobody saw
    Watched("articles_window"),
    Watched("articles_searchdocument", ("INSERT", "UPDATE")),
    Watched("articles_searchlag", ("INSERT", "DELETE")),
    # A draft counts for nothing, but one that renews another is told of in a removal notice.
    Watched(
        "articles_permission",
        public="(ROW.state NOT IN ('draft', 'requested', 'refused') OR ROW.first_id IS NOT NULL)",
    ),
    Watched("articles_upstream"),
    # Where an answer stands under one that is gone, readers are told why.
    Watched(
        "articles_comment",
        public="(ROW.state = 'public' OR ROW.erased_at IS NOT NULL)",
        columns=(
            *("article_id", "edition_id", "thread_id", "answers_id", "name", "text", "is_ours"),
            *("state", "written_at", "decided_at", "erased_at"),
        ),
    ),
)


def name() -> int:
    """One that was never used before."""
    return 1 + randbelow(MOST)


def install(connection: Any) -> None:
    """Puts in place what is missing and takes out what is no longer wanted. One query where all is as it
    should be; whatever was not, the public sees anew.
    """
    wanted = _wanted(connection.vendor)
    with connection.cursor() as cursor:
        there = _there(cursor, connection.vendor)
        missing = [name for name in wanted if name not in there]
        if missing and connection.vendor == "postgresql":
            for statement in _POSTGRESQL:
                cursor.execute(statement)
        for name in there.keys() - wanted.keys():
            cursor.execute(_drop(connection.vendor, name, there[name]))
        for name in missing:
            for statement in wanted[name]:
                cursor.execute(statement)
        if missing:
            cursor.execute(
                f"UPDATE {ROW} SET generation = {_NEW_NAME[connection.vendor]} WHERE id = 1"
            )


def remove(connection: Any) -> None:
    """Takes all of it out, for whoever migrates back to where there was no such row."""
    with connection.cursor() as cursor:
        for name, table in _there(cursor, connection.vendor).items():
            cursor.execute(_drop(connection.vendor, name, table))
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER IF EXISTS {ROW}_settle ON {ROW}")


_NEW_NAME = {
    "sqlite": f"1 + abs(random() % {MOST})",
    "postgresql": f"1 + floor(random() * {MOST})::bigint",
}

# Where a transaction is under way its own name counts, in that transaction alone.
_OWN = "nullif(current_setting('tearsheet.generation', true), '')::bigint"
READ = {
    "sqlite": f"SELECT generation FROM {ROW} WHERE id = 1",
    "postgresql": f"SELECT coalesce({_OWN}, generation) FROM {ROW} WHERE id = 1",
}

_POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION {ROW}_rename() RETURNS void AS $$
    DECLARE
        is_noted boolean := {_OWN} IS NOT NULL;
        name bigint := {_NEW_NAME["postgresql"]};
    BEGIN
        PERFORM set_config('tearsheet.generation', name::text, true);
        IF NOT is_noted THEN
            INSERT INTO {ROW} (id, generation) VALUES (-name, name);
        END IF;
    END $$ LANGUAGE plpgsql""",
    f"""CREATE OR REPLACE FUNCTION {ROW}_settle() RETURNS trigger AS $$ BEGIN
        UPDATE {ROW} SET generation = coalesce({_OWN}, NEW.generation) WHERE id = 1;
        DELETE FROM {ROW} WHERE id = NEW.id;
        PERFORM set_config('tearsheet.generation', '', true);
        RETURN NULL;
    END $$ LANGUAGE plpgsql""",
    f"DROP TRIGGER IF EXISTS {ROW}_settle ON {ROW}",
    f"""CREATE CONSTRAINT TRIGGER {ROW}_settle AFTER INSERT ON {ROW} DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (NEW.id < 0) EXECUTE FUNCTION {ROW}_settle()""",
)


def _wanted(vendor: str) -> dict[str, tuple[str, ...]]:
    """The statements of each trigger by its name, which says by a digest what the trigger does."""
    make = _on_sqlite if vendor == "sqlite" else _on_postgresql
    found: dict[str, tuple[str, ...]] = {}
    for watched in WATCHED:
        for event in watched.events:
            digest = sha256("".join(make(watched, event, "_")).encode()).hexdigest()[:8]
            name = f"{watched.table}_seen_{event.lower()}_{digest}"
            found[name] = make(watched, event, name)
    return found


def _there(cursor: Any, vendor: str) -> dict[str, str]:
    """The triggers that are in place, each with its table. One query."""
    sql = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    if vendor == "postgresql":
        sql = (
            "SELECT tgname, relname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid"
            " WHERE NOT tgisinternal AND pg_table_is_visible(c.oid)"
        )
    cursor.execute(sql)
    return {name: table for name, table in cursor.fetchall() if "_seen_" in name}


def _drop(vendor: str, name: str, table: str) -> str:
    if vendor == "sqlite":
        return f"DROP TRIGGER IF EXISTS {name}"
    return f"DROP FUNCTION IF EXISTS {name}() CASCADE"


def _sides(event: str, condition: str, old: str, new: str) -> str:
    """The condition over the row before or after, as far as there is one."""
    names = {"INSERT": (new,), "DELETE": (old,)}.get(event, (old, new))
    told = " OR ".join(condition.replace("ROW", name) for name in names)
    return f"({told})" if condition else ""


def _seen(watched: Watched, event: str, clause: str, before: str, after: str, differs: str) -> str:
    """The `clause` under which readers see it, where not every change of the table is seen; else nothing."""
    changed = " OR ".join(f"{before}.{one} {differs} {after}.{one}" for one in watched.columns)
    conditions = [
        _sides(event, watched.public, before, after),
        f"({changed})" if changed and event == "UPDATE" else "",
    ]
    told = " AND ".join(filter(None, conditions))
    return f"{clause} {told}" if told else ""


def _on_sqlite(watched: Watched, event: str, name: str) -> tuple[str, ...]:
    when = _seen(watched, event, "WHEN", "OLD", "NEW", "IS NOT")
    return (
        f"CREATE TRIGGER {name} AFTER {event} ON {watched.table} {when} "
        f"BEGIN UPDATE {ROW} SET generation = {_NEW_NAME['sqlite']} WHERE id = 1; END",
    )


def _on_postgresql(watched: Watched, event: str, name: str) -> tuple[str, ...]:
    """Once a statement, whatever the number of its rows."""
    rows = {
        "INSERT": "after_it AS n",
        "DELETE": "before_it AS o",
        "UPDATE": "before_it AS o JOIN after_it AS n ON o.id = n.id",
    }[event]
    tables = {
        "INSERT": "NEW TABLE AS after_it",
        "DELETE": "OLD TABLE AS before_it",
        "UPDATE": "OLD TABLE AS before_it NEW TABLE AS after_it",
    }[event]
    where = _seen(watched, event, "WHERE", "o", "n", "IS DISTINCT FROM")
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$ BEGIN "
        f"IF EXISTS (SELECT 1 FROM {rows} {where}) "
        f"THEN PERFORM {ROW}_rename(); END IF; RETURN NULL; END $$ LANGUAGE plpgsql",
        f"CREATE TRIGGER {name} AFTER {event} ON {watched.table} REFERENCING {tables} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    )
