"""A year's review as a pack shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from csplan.core.periods import Quarter
from csplan.core.ratings import Rating
from reporting.document.milestones.facts import Milestone
from reporting.document.reckoned import Reckoned
from reporting.document.review.facts import Impact, ReviewLine
from reporting.document.rows import chip, paragraphs
from reporting.document.words import sentence

RATINGS = (*Rating.values, "")
"""In the order of a table; "" is no report."""

NOT_WRITTEN = "Not written yet."
NOT_JUDGED = "Not judged yet"


@dataclass(frozen=True, slots=True)
class YearRow:
    """How many milestones had a rating in each quarter of the year so far."""

    chip: SafeString
    counts: Sequence[int]


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """``source`` says of words nobody wrote where they come from."""

    offer: SafeString
    achievements: SafeString
    implications: SafeString
    source: str


@dataclass(frozen=True, slots=True)
class ImpactRow:
    question: str
    outcome: str
    evidence: SafeString
    judgement: str
    reason: SafeString


@dataclass(frozen=True, slots=True)
class ReviewView:
    """The section in words."""

    year: str
    last_year: str
    quarters: Sequence[str]
    ratings: Sequence[YearRow]
    lines: Sequence[ReviewRow]
    offers: Sequence[ReviewRow]
    impact: Sequence[ImpactRow]


def review_view(pack: Reckoned) -> ReviewView | None:
    """What ``pack`` shows of its year; None when it is not about one."""
    review = pack.facts.review
    if review is None:
        return None
    return ReviewView(
        year=review.year,
        last_year=review.last_year,
        quarters=[f"Quarter {each.number}" for each in review.quarters],
        ratings=_ratings(pack.facts.milestones, review.quarters),
        lines=[_line(each) for each in review.lines],
        offers=[_line(each) for each in review.offers],
        impact=[_impact(each, pack) for each in review.impact],
    )


def _ratings(milestones: Sequence[Milestone], quarters: Sequence[Quarter]) -> Sequence[YearRow]:
    by_quarter = [[rating_in(each, quarter) for each in milestones] for quarter in quarters]
    return [
        YearRow(chip(rating), [found.count(rating) for found in by_quarter]) for rating in RATINGS
    ]


def rating_in(milestone: Milestone, quarter: Quarter) -> str:
    """Its rating in the quarter. Once complete it stays so; no other rating outlives its quarter.

    "" is no report.
    """
    so_far = [each for each in milestone.reports if each.quarter <= quarter]
    if not so_far:
        return ""
    last = so_far[-1]
    is_lasting = last.quarter == quarter or last.counted == Rating.COMPLETE
    return last.counted if is_lasting else ""


def _line(line: ReviewLine) -> ReviewRow:
    return ReviewRow(
        offer=paragraphs(line.offer),
        achievements=paragraphs(line.achievements or NOT_WRITTEN),
        implications=paragraphs(line.implications),
        source="Drawn from the record of the year" if line.is_drafted else "",
    )


def _impact(impact: Impact, pack: Reckoned) -> ImpactRow:
    return ImpactRow(
        question=impact.question,
        outcome=sentence(pack.name_of_outcome(impact.outcome)),
        evidence=paragraphs(impact.evidence or "No evidence is recorded."),
        judgement=impact.judgement or NOT_JUDGED,
        reason=paragraphs(impact.reason),
    )
