"""The summary: what the sections after it say, in three figures, a few lines and two tables."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from csplan.core.ratings import Rating
from programme.choices import MeasureStatus
from reporting.document import figures, words
from reporting.document.changes.view import ChangesView
from reporting.document.facts import Pack
from reporting.document.figures import RatingCount, Receipt
from reporting.document.measures.figures import MeasureFigures
from reporting.document.reckoned import Reckoned
from reporting.document.returns.view import ReturnsView
from reporting.document.rows import MeasureRow, chip, measure_row, whole_measure_row
from reporting.document.slippage.view import SlippageView


@dataclass(frozen=True, slots=True)
class Headline:
    """One of the three facts at the top: a figure of a whole, and what it counts.

    ``anchor`` is that of the section it is told in.
    """

    figure: str
    whole: str
    words: str
    anchor: str = "summary"


@dataclass(frozen=True, slots=True)
class CountRow:
    chip: SafeString
    now: int
    before: int
    change: str


@dataclass(frozen=True, slots=True)
class SummaryView:
    headlines: Sequence[Headline]
    in_short: Sequence[str]
    counts: Sequence[CountRow]
    measures: Sequence[MeasureRow]
    measures_caption: str


def summary_view(
    pack: Reckoned, *, slippage: SlippageView, changes: ChangesView | None, returns: ReturnsView
) -> SummaryView:
    """``pack`` summed up; the sections given say their part themselves."""
    counts = figures.rating_counts(pack.states)
    by_rating = {each.rating: each for each in counts}
    by_status = Counter(each.judgement.status for each in pack.national)
    in_short = [
        _milestone_words(len(pack.states), by_rating),
        _measure_words(len(pack.national), by_status),
        slippage.account,
        *_changes_words(changes),
        *_risk_words(pack.facts),
        *([returns.account] if pack.facts.localities else []),
    ]
    return SummaryView(
        headlines=[
            _milestone_headline(pack, by_rating),
            _measure_headline(pack, by_status),
            _return_headline(pack, returns),
        ],
        in_short=in_short,
        counts=[
            CountRow(chip(each.rating), each.now, each.before, words.change(each.change))
            for each in counts
        ],
        measures=[_measure(each) for each in pack.national],
        measures_caption=_measures_caption(pack.facts),
    )


# The three figures


def _milestone_headline(pack: Reckoned, counts: Mapping[str, RatingCount]) -> Headline:
    good = [counts[Rating.COMPLETE], counts[Rating.ON_TRACK]]
    before = sum(each.before for each in good)
    compared = f", against {before} last quarter" if pack.has_before else ""
    return Headline(
        figure=str(sum(each.now for each in good)),
        whole=_of(len(pack.states), "milestone"),
        words=f"complete or on track{compared}",
    )


def _measure_headline(pack: Reckoned, by_status: Counter[MeasureStatus]) -> Headline:
    is_partial = any(each.reported < each.expected for each in pack.national)
    return Headline(
        figure=str(by_status[MeasureStatus.ON_TRACK]),
        whole=_of(len(pack.national), "measure"),
        words="on track for the year so far" + (", where reported" if is_partial else ""),
    )


def _return_headline(pack: Reckoned, returns: ReturnsView) -> Headline:
    late = returns.count(Receipt.LATE)
    return Headline(
        figure=str(returns.count(Receipt.ON_TIME) + late),
        whole=_of(returns.asked, "return"),
        words=f"received, {late} of them late" if late else "received, none of them late",
        anchor="returns",
    )


def _of(number: int, noun: str) -> str:
    """ "of 12 milestones"; "milestones" where there are none."""
    return f"of {words.count(number, noun)}" if number else f"{noun}s"


# In short


def _milestone_words(of: int, counts: Mapping[str, RatingCount]) -> str:
    if not of:
        return "No milestones are reported on."
    off, risk, silent = (counts[each].now for each in (Rating.OFF_TRACK, Rating.AT_RISK, ""))
    return (
        f"Of {words.count(of, 'milestone')}, {_none_or(off)} off track, {_none_or(risk)} at risk "
        f"and {_none_or(silent)} without a report."
    )


def _none_or(number: int) -> str:
    """ "8 are", "1 is", "none are"."""
    return f"{number or 'none'} {'is' if number == 1 else 'are'}"


def _measure_words(of: int, by_status: Counter[MeasureStatus]) -> str:
    if not of:
        return "No measures are reported on."
    off, risk = by_status[MeasureStatus.OFF_TRACK], by_status[MeasureStatus.AT_RISK]
    said = (
        f"Of {words.count(of, 'measure')}, {_none_or(off)} off track and {_none_or(risk)} at risk."
    )
    unknown = by_status[MeasureStatus.NO_REPORT] + by_status[MeasureStatus.NO_PLAN]
    if not unknown:
        return said
    noun = words.sentence(words.count(unknown, "measure"))
    return f"{said} {noun} cannot be compared with a plan."


def _changes_words(changes: ChangesView | None) -> Iterator[str]:
    if changes is not None and changes.against:
        yield f"Since {changes.since}: {changes.in_short}"


def _risk_words(facts: Pack) -> Iterator[str]:
    if facts.risks is not None:
        risks = sum(risk.closed_on is None for risk in facts.risks.rows)
        noun = words.sentence(words.count(risks, "risk is", "risks are"))
        yield f"{noun} escalated to the {facts.prepared_for}."


# Measures


def _measure(each: MeasureFigures) -> MeasureRow:
    """Where some did not report, what is compared is said; else it stands beside already."""
    return measure_row(each) if each.is_partial else whole_measure_row(each)


def _measures_caption(facts: Pack) -> str:
    together = "" if facts.about.is_of_one_place else ", all localities together"
    return f"Measures for the year so far{together}"
