"""What is frozen when a set is published: the documented schema, and how it is built.

``csplan.objectives/1`` is plain JSON: text, whole numbers, true or false, null, lists and
objects. Days are ISO 8601. Identifiers are stable: ``id`` of a set is its address, and ``id`` of
a category or an item (C1, O1, P1, M1) is given once and means the same in every revision. The
public pages and files are made from this alone, so what is not here cannot be published.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypedDict, cast

from csplan.core.canonical import canonical_bytes, digest

SCHEMA = "csplan.objectives/1"


class DepartmentContent(TypedDict):
    id: str
    name: str


class SourceContent(TypedDict):
    """The published document a set was transcribed from."""

    document: str
    publisher: str
    attribution: str
    section: str
    words: str


class SupportContent(TypedDict):
    """An objective further up, by the set it is in and its number there, and whose it is.

    Whose is as that set's latest revision says at the moment of publication.
    """

    set: str
    id: str
    holder: str
    year: str


class ItemContent(TypedDict):
    """What objectives, measures and milestones share.

    Parts of one published bullet have the same ``order`` and count up in ``part``; each keeps
    the whole bullet in ``source_words``.
    """

    id: str
    order: int
    part: int
    text: str
    owner: str
    section: str
    source_words: str
    is_illustrative: bool


class ObjectiveContent(ItemContent):
    under: str | None
    supports: SupportContent | None
    contribution: str


class MeasureContent(ItemContent):
    objective: str | None
    reports_from_month: int | None


class DateContent(TypedDict):
    """A worded date: the published phrase and what it was taken to mean."""

    phrase: str
    kind: str
    earliest: str | None
    latest: str | None
    precision: str
    recurrence: str
    meaning: str


class MilestoneContent(ItemContent):
    objective: str | None
    date: DateContent


class CategoryContent(TypedDict):
    """A category and its three lists, which do not line up with each other."""

    id: str
    order: int
    title: str
    introduction: str
    feedback_sources: str
    objectives: list[ObjectiveContent]
    measures: list[MeasureContent]
    milestones: list[MilestoneContent]


class SetFacts(TypedDict):
    """What a revision says of the set itself."""

    id: str
    revision: int
    effective_on: str
    reason: str
    holder: str
    post: str
    level: str
    department: DepartmentContent
    year: str
    year_start: int
    held_from: str | None
    held_to: str | None
    follows: str | None
    role_statement: str
    is_illustrative: bool
    source: SourceContent | None


class Content(SetFacts):
    """A whole revision of a set."""

    schema: str
    categories: list[CategoryContent]


Links = Mapping[tuple[str, str], SupportContent]
"""Objectives that anybody may read, by set and number."""


def build_content(
    facts: SetFacts,
    categories: Sequence[CategoryContent],
    *,
    public: Collection[Mapping[str, Any]],
) -> Content:
    """The frozen content of a revision.

    ``public`` is what anybody may read already of the sets that are linked to: the content of
    the latest revision of each. A link to anything else, and what is said of it, is left out, as
    is a link to an objective that this revision does not hold: a revision never tells of what is
    not published.
    """
    held = {objective["id"] for each in categories for objective in each["objectives"]}
    links = _links(public)
    kept = [_category(category, held, links) for category in categories]
    return {**facts, "schema": SCHEMA, "categories": kept}


def content_bytes(content: Mapping[str, Any]) -> bytes:
    """``content`` as canonical JSON: the bytes that are signed by ``content_digest``."""
    return canonical_bytes(content)


def content_digest(content: Mapping[str, Any]) -> str:
    """The SHA-256 of the content's canonical JSON, in hexadecimal."""
    return digest(content_bytes(content))


def as_content(value: Mapping[str, Any]) -> Content:
    """A revision's content as it was kept. Raises ValueError for any other schema."""
    if value.get("schema") != SCHEMA:
        raise ValueError(f"This is not a set of objectives of schema {SCHEMA}")
    return cast(Content, value)


def _links(public: Collection[Mapping[str, Any]]) -> Links:
    return {
        (each["id"], objective["id"]): {
            "set": each["id"],
            "id": objective["id"],
            "holder": each["holder"],
            "year": each["year"],
        }
        for each in public
        for category in each["categories"]
        for objective in category["objectives"]
    }


def _category(category: CategoryContent, held: Collection[str], links: Links) -> CategoryContent:
    return {
        **category,
        "objectives": [_objective(each, held, links) for each in category["objectives"]],
        "measures": [
            {**each, "objective": _held(each["objective"], held)} for each in category["measures"]
        ],
        "milestones": [
            {**each, "objective": _held(each["objective"], held)}
            for each in category["milestones"]
        ],
    }


def _objective(
    objective: ObjectiveContent, held: Collection[str], links: Links
) -> ObjectiveContent:
    named = objective["supports"]
    supports = links.get((named["set"], named["id"])) if named else None
    return {
        **objective,
        "under": _held(objective["under"], held),
        "supports": supports,
        "contribution": objective["contribution"] if supports else "",
    }


def _held(reference: str | None, held: Collection[str]) -> str | None:
    return reference if reference in held else None
