"""What changed between two texts, word by word: no database, no clock."""

from dataclasses import dataclass

from csplan.core.word_changes import Departure, WordRun, word_runs

ALIKE = 0.5
"""The share of words in common from which one text is shown as a change of the other."""


@dataclass(frozen=True, slots=True)
class Rewording:
    """An earlier text and a later one that says something else.

    ``runs`` are both woven into one, empty where they have too little in common for that.
    """

    before: str
    after: str
    runs: tuple[WordRun, ...]

    @property
    def summary(self) -> str:
        """ "new", "taken out", "rewritten", or "3 words added, 1 taken out"."""
        if not self.before or not self.after:
            return "taken out" if self.before else "new"
        if not self.runs:
            return "rewritten"
        added, gone = _count(self.runs, Departure.ADDED), _count(self.runs, Departure.REMOVED)
        return ", ".join(
            words
            for words in (
                f"{added} {'word' if added == 1 else 'words'} added" if added else "",
                f"{gone} {'word' if gone == 1 else 'words'} taken out" if gone else "",
            )
            if words
        )


def rewording(before: str, after: str) -> Rewording | None:
    """How the texts differ; None where they say the same, however they are spaced."""
    if before.split() == after.split():
        return None
    runs = word_runs(before, after)
    is_woven = not (before and after) or _alike(runs) >= ALIKE
    return Rewording(before, after, runs if is_woven else ())


def _alike(runs: tuple[WordRun, ...]) -> float:
    """The words that both texts have, twice over, as a share of the words of both."""
    kept = 2 * _count(runs, Departure.KEPT)
    return kept / (kept + _count(runs, Departure.ADDED) + _count(runs, Departure.REMOVED))


def _count(runs: tuple[WordRun, ...], departure: Departure) -> int:
    return sum(len(run.text.split()) for run in runs if run.departure == departure)
