"""The data of a pack as tables: complete, the same each time, and safe to open."""

import csv
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from defusedxml import ElementTree

from reporting.document.data.files import TABLES, csv_file, ods_file, tables_of
from reporting.document.snapshot import canonical_bytes, parse
from tests.reporting.packs import pack

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
PAGE = Path(__file__).parents[2] / "docs" / "data.md"


def tables_in(data: bytes) -> dict[str, list[dict[str, str]]]:
    """The rows of each CSV file of a zip, by its name without the ending."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            name.removesuffix(".csv"): list(
                csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig")))
            )
            for name in archive.namelist()
        }


def sheets_in(data: bytes) -> dict[str, list[list[str]]]:
    """Each sheet's rows of words."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = ElementTree.fromstring(archive.read("content.xml"))
    return {
        sheet.get(f"{TABLE}name", ""): [
            ["\n".join("".join(line.itertext()) for line in cell) for cell in row]
            for row in sheet.iter(f"{TABLE}table-row")
        ]
        for sheet in root.iter(f"{TABLE}table")
    }


@pytest.fixture(scope="module")
def snapshot() -> dict[str, Any]:
    """A small pack with a figure put right and words that a spreadsheet would run."""
    made = pack(localities=3, milestones_each=3, measures=3, silent=(1,), risks=2)
    report = made["measures"][0]["reports"][0]
    report["restated"] = [{"previous": "1", "reason": "Counted twice.", "quarter": None}]
    for each in made["measures"]:
        for figure in each["reports"]:
            figure.setdefault("restated", [])
    made["milestones"][0]["title"] = '=HYPERLINK("http://example.test")'
    return made


class TestTheTables:
    def test_hold_a_line_for_each_record_under_an_identifier_of_its_own(
        self, snapshot: dict[str, Any]
    ) -> None:
        found = tables_in(csv_file(snapshot))

        assert [row["identifier"] for row in found["milestones"]] == [
            f"2013-14/milestone/{row['id']}" for row in snapshot["milestones"]
        ]
        for name in ("outcomes", "measures", "localities", "returns"):
            assert len(found[name]) == len(snapshot[name])
        assert len(found["risks"]) == 2
        for table in TABLES:
            names = [row["identifier"] for row in found.get(table.name, [])]
            assert len(names) == len(set(names)), table.name

    def test_refer_to_one_another_by_those_identifiers(self, snapshot: dict[str, Any]) -> None:
        found = tables_in(csv_file(snapshot))
        known = {
            row["identifier"] for rows in found.values() for row in rows if "identifier" in row
        }

        for name, column in (
            ("milestones", "outcome"),
            ("milestones", "locality"),
            ("ratings", "milestone"),
            ("figures", "measure"),
            ("restatements", "figure"),
        ):
            assert {row[column] for row in found[name]} <= known

    def test_give_figures_as_reported_and_say_what_they_were(
        self, snapshot: dict[str, Any]
    ) -> None:
        found = tables_in(csv_file(snapshot))
        measure, report = snapshot["measures"][0], snapshot["measures"][0]["reports"][0]
        name = f"2013-14/measure/{measure['id']}/{report['quarter']}/{report['locality']}"

        figure = next(row for row in found["figures"] if row["identifier"] == name)

        assert figure["reported"] == report["value"]
        (restated,) = found["restatements"]
        assert (restated["figure"], restated["previously_reported"]) == (name, "1")

    def test_leave_out_what_a_snapshot_does_not_know(self) -> None:
        old = pack(localities=1, milestones_each=1, measures=1, silent=())
        del old["risks"]
        names = {table.name for table in tables_of(old)}
        assert not names & {"risks", "questions", "exchanges"}
        assert "milestones" in names


class TestTheFiles:
    def test_are_the_same_bytes_from_the_same_snapshot(self, snapshot: dict[str, Any]) -> None:
        again = parse(canonical_bytes(snapshot))
        assert ods_file(snapshot) == ods_file(again)
        assert csv_file(snapshot) == csv_file(again)

    def test_say_the_same_in_both_formats(self, snapshot: dict[str, Any]) -> None:
        sheets = sheets_in(ods_file(snapshot))
        files = tables_in(csv_file(snapshot))

        assert list(sheets) == list(files)
        assert next(iter(sheets)) == "about"
        for name, rows in files.items():
            assert len(sheets[name]) == len(rows) + 1, name
            for written, read in zip(sheets[name][1:], rows, strict=True):
                assert len(written) == len(read)
                assert written[0] == next(iter(read.values()))

    def test_hold_no_formula(self, snapshot: dict[str, Any]) -> None:
        with zipfile.ZipFile(io.BytesIO(ods_file(snapshot))) as archive:
            content = archive.read("content.xml").decode()
        assert "table:formula" not in content
        assert "=HYPERLINK" in content
        assert "'=HYPERLINK" in tables_in(csv_file(snapshot))["milestones"][0]["title"]

    def test_name_the_edition_its_marking_and_its_digest(self, snapshot: dict[str, Any]) -> None:
        about = {row["item"]: row["value"] for row in tables_in(csv_file(snapshot))["about"]}
        assert about["Marking"] == "OFFICIAL"
        assert about["Edition"] == "1, build 2"
        assert re.fullmatch("[0-9a-f]{64}", about["SHA-256 of the record"])


class TestTheirPageInTheDocumentation:
    def test_tells_of_every_field(self) -> None:
        words = PAGE.read_text()
        for table in TABLES:
            assert f"### `{table.name}`\n\n{table.title}." in words
            for field in table.fields:
                line = f"| `{field.name}` | {field.type} | {field.unit or '–'} | {field.meaning} |"
                assert line in words, f"{table.name}.{field.name}: {line}"
