"""Each role lands on its next job."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from csplan.core.periods import LONDON
from programme.choices import ReturnState
from programme.models import QuarterlyReturn
from tests.conftest import NOW, Cast, Stage
from tests.factories import (
    LocalityFactory,
    MeetingFactory,
    MilestoneUpdateFactory,
    ObjectiveSetFactory,
    QuarterlyReturnFactory,
    SteeringGroupFactory,
)

pytestmark = pytest.mark.django_db
Queries = Callable[[int], AbstractContextManager[Any]]


def home_of(client: Client, person: Any) -> str:
    client.force_login(person)
    return client.get("/").content.decode()


class TestHome:
    def test_shows_authors_their_return_and_what_is_left(
        self, client: Client, cast: Cast, stage: Stage
    ) -> None:
        for author in (cast.coordinator, cast.assistant):
            page = home_of(client, author)

            assert "Your return for Quarter 3 2013/14" in page
            assert "0 of 4 answered. Due Friday 17 January 2014 at 5pm, in 7 days" in page
            assert 'href="/programme/returns/2013-14-q3/north-west/"' in page
            assert "South West" not in page

    def test_puts_first_what_waits_for_the_person(
        self, client: Client, cast: Cast, stage: Stage
    ) -> None:
        sent = QuarterlyReturn.objects.get(pk=stage.own.pk)
        sent.state, sent.submitted_by, sent.submitted_at = (
            ReturnState.SUBMITTED, cast.coordinator, NOW,
        )  # fmt: skip
        sent.save()
        later = QuarterlyReturnFactory.create(
            period=stage.period,
            locality=LocalityFactory.create(cluster=cast.own.cluster, order=99, name="Last"),
        )

        page = home_of(client, cast.assistant)

        assert page.index(f"/{later.locality.slug}/") < page.index("/north-west/")

    def test_keeps_an_earlier_return_that_was_sent_back(
        self, client: Client, cast: Cast, stage: Stage
    ) -> None:
        QuarterlyReturn.objects.filter(pk=stage.previous.pk).update(
            state=ReturnState.OPEN,
            submitted_by=None, submitted_at=None,
            signed_off_by=None, signed_off_at=None,
            accepted_by=None, accepted_at=None,
        )  # fmt: skip

        page = home_of(client, cast.coordinator)

        assert "North West, Quarter 2 2013/14" in page
        assert "North West, Quarter 3 2013/14" in page
        assert "Closed for answers" in page

    def test_counts_a_return_that_is_corrected_once(
        self, client: Client, cast: Cast, stage: Stage
    ) -> None:
        QuarterlyReturn.objects.filter(pk=stage.own.pk).update(
            state=ReturnState.PUBLISHED,
            submitted_by=cast.coordinator, submitted_at=NOW,
            signed_off_by=cast.sro, signed_off_at=NOW,
            accepted_by=cast.national_team, accepted_at=NOW,
        )  # fmt: skip
        QuarterlyReturnFactory.create(period=stage.period, locality=cast.own, revision=2)

        own, all_of_them = home_of(client, cast.coordinator), home_of(client, cast.national_team)

        assert own.count("/programme/returns/2013-14-q3/north-west/") == 1
        assert "Returns: 2 open." in all_of_them

    def test_says_until_when_a_locality_was_given_longer(
        self, client: Client, cast: Cast, stage: Stage
    ) -> None:
        until = dt.datetime(2014, 2, 14, 17, tzinfo=LONDON)
        QuarterlyReturn.objects.filter(pk=stage.own.pk).update(closes_at=until)

        assert "Given until Friday 14 February 2014 at 5pm" in home_of(client, cast.coordinator)
        assert "Given until" not in home_of(client, cast.other_coordinator)

    def test_asks_the_sro_to_sign_off(self, client: Client, cast: Cast, stage: Stage) -> None:
        QuarterlyReturn.objects.filter(pk=stage.own.pk).update(
            state=ReturnState.SUBMITTED, submitted_by=cast.coordinator, submitted_at=NOW
        )

        page = home_of(client, cast.sro)

        assert "Waiting for you to sign off" in page
        assert "/programme/returns/2013-14-q3/north-west/sign-off/" in page

    def test_asks_the_national_team_to_accept(
        self, client: Client, cast: Cast, stage: Stage
    ) -> None:
        assert "No return is waiting to be accepted." in home_of(client, cast.national_team)
        QuarterlyReturn.objects.filter(pk=stage.own.pk).update(
            state=ReturnState.SIGNED_OFF,
            submitted_by=cast.coordinator, submitted_at=NOW,
            signed_off_by=cast.sro, signed_off_at=NOW,
        )  # fmt: skip

        page = home_of(client, cast.national_team)

        assert "/programme/returns/2013-14-q3/north-west/accept/" in page
        assert "Returns: 1 open, 1 signed off" in page

    def test_leads_the_private_office_to_its_objectives(self, client: Client, cast: Cast) -> None:
        department = cast.private_office.grants.get().department
        ObjectiveSetFactory.create(department=department, holder_name="The holder")
        ObjectiveSetFactory.create(holder_name="Somebody else")

        page = home_of(client, cast.private_office)

        assert "The holder" in page
        assert "Somebody else" not in page

    def test_tells_somebody_without_a_role_what_to_do(self, client: Client, cast: Cast) -> None:
        assert "An administrator can give you a role." in home_of(client, cast.outsider)

    def test_serves_every_role(self, client: Client, cast: Cast, stage: Stage) -> None:
        people = [cast.head, cast.nsg, cast.administrator, cast.auditor, cast.former_coordinator]

        for person in people:
            client.force_login(person)
            assert client.get("/").status_code == 200

    def test_tells_readers_of_its_papers_when_the_group_meets_next(
        self, client: Client, cast: Cast
    ) -> None:
        group = SteeringGroupFactory.create(locality=None)
        MeetingFactory.create(group=group, day=dt.date(2014, 1, 9))
        meeting = MeetingFactory.create(group=group, day=dt.date(2014, 2, 7))
        MeetingFactory.create(group=group, day=dt.date(2014, 5, 7))

        page = home_of(client, cast.nsg)

        assert reverse("programme:meeting-detail", args=[meeting.pk]) in page
        assert "0 items on the agenda" in page
        assert "In 28 days" in page
        assert page.count("/programme/meetings/") == 1
        assert "Next meeting" not in home_of(client, cast.coordinator)

    def test_asks_the_same_queries_for_a_longer_return(
        self, client: Client, cast: Cast, stage: Stage, django_assert_num_queries: Queries
    ) -> None:
        client.force_login(cast.coordinator)
        client.get("/")
        with django_assert_num_queries(9):
            client.get("/")

        MilestoneUpdateFactory.create_batch(20, quarterly_return=stage.own)

        with django_assert_num_queries(9):
            client.get("/")

    def test_asks_the_same_queries_however_much_waits_for_the_national_team(
        self, client: Client, cast: Cast, stage: Stage, django_assert_num_queries: Queries
    ) -> None:
        group = SteeringGroupFactory.create(locality=None)
        MeetingFactory.create(group=group, day=dt.date(2014, 2, 7))
        client.force_login(cast.national_team)
        client.get("/")
        with django_assert_num_queries(13):
            client.get("/")

        MilestoneUpdateFactory.create_batch(20, quarterly_return=stage.own)
        for month in (3, 4):
            MeetingFactory.create(group=group, day=dt.date(2014, month, 7))

        with django_assert_num_queries(13):
            client.get("/")
