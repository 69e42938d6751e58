"""The cast as the tables of access know it."""

import datetime as dt
from typing import Any

import pytest

from csplan.accounts.choices import Role
from csplan.accounts.models import RoleGrant
from tests.conftest import Cast

BEGAN, ENDED = dt.date(2013, 4, 1), dt.date(2013, 12, 31)


@pytest.fixture
def cast(cast: Cast) -> Cast:
    """Somebody who left had every role, each with the scope of its present holder."""
    scopes: dict[Role, dict[str, Any]] = {
        Role.ASSISTANT: {"cluster": cast.own.cluster},
        Role.SRO: {"locality": cast.own},
        Role.PRIVATE_OFFICE: {"department": cast.private_office.grants.get().department},
    }
    others = [role for role in Role if role != Role.COORDINATOR]
    RoleGrant.objects.bulk_create(
        RoleGrant(
            user=cast.former_coordinator,
            role=role,
            starts_on=BEGAN,
            ends_on=ENDED,
            **scopes.get(role, {}),
        )
        for role in others
    )
    return cast
