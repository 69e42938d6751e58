"""One running csplan for all tests here, on servers of its own."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.conf import settings
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.faults.servers import Cluster, pointed_at
from tests.faults.world import World

Figure = Callable[[str], None]


@pytest.fixture(scope="package")
def place() -> Iterator[Path]:
    """A folder that the account running PostgreSQL may look into."""
    with TemporaryDirectory(prefix="csplan-faults-") as folder:
        os.chmod(folder, 0o755)  # noqa: S103 - it must reach its own
        yield Path(folder)


@pytest.fixture(scope="package")
def running_world(
    place: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[World]:
    """See ``World``; the tables are those of the tests' own database."""
    if connection.vendor != "postgresql" or not settings.REDIS_URL:
        pytest.skip("needs PostgreSQL and Redis: set DATABASE_URL and REDIS_URL")
    with django_db_blocker.unblock():
        cluster = Cluster(place)
        try:
            cluster.copy_from(connection.settings_dict)
            with pointed_at(cluster.url):
                world = World(place, cluster)
            try:
                yield world
            finally:
                world.stop()
        finally:
            cluster.stop()


@pytest.fixture
def world(running_world: World, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The running csplan, with this process looking at its database too."""
    with django_db_blocker.unblock(), pointed_at(running_world.cluster.url):
        yield running_world


@pytest.fixture
def figure(
    request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> Figure:
    """Notes what the summary tells of a test: its first line is the promise, this the figure."""
    doc = request.function.__doc__ or ""
    record_property("promise", doc.splitlines()[0])
    return lambda words: record_property("figure", words)
