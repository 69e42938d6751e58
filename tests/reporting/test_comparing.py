"""What changed between published editions: frozen as a pack is built, and as a page."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from csplan.audit.models import AuditEvent
from csplan.core.models import ReportingPeriod
from csplan.core.periods import Quarter
from programme.models import MilestoneUpdate
from reporting.choices import FileKind, PackState
from reporting.models import Pack
from tests.conftest import NOW, Cast, accepted_return
from tests.factories import MilestoneFactory, MilestoneUpdateFactory, ReportingPeriodFactory
from tests.reporting.conftest import MakePack, build
from tests.reporting.test_services import alter

pytestmark = pytest.mark.django_db

URL = reverse("reporting:pack-compare")
BOTH = {"from": "2013-14-q2.1", "to": "2013-14-q2.2"}
NOT_THERE = (
    {"to": "2013-14-q2.3"},
    {"from": "2013-14-q1.1"},
    {"to": "tomorrow"},
    {"about": "nowhere"},
    {"show": "nothing"},
)
MOST_QUERIES = 10


@pytest.fixture
def editions(pack_in: MakePack, cast: Cast) -> tuple[Pack, Pack]:
    """Two editions of Quarter 2; by the second both milestones had got worse and been retold."""
    first = pack_in(PackState.PUBLISHED)
    MilestoneUpdate.objects.update(
        rating="at_risk", narrative="Five departments named a lead.", path_to_green="Ask again."
    )
    return first, pack_in(PackState.PUBLISHED)


@pytest.fixture
def next_quarter(cast: Cast) -> ReportingPeriod:
    """Quarter 3 with every return accepted."""
    period = ReportingPeriodFactory.create(quarter=Quarter.parse("2013-14-q3"))
    for locality in (cast.own, cast.other):
        accepted_return(period, locality, cast=cast, at=NOW)
    return period


def asked(period: ReportingPeriod, cast: Cast) -> Pack:
    return Pack.objects.create(
        period=period,
        edition=1,
        build=1,
        requested_by=cast.national_team,
        requested_at=NOW,
        queued_at=NOW,
    )


def signed_in(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.nsg)
    return client


class TestFreezing:
    def test_compares_with_the_edition_in_force_of_the_quarter_before(
        self, editions: tuple[Pack, Pack], next_quarter: ReportingPeriod, cast: Cast
    ) -> None:
        pack = asked(next_quarter, cast)
        build(pack)

        held = json.loads(bytes(pack.files.get(kind=FileKind.SNAPSHOT).content))["changes"]
        assert held["against"] == {
            "quarter": "2013-14-q2",
            "edition": 2,
            "digest": editions[1].snapshot_digest,
        }
        assert {row["kind"] for row in held["rows"]} == {"silent"}

    def test_says_so_where_there_was_no_pack(self, pack_in: MakePack) -> None:
        pack = pack_in(PackState.BUILT)

        held = json.loads(bytes(pack.files.get(kind=FileKind.SNAPSHOT).content))["changes"]
        assert held == {"against": None, "rows": []}

    def test_refuses_a_pack_that_is_not_what_was_stored(
        self, editions: tuple[Pack, Pack], next_quarter: ReportingPeriod, cast: Cast
    ) -> None:
        alter(editions[1], FileKind.SNAPSHOT)
        pack = asked(next_quarter, cast)

        build(pack)

        assert "Quarter 2 2013/14, which this one is compared with" in pack.failure_reason
        assert not pack.files.exists()
        assert AuditEvent.objects.filter(action="pack.altered").exists()


class TestPackCompare:
    def test_shows_what_the_later_edition_says_otherwise(
        self, editions: tuple[Pack, Pack], cast: Cast
    ) -> None:
        client = signed_in(cast)

        page = client.get(URL, BOTH).content.decode()
        assert "What changed from edition 1 to edition 2" in page
        assert "2 ratings got worse and none got better." in page
        assert "Ratings that got worse (2)" in page
        assert '<del class="pack-removed">' in page
        read = reverse("reporting:pack-read", args=editions[1].address)
        assert f'href="{read}#locality-north-west"' in page

        assert (
            client.get(URL, {"from": BOTH["to"], "to": BOTH["from"]})
            .content.decode()
            .count("2 ratings got worse")
        )
        assert "At risk" not in client.get(URL, BOTH | {"show": "words"}).content.decode()
        assert "What changed from edition 1 to edition 2" in client.get(URL).content.decode()
        same = client.get(URL, BOTH | {"from": BOTH["to"]}).content.decode()
        assert "Choose two different editions." in same

    def test_knows_nothing_of_what_is_not_published(
        self, editions: tuple[Pack, Pack], cast: Cast
    ) -> None:
        client = signed_in(cast)

        for query in NOT_THERE:
            assert client.get(URL, query).status_code == 404, query

    def test_refuses_what_is_not_what_was_stored(
        self, editions: tuple[Pack, Pack], cast: Cast
    ) -> None:
        alter(editions[0], FileKind.SNAPSHOT)

        assert signed_in(cast).get(URL, BOTH).status_code == 409

    def test_says_when_there_are_no_two_editions(self, pack_in: MakePack, cast: Cast) -> None:
        pack_in(PackState.PUBLISHED)

        page = signed_in(cast).get(URL).content.decode()

        assert "There are no two editions to compare" in page

    def test_takes_the_same_queries_for_more(
        self, pack_in: MakePack, closed_period: ReportingPeriod, cast: Cast
    ) -> None:
        pack_in(PackState.PUBLISHED)
        update = MilestoneUpdate.objects.earliest("pk")
        for number in range(10, 90):
            milestone = MilestoneFactory.create(
                work_item=update.milestone.work_item, locality=cast.own, order=number
            )
            MilestoneUpdateFactory.create(
                quarterly_return=update.quarterly_return,
                milestone=milestone,
                rating="on_track",
                version=1,
            )
        pack_in(PackState.PUBLISHED)
        client = signed_in(cast)
        client.get(URL, BOTH)

        with CaptureQueriesContext(connection) as caught:
            response = client.get(URL, BOTH)

        assert "Pages of changes" in response.content.decode()
        assert len(caught) <= MOST_QUERIES
