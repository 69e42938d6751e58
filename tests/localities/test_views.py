"""Pages about places, people and money."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client

from csplan.audit.services import record
from csplan.core.tabular import read_sheet
from localities.choices import Capacity, PostKind
from localities.models import (
    Headcount,
    LocalityMembership,
    PlannedResources,
    PostHolding,
    Representation,
    SteeringGroup,
    SteeringGroupSeat,
)
from localities.selectors import coverage_on, funding_years
from tests.conftest import NOW, Cast
from tests.factories import (
    ClusterFactory,
    DepartmentFactory,
    FundingContributionFactory,
    HeadcountFactory,
    LocalityFactory,
    PaymentFactory,
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

            with django_assert_num_queries(9):
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
        assert "Nobody is recorded" in page

    def test_tells_what_came_before(self, reader: Client, cast: Cast) -> None:
        post = PostFactory.create(locality=cast.own)
        PostHolding.objects.create(
            post=post, holder_name="First", starts_on="2011-04-01", ends_on="2013-03-31"
        )
        PostHolding.objects.create(post=post, holder_name="Second", starts_on="2013-04-01")
        LocalityMembership.objects.create(
            locality=cast.own, cluster=cast.other.cluster, ends_on="2013-03-31"
        )
        LocalityMembership.objects.create(
            locality=cast.own, cluster=cast.own.cluster, starts_on="2013-04-01"
        )
        Representation.objects.create(
            locality=cast.own,
            department=DepartmentFactory.create(name="Home Office"),
            starts_on="2013-07-01",
        )

        page = reader.get("/localities/north-west/").content.decode()

        assert "Before: First, from 1 April 2011 to 31 March 2013" in page
        assert f"{cast.other.cluster.name}, from the start to 31 March 2013" in page
        assert f"{cast.own.cluster.name}, from 1 April 2013" in page
        assert "Home Office, from 1 July 2013" in page

    def test_is_not_found_for_another_name(self, reader: Client) -> None:
        assert reader.get("/localities/atlantis/").status_code == 404


class TestHistory:
    def test_stands_on_the_page_of_what_was_changed(self, reader: Client, cast: Cast) -> None:
        group = SteeringGroup.objects.create(slug="nsg", name="National Steering Group")
        pages = {
            "/localities/north-west/": cast.own,
            "/localities/steering-groups/nsg/": group,
        }
        for page, changed in pages.items():
            assert "Nothing has been changed since" in reader.get(page).content.decode()
            record(
                action="x.changed", target=changed, actor=cast.administrator, at=NOW,
                before={"name": "Formerly"}, after={"name": "Now"},
            )  # fmt: skip
            told = reader.get(page).content.decode()
            assert "Name: Formerly → Now" in told
            assert str(cast.administrator) in told


class TestFundingList:
    def test_totals_each_year(self, reader: Client) -> None:
        FundingContributionFactory.create_batch(5)
        FundingContributionFactory.create(year_start=2014, amount_pence=1_234_56)

        page = reader.get("/localities/funding/").content.decode()

        assert "£1,100,000" in page
        assert "£1,234.56" in page

    def test_adds_up_what_was_invoiced_and_received(self, reader: Client) -> None:
        hmrc, dwp = FundingContributionFactory.create_batch(2)
        for paid, kind, pence in (
            (hmrc, "invoiced", 11_000_000),
            (hmrc, "invoiced", 11_000_050),
            (hmrc, "received", 5_000_000),
            (dwp, "invoiced", 1_000_000),
        ):
            PaymentFactory.create(
                contribution=paid, kind=kind, amount_pence=pence, reference=str(pence)
            )
        PaymentFactory.create(contribution=dwp, is_mistake=True, reference="Not sent")

        (year,) = funding_years()

        assert [(line.invoiced, line.received) for line in year.lines] == [
            (22_000_050, 5_000_000),
            (1_000_000, 0),
        ]
        assert (year.agreed, year.outstanding) == (44_000_000, 39_000_000)
        assert "£180,000.50 invoiced is still to be received" in year.outstanding_words

    def test_a_change_of_funder_keeps_the_year_before(
        self, reader: Client, django_assert_num_queries: Queries
    ) -> None:
        stays, leaves, joins = (
            DepartmentFactory.create(name=name) for name in ("Stays", "Leaves", "Joins")
        )
        for department, years in ((stays, (2013, 2014)), (leaves, (2013,)), (joins, (2014,))):
            for year in years:
                FundingContributionFactory.create(department=department, year_start=year)

        with django_assert_num_queries(2):
            latest, first = funding_years()

        assert [line.department for line in first.lines] == ["Leaves", "Stays"]
        assert latest.funders_words == "New since 2013/14: Joins. No longer contributing: Leaves"
        assert first.funders_words == ""
        page = reader.get("/localities/funding/").content.decode()
        assert "No longer contributing: Leaves" in page

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
        assert "Not dated; for 2013/14" in page

    def test_says_what_each_figure_is_as_at_and_where_it_comes_from(self, reader: Client) -> None:
        cluster = ClusterFactory.create()
        place = LocalityFactory.create(cluster=cluster)
        department = DepartmentFactory.create(name="Home Office")
        Headcount.objects.create(
            locality=place, department=department, people=80, year_start=2013,
            as_at=dt.date(2013, 9, 30), source_section="Annual survey",
        )  # fmt: skip
        Headcount.objects.create(
            locality=place, people=100, year_start=2012, as_at=dt.date(2012, 9, 30),
            source_section="Earlier survey",
        )  # fmt: skip
        for one in (department, DepartmentFactory.create(name="Treasury")):
            Representation.objects.create(
                locality=place, department=one, starts_on=dt.date(2013, 4, 1)
            )
        PlannedResources.objects.create(year_start=2013, coverage_percent=90)

        page = coverage_on(on=NOW.date())

        line = next(one for one in page.clusters if one.cluster == cluster)
        assert (line.people, line.represented) == (100, 80)
        assert line.as_at == "30 September 2012 to 30 September 2013"
        assert line.source == "Annual survey; Earlier survey"
        assert page.figure.shortfall == 10
        assert f"{cluster.name}: some headcounts are more than a year old" in page.warnings
        assert any("Treasury in" in one and "so nobody counts" in one for one in page.warnings)

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
