"""Two texts as one, marked word by word for the eye and for the ear."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from csplan.core.word_changes import Departure, WordRun
from programme.rules.wording import Rewording, rewording
from reporting.document import words
from reporting.document.changes.facts import Change

MARKS: Mapping[str, str] = {
    Departure.KEPT: "{}",
    Departure.REMOVED: (
        '<del class="pack-removed"><span class="pack-unseen">[taken out: </span>{}'
        '<span class="pack-unseen">]</span></del>'
    ),
    Departure.ADDED: (
        '<ins class="pack-added"><span class="pack-unseen">[added: </span>{}'
        '<span class="pack-unseen">]</span></ins>'
    ),
}
"""What is struck through and underlined is also said, to those who hear it."""


@dataclass(frozen=True, slots=True)
class WordBlock:
    """A text that says something else than before.

    ``marked`` weaves both; it is empty where they have too little in common, and ``before``
    and ``after`` then stand one after the other.
    """

    title: str
    place: str
    href: str
    what: str
    summary: str
    marked: SafeString
    before: str
    after: str


def word_block(change: Change, *, href: str) -> WordBlock:
    """The change of words, put side by side or into one."""
    found = rewording(change.before, change.after)
    found = found or Rewording(change.before, change.after, ())
    return WordBlock(
        title=words.sentence(change.title),
        place="" if change.place == change.title else change.place,
        href=href,
        what=change.what,
        summary=found.summary,
        marked=marked(found.runs),
        before=found.before,
        after=found.after,
    )


def marked(runs: Iterable[WordRun]) -> SafeString:
    parts = ((format_html(MARKS[run.departure], run.text),) for run in runs)
    return format_html_join(" ", "{}", parts)
