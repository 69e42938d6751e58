"""A pack's data as a spreadsheet and as CSV. The same snapshot gives the same bytes."""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from csplan.core.ratings import DEFINITIONS, Rating, label
from csplan.core.tabular import csv_bytes
from csplan.core.tabular.ods_pages import ods_pages
from csplan.core.tabular.pages import Kind, Page, PageColumn
from csplan.core.tabular.writing import Cell, add_member
from reporting.document.data.decisions import DECISION_TABLES
from reporting.document.data.money import MONEY_TABLES
from reporting.document.data.places import PLACE_TABLES
from reporting.document.data.plan import PLAN_TABLES
from reporting.document.data.tables import Field, Source, Table, Type

TABLES: Sequence[Table] = (*PLAN_TABLES, *PLACE_TABLES, *DECISION_TABLES, *MONEY_TABLES)
"""Every table there is, in the order of the spreadsheet's sheets."""

IDENTIFIERS = (
    "An identifier names the same thing in every quarter and edition. The year in it is the first "
    "of its plan. A quarter is written 2013-14-q2."
)
NO_FORMULAS = "No cell holds a formula. Days are year-month-day; moments are in UTC."
FIELD_HEADINGS = ("table", "field", "type", "unit", "meaning")
ABOUT_HEADINGS = ("item", "value")
_KINDS = {Type.NUMBER: Kind.NUMBER, Type.DAY: Kind.DAY}
_WIDTHS = {
    Type.IDENTIFIER: 26, Type.TEXT: 34, Type.NUMBER: 14, Type.DAY: 18, Type.MOMENT: 26,
    Type.YES_NO: 14,
}  # fmt: skip


def tables_of(snapshot: Mapping[str, Any]) -> Sequence[Table]:
    """The tables that ``snapshot`` can fill."""
    return [table for table in TABLES if table.is_held(snapshot)]


def ods_file(snapshot: Mapping[str, Any]) -> bytes:
    """One sheet about the edition, one of what each field means, then a sheet for each table."""
    source = Source(snapshot)
    tables = tables_of(snapshot)
    return ods_pages(
        [_about_page(source), _fields_page(tables), *(_page(each, source) for each in tables)]
    )


def csv_file(snapshot: Mapping[str, Any]) -> bytes:
    """A zip of the same tables, a CSV file each."""
    source = Source(snapshot)
    tables = tables_of(snapshot)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "about", ABOUT_HEADINGS, _about(source))
        _add(archive, "fields", FIELD_HEADINGS, _fields(tables))
        for table in tables:
            _add(archive, table.name, table.headings, table.rows(source))
    return out.getvalue()


def _add(archive: zipfile.ZipFile, name: str, headings: Sequence[str], rows: Any) -> None:
    add_member(archive, f"{name}.csv", csv_bytes(headings, rows).decode())


def _about(source: Source) -> Iterator[tuple[str, Cell]]:
    pack = source.view
    yield "Pack", pack.title
    yield "Marking", pack.marking
    yield "Quarter", pack.period
    yield "Quarter’s identifier", pack.facts.quarter.slug
    yield "Edition", pack.edition
    yield "Built", pack.built
    yield "Prepared for", pack.reader
    for plan in pack.facts.plans:
        yield "Plan", f"{plan['title']}, {plan['years']}"
    for row in pack.facts.sources:
        yield "Source", f"{row['title']}, {row['publisher']}. {row['attribution']}"
    if pack.facts.is_illustrative:
        yield "Illustrative", "Progress was made up to demonstrate csplan: see is_illustrative"
    yield "SHA-256 of the record", pack.digest
    yield "Identifiers", IDENTIFIERS
    yield "Cells", NO_FORMULAS
    for rating in Rating.values:
        yield f"“{label(rating)}” means", DEFINITIONS[rating]
    yield f"“{label('')}” means", "No accepted return said anything of it."


def _fields(tables: Sequence[Table]) -> Iterator[tuple[str, str, str, str, str]]:
    for table in tables:
        for field in table.fields:
            yield table.name, field.name, field.type.value, field.unit, field.meaning


def _about_page(source: Source) -> Page:
    return _plain("about", ABOUT_HEADINGS, (30, 90), list(_about(source)))


def _fields_page(tables: Sequence[Table]) -> Page:
    return _plain("fields", FIELD_HEADINGS, (18, 26, 14, 20, 70), list(_fields(tables)))


def _plain(
    name: str, headings: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[Cell]]
) -> Page:
    columns = tuple(
        PageColumn(heading, width, is_open=True)
        for heading, width in zip(headings, widths, strict=True)
    )
    return Page(name, columns, rows, is_protected=False)


def _page(table: Table, source: Source) -> Page:
    columns = tuple(_column(field) for field in table.fields)
    return Page(table.name, columns, list(table.rows(source)), is_protected=False)


def _column(field: Field) -> PageColumn:
    kind = _KINDS.get(field.type, Kind.WORDS)
    return PageColumn(field.name, max(_WIDTHS[field.type], len(field.name)), kind, is_open=True)
