"""Every list of the organisation: who may do what, what comes out, and that it goes back in."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from http import HTTPStatus
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from csplan.core.tabular import csv_bytes, read_sheet
from csplan.registers.declaration import Register
from localities import urls
from localities.models import (
    FundingContribution,
    Headcount,
    Locality,
    LocalityMembership,
    Payment,
    PlannedResources,
    PostHolding,
)
from localities.registers.coverage import HEADCOUNTS, REPRESENTATION
from localities.registers.departments import DEPARTMENTS
from localities.registers.meetings import MEETINGS
from localities.registers.money import CONTRIBUTIONS, PAYMENTS, PLANNED
from localities.registers.people import GROUPS, HOLDERS, POSTS, SEATS
from localities.registers.places import CLUSTERS, LOCALITIES, MEMBERSHIPS
from localities.rules import PAGES
from tests.conftest import Cast
from tests.factories import (
    DepartmentFactory,
    FundingContributionFactory,
    HeadcountFactory,
    LocalityFactory,
    PaymentFactory,
    PostFactory,
)
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
    "meetings/": MEETINGS,
    "contributions/": CONTRIBUTIONS,
    "payments/": PAYMENTS,
    "memberships/": MEMBERSHIPS,
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


@pytest.mark.each_database
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
            ("RS", "2015/16", "£1,000.50", "2015-04-01"),
        )  # fmt: skip
        take(
            keeper, "payments/", headings(PAYMENTS),
            ("Payment received", "Revenue Scotland, 2015/16", "500.25", "2013-06-03", "R1", "No"),
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
        assert Payment.objects.get().amount_pence == 50_025
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

    def test_a_payment_has_its_day_and_is_recorded_once(self, keeper: Client) -> None:
        organisation.load()
        rows = [
            ("Payment received", "HM Revenue and Customs, 2013/14", "1", None, "A", "No"),
            ("Payment received", "HM Revenue and Customs, 2013/14", "1", "2014-02-01", "B", "No"),
            ("Invoice sent", "HM Revenue and Customs, 2012/13", "1", "2013-06-03", "C", "No"),
            ("Invoice sent", "HM Revenue and Customs, 2013/14", "0", "2013-06-03", "D", "No"),
        ]

        plan = send(keeper, "payments/", csv_bytes(headings(PAYMENTS), rows)).context["plan"]

        problems = {one.cell: one.message for row in plan.refused for one in row.problems}
        assert problems["D2"] == "Enter the date of the invoice or payment"
        assert "must not be in the future" in problems["D3"]
        assert "is not one of the choices" in problems["B4"]
        assert set(plan.counts) == {"Refused"}


@pytest.mark.each_database
class TestMemberships:
    """The clusters a locality belonged to: past ones are put right here, today's by a move."""

    @pytest.fixture
    def stay(self, cast: Cast) -> LocalityMembership:
        return LocalityMembership.objects.create(
            locality=cast.own, cluster=cast.own.cluster, starts_on=dt.date(2013, 4, 1)
        )

    def problems(self, keeper: Client, *row: object) -> dict[str, str]:
        data = csv_bytes(headings(MEMBERSHIPS), [row])  # type: ignore[list-item]
        plan = send(keeper, "memberships/", data).context["plan"]
        return {one.heading: one.message for each in plan.refused for one in each.problems}

    def test_earlier_ones_can_be_added(
        self, keeper: Client, cast: Cast, stay: LocalityMembership
    ) -> None:
        row = ("North West", cast.other.cluster.name, "2011-04-01", "2013-03-31")

        take(keeper, "memberships/", headings(MEMBERSHIPS), row)

        found = cast.own.memberships.order_by("starts_on")
        assert [one.cluster for one in found] == [cast.other.cluster, cast.own.cluster]

    @pytest.mark.parametrize(
        ("first", "last"), [("2013-03-31", "2013-04-01"), (None, "2013-12-31")]
    )
    def test_two_cannot_overlap(
        self, keeper: Client, cast: Cast, stay: LocalityMembership, first: str, last: str
    ) -> None:
        found = self.problems(keeper, "North West", cast.other.cluster.name, first, last)

        assert "the two must not overlap" in found["First day"]

    @pytest.mark.parametrize("last", [None, "2014-01-10"])
    def test_where_it_is_today_is_not_entered_here(
        self, keeper: Client, cast: Cast, last: str | None
    ) -> None:
        found = self.problems(keeper, "North West", cast.other.cluster.name, "2013-04-01", last)

        assert "Enter a last day in the past" in found["Last day"]

    def test_where_it_is_today_is_not_changed_here(
        self, keeper: Client, cast: Cast, stay: LocalityMembership
    ) -> None:
        found = self.problems(keeper, "North West", cast.other.cluster.name, "2013-04-01", None)

        assert "so that its history is kept" in found["Cluster"]

    def test_two_of_one_file_cannot_overlap(self, keeper: Client, cast: Cast) -> None:
        cluster = cast.other.cluster.name
        rows = [
            ("North West", cluster, "2010-04-01", "2011-03-31"),
            ("North West", cluster, "2011-01-01", "2012-03-31"),
        ]

        answer = take(keeper, "memberships/", headings(MEMBERSHIPS), *rows)

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "overlaps this" in answer.content.decode()
        assert not cast.own.memberships.exists()


class TestAddresses:
    """A locality's page is at an address of its own, whatever the locality is called."""

    def test_every_page_of_the_lists_is_reserved(self) -> None:
        lists = (str(pattern.pattern) for pattern in urls.urlpatterns)
        first = {address.partition("/")[0] for address in lists}

        assert {word for word in first if word and not word.startswith("<")} == PAGES

    @pytest.mark.parametrize("name", ["Departments", "All", "funding!"])
    def test_a_name_like_a_list_gets_another_address(
        self, keeper: Client, cast: Cast, name: str
    ) -> None:
        keeper.post(
            address("all/", "add/"),
            {"name": name, "cluster": cast.own.cluster_id, "order": "9"},
        )

        made = Locality.objects.get(name=name)
        page = keeper.get(f"/localities/{made.slug}/")
        assert made.slug.endswith("-2")
        assert f"</span>{name}</h1>" in page.content.decode()

    def test_the_address_of_a_list_is_refused(self, cast: Cast) -> None:
        cast.own.slug = "departments"

        with pytest.raises(ValidationError, match="is the address of another page"):
            cast.own.full_clean()


@pytest.mark.each_database
class TestQueries:
    @pytest.mark.parametrize("size", [1, 40])
    @pytest.mark.parametrize(
        ("place", "count"),
        [
            ("all/", 5),
            ("posts/", 7),
            ("headcounts/", 8),
            ("contributions/", 6),
            ("payments/", 6),
            ("memberships/", 6),
        ],
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
            LocalityMembership.objects.create(locality=locality, cluster=locality.cluster)
            contribution = FundingContributionFactory.create(department=department)
            PaymentFactory.create(contribution=contribution)
            PaymentFactory.create(contribution=contribution, kind="received")
        keeper.get(address(place))

        with django_assert_num_queries(count):
            keeper.get(address(place))
