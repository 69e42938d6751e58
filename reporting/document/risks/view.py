"""Escalated risks as a pack shows them: scores, days and movement put into words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from programme.choices_engagement import RiskLevel
from programme.rules.risks import level_of, movement, movement_words, score_words
from reporting.document import words
from reporting.document.reckoned import Reckoned
from reporting.document.risks.facts import Risk
from reporting.document.rows import chip_of, paragraphs

CHIPS: Mapping[str, str] = {
    RiskLevel.VERY_HIGH: "off_track",
    RiskLevel.HIGH: "at_risk",
    RiskLevel.MEDIUM: "unknown",
    RiskLevel.LOW: "unknown",
}
"""The colour of each level's word: the darker the worse, as of ratings."""


@dataclass(frozen=True, slots=True)
class RiskRow:
    """A risk in words; ``chip`` is the level that ``score`` amounts to."""

    anchor: str
    title: str
    chip: SafeString
    score: str
    movement: str
    place: str
    place_anchor: str
    outcome: str
    cause: SafeString
    effect: SafeString
    because: SafeString
    mitigation: SafeString
    owner: str
    review: str
    closed: str


@dataclass(frozen=True, slots=True)
class RisksView:
    """The risks as they stood ``on`` a day; their movement is ``since`` another."""

    on: str
    since: str
    rows: Sequence[RiskRow]


def risks_view(pack: Reckoned) -> RisksView | None:
    """What ``pack`` shows of risks; None when it was frozen before packs showed them."""
    risks = pack.facts.risks
    if risks is None:
        return None
    rows = [_row(each, pack) for each in risks.rows]
    return RisksView(words.day(risks.on), words.day(risks.since), rows)


def _row(risk: Risk, pack: Reckoned) -> RiskRow:
    score = risk.likelihood * risk.impact
    moved = movement(before=risk.score_before, now=score, is_closed=risk.closed_on is not None)
    return RiskRow(
        anchor=f"risk-{risk.pk}",
        title=words.sentence(risk.title),
        chip=_chip(score),
        score=score_words(risk.likelihood, risk.impact).rpartition(",")[0],
        movement=movement_words(moved, risk.score_before),
        place=risk.locality_name or "The whole plan",
        place_anchor=pack.place_anchor(risk.locality),
        outcome=pack.name_of_outcome(risk.outcome or 0),
        cause=paragraphs(risk.cause),
        effect=paragraphs(risk.effect),
        because=paragraphs(risk.escalated_because),
        mitigation=paragraphs(risk.mitigation),
        owner=risk.owner,
        review=words.day(risk.review_on),
        closed=_closed(risk),
    )


def _closed(risk: Risk) -> str:
    return f"Closed on {words.day(risk.closed_on)}: {risk.closed_reason}" if risk.closed_on else ""


def _chip(score: int) -> SafeString:
    level = level_of(score)
    return chip_of(CHIPS[level], level.label)
