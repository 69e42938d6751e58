"""What of the national content a pack about one locality, department, outcome or year holds.

Plain values in, plain values out. What no table here names is left out, so that nothing new
reaches a pack by oversight.
"""

from collections.abc import Callable, Mapping
from typing import Any

from programme.choices import Collection
from reporting.choices import PackKind

Json = dict[str, Any]
Narrower = Callable[[Any, str], Any]
"""Takes a part of the content and the key of the record the pack is about."""

NATIONWIDE = ("", None)
"""Stands for a locality where something is not about one."""


def narrowed(content: Mapping[str, Any], kind: str, record: str) -> Json:
    """The part of ``content`` that a pack of ``kind`` about ``record`` is made from.

    ``record`` is the slug of a locality or department, or the key of an outcome as text.
    """
    if kind == PackKind.NATIONAL:
        return {key: part for key, part in content.items() if key not in FURTHER_PARTS}
    tables = BY_KIND[PackKind(kind)]
    found = {key: narrow(content[key], record) for key, narrow in tables.items() if key in content}
    if kind == PackKind.DEPARTMENT:
        found["statement"] = {part: found.pop(part) for part in STATEMENT if part in found}
    return _only_known_gaps(found)


def _only_known_gaps(content: Json) -> Json:
    """The localities without a return that are told of at all; the reason goes with the last."""
    names = {row["locality_name"] for row in content["returns"]}
    return content | {"gaps": [name for name in content["gaps"] if name in names]}


def _all(part: Any, record: str) -> Any:
    return part


def _none(part: Any, record: str) -> list[Any]:
    """Nothing, where the readers of snapshots look for a list."""
    return []


def _where(name: str) -> Narrower:
    """The rows whose ``name`` is the record."""
    return lambda rows, record: [row for row in rows if str(row[name]) == record]


def _rows(keep: Callable[[Json, str], bool]) -> Narrower:
    """A part that holds its rows under that name: those that ``keep`` keeps."""

    def narrow(part: Json, record: str) -> Json:
        return part | {"rows": [row for row in part["rows"] if keep(row, record)]}

    return narrow


# A locality


def _is_own_or_nationwide(row: Json, locality: str) -> bool:
    return row["locality"] in (locality, *NATIONWIDE)


def _is_own(row: Json, locality: str) -> bool:
    return bool(row["locality"] == locality)


def _local_measures(rows: list[Json], locality: str) -> list[Json]:
    """Every measure, with the locality's own figures and the national team's.

    The target of what localities report is of all of them together, so it is left out.
    """
    return [
        row
        | {
            name: [each for each in row[name] if _is_own_or_nationwide(each, locality)]
            for name in ("planned", "reports")
        }
        | ({} if row.get("collection") == Collection.NATIONAL else {"target": None})
        for row in rows
    ]


def _local_actions(decisions: Json, locality: str) -> Json:
    """Its own actions. What the NSG decides is for all localities together."""
    own = [row for row in decisions["actions"] if _is_own(row, locality)]
    return decisions | {"sought": None, "made": None, "actions": own}


def _local_finance(finance: Json, locality: str) -> Json:
    """Its own savings. What departments pay is for all localities together."""
    own = [row for row in finance["savings"] if _is_own(row, locality)]
    return finance | {"contributions": [], "savings": own}


def _local_coverage(coverage: Json, locality: str) -> Json:
    """The national figure, its own cluster and its own column of the matrix."""
    at = next((i for i, row in enumerate(coverage["places"]) if row["slug"] == locality), None)
    places = [] if at is None else [coverage["places"][at]]
    clusters = {row["cluster"] for row in places}
    return coverage | {
        "places": places,
        "clusters": [row for row in coverage["clusters"] if row["id"] in clusters],
        "departments": [
            row | {"cells": [] if at is None else [row["cells"][at]]}
            for row in coverage["departments"]
        ],
        "warnings": [],
    }


def _parts(keep: Callable[[Json, str], bool], *names: str) -> Narrower:
    """A part that holds lists of rows under ``names``: of each those that ``keep`` keeps."""

    def narrow(part: Json, record: str) -> Json:
        return part | {name: [row for row in part[name] if keep(row, record)] for name in names}

    return narrow


def _stages(keep: Callable[[Json, str], bool]) -> Narrower:
    """The items that ``keep`` keeps, and their moves."""

    def narrow(stages: Json, record: str) -> Json:
        items = [row for row in stages["items"] if keep(row, record)]
        told = {row["id"] for row in items}
        moves = [row for row in stages["moves"] if row["item"] in told]
        return stages | {"items": items, "moves": moves}

    return narrow


def _sight(keep: Callable[[Json, str], bool]) -> Narrower:
    """The objectives that something kept serves, with what serves them."""

    def narrow(sight: Json, record: str) -> Json:
        rows = [
            row | {"serving": [each for each in row["serving"] if keep(each, record)]}
            for row in sight["objectives"]
        ]
        return sight | {"objectives": [row for row in rows if row["serving"]]}

    return narrow


# An outcome


def _is_of_outcome(row: Json, outcome: str) -> bool:
    return str(row["outcome"]) == outcome


def _nothing(row: Json, record: str) -> bool:
    return False


# A department's statement

STATEMENT = ("finance", "coverage", "events")
"""The parts of a statement, which stand together under that name."""

OF_A_SAVING = ("id", "what", "partner", "amount_pence", "is_validated")
"""What a statement holds of each saving."""


def _own_contribution(finance: Json, department: str) -> Json:
    """What it pays of what all pay, and all savings, with their sums; not where they were made."""
    rows, savings = finance["contributions"], finance["savings"]
    return {
        "year": finance["year"],
        "on": finance["on"],
        "own": next((row for row in rows if row["department"] == department), None),
        "agreed_by_all_pence": sum(row["agreed_pence"] for row in rows),
        "validated_pence": sum(r["amount_pence"] for r in savings if r["is_validated"]),
        "waiting_pence": sum(r["amount_pence"] for r in savings if not r["is_validated"]),
        "savings": [{name: row[name] for name in OF_A_SAVING} for row in savings],
    }


def _own_coverage(coverage: Json, department: str) -> Json:
    """Its own line of the matrix, by the names of the places."""
    row = next((row for row in coverage["departments"] if row["slug"] == department), None)
    cells = row["cells"] if row else []
    return {
        "on": coverage["on"],
        "by_cluster_only": row["by_cluster_only"] if row else 0,
        "places": [
            {"name": place["name"], **cell}
            for place, cell in zip(coverage["places"], cells, strict=bool(cells))
        ],
    }


def _own_events(events: Json, department: str) -> Json:
    own = events["departments"].get(department, {"year": 0, "quarter": 0})
    return {"on": events["on"], "total": events["total"], **own}


COMMON: Mapping[str, Narrower] = dict.fromkeys(
    (
        "schema", "period", "edition", "build", "built_at", "requested_by", "prepared_for",
        "gap_reason", "gaps", "is_illustrative", "compares_ratings", "plans", "sources",
        "quarters", "audit",
    ),
    _all,
)  # fmt: skip

BY_KIND: Mapping[PackKind, Mapping[str, Narrower]] = {
    PackKind.LOCALITY: {
        **COMMON,
        "localities": _where("slug"),
        "returns": _where("locality"),
        "earlier_returns": _where("locality"),
        "outcomes": _all,
        "measures": _local_measures,
        "milestones": _where("locality"),
        "risks": _rows(_is_own_or_nationwide),
        "questions": _rows(_is_own),
        "decisions": _local_actions,
        "finance": _local_finance,
        "coverage": _local_coverage,
        "stages": _stages(_is_own_or_nationwide),
        "activity": _parts(_is_own, "visits", "case_studies", "events"),
        "sight": _sight(_is_own_or_nationwide),
        "forward": _parts(_is_own_or_nationwide, "visits", "communications"),
    },
    PackKind.OUTCOME: {
        **COMMON,
        "localities": _all,
        "returns": _all,
        "earlier_returns": _all,
        "outcomes": _where("id"),
        "measures": _where("outcome"),
        "milestones": _where("outcome"),
        "risks": _rows(_is_of_outcome),
        "questions": _rows(_is_of_outcome),
        "stages": _stages(_is_of_outcome),
        "sight": _sight(_is_of_outcome),
        "forward": _parts(_nothing, "visits", "communications"),
    },
    PackKind.DEPARTMENT: {
        **COMMON,
        **dict.fromkeys(
            (
                "localities", "returns", "earlier_returns", "outcomes", "measures", "milestones",
            ),
            _none,
        ),
        "finance": _own_contribution,
        "coverage": _own_coverage,
        "events": _own_events,
    },
    PackKind.YEAR_END: {
        **COMMON,
        **dict.fromkeys(
            (
                "localities", "returns", "earlier_returns", "outcomes", "measures", "milestones",
                "risks", "questions", "decisions", "finance", "coverage", "stages", "activity",
                "sight", "forward", "review",
            ),
            _all,
        ),
    },
}  # fmt: skip
"""For each kind the parts it holds, and how each is narrowed to the record it is about."""

LEFT_OUT: Mapping[PackKind, frozenset[str]] = {
    PackKind.LOCALITY: frozenset(),
    PackKind.OUTCOME: frozenset({"decisions", "finance", "coverage", "activity"}),
    PackKind.DEPARTMENT: frozenset(
        {"risks", "questions", "decisions", "stages", "activity", "sight", "forward"}
    ),
    PackKind.YEAR_END: frozenset(),
}
"""The parts that packs of a kind are decided not to hold."""

FURTHER_PARTS = frozenset({"events", "review"})
"""Parts that are frozen beside the national content for the kinds that need them."""
