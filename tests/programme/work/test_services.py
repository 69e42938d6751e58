"""Moving items between stages, taking national ones up, and changing agreed dates."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from csplan.core.errors import (
    IncompleteError,
    NotPermittedError,
    StaleVersionError,
    WrongStateError,
)
from csplan.core.periods import Quarter
from csplan.core.querysets import InsertOnlyError
from csplan.core.worded import read_phrase
from csplan.core.worded_dates import DateKind, DatePrecision, WordedDate
from programme.choices import PlanState, ReturnState, Stage
from programme.models import (
    BusinessPlan,
    MilestoneUpdate,
    QuarterlyReturn,
    Rebaseline,
    StageMove,
    WorkItem,
)
from programme.rules.stages import Proposal
from programme.rules.work import plan_days
from programme.services import open_period
from programme.services.stages import MoveProblemsError, move_stage
from programme.services.work import ask_about, rebaseline, take_up
from tests.conftest import NOW, Cast
from tests.factories import (
    MilestoneFactory,
    QuarterlyReturnFactory,
    ReportingPeriodFactory,
)
from tests.programme.work.situations import Work, make_work

pytestmark = pytest.mark.django_db
ActorOf = Callable[[User], Actor]
TODAY = NOW.date()
TO_CORE = Proposal(Stage.INNOVATE, Stage.CORE, TODAY, "Four offices ask for it.", "")
MARCH = WordedDate(
    "by end March 2014", DateKind.BY_END, None, dt.date(2014, 3, 31), DatePrecision.MONTH
)


class TestMoveStage:
    def test_moves_the_item_and_keeps_why(self, work: Work, cast: Cast, actor_of: ActorOf) -> None:
        move_stage(item=work.own, move=TO_CORE, actor=actor_of(cast.coordinator), at=NOW)

        work.own.refresh_from_db()
        move = StageMove.objects.get()
        event = AuditEvent.objects.get(action="workitem.moved")
        assert work.own.stage == move.to_stage == Stage.CORE
        assert (move.from_stage, move.recorded_by) == (Stage.INNOVATE, cast.coordinator)
        assert (event.before, event.after["stage"]) == ({"stage": "Innovate"}, "Core offering")

    def test_refuses_a_move_from_where_it_no_longer_is(
        self, work: Work, cast: Cast, actor_of: ActorOf
    ) -> None:
        actor = actor_of(cast.coordinator)
        move_stage(item=work.own, move=TO_CORE, actor=actor, at=NOW)
        with pytest.raises(StaleVersionError):
            move_stage(item=work.own, move=TO_CORE, actor=actor, at=NOW)
        assert StageMove.objects.count() == 1

    def test_writes_nothing_when_something_is_missing(
        self, work: Work, cast: Cast, actor_of: ActorOf
    ) -> None:
        embed = Proposal(Stage.INNOVATE, Stage.EMBED, TODAY, "It is done.", "  ")
        with pytest.raises(MoveProblemsError) as refused:
            move_stage(item=work.own, move=embed, actor=actor_of(cast.coordinator), at=NOW)
        work.own.refresh_from_db()
        assert list(refused.value.problems) == ["taken_on_by"]
        assert (work.own.stage, StageMove.objects.count()) == (Stage.INNOVATE, 0)

    def test_keeps_nobody_for_what_is_not_embedded(
        self, work: Work, cast: Cast, actor_of: ActorOf
    ) -> None:
        move = Proposal(Stage.INNOVATE, Stage.CORE, TODAY, "It works.", "Somebody")
        made = move_stage(item=work.own, move=move, actor=actor_of(cast.assistant), at=NOW)
        assert made.taken_on_by == ""

    def test_goes_forward_in_time_only(self, work: Work, cast: Cast, actor_of: ActorOf) -> None:
        actor = actor_of(cast.coordinator)
        move_stage(item=work.own, move=TO_CORE, actor=actor, at=NOW)
        back = Proposal(Stage.CORE, Stage.INNOVATE, TODAY - dt.timedelta(days=1), "Too soon.", "")
        with pytest.raises(MoveProblemsError, match="must not be before"):
            move_stage(item=work.own, move=back, actor=actor, at=NOW)

    @pytest.mark.parametrize(
        ("who", "item", "may"),
        [
            ("coordinator", "own", True),
            ("assistant", "own", True),
            ("national_team", "own", True),
            ("other_coordinator", "own", False),
            ("sro", "own", False),
            ("administrator", "own", False),
            ("coordinator", "national", False),
            ("head", "national", True),
        ],
    )
    def test_is_for_those_who_keep_the_item(
        self, work: Work, cast: Cast, actor_of: ActorOf, who: str, item: str, may: bool
    ) -> None:
        moved: WorkItem = getattr(work, item)
        move = Proposal(moved.stage, Stage.CORE, TODAY, "It works.", "")
        actor = actor_of(getattr(cast, who))
        if may:
            move_stage(item=moved, move=move, actor=actor, at=NOW)
            return
        with pytest.raises(NotPermittedError):
            move_stage(item=moved, move=move, actor=actor, at=NOW)

    def test_is_over_in_a_closed_plan(self, work: Work, cast: Cast, actor_of: ActorOf) -> None:
        BusinessPlan.objects.update(state=PlanState.CLOSED)
        with pytest.raises(NotPermittedError):
            move_stage(item=work.own, move=TO_CORE, actor=actor_of(cast.head), at=NOW)


class TestTakeUp:
    @pytest.fixture(autouse=True)
    def untaken(self, work: Work) -> None:
        WorkItem.objects.filter(pk=work.own.pk).update(serves=None)

    def test_makes_a_local_item_that_serves_it(
        self, work: Work, cast: Cast, actor_of: ActorOf
    ) -> None:
        made = take_up(
            item=work.national, locality=cast.own, actor=actor_of(cast.coordinator), at=NOW
        )
        assert (made.serves, made.outcome, made.text, made.order) == (
            work.national, work.outcome, work.national.text, 2,
        )  # fmt: skip

    def test_is_done_once(self, work: Work, cast: Cast, actor_of: ActorOf) -> None:
        wanted: dict[str, Any] = {"item": work.national, "locality": cast.own, "at": NOW}
        take_up(actor=actor_of(cast.coordinator), **wanted)
        with pytest.raises(WrongStateError, match="already"):
            take_up(actor=actor_of(cast.assistant), **wanted)

    def test_refuses_what_has_ended(self, work: Work, cast: Cast, actor_of: ActorOf) -> None:
        work.national.ends_on = TODAY - dt.timedelta(days=1)
        with pytest.raises(WrongStateError):
            take_up(
                item=work.national, locality=cast.own, actor=actor_of(cast.coordinator), at=NOW
            )

    def test_is_not_for_other_localities(self, work: Work, cast: Cast, actor_of: ActorOf) -> None:
        with pytest.raises(NotPermittedError):
            take_up(
                item=work.national, locality=cast.own, actor=actor_of(cast.other_coordinator),
                at=NOW,
            )  # fmt: skip


class TestAskAbout:
    def open_return(self, cast: Cast, **more: Any) -> QuarterlyReturn:
        made: QuarterlyReturn = QuarterlyReturnFactory.create(
            period=ReportingPeriodFactory.create(), locality=cast.own, **more
        )
        return made

    def test_adds_a_blank_update_to_the_open_return(self, work: Work, cast: Cast) -> None:
        returned = self.open_return(cast)
        ask_about([work.milestone], plan=work.plan, at=NOW)

        update = MilestoneUpdate.objects.get()
        returned.refresh_from_db()
        assert (update.quarterly_return, update.milestone) == (returned, work.milestone)
        assert (update.version, returned.version) == (0, 1)

    def test_leaves_a_submitted_return_as_it_is(self, work: Work, cast: Cast) -> None:
        self.open_return(
            cast, state=ReturnState.SUBMITTED, submitted_by=cast.coordinator, submitted_at=NOW
        )
        ask_about([work.milestone], plan=work.plan, at=NOW)
        assert not MilestoneUpdate.objects.exists()

    def test_asks_a_correction_about_what_was_published_alone(
        self, work: Work, cast: Cast
    ) -> None:
        self.open_return(cast, revision=2)
        ask_about([work.milestone], plan=work.plan, at=NOW)
        assert not MilestoneUpdate.objects.exists()

    def test_leaves_a_return_whose_time_is_over(self, work: Work, cast: Cast) -> None:
        self.open_return(cast, closes_at=NOW)
        ask_about([work.milestone], plan=work.plan, at=NOW)
        assert not MilestoneUpdate.objects.exists()

    def test_does_not_ask_about_what_ended_before_the_quarter(
        self, work: Work, cast: Cast
    ) -> None:
        self.open_return(cast)
        work.milestone.ends_on = dt.date(2013, 9, 30)
        ask_about([work.milestone], plan=work.plan, at=NOW)
        assert not MilestoneUpdate.objects.exists()

    def test_does_not_ask_while_the_plan_is_a_draft(self, work: Work, cast: Cast) -> None:
        self.open_return(cast)
        BusinessPlan.objects.update(state=PlanState.DRAFT)
        ask_about([work.milestone], plan=work.plan, at=NOW)
        assert not MilestoneUpdate.objects.exists()


class TestOpeningAQuarter:
    def test_asks_about_nothing_that_has_ended(
        self, work: Work, cast: Cast, actor_of: ActorOf
    ) -> None:
        ended = MilestoneFactory.create(
            work_item=work.own, locality=cast.own, ends_on=dt.date(2013, 12, 31)
        )
        lasting = MilestoneFactory.create(
            work_item=work.own, locality=cast.own, ends_on=dt.date(2014, 1, 1)
        )
        WorkItem.objects.filter(pk=work.other.pk).update(ends_on=dt.date(2013, 12, 31))
        MilestoneFactory.create(work_item=work.other, locality=cast.other)
        period = ReportingPeriodFactory.create(quarter=Quarter.parse("2013-14-q4"))

        open_period(period=period, actor=actor_of(cast.head), at=NOW)

        asked = set(MilestoneUpdate.objects.values_list("milestone_id", flat=True))
        assert asked == {work.milestone.pk, lasting.pk}
        assert ended.pk not in asked


class TestRebaseline:
    def test_keeps_both_dates_and_why(self, work: Work, cast: Cast, actor_of: ActorOf) -> None:
        rebaseline(
            milestone=work.milestone, date=MARCH, reason="The hall is closed.",
            actor=actor_of(cast.coordinator), at=NOW,
        )  # fmt: skip

        work.milestone.refresh_from_db()
        kept = Rebaseline.objects.get()
        assert work.milestone.worded_date == MARCH
        assert work.milestone.baseline_on == kept.to_on == MARCH.latest
        assert (kept.from_on, kept.from_phrase) == (dt.date(2013, 12, 31), "by end December 2013")
        assert AuditEvent.objects.get(action="milestone.rebaselined").after["reason"]

    def test_refuses_an_agreed_date_without_a_reason(
        self, work: Work, cast: Cast, actor_of: ActorOf
    ) -> None:
        with pytest.raises(IncompleteError):
            rebaseline(
                milestone=work.milestone, date=MARCH, reason=" ", at=NOW,
                actor=actor_of(cast.coordinator),
            )  # fmt: skip

    def test_needs_no_reason_in_a_draft(self, cast: Cast, actor_of: ActorOf) -> None:
        work = make_work(cast, PlanState.DRAFT)
        rebaseline(
            milestone=work.milestone, date=MARCH, reason="", at=NOW,
            actor=actor_of(cast.coordinator),
        )  # fmt: skip
        assert not Rebaseline.objects.exists()

    def test_rows_are_only_added(self, work: Work, cast: Cast, actor_of: ActorOf) -> None:
        with pytest.raises(InsertOnlyError):
            StageMove.objects.all().delete()
        with pytest.raises(InsertOnlyError):
            Rebaseline.objects.update(reason="Another")


def test_a_plan_reads_phrases_within_its_own_days(work: Work) -> None:
    days = plan_days(work.plan.first_year, work.plan.last_year)
    assert read_phrase("by end March", days) is not None
