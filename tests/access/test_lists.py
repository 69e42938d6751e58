"""Lists answer everybody who is signed in, and show each only what they may see."""

from collections.abc import Iterator, Mapping

import pytest
from django.test import Client
from django.urls import resolve, reverse

from csplan.accounts.selectors import actor_for
from objectives.models import ObjectiveSet
from programme.choices import ReturnState
from programme.models import QuarterlyReturn
from programme.services import send_back_return
from tests.access import table
from tests.access.routes import routes
from tests.access.situations import CLOSED_QUARTER, make_pack, make_return, signatures, situation
from tests.access.table import Row
from tests.conftest import NOW, Cast
from tests.factories import MilestoneUpdateFactory, ReportingPeriodFactory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

OWN = frozenset({"co", "ac", "sro"})
OTHER = frozenset({"co-other", "ac-other", "sro-other"})
SEE_PROGRESS = frozenset({"nat", "head", "aud", "adm"})
READ_ALL = SEE_PROGRESS - {"adm"}
READ_PACKS = OWN | OTHER | {"nat", "head", "nsg", "po", "aud"}
MAKE_PACKS = frozenset({"nat", "head"})


def pages(visitors: Mapping[str, Client], url: str) -> dict[str, str]:
    """What each person is shown at ``url``."""
    return {column: visitor.get(url).content.decode() for column, visitor in visitors.items()}


def readers(shown: dict[str, str], words: str) -> set[str]:
    return {column for column, page in shown.items() if words in page}


class TestReturns:
    def test_that_are_not_published_are_listed_to_their_own_and_the_centre(
        self, visitors: dict[str, Client], cast: Cast
    ) -> None:
        period = ReportingPeriodFactory.create()
        own, other = (
            make_return(cast, "submitted", locality=locality, period=period)
            for locality in (cast.own, cast.other)
        )

        shown = pages(visitors, reverse("programme:return-list", args=[period.slug]))

        own_url, other_url = (
            reverse("programme:return-detail", args=each.address) for each in (own, other)
        )
        assert readers(shown, own_url) == OWN | READ_ALL
        assert readers(shown, other_url) == OTHER | READ_ALL
        assert readers(shown, cast.own.name) == OWN | SEE_PROGRESS

    def test_are_on_the_home_page_of_their_own_people(
        self, visitors: dict[str, Client], cast: Cast
    ) -> None:
        url = reverse("programme:return-detail", args=make_return(cast, "open").address)

        assert readers(pages(visitors, reverse("home")), url) == OWN


class TestWords:
    """What is not published is read by its own people and the centre, wherever it is shown."""

    SECRET = "Not to be read outside yet"

    def test_of_an_earlier_quarter_stay_unread_beside_a_published_one(
        self, visitors: dict[str, Client], cast: Cast
    ) -> None:
        published = make_return(cast, "published")
        period = ReportingPeriodFactory.create(quarter=CLOSED_QUARTER)
        accepted = make_return(cast, "accepted", period=period).quarterly_return
        QuarterlyReturn.objects.filter(pk=accepted.pk).update(overview=self.SECRET)
        MilestoneUpdateFactory.create(
            quarterly_return=accepted,
            milestone=published.milestone,
            rating="off_track",
            forecast_on=period.quarter.ends_on,
            narrative=self.SECRET,
            version=1,
        )

        detail = pages(visitors, reverse("programme:return-detail", args=published.address))
        assert readers(detail, "Last quarter: Off track") == OWN | READ_ALL
        assert readers(detail, self.SECRET) <= OWN | READ_ALL

    def test_that_send_a_return_back_stay_unread_once_it_is_published(
        self, visitors: dict[str, Client], cast: Cast
    ) -> None:
        returned = make_return(cast, "submitted")
        quarterly_return = returned.quarterly_return
        send_back_return(
            quarterly_return=quarterly_return,
            version=quarterly_return.version,
            reason=self.SECRET,
            actor=actor_for(cast.sro, on=NOW.date()),
            at=NOW,
        )
        QuarterlyReturn.objects.filter(pk=quarterly_return.pk).update(
            state=ReturnState.PUBLISHED, **signatures(cast, ReturnState.PUBLISHED)
        )

        history = pages(visitors, reverse("programme:return-history", args=returned.address))
        assert readers(history, self.SECRET) == OWN | READ_ALL
        detail = pages(visitors, reverse("programme:return-detail", args=returned.address))
        assert readers(detail, self.SECRET) <= OWN | READ_ALL

    def test_are_not_the_administrators_to_read_anywhere(
        self, visitors: dict[str, Client], cast: Cast
    ) -> None:
        submitted = make_return(cast, "submitted").quarterly_return
        QuarterlyReturn.objects.filter(pk=submitted.pk).update(overview=self.SECRET)
        addresses = ["/", reverse("programme:return-list", args=[submitted.period.slug])]

        for url in addresses:
            assert self.SECRET not in visitors["adm"].get(url).content.decode()


class TestPacks:
    @pytest.mark.parametrize("state", ["queued", "built", "proposed", "published"])
    def test_are_listed_to_those_who_may_read_them(
        self, visitors: dict[str, Client], cast: Cast, state: str
    ) -> None:
        pack = make_pack(cast, state)
        address = [pack.period.slug, pack.edition, pack.build]
        url = reverse("reporting:pack-detail", args=address)
        entitled = READ_PACKS if state == "published" else MAKE_PACKS

        assert readers(pages(visitors, reverse("reporting:pack-list")), url) == entitled
        assert readers(pages(visitors, reverse("home")), url) <= entitled


class TestObjectives:
    def test_in_draft_are_listed_to_their_own_office_the_head_and_the_auditor(
        self, visitors: dict[str, Client], cast: Cast
    ) -> None:
        address = situation("objectives:working-set", "draft", cast).address
        url = reverse("objectives:working-set", args=address)
        pk = ObjectiveSet.objects.get(slug=address[0]).pk
        record = reverse("objectives:office-record", args=[pk])

        assert readers(pages(visitors, reverse("home")), url) == {"po"}
        assert readers(pages(visitors, reverse("objectives:office-list")), record) == {
            "po",
            "head",
            "aud",
        }


def test_a_list_leads_back_to_where_its_readers_may_go() -> None:
    seen = {row.route: allowed(row) for row in table.rows() if row.method == "GET"}
    lists = {route: parent for route, parent in parents() if {route, parent} <= seen.keys()}

    assert len(lists) >= 3
    assert {route for route, parent in lists.items() if not seen[route] <= seen[parent]} == set()


def allowed(row: Row) -> frozenset[str]:
    """The columns that are shown the page."""
    return frozenset(column for column, answer in row.answers.items() if answer == "200")


def parents() -> Iterator[tuple[str, str]]:
    """The route of each list of entries, and of the page it names as its parent."""
    for route in routes():
        register = getattr(resolve(route.example).func, "view_initkwargs", {}).get("register")
        if register and route.name.endswith("-list"):
            yield route.name, register.parent[1]
