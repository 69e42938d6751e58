"""Lists answer everybody who is signed in, and show each only what they may see."""

from collections.abc import Mapping

import pytest
from django.test import Client
from django.urls import reverse

from tests.access.situations import make_pack, make_return, situation
from tests.access.visitors import signed_in
from tests.conftest import Cast
from tests.factories import ReportingPeriodFactory

pytestmark = pytest.mark.django_db

OWN = frozenset({"co", "ac", "sro"})
OTHER = frozenset({"co-other", "ac-other", "sro-other"})
SEE_PROGRESS = frozenset({"nat", "head", "aud", "adm"})
READ_ALL = SEE_PROGRESS - {"adm"}
READ_PACKS = OWN | OTHER | {"nat", "head", "nsg", "po", "aud"}
MAKE_PACKS = frozenset({"nat", "head"})


def pages(visitors: Mapping[str, Client], url: str) -> dict[str, str]:
    """What each person is shown at ``url``."""
    return {column: visitor.get(url).content.decode() for column, visitor in visitors.items()}


@pytest.fixture
def visitors(cast: Cast) -> dict[str, Client]:
    return signed_in(cast)


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
        address = situation("objectives:set-detail", "draft", cast).address
        url = reverse("objectives:set-detail", args=address)

        assert readers(pages(visitors, reverse("objectives:set-list")), url) == {
            "po",
            "head",
            "aud",
        }
