"""What csplan does for packs by itself: drafts once a quarter is complete, and reminders."""

import datetime as dt

import pytest

from csplan.audit.models import AuditEvent
from csplan.celery import app
from csplan.core.models import ReportingPeriod
from csplan.core.periods import LONDON
from csplan.notices.models import Notice
from programme.models import QuarterlyReturn
from reporting.choices import PackState
from reporting.models import Pack
from reporting.services.drafts import request_draft, request_due_drafts
from reporting.services.reminding import remind_approvers, reminder_number
from tests.conftest import NOW, Cast
from tests.reporting.conftest import MakePack, build

pytestmark = pytest.mark.django_db
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
FRIDAY = dt.date(2014, 1, 10)


@pytest.mark.parametrize(("days", "number"), [(0, 0), (3, 0), (4, 1), (10, 1), (11, 2), (18, 3)])
def test_a_reminder_is_due_two_working_days_after_and_each_week(days: int, number: int) -> None:
    assert reminder_number(FRIDAY, FRIDAY + days * DAY) == number


def test_every_task_that_beat_starts_is_there() -> None:
    app.loader.import_default_modules()
    wanted = {entry["task"] for entry in app.conf.beat_schedule.values()}

    assert {"reporting.request_drafts", "reporting.remind_approvers"} < wanted
    assert wanted <= set(app.tasks)


class TestDrafts:
    def test_are_asked_for_once_when_the_last_return_is_accepted(
        self, closed_period: ReportingPeriod, cast: Cast
    ) -> None:
        latest = QuarterlyReturn.objects.filter(period=closed_period, locality=cast.other)
        assert request_due_drafts(at=NOW) == []  # complete for two months: nobody's draft
        latest.update(accepted_at=NOW - HOUR, accepted_by=cast.second_national_team)

        (made,) = request_due_drafts(at=NOW)
        assert request_due_drafts(at=NOW) == []
        assert request_draft(period_id=closed_period.pk, at=NOW) is None
        pack = Pack.objects.get(pk=made)
        assert (pack.requested_by, pack.state) == (cast.second_national_team, PackState.QUEUED)
        event = AuditEvent.objects.get(action="pack.requested")
        assert event.actor is None
        build(pack)
        assert request_due_drafts(at=NOW + DAY) == []

        latest.update(accepted_at=NOW + DAY)  # a correction
        (again,) = request_due_drafts(at=NOW + 2 * DAY)
        assert Pack.objects.get(pk=again).build == 2

    def test_wait_until_the_quarter_closed_and_make_up_for_a_stop(
        self, closed_period: ReportingPeriod
    ) -> None:
        ReportingPeriod.objects.update(closes_at=NOW)
        assert request_due_drafts(at=NOW - HOUR) == []
        assert len(request_due_drafts(at=NOW + 5 * DAY)) == 1

    def test_wait_for_every_return(self, closed_period: ReportingPeriod, cast: Cast) -> None:
        ReportingPeriod.objects.update(closes_at=NOW)
        QuarterlyReturn.objects.filter(locality=cast.other).update(
            state="signed_off", accepted_at=None, accepted_by=None
        )
        assert request_due_drafts(at=NOW + HOUR) == []


class TestReminders:
    def test_tell_the_head_once_each_and_only_while_the_pack_waits(
        self, pack_in: MakePack, cast: Cast
    ) -> None:
        pack = pack_in(PackState.PROPOSED)
        tuesday = dt.datetime(2014, 1, 14, 9, tzinfo=LONDON)
        days = {NOW: 0, tuesday - DAY: 0, tuesday: 1, tuesday + HOUR: 0, tuesday + 20 * DAY: 1}
        assert {at: remind_approvers(at=at) for at in days} == days

        told = Notice.objects.filter(kind="approval")
        at_once, first, third = told.order_by("pk")
        assert at_once.subject == first.subject == third.subject
        assert at_once.key.startswith(f"approval:pack-{pack.pk}-0-0:")
        assert set(told.values_list("recipient", flat=True)) == {cast.head.pk}
        events = AuditEvent.objects.filter(action="pack.reminded")
        assert [(each.actor, each.after["reminder"]) for each in events.order_by("pk")] == [
            (None, 1), (None, 3),
        ]  # fmt: skip
        Pack.objects.filter(pk=pack.pk).update(
            state=PackState.PUBLISHED, published_by=cast.head, published_at=tuesday
        )
        assert remind_approvers(at=tuesday + 30 * DAY) == 0
