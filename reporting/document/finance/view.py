"""Contributions and savings as a pack shows them, in pounds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.safestring import SafeString

from csplan.core.money import pounds
from csplan.core.periods import Quarter
from localities.rules import outstanding_words
from reporting.document import words
from reporting.document.charts.savings import Savings, thermometer
from reporting.document.finance.facts import Contribution, Finance, Saving, Sum
from reporting.document.reckoned import Reckoned
from reporting.document.rows import chip_of

KINDS: Mapping[tuple[bool, bool], str] = {
    (True, True): "Cashable, recurring every year",
    (True, False): "Cashable, one-off",
    (False, True): "Not cashable, recurring every year",
    (False, False): "Not cashable, one-off",
}
"""By whether savings are cashable, and whether they recur."""

MOST_SIDE_BY_SIDE, MOST_CHARACTERS = 24, 10
"""How many rows, and how wide an amount, fit a table of half a page's width."""

VALIDATED, WAITING = ("on_track", "Validated"), ("unknown", "Claimed only")


@dataclass(frozen=True, slots=True)
class ContributionRow:
    department: str
    agreed: str
    invoiced: str
    received: str


@dataclass(frozen=True, slots=True)
class SumRow:
    """Savings under one name; the anchor of a locality that the pack tells of, or ""."""

    name: str
    validated: str
    waiting: str
    claimed: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class SavingRow:
    what: str
    partner: str
    place: str
    place_anchor: str
    agreed_on: str
    kind: str
    amount: str
    is_validated: bool
    chip: SafeString


@dataclass(frozen=True, slots=True)
class FinanceView:
    """The section in words. The last of ``places`` and of ``kinds`` is the total."""

    year: str
    on: str
    contributions: Sequence[ContributionRow]
    contributed: ContributionRow
    contribution_words: str
    savings_words: str
    has_savings: bool
    picture: SafeString
    periods: Sequence[SumRow]
    kinds: Sequence[SumRow]
    places: Sequence[SumRow]
    listed: Sequence[SavingRow]

    @property
    def are_all_validated(self) -> bool:
        """Whether each saving of the quarter is: then it is said once."""
        return all(each.is_validated for each in self.listed)

    @property
    def are_side_by_side(self) -> bool:
        """Whether the sums by kind and by place fit beside each other."""
        rows = (*self.kinds, *self.places)
        widest = max(
            len(each) for row in rows for each in (row.validated, row.waiting, row.claimed)
        )
        return 0 < len(self.places) <= MOST_SIDE_BY_SIDE and widest <= MOST_CHARACTERS


def finance_view(pack: Reckoned) -> FinanceView | None:
    """What ``pack`` shows of its money; None when it was frozen without."""
    finance, facts = pack.facts.finance, pack.facts
    if finance is None:
        return None
    quarter = finance.of_quarter(facts.quarter)
    return FinanceView(
        year=finance.year,
        on=words.day(finance.on),
        contributions=[_contribution(each) for each in finance.contributions],
        contributed=_contribution(_whole(finance)),
        contribution_words=_contribution_words(finance),
        savings_words=_savings_words(finance, is_whole=not facts.about.is_of_one_place),
        has_savings=bool(finance.savings),
        picture=_picture(finance),
        periods=_periods(finance, quarter, facts.quarter),
        kinds=_kinds(finance),
        places=_places(finance, pack),
        listed=[_saving(each, pack) for each in quarter],
    )


def _whole(finance: Finance) -> Contribution:
    rows = finance.contributions
    return Contribution(
        "All departments",
        finance.target,
        sum(each.invoiced for each in rows),
        sum(each.received for each in rows),
    )


def _contribution(each: Contribution) -> ContributionRow:
    return ContributionRow(
        each.department, pounds(each.agreed), pounds(each.invoiced), pounds(each.received)
    )


def _contribution_words(finance: Finance) -> str:
    whole = _whole(finance)
    who = words.sentence(words.count(len(finance.contributions), "department"))
    left = outstanding_words(whole.agreed, whole.invoiced, whole.received)
    return f"{who} agreed {pounds(whole.agreed)} for {finance.year}. {left}."


def _savings_words(finance: Finance, *, is_whole: bool) -> str:
    """What is claimed, how much of it is validated, and what that is of the contributions.

    Of one locality's savings only the first two.
    """
    total = finance.total
    if not total.claimed:
        return f"No savings were recorded for {finance.year} by {words.day(finance.on)}."
    said = f"Savings of {pounds(total.claimed)} are claimed for the year so far: {_split(total)}."
    return f"{said} {_against_target(total, finance.target)}" if is_whole else said


def _split(total: Sum) -> str:
    if not total.waiting:
        return "all are validated"
    if not total.validated:
        return "none are validated yet"
    return f"{pounds(total.validated)} validated and {pounds(total.waiting)} claimed only"


def _against_target(total: Sum, target: int) -> str:
    if not target:
        return "No contributions are recorded to compare them with."
    if total.validated >= target:
        return f"What is validated equals or exceeds the contributions of {pounds(target)}."
    left = pounds(target - total.validated)
    return (
        f"What is validated is {total.validated * 100 // target}% of the contributions of "
        f"{pounds(target)}, which savings are to equal; {left} is still to be found or validated."
    )


def _picture(finance: Finance) -> SafeString:
    total, target = finance.total, finance.target
    savings = Savings(
        total.validated,
        total.waiting,
        target,
        f"Validated: {pounds(total.validated)}",
        f"Claimed only: {pounds(total.waiting)}",
        f"Contributions: {pounds(target)}",
    )
    aim = f"The contributions they are to equal are {pounds(target)}." if target else ""
    said = f"Chart of the savings of the year so far. {savings.validated_words}."
    return thermometer(savings, words=f"{said} {savings.waiting_words}. {aim}".strip())


def _sum(name: str, savings: Iterable[Saving], anchor: str = "") -> SumRow:
    found = Sum.of(savings)
    return SumRow(
        name, pounds(found.validated), pounds(found.waiting), pounds(found.claimed), anchor
    )


def _periods(finance: Finance, quarter: Sequence[Saving], of: Quarter) -> Sequence[SumRow]:
    return [_sum(of.short_label, quarter), _sum("The year so far", finance.savings)]


def _kinds(finance: Finance) -> Sequence[SumRow]:
    rows = [
        _sum(name, (s for s in finance.savings if (s.is_cashable, s.is_recurring) == kind))
        for kind, name in KINDS.items()
    ]
    return [*rows, _sum("All savings", finance.savings)]


def _places(finance: Finance, pack: Reckoned) -> Sequence[SumRow]:
    """By locality, in the order of the snapshot; nothing where there is but one."""
    grouped = groupby(finance.savings, key=lambda each: (each.locality, each.locality_name))
    rows = [_sum(name, savings, pack.place_anchor(slug)) for (slug, name), savings in grouped]
    return [*rows, _sum("All localities", finance.savings)] if len(rows) > 1 else []


def _saving(each: Saving, pack: Reckoned) -> SavingRow:
    cash = "Cashable" if each.is_cashable else "Not cashable"
    return SavingRow(
        what=words.sentence(each.what),
        partner=each.partner,
        place=each.locality_name,
        place_anchor=pack.place_anchor(each.locality),
        agreed_on=words.day(each.agreed_on),
        kind=f"{cash}, {'recurring' if each.is_recurring else 'one-off'}",
        amount=pounds(each.pence),
        is_validated=each.is_validated,
        chip=chip_of(*VALIDATED) if each.is_validated else chip_of(*WAITING),
    )
