"""A quarter's dates, counted back in working days from the meeting that considers it."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from csplan.core.errors import NotPermittedError, RefusedError
from csplan.core.models import ReportingPeriod
from csplan.core.periods import LONDON
from localities.models import Meeting, QuarterMeeting
from programme.models import QuarterlyReturn
from programme.rules.periods import CountedBack
from programme.services.dates import Dates, dates_of, follow_meeting, settle_dates
from tests.conftest import NOW, Cast, Stage
from tests.factories import MeetingFactory
from tests.programme.situations import close

ActorOf = Callable[[User], Actor]
PAGE = "/programme/quarters/2013-14-q3/dates/"
MOVED = dt.date(2014, 2, 14)


def moment(day: int, month: int, hour: int = 0, minute: int = 0, second: int = 0) -> dt.datetime:
    return dt.datetime(2014, month, day, hour, minute, second, tzinfo=LONDON)


class TestCountedBack:
    @pytest.mark.parametrize(
        ("meeting", "due_before", "closes_before", "due_on", "closes_on"),
        [
            ("2014-02-07", 15, 10, "2014-01-17", "2014-01-24"),
            ("2014-01-08", 5, 0, "2013-12-31", "2014-01-08"),  # over New Year's Day
            ("2014-04-24", 4, 3, "2014-04-16", "2014-04-17"),  # over Easter
        ],
    )
    def test_leaves_out_weekends_and_bank_holidays(
        self, meeting: str, due_before: int, closes_before: int, due_on: str, closes_on: str
    ) -> None:
        counted = CountedBack(dt.date.fromisoformat(meeting), due_before, closes_before)
        assert f"{counted.due_at:%Y-%m-%d %H:%M}" == f"{due_on} 17:00"
        assert f"{counted.closes_at:%Y-%m-%d %H:%M:%S}" == f"{closes_on} 23:59:59"


@pytest.fixture
def meeting(db: None) -> Meeting:
    return MeetingFactory.create(day=dt.date(2014, 2, 7))


def settle(
    stage: Stage, meeting: Meeting, actor: Actor, dates: Dates | None = None, *, at: dt.datetime
) -> ReportingPeriod:
    period = ReportingPeriod.objects.get(pk=stage.period.pk)
    counted = CountedBack(meeting.day, 15, 10)
    settle_dates(
        period=period,
        meeting=meeting,
        due_before=15,
        closes_before=10,
        dates=dates or Dates(counted.due_at, counted.closes_at),
        seen=dates_of(stage.period),
        actor=actor,
        at=at,
    )
    return period


@pytest.mark.django_db
class TestSettleDates:
    def test_moves_the_quarter_and_the_returns_that_close_with_it(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, meeting: Meeting
    ) -> None:
        longer = moment(31, 1)
        QuarterlyReturn.objects.filter(pk=stage.other.pk).update(closes_at=longer)
        Meeting.objects.update(day=MOVED)
        meeting.refresh_from_db()
        period = settle(stage, meeting, actor_of(cast.head), at=NOW)
        assert dates_of(period) == Dates(moment(24, 1, 17), moment(31, 1, 23, 59, 59))
        for row in QuarterlyReturn.objects.filter(period=period):
            assert row.closes_at == period.closes_at
        event = AuditEvent.objects.get(action="period.dated")
        assert event.after["meeting"].endswith("14 February 2014")

        QuarterlyReturn.objects.filter(pk=stage.other.pk).update(closes_at=moment(20, 2))
        stage.period.refresh_from_db()
        Meeting.objects.update(day=dt.date(2014, 2, 7))
        follow_meeting(
            period=stage.period, day=dt.date(2014, 2, 7), actor=actor_of(cast.head), at=NOW
        )
        closings = QuarterlyReturn.objects.filter(period=period).order_by("locality__name")
        assert [row.closes_at for row in closings] == [moment(24, 1, 23, 59, 59), moment(20, 2)]

    @pytest.mark.parametrize(
        ("dates", "code"),
        [
            (Dates(moment(25, 1), moment(24, 1)), "incomplete"),
            (Dates(moment(8, 1), moment(9, 1)), "incomplete"),
            (Dates(dt.datetime(2013, 12, 1, tzinfo=LONDON), moment(24, 1)), "incomplete"),
        ],
    )
    def test_refuses_dates_that_cannot_be(
        self,
        stage: Stage,
        cast: Cast,
        actor_of: ActorOf,
        meeting: Meeting,
        dates: Dates,
        code: str,
    ) -> None:
        with pytest.raises(RefusedError) as refused:
            settle(stage, meeting, actor_of(cast.head), dates, at=NOW)
        assert refused.value.code == code
        assert not QuarterMeeting.objects.exists()

    def test_refuses_others_the_closed_and_the_stale(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, meeting: Meeting
    ) -> None:
        for person in (cast.national_team, cast.administrator, cast.coordinator):
            with pytest.raises(NotPermittedError):
                settle(stage, meeting, actor_of(person), at=NOW)
        head = actor_of(cast.head)
        settle(stage, meeting, head, at=NOW)
        with pytest.raises(RefusedError, match="Somebody has changed the dates"):
            settle(stage, meeting, head, at=NOW)
        with pytest.raises(RefusedError, match="The meeting has changed"):
            follow_meeting(period=stage.period, day=MOVED, actor=head, at=NOW)
        stage.period.refresh_from_db()
        close(stage)
        with pytest.raises(RefusedError, match="is closed"):
            settle(stage, meeting, head, at=NOW)


@pytest.mark.django_db
class TestPages:
    def test_show_the_dates_before_they_are_saved_and_again_when_the_meeting_moves(
        self,
        client: Client,
        stage: Stage,
        cast: Cast,
        meeting: Meeting,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        client.force_login(cast.head)
        asked = f"{PAGE}?meeting={meeting.pk}&due_before=16&closes_before=10"
        with django_assert_max_num_queries(10):
            page = client.get(asked).content.decode()
        assert "Counted back from Friday 7 February 2014: 16 working days before it" in page
        assert 'name="due_at-day" type="text" value="16"' in page
        assert not QuarterMeeting.objects.exists()

        seen = f"{stage.period.due_at.isoformat()} {stage.period.closes_at.isoformat()}"
        form = {"seen": seen}
        for name, day in (("due_at", "15"), ("closes_at", "24")):
            form |= {f"{name}-day": day, f"{name}-month": "1", f"{name}-year": "2014"}
        assert client.post(asked, form).status_code == 302
        stage.period.refresh_from_db()
        assert dates_of(stage.period) == Dates(moment(15, 1, 17), moment(24, 1, 23, 59, 59))

        grid = reverse("programme:return-list", args=["2013-14-q3"])
        assert "no longer match" not in client.get(grid).content.decode()
        Meeting.objects.update(day=MOVED)
        page = client.get(grid).content.decode()
        assert "The dates no longer match: the meeting was to be on Friday 7 February" in page
        assert "returns are due Thursday 23 January 2014 at 5pm" in page
        assert client.post(f"{PAGE}follow/", {"day": "2014-02-07"}).status_code == 409
        assert client.post(f"{PAGE}follow/", {"day": "2014-02-14"}).status_code == 302
        stage.period.refresh_from_db()
        assert dates_of(stage.period) == Dates(moment(23, 1, 17), moment(31, 1, 23, 59, 59))
        assert "no longer match" not in client.get(grid).content.decode()

        client.force_login(cast.coordinator)
        page = client.get(grid).content.decode()
        assert "The meeting that considers this quarter" in page
        assert "Change the due and closing dates" not in page

    def test_say_what_is_wrong_and_where_to_begin(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        client.force_login(cast.head)
        page = client.get(PAGE).content.decode()
        assert "No meeting after this quarter is known yet" in page
        meeting = MeetingFactory.create(day=MOVED)
        page = client.get(
            f"{PAGE}?meeting={meeting.pk}&due_before=5&closes_before=10"
        ).content.decode()
        assert "Reporting must not close before returns are due" in page
        assert "Save these dates" not in page
