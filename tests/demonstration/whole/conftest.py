"""The whole demonstration, loaded once for these modules and rolled back after them."""

from collections.abc import Iterator

import pytest
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from csplan.demonstration.loading import DemonstrationSummary, load_demonstration
from tests.conftest import NOW
from tests.demonstration.conftest import rolled_back


@pytest.fixture(scope="package")
def demonstration_of_package(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[DemonstrationSummary]:
    var = tmp_path_factory.mktemp("var")
    with override_settings(CSPLAN_DEMONSTRATION=True, VAR=var), rolled_back(django_db_blocker):
        yield load_demonstration(at=NOW)


@pytest.fixture
def demonstration(
    demonstration_of_package: DemonstrationSummary, db: None
) -> DemonstrationSummary:
    """The whole demonstration, loaded, in settings that allow it."""
    return demonstration_of_package
