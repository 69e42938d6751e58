"""Pages about places, people and money."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client

from csplan.core.tabular import read_sheet
from localities.choices import Capacity, PostKind
from localities.models import Headcount, PostHolding, SteeringGroup, SteeringGroupSeat
from tests.conftest import NOW, Cast
from tests.factories import (
    DepartmentFactory,
    FundingContributionFactory,
    HeadcountFactory,
    LocalityFactory,
    PostFactory,
    UserFactory,
)
from tests.localities import organisation

pytestmark = pytest.mark.django_db
CountQueries = Callable[[int], AbstractContextManager[Any]]
Queries = Callable[[int], AbstractContextManager[Any]]


@pytest.fixture
def reader(client: Client, cast: Cast) -> Client:
    client.force_login(cast.nsg)
    return client


class TestLocalityList:
    def test_shows_clusters_with_headcount_posts_and_holders(
        self, reader: Client, cast: Cast
    ) -> None:
        HeadcountFactory.create(cluster=cast.own.cluster, people=109_960)
        post = PostFactory.create(locality=cast.own)
        PostHolding.objects.create(post=post, holder_name="Kathie Bates", starts_on=NOW.date())
        PostFactory.create(kind=PostKind.HEAD, locality=None)

        page = reader.get("/localities/").content.decode()

        assert "Headcount: 109,960 civil servants" in page
        assert "Kathie Bates" in page
        assert "Head of CS Local" in page

    def test_leaves_out_a_holder_who_has_left(self, reader: Client, cast: Cast) -> None:
        post = PostFactory.create(locality=cast.own)
        PostHolding.objects.create(
            post=post, holder_name="Before", starts_on="2013-04-01", ends_on="2014-01-09"
        )

        assert "Before" not in reader.get("/localities/").content.decode()

    def test_asks_the_same_queries_for_more_localities(
        self, reader: Client, cast: Cast, django_assert_num_queries: Queries
    ) -> None:
        reader.get("/localities/")
        for count in (1, 12):
            for locality in LocalityFactory.create_batch(count, cluster=cast.own.cluster):
                PostFactory.create(locality=locality)

            with django_assert_num_queries(10):
                reader.get("/localities/")

    def test_says_so_when_there_are_none(self, client: Client) -> None:
        client.force_login(UserFactory.create())

        assert "There are no localities yet" in client.get("/localities/").content.decode()


class TestLocalityDetail:
    def test_shows_posts_and_the_steering_group(self, reader: Client, cast: Cast) -> None:
        PostFactory.create(locality=cast.own, kind=PostKind.SRO)
        group = SteeringGroup.objects.create(
            slug="nw", name="North West steering group", locality=cast.own
        )
        SteeringGroupSeat.objects.create(
            group=group, capacity=Capacity.UNION, holder="Union representation"
        )

        page = reader.get("/localities/north-west/").content.decode()

        assert "Union representation" in page
        assert "Not published" in page

    def test_is_not_found_for_another_name(self, reader: Client) -> None:
        assert reader.get("/localities/atlantis/").status_code == 404


class TestFundingList:
    def test_totals_each_year(self, reader: Client) -> None:
        FundingContributionFactory.create_batch(5)
        FundingContributionFactory.create(year_start=2014, amount_pence=1_234_56)

        page = reader.get("/localities/funding/").content.decode()

        assert "£1,100,000" in page
        assert "£1,234.56" in page

    def test_says_so_when_nothing_is_recorded(self, reader: Client) -> None:
        assert (
            "No contributions are recorded yet"
            in reader.get("/localities/funding/").content.decode()
        )


class TestSteeringGroupDetail:
    def test_lists_members_by_capacity(self, reader: Client) -> None:
        group = SteeringGroup.objects.create(slug="nsg", name="National Steering Group")
        SteeringGroupSeat.objects.create(
            group=group, capacity=Capacity.CHAIR, holder="Katherine Kerswell"
        )

        page = reader.get("/localities/steering-groups/nsg/").content.decode()

        assert "Katherine Kerswell" in page
        assert "Chair" in page


class TestCoverage:
    def test_shows_the_target_and_what_is_missing(self, reader: Client) -> None:
        organisation.load()

        page = reader.get("/localities/coverage/").content.decode()

        assert "298,208 of 372,760" in page
        assert "Cannot be told yet" in page
        assert "Yes: 12,000" in page
        assert "97,960 people are not put to a department" in page
        assert "headcounts do not say the day" in page

    @pytest.mark.parametrize("size", [1, 12])
    def test_asks_the_same_queries_at_any_size(
        self, reader: Client, django_assert_num_queries: CountQueries, size: int
    ) -> None:
        for locality in LocalityFactory.create_batch(size):
            Headcount.objects.create(
                locality=locality, department=DepartmentFactory.create(), people=1, year_start=2013
            )
        reader.get("/localities/coverage/")

        with django_assert_num_queries(9):
            reader.get("/localities/coverage/")

    @pytest.mark.parametrize("kind", ["csv", "ods"])
    def test_exports_the_matrix(self, reader: Client, kind: str) -> None:
        organisation.load()

        sheet = read_sheet(reader.get(f"/localities/coverage/export.{kind}").content)

        row = next(row for row in sheet.rows if row[0] == "HM Revenue and Customs")
        assert row[sheet.headings.index("North West")] == "Yes: 12,000"


class TestReorganise:
    URL = "/localities/north-west/reorganise/"

    def form(self, **answers: str) -> dict[str, str]:
        return {
            "kind": "closed", "on-day": "1", "on-month": "10", "on-year": "2013",
            "reason": "The plan ends", **answers,
        }  # fmt: skip

    def test_records_a_change(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.administrator)

        response = client.post(self.URL, self.form(kind="renamed", new_name="The North West"))

        page = client.get(response["Location"]).content.decode()
        assert "Renamed; it was called North West: The plan ends" in page

    @pytest.mark.parametrize(
        ("kind", "words"),
        [
            ("moved", "Select the cluster it moves to"),
            ("merged", "Select the locality it merges into"),
            ("split", "Enter the name of the new locality"),
            ("", "Select what happens"),
        ],
    )
    def test_says_what_is_missing(self, client: Client, cast: Cast, kind: str, words: str) -> None:
        client.force_login(cast.administrator)

        assert words in client.post(self.URL, self.form(kind=kind)).content.decode()

    def test_refuses_a_locality_that_has_ended(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.administrator)
        client.post(self.URL, self.form())

        assert client.post(self.URL, self.form()).status_code == 409

    def test_is_for_administrators(self, reader: Client) -> None:
        assert reader.get(self.URL).status_code == 403
