"""The sections a pack is made of: which there are, in which order, and when each is shown.

A section is a template in ``templates/reporting/document/sections/`` and an entry here. Its
values come from a package of its own beside this module, or from ``PackView``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reporting.document.view import PackView


@dataclass(frozen=True, slots=True)
class ContentsLine:
    """A line of the contents, and those under it; ``anchor`` is where it leads."""

    anchor: str
    words: str
    lines: Sequence["ContentsLine"] = ()


def _nothing(pack: PackView) -> Sequence[ContentsLine]:
    return ()


def _always(pack: PackView) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Section:
    """One section. ``key`` is its anchor and its template's name; ``title`` stands in contents.

    A section with nothing to tell says so in its own words. One of which the snapshot knows
    nothing, because it was frozen before there was such a section, is not shown.
    """

    key: str
    title: Callable[[PackView], str]
    lines: Callable[[PackView], Sequence[ContentsLine]] = _nothing
    is_shown: Callable[[PackView], bool] = _always

    @property
    def template(self) -> str:
        return f"reporting/document/sections/{self.key}.html"


def _outcome_lines(pack: PackView) -> Sequence[ContentsLine]:
    return [ContentsLine(each.anchor, each.heading) for each in pack.outcomes]


def _locality_lines(pack: PackView) -> Sequence[ContentsLine]:
    return [ContentsLine(each.anchor, each.name) for each in pack.localities]


SECTIONS: Sequence[Section] = (
    Section("summary", lambda pack: "Summary"),
    Section("heat-map", lambda pack: f"Localities by {pack.outcome_word}"),
    Section(
        "changes",
        lambda pack: f"What changed since {pack.changes.since}" if pack.changes else "",
        is_shown=lambda pack: pack.changes is not None,
    ),
    Section("exceptions", lambda pack: "Exceptions"),
    Section("risks", lambda pack: "Risks", is_shown=lambda pack: pack.shows_risks),
    Section(
        "disagreements",
        lambda pack: "Ratings that disagree and why",
        is_shown=lambda pack: pack.facts.compares_ratings,
    ),
    Section("outcomes", lambda pack: f"Progress by {pack.outcome_word}", _outcome_lines),
    Section("localities", lambda pack: "Localities", _locality_lines),
    Section("questions", lambda pack: "Matters arising", is_shown=lambda p: p.shows_questions),
    Section("definitions", lambda pack: "Definitions, sources and method"),
)
"""Every section there is, in the order a pack has them unless it was asked for otherwise."""


def sections_of(pack: PackView) -> Sequence[Section]:
    """The sections that ``pack`` shows, in order."""
    return [section for section in SECTIONS if section.is_shown(pack)]


def contents_of(pack: PackView, sections: Sequence[Section]) -> Sequence[ContentsLine]:
    """The contents of a pack made of ``sections``."""
    return [
        ContentsLine(section.key, section.title(pack), section.lines(pack)) for section in sections
    ]
