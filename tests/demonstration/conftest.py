"""The published plans, loaded once for each module and rolled back after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from csplan.demonstration.plans import PublishedPlans, load_plans
from tests.conftest import NOW


@contextmanager
def rolled_back(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let a fixture of a whole module write, and undo it at the end."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def plans_of_module(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[PublishedPlans]:
    with rolled_back(django_db_blocker):
        yield load_plans(at=NOW)


@pytest.fixture
def plans(plans_of_module: PublishedPlans, db: None) -> PublishedPlans:
    """Both published plans, loaded."""
    return plans_of_module


@pytest.fixture
def demonstration_settings(tmp_path: Path) -> Iterator[Path]:
    """Settings that allow a demonstration; gives the folder where its password is kept."""
    with override_settings(CSPLAN_DEMONSTRATION=True, VAR=tmp_path):
        yield tmp_path
