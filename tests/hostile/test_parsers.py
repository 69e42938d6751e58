"""Whatever text or bytes a reader is given, it reads them or says that it cannot in its own words.

Examples are few and always the same; each reader is named with the one error it may raise.
"""

import contextlib
import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from csplan.core.draft_tokens import read as read_token
from csplan.core.form_fields import GovDateField
from csplan.core.periods import FinancialYear, PeriodError, Quarter
from csplan.core.tabular import TabularError, csv_bytes, read_sheet
from csplan.core.tabular.workbook import read_workbook
from csplan.core.text import clean_narrative
from csplan.core.worded.phrases import read as read_date
from csplan.core.worded.sentences import find_phrases
from csplan.core.worded.values import PlanDays
from csplan.registers.slugs import first_free
from localities.models import Locality
from objectives.rules.transcription.files import lines_of_file
from objectives.rules.transcription.lines import TranscriptError
from programme.rules.pasted_lines import lines_of
from reporting.document.snapshot import parse
from tests.core.tabular.test_tabular import archive
from tests.core.tabular.test_workbook import sheet_xml
from tests.hostile import words

PIECES = (
    "2013", "14", "-q", "/", "Q3", "1", "31", "February", "by", "end of", "within", "weeks",
    "from", "every", "quarter", "between", "and", ",", "\t", "\n", '"', "'", "=", "%", "n/a",
    "12.5", "1e9", "-", "\u00a0", "\u0661", "\ufeff", "\x00", "\u202e", "\ud800", "",
)  # fmt: skip
mixed = st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join)
loose = st.lists(st.sampled_from(PIECES), max_size=10).map("".join)
texts = st.one_of(mixed, loose, st.text(max_size=60), st.sampled_from(list(words.ALL.values())))

READERS: Mapping[str, tuple[Callable[[str], Any], type[Exception] | None]] = {
    "a quarter": (Quarter.parse, PeriodError),
    "a financial year": (FinancialYear.parse, PeriodError),
    "a narrative": (clean_narrative, ValidationError),
    "an address made from a name": (lambda text: first_free(Locality, text, {"locality"}), None),
    "a date in words": (lambda text: read_date(text, PlanDays.of_year(2013)), None),
    "dates in a sentence": (lambda text: find_phrases(text, PlanDays.of_year(2013)), None),
    "a token": (read_token, None),
    "pasted lines": (lambda text: list(lines_of(text)), None),
    "a snapshot": (lambda text: parse(text.encode("utf-8", "surrogatepass")), ValueError),
    "a day": (lambda text: GovDateField().clean([text, text, text]), ValidationError),
    "a CSV file": (lambda text: read_sheet(text.encode("utf-8", "surrogatepass")), TabularError),
    "a transcript": (
        lambda text: lines_of_file("a.txt", text.encode("utf-8", "surrogatepass")),
        TranscriptError,
    ),
    "a table of a transcript": (
        lambda text: lines_of_file("a.csv", text.encode("utf-8", "surrogatepass")),
        TranscriptError,
    ),
}
"""What reads text, and the only error it may raise."""


@pytest.mark.parametrize("name", READERS)
@given(text=texts)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_a_reader_raises_nothing_but_its_own_error(name: str, text: str) -> None:
    read, refusal = READERS[name]

    with contextlib.suppress(*((refusal,) if refusal else ())):
        read(text)


@pytest.mark.parametrize("data", [b"[" * 200_000, b'{"a":' * 50_000, b"\xff", b""])
def test_a_snapshot_without_bottom_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(data)


@given(st.lists(texts, min_size=1, max_size=6), st.binary(max_size=40))
@settings(max_examples=30, deadline=None, derandomize=True)
def test_a_spreadsheet_with_any_words_is_read_or_refused(cells: list[str], odd: bytes) -> None:
    markup = "".join(f"<c><v>{text}</v></c>" for text in cells).encode("utf-8", "replace")
    files = (
        csv_bytes(("A",), [(text.encode("utf-8", "replace").decode(),) for text in cells]),
        sheet_xml("").replace(b"<sheetData>", b"<sheetData>" + odd),
        sheet_xml(f"<row>{markup.decode()}</row>"),
        archive({"content.xml": b"<a>" + odd + markup + b"</a>"}),
        archive({"content.xml": odd, "xl/workbook.xml": markup, "[Content_Types].xml": odd}),
    )
    for data in files:
        for read in (read_sheet, read_workbook):
            with contextlib.suppress(TabularError):
                read(data)


def test_a_day_is_read_or_refused_whatever_its_parts() -> None:
    field = GovDateField()
    for part in ("0", "32", "-1", "1e1", "\u0663", "9" * 400, " 1 ", "\x00", "1.0", "feb"):
        for parts in ([part, "1", "2014"], ["1", part, "2014"], ["1", "1", part]):
            with contextlib.suppress(ValidationError):
                assert isinstance(field.clean(parts), dt.date)
