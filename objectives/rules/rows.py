"""Published objectives as one table: a row for each item, and for each text about several. Pure.

The columns are documented on the page about the data; they are added to, never renamed.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from csplan.core.tabular.writing import Cell
from objectives.rules.content import CategoryContent, Content, ItemContent

Row = Mapping[str, Cell]

COLUMNS: Mapping[str, str] = {
    "Set": "Identifier of the set: the last part of its address",
    "Revision": "Number of the revision, from 1",
    "Takes effect on": "Day the revision takes effect",
    "Year": "Financial year, such as 2012/13",
    "Department": "Name of the department",
    "Department identifier": "Stable name of the department in addresses",
    "Holder": "Who is held to the objectives",
    "Post": "The post they are held to them in",
    "Level": "Permanent Secretary, director general, director or deputy director",
    "Category": "Title of the category",
    "Category identifier": "Number of the category in its set, such as C1",
    "Kind": "Objective, performance measure or milestone; or a text about several of them",
    "Identifier": "Number of the item in its set, such as O1, P1 or M1",
    "Order": "Place of the published bullet in its column",
    "Part": "Which part of the bullet it is, from 1",
    "Words": "The words, in full",
    "Owner": "The post that answers for it, where it is not the holder",
    "Objective": "The objective it belongs to or stands under, where that is known",
    "Supports": "Set and number of the objective further up that it supports",
    "Contribution": "What it contributes to that objective",
    "First reported in": "Month from which a yearly measure can be reported: 1 to 12",
    "Date as worded": "The phrase that dates a milestone",
    "Date kind": "What the phrase means: see the schema",
    "Earliest": "First day the phrase allows",
    "Latest": "Last day the phrase allows",
    "Date precision": "How exact the phrase is: day, month, quarter or year",
    "Recurrence": "When a recurring milestone comes round",
    "Date in words": "What the phrase was taken to mean",
    "Section": "Section of the source it was transcribed from",
    "Source words": "The words of the source, unchanged",
    "Illustrative": "Yes for what was added for a demonstration and never published",
}
"""Each column and what it holds."""

ILLUSTRATIVE = "Illustrative"


def table(contents: Iterable[Content]) -> Iterator[list[Cell]]:
    """The rows of ``contents``, each with a cell for each of ``COLUMNS``."""
    for content in contents:
        about = _about(content)
        for row in _rows(content):
            whole = {**about, **row}
            yield [whole.get(name) for name in COLUMNS]


def _about(content: Content) -> Row:
    return {
        "Set": content["id"],
        "Revision": content["revision"],
        "Takes effect on": _day(content["effective_on"]),
        "Year": content["year"],
        "Department": content["department"]["name"],
        "Department identifier": content["department"]["id"],
        "Holder": content["holder"],
        "Post": content["post"],
        "Level": content["level"],
        ILLUSTRATIVE: content["is_illustrative"],
    }


def _rows(content: Content) -> Iterator[Row]:
    if content["role_statement"]:
        source = content["source"]
        yield {
            "Kind": "Role statement",
            "Words": content["role_statement"],
            "Section": source["section"] if source else "",
            "Source words": source["words"] if source else "",
        }
    for category in content["categories"]:
        placed = {"Category": category["title"], "Category identifier": category["id"]}
        for row in _category_rows(category):
            yield {**placed, **row}


def _category_rows(category: CategoryContent) -> Iterator[Row]:
    if category["introduction"]:
        yield {"Kind": "Introduction", "Words": category["introduction"]}
    if category["feedback_sources"]:
        yield {"Kind": "Sources of feedback", "Words": category["feedback_sources"]}
    for objective in category["objectives"]:
        supports = objective["supports"]
        yield {
            **_item("Objective", objective),
            "Objective": objective["under"],
            "Supports": f"{supports['set']} {supports['id']}" if supports else "",
            "Contribution": objective["contribution"],
        }
    for measure in category["measures"]:
        yield {
            **_item("Performance measure", measure),
            "Objective": measure["objective"],
            "First reported in": measure["reports_from_month"],
        }
    for milestone in category["milestones"]:
        yield {
            **_item("Milestone", milestone),
            "Objective": milestone["objective"],
            **_date(milestone["date"]),
        }


def _item(kind: str, item: ItemContent) -> Row:
    return {
        "Kind": kind,
        "Identifier": item["id"],
        "Order": item["order"],
        "Part": item["part"],
        "Words": item["text"],
        "Owner": item["owner"],
        "Section": item["section"],
        "Source words": item["source_words"],
        ILLUSTRATIVE: item["is_illustrative"],
    }


def _date(date: Mapping[str, Any]) -> Row:
    return {
        "Date as worded": date["phrase"],
        "Date kind": date["kind"],
        "Earliest": _day(date["earliest"]),
        "Latest": _day(date["latest"]),
        "Date precision": date["precision"],
        "Recurrence": date["recurrence"],
        "Date in words": date["meaning"],
    }


def _day(iso: str | None) -> dt.date | None:
    return dt.date.fromisoformat(iso) if iso else None
