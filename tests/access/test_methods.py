"""A page answers to the methods it is for; any other does nothing."""

from collections.abc import Iterable

import pytest
from django.test import Client
from django.urls import reverse

from tests.access import table
from tests.access.people import PEOPLE, person
from tests.access.situations import situation
from tests.access.table import Row
from tests.access.visitors import rolled_back
from tests.access.watching import watched
from tests.conftest import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
REFUSED = frozenset({403, 404, 405})
REFUSALS = frozenset({"403", "404", "409", "429"})

FORMS = [row for row in table.rows() if row.expects_success]


OUTSIDER = "outsider"


def first_of_each_route(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """A row for each route, by the part of the program that the route belongs to."""
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(row.route, row)
    parts: dict[str, list[Row]] = {}
    for route, row in found.items():
        parts.setdefault(route.partition(":")[0], []).append(row)
    return parts


def best_answered(row: Row) -> str:
    """The column of somebody whom the page is for, as far as anybody is."""
    return min(PEOPLE, key=lambda column: row.answers[column] in REFUSALS)


@pytest.mark.parametrize(
    "rows", first_of_each_route(table.rows()).values(), ids=first_of_each_route(table.rows())
)
def test_a_page_refuses_methods_it_is_not_for(
    rows: list[Row], cast: Cast, visitors: dict[str, Client]
) -> None:
    problems = []
    for row in rows:
        with rolled_back(), watched() as watch:
            asked = situation(row.route, row.state, cast)
            url = reverse(row.route, args=asked.address)
            watch.written.clear()
            for method in sorted(METHODS - table.methods()[row.route]):
                keeper = visitors[best_answered(row)].generic(method, url).status_code
                outsider = visitors[OUTSIDER].generic(method, url).status_code
                if keeper != 405 or outsider not in REFUSED:
                    problems.append(f"{row.route}: {method} answers {keeper} and {outsider}")
            if watch.written_domain:
                problems.append(f"{row.route}: wrote to {sorted(watch.written_domain)}")

    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(
    "rows", first_of_each_route(FORMS).values(), ids=first_of_each_route(FORMS)
)
def test_a_form_from_elsewhere_is_refused(rows: list[Row], cast: Cast) -> None:
    """Without the token that only our own pages carry, nobody's form does anything."""
    client = Client(enforce_csrf_checks=True)

    for row in rows:
        column = next(column for column in PEOPLE if row.answers[column] == "ok")
        with rolled_back():
            asked = situation(row.route, row.state, cast)
            url = reverse(row.route, args=asked.address)
            client.force_login(person(cast, column))
            with watched() as watch:
                assert client.post(url, asked.form).status_code == 403, row.route
            assert not watch.written_domain, row.route
