"""Logging what happened, putting it right, and withdrawing what was logged by mistake."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q

from csplan.accounts.actors import Actor
from csplan.audit.models import AuditEvent
from csplan.audit.services import event, record, record_all
from csplan.core.errors import (
    SAVED_MEANWHILE,
    IncompleteError,
    NotPermittedError,
    StaleVersionError,
    WrongStateError,
)
from csplan.core.models import Department
from csplan.core.money import pounds_of
from csplan.core.periods import FinancialYear, london_day
from csplan.core.text import clean_narrative
from csplan.core.worded_moments import date_words
from localities.models import Locality
from programme.choices_delivery import SavingState, VisitState
from programme.models import CaseStudy, Event, Redeployment, Saving, Visit
from programme.models.delivery import DeliveryRecord
from programme.permissions.delivery import can_log
from programme.rules.delivery import day_problem
from programme.services.words import clean

RecordT = TypeVar("RecordT", bound=DeliveryRecord)

AT_ONCE = 500
PAST_DAYS: Mapping[type[DeliveryRecord], str] = {
    Event: "The date of the event",
    Saving: "The date the saving was agreed",
    Visit: "The date of the offer",
    CaseStudy: "The date it was sent",
    Redeployment: "The date they started",
}
"""Kinds of record whose day must have come; a placement may be logged before it starts."""

CHANGEABLE: Mapping[type[DeliveryRecord], Q] = {
    Saving: Q(state=SavingState.CLAIMED),
    Visit: Q(state=VisitState.PROPOSED),
}
"""The state in which a record's details may still be changed; any, where there is none."""

MOVED_ON: Mapping[type[DeliveryRecord], str] = {
    Saving: "This saving has been decided on, so it can no longer be changed",
    Visit: "This visit has been answered, so the offer can no longer be changed",
}


class InvalidRecordError(IncompleteError):
    """What is missing or wrong, by field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(". ".join(problems.values()))
        self.problems = problems


@transaction.atomic
def log_record(
    *, record: RecordT, departments: Collection[Department] = (), actor: Actor, at: dt.datetime
) -> RecordT:
    """Add ``record``, which is not saved yet, to its locality's record of delivery.

    The same page sent twice gives back what the first made. Savings are claimed with
    ``claim_saving``. Raises NotPermittedError, or InvalidRecordError by field.
    """
    refuse_strangers(actor, record.locality)
    earlier = replayed(record, actor)
    if earlier is not None:
        return earlier
    prepare(record, actor=actor, at=at)
    try:
        insert(record)
    except IntegrityError:
        earlier = replayed(record, actor)
        if earlier is None:
            raise
        return earlier
    _set_departments(record, departments)
    record_logged(record, actor=actor, at=at)
    return record


@transaction.atomic
def log_records(
    *,
    records: Sequence[tuple[DeliveryRecord, Collection[Department]]],
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Add new records of one kind, each with the departments that took part, in few queries.

    Refusals as ``log_record``; an IntegrityError when a record of the same page was added since.
    """
    for one, _ in records:
        refuse_strangers(actor, one.locality)
        prepare(one, actor=actor, at=at)
    if records:
        kind = type(records[0][0])
        kind._default_manager.bulk_create([one for one, _ in records], batch_size=AT_ONCE)
    _add_departments([(one, some) for one, some in records if isinstance(one, Event)])
    record_all([_logging(one, some, actor, at) for one, some in records])


@transaction.atomic
def change_record(
    *,
    record: RecordT,
    departments: Collection[Department] = (),
    version: int,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Save ``record`` with its new details, if ``version`` is still the latest.

    Raises NotPermittedError, WrongStateError, StaleVersionError or InvalidRecordError.
    """
    stored = type(record)._default_manager.select_related("locality").get(pk=record.pk)
    refuse_strangers(actor, stored.locality)
    refuse_strangers(actor, record.locality)
    check(record, at=at)
    before = words_of(stored)
    move(
        record,
        details_of(record),
        version=version,
        guard=CHANGEABLE.get(type(record), Q()),
        refusal=MOVED_ON.get(type(record), ""),
    )
    _set_departments(record, departments)
    record_changed(record, before, actor=actor, at=at)


@transaction.atomic
def withdraw_record(
    *, record: DeliveryRecord, reason: str, version: int, actor: Actor, at: dt.datetime
) -> None:
    """Take a record logged by mistake out of every figure; it stays to be read.

    Raises NotPermittedError, WrongStateError, StaleVersionError or InvalidRecordError.
    """
    refuse_strangers(actor, record.locality)
    why = clean(reason)
    if not why:
        raise InvalidRecordError({"reason": "Enter why the record is withdrawn"})
    withdrawn = {
        "withdrawn_by_id": actor.person.pk,
        "withdrawn_at": at,
        "withdrawn_reason": why,
    }
    # What somebody else validated is not the claimer's to take away.
    is_saving = isinstance(record, Saving)
    guard = ~Q(state=SavingState.VALIDATED) if is_saving else Q()
    refusal = MOVED_ON[Saving] if is_saving else ""
    move(record, withdrawn, version=version, guard=guard, refusal=refusal)
    _record(f"{_noun(record)}.withdrawn", record, actor, at, {}, {"reason": why})


def refuse_strangers(actor: Actor, locality: Locality) -> None:
    if not can_log(actor, locality):
        raise NotPermittedError("Only the locality’s co-ordinators can log what it does")


def replayed(record: RecordT, actor: Actor) -> RecordT | None:
    """What the same page made when it was sent before, by the same person."""
    found = type(record)._default_manager.filter(entry_key=record.entry_key)
    return found.filter(logged_by=actor.person).first()


def prepare(record: DeliveryRecord, *, actor: Actor, at: dt.datetime) -> None:
    """Sign ``record`` and check it; InvalidRecordError names what is wrong."""
    record.logged_by = actor.person
    record.logged_at = at
    check(record, at=at)


def check(record: DeliveryRecord, *, at: dt.datetime) -> None:
    """Tidy the words and refuse what the tables, the type or the calendar would not have."""
    _tidy(record)
    today = london_day(at)
    problems = _model_problems(record) | calendar_problems(record, today=today)
    if problems:
        raise InvalidRecordError(problems)


def insert(record: DeliveryRecord) -> None:
    """Write a new row; an IntegrityError leaves the transaction usable."""
    with transaction.atomic():
        record.save(force_insert=True)


def move(
    record: DeliveryRecord,
    changes: Mapping[str, Any],
    *,
    version: int,
    guard: Q,
    refusal: str,
) -> None:
    """Write ``changes`` in one UPDATE, if nobody has saved since ``version`` and ``guard`` holds.

    Raises WrongStateError with ``refusal``, or StaleVersionError.
    """
    standing = type(record)._default_manager.filter(guard, pk=record.pk, withdrawn_at=None)
    if standing.filter(version=version).update(**changes, version=F("version") + 1):
        return
    if standing.exists():
        raise StaleVersionError(SAVED_MEANWHILE)
    raise WrongStateError(refusal or "This record has been withdrawn")


def details_of(record: DeliveryRecord) -> dict[str, Any]:
    """The fields people fill in, with keys for what they point to."""
    fields = (record._meta.get_field(name) for name in record.details)
    return {field.attname: getattr(record, field.attname) for field in fields}  # type: ignore[union-attr]


def words_of(
    record: DeliveryRecord, departments: Collection[Department] | None = None
) -> dict[str, str]:
    """The same fields as people read them, for the history; empty ones are left out.

    The departments that took part are read unless they are given.
    """
    words = {name: _in_words(record, name) for name in record.details}
    if isinstance(record, Event):
        some = record.departments.all() if departments is None else departments
        words["departments"] = "; ".join(sorted(str(one) for one in some))
    return {name: text for name, text in words.items() if text}


def _in_words(record: DeliveryRecord, name: str) -> str:
    value = getattr(record, name)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dt.date):
        return date_words(value)
    if name.endswith("_pence"):
        return f"£{pounds_of(value):,}"
    display = getattr(record, f"get_{name}_display", None)
    return str(display() if display else value)


def _logging(
    record: DeliveryRecord, departments: Collection[Department], actor: Actor, at: dt.datetime
) -> AuditEvent:
    action = f"{_noun(record)}.logged"
    after = words_of(record, departments)
    return event(action=action, target=record, actor=actor.person, at=at, after=after)


def record_logged(record: DeliveryRecord, *, actor: Actor, at: dt.datetime) -> None:
    _record(f"{_noun(record)}.logged", record, actor, at, {}, words_of(record))


def record_changed(
    record: DeliveryRecord, before: Mapping[str, str], *, actor: Actor, at: dt.datetime
) -> None:
    """Keep what changed, each before and after; a save that changes nothing keeps nothing."""
    after = words_of(record)
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if names:
        _record(
            f"{_noun(record)}.changed",
            record,
            actor,
            at,
            {name: before.get(name, "") for name in names},
            {name: after.get(name, "") for name in names},
        )


def _record(
    action: str,
    target: DeliveryRecord,
    actor: Actor,
    at: dt.datetime,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    record(action=action, target=target, actor=actor.person, at=at, before=before, after=after)


def _noun(record: DeliveryRecord) -> str:
    return record._meta.verbose_name.replace(" ", "_") if record._meta.verbose_name else ""


def _tidy(record: DeliveryRecord) -> None:
    """Words as the record keeps them; a line of text has no breaks in it."""
    for name in record.details:
        field = record._meta.get_field(name)
        if isinstance(field, models.CharField | models.TextField):
            words = _clean(name, getattr(record, name))
            is_line = isinstance(field, models.CharField)
            setattr(record, name, " ".join(words.split()) if is_line else words)


def _clean(name: str, words: str) -> str:
    try:
        return clean_narrative(words)
    except ValidationError as error:
        raise InvalidRecordError({name: error.messages[0]}) from error


def _model_problems(record: DeliveryRecord) -> dict[str, str]:
    # A replay and a duplicate are refused by their own services, with words of their own.
    exclude = {"entry_key", "likeness"}
    try:
        record.full_clean(exclude=exclude)
    except ValidationError as error:
        return {name: words[0] for name, words in error.message_dict.items()}
    return {}


def calendar_problems(record: DeliveryRecord, *, today: dt.date) -> dict[str, str]:
    """What is wrong by the calendar and the plan of the day, by field.

    Two queries at most, none when the outcome was loaded with its plan.
    """
    day: dt.date | None = getattr(record, record.counted_on, None)
    what = PAST_DAYS.get(type(record))
    problem = day_problem(day, today=today, what=what) if what else ""
    if problem:
        return {record.counted_on: problem}
    return _outcome_problems(record, day)


def _outcome_problems(record: DeliveryRecord, day: dt.date | None) -> dict[str, str]:
    """An outcome belongs to the plan of the day on which it was served."""
    if day is None or not isinstance(record, Event | CaseStudy) or not record.outcome_id:
        return {}
    year = FinancialYear.containing(day)
    plan = record.outcome.plan
    if plan.first_year <= year.start_year <= plan.last_year:
        return {}
    return {"outcome": f"Select an outcome of the plan for {year}"}


def _set_departments(record: DeliveryRecord, departments: Collection[Department]) -> None:
    if isinstance(record, Event):
        record.departments.set(departments)


def _add_departments(events: Sequence[tuple[Event, Collection[Department]]]) -> None:
    """The departments of events that had none."""
    through = Event.departments.through
    pairs = [
        through(event_id=one.pk, department_id=each.pk) for one, some in events for each in some
    ]
    through._default_manager.bulk_create(pairs, batch_size=AT_ONCE)
