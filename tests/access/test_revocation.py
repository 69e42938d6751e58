"""A change of somebody's account or roles acts on their next request, in the same session."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from csplan.accounts.choices import Role
from csplan.accounts.models import RoleGrant
from csplan.accounts.querysets import RoleGrantQuerySet
from tests.access import table
from tests.access.people import person
from tests.access.situations import make_pack, make_return, situation
from tests.access.table import Row
from tests.access.test_matrix import Request
from tests.access.visitors import rolled_back
from tests.conftest import NOW, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

TODAY = NOW.date()
YESTERDAY = TODAY - dt.timedelta(days=1)
TOMORROW = TODAY + dt.timedelta(days=1)
PRIVILEGES = {
    "co": ("programme:return-detail", "open"),
    "ac": ("programme:return-detail", "open"),
    "sro": ("programme:return-sign-off", "submitted"),
    "nat": ("programme:return-detail", "open"),
    "head": ("programme:return-extend", "open"),
    "nsg": ("reporting:pack-detail", "published"),
    "po": ("objectives:working-set", "draft"),
    "adm": ("people:list", ""),
    "aud": ("programme:return-history", "accepted"),
}
"""Something that each role may see and somebody without a role may not."""

FAMILIES = [f"programme:{kind}-" for kind in ("action", "question", "return", "saving")]
"""Routes about what somebody is named in."""


def privileged_url(column: str, cast: Cast) -> str:
    route, state = PRIVILEGES[column]
    if column == "adm":
        return reverse(route)
    return reverse(route, args=situation(route, state, cast).address)


@pytest.mark.parametrize("column", PRIVILEGES)
class TestGrant:
    def test_holds_from_its_first_day_through_its_last(
        self, client: Client, cast: Cast, column: str
    ) -> None:
        url = privileged_url(column, cast)
        client.force_login(person(cast, column))
        held = grants(cast, column)

        held.update(starts_on=TOMORROW)
        assert client.get(url).status_code in {403, 404}
        held.update(starts_on=TODAY, ends_on=TODAY)
        assert client.get(url).status_code == 200
        held.update(starts_on=YESTERDAY, ends_on=YESTERDAY)
        assert client.get(url).status_code in {403, 404}
        assert client.get(reverse("home")).status_code == 200

    def test_is_worth_nothing_once_the_account_is_closed(
        self, client: Client, cast: Cast, column: str
    ) -> None:
        url = privileged_url(column, cast)
        user = person(cast, column)
        client.force_login(user)
        assert client.get(url).status_code == 200

        type(user).objects.filter(pk=user.pk).update(is_active=False)

        response = client.get(url, follow=True)
        last, status = response.redirect_chain[-1]
        assert last.startswith(reverse("account_login"))
        assert status == 302


@pytest.mark.parametrize("family", FAMILIES)
class TestWhoTookPart:
    def test_is_answered_as_a_stranger_once_gone(
        self, cast: Cast, visitors: dict[str, Client], family: str
    ) -> None:
        """Asked, answered, signed off or owned it as they did: that outlasts no role."""
        problems = [
            f"{row}, {column}: {problem}"
            for row in rows_of(family)
            for column, problem in problems_once_gone(row, cast, visitors)
        ]

        assert not problems, "\n".join(["", *problems])


def rows_of(family: str) -> Iterable[Row]:
    """For each route, the line of the table that lets most roles in; one that writes, if any."""
    widest: dict[str, Row] = {}
    for row in table.rows():
        before = widest.get(row.route, row)
        if row.route.startswith(family) and len(let_in(row)) >= len(let_in(before)):
            widest[row.route] = row
    return widest.values()


def let_in(row: Row) -> list[str]:
    """Whom the row answers better than somebody without a role."""
    answers = row.answers
    return [
        column
        for column in PRIVILEGES
        if answers[column] in {"200", "ok"} and answers[column] != answers["outsider"]
    ]


def problems_once_gone(
    row: Row, cast: Cast, visitors: Mapping[str, Client]
) -> Iterator[tuple[str, str]]:
    columns = let_in(row)
    with rolled_back():
        asked = situation(row.route, row.state, cast)
        for column in columns:
            grants(cast, column).update(ends_on=YESTERDAY)
        gone = replace(row, answers=dict.fromkeys(columns, row.answers["outsider"]))
        request = Request(gone, asked)
        for column in columns:
            for problem in request.problems_for(visitors[column], column, cast):
                yield column, problem


class TestAnotherScope:
    def test_is_all_that_counts_after_a_move(self, client: Client, cast: Cast) -> None:
        own = reverse("programme:return-detail", args=make_return(cast, "open").address)
        client.force_login(cast.coordinator)
        assert client.get(own).status_code == 200

        cast.coordinator.grants.update(locality=cast.other)

        assert client.get(own).status_code == 404

    def test_of_an_assistant_is_a_cluster_and_follows_its_localities(
        self, client: Client, cast: Cast
    ) -> None:
        own = reverse("programme:return-detail", args=make_return(cast, "open").address)
        client.force_login(cast.other_assistant)
        assert client.get(own).status_code == 404

        type(cast.own).objects.filter(pk=cast.own.pk).update(cluster=cast.other.cluster)

        assert client.get(own).status_code == 200


class TestTwoRoles:
    def test_add_up(self, client: Client, cast: Cast) -> None:
        """An SRO of one locality who sits on the NSG reads packs, and still only own returns."""
        pack = make_pack(cast, "published")
        address = [pack.period.slug, pack.edition, pack.build]
        others = make_return(cast, "open", locality=cast.other)
        RoleGrant.objects.create(user=cast.sro, role=Role.NSG, starts_on=YESTERDAY)
        client.force_login(cast.sro)

        assert client.get(reverse("reporting:pack-read", args=address)).status_code == 200
        other_url = reverse("programme:return-detail", args=others.address)
        assert client.get(other_url).status_code == 404


def grants(cast: Cast, column: str) -> RoleGrantQuerySet:
    return RoleGrant.objects.filter(user=person(cast, column))
