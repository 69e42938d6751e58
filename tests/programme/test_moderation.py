"""Three ratings: what csplan reads, what must be explained, and rating over a locality."""

import datetime as dt
from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from csplan.core.errors import (
    IncompleteError,
    NotPermittedError,
    RefusedError,
    StaleVersionError,
    WrongStateError,
)
from csplan.core.querysets import InsertOnlyError
from programme.choices import MODERATED_IN, ReturnState
from programme.models import (
    MeasureUpdate,
    MilestoneUpdate,
    Moderation,
    QuarterlyReturn,
    Rebaseline,
)
from programme.selectors.ratings import ThreeRatings, ratings_by_milestone, return_standings
from programme.services import (
    accept_return,
    moderate_rating,
    open_period,
    send_back_return,
    submit_return,
)
from tests.conftest import NOW, Cast, Stage
from tests.factories import MilestoneFactory, PlannedValueFactory, ReportingPeriodFactory
from tests.programme.situations import answer_everything, put_in

pytestmark = pytest.mark.django_db
ActorOf = Callable[[User], Actor]


def ratings(stage: Stage) -> ThreeRatings:
    """Those of the stage's first milestone."""
    found = ratings_by_milestone(stage.own, standings=return_standings(stage.own))
    return found[stage.milestone_update.milestone_id]


def moderate(stage: Stage, actor: Actor, **changes: object) -> None:
    given = {
        "update": MilestoneUpdate.objects.select_related("quarterly_return__period").get(
            pk=stage.milestone_update.pk
        ),
        "rating": "off_track",
        "reason": "The venue is not booked.",
        "version": ratings(stage).version,
        "actor": actor,
        "at": NOW,
    }
    moderate_rating(**{**given, **changes})  # type: ignore[arg-type]


class TestRatings:
    def test_reads_dates_of_this_quarter_and_the_last(self, stage: Stage) -> None:
        """On track for 31 March, said 31 January last quarter, and due on 31 December."""
        answer_everything(stage.own)

        found = ratings(stage)

        assert found.own.rating == "off_track"
        assert found.own.words == (
            "Due by 31 December 2013 and not reported complete; 90 days later than agreed; "
            "the second slip in a row; 59 days later than last forecast"
        )
        assert found.difference_words == "better than the evidence suggests"

    def test_forgets_slips_from_before_a_new_date_was_agreed(
        self, stage: Stage, cast: Cast
    ) -> None:
        answer_everything(stage.own)
        milestone = stage.milestone_update.milestone
        milestone.baseline_on = milestone.date_latest = dt.date(2014, 3, 31)
        milestone.save()
        Rebaseline.objects.create(
            milestone=milestone, reason="The review asked for more.", by=cast.head, at=NOW
        )

        assert ratings(stage).own.words == "Expected by its agreed date"

    def test_takes_what_was_never_submitted_for_silence(self, stage: Stage) -> None:
        answer_everything(stage.own)
        QuarterlyReturn.objects.filter(pk=stage.previous.pk).update(
            state=ReturnState.OPEN,
            submitted_by=None, submitted_at=None,
            signed_off_by=None, signed_off_at=None,
            accepted_by=None, accepted_at=None,
        )  # fmt: skip

        assert "nothing was reported of it last quarter" in ratings(stage).own.words

    def test_names_measures_of_the_outcome_that_are_off_plan(
        self, stage: Stage, cast: Cast
    ) -> None:
        answer_everything(stage.own)
        measure = stage.measure_update.measure
        PlannedValueFactory.create(
            measure=measure, locality=cast.own, period=stage.period, value=20
        )

        assert ratings(stage).own.words.endswith(
            f"measure of the same outcome off plan: {measure.title}"
        )

    def test_says_nothing_of_measures_without_a_figure(self, stage: Stage, cast: Cast) -> None:
        answer_everything(stage.own)
        PlannedValueFactory.create(
            measure=stage.measure_update.measure, locality=cast.own, period=stage.period, value=20
        )
        MeasureUpdate.objects.update(value=None, not_available_reason="Not counted yet.")

        assert "measure" not in ratings(stage).own.words

    @pytest.mark.parametrize("count", [0, 40])
    def test_costs_the_same_whatever_there_is(
        self,
        stage: Stage,
        count: int,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        milestone = stage.milestone_update.milestone
        for number in range(count):
            another = MilestoneFactory.create(
                work_item=milestone.work_item, locality=milestone.locality, order=50 + number
            )
            MilestoneUpdate.objects.create(quarterly_return=stage.own, milestone=another)

        with django_assert_num_queries(3):
            ratings_by_milestone(stage.own)


class TestSubmitting:
    def test_is_refused_while_a_difference_is_not_explained(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        answer_everything(stage.own)
        MilestoneUpdate.objects.filter(pk=stage.milestone_update.pk).update(rating_explanation="")

        with pytest.raises(IncompleteError, match="1 rating differs") as refused:
            submit_return(
                quarterly_return=stage.own,
                version=stage.own.version,
                actor=actor_of(cast.coordinator),
                at=NOW,
            )

        assert refused.value.code == "unexplained"

    def test_goes_ahead_once_it_is_explained(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        answer_everything(stage.own)

        submit_return(
            quarterly_return=stage.own,
            version=stage.own.version,
            actor=actor_of(cast.coordinator),
            at=NOW,
        )

        stage.own.refresh_from_db()
        assert stage.own.state == ReturnState.SUBMITTED


class TestModerateRating:
    @pytest.mark.parametrize("state", MODERATED_IN)
    def test_keeps_all_three_apart(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, state: ReturnState
    ) -> None:
        put_in(state, stage, cast)

        moderate(stage, actor_of(cast.national_team), rating="at_risk")

        found = ratings(stage)
        assert (found.given, found.own.rating, found.moderated_rating) == (
            "on_track", "off_track", "at_risk",
        )  # fmt: skip
        assert found.counted == "at_risk"
        assert found.moderated is not None
        assert (found.moderated.reason, found.moderated.by) == (
            "The venue is not booked.", cast.national_team.full_name,
        )  # fmt: skip
        event = AuditEvent.objects.get(action="milestoneupdate.moderated")
        assert (event.before, event.after) == (
            {"rating": "on_track"},
            {"rating": "at_risk", "reason": "The venue is not booked."},
        )

    @pytest.mark.parametrize(
        "state", [ReturnState.OPEN, ReturnState.ACCEPTED, ReturnState.PUBLISHED]
    )
    def test_is_refused_before_and_after(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, state: ReturnState
    ) -> None:
        put_in(state, stage, cast)

        with pytest.raises(WrongStateError):
            moderate(stage, actor_of(cast.national_team))

        assert not Moderation.objects.exists()

    @pytest.mark.parametrize("person", ["head", "sro", "coordinator", "auditor", "nsg"])
    def test_is_for_the_national_team(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, person: str
    ) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)

        with pytest.raises(NotPermittedError):
            moderate(stage, actor_of(getattr(cast, person)))

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"reason": " "}, IncompleteError),
            ({"rating": "on_track"}, IncompleteError),
            ({"rating": "complete"}, IncompleteError),
            ({"rating": ""}, IncompleteError),
            ({"version": 0}, StaleVersionError),
        ],
    )
    def test_refuses_what_cannot_stand(
        self,
        stage: Stage,
        cast: Cast,
        actor_of: ActorOf,
        changes: dict[str, object],
        error: type[RefusedError],
    ) -> None:
        own = put_in(ReturnState.SUBMITTED, stage, cast)
        version = own.version

        with pytest.raises(error):
            moderate(stage, actor_of(cast.national_team), **changes)

        own.refresh_from_db()
        assert own.version == version

    def test_second_moderator_who_saw_the_first_state_is_refused(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        seen = ratings(stage).version
        moderate(stage, actor_of(cast.national_team), version=seen)

        with pytest.raises(StaleVersionError):
            moderate(stage, actor_of(cast.second_national_team), rating="at_risk", version=seen)

    def test_is_lifted_by_agreeing_again(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        moderate(stage, actor_of(cast.national_team))

        moderate(stage, actor_of(cast.national_team), rating="on_track", reason="It is booked.")

        assert ratings(stage).counted == "on_track"
        assert Moderation.objects.count() == 2

    def test_must_be_read_before_the_return_is_accepted(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        own = put_in(ReturnState.SIGNED_OFF, stage, cast)
        moderate(stage, actor_of(cast.national_team))

        with pytest.raises(WrongStateError):
            accept_return(
                quarterly_return=own,
                version=own.version,
                actor=actor_of(cast.second_national_team),
                at=NOW,
            )

    def test_stands_no_more_once_the_locality_has_saved_again(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        own = put_in(ReturnState.SUBMITTED, stage, cast)
        moderate(stage, actor_of(cast.national_team))
        own.refresh_from_db()
        send_back_return(
            quarterly_return=own,
            version=own.version,
            reason="Say what is booked.",
            actor=actor_of(cast.sro),
            at=NOW,
        )
        assert ratings(stage).moderated is not None

        MilestoneUpdate.objects.filter(pk=stage.milestone_update.pk).update(version=2)

        found = ratings(stage)
        assert found.moderated is None
        assert found.moderation_count == 1

    def test_rows_are_never_changed(self, stage: Stage, cast: Cast, actor_of: ActorOf) -> None:
        put_in(ReturnState.SUBMITTED, stage, cast)
        moderate(stage, actor_of(cast.national_team))

        with pytest.raises(InsertOnlyError):
            Moderation.objects.update(rating="on_track")


class TestNextQuarter:
    def test_asks_again_about_what_was_moderated_as_not_complete(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        put_in(ReturnState.SIGNED_OFF, stage, cast)
        MilestoneUpdate.objects.filter(quarterly_return=stage.own).update(
            rating="complete", completed_on=dt.date(2013, 12, 12), forecast_on=None
        )
        moderate(stage, actor_of(cast.national_team))
        QuarterlyReturn.objects.filter(pk=stage.own.pk).update(
            state=ReturnState.ACCEPTED, accepted_by=cast.national_team, accepted_at=NOW
        )
        period = ReportingPeriodFactory.create(quarter=stage.period.quarter.next)

        open_period(period=period, actor=actor_of(cast.head), at=NOW)

        asked = MilestoneUpdate.objects.filter(quarterly_return__period=period)
        assert [update.milestone_id for update in asked] == [stage.milestone_update.milestone_id]
