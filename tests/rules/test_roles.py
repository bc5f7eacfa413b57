"""Rights by role: every verb with every persona works or is refused by name, and says so in the log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User

from articles import curation, moderation
from articles.install import ROLES, install
from articles.models import Article, DeskEvent, Masthead, Permission, Tag, TagChange, Topic
from articles.publishing import cutting, release, restoring, scheduling, workflow
from articles.refusals import NotAllowed
from articles.rights import copies, permissions, upstream
from articles.tidying import merging, renaming, retiring, splitting, undoing
from tests import personas
from tests.makers import DAY, NOON, credit, make_article, make_live, make_permission, renew

pytestmark = pytest.mark.django_db

WRITER, EDITOR, RIGHTS, MODERATOR = "writer", "editor", "rights_desk", "moderator"
PERSONAS = {
    WRITER: personas.writer,
    EDITOR: personas.editor,
    RIGHTS: personas.rights_desk,
    MODERATOR: personas.moderator,
    "everyone": personas.everyone,
    "stranger": personas.stranger,
}

LATER = {"at": NOON + DAY}


def in_stage(stage: str) -> Article:
    return make_article(stage=stage)


def withdrawn() -> Article:
    article = make_live().article
    return release.withdraw(article, actor=personas.editor(), reason="error", at=NOON)


def scheduled() -> Article:
    article = make_article()
    release.publish(article, actor=personas.editor(), at=NOON + 2 * DAY, now=NOON)
    return article


def changed() -> Article:
    article = make_live().article
    article.title = "Changed"
    article.save()
    return article


def suspended() -> Permission:
    return permissions.suspend(make_permission(), actor=personas.rights_desk(), at=NOON)


def comment() -> Any:
    return moderation.leave(make_live(), name="Rae", text="Well said.", at=NOON)


def shown_comment() -> Any:
    return moderation.let_through(comment(), actor=personas.moderator(), at=NOON)


def restore(actor: User) -> object:
    edition = make_live()
    return restoring.restore(edition.article, edition=edition, actor=actor, **LATER)


def reprint() -> Article:
    article = make_article()
    credit(article, make_permission())
    release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    return article


def tag(name: str) -> Tag:
    return Tag.objects.create(name=name)


def split_tag(actor: User) -> object:
    article = make_article(tags=["Old"])
    into = {"New": [article.pk]}
    return splitting.split_tag(article.tags.get(), into=into, actor=actor, **LATER)


def retired() -> TagChange:
    return retiring.retire_tag(tag("Old"), actor=personas.editor(), at=NOON)


def send_copy(actor: User) -> object:
    edition = reprint().editions.get()
    told = {"edition": edition, "permission": edition.needs.get().permission, "to": "Bo Holder"}
    return copies.send_copy(edition.article, actor=actor, now=NOON + DAY, **LATER, **told)


# verb -> who may, and what is done
Act = Callable[[User], object]
VERBS: dict[str, tuple[set[str], Act]] = {
    "submit": ({WRITER, EDITOR}, lambda a: workflow.submit(make_article(), actor=a, **LATER)),
    "request_changes": (
        {EDITOR},
        lambda a: workflow.request_changes(in_stage("in_review"), actor=a, **LATER),
    ),
    "approve": ({EDITOR}, lambda a: workflow.approve(in_stage("in_review"), actor=a, **LATER)),
    "look_again": (
        {WRITER, EDITOR, RIGHTS},
        lambda a: workflow.look_again(in_stage("approved"), actor=a, **LATER),
    ),
    "publish": ({EDITOR}, lambda a: release.publish(changed(), actor=a, now=NOON + DAY, **LATER)),
    "schedule": ({EDITOR}, lambda a: release.publish(changed(), actor=a, now=NOON, **LATER)),
    "reschedule": (
        {EDITOR},
        lambda a: scheduling.reschedule(scheduled(), actor=a, now=NOON + DAY, at=NOON + 9 * DAY),
    ),
    "unschedule": ({EDITOR}, lambda a: scheduling.unschedule(scheduled(), actor=a, **LATER)),
    "plan_takedown": (
        {EDITOR, RIGHTS},
        lambda a: release.plan_takedown(
            make_live().article, actor=a, takedown_at=NOON + 9 * DAY, **LATER
        ),
    ),
    "withdraw": (
        {EDITOR, RIGHTS},
        lambda a: release.withdraw(make_live().article, actor=a, reason="error", **LATER),
    ),
    "reinstate": ({EDITOR, RIGHTS}, lambda a: release.reinstate(withdrawn(), actor=a, **LATER)),
    "redact": (
        {EDITOR, RIGHTS},
        lambda a: cutting.redact(make_live(), actor=a, phrase="words", reason="A court.", **LATER),
    ),
    "restore": ({EDITOR}, restore),
    "record": ({RIGHTS}, lambda a: permissions.record(actor=a, reference="x", **LATER)),
    "request": (
        {RIGHTS},
        lambda a: permissions.request(make_permission(grant=False), actor=a, **LATER),
    ),
    "refuse": (
        {RIGHTS},
        lambda a: permissions.refuse(make_permission(grant=False), actor=a, **LATER),
    ),
    "grant": (
        {RIGHTS},
        lambda a: permissions.grant(make_permission(grant=False), actor=a, **LATER),
    ),
    "suspend": ({RIGHTS}, lambda a: permissions.suspend(make_permission(), actor=a, **LATER)),
    "resume": ({RIGHTS}, lambda a: permissions.resume(suspended(), actor=a, **LATER)),
    "revoke": ({RIGHTS}, lambda a: permissions.revoke(make_permission(), actor=a, **LATER)),
    "renew": (
        {RIGHTS},
        lambda a: renew(make_permission(), actor=a, is_perpetual=True, **LATER),
    ),
    "look": ({EDITOR, RIGHTS}, lambda a: upstream.look(reprint(), actor=a, state="gone", **LATER)),
    "send_copy": ({EDITOR, RIGHTS}, send_copy),
    "rename_tag": (
        {EDITOR},
        lambda a: renaming.rename_tag(Tag.objects.create(name="Old"), actor=a, name="New", **LATER),
    ),
    "merge_tags": (
        {EDITOR},
        lambda a: merging.merge_tags([tag("One")], into=tag("Two"), actor=a, **LATER),
    ),
    "split_tag": ({EDITOR}, split_tag),
    "retire_tag": ({EDITOR}, lambda a: retiring.retire_tag(tag("Old"), actor=a, **LATER)),
    "undo_tags": ({EDITOR}, lambda a: undoing.undo(retired(), actor=a, **LATER)),
    "arrange_topic": (
        {EDITOR},
        lambda a: curation.arrange_topic(
            Topic.objects.create(slug="t", name="T"), actor=a, picks=[(make_article(), "")], **LATER
        ),
    ),
    "hold": ({EDITOR, MODERATOR}, lambda a: moderation.hold(comment(), actor=a, **LATER)),
    "let_through": (
        {EDITOR, MODERATOR},
        lambda a: moderation.let_through(comment(), actor=a, **LATER),
    ),
    "mark_spam": ({EDITOR, MODERATOR}, lambda a: moderation.mark_spam(comment(), actor=a, **LATER)),
    "remove": ({EDITOR, MODERATOR}, lambda a: moderation.remove(comment(), actor=a, **LATER)),
    "erase_comment": ({EDITOR, MODERATOR}, lambda a: moderation.erase(comment(), actor=a, **LATER)),
    "answer_comment": (
        {EDITOR, MODERATOR},
        lambda a: moderation.answer(shown_comment(), actor=a, text="Thanks.", **LATER),
    ),
}


@pytest.mark.parametrize("name", PERSONAS)
@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_asks_who_is_acting(verb: str, name: str) -> None:
    allowed, act = VERBS[verb]
    actor = PERSONAS[name]()
    if name not in {*allowed, "everyone"}:
        with pytest.raises(NotAllowed):
            act(actor)
        assert not DeskEvent.objects.filter(actor=actor).exists()
        return
    act(actor)
    event = DeskEvent.objects.latest("pk")
    assert (event.verb, event.actor) == (verb, actor)
    assert event.at == (NOON if verb == "schedule" else NOON + DAY)


def test_someone_who_left_may_do_nothing() -> None:
    editor = personas.editor()
    editor.is_active = False
    editor.save()
    with pytest.raises(NotAllowed):
        release.publish(make_article(), actor=User.objects.get(pk=editor.pk), at=NOON, now=NOON)


def test_tagging_is_refused_to_those_who_may_not_change_articles() -> None:
    article = make_article(tags=["essays", "games"])
    with pytest.raises(NotAllowed):
        curation.tag_article(article, ["essays"], actor=personas.moderator())
    assert article.tags.count() == 2


def test_installing_again_changes_nothing_and_gives_back_what_a_role_lost() -> None:
    from django.apps import apps

    def rights() -> dict[str, set[str]]:
        return {
            group.name: set(group.permissions.values_list("codename", flat=True))
            for group in Group.objects.all()
        }

    before = rights()
    assert set(before) == set(ROLES)
    Masthead.objects.update(name="The Quay")
    front = Topic.objects.filter(front_of__isnull=False).count()
    Group.objects.get(name="Editors").permissions.clear()
    install(apps.get_app_config("articles"))
    assert rights() == before
    assert Masthead.objects.get().name == "The Quay"
    assert Topic.objects.filter(front_of__isnull=False).count() == front


@pytest.mark.parametrize("role", ROLES)
def test_every_right_that_a_role_names_exists(role: str) -> None:
    held = set(Group.objects.get(name=role).permissions.values_list("codename", flat=True))
    for pattern in ROLES[role]:
        names = (
            {f"{verb}{pattern[1:]}" for verb in ("add", "change", "delete", "view")}
            if pattern.startswith("*")
            else {pattern}
        )
        assert names <= held, pattern
