"""The sections a pack is made of: which there are, in which order, and when each is shown.

A section is a template in ``templates/reporting/document/sections/`` and an entry here. Its
values come from a package of its own beside this module, through ``PackView``.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from reporting.choices import PackKind
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


def _seeks_decisions(pack: PackView) -> bool:
    return pack.decisions is not None and bool(pack.decisions.sought)


def _decisions_title(pack: PackView) -> str:
    tells_of_both = pack.decisions is not None and pack.decisions.shows_made
    return "Decisions and actions" if tells_of_both else "Actions"


SECTIONS: Sequence[Section] = (
    # Only where a decision is sought: at the head of a pack nothing is said about nothing.
    Section("decisions-sought", lambda pack: "Decisions sought", is_shown=_seeks_decisions),
    Section("summary", lambda pack: "Summary"),
    Section("heat-map", lambda pack: f"Localities by {pack.outcome_word}"),
    Section(
        "changes",
        lambda pack: f"What changed since {pack.changes.since}" if pack.changes else "",
        is_shown=lambda pack: pack.changes is not None,
    ),
    Section("exceptions", lambda pack: "Exceptions"),
    Section("slippage", lambda pack: "Dates that slip"),
    Section("risks", lambda pack: "Risks", is_shown=lambda pack: pack.risks is not None),
    Section(
        "disagreements",
        lambda pack: "Ratings that disagree and why",
        is_shown=lambda pack: pack.facts.compares_ratings,
    ),
    Section("outcomes", lambda pack: f"Progress by {pack.outcome_word}", _outcome_lines),
    Section("finance", lambda pack: "Finance", is_shown=lambda p: p.finance is not None),
    Section("coverage", lambda pack: "Coverage", is_shown=lambda p: p.coverage is not None),
    Section("stages", lambda pack: "Delivery stages", is_shown=lambda p: p.stages is not None),
    Section("localities", lambda pack: "Localities", _locality_lines),
    Section(
        "activity",
        lambda pack: "Visits, case studies and events",
        is_shown=lambda pack: pack.activity is not None,
    ),
    Section(
        "sight",
        lambda pack: "Line of sight to objectives",
        is_shown=lambda pack: pack.sight is not None,
    ),
    Section(
        "forward",
        lambda pack: "The next two quarters",
        is_shown=lambda pack: pack.forward is not None,
    ),
    Section(
        "questions", lambda pack: "Matters arising", is_shown=lambda p: p.questions is not None
    ),
    Section("decisions", _decisions_title, is_shown=lambda p: p.decisions is not None),
    Section(
        "statement",
        lambda pack: "Statement",
        is_shown=lambda pack: pack.statement is not None,
    ),
    Section(
        "review",
        lambda pack: f"The year {pack.review.year}" if pack.review else "",
        is_shown=lambda pack: pack.review is not None,
    ),
    Section("returns", lambda pack: "Returns: late, missing and restated"),
    Section("definitions", lambda pack: "Definitions, sources and method"),
)
"""Every section there is, in the order a pack has them unless it was asked for otherwise."""

BY_KEY: Mapping[str, Section] = {each.key: each for each in SECTIONS}

NAMES: Mapping[str, str] = {
    "heat-map": "Localities by outcome (heat map)",
    "changes": "What changed since the report before",
    "outcomes": "Progress by outcome",
    "localities": "Localities, one by one",
    "slippage": "Dates that slip",
    "stages": "Delivery stages",
    "activity": "Visits, case studies and events",
    "sight": "Line of sight to objectives",
    "forward": "The next two quarters",
    "returns": "Returns: late, missing and restated",
    "review": "The year’s review and its impact",
    "disagreements": "Ratings that disagree and why",
    "questions": "Matters arising",
    "decisions": "Decisions and actions",
    "definitions": "Definitions, sources and method",
}
"""What a section is called where its pack is not there yet, if not by its key."""


def section_name(key: str) -> str:
    """ "Summary", "Progress by outcome"."""
    return NAMES.get(key, key.replace("-", " ").capitalize())


OPEN_TO: Mapping[str, Collection[str]] = {
    PackKind.DEPARTMENT: ("changes", "statement"),
    PackKind.OUTCOME: (
        "summary", "heat-map", "changes", "exceptions", "slippage", "risks", "disagreements",
        "outcomes", "localities", "stages", "sight", "forward", "questions", "returns",
        "definitions",
    ),
}  # fmt: skip
"""The sections that a kind of pack can have, where it cannot have them all."""

LEFT_OUT: Mapping[str, Collection[str]] = {
    PackKind.NATIONAL: ("statement", "review"),
    PackKind.LOCALITY: ("statement", "review", "heat-map", "decisions-sought"),
    PackKind.OUTCOME: ("localities",),
    PackKind.YEAR_END: (
        "statement", "exceptions", "slippage", "disagreements", "localities",
        "questions", "decisions-sought", "decisions", "forward",
    ),
}  # fmt: skip
"""The sections that a kind of pack does not have unless they are asked for."""

FIRST: Mapping[str, Sequence[str]] = {
    PackKind.LOCALITY: ("summary", "localities"),
    PackKind.DEPARTMENT: ("statement", "changes"),
    PackKind.YEAR_END: ("summary", "review"),
}
"""What comes first, where that is not the order of ``SECTIONS``."""


def keys_for(kind: str) -> Sequence[str]:
    """The sections a pack of ``kind`` can have, in the order it has them by default."""
    can = [each.key for each in SECTIONS if each.key in OPEN_TO.get(kind, (each.key,))]
    impossible = {"statement"} if kind != PackKind.DEPARTMENT else set()
    impossible |= {"review"} if kind != PackKind.YEAR_END else set()
    first = [key for key in FIRST.get(kind, ()) if key in can]
    return [key for key in (*first, *(k for k in can if k not in first)) if key not in impossible]


def default_keys(kind: str) -> Sequence[str]:
    """The sections a pack of ``kind`` has unless it was asked for otherwise, in order."""
    return [key for key in keys_for(kind) if key not in LEFT_OUT.get(kind, ())]


def sections_of(pack: PackView) -> Sequence[Section]:
    """The sections that ``pack`` shows, in order: those chosen, or its kind's own."""
    chosen = pack.facts.chosen or default_keys(pack.facts.about.kind)
    found = [BY_KEY[key] for key in chosen if key in BY_KEY]
    return [section for section in found if section.is_shown(pack)]


def contents_of(pack: PackView, sections: Sequence[Section]) -> Sequence[ContentsLine]:
    """The contents of a pack made of ``sections``."""
    return [
        ContentsLine(section.key, section.title(pack), section.lines(pack)) for section in sections
    ]
