"""What anybody reads of published objectives, page by page."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from objectives.models import Milestone, Objective, ObjectiveSet
from tests.factories import DepartmentFactory, ObjectiveFactory, SourceDocumentFactory
from tests.objectives.public.stage import APRIL, PUBLISHED_AT, dated, draft, filled, publish

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]

OCTOBER = dt.date(2012, 10, 1)


def words(client: Client, address: str) -> str:
    response = client.get(f"/objectives/{address}")
    assert response.status_code == 200, address
    return " ".join(response.content.decode().split())


def amended(objective_set: ObjectiveSet, **values: Any) -> None:
    Objective.objects.filter(category__objective_set=objective_set, reference="O1").update(
        text="Deliver the whole programme (Objective)", **values
    )
    later = PUBLISHED_AT + dt.timedelta(days=1)
    publish(objective_set, on=OCTOBER, reason="The budget grew.", at=later)


class TestOneRevision:
    def test_says_everything_that_was_published(self, client: Client) -> None:
        source = SourceDocumentFactory.create(title="Objectives 2012/13", attribution="OGL v3")
        chosen = draft(
            slug="head",
            holder_name="Holder <of> the post",
            role_statement="Leads.",
            source=source,
            held_from=dt.date(2012, 9, 3),
        )
        category = filled(chosen)
        dated(Milestone.objects.get(category=category, reference="M1"))
        first = Objective.objects.get(category=category, reference="O1")
        first.source_words = "Deliver the programme well"
        first.save()
        ObjectiveFactory.create(
            category=category, reference="O2", order=3, text="A point of it", under=first
        )
        publish(chosen)

        page = words(client, "head/")

        for told in (
            "Holder &lt;of&gt; the post",
            "Objectives for 2012/13",
            "From 3 September 2012",
            "2 objectives, 1 performance measure and 1 milestone",
            'id="O1"',
            "Words of the source",
            "No later than 31 March 2013",
            "Transcribed from Objectives 2012/13",
            "OGL v3",
            "http://localhost:8000/objectives/head/revisions/1/",
            "PDF: it is being made",
            "/objectives/head/revisions/1/objectives.ods",
        ):
            assert told in page
        # The point stands inside the objective, and only there.
        assert page.index('id="O1"') < page.index('id="O2"') < page.index('id="P1"')
        assert page.count("A point of it") == 1

    def test_stays_as_it_was_when_another_supersedes_it(self, client: Client) -> None:
        chosen = draft(slug="head")
        filled(chosen)
        publish(chosen)
        amended(chosen)

        before, after = words(client, "head/revisions/1/"), words(client, "head/revisions/2/")

        assert "Deliver the programme (Objective)" in before
        assert "It has been superseded" in before
        assert "Deliver the whole programme (Objective)" in after
        assert "superseded" not in after
        assert "2, the latest. The budget grew." in after
        assert words(client, "head/").count("Deliver the whole programme") == 1

    def test_history_tells_when_why_and_what_changed(self, client: Client) -> None:
        chosen = draft(slug="head")
        filled(chosen)
        publish(chosen)
        assert "The objectives as first published" in words(client, "head/history/")

        amended(chosen)
        page = words(client, "head/history/")

        assert "Revision 2, the latest" in page
        assert "In force from 1 October 2012. Published on 19 December 2012." in page
        assert "The budget grew." in page
        assert "<strong>Reworded:</strong> Objective" in page
        assert page.index("Revision 2") < page.index("Revision 1")

    @pytest.mark.parametrize(
        "address",
        [
            "hidden/",
            "hidden/history/",
            "hidden/revisions/1/",
            "hidden/objectives.json",
            "hidden/objectives.pdf",
            "hidden/revisions/1/objectives.csv",
            "head/revisions/2/",
            "head/revisions/0/",
            "head/revisions/999999999999999999/",
            "head/objectives.exe",
            "years/2013-14/",
            "years/2013-14/objectives.json",
            "years/2012-14/",
            "years/2012-2013/",
            "years/last/",
            "years/2012-13/nowhere/",
        ],
    )
    def test_is_not_found_where_nothing_is_published(self, client: Client, address: str) -> None:
        chosen = draft(slug="head")
        filled(chosen)
        publish(chosen)
        filled(draft(slug="hidden", year_start=2013))

        assert client.get(f"/objectives/{address}").status_code == 404


class TestManySets:
    @pytest.fixture(autouse=True)
    def _published(self) -> None:
        health = DepartmentFactory.create(slug="health", name="Department of Health")
        work = DepartmentFactory.create(slug="work", name="Department for Work")
        for slug, department, year, said in (
            ("first", health, 2012, "Reform the café, at last"),
            ("second", work, 2012, "Visits every fortnight"),
            ("third", work, 2013, "Visits, and reform too"),
        ):
            chosen = draft(
                slug=slug, holder_name=f"The {slug}", department=department, year_start=year
            )
            filled(chosen, words=said)
            publish(chosen, on=dt.date(year, 4, 1))

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("", {"first", "second", "third"}),
            ("q=VISITS", {"second", "third"}),
            ("q=reform+visits", {"third"}),
            ("q=cafe", {"first"}),
            ("q=department+of+health", {"first"}),
            ("q=the+second", {"second"}),
            ("q=zebra", set()),
            ("q=%25", {"first", "second", "third"}),
            ("year=2012-13", {"first", "second"}),
            ("department=work", {"second", "third"}),
            ("department=work&year=2012-13&q=visits", {"second"}),
            ("year=never&department=%00&q=%00&page=99", {"first", "second", "third"}),
        ],
    )
    def test_are_found_by_words_year_and_department(
        self, client: Client, asked: str, found: set[str]
    ) -> None:
        page = words(client, f"?{asked}")

        slugs = ("first", "second", "third")
        assert {slug for slug in slugs if f'href="/objectives/{slug}/"' in page} == found

    def test_are_found_with_the_passage_that_holds_the_words(self, client: Client) -> None:
        page = words(client, "?q=fortnight")

        assert 'href="/objectives/second/#O1"' in page
        assert "Visits every fortnight (Objective)" in page

    def test_stand_in_a_compendium_by_year_and_department(self, client: Client) -> None:
        year = words(client, "years/2012-13/")
        assert year.index("Department for Work") < year.index("Department of Health")
        assert "The third" not in year

        department = words(client, "years/2012-13/work/")
        assert "Visits every fortnight (Milestone)" in department
        assert 'id="second-O1"' in department
        assert "The first" not in department

    def test_are_listed_in_the_same_queries_however_many_there_are(
        self, client: Client, django_assert_num_queries: Any
    ) -> None:
        client.get("/objectives/?q=visits")
        with django_assert_num_queries(6):
            client.get("/objectives/?q=visits")
        for number in range(4):
            chosen = draft(slug=f"more-{number}")
            filled(chosen, words="Visits")
            publish(chosen)
        with django_assert_num_queries(6):
            client.get("/objectives/?q=visits")
        with django_assert_num_queries(3):
            client.get("/objectives/years/2012-13/")
        with django_assert_num_queries(4):
            client.get("/objectives/years/2012-13/work/")


class TestTheSchema:
    def test_is_told_in_words_and_as_a_file(self, client: Client) -> None:
        assert "reports_from_month" in words(client, "schema/")
        assert '"$defs"' in words(client, "schema/objectives.schema.json")


def test_says_so_when_nothing_is_published_yet(client: Client) -> None:
    filled(draft())

    page = words(client, "")

    assert "No objectives have been published yet" in page
    assert APRIL.isoformat() not in page
