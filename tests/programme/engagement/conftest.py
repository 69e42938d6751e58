"""A plan with an outcome, and somebody's browser."""

from collections.abc import Callable

import pytest
from django.test import Client

from csplan.accounts.models import User
from programme.models import BusinessPlan, Outcome
from tests.conftest import Cast
from tests.factories import OutcomeFactory, ReportingPeriodFactory

SignIn = Callable[[User], Client]


@pytest.fixture
def outcome(cast: Cast) -> Outcome:
    ReportingPeriodFactory.create()
    return OutcomeFactory.create(order=1, title="A more unified Civil Service")


@pytest.fixture
def plan(outcome: Outcome) -> BusinessPlan:
    return outcome.plan


@pytest.fixture
def sign_in() -> SignIn:
    def browser(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return browser
