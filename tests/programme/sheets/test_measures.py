"""Measures of every kind, taken away in a spreadsheet and brought back."""

import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from csplan.core.tabular.workbook import read_workbook
from programme.choices import Accumulation, Collection, Unit
from programme.models import DerivedMeasure, MeasureUpdate
from tests.conftest import Cast, Stage
from tests.factories import MeasureFactory
from tests.programme.sheets.workbooks import cell_of, confirm, download, filled, send

pytestmark = pytest.mark.each_database

FIGURE, DONE = "Figure for the quarter", "Is it done?"
COUNTED, OUT_OF = "Percentage: the part counted", "Percentage: out of"
WHY_NOT, COMMENT = "If there is no figure, why not?", "Anything a reader should know"
RATIO = {"unit": Unit.PERCENT, "accumulation": Accumulation.RATIO}
KINDS: dict[str, dict[str, Any]] = {
    "satisfied": {**RATIO, "numerator_label": "Satisfied", "denominator_label": "Asked"},
    "filled": {**RATIO, "numerator_label": "Posts filled", "denominator_label": "Posts"},
    "money": {"unit": Unit.POUNDS},
    "own": {"unit": "placement/placements"},
    "counted": {"unit": Unit.EVENTS, "collection": Collection.DERIVED},
    # Last, as a list of choices must not reach the figures above it.
    "lead": {"unit": Unit.YES_NO, "accumulation": Accumulation.YES_NO, "target": 1},
}


@pytest.fixture
def updates(stage: Stage) -> dict[str, MeasureUpdate]:
    found = {
        name: MeasureUpdate.objects.create(
            quarterly_return=stage.own,
            measure=MeasureFactory.create(
                outcome=stage.outcome, order=10 + order, title=name.capitalize(), **values
            ),
        )
        for order, (name, values) in enumerate(KINDS.items())
    }
    DerivedMeasure.objects.create(
        measure=found["counted"].measure, record_kind="event", counted="records"
    )
    return found


@pytest.fixture
def writer(client: Client, cast: Cast) -> Client:
    client.force_login(cast.coordinator)
    return client


def key(update: MeasureUpdate) -> str:
    return f"measure-{update.measure_id}"


def test_come_back_as_they_were_filled_in(
    writer: Client, stage: Stage, updates: dict[str, MeasureUpdate]
) -> None:
    cells = [
        ("satisfied", COUNTED, 45), ("satisfied", OUT_OF, 60), ("filled", WHY_NOT, "In May."),
        ("money", FIGURE, 1234.5), ("own", FIGURE, "1,200"), ("own", COMMENT, "By hand."),
        ("counted", COMMENT, "A busy quarter."), ("lead", DONE, "Yes"),
    ]  # fmt: skip
    brought = [("Measures", key(updates[name]), question, to) for name, question, to in cells]
    brought.append(("Measures", key(stage.measure_update), FIGURE, 7))

    preview = send(writer, filled(download(writer), *brought))
    assert preview.context["plan"].problems == []
    confirm(writer, preview)

    for update in updates.values():
        update.refresh_from_db()
    found = {name: update.value for name, update in updates.items()}
    assert found == {
        "satisfied": 75, "filled": None, "money": 1234.5, "own": 1200, "counted": 0, "lead": 1,
    }  # fmt: skip
    assert updates["filled"].not_available_reason == "In May."
    assert [updates[name].comment for name in ("own", "counted")] == [
        "By hand.",
        "A busy quarter.",
    ]
    again = send(writer, download(writer, "ods"), "return.ods")
    assert "The file brings nothing new" in again.content.decode()
    for kind in ("ods", "xlsx"):
        rows = read_workbook(download(writer, kind))["Measures"]
        said = {row[0]: dict(zip(rows[2], row, strict=False)) for row in rows[3:] if row}
        assert said["Lead"][DONE] == "Yes"
        assert said["Satisfied"]["What a percentage is worked out from"] == (
            "Satisfied, out of: Asked"
        )


def test_are_asked_in_their_own_columns_alone(
    writer: Client, stage: Stage, updates: dict[str, MeasureUpdate]
) -> None:
    book = load_workbook(io.BytesIO(download(writer)))
    sheet: Any = book["Measures"]
    headings = [cell.value for cell in list(sheet.iter_rows())[2]]
    asked = [words for words in headings if words in (FIGURE, DONE, COUNTED, OUT_OF, WHY_NOT)]
    assert asked == [FIGURE, COUNTED, OUT_OF, DONE, WHY_NOT]
    open_cells = {
        (name, question)
        for name, update in updates.items()
        for question in asked
        if not cell_of(book, "Measures", key(update), question).protection.locked
    }
    assert open_cells == {
        ("satisfied", COUNTED), ("satisfied", OUT_OF), ("satisfied", WHY_NOT),
        ("filled", COUNTED), ("filled", OUT_OF), ("filled", WHY_NOT),
        ("money", FIGURE), ("money", WHY_NOT), ("own", FIGURE), ("own", WHY_NOT),
        ("lead", DONE), ("lead", WHY_NOT),
    }  # fmt: skip
    lists = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    done = cell_of(book, "Measures", key(updates["lead"]), DONE).coordinate
    assert [str(rule.sqref) for rule in lists] == [done]
    assert "csplan counts it from the record of delivery, so far 0 events" in str(
        read_workbook(download(writer))["Measures"]
    )


@pytest.mark.parametrize(
    ("name", "question", "value", "message"),
    [
        ("lead", FIGURE, 1, "Empty this cell: it is not asked"),
        ("counted", FIGURE, 9, "Empty this cell: it is not asked"),
        ("lead", DONE, "Perhaps", "“Perhaps” is not one of the choices: enter Yes or No"),
        ("satisfied", COUNTED, 45, "Enter this figure too"),
        ("money", WHY_NOT, "Lost.", "only one can stand"),
    ],
)
def test_are_refused_by_cell(
    writer: Client,
    updates: dict[str, MeasureUpdate],
    name: str,
    question: str,
    value: Any,
    message: str,
) -> None:
    brought = [("Measures", key(updates[name]), question, value)]
    if name == "money":
        brought.append(("Measures", key(updates[name]), FIGURE, 3))
    preview = send(writer, filled(download(writer), *brought))
    assert [message in problem.message for problem in preview.context["plan"].problems] == [True]
    assert preview.context["plan"].writes == []
