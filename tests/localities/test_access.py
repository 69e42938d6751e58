"""Every list of the organisation, asked by everybody. Written apart from the permissions."""

from collections.abc import Mapping

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from localities.models import LocalityMembership
from tests.access.visitors import signed_in, stranger
from tests.conftest import Cast
from tests.factories import (
    DepartmentFactory,
    FundingContributionFactory,
    HeadcountFactory,
    PaymentFactory,
    PostFactory,
)

FIGURES = {"adm", "nat"}
MEETINGS = {"adm", "nat", "head"}
KEEPERS = {"headcounts": FIGURES, "representation": FIGURES, "meetings": MEETINGS}
LISTS = (
    "departments", "clusters", "localities", "posts", "holders", "groups", "seats",
    "contributions", "planned-resources", "headcounts", "representation", "payments",
    "memberships", "meetings",
)  # fmt: skip
READ, KEPT = ("list", "export"), ("add", "import", "template")
ARGUMENTS = {"export": ["csv"], "template": ["ods"]}


@pytest.fixture
def visitors(cast: Cast) -> dict[str, Client]:
    return signed_in(cast)


def statuses(visitors: Mapping[str, Client], url: str) -> dict[str, int]:
    return {who: visitor.get(url).status_code for who, visitor in visitors.items()}


def expected(place: str, visitors: Mapping[str, Client], *, for_keepers: bool) -> dict[str, int]:
    keepers = KEEPERS.get(place, {"adm"})
    return {who: 200 if not for_keepers or who in keepers else 403 for who in visitors}


@pytest.mark.any_database
@pytest.mark.django_db
class TestLists:
    @pytest.mark.parametrize("place", LISTS)
    def test_are_read_by_anybody_and_kept_by_few(
        self, visitors: dict[str, Client], place: str
    ) -> None:
        for page in READ + KEPT:
            url = reverse(f"localities:{place}-{page}", args=ARGUMENTS.get(page, []))
            assert stranger().get(url).status_code == 302
            assert statuses(visitors, url) == expected(place, visitors, for_keepers=page in KEPT)

    def test_records_are_changed_and_ended_by_their_keepers(
        self, cast: Cast, visitors: dict[str, Client]
    ) -> None:
        contribution = FundingContributionFactory.create()
        membership = LocalityMembership.objects.create(locality=cast.own, cluster=cast.own.cluster)
        rows = {
            "departments": DepartmentFactory.create().pk,
            "clusters": cast.own.cluster_id,
            "localities": cast.own.pk,
            "posts": PostFactory.create(locality=cast.own).pk,
            "contributions": contribution.pk,
            "payments": PaymentFactory.create(contribution=contribution).pk,
            "memberships": membership.pk,
            "headcounts": HeadcountFactory.create(cluster=cast.own.cluster).pk,
        }
        for place, pk in rows.items():
            for page in ("record", "change"):
                url = reverse(f"localities:{place}-{page}", args=[pk])
                kept = page == "change"
                assert statuses(visitors, url) == expected(place, visitors, for_keepers=kept)

    def test_every_list_is_asked_about(self) -> None:
        names = get_resolver().namespace_dict["localities"][1].reverse_dict
        lists = {
            name.removesuffix("-import")
            for name in names
            if isinstance(name, str) and name.endswith("-import")
        }
        assert lists == set(LISTS)
