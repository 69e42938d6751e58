"""Matters arising as a pack shows them: what was asked and answered, and where it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from programme.choices_questions import UNANSWERED, QuestionAction, QuestionState
from reporting.document import words
from reporting.document.questions.facts import Question, Said
from reporting.document.reckoned import Reckoned
from reporting.document.rows import chip_of, paragraphs

STANDING: Mapping[str, tuple[str, str]] = {
    QuestionState.ANSWERED: ("complete", "Answered"),
    QuestionState.CLOSED: ("unknown", "Closed"),
}
OPEN = ("at_risk", "Open")
NAMES: Mapping[str, str] = {
    QuestionAction.ASK: "Question",
    QuestionAction.FOLLOW_UP: "Asked again",
    QuestionAction.ANSWER: "Answer",
    QuestionAction.CLOSE: "Closed",
}


@dataclass(frozen=True, slots=True)
class SaidRow:
    """What was said, under its name, with who said it and when."""

    name: str
    words: SafeString
    who: str


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question in words."""

    anchor: str
    title: str
    chip: SafeString
    edition: str
    place: str
    place_anchor: str
    outcome: str
    exchange: Sequence[SaidRow]


def question_rows(pack: Reckoned) -> Sequence[QuestionRow] | None:
    """What is open first, then what was answered, the oldest first within each.

    None of a snapshot frozen before packs held questions.
    """
    if pack.facts.questions is None:
        return None
    in_order = sorted(pack.facts.questions, key=lambda each: _rank(each.state))
    return [_row(each, pack) for each in in_order]


def _rank(state: str) -> int:
    return 0 if state in UNANSWERED else 1 + list(STANDING).index(state)


def _row(question: Question, pack: Reckoned) -> QuestionRow:
    colour, standing = STANDING.get(question.state, OPEN)
    return QuestionRow(
        anchor=f"question-{question.pk}",
        title=question.line_words or "The plan as a whole",
        chip=chip_of(colour, standing),
        edition=_edition(question),
        place=question.locality_name,
        place_anchor=pack.place_anchor(question.locality),
        outcome=pack.name_of_outcome(question.outcome or 0),
        exchange=[_said(each) for each in question.exchange],
    )


def _edition(question: Question) -> str:
    """Which edition's line it was asked about."""
    if not question.pack_quarter:
        return ""
    return words.edition(question.pack_quarter, question.pack_edition, question.pack_title)


def _said(each: Said) -> SaidRow:
    by = "the national team" if each.action == QuestionAction.ANSWER else each.by
    who = f"{words.sentence(by)}, {words.moment_day(each.at)}"
    return SaidRow(NAMES[each.action], paragraphs(each.words), who)
