"""Searching published packs: what is asked, and what was found. Makes no query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from csplan.core.periods import PeriodError, Quarter
from reporting.choices import PackKind
from reporting.choices_lines import FOUND, NAMES, LineKind
from reporting.components_room import Filter, choice, edition_words, line_url, place_filters
from reporting.models import PublishedLine
from reporting.rules_search import Piece, Term, asked_terms, excerpt, identified, marked
from reporting.selectors.room import Asked

EVERY_PACK = "every"


@dataclass(frozen=True, slots=True)
class Result:
    """A line that was found, with what was searched for marked."""

    url: str
    title: Sequence[Piece]
    place: str
    kind: str
    edition: str
    standing: Sequence[Piece]
    excerpt: Sequence[Piece]


def asked_in(given: QueryDict) -> Asked:
    """What the address asks for; what it does not know narrows nothing down."""
    packs = given.get("packs", PackKind.NATIONAL)
    outcome = given.get("outcome", "")
    words = given.get("q", "")[:200]
    key = identified(words)
    return Asked(
        terms=tuple(asked_terms(words)),
        key=key if key.rpartition("-")[0].startswith(tuple(FOUND)) else "",
        kind=_known(given.get("kind", ""), FOUND),
        locality=given.get("locality", "")[:80],
        outcome=outcome if outcome.isascii() and outcome.isdigit() and len(outcome) < 18 else "",
        department=given.get("department", "")[:80],
        quarter=_quarter(given.get("quarter", "")),
        packs="" if packs == EVERY_PACK else _known(packs, PackKind.values) or PackKind.NATIONAL,
        with_superseded=given.get("superseded") == "yes",
    )


def _known(value: str, values: Sequence[str]) -> str:
    return value if value in values else ""


def _quarter(slug: str) -> Quarter | None:
    try:
        return Quarter.parse(slug) if slug else None
    except PeriodError:
        return None


def search_filters(
    asked: Asked, names: Mapping[str, Sequence[tuple[str, str]]], quarters: Sequence[Quarter]
) -> list[Filter]:
    """The lists beside the box, as they were set."""
    slug = asked.quarter.slug if asked.quarter else ""
    kinds = [(kind.value, NAMES[kind]) for kind in FOUND]
    known = [(each.slug, each.short_label) for each in quarters]
    packs = [*PackKind.choices, (EVERY_PACK, "Every kind")]
    return [
        choice("kind", "Kind of line", "Every kind", kinds, asked.kind),
        *place_filters(names, asked.locality, asked.outcome),
        choice(
            "department", "Department", "Every department", names[LineKind.DEPARTMENT],
            asked.department,
        ),
        choice(
            "quarter", "Quarter", "Every quarter", known, slug
        ),
        choice("packs", "Packs", "", packs, asked.packs or EVERY_PACK),
    ]  # fmt: skip


def result(line: PublishedLine, terms: Sequence[Term]) -> Result:
    """The line, leading to its page in the edition that published it."""
    pack = line.pack
    return Result(
        url=line_url(line),
        title=marked(line.title, terms),
        place=line.place,
        kind=NAMES[line.kind],
        edition=edition_words(pack),
        standing=marked(line.standing, terms),
        excerpt=excerpt(line.body, terms),
    )
