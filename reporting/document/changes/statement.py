"""What changed about a department's statement: its figures, payments, networks and savings."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from csplan.core.money import pounds_of
from localities.choices import PaymentKind
from programme.choices import Unit
from reporting.document.changes.amounts import (
    LOCALITIES,
    Amount,
    amount_changes,
    number_text,
    one_place,
)
from reporting.document.changes.facts import Change
from reporting.document.changes.kinds import Kind
from reporting.document.changes.sides import Sides
from reporting.document.statement.facts import Payment, Place, Saving, Statement

NEWLY: Mapping[PaymentKind, Kind] = {
    PaymentKind.RECEIVED: Kind.RECEIVED,
    PaymentKind.INVOICED: Kind.INVOICED,
}
VALIDATED, WAITING = "validated", "waiting"
REPRESENTED, ABSENT = "represented", "absent"


def statement_changes(sides: Sides) -> Iterator[Change]:
    """Nothing of packs that are no statements. What an earlier snapshot lacks is not told."""
    was, now = sides.before.statement, sides.after.statement
    if was is None or now is None:
        return
    line, is_new_year = sides.after.about.slug, was.year != now.year
    yield from amount_changes(_amounts(was, line), _amounts(now, line), is_new_year=is_new_year)
    if was.payments is not None and now.payments is not None:
        yield from _payments(() if is_new_year else was.payments, now.payments)
    yield from _networks(was.places, now.places, line)
    if was.savings is not None and now.savings is not None:
        yield from _savings(() if is_new_year else was.savings, now.savings)


def _amounts(statement: Statement, line: str) -> Iterator[Amount]:
    yield from _money(statement, line)
    yield from _people(statement, line)
    if statement.events is not None:
        events = statement.events
        for name, number in (
            ("Events of the year so far with its people", events.in_year),
            ("All events of the year so far", events.total),
        ):
            yield Amount(line, name, Decimal(number), Unit.EVENTS, of_year=True)
        in_quarter = Decimal(events.in_quarter)
        yield Amount(line, "Events of the quarter with its people", in_quarter, Unit.EVENTS)


def _money(statement: Statement, line: str) -> Iterator[Amount]:
    for name, pence in (
        ("Agreed for the year", statement.agreed),
        ("Invoiced so far", statement.invoiced),
        ("Received so far", statement.received),
        ("Agreed by all departments", statement.agreed_by_all),
        ("Savings validated, its part", statement.share_of(statement.validated)),
        ("Savings claimed only, its part", statement.share_of(statement.waiting)),
        ("Savings validated, all departments", statement.validated),
        ("Savings claimed only, all departments", statement.waiting),
    ):
        yield Amount(line, name, pounds_of(pence), Unit.POUNDS, of_year=True)


def _people(statement: Statement, line: str) -> Iterator[Amount]:
    served, staff = statement.staff_served, statement.staff
    where = sum(each.is_represented for each in statement.places)
    yield Amount(line, "Localities where it is represented", Decimal(where), LOCALITIES)
    yield Amount(line, "Its people in localities", Decimal(staff), Unit.PEOPLE)
    yield Amount(line, "Its people who are served", Decimal(served), Unit.PEOPLE)
    if statement.coverage is not None:
        share = one_place(statement.coverage)
        yield Amount(line, "Coverage of its people", share, Unit.PERCENT)
    wide = Decimal(statement.by_cluster_only)
    yield Amount(line, "Its people held by cluster only", wide, Unit.PEOPLE)


def _payments(before: Sequence[Payment], after: Sequence[Payment]) -> Iterator[Change]:
    """Invoices sent and sums that came in since, and those no longer counted or put right."""
    then, now = {each.pk: each for each in before}, {each.pk for each in after}
    for each in before:
        if each.pk not in now:
            yield _payment(Kind.PAYMENT_GONE, each)
    for each in after:
        was = then.get(each.pk)
        if was is None:
            yield _payment(NEWLY[each.kind], each)
        elif (was.pence, was.on) != (each.pence, each.on):
            yield _payment(Kind.PAYMENT_CHANGED, each, was)


def _payment(kind: Kind, payment: Payment, was: Payment | None = None) -> Change:
    return Change(
        kind,
        f"payment-{payment.pk}",
        payment.kind.label,
        what=payment.reference,
        before=_other_sum(was, payment),
        after=_pounds(payment.pence),
        now=payment.on.isoformat(),
        unit=Unit.POUNDS,
    )


def _other_sum(was: Payment | Saving | None, now: Payment | Saving) -> str:
    """What it came to before, where that was another sum."""
    return _pounds(was.pence) if was and was.pence != now.pence else ""


def _pounds(pence: int) -> str:
    return number_text(pounds_of(pence))


def _networks(before: Sequence[Place], after: Sequence[Place], line: str) -> Iterator[Change]:
    """Where the department is represented no more or newly, or has more or fewer people."""
    then = {each.name: each for each in before}
    gone = then.keys() - {each.name for each in after}
    for each in before:
        if each.name in gone and each.is_represented:
            yield _network(Kind.NETWORK_LEFT, line, each.name, each, None)
    for now in after:
        was = then.get(now.name)
        if kind := _kind_of_network(was, now):
            yield _network(kind, line, now.name, was, now)


def _kind_of_network(was: Place | None, now: Place) -> Kind | None:
    was_in = was is not None and was.is_represented
    if was_in != now.is_represented:
        return Kind.NETWORK_LEFT if was_in else Kind.NETWORK_JOINED
    return Kind.PEOPLE_THERE if was and was.people != now.people else None


def _network(kind: Kind, line: str, name: str, was: Place | None, now: Place | None) -> Change:
    """``was`` and ``now`` say whether it is represented, ``before`` and ``after`` its people."""
    return Change(
        kind,
        line,
        name,
        before=_number(was),
        after=_number(now),
        was=_standing(was),
        now=_standing(now),
    )


def _number(place: Place | None) -> str:
    return "" if place is None or place.people is None else str(place.people)


def _standing(place: Place | None) -> str:
    if place is None:
        return ""
    return REPRESENTED if place.is_represented else ABSENT


def _savings(before: Sequence[Saving], after: Sequence[Saving]) -> Iterator[Change]:
    """Savings claimed or validated since, withdrawn or refused, or put right."""
    then, now = {each.pk: each for each in before}, {each.pk for each in after}
    for each in before:
        if each.pk not in now:
            yield _saving(Kind.SAVING_GONE, each, each)
    for each in after:
        was = then.get(each.pk)
        if kind := _kind_of_saving(was, each):
            yield _saving(kind, was, each)


def _kind_of_saving(was: Saving | None, now: Saving) -> Kind | None:
    if was is None:
        return Kind.SAVING_CLAIMED
    if now.is_validated and not was.is_validated:
        return Kind.SAVING_VALIDATED
    if was.is_validated and not now.is_validated:
        return Kind.SAVING_UNVALIDATED
    return Kind.SAVING_CHANGED if was.pence != now.pence else None


def _saving(kind: Kind, was: Saving | None, now: Saving) -> Change:
    return Change(
        kind,
        f"saving-{now.pk}",
        now.what,
        place=now.partner,
        before=_other_sum(was, now),
        after=_pounds(now.pence),
        now=VALIDATED if now.is_validated else WAITING,
        unit=Unit.POUNDS,
    )
