"""Every list of the organisation, asked by everybody. Written apart from the permissions."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from tests.conftest import Cast
from tests.factories import (
    DepartmentFactory,
    FundingContributionFactory,
    HeadcountFactory,
    PostFactory,
)

PEOPLE = (
    "coordinator", "assistant", "sro", "other_coordinator", "former_coordinator",
    "national_team", "head", "nsg", "private_office", "administrator", "auditor", "outsider",
)  # fmt: skip
FIGURES = {"administrator", "national_team"}
KEEPERS = {"headcounts": FIGURES, "representation": FIGURES}
LISTS = (
    "departments", "clusters", "localities", "posts", "holders", "groups", "seats",
    "contributions", "planned-resources", "headcounts", "representation",
)  # fmt: skip
READ, KEPT = ("list", "export"), ("add", "import", "template")
ARGUMENTS = {"export": ["csv"], "template": ["ods"]}


def statuses(cast: Cast, url: str) -> dict[str, int]:
    answers = {}
    for who in PEOPLE:
        client = Client()
        client.force_login(getattr(cast, who))
        answers[who] = client.get(url).status_code
    return answers


def expected(place: str, *, for_keepers: bool) -> dict[str, int]:
    keepers = KEEPERS.get(place, {"administrator"})
    return {who: 200 if not for_keepers or who in keepers else 403 for who in PEOPLE}


@pytest.mark.django_db
class TestLists:
    @pytest.mark.parametrize("place", LISTS)
    def test_are_read_by_anybody_and_kept_by_few(self, cast: Cast, place: str) -> None:
        for page in READ + KEPT:
            url = reverse(f"localities:{place}-{page}", args=ARGUMENTS.get(page, []))
            assert Client().get(url).status_code == 302
            assert statuses(cast, url) == expected(place, for_keepers=page in KEPT)

    def test_records_are_changed_and_ended_by_their_keepers(self, cast: Cast) -> None:
        rows = {
            "departments": DepartmentFactory.create().pk,
            "clusters": cast.own.cluster_id,
            "localities": cast.own.pk,
            "posts": PostFactory.create(locality=cast.own).pk,
            "contributions": FundingContributionFactory.create().pk,
            "headcounts": HeadcountFactory.create(cluster=cast.own.cluster).pk,
        }
        for place, pk in rows.items():
            for page in ("record", "change"):
                url = reverse(f"localities:{place}-{page}", args=[pk])
                assert statuses(cast, url) == expected(place, for_keepers=page == "change")

    def test_every_list_is_asked_about(self) -> None:
        names = get_resolver().namespace_dict["localities"][1].reverse_dict
        lists = {
            name.removesuffix("-import")
            for name in names
            if isinstance(name, str) and name.endswith("-import")
        }
        assert lists == set(LISTS)
