"""A department's statement in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from csplan.core.money import pounds
from localities.rules import outstanding_words
from reporting.document import words
from reporting.document.reckoned import Reckoned
from reporting.document.statement.facts import Events, Place, Statement


@dataclass(frozen=True, slots=True)
class Line:
    """A figure under its name."""

    name: str
    figure: str


@dataclass(frozen=True, slots=True)
class PlaceRow:
    name: str
    is_represented: str
    people: str


@dataclass(frozen=True, slots=True)
class StatementView:
    """The sections in words, each with what it says first."""

    paid_words: str
    paid: Sequence[Line]
    served_words: str
    places: Sequence[PlaceRow]
    events_words: str
    savings_words: str
    savings: Sequence[Line]


def statement_view(pack: Reckoned) -> StatementView | None:
    """What ``pack`` shows of its department; None when it is about none."""
    statement = pack.facts.statement
    if statement is None:
        return None
    return StatementView(
        paid_words=_paid_words(statement),
        paid=_paid(statement),
        served_words=_served_words(statement),
        places=[_place(each) for each in statement.places],
        events_words=_events_words(statement.events, pack),
        savings_words=_savings_words(statement),
        savings=_savings(statement),
    )


def _paid_words(statement: Statement) -> str:
    if not statement.agreed:
        return f"No contribution to {statement.year} is recorded."
    left = outstanding_words(statement.agreed, statement.invoiced, statement.received)
    return f"{pounds(statement.agreed)} was agreed for {statement.year}. {left}."


def _paid(statement: Statement) -> Sequence[Line]:
    return [
        Line("Agreed for the year", pounds(statement.agreed)),
        Line(f"Invoiced by {words.day(statement.on)}", pounds(statement.invoiced)),
        Line(f"Received by {words.day(statement.on)}", pounds(statement.received)),
        Line("Agreed by all departments", pounds(statement.agreed_by_all)),
    ]


def _served_words(statement: Statement) -> str:
    if not statement.places:
        return "No headcount of the department is held, and it is represented nowhere."
    where = sum(each.is_represented for each in statement.places)
    whole = words.count(len(statement.places), "locality", "localities")
    said = f"The department is represented in {where} of {whole}."
    if statement.staff:
        said += f" {statement.staff_served:,} of its {statement.staff:,} people there are served."
    else:
        said += " How many of its people work there is not held by locality."
    if statement.by_cluster_only:
        said += f" {statement.by_cluster_only:,} more are held by cluster only."
    return said


def _place(place: Place) -> PlaceRow:
    people = "Not held" if place.people is None else f"{place.people:,}"
    return PlaceRow(place.name, "Yes" if place.is_represented else "No", people)


def _events_words(events: Events | None, pack: Reckoned) -> str:
    if events is None:
        return ""
    if not events.total:
        return f"No events were recorded by the end of {pack.short_period}."
    return (
        f"Its people took part in {events.in_year} of the year’s "
        f"{words.count(events.total, 'event')} so far, {events.in_quarter} of them in "
        f"{pack.short_period}."
    )


def _savings_words(statement: Statement) -> str:
    if not statement.agreed_by_all:
        return "No contributions are recorded, so savings cannot be shared out."
    return (
        f"Savings are made for all who pay. In proportion to its contribution, "
        f"{pounds(statement.agreed)} of {pounds(statement.agreed_by_all)}, the department’s part "
        f"of what is validated is {pounds(statement.share_of(statement.validated))}."
    )


def _savings(statement: Statement) -> Sequence[Line]:
    validated, waiting = statement.validated, statement.waiting
    return [
        Line("Validated, all departments", pounds(validated)),
        Line("Validated, this department’s part", pounds(statement.share_of(validated))),
        Line("Claimed only, all departments", pounds(waiting)),
        Line("Claimed only, this department’s part", pounds(statement.share_of(waiting))),
    ]
