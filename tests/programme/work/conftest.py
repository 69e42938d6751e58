"""What the tests of the work programme share."""

import pytest
from django.test import Client

from tests.conftest import Cast
from tests.programme.work.situations import Work, make_work


@pytest.fixture
def work(cast: Cast) -> Work:
    """An agreed plan; see ``Work``."""
    return make_work(cast)


@pytest.fixture
def keeper(client: Client, cast: Cast) -> Client:
    """The co-ordinator of the cast's own locality."""
    client.force_login(cast.coordinator)
    return client
