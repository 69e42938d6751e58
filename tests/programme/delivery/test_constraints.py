"""The tables refuse by themselves what the programme never writes."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from programme.choices_delivery import Counted, RecordKind, SavingState, VisitState
from programme.models import DerivedMeasure, Event, Interchange, Redeployment, Saving, Visit
from programme.models.delivery import DeliveryRecord
from tests.conftest import NOW, Cast
from tests.factories import DepartmentFactory, MeasureFactory, OutcomeFactory
from tests.programme.delivery import records


def refuses(record: DeliveryRecord, **values: Any) -> bool:
    """Whether the table refuses to hold ``values``."""
    try:
        with transaction.atomic():
            type(record)._default_manager.filter(pk=record.pk).update(**values)
    except IntegrityError:
        return True
    return False


class TestEveryRecord:
    @pytest.mark.parametrize("number", range(6))
    def test_is_withdrawn_by_somebody_at_a_moment_for_a_reason(
        self, cast: Cast, number: int
    ) -> None:
        made = records.every_kind(cast.own, OutcomeFactory.create())[number]
        record = records.logged(made, cast.coordinator)
        by, why = cast.coordinator, "Logged twice."
        assert refuses(record, withdrawn_at=NOW)
        assert refuses(record, withdrawn_at=NOW, withdrawn_by=by)
        assert refuses(record, withdrawn_reason=why)
        assert not refuses(record, withdrawn_at=NOW, withdrawn_by=by, withdrawn_reason=why)

    @pytest.mark.parametrize("number", range(6))
    def test_is_made_once_by_one_page(self, cast: Cast, number: int) -> None:
        outcome = OutcomeFactory.create()
        first = records.logged(records.every_kind(cast.own, outcome)[number], cast.coordinator)
        again = records.every_kind(cast.other, outcome)[number]
        again.entry_key = first.entry_key
        with pytest.raises(IntegrityError), transaction.atomic():
            records.logged(again, cast.coordinator)


class TestEvent:
    def test_has_no_days_below_nought(self, cast: Cast) -> None:
        made = records.event(cast.own, OutcomeFactory.create())
        event: Event = records.logged(made, cast.coordinator)
        assert refuses(event, volunteering_days=Decimal("-0.5"))


class TestSaving:
    @pytest.fixture
    def saving(self, cast: Cast) -> Saving:
        saving: Saving = records.logged(records.saving(cast.own), cast.coordinator)
        return saving

    def test_is_not_validated_by_its_claimer(self, saving: Saving, cast: Cast) -> None:
        decided = {"state": SavingState.VALIDATED, "decided_at": NOW}
        assert refuses(saving, **decided, decided_by=cast.coordinator)
        assert not refuses(saving, **decided, decided_by=cast.national_team)

    def test_is_decided_by_somebody(self, saving: Saving, cast: Cast) -> None:
        assert refuses(saving, state=SavingState.VALIDATED)
        assert refuses(saving, decided_by=cast.national_team, decided_at=NOW)

    def test_is_refused_for_a_reason(self, saving: Saving, cast: Cast) -> None:
        decided = {"decided_by": cast.national_team, "decided_at": NOW}
        assert refuses(saving, state=SavingState.REFUSED, **decided)
        assert refuses(
            saving, state=SavingState.VALIDATED, **decided, refusal_reason="Not agreed."
        )
        assert not refuses(
            saving, state=SavingState.REFUSED, **decided, refusal_reason="Not agreed."
        )

    def test_is_more_than_nothing(self, saving: Saving) -> None:
        assert refuses(saving, amount_pence=0)

    def test_is_claimed_once_for_a_day(self, saving: Saving, cast: Cast) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            records.logged(records.saving(cast.own, occurrence=1), cast.assistant)

    def test_has_a_place_of_its_own_among_those_like_it(self, saving: Saving, cast: Cast) -> None:
        later = dt.date(2013, 12, 1)
        with pytest.raises(IntegrityError), transaction.atomic():
            records.logged(records.saving(cast.own, agreed_on=later), cast.assistant)
        assert records.logged(
            records.saving(cast.own, agreed_on=later, occurrence=1), cast.assistant
        )

    def test_may_be_claimed_by_another_locality(self, saving: Saving, cast: Cast) -> None:
        assert records.logged(records.saving(cast.other), cast.other_coordinator)

    def test_may_be_claimed_anew_once_refused_or_withdrawn(
        self, saving: Saving, cast: Cast
    ) -> None:
        Saving.objects.update(
            withdrawn_at=NOW, withdrawn_by=cast.coordinator, withdrawn_reason="A slip."
        )
        second = records.logged(records.saving(cast.own), cast.assistant)
        Saving.objects.filter(pk=second.pk).update(
            state=SavingState.REFUSED,
            decided_by=cast.national_team,
            decided_at=NOW,
            refusal_reason="The letter is missing.",
        )
        assert records.logged(records.saving(cast.own), cast.coordinator)


class TestVisit:
    @pytest.fixture
    def visit(self, cast: Cast) -> Visit:
        visit: Visit = records.logged(records.visit(cast.own), cast.coordinator)
        return visit

    def test_has_a_day_once_accepted_and_not_before(self, visit: Visit, cast: Cast) -> None:
        answered = {"answered_by": cast.coordinator, "answered_at": NOW}
        assert refuses(visit, visit_on=records.DAY)
        assert refuses(visit, state=VisitState.ACCEPTED, **answered)
        assert refuses(visit, state=VisitState.DECLINED, visit_on=records.DAY, **answered)
        assert not refuses(visit, state=VisitState.DONE, visit_on=records.DAY, **answered)

    def test_is_answered_by_somebody(self, visit: Visit) -> None:
        assert refuses(visit, state=VisitState.DECLINED)

    def test_offers_two_days(self, visit: Visit) -> None:
        assert refuses(visit, second_possible_on=visit.first_possible_on)


class TestMoves:
    def test_a_redeployment_is_of_somebody_to_somewhere_else(self, cast: Cast) -> None:
        made: Redeployment = records.logged(records.redeployment(cast.own), cast.coordinator)
        assert refuses(made, people_count=0)
        assert refuses(made, to_department=made.from_department)

    def test_a_placement_ends_after_it_starts_and_somewhere_else(self, cast: Cast) -> None:
        made: Interchange = records.logged(records.interchange(cast.own), cast.coordinator)
        assert refuses(made, ends_on=records.DAY - dt.timedelta(days=1))
        assert refuses(made, to_department=made.from_department)
        assert not refuses(made, to_department=DepartmentFactory.create())


@pytest.mark.django_db
class TestDerivedMeasure:
    @pytest.mark.parametrize(
        ("kind", "counted"),
        [
            (RecordKind.SAVING, Counted.VOLUNTEERING_DAYS),
            (RecordKind.CASE_STUDY, Counted.PEOPLE),
            (RecordKind.EVENT, Counted.CLAIMED),
        ],
    )
    def test_counts_only_what_its_records_have(self, kind: str, counted: str) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            DerivedMeasure.objects.create(
                measure=MeasureFactory.create(), record_kind=kind, counted=counted
            )

    def test_asks_for_departments_of_events_only(self) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            DerivedMeasure.objects.create(
                measure=MeasureFactory.create(),
                record_kind=RecordKind.VISIT,
                counted=Counted.RECORDS,
                least_departments=3,
            )
