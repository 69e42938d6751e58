"""What each design asks, as a table of ratios."""

from collections.abc import Iterator, Mapping

from csplan.demonstration.benchmark.report import Figure, Row, Section, as_text
from tests.effort.hand import Tally

NAMES = {
    "pages": "Page loads",
    "clicks": "Clicks",
    "keys": "Keys, without a mouse",
    "typed": "Of them characters of answers",
}
MOST_STATEMENTS = 25
NOTES = (
    """\
The same return of the same size on the same pages, filled in by keyboard in headless Chromium.
A key is a key pressed; a character of an answer is one.""",
    """\
Clicks are what a mouse takes for the same: one for each link, button, choice and box.""",
)


def table(tallies: Mapping[str, Tally]) -> str:
    """The first design beside each of the others."""
    (name, ours), *others = tallies.items()
    rows = [
        Row(words, tuple(_figures(what, name, ours, dict(others))))
        for what, words in NAMES.items()
    ]
    return as_text(
        Section("A return of thirty milestones and twelve measures", tuple(rows), NOTES)
    )


def _figures(what: str, name: str, ours: Tally, others: Mapping[str, Tally]) -> Iterator[Figure]:
    yield Figure(name, ours.counts[what])
    for other, theirs in others.items():
        yield Figure(other, theirs.counts[what])
        yield Figure("÷", theirs.counts[what] / ours.counts[what], "×")
