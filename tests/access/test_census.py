"""Every address the program answers at is known here, and closed to those who have not signed in.

What the table of test_matrix.py does not know is refused: an address is added to the table, or
falls under one of the rules of routes.py.
"""

from collections.abc import Callable, Iterator
from inspect import isabstract
from typing import TypeVar

import pytest
from django.templatetags.static import static
from django.test import Client
from django.urls import reverse, reverse_lazy

from tests.access import table
from tests.access.feedback_addresses import OPEN_TO_ANYBODY
from tests.access.people import ANONYMOUS
from tests.access.published_addresses import PUBLISHED
from tests.access.routes import ACCOUNT, RULED_BY_PREFIX, routes
from tests.access.visitors import stranger
from tests.access.watching import watched

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

HALF_WAY = (
    "mfa_authenticate", "mfa_login_webauthn", "openid_connect_login", "openid_connect_callback",
    "sign-in-again",
)  # fmt: skip
"""Steps of signing in that show a stranger nothing: they lead back, or answer only to a form."""

PUBLIC = frozenset(
    {
        "accessibility",
        "privacy",
        "healthz",
        "readyz",
        # Whoever holds a copy of a pack may check it; it tells of published editions alone.
        "reporting:pack-verify",
        "account_login",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "invitation",
        *HALF_WAY,
        *(f"objectives:{name}" for name in (*PUBLISHED, *OPEN_TO_ANYBODY)),
    }
)
"""What a stranger may read; static files are served before any of these is looked at."""

OF_ONE_SET = frozenset(f"objectives:{name}" for name, parts in PUBLISHED.items() if parts)
"""Public addresses that hold something only once it is published: the table reads them."""

BY_LINK = frozenset({"objectives:feedback-answer", "invitation"})
"""Public addresses that open to a link sent by e-mail: the table reads it."""

SIGNED_IN = frozenset(
    {
        "account_logout", "account_change_password", "account_reauthenticate", "mfa_index",
        "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp",
        "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_add_webauthn",
        "mfa_edit_webauthn", "mfa_remove_webauthn", "mfa_reauthenticate_webauthn",
        "usersessions_list",
    }
)  # fmt: skip
OTHER_METHODS = ("PUT", "PATCH", "DELETE")
SIGN_IN = reverse_lazy("account_login")
Answer = TypeVar("Answer")
TO_SIGN_IN_FIRST = [route for route in routes() if route.name not in PUBLIC]


def sent_to(client: Client, method: str, url: str) -> str:
    """Where the answer leads; the administration's own sign-in leads on to everybody's."""
    target = client.generic(method, url).headers.get("Location", "")
    if target.startswith(reverse("admin:login")):
        return sent_to(client, "GET", target)
    return target


def status_of(client: Client, method: str, url: str) -> int:
    return client.generic(method, url).status_code


def asked_by_strangers(
    ask: Callable[[Client, str, str], Answer], *methods: str
) -> Iterator[tuple[str, Answer, int]]:
    """Every closed address asked by each method: the request, its answer and its queries."""
    for route in TO_SIGN_IN_FIRST:
        for method in methods:
            with watched() as watch:
                answer = ask(stranger(), method, route.example)
            yield f"{method} {route}", answer, watch.query_count


class TestCensus:
    def test_finds_every_address_in_the_table_or_under_a_rule(self) -> None:
        known = set(table.methods())
        unknown = [
            route.pattern
            for route in routes()
            if route.name not in known and not route.name.startswith(tuple(RULED_BY_PREFIX))
        ]

        assert not unknown, f"Add to tests/access/matrix.csv: {', '.join(unknown)}"

    def test_finds_no_line_of_the_table_about_an_address_that_is_gone(self) -> None:
        assert set(table.methods()) <= {route.name for route in routes()}

    def test_lists_every_account_page_by_name(self) -> None:
        pages = {route.name for route in routes() if route.name.startswith(ACCOUNT)}

        assert pages == {name for name in PUBLIC if name.startswith(ACCOUNT)} | SIGNED_IN

    def test_lets_the_table_open_only_the_public_addresses(self) -> None:
        opened = {row.route for row in table.rows() if row.answers[ANONYMOUS] != "302"}

        assert opened == {name for name in PUBLIC if not name.startswith(ACCOUNT)}

    def test_finds_no_page_that_lacks_a_part_its_base_asks_for(self) -> None:
        unfinished = [
            route.name for route in routes() if isabstract(getattr(route.view, "view_class", None))
        ]

        assert not unfinished


class TestStrangers:
    def test_are_sent_to_sign_in_without_a_query(self) -> None:
        wrong = [
            (request, target, queries)
            for request, target, queries in asked_by_strangers(sent_to, "GET", "POST")
            if queries or not target.startswith(str(SIGN_IN))
        ]

        assert wrong == []

    def test_do_nothing_by_other_methods(self) -> None:
        wrong = [
            (request, status, queries)
            for request, status, queries in asked_by_strangers(status_of, *OTHER_METHODS)
            if queries or status not in (302, 405)
        ]

        assert wrong == []

    @pytest.mark.parametrize("name", sorted(PUBLIC - OF_ONE_SET - BY_LINK - {*HALF_WAY}))
    def test_read_the_public_pages(self, client: Client, name: str) -> None:
        (route,) = (route for route in routes() if route.name == name)

        assert client.get(route.example).status_code == 200

    @pytest.mark.parametrize("name", HALF_WAY)
    def test_see_nothing_of_a_sign_in_they_have_not_begun(self, client: Client, name: str) -> None:
        (route,) = (route for route in routes() if route.name == name)

        response = client.get(route.example)

        assert response.status_code == 405 or response.headers["Location"] == str(SIGN_IN)

    def test_are_served_static_files(self, client: Client) -> None:
        with watched() as watch:
            response = client.get(static("images/favicon.svg"))
            response.close()

        assert response.status_code == 200
        assert watch.query_count == 0

    def test_learn_nothing_from_an_address_that_does_not_exist(self, client: Client) -> None:
        with watched() as watch:
            response = client.get("/no/such/page/")

        assert response.status_code == 404
        assert watch.query_count == 0
