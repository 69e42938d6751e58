"""Saving what a co-ordinator reports: who, when, over which version, and what is kept."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

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
from csplan.core.ratings import Rating
from programme.choices import ReturnState, Unit
from programme.models import ReturnAuthor
from programme.rules.measures import FigureAnswers
from programme.services import save_measure, save_milestone, save_overview
from tests.conftest import NOW, Cast, Stage
from tests.programme.situations import ON_TRACK, close, put_in

ActorOf = Callable[[User], Actor]
MAY_NOT_EDIT = (
    "sro", "other_coordinator", "other_assistant", "other_sro", "former_coordinator",
    "national_team", "head", "nsg", "private_office", "administrator", "auditor", "outsider",
)  # fmt: skip


class TestSaveMilestone:
    @pytest.mark.parametrize("writer", ["coordinator", "assistant"])
    def test_keeps_the_answers_and_who_wrote_them(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, writer: str
    ) -> None:
        actor = actor_of(getattr(cast, writer))
        save_milestone(
            update=stage.milestone_update, answers=ON_TRACK, version=0, actor=actor, at=NOW
        )
        update = stage.milestone_update
        update.refresh_from_db()
        assert update.answers == ON_TRACK
        assert (update.version, update.updated_by, update.updated_at) == (1, actor.user, NOW)
        assert list(ReturnAuthor.objects.values_list("user", flat=True)) == [actor.person.pk]

    def test_moves_the_return_to_a_new_version(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        save_milestone(
            update=stage.milestone_update,
            answers=ON_TRACK,
            version=0,
            actor=actor_of(cast.coordinator),
            at=NOW,
        )
        stage.own.refresh_from_db()
        assert stage.own.version == 1

    def test_records_one_event_with_before_and_after(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        save_milestone(
            update=stage.milestone_update,
            answers=ON_TRACK,
            version=0,
            actor=actor_of(cast.coordinator),
            at=NOW,
        )
        event = AuditEvent.objects.get()
        assert event.action == "milestoneupdate.saved"
        assert event.before["rating"] == ""
        assert event.after["rating"] == Rating.ON_TRACK
        assert event.after["forecast_on"] == "2014-03-31"

    @pytest.mark.parametrize("stranger", MAY_NOT_EDIT)
    def test_refuses_anybody_else(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, stranger: str
    ) -> None:
        with pytest.raises(NotPermittedError):
            save_milestone(
                update=stage.milestone_update,
                answers=ON_TRACK,
                version=0,
                actor=actor_of(getattr(cast, stranger)),
                at=NOW,
            )
        nothing_was_written(stage)

    @pytest.mark.parametrize("state", [s for s in ReturnState if s != ReturnState.OPEN])
    def test_refuses_once_the_return_has_moved_on(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, state: ReturnState
    ) -> None:
        version = put_in(state, stage, cast).version
        with pytest.raises(WrongStateError):
            save_milestone(
                update=stage.milestone_update,
                answers=ON_TRACK,
                version=1,
                actor=actor_of(cast.coordinator),
                at=NOW,
            )
        stage.own.refresh_from_db()
        assert stage.own.version == version

    def test_refuses_at_the_closing_moment_itself(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        last_moment = stage.own.closes_at - dt.timedelta(microseconds=1)
        actor = actor_of(cast.coordinator)
        save_milestone(
            update=stage.milestone_update, answers=ON_TRACK, version=0, actor=actor, at=last_moment
        )
        with pytest.raises(WrongStateError):
            save_milestone(
                update=stage.milestone_update,
                answers=ON_TRACK,
                version=1,
                actor=actor,
                at=stage.own.closes_at,
            )

    def test_refuses_a_stale_version_and_leaves_everything(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        first, second = actor_of(cast.coordinator), actor_of(cast.assistant)
        update = stage.milestone_update
        save_milestone(update=update, answers=ON_TRACK, version=0, actor=first, at=NOW)
        with pytest.raises(StaleVersionError):
            save_milestone(
                update=update,
                answers=replace(ON_TRACK, narrative="Mine."),
                version=0,
                actor=second,
                at=NOW,
            )
        update.refresh_from_db()
        stage.own.refresh_from_db()
        assert (update.narrative, update.version) == ("Under way.", 1)
        assert stage.own.version == 1
        assert not ReturnAuthor.objects.filter(user=cast.assistant).exists()
        assert AuditEvent.objects.count() == 1

    def test_refuses_what_is_incomplete(self, stage: Stage, cast: Cast, actor_of: ActorOf) -> None:
        with pytest.raises(IncompleteError, match="back on track"):
            save_milestone(
                update=stage.milestone_update,
                answers=replace(ON_TRACK, rating=Rating.AT_RISK),
                version=0,
                actor=actor_of(cast.coordinator),
                at=NOW,
            )
        nothing_was_written(stage)

    @pytest.mark.parametrize("words", ["a\x00b", "a\u202eb", "x" * 4_001, "e" + "\u0301" * 6])
    def test_refuses_hostile_words_whoever_sends_them(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, words: str
    ) -> None:
        with pytest.raises(IncompleteError):
            save_milestone(
                update=stage.milestone_update,
                answers=replace(ON_TRACK, narrative=words),
                version=0,
                actor=actor_of(cast.coordinator),
                at=NOW,
            )
        nothing_was_written(stage)

    def test_judges_today_by_london(self, stage: Stage, cast: Cast, actor_of: ActorOf) -> None:
        """At 23:30 UTC in summer it is already tomorrow in London."""
        late = dt.datetime(2014, 6, 30, 23, 30, tzinfo=dt.UTC)
        type(stage.own).objects.filter(pk=stage.own.pk).update(
            closes_at=late + dt.timedelta(days=1)
        )
        stage.own.refresh_from_db()
        done = replace(
            ON_TRACK,
            rating=Rating.COMPLETE,
            completed_on=dt.date(2014, 7, 1),
            evidence="The minutes.",
        )
        save_milestone(
            update=stage.milestone_update,
            answers=done,
            version=0,
            actor=actor_of(cast.coordinator),
            at=late,
        )
        stage.milestone_update.refresh_from_db()
        assert stage.milestone_update.completed_on == dt.date(2014, 7, 1)


class TestSaveMeasure:
    def test_keeps_a_figure(self, stage: Stage, cast: Cast, actor_of: ActorOf) -> None:
        save_measure(
            update=stage.measure_update,
            answers=FigureAnswers(Decimal(12)),
            comment=" Two were joint. ",
            version=0,
            actor=actor_of(cast.coordinator),
            at=NOW,
        )
        stage.measure_update.refresh_from_db()
        assert stage.measure_update.value == Decimal(12)
        assert stage.measure_update.comment == "Two were joint."

    def test_keeps_the_reason_for_no_figure(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        save_measure(
            update=stage.measure_update,
            answers=FigureAnswers(not_available_reason="The survey is in May."),
            comment="",
            version=0,
            actor=actor_of(cast.coordinator),
            at=NOW,
        )
        stage.measure_update.refresh_from_db()
        assert stage.measure_update.is_reported
        assert stage.measure_update.value is None

    def test_refuses_half_an_event(self, stage: Stage, cast: Cast, actor_of: ActorOf) -> None:
        assert stage.measure_update.measure.unit == Unit.EVENTS
        with pytest.raises(IncompleteError, match="whole number"):
            save_measure(
                update=stage.measure_update,
                answers=FigureAnswers(Decimal("1.5")),
                comment="",
                version=0,
                actor=actor_of(cast.coordinator),
                at=NOW,
            )

    def test_refuses_after_closing(self, stage: Stage, cast: Cast, actor_of: ActorOf) -> None:
        close(stage)
        with pytest.raises(WrongStateError):
            save_measure(
                update=stage.measure_update,
                answers=FigureAnswers(Decimal(1)),
                comment="",
                version=0,
                actor=actor_of(cast.coordinator),
                at=NOW,
            )


class TestSaveOverview:
    def test_keeps_the_words(self, stage: Stage, cast: Cast, actor_of: ActorOf) -> None:
        actor = actor_of(cast.assistant)
        save_overview(
            quarterly_return=stage.own, overview="A good quarter.", version=0, actor=actor, at=NOW
        )
        stage.own.refresh_from_db()
        assert (stage.own.overview, stage.own.overview_version) == ("A good quarter.", 1)
        assert ReturnAuthor.objects.filter(user=cast.assistant).exists()

    def test_refuses_a_stale_version(self, stage: Stage, cast: Cast, actor_of: ActorOf) -> None:
        actor = actor_of(cast.coordinator)
        save_overview(
            quarterly_return=stage.own, overview="First.", version=0, actor=actor, at=NOW
        )
        with pytest.raises(StaleVersionError):
            save_overview(
                quarterly_return=stage.own, overview="Second.", version=0, actor=actor, at=NOW
            )
        stage.own.refresh_from_db()
        assert (stage.own.overview, stage.own.version) == ("First.", 1)

    def test_refuses_no_words(self, stage: Stage, cast: Cast, actor_of: ActorOf) -> None:
        with pytest.raises(IncompleteError):
            save_overview(
                quarterly_return=stage.own,
                overview="  ",
                version=0,
                actor=actor_of(cast.coordinator),
                at=NOW,
            )


def nothing_was_written(stage: Stage) -> None:
    stage.milestone_update.refresh_from_db()
    stage.own.refresh_from_db()
    assert stage.milestone_update.version == 0
    assert stage.own.version == 0
    assert not AuditEvent.objects.exists()
    assert not ReturnAuthor.objects.exists()
