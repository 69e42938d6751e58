"""What the database itself refuses, whoever writes to it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from csplan.core.querysets import InsertOnlyError
from programme.choices import ReturnAction, ReturnState
from programme.models import (
    MeasureUpdate,
    MilestoneUpdate,
    PlannedValue,
    QuarterlyReturn,
    ReturnAuthor,
    ReturnTransition,
)
from tests.conftest import NOW, Cast, Stage
from tests.factories import PlannedValueFactory, QuarterlyReturnFactory


def refused_return(stage: Stage, **changes: object) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        QuarterlyReturn.objects.filter(pk=stage.own.pk).update(**changes)


class TestQuarterlyReturn:
    def test_is_one_for_each_period_locality_and_revision(self, stage: Stage) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            QuarterlyReturnFactory.create(period=stage.period, locality=stage.own.locality)
        QuarterlyReturnFactory.create(period=stage.period, locality=stage.own.locality, revision=2)

    @pytest.mark.parametrize("verb", ["submitted", "signed_off", "accepted"])
    def test_has_no_signature_while_open(self, stage: Stage, cast: Cast, verb: str) -> None:
        refused_return(stage, **{f"{verb}_by": cast.sro, f"{verb}_at": NOW})

    @pytest.mark.parametrize("state", [s for s in ReturnState if s != ReturnState.OPEN])
    def test_has_signatures_after_that(self, stage: Stage, state: ReturnState) -> None:
        refused_return(stage, state=state)

    def test_needs_the_moment_with_the_person(self, stage: Stage, cast: Cast) -> None:
        refused_return(stage, state=ReturnState.SUBMITTED, submitted_by=cast.coordinator)

    def test_is_not_signed_off_by_its_submitter(self, stage: Stage, cast: Cast) -> None:
        refused_return(
            stage,
            state=ReturnState.SIGNED_OFF,
            submitted_by=cast.sro,
            submitted_at=NOW,
            signed_off_by=cast.sro,
            signed_off_at=NOW,
        )


class TestMilestoneUpdate:
    def test_is_one_for_each_return_and_milestone(self, stage: Stage) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            MilestoneUpdate.objects.create(
                quarterly_return=stage.own, milestone=stage.milestone_update.milestone
            )

    @pytest.mark.parametrize(
        "changes",
        [
            {"rating": "on_track"},
            {"version": 1},
            {"rating": "complete", "version": 1},
            {"rating": "on_track", "version": 1, "completed_on": dt.date(2013, 12, 1)},
        ],
    )
    def test_is_rated_when_reported_and_dated_when_complete(
        self, stage: Stage, changes: dict[str, object]
    ) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            MilestoneUpdate.objects.filter(pk=stage.milestone_update.pk).update(**changes)


class TestMeasureUpdate:
    @pytest.mark.parametrize(
        "changes",
        [
            {"value": Decimal(1)},
            {"version": 1},
            {"version": 1, "value": Decimal(-1)},
            {"version": 1, "value": Decimal(1), "not_available_reason": "None yet."},
        ],
    )
    def test_has_a_value_or_a_reason_once_reported(
        self, stage: Stage, changes: dict[str, object]
    ) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            MeasureUpdate.objects.filter(pk=stage.measure_update.pk).update(**changes)


class TestPlannedValue:
    def test_is_not_negative(self, stage: Stage) -> None:
        planned = PlannedValueFactory.create(
            measure=stage.measure_update.measure, period=stage.period
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            PlannedValue.objects.filter(pk=planned.pk).update(value=Decimal(-1))


class TestReturnAuthor:
    def test_is_listed_once(self, stage: Stage, cast: Cast) -> None:
        ReturnAuthor.objects.create(quarterly_return=stage.own, user=cast.coordinator)
        with pytest.raises(IntegrityError), transaction.atomic():
            ReturnAuthor.objects.create(quarterly_return=stage.own, user=cast.coordinator)


class TestReturnTransition:
    def test_sending_back_has_a_reason(self, stage: Stage, cast: Cast) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            ReturnTransition.objects.create(
                quarterly_return=stage.own,
                action=ReturnAction.SEND_BACK,
                from_state=ReturnState.SUBMITTED,
                to_state=ReturnState.OPEN,
                by=cast.sro,
                at=NOW,
            )

    def test_is_never_changed_or_removed(self, stage: Stage) -> None:
        with pytest.raises(InsertOnlyError):
            ReturnTransition.objects.update(reason="Other words")
        with pytest.raises(InsertOnlyError):
            ReturnTransition.objects.all().delete()
