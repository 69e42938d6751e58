"""The lists of the record of delivery, declared for ``csplan.registers``."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from csplan.accounts.actors import Actor
from csplan.core.components import SummaryRow
from csplan.core.errors import WrongStateError
from csplan.core.models import ReportingPeriod
from csplan.core.periods import PeriodError, Quarter, london_day
from csplan.core.templatetags.govuk import status_tag
from csplan.core.worded_moments import date_words
from csplan.registers.declaration import (
    Filter,
    RecordLink,
    Register,
    RegisterColumn,
    choice_filter,
    related_filter,
)
from csplan.registers.services import refuse_stale
from localities.choices import LOCALITY_ORDER
from programme.choices_delivery import (
    SAVING_STATE_COLOURS,
    VISIT_STATE_COLOURS,
    Recurrence,
    SavingKind,
    SavingState,
    VisitState,
)
from programme.forms.delivery import (
    CaseStudyForm,
    DerivedMeasureForm,
    EventForm,
    EventTypeForm,
    InterchangeForm,
    RedeploymentForm,
    SavingForm,
    VisitForm,
    VisitStandardForm,
)
from programme.models import (
    CaseStudy,
    DerivedMeasure,
    Event,
    EventType,
    Interchange,
    Outcome,
    Redeployment,
    Saving,
    Visit,
    VisitStandard,
)
from programme.models.delivery import DeliveryRecord
from programme.permissions.delivery import (
    can_answer_visit,
    can_configure_delivery,
    can_decide,
    can_log,
    can_log_somewhere,
    can_read_delivery,
)
from programme.rules.delivery import may_decide_saving, may_move_visit
from programme.selectors.delivery import readable_localities
from programme.services.delivery import change_record, log_record, log_records
from programme.services.savings import LooksAlikeError, change_saving, claim_saving

PARENT = ("Delivery", "programme:delivery")


@transaction.atomic
def save_logged(*, register: Register, form: Any, seen: str, actor: Actor, at: dt.datetime) -> Any:
    """Log or change the form's record through the services; refusals are theirs."""
    record, departments = form.instance, form.cleaned_data.get("departments") or ()
    if record.pk is None:
        return log_record(record=record, departments=departments, actor=actor, at=at)
    stored = _stored(register, form, seen)
    change_record(
        record=record, departments=departments, version=stored.version, actor=actor, at=at
    )
    return record


@transaction.atomic
def save_logged_many(
    *, register: Register, forms: Iterable[tuple[Any, str]], actor: Actor, at: dt.datetime
) -> None:
    """As ``save_logged`` for every row of a file; what is new is logged together."""
    rows = list(forms)
    new = [form for form, _ in rows if form.instance.pk is None]
    changed = [row for row in rows if row[0].instance.pk is not None]
    with ExitStack() as stack:
        for form in new:
            stack.enter_context(form.sparing())
        logged = [(form.instance, form.cleaned_data.get("departments") or ()) for form in new]
        log_records(records=logged, actor=actor, at=at)
    for form, seen in changed:
        with form.sparing():
            save_logged(register=register, form=form, seen=seen, actor=actor, at=at)


@transaction.atomic
def save_claimed(
    *, register: Register, form: Any, seen: str, actor: Actor, at: dt.datetime
) -> Saving:
    """Claim or change the form's saving; WrongStateError for one that a race made a duplicate."""
    saving: Saving = form.instance
    is_another = bool(form.cleaned_data.get("is_another"))
    try:
        if saving.pk is None:
            return claim_saving(saving=saving, is_another=is_another, actor=actor, at=at)
        stored = _stored(register, form, seen)
        change_saving(
            saving=saving, is_another=is_another, version=stored.version, actor=actor, at=at
        )
    except LooksAlikeError as error:
        raise WrongStateError(error.message) from error
    return saving


def _stored(register: Register, form: Any, seen: str) -> Any:
    """The record as it is now, held until the end; StaleRecordError when it is not as seen."""
    rows = register.model._default_manager.select_for_update(of=("self",))
    stored = rows.select_related("locality").get(pk=form.instance.pk)
    refuse_stale(form, stored, seen)
    return stored


# What the lists have in common.


def _may_change(actor: Actor, record: Any) -> bool:
    """Its own co-ordinators, while it stands and nobody has decided on it."""
    if record.is_withdrawn or not can_log(actor, record.locality):
        return False
    if isinstance(record, Saving):
        return may_decide_saving(record.state)
    return not isinstance(record, Visit) or record.state == VisitState.PROPOSED


def _rows(model: Any, *related: str, many: Sequence[str] = ()) -> Callable[[Actor], QuerySet[Any]]:
    def rows(actor: Actor) -> QuerySet[Any]:
        visible = model.objects.visible_to(actor)
        # Who logged, decided and withdrew is read by the page of one record alone.
        loaded = visible.select_related("locality", *related)
        return loaded.prefetch_related(*many)  # type: ignore[no-any-return]

    return rows


def _quarters(actor: Actor) -> Iterable[tuple[str, str]]:
    periods = ReportingPeriod.objects.order_by("-starts_on")[:20]
    return [(period.slug, period.quarter.short_label) for period in periods]


def _in_quarter(rows: Any, slug: str, on: dt.date) -> Any:
    try:
        return rows.in_quarter(Quarter.parse(slug))
    except PeriodError:
        return rows.none()


def _outcomes(actor: Actor) -> QuerySet[Outcome]:
    return Outcome.objects.order_by("-plan__first_year", "order")


LOCALITY = related_filter("locality", "Locality", readable_localities)
QUARTER = Filter("quarter", "Quarter", _quarters, _in_quarter, every="All quarters")
OUTCOME = related_filter("outcome", "Outcome", _outcomes)
STANDING = Filter(
    "standing",
    "Withdrawn or not",
    lambda actor: (("yes", "Not withdrawn"), ("no", "Withdrawn")),
    lambda rows, value, on: rows.filter(withdrawn_at__isnull=value != "no"),
)


def _locality_column(**more: Any) -> RegisterColumn:
    return RegisterColumn("locality", "Locality", order_by=LOCALITY_ORDER, **more)


def _status(record: Any) -> str:
    if record.is_withdrawn:
        return "Withdrawn"
    return str(record.get_state_display()) if hasattr(record, "state") else "Standing"


def _status_tag(colours: dict[str, str]) -> Callable[[Any], Any]:
    def tag(record: Any) -> Any:
        if record.is_withdrawn:
            return status_tag("Withdrawn", "grey")
        return status_tag(_status(record), colours[record.state]) if colours else ""

    return tag


def _status_column(colours: dict[str, str]) -> RegisterColumn:
    order = ("withdrawn_at", "state") if colours else ("withdrawn_at",)
    return RegisterColumn(
        "status", "Status", value=_status, shown=_status_tag(colours), order_by=order
    )


NOTE = RegisterColumn("note", "Note", is_listed=False)


def _signature(record: DeliveryRecord, actor: Actor, on: dt.date) -> list[SummaryRow]:
    """Who logged it and, if so, who withdrew it and why; and that it is illustrative."""
    who = f"{record.logged_by}, on behalf of {record.on_behalf_of}" if record.on_behalf_of else ""
    rows = [SummaryRow("Logged by", f"{who or record.logged_by}, {_day(record.logged_at)}")]
    if record.withdrawn_at is not None:
        who = f"{record.withdrawn_by}, {_day(record.withdrawn_at)}. {record.withdrawn_reason}"
        rows.append(SummaryRow("Withdrawn by", who))
    if record.is_illustrative:
        rows.append(SummaryRow("Where it comes from", "Illustrative, added for demonstration"))
    return rows


def _day(moment: dt.datetime) -> str:
    return date_words(london_day(moment))


def _days_words(days: Decimal | None) -> str:
    """14 or 4.5, without a nought nobody typed."""
    return "" if days is None else f"{days:,f}".removesuffix(".0")


def _link(words: str, name: str, record: DeliveryRecord) -> RecordLink:
    return RecordLink(words, reverse(f"programme:{name}", args=[record.pk]))


def _withdrawal(kind: str) -> Callable[[Any, Actor, dt.date], list[RecordLink]]:
    def links(record: Any, actor: Actor, on: dt.date) -> list[RecordLink]:
        if record.is_withdrawn or not can_log(actor, record.locality):
            return []
        if getattr(record, "state", "") == SavingState.VALIDATED:
            return []
        url = reverse("programme:delivery-withdraw", args=[kind, record.pk])
        return [RecordLink("It was logged by mistake", url)]

    return links


def _delivery(**declared: Any) -> Register:
    """A register of the record of delivery: who sees it, who keeps it, how it is saved."""
    return Register(
        app="programme",
        can_see=can_read_delivery,
        can_manage=can_log_somewhere,
        change_rule=_may_change,
        parent=PARENT,
        **{
            "saver": save_logged,
            "many_saver": save_logged_many,
            "details": _signature,
            **declared,
        },
    )


EVENTS = _delivery(
    slug="event",
    singular="event",
    add_label="Log an event",
    plural="events",
    model=Event,
    form=EventForm,
    rows=_rows(Event, "type", "outcome__plan", many=("departments",)),
    columns=(
        RegisterColumn(
            "event", "Event", value=str, order_by=("title", "type__name"), is_listed=True
        ),
        RegisterColumn("type", "Type", order_by=("type__name",), also_known_as=("slug",)),
        RegisterColumn("held_on", "Date", order_by=("held_on",)),
        _locality_column(also_known_as=("slug",)),
        RegisterColumn("title", "Name", is_listed=False),
        RegisterColumn("place", "Place", is_listed=False),
        RegisterColumn(
            "departments", "Departments", also_known_as=("abbreviation", "slug"), is_listed=False
        ),
        RegisterColumn("attendance", "Attendance", order_by=("attendance",), is_numeric=True),
        RegisterColumn(
            "volunteering_days",
            "Volunteering days",
            order_by=("volunteering_days",),
            shown=lambda event: _days_words(event.volunteering_days),
            is_numeric=True,
        ),
        RegisterColumn("outcome", "Outcome", order_by=("outcome__order",), is_listed=False),
        NOTE,
        _status_column({}),
    ),
    natural_key=("locality", "type", "held_on", "title"),
    search=("title", "place", "note", "type__name", "locality__name"),
    filters=(
        LOCALITY,
        related_filter("type", "Type", lambda actor: EventType.objects.all()),
        QUARTER,
        OUTCOME,
        STANDING,
    ),
    order_by=("-held_on",),
    links=_withdrawal("events"),
)


def _saving_details(saving: Saving, actor: Actor, on: dt.date) -> list[SummaryRow]:
    rows = _signature(saving, actor, on)
    if saving.decided_at is not None:
        words = f"{saving.decided_by}, {_day(saving.decided_at)}. {saving.refusal_reason}"
        rows.append(SummaryRow(f"{saving.get_state_display()} by", words.strip()))
    return rows


def _saving_links(saving: Saving, actor: Actor, on: dt.date) -> list[RecordLink]:
    links = _withdrawal("savings")(saving, actor, on)
    if saving.is_withdrawn or not may_decide_saving(saving.state) or not can_decide(actor, saving):
        return links
    return [
        _link("Validate the saving", "saving-validate", saving),
        _link("Refuse the saving", "saving-refuse", saving),
        *links,
    ]


def _statement_link(actor: Actor) -> list[RecordLink]:
    return [RecordLink("Savings against contributions", reverse("programme:savings-statement"))]


SAVINGS = _delivery(
    slug="saving",
    singular="saving",
    add_label="Claim a saving",
    plural="savings",
    model=Saving,
    form=SavingForm,
    saver=save_claimed,
    many_saver=None,
    rows=_rows(Saving),
    columns=(
        RegisterColumn("what", "Saving", order_by=("what",)),
        RegisterColumn("partner", "Partner", order_by=("partner",)),
        _locality_column(also_known_as=("slug",)),
        RegisterColumn("agreed_on", "Agreed", order_by=("agreed_on",)),
        RegisterColumn("amount_pence", "Amount", order_by=("amount_pence",), is_numeric=True),
        RegisterColumn("kind", "Kind", order_by=("kind",), is_listed=False),
        RegisterColumn("is_cashable", "Cashable", order_by=("is_cashable",)),
        RegisterColumn("recurrence", "How often", order_by=("recurrence",), is_listed=False),
        RegisterColumn("evidence", "Evidence", is_listed=False),
        RegisterColumn(
            "is_another",
            "Another like it",
            guide="Yes when a saving like it is there already and this is another one",
            is_listed=False,
        ),
        NOTE,
        _status_column(SAVING_STATE_COLOURS),
    ),
    natural_key=("locality", "partner", "what", "amount_pence", "agreed_on"),
    search=("what", "partner", "evidence", "note", "locality__name"),
    filters=(
        LOCALITY,
        choice_filter("kind", "Kind", SavingKind.choices),
        QUARTER,
        choice_filter("state", "Status", SavingState.choices),
        choice_filter("recurrence", "How often", Recurrence.choices),
        STANDING,
    ),
    order_by=("-agreed_on",),
    details=_saving_details,
    links=_saving_links,
    list_links=_statement_link,
)


def _visit_details(visit: Visit, actor: Actor, on: dt.date) -> list[SummaryRow]:
    rows = _signature(visit, actor, on)
    if visit.answered_at is not None:
        words = f"{visit.answered_by}, {_day(visit.answered_at)}. {visit.answer}"
        rows.append(SummaryRow(f"{visit.get_state_display()}, recorded by", words.strip()))
    return rows


VISIT_STEPS = (
    (VisitState.ACCEPTED, "It was accepted", "visit-accept"),
    (VisitState.DONE, "It took place", "visit-complete"),
    (VisitState.DECLINED, "It was declined", "visit-decline"),
)


def _visit_links(visit: Visit, actor: Actor, on: dt.date) -> list[RecordLink]:
    links = _withdrawal("visits")(visit, actor, on)
    if visit.is_withdrawn or not can_answer_visit(actor, visit.locality):
        return links
    steps = [
        _link(words, name, visit)
        for state, words, name in VISIT_STEPS
        if may_move_visit(visit.state, state)
    ]
    return [*steps, *links]


def _interval_link(actor: Actor) -> list[RecordLink]:
    return [RecordLink("How often visits take place", reverse("programme:visit-interval"))]


VISITS = _delivery(
    slug="visit",
    singular="visit",
    add_label="Offer a visit",
    plural="visits",
    model=Visit,
    form=VisitForm,
    rows=_rows(Visit),
    columns=(
        RegisterColumn("shows", "What would be seen", order_by=("shows",)),
        RegisterColumn("host", "Host", order_by=("host",)),
        _locality_column(also_known_as=("slug",)),
        RegisterColumn("offered_on", "Offered", order_by=("offered_on",)),
        RegisterColumn("first_possible_on", "Possible day", is_listed=False),
        RegisterColumn("second_possible_on", "Another possible day", is_listed=False),
        RegisterColumn("place", "Place", is_listed=False),
        NOTE,
        RegisterColumn(
            "visit_on",
            "Day of the visit",
            value=lambda visit: visit.visit_on,
            order_by=("visit_on",),
        ),
        _status_column(VISIT_STATE_COLOURS),
    ),
    natural_key=("locality", "shows", "host", "offered_on"),
    search=("shows", "host", "place", "note", "locality__name"),
    filters=(
        LOCALITY,
        choice_filter("state", "Status", VisitState.choices),
        QUARTER,
        STANDING,
    ),
    order_by=("-offered_on",),
    details=_visit_details,
    links=_visit_links,
    list_links=_interval_link,
    lead="Offered to the Head of the Civil Service.",
)

CASE_STUDIES = _delivery(
    slug="case-study",
    singular="case study",
    plural="case studies",
    model=CaseStudy,
    form=CaseStudyForm,
    rows=_rows(CaseStudy, "outcome__plan"),
    columns=(
        RegisterColumn("title", "Title", order_by=("title",)),
        _locality_column(also_known_as=("slug",)),
        RegisterColumn("outcome", "Outcome", order_by=("outcome__order",)),
        RegisterColumn("words", "The account", is_listed=False),
        RegisterColumn("sent_on", "Sent", order_by=("sent_on",)),
        NOTE,
        _status_column({}),
    ),
    natural_key=("locality", "title"),
    search=("title", "words", "note", "locality__name"),
    filters=(LOCALITY, QUARTER, OUTCOME, STANDING),
    order_by=("-sent_on",),
    links=_withdrawal("case-studies"),
    lead="Sent to the Cabinet Office Reform Team.",
)

REDEPLOYMENTS = _delivery(
    slug="redeployment",
    singular="move",
    plural="moves",
    name="People redeployed",
    add_label="Log people redeployed",
    model=Redeployment,
    form=RedeploymentForm,
    rows=_rows(Redeployment, "from_department", "to_department"),
    columns=(
        RegisterColumn("move", "Move", value=str, order_by=("from_department__name",)),
        RegisterColumn("people_count", "People", order_by=("people_count",), is_numeric=True),
        RegisterColumn("from_department", "From", also_known_as=("slug",), is_listed=False),
        RegisterColumn("to_department", "To", also_known_as=("slug",), is_listed=False),
        _locality_column(also_known_as=("slug",)),
        RegisterColumn("started_on", "Started", order_by=("started_on",)),
        NOTE,
        _status_column({}),
    ),
    natural_key=("locality", "from_department", "to_department", "started_on"),
    search=("from_department__name", "to_department__name", "note", "locality__name"),
    filters=(LOCALITY, QUARTER, STANDING),
    order_by=("-started_on",),
    links=_withdrawal("redeployments"),
)

INTERCHANGES = _delivery(
    slug="interchange",
    singular="interchange placement",
    add_label="Log a placement",
    plural="interchange placements",
    model=Interchange,
    form=InterchangeForm,
    rows=_rows(Interchange, "from_department", "to_department"),
    columns=(
        RegisterColumn("role", "Role", order_by=("role",)),
        RegisterColumn(
            "from_department", "From", also_known_as=("slug",), order_by=("from_department__name",)
        ),
        RegisterColumn(
            "to_department", "To", also_known_as=("slug",), order_by=("to_department__name",)
        ),
        _locality_column(also_known_as=("slug",)),
        RegisterColumn("starts_on", "First day", order_by=("starts_on",)),
        RegisterColumn("ends_on", "Last day", order_by=("ends_on",)),
        NOTE,
        _status_column({}),
    ),
    natural_key=("locality", "role", "from_department", "starts_on"),
    search=("role", "from_department__name", "to_department__name", "note", "locality__name"),
    filters=(LOCALITY, QUARTER, STANDING),
    order_by=("-starts_on",),
    links=_withdrawal("interchanges"),
)

LOGS = {
    "events": EVENTS,
    "savings": SAVINGS,
    "visits": VISITS,
    "case-studies": CASE_STUDIES,
    "redeployments": REDEPLOYMENTS,
    "interchanges": INTERCHANGES,
}
"""The registers of records by the word in their address."""


def _may_see_frame(actor: Actor) -> bool:
    return can_read_delivery(actor) or can_configure_delivery(actor)


EVENT_TYPES = Register(
    app="programme",
    slug="event-type",
    singular="type of event",
    plural="types of event",
    model=EventType,
    form=EventTypeForm,
    rows=lambda actor: EventType.objects.select_related("default_outcome"),
    columns=(
        RegisterColumn("name", "Name", order_by=("name",)),
        RegisterColumn("slug", "Short name", order_by=("slug",)),
        RegisterColumn("order", "Place in the list", order_by=("order",), is_numeric=True),
        RegisterColumn("default_outcome", "Outcome", order_by=("default_outcome__order",)),
        RegisterColumn("asks_attendance", "Asks attendance"),
        RegisterColumn("asks_volunteering_days", "Asks volunteering days"),
        RegisterColumn("is_ended", "Ended", order_by=("is_ended",)),
    ),
    natural_key=("slug",),
    search=("name", "slug"),
    filters=(choice_filter("is_ended", "Show", (("False", "Offered"), ("True", "Ended"))),),
    order_by=("order", "name"),
    can_see=_may_see_frame,
    can_manage=can_configure_delivery,
    parent=("Plans", "programme:plan-list"),
)

DERIVED_MEASURES = Register(
    app="programme",
    slug="derived-measure",
    singular="measure that follows the record",
    plural="measures that follow the record",
    model=DerivedMeasure,
    form=DerivedMeasureForm,
    rows=lambda actor: DerivedMeasure.objects.select_related(
        "measure__outcome__plan"
    ).prefetch_related("event_types"),
    columns=(
        RegisterColumn("measure", "Measure", order_by=("measure__title",)),
        RegisterColumn("record_kind", "Records", order_by=("record_kind",)),
        RegisterColumn("counted", "What is added up", order_by=("counted",)),
        RegisterColumn("event_types", "Types of event", also_known_as=("slug",)),
        RegisterColumn("least_departments", "Fewest departments", is_numeric=True),
    ),
    natural_key=("measure",),
    search=("measure__title",),
    order_by=("measure__outcome__order", "measure__order"),
    can_see=_may_see_frame,
    can_manage=can_configure_delivery,
    parent=("Plans", "programme:plan-list"),
)

VISIT_STANDARDS = Register(
    app="programme",
    slug="visit-standard",
    singular="standard for visits",
    plural="standards for visits",
    model=VisitStandard,
    form=VisitStandardForm,
    rows=lambda actor: VisitStandard.objects.select_related("measure"),
    columns=(
        RegisterColumn("standard", "Standard", value=str, order_by=("interval_days",)),
        RegisterColumn("year_start", "From the year", order_by=("year_start",)),
        RegisterColumn(
            "interval_days", "Days between visits", order_by=("interval_days",), is_numeric=True
        ),
        RegisterColumn("measure", "Published measure"),
    ),
    natural_key=("year_start",),
    order_by=("-year_start",),
    can_see=_may_see_frame,
    can_manage=can_configure_delivery,
    parent=("Plans", "programme:plan-list"),
)
