"""Pages about places, people and money."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client

from localities.choices import Capacity, PostKind
from localities.models import PostHolding, SteeringGroup, SteeringGroupSeat
from tests.conftest import NOW, Cast
from tests.factories import (
    FundingContributionFactory,
    HeadcountFactory,
    LocalityFactory,
    PostFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
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

            with django_assert_num_queries(8):
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
