"""Every list of the organisation: who may do what, what comes out, and that it goes back in."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from csplan.core.tabular import csv_bytes, read_sheet
from csplan.registers.declaration import Register
from localities.models import (
    FundingContribution,
    Headcount,
    Locality,
    PlannedResources,
    PostHolding,
)
from localities.registers.coverage import HEADCOUNTS, REPRESENTATION
from localities.registers.departments import DEPARTMENTS
from localities.registers.money import CONTRIBUTIONS, PLANNED
from localities.registers.people import GROUPS, HOLDERS, POSTS, SEATS
from localities.registers.places import CLUSTERS, LOCALITIES
from tests.conftest import Cast
from tests.factories import DepartmentFactory, HeadcountFactory, LocalityFactory, PostFactory
from tests.localities import organisation

pytestmark = pytest.mark.django_db
CountQueries = Callable[[int], AbstractContextManager[Any]]

ADDRESSES = {
    "departments/": DEPARTMENTS,
    "clusters/": CLUSTERS,
    "all/": LOCALITIES,
    "posts/": POSTS,
    "holders/": HOLDERS,
    "groups/": GROUPS,
    "seats/": SEATS,
    "contributions/": CONTRIBUTIONS,
    "planned-resources/": PLANNED,
    "headcounts/": HEADCOUNTS,
    "representation/": REPRESENTATION,
}
every_list = pytest.mark.parametrize("place", ADDRESSES)


@pytest.fixture
def keeper(client: Client, cast: Cast) -> Client:
    client.force_login(cast.administrator)
    return client


def address(place: str, rest: str = "") -> str:
    return f"/localities/{place}{rest}"


def send(client: Client, place: str, data: bytes) -> Any:
    sent = {"file": SimpleUploadedFile("file.csv", data)}
    return client.post(address(place, "import/"), sent, follow=True)


def take(client: Client, place: str, headings: list[str], *rows: tuple[Any, ...]) -> Any:
    """Import the rows and confirm; the answer to the confirmation."""
    preview = send(client, place, csv_bytes(headings, rows))
    assert "plan" in preview.context, preview.content.decode()
    plan = preview.context["plan"]
    return client.post(preview.request["PATH_INFO"], {"plan": plan.digest})


def headings(register: Register) -> list[str]:
    return [column.heading for column in register.file_columns]


class TestFiles:
    @every_list
    @pytest.mark.parametrize("kind", ["csv", "ods"])
    def test_an_export_comes_back_without_a_change(
        self, keeper: Client, place: str, kind: str
    ) -> None:
        organisation.load()
        data = keeper.get(address(place, f"export.{kind}")).content

        preview = send(keeper, place, data)

        plan = preview.context["plan"]
        assert [row.problems for row in plan.refused] == []
        assert set(plan.counts) == {"Unchanged"}
        assert len(plan.rows) == len(read_sheet(data).rows) > 0

    def test_a_list_can_be_built_from_files_alone(self, keeper: Client) -> None:
        take(keeper, "clusters/", headings(CLUSTERS), ("Scotland", 1, "2015-04-01", None))
        take(keeper, "all/", headings(LOCALITIES), ("Highland", "Scotland", 1, "2015-04-01"))
        take(keeper, "departments/", headings(DEPARTMENTS), ("Revenue Scotland", "RS", None))
        take(
            keeper, "posts/", headings(POSTS),
            ("Co-ordinator", "Highland", None, 1, "0.5", 0, None, None),
        )  # fmt: skip
        take(
            keeper, "holders/", headings(HOLDERS),
            ("A Person", "Co-ordinator, Highland", "1 April 2015", None),
        )  # fmt: skip
        take(
            keeper, "contributions/", headings(CONTRIBUTIONS),
            ("RS", "2015/16", "£1,000.50", "2015-04-01", None, None, None, None),
        )  # fmt: skip
        take(keeper, "planned-resources/", headings(PLANNED), ("2015/16", 1000, "0.5", 80))
        take(
            keeper, "headcounts/", headings(HEADCOUNTS),
            ("rs", "Highland", None, "2015/16", 120, "2015-04-01", "Return"),
        )  # fmt: skip
        take(
            keeper, "representation/", headings(REPRESENTATION),
            ("RS", "Highland", "2015-05-01", None),
        )  # fmt: skip

        locality = Locality.objects.get(name="Highland")
        assert locality.memberships.get().cluster.name == "Scotland"
        assert PostHolding.objects.get().post.locality == locality
        assert FundingContribution.objects.get().amount_pence == 100_050
        assert PlannedResources.objects.get().budget_pence == 100_000
        assert Headcount.objects.get(locality=locality).people == 120

    def test_a_file_cannot_move_a_locality(self, keeper: Client) -> None:
        organisation.load()
        row = ("North West", "Southern Cluster", 3, None)

        preview = send(keeper, "all/", csv_bytes(headings(LOCALITIES), [row]))

        problem = preview.context["plan"].refused[0].problems[0]
        assert problem.cell == "B2"
        assert "so that its history is kept" in problem.message

    def test_a_headcount_names_one_place(self, keeper: Client) -> None:
        organisation.load()
        rows = [
            ("DWP", "North West", "Southern Cluster", "2013/14", 5, "2013-09-30", "Survey"),
            ("DWP", None, None, "2013/14", 5, "2013-09-30", "Survey"),
            ("DWP", "North West", None, "2013/15", -5, None, None),
        ]

        plan = send(keeper, "headcounts/", csv_bytes(headings(HEADCOUNTS), rows)).context["plan"]

        problems = [
            (problem.cell, problem.message) for row in plan.refused for problem in row.problems
        ]
        one_place = "A headcount is of a cluster or of a locality: choose one"
        assert ("Row 2", one_place) in problems
        assert ("Row 3", one_place) in problems
        assert ("D4", "Enter a financial year, like 2013/14") in problems

    def test_money_comes_with_its_day(self, keeper: Client) -> None:
        organisation.load()
        row = ("HMRC", "2013/14", "220000", None, "220000", None, None, None)

        preview = send(keeper, "contributions/", csv_bytes(headings(CONTRIBUTIONS), [row]))

        words = preview.content.decode()
        assert "Enter both what was invoiced and when, or neither" in words


class TestQueries:
    @pytest.mark.parametrize("size", [1, 40])
    @pytest.mark.parametrize(
        ("place", "count"),
        [("all/", 5), ("posts/", 7), ("headcounts/", 8), ("contributions/", 6)],
    )
    def test_a_list_makes_the_same_at_any_size(
        self,
        keeper: Client,
        django_assert_num_queries: CountQueries,
        place: str,
        count: int,
        size: int,
    ) -> None:
        for locality in LocalityFactory.create_batch(size):
            department = DepartmentFactory.create()
            PostFactory.create(locality=locality)
            HeadcountFactory.create(cluster=locality.cluster)
            FundingContribution.objects.create(
                department=department, year_start=2013, amount_pence=100
            )
        keeper.get(address(place))

        with django_assert_num_queries(count):
            keeper.get(address(place))
