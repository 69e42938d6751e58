"""A reported figure as it now stands, with what it was reported as before."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from csplan.accounts.actors import Actor
from programme.choices import ReturnState
from programme.models import MeasureUpdate, NationalFigure, QuarterlyReturn, Restatement
from programme.permissions.returns import can_read_drafts
from programme.rules.measures import Amount, figure_words, number_words


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a figure was until it was put right, why, and in which quarter's return."""

    figure: str
    reason: str
    restated_in: str
    by: str
    at: dt.datetime

    @property
    def words(self) -> str:
        """ "previously reported as 14 events" """
        return f"previously reported as {self.figure}"


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure as it now stands; ``before`` is what it was, the latest first."""

    unit: str
    amount: Amount | None
    not_available_reason: str = ""
    comment: str = ""
    before: tuple[Earlier, ...] = ()

    @property
    def figure(self) -> str:
        """ "14 events", or why there is none."""
        if self.amount is None:
            return f"Not available: {self.not_available_reason}"
        return figure_words(self.amount.value, self.unit)

    @property
    def parts(self) -> str:
        """ "45 of 60" for a ratio; "" otherwise."""
        return "" if self.amount is None else parts_words(self.amount)


def parts_words(amount: Amount) -> str:
    """ "45 of 60" for a ratio; "" for a figure without parts."""
    if amount.numerator is None or amount.denominator is None:
        return ""
    return f"{number_words(amount.numerator)} of {number_words(amount.denominator)}"


def amount_of(figure: Any) -> Amount | None:
    """The figure of an update, a national figure or a restatement; None when it has none."""
    if figure.value is None:
        return None
    return Amount(figure.value, figure.numerator, figure.denominator)


def stated(reported: MeasureUpdate | NationalFigure, unit: str) -> Stated:
    """``reported`` as it now stands, from its restatements, which are loaded already."""
    restatements = list(reported.restatements.all())
    latest = restatements[-1] if restatements else reported
    return Stated(
        unit=unit,
        amount=amount_of(latest),
        not_available_reason="" if restatements else reported.not_available_reason,
        comment=reported.comment,
        before=tuple(_earlier(each, unit) for each in reversed(restatements)),
    )


def _earlier(restatement: Restatement, unit: str) -> Earlier:
    before = restatement.previous_value
    home = restatement.restated_in
    return Earlier(
        figure="not available" if before is None else figure_words(before, unit),
        reason=restatement.reason,
        restated_in=home.period.quarter.short_label if home else "",
        by=str(restatement.by),
        at=restatement.at,
    )


def readable_restatements(
    actor: Actor, quarterly_return: QuarterlyReturn
) -> "Prefetch[str, QuerySet[Restatement, Restatement], Any]":
    """To load with updates of the return's locality: what ``actor`` may read of them."""
    rows = Restatement.objects.select_related("restated_in__period", "by").order_by("pk")
    if not can_read_drafts(actor, quarterly_return):
        rows = rows.filter(restated_in__state=ReturnState.PUBLISHED)
    return Prefetch("restatements", queryset=rows)


@dataclass(frozen=True, slots=True)
class RestatedLine:
    """An earlier quarter's figure put right in a return, for those who read the return."""

    title: str
    quarter: str
    before: str
    after: str
    reason: str
    by: str
    at: dt.datetime


def restated_in(quarterly_return: QuarterlyReturn) -> tuple[RestatedLine, ...]:
    """What the return puts right of earlier quarters, as it was done. One query."""
    rows = Restatement.objects.filter(restated_in=quarterly_return).select_related(
        "update__measure", "update__quarterly_return__period", "by"
    )
    return tuple(_lines(rows.order_by("pk")))


def _lines(rows: Iterable[Restatement]) -> Iterable[RestatedLine]:
    for row in rows:
        update = row.update
        if update is None:
            continue
        unit = update.measure.unit
        before = row.previous_value
        yield RestatedLine(
            title=update.measure.title,
            quarter=update.quarterly_return.period.quarter.short_label,
            before="not available" if before is None else figure_words(before, unit),
            after=figure_words(row.value, unit),
            reason=row.reason,
            by=str(row.by),
            at=row.at,
        )
