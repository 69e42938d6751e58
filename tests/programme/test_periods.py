"""Opening, closing and extending."""

import datetime as dt
from collections.abc import Callable

import pytest

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from csplan.core.errors import IncompleteError, NotPermittedError, WrongStateError
from csplan.core.models import ReportingPeriod
from csplan.core.periods import Quarter
from programme.choices import AFTER_ACCEPTANCE, PlanState, ReturnState
from programme.models import MeasureUpdate, MilestoneUpdate, QuarterlyReturn
from programme.services import close_period, extend_return, open_period
from tests.conftest import NOW, Cast, Stage, accepted_return
from tests.factories import MilestoneFactory, MilestoneUpdateFactory, ReportingPeriodFactory
from tests.programme.situations import close, put_in

ActorOf = Callable[[User], Actor]
NOT_HEAD = ("coordinator", "sro", "national_team", "nsg", "administrator", "auditor", "outsider")


@pytest.fixture
def next_period(stage: Stage) -> ReportingPeriod:
    return ReportingPeriodFactory.create(quarter=Quarter.parse("2013-14-q4"))


class TestOpenPeriod:
    def test_gives_each_locality_with_work_its_questions(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, next_period: ReportingPeriod
    ) -> None:
        open_period(period=next_period, actor=actor_of(cast.head), at=NOW)
        made = QuarterlyReturn.objects.get(period=next_period)
        assert made.locality == cast.own
        assert made.closes_at == next_period.closes_at
        assert MilestoneUpdate.objects.filter(quarterly_return=made, version=0).count() == 2
        assert MeasureUpdate.objects.filter(quarterly_return=made, version=0).count() == 1

    def test_asks_nothing_of_a_locality_that_has_closed(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, next_period: ReportingPeriod
    ) -> None:
        MilestoneFactory.create(
            work_item=stage.milestone_update.milestone.work_item, locality=cast.other, order=1
        )
        cast.own.ends_on = next_period.starts_on - dt.timedelta(days=1)
        cast.own.save()
        open_period(period=next_period, actor=actor_of(cast.head), at=NOW)
        assert [made.locality for made in next_period.returns.all()] == [cast.other]

    def test_opens_early_from_now(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, next_period: ReportingPeriod
    ) -> None:
        open_period(period=next_period, actor=actor_of(cast.head), at=NOW)
        next_period.refresh_from_db()
        assert next_period.opens_at == NOW
        assert next_period.is_open_at(NOW)

    @pytest.mark.parametrize("state", AFTER_ACCEPTANCE)
    def test_does_not_ask_again_about_a_completion_that_was_accepted(
        self,
        stage: Stage,
        cast: Cast,
        actor_of: ActorOf,
        next_period: ReportingPeriod,
        state: ReturnState,
    ) -> None:
        put_in(state, stage, cast)
        complete_the_first(stage)
        open_period(period=next_period, actor=actor_of(cast.head), at=NOW)
        asked = MilestoneUpdate.objects.filter(quarterly_return__period=next_period)
        assert [u.milestone for u in asked] == [stage.second_milestone_update.milestone]

    @pytest.mark.parametrize("state", AFTER_ACCEPTANCE)
    def test_asks_again_about_a_completion_that_was_corrected(
        self,
        stage: Stage,
        cast: Cast,
        actor_of: ActorOf,
        next_period: ReportingPeriod,
        state: ReturnState,
    ) -> None:
        put_in(ReturnState.PUBLISHED, stage, cast)
        complete_the_first(stage)
        correction = accepted_return(stage.period, cast.own, cast=cast, at=NOW, revision=2)
        QuarterlyReturn.objects.filter(pk=correction.pk).update(state=state)
        MilestoneUpdateFactory.create(
            quarterly_return=correction,
            milestone=stage.milestone_update.milestone,
            rating="off_track",
            version=2,
        )
        open_period(period=next_period, actor=actor_of(cast.head), at=NOW)
        asked = MilestoneUpdate.objects.filter(quarterly_return__period=next_period)
        assert stage.milestone_update.milestone in [u.milestone for u in asked]

    @pytest.mark.parametrize(
        "state", [ReturnState.OPEN, ReturnState.SUBMITTED, ReturnState.SIGNED_OFF]
    )
    def test_asks_again_about_a_completion_that_never_counted(
        self,
        stage: Stage,
        cast: Cast,
        actor_of: ActorOf,
        next_period: ReportingPeriod,
        state: ReturnState,
    ) -> None:
        put_in(state, stage, cast)
        complete_the_first(stage)
        open_period(period=next_period, actor=actor_of(cast.head), at=NOW)
        asked = MilestoneUpdate.objects.filter(quarterly_return__period=next_period)
        assert stage.milestone_update.milestone in [u.milestone for u in asked]

    def test_refuses_a_second_opening(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, next_period: ReportingPeriod
    ) -> None:
        open_period(period=next_period, actor=actor_of(cast.head), at=NOW)
        with pytest.raises(WrongStateError):
            open_period(period=next_period, actor=actor_of(cast.head), at=NOW)
        assert QuarterlyReturn.objects.filter(period=next_period).count() == 1

    def test_refuses_a_period_that_is_past(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        past = ReportingPeriodFactory.create(quarter=Quarter.parse("2013-14-q1"))
        with pytest.raises(WrongStateError):
            open_period(period=past, actor=actor_of(cast.head), at=NOW)

    def test_refuses_when_no_agreed_plan_covers_it(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, next_period: ReportingPeriod
    ) -> None:
        plan = stage.outcome.plan
        plan.state = PlanState.DRAFT
        plan.save()
        with pytest.raises(WrongStateError):
            open_period(period=next_period, actor=actor_of(cast.head), at=NOW)
        next_period.refresh_from_db()
        assert next_period.opens_at > NOW

    @pytest.mark.parametrize("person", NOT_HEAD)
    def test_refuses_anybody_else(
        self,
        stage: Stage,
        cast: Cast,
        actor_of: ActorOf,
        next_period: ReportingPeriod,
        person: str,
    ) -> None:
        with pytest.raises(NotPermittedError):
            open_period(period=next_period, actor=actor_of(getattr(cast, person)), at=NOW)

    def test_costs_the_same_for_more_milestones(
        self,
        stage: Stage,
        cast: Cast,
        actor_of: ActorOf,
        next_period: ReportingPeriod,
        django_assert_max_num_queries: Callable[..., object],
    ) -> None:
        item = stage.milestone_update.milestone.work_item
        for order in range(10, 40):
            MilestoneFactory.create(work_item=item, locality=cast.own, order=order)
        with django_assert_max_num_queries(16):  # type: ignore[attr-defined]
            open_period(period=next_period, actor=actor_of(cast.head), at=NOW)


class TestClosePeriod:
    def test_stops_every_return_but_one_given_longer(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        later = stage.period.closes_at + dt.timedelta(days=2)
        QuarterlyReturn.objects.filter(pk=stage.other.pk).update(closes_at=later)
        close_period(period=stage.period, actor=actor_of(cast.head), at=NOW)
        stage.own.refresh_from_db()
        stage.other.refresh_from_db()
        assert not stage.own.is_editable_at(NOW)
        assert stage.other.is_editable_at(NOW)
        assert AuditEvent.objects.get().action == "period.closed"

    def test_refuses_a_second_closing(self, stage: Stage, cast: Cast, actor_of: ActorOf) -> None:
        close_period(period=stage.period, actor=actor_of(cast.head), at=NOW)
        with pytest.raises(WrongStateError):
            close_period(period=stage.period, actor=actor_of(cast.head), at=NOW)

    @pytest.mark.parametrize("person", NOT_HEAD)
    def test_refuses_anybody_else(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, person: str
    ) -> None:
        with pytest.raises(NotPermittedError):
            close_period(period=stage.period, actor=actor_of(getattr(cast, person)), at=NOW)


class TestExtendReturn:
    LATER = dt.datetime(2014, 2, 3, 17, tzinfo=NOW.tzinfo)

    def test_moves_one_locality_and_says_why(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        extend_return(
            quarterly_return=stage.own,
            until=self.LATER,
            reason="Two people were ill.",
            actor=actor_of(cast.head),
            at=NOW,
        )
        stage.own.refresh_from_db()
        stage.other.refresh_from_db()
        assert stage.own.closes_at == self.LATER
        assert stage.own.is_extended
        assert not stage.other.is_extended
        assert AuditEvent.objects.get().after["reason"] == "Two people were ill."

    def test_refuses_an_earlier_time(self, stage: Stage, cast: Cast, actor_of: ActorOf) -> None:
        with pytest.raises(IncompleteError):
            extend_return(
                quarterly_return=stage.own,
                until=stage.own.closes_at,
                reason="Illness.",
                actor=actor_of(cast.head),
                at=NOW,
            )

    def test_refuses_no_reason(self, stage: Stage, cast: Cast, actor_of: ActorOf) -> None:
        with pytest.raises(IncompleteError):
            extend_return(
                quarterly_return=stage.own,
                until=self.LATER,
                reason=" ",
                actor=actor_of(cast.head),
                at=NOW,
            )

    def test_refuses_a_submitted_return(self, stage: Stage, cast: Cast, actor_of: ActorOf) -> None:
        with pytest.raises(WrongStateError):
            extend_return(
                quarterly_return=put_in(ReturnState.SUBMITTED, stage, cast),
                until=self.LATER,
                reason="Illness.",
                actor=actor_of(cast.head),
                at=NOW,
            )

    def test_reopens_one_whose_quarter_has_closed(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        close(stage)
        extend_return(
            quarterly_return=stage.own,
            until=NOW + dt.timedelta(hours=1),
            reason="Illness.",
            actor=actor_of(cast.head),
            at=NOW,
        )
        stage.own.refresh_from_db()
        assert stage.own.is_editable_at(NOW)

    def test_refuses_a_time_that_is_past_although_the_quarter_closed_before(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        close(stage)
        with pytest.raises(IncompleteError):
            extend_return(
                quarterly_return=stage.own,
                until=NOW - dt.timedelta(hours=1),
                reason="Illness.",
                actor=actor_of(cast.head),
                at=NOW,
            )

    @pytest.mark.parametrize("person", NOT_HEAD)
    def test_refuses_anybody_else(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, person: str
    ) -> None:
        with pytest.raises(NotPermittedError):
            extend_return(
                quarterly_return=stage.own,
                until=self.LATER,
                reason="Illness.",
                actor=actor_of(getattr(cast, person)),
                at=NOW,
            )


def complete_the_first(stage: Stage) -> None:
    MilestoneUpdate.objects.filter(pk=stage.milestone_update.pk).update(
        rating="complete", forecast_on=None, completed_on=dt.date(2013, 12, 1), version=1
    )
