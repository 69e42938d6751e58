"""The illustrative record of delivery: what each locality logged, day by day.

Every record is logged, validated and answered by the right person at its own moment. Its place
in its file makes its key, so that loading again finds what is there and leaves it as it is.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any, Protocol

from csplan.accounts.actors import Actor
from csplan.core.models import Department
from csplan.core.money import PENCE_IN_A_POUND
from csplan.core.periods import LONDON
from csplan.demonstration.files import FOLDER, Record, read
from csplan.demonstration.local_work import placed_measures
from localities.models import Locality
from objectives.models import PerformanceMeasure
from programme.models import (
    BusinessPlan,
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
from programme.models.delivery import DeliveryRecord
from programme.services.delivery import log_record
from programme.services.savings import claim_saving, refuse_saving, validate_saving
from programme.services.visits import accept_visit, complete_visit, decline_visit

NAMESPACE = uuid.UUID("6c1b7a52-3d0f-4b55-9a43-0f2b8f6f2d13")
LOGGED_AT, DECIDED_AT = dt.time(16, 30), dt.time(11)
COUNTED_FROM = "national-coordinator"

Cast = Mapping[str, Actor]


class Deed(Protocol):
    def __call__(self, *, at: dt.datetime) -> None: ...


Timed = tuple[dt.datetime, Deed]


def load_frame(plan: BusinessPlan) -> None:
    """The types of event, the measures that follow the record, and the standard for visits."""
    data = read("delivery/frame")
    outcomes = {outcome.order: outcome for outcome in plan.outcomes.all()}
    for order, record in enumerate(data["types"], start=1):
        EventType.objects.get_or_create(
            slug=record["slug"],
            defaults={
                "name": record["name"],
                "order": order,
                "default_outcome": outcomes[record["outcome"]],
                "asks_volunteering_days": record.get("volunteering_days", False),
            },
        )
    for record in data["derived"]:
        _load_derivation(record, outcomes)
    _load_standard(data["visits"])


def _load_derivation(record: Record, outcomes: Mapping[int, Outcome]) -> None:
    places = {measure["key"]: place for place, measure in placed_measures()}
    number, order = places[record["measure"]]
    derived, is_new = DerivedMeasure.objects.get_or_create(
        measure=Measure.objects.get(outcome=outcomes[number], order=order),
        defaults={
            "record_kind": record["kind"],
            "counted": record["counted"],
            "least_departments": record.get("least_departments", 0),
        },
    )
    if is_new:
        derived.event_types.set(EventType.objects.filter(slug__in=record.get("types", ())))


def _load_standard(record: Record) -> None:
    published = PerformanceMeasure.objects.filter(text__startswith=record["measure_begins"])
    VisitStandard.objects.get_or_create(
        year_start=record["year"],
        defaults={"interval_days": record["interval_days"], "measure": published.first()},
    )


def delivery_deeds(plan: BusinessPlan, cast: Cast) -> list[Timed]:
    """Everything still to be logged, with its moment, earliest first."""
    names = sorted(path.stem for path in (FOLDER / "delivery").glob("*.toml"))
    files = [read(f"delivery/{name}") for name in names if name != "frame"]
    frame = Frame(plan)
    deeds = [timed for data in files for timed in Logbook(data, frame, cast).deeds()]
    return sorted(deeds, key=lambda timed: timed[0])


class Frame:
    """What records point to, read once."""

    def __init__(self, plan: BusinessPlan) -> None:
        self.outcomes = {
            outcome.order: outcome for outcome in plan.outcomes.select_related("plan")
        }
        self.types = EventType.objects.select_related("default_outcome").in_bulk(field_name="slug")
        self.departments = Department.objects.in_bulk(field_name="slug")
        self.localities = Locality.objects.select_related("cluster").in_bulk(field_name="slug")


class Logbook:
    """One locality's records as deeds with their moments."""

    def __init__(self, data: Record, frame: Frame, cast: Cast) -> None:
        self.data, self.frame, self.cast = data, frame, cast
        self.slug: str = data["locality"]
        self.locality = frame.localities[self.slug]

    def deeds(self) -> Iterator[Timed]:
        kinds = {
            "events": (Event, self._event),
            "case_studies": (CaseStudy, self._case_study),
            "redeployments": (Redeployment, self._redeployment),
            "interchanges": (Interchange, self._interchange),
            "visits": (Visit, self._visit),
            "savings": (Saving, self._saving),
        }
        for kind, (model, make) in kinds.items():
            there = model._default_manager.filter(locality=self.locality)
            known = set(there.values_list("entry_key", flat=True))
            for number, entry in enumerate(self.data.get(kind, ())):
                key = uuid.uuid5(NAMESPACE, f"{self.slug}/{kind}/{number}")
                if key not in known:
                    yield from make(entry, self._common(key))

    def _common(self, key: uuid.UUID) -> dict[str, Any]:
        return {"locality": self.locality, "entry_key": key, "is_illustrative": True}

    def _actor(self, entry: Record) -> Actor:
        return self.cast[entry.get("by", f"{self.slug}.coordinator")]

    def _logged(self, record: DeliveryRecord, entry: Record, on: dt.date, **more: Any) -> Timed:
        actor = self._actor(entry)
        return _moment(on, LOGGED_AT), partial(_log, record=record, actor=actor, **more)

    def _event(self, entry: Record, common: dict[str, Any]) -> Iterator[Timed]:
        event_type = self.frame.types[entry["type"]]
        days = entry.get("volunteering_days")
        event = Event(
            type=event_type,
            held_on=entry["on"],
            title=entry.get("title", ""),
            place=entry["place"],
            attendance=entry["attendance"],
            volunteering_days=Decimal(days) if days else None,
            outcome=event_type.default_outcome,
            **common,
        )
        departments = [self.frame.departments[slug] for slug in entry["departments"]]
        yield self._logged(event, entry, entry["on"], departments=departments)

    def _case_study(self, entry: Record, common: dict[str, Any]) -> Iterator[Timed]:
        case_study = CaseStudy(
            title=entry["title"],
            outcome=self.frame.outcomes[entry["outcome"]],
            words=entry["words"],
            sent_on=entry["sent_on"],
            **common,
        )
        yield self._logged(case_study, entry, entry["sent_on"])

    def _redeployment(self, entry: Record, common: dict[str, Any]) -> Iterator[Timed]:
        move = Redeployment(
            people_count=entry["people"],
            started_on=entry["started_on"],
            **self._departments(entry),
            **common,
        )
        yield self._logged(move, entry, entry["started_on"])

    def _interchange(self, entry: Record, common: dict[str, Any]) -> Iterator[Timed]:
        placement = Interchange(
            role=entry["role"],
            starts_on=entry["starts_on"],
            ends_on=entry["ends_on"],
            **self._departments(entry),
            **common,
        )
        yield self._logged(placement, entry, entry["starts_on"])

    def _departments(self, entry: Record) -> dict[str, Department]:
        return {
            "from_department": self.frame.departments[entry["from"]],
            "to_department": self.frame.departments[entry["to"]],
        }

    def _visit(self, entry: Record, common: dict[str, Any]) -> Iterator[Timed]:
        first, second = entry["possible"]
        visit = Visit(
            shows=entry["shows"],
            host=entry["host"],
            place=entry["place"],
            offered_on=entry["offered_on"],
            first_possible_on=first,
            second_possible_on=second,
            **common,
        )
        yield self._logged(visit, entry, entry["offered_on"])
        key, actor = visit.entry_key, self.cast[COUNTED_FROM]
        if "declined" in entry:
            decline = partial(decline_visit, answer=entry["declined"])
            yield _moment(entry["answered_on"], DECIDED_AT), partial(_answer, decline, key, actor)
        if "accepted_on" in entry:
            accept = partial(accept_visit, visit_on=entry["visit_on"], answer="")
            yield _moment(entry["accepted_on"], DECIDED_AT), partial(_answer, accept, key, actor)
        if entry.get("done"):
            done = partial(complete_visit, visit_on=entry["visit_on"], answer="")
            at = _moment(entry["visit_on"], LOGGED_AT)
            yield at, partial(_answer, done, key, self._actor(entry))

    def _saving(self, entry: Record, common: dict[str, Any]) -> Iterator[Timed]:
        saving = Saving(
            partner=self.frame.departments[entry["partner"]].name,
            what=entry["what"],
            amount_pence=entry["pounds"] * PENCE_IN_A_POUND,
            agreed_on=entry["agreed_on"],
            kind=entry["kind"],
            is_cashable=entry["cashable"],
            recurrence=entry["recurrence"],
            evidence=entry["evidence"],
            **common,
        )
        claim = partial(_claim, saving=saving, actor=self._actor(entry))
        yield _moment(entry["agreed_on"], LOGGED_AT), claim
        key = saving.entry_key
        if "validated_on" in entry:
            validate = partial(_decide, validate_saving, key, self.cast[entry["validated_by"]])
            yield _moment(entry["validated_on"], DECIDED_AT), validate
        if "refused_on" in entry:
            refuse = partial(refuse_saving, reason=entry["reason"])
            decide = partial(_decide, refuse, key, self.cast[entry["refused_by"]])
            yield _moment(entry["refused_on"], DECIDED_AT), decide


def _moment(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, tzinfo=LONDON)


def _log(*, record: DeliveryRecord, actor: Actor, at: dt.datetime, **more: Any) -> None:
    log_record(record=record, actor=actor, at=at, **more)


def _claim(*, saving: Saving, actor: Actor, at: dt.datetime) -> None:
    claim_saving(saving=saving, is_another=False, actor=actor, at=at)


def _decide(step: Any, key: uuid.UUID, actor: Actor, *, at: dt.datetime) -> None:
    saving = Saving.objects.select_related("locality").get(entry_key=key)
    step(saving=saving, version=saving.version, actor=actor, at=at)


def _answer(step: Any, key: uuid.UUID, actor: Actor, *, at: dt.datetime) -> None:
    visit = Visit.objects.select_related("locality").get(entry_key=key)
    step(visit=visit, version=visit.version, actor=actor, at=at)
