"""Downloading a return as its co-ordinator, filling it in, and bringing it back."""

import io
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from tests.programme.situations import RETURN_URL

SHEET_URL = f"{RETURN_URL}spreadsheet/"
Change = Callable[[Workbook], None]

HOW, FORECAST = "How does the milestone stand?", "When do you now expect it to be complete?"
HAPPENED, RISK = "What happened this quarter?", "If it is at risk: what is the risk?"
EXPECTED = f"If it is not complete: {FORECAST[0].lower()}{FORECAST[1:]}"


def download(client: Client, kind: str = "xlsx") -> bytes:
    response = client.get(f"{SHEET_URL}return.{kind}")
    assert response.status_code == 200, response.content
    return response.content


def filled(data: bytes, *changes: tuple[str, str, str, Any]) -> bytes:
    """The XLSX file with (sheet, item, question, value) filled in, as a person would."""
    book = load_workbook(io.BytesIO(data))
    for sheet, item, question, value in changes:
        cell_of(book, sheet, item, question).value = value
    return saved(book)


def changed(data: bytes, change: Change) -> bytes:
    book = load_workbook(io.BytesIO(data))
    change(book)
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cell_of(book: Workbook, sheet: str, item: str, question: str) -> Any:
    """The cell under the heading in the row whose reference ends with the item's name."""
    rows = list(book[sheet].iter_rows())
    top = next(row for row in rows if any(cell.value == "Reference" for cell in row))
    headings = [cell.value for cell in top]
    at, reference = headings.index(question), headings.index("Reference")
    return next(row[at] for row in rows if str(row[reference].value).endswith(f"/{item}"))


def send(client: Client, data: bytes, name: str = "return.xlsx") -> Any:
    """What the upload leads to: the preview, or the page that says what is wrong."""
    return client.post(SHEET_URL, {"file": SimpleUploadedFile(name, data)}, follow=True)


def confirm(client: Client, preview: Any, **choices: str) -> Any:
    """Press the button of the preview, with what was chosen there."""
    plan = preview.context["plan"].digest
    chosen = {name.replace("__", "-"): choice for name, choice in choices.items()}
    return client.post(preview.request["PATH_INFO"], {"plan": plan, **chosen})
