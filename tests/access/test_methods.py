"""A page answers to the methods it is for; any other does nothing."""

from collections.abc import Iterable

import pytest
from django.test import Client
from django.urls import reverse

from tests.access import table
from tests.access.people import person
from tests.access.situations import situation
from tests.access.table import Row
from tests.access.visitors import rolled_back, signed_in
from tests.access.watching import fingerprint, watched
from tests.conftest import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
REFUSED = frozenset({403, 404, 405})


FORMS = [row for row in table.rows() if row.expects_success]


def first_of_each_route(rows: Iterable[Row]) -> list[Row]:
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(row.route, row)
    return list(found.values())


def route_of(row: Row) -> str:
    return row.route


@pytest.mark.parametrize("row", first_of_each_route(table.rows()), ids=route_of)
def test_a_page_refuses_methods_it_is_not_for(row: Row, cast: Cast) -> None:
    asked = situation(row.route, row.state, cast)
    url = reverse(row.route, args=asked.address)
    visitors = signed_in(cast).values()

    for method in sorted(METHODS - table.methods()[row.route]):
        with rolled_back(), watched() as watch:
            statuses = {visitor.generic(method, url).status_code for visitor in visitors}

        assert statuses <= REFUSED, f"{method} answers {statuses}"
        assert 405 in statuses, f"{method} answers {statuses}"
        assert not watch.written_domain


@pytest.mark.parametrize("row", first_of_each_route(FORMS), ids=route_of)
def test_a_form_from_elsewhere_is_refused(row: Row, cast: Cast) -> None:
    """Without the token that only our own pages carry, nobody's form does anything."""
    client = Client(enforce_csrf_checks=True)
    asked = situation(row.route, row.state, cast)
    url = reverse(row.route, args=asked.address)
    before = fingerprint()

    for column, expected in row.answers.items():
        if expected == "ok":
            client.force_login(person(cast, column))
            assert client.post(url, asked.form).status_code == 403
    assert fingerprint() == before
