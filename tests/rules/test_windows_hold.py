"""Random sequences of verbs at rising instants: what may be public is, once, and nothing else."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from articles import windows
from articles.models import Permission, Window
from articles.models.rights import FAR_FUTURE, FAR_PAST
from articles.publishing.release import plan_takedown, reinstate, withdraw
from articles.publishing.scheduling import unschedule
from articles.refusals import Refused
from articles.rights import permissions
from tests import personas
from tests.makers import DAY, NOON, credit, make_article, make_permission
from tests.rules.test_windows import HAIR, SECOND, again, live, writes

pytestmark = [pytest.mark.django_db, pytest.mark.once]

VERBS = st.sampled_from(
    [
        "publish",
        "schedule",
        "unschedule",
        "withdraw",
        "reinstate",
        "plan",
        "unplan",
        "suspend",
        "resume",
        "revoke",
        "renew_touching",
        "renew_gap",
        "renew_early",
    ]
)
STEPS = st.lists(st.tuples(VERBS, st.integers(1, 40)), min_size=1, max_size=14)


class Desk:
    """One article (a reprint or our own) and its latest permission, worked on at rising instants."""

    def __init__(self, *, is_reprint: bool, ends_after: int) -> None:
        self.now = NOON
        self.article = make_article()
        self.permission: Permission | None = None
        if is_reprint:
            self.permission = make_permission(valid_until=NOON + ends_after * DAY / 4)
            credit(self.article, self.permission)

    def do(self, verb: str, hours: int) -> None:
        self.now += timedelta(hours=hours)
        try:
            getattr(self, verb)(timedelta(hours=hours))
        except Refused:
            return

    def publish(self, _span: timedelta) -> None:
        again(self.article, self.now)

    def schedule(self, span: timedelta) -> None:
        again(self.article, self.now + span, now=self.now)

    def unschedule(self, _span: timedelta) -> None:
        unschedule(self.article, actor=personas.editor(), at=self.now)

    def withdraw(self, _span: timedelta) -> None:
        withdraw(self.article, actor=personas.editor(), reason="error", at=self.now)

    def reinstate(self, _span: timedelta) -> None:
        reinstate(self.article, actor=personas.editor(), at=self.now)

    def plan(self, span: timedelta) -> None:
        plan_takedown(
            self.article, actor=personas.editor(), takedown_at=self.now + 2 * span, at=self.now
        )

    def unplan(self, _span: timedelta) -> None:
        plan_takedown(self.article, actor=personas.editor(), takedown_at=None, at=self.now)

    def _decide(self, verb: str, **facts: object) -> None:
        if self.permission:
            act = getattr(permissions, verb)
            self.permission = act(
                self.permission, actor=personas.rights_desk(), at=self.now, **facts
            )

    def suspend(self, _span: timedelta) -> None:
        self._decide("suspend")

    def resume(self, _span: timedelta) -> None:
        self._decide("resume")

    def revoke(self, _span: timedelta) -> None:
        self._decide("revoke")

    def _renew(self, gap: timedelta, span: timedelta) -> None:
        if self.permission:
            begins = (self.permission.valid_until or self.now) + gap
            self._decide("renew", valid_from=begins, valid_until=begins + 3 * span)

    def renew_touching(self, span: timedelta) -> None:
        self._renew(timedelta(), span)

    def renew_gap(self, span: timedelta) -> None:
        self._renew(span, span)

    def renew_early(self, span: timedelta) -> None:
        self._renew(-span / 2, span)


def may_run(desk: Desk, at: datetime) -> bool:
    """The rule, written a second time: some permission of the chain counts, and none later stopped it."""
    article = desk.article
    stops = [article.withdrawn_at, article.planned_takedown_at]
    if any(stop and at >= stop for stop in stops):
        return False
    if desk.permission is None:
        return True
    chain = list(Permission.objects.chains([desk.permission.pk]))
    if any(row.state in {"suspended", "revoked"} and at >= row.stopped_at for row in chain):
        return False
    return any(
        (row.valid_from or FAR_PAST) <= at < (row.valid_until or FAR_FUTURE)
        and not (row.stopped_at and at >= row.stopped_at)
        for row in chain
    )


@hypothesis_settings(max_examples=40)
@given(is_reprint=st.booleans(), ends_after=st.integers(1, 40), steps=STEPS)
def test_whatever_is_done_one_version_at_most_is_live_and_only_where_it_may(
    is_reprint: bool, ends_after: int, steps: list[tuple[str, int]]
) -> None:
    desk = Desk(is_reprint=is_reprint, ends_after=ends_after)
    for verb, hours in [("publish", 1), *steps]:
        desk.do(verb, hours)
        article = desk.article
        article.refresh_from_db()
        rows = list(Window.objects.filter(article=article).order_by("live_from"))
        for earlier, later in itertools.pairwise(rows):
            assert earlier.live_until <= later.live_from
        editions = list(article.editions.order_by("number"))
        assert [edition.number for edition in editions] == list(range(1, len(editions) + 1))
        assert sum(edition.at > desk.now for edition in editions) <= 1
        edges = {edge for row in rows for edge in (row.live_from, row.live_until)}
        edges |= {edition.at for edition in editions} | {desk.now}
        for edge in edges:
            for at in (edge - HAIR, edge, edge + SECOND):
                begun = [edition.number for edition in editions if edition.at <= at]
                expected = begun[-1] if begun and may_run(desk, at) else None
                assert live(article, at) == (expected if at < FAR_FUTURE else None)
        with CaptureQueriesContext(connection) as captured:
            windows.derive(article)
        assert writes(captured) == []
