"""What the tests of sets share."""

from collections.abc import Callable

import pytest

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from tests.conftest import Cast
from tests.objectives.sets.offices import Draft, make_draft


@pytest.fixture
def draft(cast: Cast, actor_of: Callable[[User], Actor]) -> Draft:
    return make_draft(cast, actor_of)
