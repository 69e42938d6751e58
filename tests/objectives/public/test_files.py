"""The same words as files: what they hold, and that the schema tells the truth of them."""

import csv
import hashlib
import io
import json
from typing import Any, get_type_hints

import jsonschema
import pytest
from django.test import Client

from csplan.core.tabular.workbook import read_workbook
from objectives.models import Milestone, Objective
from objectives.rules import content
from objectives.rules.rows import COLUMNS
from objectives.rules.schema import OBJECTS, json_schema
from tests.factories import SourceDocumentFactory
from tests.objectives.public.stage import dated, draft, filled, publish

pytestmark = pytest.mark.django_db

FORMULA = '=HYPERLINK("http://example.org", "Click")'


@pytest.fixture(autouse=True)
def _published() -> None:
    chosen = draft(
        slug="head",
        role_statement="Leads.",
        source=SourceDocumentFactory.create(),
        department__slug="department",
    )
    category = filled(chosen)
    category.introduction = "In particular:"
    category.save()
    dated(Milestone.objects.get(category=category, reference="M1"))
    Objective.objects.filter(category=category, reference="O1").update(owner=FORMULA)
    publish(chosen)


def get(client: Client, address: str) -> Any:
    response = client.get(f"/objectives/{address}")
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == "*"
    return response


class TestJson:
    def test_has_the_digest_its_page_shows(self, client: Client) -> None:
        data = get(client, "head/revisions/1/objectives.json").content

        page = client.get("/objectives/head/").content.decode()
        assert hashlib.sha256(data).hexdigest() in page
        assert data == get(client, "head/objectives.json").content

    def test_is_as_the_schema_says(self, client: Client) -> None:
        schema = json_schema()
        check = jsonschema.Draft202012Validator
        check.check_schema(schema)
        one = json.loads(get(client, "head/objectives.json").content)
        year = json.loads(get(client, "years/2012-13/objectives.json").content)
        own = json.loads(get(client, "years/2012-13/department/objectives.json").content)

        for whole in (one, year, own):
            check(schema).validate(whole)
        assert (year["sets"], year["department"]) == ([one], None)
        assert own["department"] == one["department"]

    def test_schema_names_what_is_frozen_and_nothing_else(self) -> None:
        kinds = {
            "set": content.Content,
            "department": content.DepartmentContent,
            "source": content.SourceContent,
            "category": content.CategoryContent,
            "objective": content.ObjectiveContent,
            "support": content.SupportContent,
            "measure": content.MeasureContent,
            "milestone": content.MilestoneContent,
            "date": content.DateContent,
        }

        named = {name: {field.name for field in fields} for name, fields in OBJECTS.items()}
        assert named == {name: set(get_type_hints(kind)) for name, kind in kinds.items()}


class TestTables:
    def test_hold_every_text_once_and_run_nothing(self, client: Client) -> None:
        answer = get(client, "head/objectives.csv")
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

        assert list(rows[0]) == list(COLUMNS)
        assert [(row["Kind"], row["Identifier"]) for row in rows] == [
            ("Role statement", ""),
            ("Introduction", ""),
            ("Objective", "O1"),
            ("Performance measure", "P1"),
            ("Milestone", "M1"),
        ]
        assert rows[2]["Owner"] == f"'{FORMULA}"
        assert rows[4]["Latest"] == "2013-03-31"
        assert 'filename="head-revision-1.csv"' in answer["Content-Disposition"]

    def test_say_the_same_as_a_spreadsheet(self, client: Client) -> None:
        sheet = read_workbook(get(client, "years/2012-13/objectives.ods").content)["Objectives"]
        answer = get(client, "years/2012-13/objectives.csv")
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

        width = len(COLUMNS)
        assert [[*row, *[""] * (width - len(row))] for row in sheet] == [
            [cell.removeprefix("'") for cell in row] for row in rows
        ]
