"""The tables of money, coverage, delivery stages and what was logged in the quarter."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from csplan.core.money import PENCE_IN_A_POUND
from csplan.core.tabular.writing import Cell
from reporting.document.data.plan import ILLUSTRATIVE
from reporting.document.data.tables import Field, Source, Table, Type, locality
from reporting.document.plain import day, number

POUNDS = "pounds"
LOCALITY = Field("locality", Type.IDENTIFIER, "The locality it belongs to.")


def _holds(name: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda snapshot: snapshot.get(name) is not None


def _pounds(pence: int) -> Decimal:
    """Without noughts nobody needs, as a file has other figures."""
    return Decimal(pence) / PENCE_IN_A_POUND


def _contributions(source: Source) -> Iterator[Sequence[Cell]]:
    finance = source.snapshot["finance"]
    year = finance["year"].replace("/", "-")
    for row in finance["contributions"]:
        yield (
            f"{year}/contribution/{row['id']}", f"department/{row['department']}",
            row["department_name"], _pounds(row["agreed_pence"]),
            _pounds(row["invoiced_pence"]), _pounds(row["received_pence"]),
            day(row["agreed_on"]), row["is_illustrative"],
        )  # fmt: skip


CONTRIBUTIONS = Table(
    "contributions",
    "What each department contributes to the year",
    (
        Field("identifier", Type.IDENTIFIER, "The contribution to that year."),
        Field("department", Type.IDENTIFIER, "The department that pays."),
        Field("department_name", Type.TEXT, "What it is called."),
        Field("agreed", Type.NUMBER, "What was agreed for the year.", POUNDS),
        Field("invoiced", Type.NUMBER, "What was asked for by the quarter’s last day.", POUNDS),
        Field("received", Type.NUMBER, "What was paid by then.", POUNDS),
        Field("agreed_day", Type.DAY, "When it was agreed."),
        ILLUSTRATIVE,
    ),
    _contributions,
    _holds("finance"),
)


def _savings(source: Source) -> Iterator[Sequence[Cell]]:
    for row in source.snapshot["finance"]["savings"]:
        yield (
            f"saving/{row['id']}", locality(row["locality"]), row["partner"], row["what"],
            row["kind"], _pounds(row["amount_pence"]), row["is_cashable"], row["recurrence"],
            row["is_validated"], day(row["agreed_on"]), row["is_illustrative"],
        )  # fmt: skip


SAVINGS = Table(
    "savings",
    "Savings of the year, to the quarter’s last day",
    (
        Field("identifier", Type.IDENTIFIER, "The saving."),
        LOCALITY,
        Field("partner", Type.TEXT, "With whom it was agreed."),
        Field("what", Type.TEXT, "What is saved."),
        Field("kind", Type.TEXT, "What sort of saving it is."),
        Field("amount", Type.NUMBER, "How much.", POUNDS),
        Field("is_cashable", Type.YES_NO, "Whether it frees money."),
        Field("recurrence", Type.TEXT, "Whether it is made once or every year."),
        Field("is_validated", Type.YES_NO, "Whether the national team validated it."),
        Field("agreed_day", Type.DAY, "When it was agreed."),
        ILLUSTRATIVE,
    ),
    _savings,
    _holds("finance"),
)


def _coverage(source: Source) -> Iterator[Sequence[Cell]]:
    found = source.snapshot["coverage"]
    for row in found["departments"]:
        for place, cell in zip(found["places"], row["cells"], strict=True):
            yield (
                f"coverage/{row['slug']}/{place['slug']}", f"department/{row['slug']}",
                row["name"], locality(place["slug"]), cell["is_represented"], cell["people"],
            )  # fmt: skip


COVERAGE = Table(
    "coverage",
    "Whose people are represented where, on the quarter’s last day",
    (
        Field("identifier", Type.IDENTIFIER, "The department in the locality."),
        Field("department", Type.IDENTIFIER, "The department."),
        Field("department_name", Type.TEXT, "What it is called."),
        Field("locality", Type.IDENTIFIER, "The locality."),
        Field("is_represented", Type.YES_NO, "Whether its people there are represented."),
        Field("people", Type.NUMBER, "How many it has there; empty where that is not known."),
    ),
    _coverage,
    _holds("coverage"),
)


def _headcounts(source: Source) -> Iterator[Sequence[Cell]]:
    for row in source.snapshot["coverage"]["clusters"]:
        yield (
            f"cluster/{row['id']}", row["name"], row["people"], row["represented"], row["basis"],
            row["as_at"], row["source"],
        )  # fmt: skip


HEADCOUNTS = Table(
    "headcounts",
    "People of each cluster, and how many of them are represented",
    (
        Field("identifier", Type.IDENTIFIER, "The cluster."),
        Field("name", Type.TEXT, "What it is called."),
        Field("people", Type.NUMBER, "How many people work there.", "people"),
        Field("represented", Type.NUMBER, "How many of them are represented.", "people"),
        Field("basis", Type.TEXT, "What the headcount counts."),
        Field("as_at", Type.TEXT, "The day it is of."),
        Field("source", Type.TEXT, "Where it was taken from."),
    ),
    _headcounts,
    _holds("coverage"),
)


def _visits(source: Source) -> Iterator[Sequence[Cell]]:
    for row in source.snapshot["activity"]["visits"]:
        yield (
            f"visit/{row['id']}", locality(row["locality"]), row["host"], row["shows"],
            row["place"], row["state"], day(row["offered_on"]), day(row["visit_on"]),
            row["is_illustrative"],
        )  # fmt: skip


VISITS = Table(
    "visits",
    "Visits offered and made in the year so far",
    (
        Field("identifier", Type.IDENTIFIER, "The visit."),
        LOCALITY,
        Field("host", Type.TEXT, "Who receives it."),
        Field("shows", Type.TEXT, "What it shows."),
        Field("place", Type.TEXT, "Where it is."),
        Field("state", Type.TEXT, "What became of it."),
        Field("offered_day", Type.DAY, "When it was offered."),
        Field("visit_day", Type.DAY, "When it takes or took place."),
        ILLUSTRATIVE,
    ),
    _visits,
    _holds("activity"),
)


def _case_studies(source: Source) -> Iterator[Sequence[Cell]]:
    for row in source.snapshot["activity"]["case_studies"]:
        yield (
            f"case-study/{row['id']}", locality(row["locality"]), source.outcome(row["outcome"]),
            row["title"], row["words"], day(row["sent_on"]), row["is_illustrative"],
        )  # fmt: skip


CASE_STUDIES = Table(
    "case_studies",
    "Case studies of the quarter",
    (
        Field("identifier", Type.IDENTIFIER, "The case study."),
        LOCALITY,
        Field("outcome", Type.IDENTIFIER, "The outcome it shows, if one."),
        Field("title", Type.TEXT, "What it is called."),
        Field("words", Type.TEXT, "What it tells."),
        Field("sent_day", Type.DAY, "When it was sent to the Reform Team, if it was."),
        ILLUSTRATIVE,
    ),
    _case_studies,
    _holds("activity"),
)


def _events(source: Source) -> Iterator[Sequence[Cell]]:
    quarter = source.snapshot["period"]["slug"]
    for row in source.snapshot["activity"]["events"]:
        yield (
            f"{quarter}/events/{row['locality']}/{row['type']}", locality(row["locality"]),
            row["type_name"], row["count"], row["attendance"], number(row["volunteering_days"]),
            row["is_illustrative"],
        )  # fmt: skip


EVENTS = Table(
    "events",
    "Events of the quarter, by locality and type",
    (
        Field("identifier", Type.IDENTIFIER, "The events: quarter, locality and type."),
        LOCALITY,
        Field("type", Type.TEXT, "What sort of event."),
        Field("events", Type.NUMBER, "How many were held.", "events"),
        Field("attendance", Type.NUMBER, "How many people came; empty if not counted.", "people"),
        Field("volunteering_days", Type.NUMBER, "What was volunteered; empty if not.", "days"),
        ILLUSTRATIVE,
    ),
    _events,
    _holds("activity"),
)


def _stages(source: Source) -> Iterator[Sequence[Cell]]:
    for row in source.snapshot["stages"]["items"]:
        outcome = source.outcome(row["outcome"])
        yield (
            f"{outcome.partition('/')[0]}/item/{row['id']}", outcome, locality(row["locality"]),
            row["number"], row["text"], row["stage"], row["stage_before"] or "",
            row["is_illustrative"],
        )  # fmt: skip


STAGES = Table(
    "stages",
    "The delivery stage of each work programme item on the quarter’s last day",
    (
        Field("identifier", Type.IDENTIFIER, "The item."),
        Field("outcome", Type.IDENTIFIER, "The outcome it serves."),
        Field("locality", Type.IDENTIFIER, "Its locality; empty for a national item."),
        Field("number", Type.NUMBER, "Its number in the plan."),
        Field("text", Type.TEXT, "What it says."),
        Field("stage", Type.TEXT, "Its stage: innovate, core or embed."),
        Field("stage_last_quarter", Type.TEXT, "Its stage a quarter before; empty if none."),
        ILLUSTRATIVE,
    ),
    _stages,
    _holds("stages"),
)
MONEY_TABLES = (
    STAGES,
    CONTRIBUTIONS, SAVINGS, COVERAGE, HEADCOUNTS, VISITS, CASE_STUDIES, EVENTS,
)  # fmt: skip
