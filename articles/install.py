"""What a database needs besides tables: roles, the masthead, the front pages, triggers, the search index.

Runs after every migrate and changes nothing the second time. It is the one signal receiver of the house.
Where somebody migrated back, it waits until they migrate forward again.
"""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.apps.registry import Apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Count, Model, Q

from articles import listing, watched
from articles.models import (
    Article,
    Edition,
    Freshness,
    Masthead,
    SearchState,
    Tag,
    TagPlace,
    Tally,
    Topic,
    Window,
)
from articles.search import tables as search_tables
from articles.search import tokens

ROLES: dict[str, tuple[str, ...]] = {
    "Writers": (
        "submit_article",
        "import_article",
        "*_article",
        "*_section",
        "*_articlebyline",
        "*_reprintcredit",
        "add_image",
        "change_image",
        "view_image",
        "view_source",
        "view_contributor",
        "view_tag",
        "view_topic",
        "view_relatedpick",
        "view_edition",
    ),
    "Editors": (
        "submit_article",
        "import_article",
        "publish_article",
        "withdraw_article",
        "redact_edition",
        "*_article",
        "*_section",
        "*_articlebyline",
        "*_reprintcredit",
        "*_creditpermission",
        "*_image",
        "*_contributor",
        "*_tag",
        "*_tagalias",
        "*_topic",
        "*_topicpick",
        "*_relatedpick",
        "*_standingpage",
        "*_menuitem",
        "view_masthead",
        "change_masthead",
        "view_source",
        "add_source",
        "change_source",
        "view_permission",
        "change_upstream",
        "add_sentcopy",
        "view_reprintrequest",
        "view_outboundgrant",
        "view_edition",
        "view_deskevent",
        "view_comment",
        "moderate_comment",
    ),
    "Rights desk": (
        "decide_permission",
        "view_article",
        "change_article",
        "withdraw_article",
        "view_section",
        "*_reprintcredit",
        "*_creditpermission",
        "*_source",
        "*_permission",
        "add_evidence",
        "view_evidence",
        "change_upstream",
        "add_sentcopy",
        "view_reprintrequest",
        "answer_reprintrequest",
        "view_outboundgrant",
        "view_message",
        "change_message",
        "view_edition",
        "redact_edition",
        "view_deskevent",
        "view_contributor",
        "view_image",
        "view_tag",
        "view_topic",
    ),
    "Moderators": ("view_comment", "change_comment", "moderate_comment", "view_article"),
}
# A star stands for Django's own four; what else a model grants is named.
STAR = ("add", "change", "delete", "view")

# table, event, condition under which the trigger lets the change pass
FROZEN: tuple[tuple[str, str, str], ...] = (
    (
        "articles_edition",
        "UPDATE",
        "EXISTS (SELECT 1 FROM articles_redaction r WHERE r.edition_id = OLD.id"
        " AND r.old_digest = OLD.digest AND r.new_digest = NEW.digest)",
    ),
    ("articles_redaction", "UPDATE", "1 = 0"),
    ("articles_redaction", "DELETE", "1 = 0"),
    ("articles_deskevent", "UPDATE", "1 = 0"),
    ("articles_deskevent", "DELETE", "1 = 0"),
    ("articles_evidence", "UPDATE", "1 = 0"),
    ("articles_evidence", "DELETE", "1 = 0"),
    ("articles_evidencecheck", "UPDATE", "1 = 0"),
    ("articles_evidencecheck", "DELETE", "1 = 0"),
)


def install(
    sender: AppConfig, using: str = "default", apps: Apps | None = None, **_unused: Any
) -> None:
    """Brings one database to the state that the verbs rely on. Idempotent. `apps` are the models as the
    migrations left them; today's, where nobody says.
    """
    if apps and not _is_of_today(apps, sender):
        return
    create_permissions(sender, using=using, verbosity=0)
    _install_roles(using)
    _install_rows(using)
    if using == DEFAULT_DB_ALIAS:
        _install_lists()
    install_triggers(using)
    search_tables.install(using)
    watched.install(connections[using])


def _is_of_today(migrated: Apps, app: AppConfig) -> bool:
    """Whether every table and column of today's models was there when the migrations had run. No query."""
    for model in app.get_models():
        try:
            there = migrated.get_model(app.label, model.__name__)
        except LookupError:
            return False
        if not _columns(model) <= _columns(there):
            return False
    return True


def _columns(model: type[Model]) -> set[str | None]:
    return {field.column for field in model._meta.local_concrete_fields}


def _install_roles(using: str) -> None:
    for role, patterns in ROLES.items():
        group, _made = Group.objects.using(using).get_or_create(name=role)
        wanted = Q(pk__in=[])
        for pattern in patterns:
            if pattern.startswith("*_"):
                wanted |= Q(codename__in=[f"{verb}{pattern[1:]}" for verb in STAR])
            else:
                wanted |= Q(codename=pattern)
        group.permissions.add(
            *Permission.objects.using(using).filter(wanted, content_type__app_label="articles")
        )


def _install_rows(using: str) -> None:
    Masthead.objects.using(using).get_or_create(pk=1)
    Freshness.objects.using(using).get_or_create(pk=1, defaults={"generation": watched.name()})
    if not SearchState.objects.using(using).exists():
        is_new = not Edition.objects.using(using).exists()
        tokenizer = tokens.VERSION if is_new else 0  # what was there before is to be indexed first
        SearchState.objects.using(using).create(pk=1, tokenizer=tokenizer)
    for language, name in settings.LANGUAGES:
        Topic.objects.using(using).get_or_create(
            front_of=language,
            defaults={"slug": f"front-{language}", "name": f"Front page ({name})"},
        )


def _install_lists() -> None:
    """List rows for what was published before there were any, and places for tags that have none in a
    language of the interface.
    """
    if Window.objects.exists() and not Tally.objects.exists():
        listing.make_anew(Article.objects.order_by("pk"))
    languages = [code for code, _name in settings.LANGUAGES]
    placed = TagPlace.objects.filter(language__in=languages).values("tag")
    whole = placed.annotate(places=Count("pk")).filter(places=len(languages))
    TagPlace.objects.keep(Tag.objects.exclude(pk__in=whole.values("tag")).iterator())


def install_triggers(using: str = "default") -> None:
    """Makes the database refuse what must not change, on SQLite and PostgreSQL."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for table, event, passes in FROZEN:
            for statement in _trigger(connection.vendor, table, event, passes):
                cursor.execute(statement)


def drop_triggers(using: str = "default") -> None:
    """For a backfill of frozen tables, and for test flushes; `install_triggers` puts them back."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for table, event, _passes in FROZEN:
            name = f"{table}_frozen_{event.lower()}"
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def _trigger(vendor: str, table: str, event: str, passes: str) -> list[str]:
    name = f"{table}_frozen_{event.lower()}"
    refusal = f"{table} is append-only"
    if vendor == "sqlite":
        return [
            f"DROP TRIGGER IF EXISTS {name}",
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN NOT ({passes}) "
            f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END",
        ]
    back = "OLD" if event == "DELETE" else "NEW"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$ BEGIN "
        f"IF NOT ({passes}) THEN RAISE EXCEPTION '{refusal}'; END IF; RETURN {back}; END "
        "$$ LANGUAGE plpgsql",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
