"""Milestones whose ratings differ: each of the ratings, and what is said of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from reporting.document import figures
from reporting.document.figures import MilestoneState
from reporting.document.milestones.facts import Report
from reporting.document.reckoned import Reckoned
from reporting.document.rows import NO_WORDS, chip, paragraphs


@dataclass(frozen=True, slots=True)
class DisagreementRow:
    title: str
    locality: str
    locality_anchor: str
    given: SafeString
    own: SafeString
    moderated: SafeString
    own_reasons: Sequence[str]
    explanation: SafeString
    moderation_reason: SafeString


def disagreement_rows(pack: Reckoned) -> Sequence[DisagreementRow]:
    """Of what was reported this quarter, the worst first."""
    found = figures.disagreements(pack.states, pack.facts.quarter)
    return [_row(pack, state, state.report) for state in found if state.report]


def _row(pack: Reckoned, state: MilestoneState, report: Report) -> DisagreementRow:
    row = pack.row(state)
    return DisagreementRow(
        title=row.title,
        locality=row.locality,
        locality_anchor=row.locality_anchor,
        given=chip(report.rating),
        own=chip(report.own) if report.own else NO_WORDS,
        moderated=chip(report.moderated) if report.moderated else NO_WORDS,
        own_reasons=report.own_reasons,
        explanation=paragraphs(report.explanation),
        moderation_reason=paragraphs(report.moderation_reason),
    )
