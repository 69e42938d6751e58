"""What the log says of signing in, and of failing to."""

import logging
from collections.abc import Callable

import pytest
from django.test import Client

from csplan.accounts.models import User
from tests.conftest import Cast
from tests.factories import UserFactory
from tests.people.stage import CODE, recovery_codes, sign_in, with_second_factor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]

WRONG = "harbour-lantern-nine"


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """Gives what was logged since it was last asked."""
    caplog.set_level(logging.INFO, logger="csplan.sign_in")

    def since() -> list[str]:
        said = [record.getMessage() for record in caplog.records if "sign_in" in record.name]
        caplog.clear()
        return said

    return since


class TestLog:
    def test_names_accounts_by_number_and_tells_how_and_from_where(
        self, client: Client, cast: Cast, lines: Callable[[], list[str]]
    ) -> None:
        person = with_second_factor(cast.nsg)
        stranger = User(email="nobody@example.org")
        closed: User = UserFactory.create(is_active=False)

        for user in (person, stranger, closed):
            sign_in(client, user, WRONG)
        sign_in(client, closed)
        assert lines() == [
            f"Password refused: account {number} from 127.0.0.1"
            for number in (person.pk, "unknown", closed.pk, closed.pk)
        ]

        sign_in(client, person)
        client.post(CODE, {"code": "000000"})
        client.post(CODE, {"code": recovery_codes(person)[0]})
        assert lines() == [
            f"Code refused: account {person.pk} from 127.0.0.1",
            f"Signed in: account {person.pk} by mfa+password from 127.0.0.1",
        ]

    def test_tells_of_attempts_that_were_not_even_looked_at(
        self, client: Client, cast: Cast, lines: Callable[[], list[str]]
    ) -> None:
        for _ in range(11):
            sign_in(client, cast.nsg, WRONG)

        assert len(lines()) == 11

    def test_tells_of_passkeys_and_of_the_current_password(
        self, client: Client, cast: Cast, lines: Callable[[], list[str]]
    ) -> None:
        client.post("/account/passkey/", {"credential": '{"id": "x"}'})
        client.force_login(cast.nsg)
        client.post("/account/password/", {"oldpassword": WRONG})

        assert lines() == [
            "Passkey refused: account unknown from 127.0.0.1",
            f"Password refused: account {cast.nsg.pk} from 127.0.0.1",
        ]
