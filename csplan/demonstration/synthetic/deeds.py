"""What each locality did in each quarter, as the record of delivery holds it."""

import datetime as dt
from collections.abc import Iterator, Sequence

from csplan.accounts.models import User
from csplan.core.models import Department
from csplan.core.periods import LONDON, Quarter
from localities.models import Locality
from programme.choices_delivery import Counted, RecordKind, Recurrence, SavingKind, VisitState
from programme.models import (
    CaseStudy,
    DerivedMeasure,
    Event,
    EventType,
    Interchange,
    Measure,
    Outcome,
    Redeployment,
    Saving,
    Visit,
    VisitStandard,
)

STANDARD_DAYS = 14
TAKING_PART = 3


def make_frame(outcome: Outcome, measure: Measure) -> EventType:
    """One type of event, one measure that counts its events, and a standard for visits."""
    event_type, _ = EventType.objects.get_or_create(
        slug="synthetic-event",
        defaults={
            "name": "Synthetic event",
            "default_outcome": outcome,
            "asks_volunteering_days": True,
        },
    )
    DerivedMeasure.objects.get_or_create(
        measure=measure,
        defaults={"record_kind": RecordKind.EVENT, "counted": Counted.RECORDS},
    )
    VisitStandard.objects.get_or_create(
        year_start=outcome.plan.first_year, defaults={"interval_days": STANDARD_DAYS}
    )
    return event_type


class Deeds:
    """Makes the records of a quarter, ``events`` events and one of every other kind a locality."""

    def __init__(
        self,
        event_type: EventType,
        outcome: Outcome,
        departments: Sequence[Department],
        people: tuple[User, User],
    ) -> None:
        self.event_type, self.outcome = event_type, outcome
        self.departments = departments
        self.logger, self.decider = people

    def make(self, quarter: Quarter, localities: Sequence[Locality], *, events: int) -> None:
        """Add them; every other visit has taken place."""
        held = Event.objects.bulk_create(
            event for place in localities for event in self._events(quarter, place, events)
        )
        through = Event.departments.through
        through._default_manager.bulk_create(
            through(event_id=event.pk, department_id=department.pk)
            for event in held
            for department in self.departments[:TAKING_PART]
        )
        Saving.objects.bulk_create(self._saving(quarter, place) for place in localities)
        Visit.objects.bulk_create(
            self._visit(quarter, place, is_done=number % 2 == 0)
            for number, place in enumerate(localities)
        )
        CaseStudy.objects.bulk_create(self._case_study(quarter, place) for place in localities)
        Redeployment.objects.bulk_create(self._move(quarter, place) for place in localities)
        Interchange.objects.bulk_create(self._placement(quarter, place) for place in localities)

    def _events(self, quarter: Quarter, place: Locality, count: int) -> Iterator[Event]:
        for number in range(count):
            yield Event(
                type=self.event_type,
                held_on=quarter.starts_on + dt.timedelta(days=number % 90),
                title=f"Synthetic event {number + 1}",
                attendance=20,
                outcome=self.outcome,
                **self._logged(quarter, place),
            )

    def _saving(self, quarter: Quarter, place: Locality) -> Saving:
        saving = Saving(
            partner="Synthetic partner",
            what=f"Shared desk of {quarter.slug}",
            amount_pence=1_000_000,
            agreed_on=quarter.starts_on,
            kind=SavingKind.ESTATE,
            is_cashable=True,
            recurrence=Recurrence.ONE_OFF,
            evidence="A letter.",
            **self._logged(quarter, place),
        )
        saving.likeness = saving.own_likeness()
        return saving

    def _visit(self, quarter: Quarter, place: Locality, *, is_done: bool) -> Visit:
        answered = {
            "state": VisitState.DONE,
            "visit_on": quarter.starts_on + dt.timedelta(days=14),
            "answered_by": self.decider,
            "answered_at": _at(quarter),
        }
        return Visit(
            host="Synthetic office",
            shows="Shared services",
            offered_on=quarter.starts_on,
            first_possible_on=quarter.starts_on + dt.timedelta(days=14),
            second_possible_on=quarter.starts_on + dt.timedelta(days=21),
            **(answered if is_done else {}),
            **self._logged(quarter, place),
        )

    def _case_study(self, quarter: Quarter, place: Locality) -> CaseStudy:
        return CaseStudy(
            title=f"A desk shared in {quarter.label}",
            outcome=self.outcome,
            words="Departments share one desk.",
            sent_on=quarter.starts_on,
            **self._logged(quarter, place),
        )

    def _move(self, quarter: Quarter, place: Locality) -> Redeployment:
        return Redeployment(
            people_count=2,
            from_department=self.departments[0],
            to_department=self.departments[1],
            started_on=quarter.starts_on,
            **self._logged(quarter, place),
        )

    def _placement(self, quarter: Quarter, place: Locality) -> Interchange:
        return Interchange(
            role="Project manager",
            from_department=self.departments[0],
            to_department=self.departments[1],
            starts_on=quarter.starts_on,
            **self._logged(quarter, place),
        )

    def _logged(self, quarter: Quarter, place: Locality) -> dict[str, object]:
        return {
            "locality": place,
            "logged_by": self.logger,
            "logged_at": _at(quarter),
            "is_illustrative": True,
        }


def _at(quarter: Quarter) -> dt.datetime:
    return dt.datetime.combine(quarter.starts_on, dt.time(12), tzinfo=LONDON)
