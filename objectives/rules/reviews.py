"""How far a review is, what may be done to it there, and what it must say. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from objectives.choices_reviews import Box, ReviewAction, ReviewState

MOVES: Mapping[tuple[ReviewAction, ReviewState], ReviewState] = {
    (ReviewAction.SHARE, ReviewState.DRAFT): ReviewState.SHARED,
    (ReviewAction.TAKE_BACK, ReviewState.SHARED): ReviewState.DRAFT,
    (ReviewAction.COMPLETE, ReviewState.SHARED): ReviewState.COMPLETED,
    (ReviewAction.REOPEN, ReviewState.COMPLETED): ReviewState.DRAFT,
}


def next_state(action: ReviewAction, state: str) -> ReviewState | None:
    """Where ``action`` leads from ``state``; None where it may not be done."""
    return MOVES.get((action, ReviewState(state)))


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is said of an objective, or of all of them."""

    mark: int | None = None
    words: str = ""


def judgement_problems(said: Judgement) -> dict[str, str]:
    """What is missing: a message for each field, empty when nothing is."""
    problems: dict[str, str] = {}
    if said.mark not in Box.values:
        problems["mark"] = "Select a box marking"
    if not said.words:
        problems["words"] = "Enter what the marking rests on"
    return problems


class Marking(Protocol):
    @property
    def mark(self) -> int | None: ...
    @property
    def reference(self) -> str: ...


def unmarked_words(marks: Iterable[Marking], *, has_overall: bool) -> str:
    """What is left to mark before a review is shared; "" when nothing is."""
    left = sum(each.mark is None for each in marks)
    parts = []
    if left:
        parts.append(f"{left} objective{'' if left == 1 else 's'}")
    if not has_overall:
        parts.append("the year as a whole")
    return f"Mark {' and '.join(parts)} first" if parts else ""
