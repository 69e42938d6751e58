"""Figures that follow from the record."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.core.errors import WrongStateError
from csplan.core.periods import Quarter
from programme.choices import Unit
from programme.choices_delivery import Counted, RecordKind, SavingState, VisitState
from programme.models import DerivedMeasure, MeasureUpdate, Outcome, Saving, Visit
from programme.selectors.derived import figures_by_locality, record_figure
from programme.services.derived import use_record
from tests.conftest import NOW, Cast, Stage
from tests.factories import DepartmentFactory, MeasureFactory, OutcomeFactory
from tests.programme.delivery import records

Q3 = Quarter.parse("2013-14-q3")
ActorOf = Callable[[User], Actor]


@pytest.fixture
def outcome(cast: Cast) -> Outcome:
    return OutcomeFactory.create()


def derived(kind: str, counted: str, **values: object) -> DerivedMeasure:
    measure = MeasureFactory.create(unit=values.pop("unit", Unit.EVENTS))
    return DerivedMeasure.objects.create(
        measure=measure, record_kind=kind, counted=counted, **values
    )


class TestRecordFigure:
    @pytest.mark.parametrize(
        ("day", "value"),
        [
            (dt.date(2013, 9, 30), 0),
            (dt.date(2013, 10, 1), 1),
            (dt.date(2013, 12, 31), 1),
            (dt.date(2014, 1, 1), 0),
        ],
    )
    def test_counts_from_the_first_day_of_the_quarter_to_the_last(
        self, cast: Cast, outcome: Outcome, day: dt.date, value: int
    ) -> None:
        records.logged(records.event(cast.own, outcome, held_on=day), cast.coordinator)
        figure = record_figure(derived(RecordKind.EVENT, Counted.RECORDS), cast.own.pk, Q3)
        assert figure.value == value

    def test_leaves_out_other_localities_and_what_was_withdrawn(
        self, cast: Cast, outcome: Outcome
    ) -> None:
        records.logged(records.event(cast.other, outcome), cast.other_coordinator)
        records.logged(
            records.event(
                cast.own,
                outcome,
                withdrawn_by=cast.coordinator,
                withdrawn_at=NOW,
                withdrawn_reason="Twice.",
            ),
            cast.coordinator,
        )
        figure = record_figure(derived(RecordKind.EVENT, Counted.RECORDS), cast.own.pk, Q3)
        assert (figure.value, figure.records) == (Decimal(0), "0 events")

    def test_counts_only_the_types_it_names(self, cast: Cast, outcome: Outcome) -> None:
        academy = records.event_type(slug="academy")
        records.logged(records.event(cast.own, outcome, attendance=40), cast.coordinator)
        records.logged(
            records.event(cast.own, outcome, type=academy, attendance=12), cast.coordinator
        )
        people = derived(RecordKind.EVENT, Counted.ATTENDANCE, unit=Unit.PEOPLE)
        assert record_figure(people, cast.own.pk, Q3).figure == "52 people"
        people.event_types.add(academy)
        again = DerivedMeasure.objects.get(pk=people.pk)
        assert record_figure(again, cast.own.pk, Q3).figure == "12 people"

    def test_counts_only_events_of_enough_departments(self, cast: Cast, outcome: Outcome) -> None:
        departments = DepartmentFactory.create_batch(3)
        for number in (2, 3):
            event = records.event(cast.own, outcome, attendance=10 * number)
            records.logged(event, cast.coordinator, *departments[:number])
        wide = derived(RecordKind.EVENT, Counted.ATTENDANCE, least_departments=3)
        figure = record_figure(wide, cast.own.pk, Q3)
        assert (figure.value, figure.count) == (Decimal(30), 1)

    def test_adds_half_days(self, cast: Cast, outcome: Outcome) -> None:
        for days in ("4.5", "12"):
            event = records.event(cast.own, outcome, volunteering_days=Decimal(days))
            records.logged(event, cast.coordinator)
        given = derived(RecordKind.EVENT, Counted.VOLUNTEERING_DAYS, unit=Unit.DAYS)
        assert record_figure(given, cast.own.pk, Q3).figure == "16.5 days"

    def test_adds_pounds_claimed_or_validated(self, cast: Cast) -> None:
        decided = {"decided_by": cast.national_team, "decided_at": NOW}
        for saving in (
            records.saving(cast.own, amount_pence=150_050, state=SavingState.VALIDATED, **decided),
            records.saving(cast.own, amount_pence=50_000),
            records.saving(
                cast.own, state=SavingState.REFUSED, refusal_reason="No letter.", **decided
            ),
        ):
            records.logged(saving, cast.coordinator)
        claimed = derived(RecordKind.SAVING, Counted.CLAIMED, unit=Unit.POUNDS)
        validated = derived(RecordKind.SAVING, Counted.VALIDATED, unit=Unit.POUNDS)
        assert record_figure(claimed, cast.own.pk, Q3).figure == "£2,000.50"
        assert record_figure(validated, cast.own.pk, Q3).figure == "£1,500.50"
        assert Saving.objects.count() == 3

    def test_counts_a_visit_when_offered_or_when_done(self, cast: Cast) -> None:
        visit: Visit = records.logged(
            records.visit(
                cast.own,
                offered_on=dt.date(2013, 9, 2),
                state=VisitState.DONE,
                visit_on=dt.date(2013, 10, 7),
                answered_by=cast.coordinator,
                answered_at=NOW,
            ),
            cast.coordinator,
        )
        offered = derived(RecordKind.VISIT, Counted.RECORDS, unit=Unit.VISITS)
        done = derived(RecordKind.VISIT, Counted.VISITS_DONE, unit=Unit.VISITS)
        assert visit.counted_on == "offered_on"
        assert record_figure(offered, cast.own.pk, Q3).value == 0
        assert record_figure(offered, cast.own.pk, Q3.previous).value == 1
        assert record_figure(done, cast.own.pk, Q3).value == 1

    def test_adds_people_redeployed(self, cast: Cast) -> None:
        for people in (3, 4):
            records.logged(records.redeployment(cast.own, people_count=people), cast.coordinator)
        moved = derived(RecordKind.REDEPLOYMENT, Counted.PEOPLE, unit=Unit.PEOPLE)
        figure = record_figure(moved, cast.own.pk, Q3)
        assert (figure.figure, figure.records) == ("7 people", "2 moves")

    def test_gives_every_locality_at_once(self, cast: Cast, outcome: Outcome) -> None:
        records.logged(records.event(cast.own, outcome), cast.coordinator)
        records.logged(records.event(cast.other, outcome), cast.other_coordinator)
        counted = derived(RecordKind.EVENT, Counted.RECORDS)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            figures = figures_by_locality(counted, Q3)
        assert {pk: one.value for pk, one in figures.items()} == {cast.own.pk: 1, cast.other.pk: 1}
        assert len(queries) <= 2


class TestUseRecord:
    def test_keeps_the_comment_and_clears_the_reason(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        MeasureUpdate.objects.filter(pk=stage.measure_update.pk).update(
            not_available_reason="The list is late.", comment="From the forum.", version=1
        )
        DerivedMeasure.objects.create(
            measure=stage.measure_update.measure,
            record_kind=RecordKind.EVENT,
            counted=Counted.RECORDS,
        )
        records.logged(records.event(cast.own, stage.outcome), cast.coordinator)
        update = MeasureUpdate.objects.select_related(
            "measure", "quarterly_return__period", "quarterly_return__locality"
        ).get(pk=stage.measure_update.pk)
        use_record(update=update, version=1, actor=actor_of(cast.assistant), at=NOW)
        update.refresh_from_db()
        assert (update.value, update.not_available_reason, update.comment) == (
            Decimal(1),
            "",
            "From the forum.",
        )

    def test_refuses_a_measure_that_is_typed(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        with pytest.raises(WrongStateError):
            use_record(
                update=stage.measure_update,
                version=0,
                actor=actor_of(cast.coordinator),
                at=NOW,
            )
