"""The cast as the tables of access know it."""

import datetime as dt
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from csplan.accounts.choices import Role
from csplan.accounts.models import RoleGrant
from tests.access.visitors import Company, rolled_back, signed_in, spare_the_session
from tests.conftest import Cast, make_cast, make_other_locality, make_own_locality

BEGAN, ENDED = dt.date(2013, 4, 1), dt.date(2013, 12, 31)


@pytest.fixture(scope="module")
def company(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Company]:
    """Made, and signed in, once for the tests of a module: what each of them writes is undone."""
    with django_db_blocker.unblock(), rolled_back():
        cast = make_cast(make_own_locality(), make_other_locality())
        give_every_past_role(cast)
        visitors = signed_in(cast)
        for visitor in visitors.values():
            spare_the_session(visitor)
        yield Company(cast, {column: each.cookies for column, each in visitors.items()})


@pytest.fixture
def cast(company: Company, db: None) -> Cast:
    """Somebody who left had every role, each with the scope of its present holder."""
    return company.cast_again()


@pytest.fixture
def visitors(company: Company, db: None) -> dict[str, Client]:
    """Everybody in the table's columns, each signed in."""
    return company.visitors()


@pytest.fixture
def refusals_unlogged(caplog: pytest.LogCaptureFixture) -> None:
    """The log tells of each refusal with all that led to it; thousands tell nobody anything."""
    caplog.set_level(logging.ERROR, logger="django.request")


def give_every_past_role(cast: Cast) -> None:
    """Let who was a co-ordinator have had every other role as well."""
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
