"""Tables of what the NSG is asked, what it decided, and its actions."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from csplan.core.tabular.writing import Cell
from reporting.document.data.plan import ILLUSTRATIVE
from reporting.document.data.tables import Field, Row, Source, Table, Type, edition, locality
from reporting.document.plain import day

LINE = (
    Field("line", Type.TEXT, "The line of a pack it is pinned to, if one."),
    Field("line_words", Type.TEXT, "That line in words, as the edition had it."),
    Field("edition", Type.IDENTIFIER, "The edition that line is of."),
)


def _pin(row: Row) -> tuple[Cell, ...]:
    return row["line"], row["line_words"], edition(row)


def _holds(name: str) -> Any:
    """Whether a snapshot tells of ``name``: a locality's tells of actions alone."""

    def is_held(snapshot: Mapping[str, Any]) -> bool:
        return (snapshot.get("decisions") or {}).get(name) is not None

    return is_held


def _sought(source: Source) -> Iterator[Sequence[Cell]]:
    for row in source.snapshot["decisions"]["sought"]:
        yield (
            f"sought/{row['id']}", row["text"], row["reason"], day(row["meeting_on"]),
            row["asked_at"], *_pin(row), row["is_illustrative"],
        )  # fmt: skip


SOUGHT = Table(
    "decisions_sought",
    "Decisions that are asked of the National Steering Group",
    (
        Field("identifier", Type.IDENTIFIER, "What is asked."),
        Field("text", Type.TEXT, "What the group is asked to decide."),
        Field("reason", Type.TEXT, "Why, and what is recommended."),
        Field("meeting_day", Type.DAY, "The meeting it is asked of."),
        Field("asked_at", Type.MOMENT, "When it was written down."),
        *LINE,
        ILLUSTRATIVE,
    ),
    _sought,
    _holds("sought"),
)


def _made(source: Source) -> Iterator[Sequence[Cell]]:
    for row in source.snapshot["decisions"]["made"]:
        yield (
            f"decision/{row['id']}", row["text"], row["sought"], day(row["decided_on"]),
            day(row["meeting_on"]), *_pin(row), row["is_illustrative"],
        )  # fmt: skip


MADE = Table(
    "decisions",
    "What the National Steering Group decided since the quarter began",
    (
        Field("identifier", Type.IDENTIFIER, "The decision."),
        Field("text", Type.TEXT, "What was decided."),
        Field("sought", Type.TEXT, "What was asked, if it was."),
        Field("decided_day", Type.DAY, "When it was decided."),
        Field("meeting_day", Type.DAY, "The meeting that decided it."),
        *LINE,
        ILLUSTRATIVE,
    ),
    _made,
    _holds("made"),
)


def _actions(source: Source) -> Iterator[Sequence[Cell]]:
    for row in source.snapshot["decisions"]["actions"]:
        yield (
            f"action/{row['id']}", row["text"], row["owner"], locality(row["locality"]),
            day(row["due_on"]), day(row["meeting_on"]), row["state"], row["closed_at"],
            row["words"], *_pin(row), row["is_illustrative"],
        )  # fmt: skip


ACTIONS = Table(
    "actions",
    "Actions that are open, and those closed since the quarter began",
    (
        Field("identifier", Type.IDENTIFIER, "The action."),
        Field("text", Type.TEXT, "What is to be done."),
        Field("owner", Type.TEXT, "Who owns it: a person or a post."),
        Field("locality", Type.IDENTIFIER, "The locality it is about, if one."),
        Field("due_day", Type.DAY, "When it is due."),
        Field("meeting_day", Type.DAY, "The meeting that set it."),
        Field("state", Type.TEXT, "How far it had got when the pack was built."),
        Field("closed_at", Type.MOMENT, "When it was closed, if it was."),
        Field("words", Type.TEXT, "What was last said of it, or what came of it."),
        *LINE,
        ILLUSTRATIVE,
    ),
    _actions,
    _holds("actions"),
)
DECISION_TABLES = (SOUGHT, MADE, ACTIONS)
