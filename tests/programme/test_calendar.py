"""What the clock does by itself, and the command and the task that let it."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from csplan.audit.models import AuditEvent
from csplan.core.models import ReportingPeriod
from csplan.core.periods import Quarter
from programme.choices import PlanState
from programme.models import BusinessPlan
from programme.services.calendar import open_due_periods, record_closings
from programme.tasks import keep_quarters
from tests.conftest import NOW, Cast, Stage
from tests.factories import ReportingPeriodFactory

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def due(stage: Stage) -> ReportingPeriod:
    """Quarter 4, which opens in an hour."""
    return ReportingPeriodFactory.create(
        quarter=Quarter.parse("2013-14-q4"),
        opens_at=NOW + HOUR,
        due_at=NOW + 10 * HOUR,
        closes_at=NOW + 20 * HOUR,
    )


@contextmanager
def moved_meanwhile(period: ReportingPeriod, **dates: dt.datetime) -> Iterator[None]:
    """Somebody changes the quarter's dates as soon as csplan has looked which are due."""
    looked: list[str] = []

    def move_after_the_first_look(execute: Any, sql: str, *others: Any) -> Any:
        found = execute(sql, *others)
        if not looked:
            looked.append(sql)
            ReportingPeriod.objects.filter(pk=period.pk).update(**dates)
        return found

    with connection.execute_wrapper(move_after_the_first_look):
        yield


class TestOpenDuePeriods:
    def test_waits_for_the_moment(self, due: ReportingPeriod) -> None:
        assert open_due_periods(at=NOW) == []

    def test_opens_once_and_names_nobody(self, due: ReportingPeriod, cast: Cast) -> None:
        assert open_due_periods(at=NOW + HOUR) == [due]
        assert open_due_periods(at=NOW + HOUR) == []

        assert [each.locality for each in due.returns.all()] == [cast.own]
        event = AuditEvent.objects.get(action="period.opened")
        assert event.actor is None
        assert event.after["returns"] == 1

    def test_leaves_a_quarter_that_nobody_opened_before_it_closed(
        self, due: ReportingPeriod
    ) -> None:
        assert open_due_periods(at=NOW + 20 * HOUR) == []

    def test_looks_again_once_a_plan_is_agreed(self, due: ReportingPeriod) -> None:
        BusinessPlan.objects.update(state=PlanState.DRAFT)
        assert open_due_periods(at=NOW + HOUR) == []
        BusinessPlan.objects.update(state=PlanState.AGREED)
        assert open_due_periods(at=NOW + 2 * HOUR) == [due]

    def test_leaves_a_quarter_that_was_put_off_meanwhile(self, due: ReportingPeriod) -> None:
        with moved_meanwhile(due, opens_at=NOW + 5 * HOUR):
            assert open_due_periods(at=NOW + HOUR) == []
        assert not due.returns.exists()


class TestRecordClosings:
    def test_notes_the_moment_once_and_names_nobody(self, stage: Stage) -> None:
        period = stage.period
        over = period.closes_at + HOUR
        assert record_closings(at=NOW) == [stage.previous_period]

        assert record_closings(at=over) == [period]
        assert record_closings(at=over) == []

        period.refresh_from_db()
        assert period.closed_at == period.closes_at
        event = AuditEvent.objects.filter(action="period.closed").latest("pk")
        assert event.actor is None

    def test_leaves_a_longer_time_that_was_given(self, stage: Stage) -> None:
        longer = stage.period.closes_at + 48 * HOUR
        type(stage.own).objects.filter(pk=stage.own.pk).update(closes_at=longer)

        record_closings(at=stage.period.closes_at)

        stage.own.refresh_from_db()
        assert stage.own.is_editable_at(stage.period.closes_at + HOUR)

    def test_leaves_a_quarter_that_was_given_longer_meanwhile(self, stage: Stage) -> None:
        record_closings(at=NOW)
        over = stage.period.closes_at
        with moved_meanwhile(stage.period, closes_at=over + HOUR):
            assert record_closings(at=over) == []
        stage.period.refresh_from_db()
        assert stage.period.closed_at is None
        assert record_closings(at=over + HOUR) == [stage.period]

    def test_leaves_what_was_closed_by_hand(self, stage: Stage) -> None:
        stage.previous_period.closed_at = stage.previous_period.opens_at + HOUR
        stage.previous_period.save()
        assert record_closings(at=NOW) == []


class TestKeepQuarters:
    def test_task_and_command_do_both(self, stage: Stage) -> None:
        ReportingPeriodFactory.create(
            quarter=Quarter.parse("2013-14-q4"), opens_at=NOW - 100 * HOUR, due_at=NOW + 10 * HOUR,
            closes_at=NOW + 200 * HOUR,
        )  # fmt: skip
        said = StringIO()
        call_command("keep_quarters", stdout=said)
        assert said.getvalue() == "Opened Quarter 4 2013/14\nClosed Quarter 2 2013/14\n"

        keep_quarters()
        assert AuditEvent.objects.filter(action="period.opened").count() == 1

    def test_makes_up_for_what_it_missed_while_it_was_down(
        self, due: ReportingPeriod, stage: Stage
    ) -> None:
        record_closings(at=NOW)
        late = stage.period.closes_at + HOUR
        ReportingPeriod.objects.filter(pk=due.pk).update(closes_at=late + 20 * HOUR)
        for _ in range(2):
            open_due_periods(at=late)
            record_closings(at=late)
        missed = AuditEvent.objects.filter(action__startswith="period.", occurred_at=late)
        assert {each.actor for each in missed} == {None}
        assert sorted(each.action for each in missed) == ["period.closed", "period.opened"]
