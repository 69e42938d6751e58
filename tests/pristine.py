"""Makes the tables once on a database server, for each process of the tests to copy.

The migrations take longer than a copy of what they made, and each process of the tests needs
the tables, as does each database that a test throws away.
"""

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.plugin import blocking_manager_key

from csplan.demonstration.benchmark.databases import throw_away_database, use_database

VARIABLE = "CSPLAN_TEST_TEMPLATE"
MADE = pytest.StashKey[ExitStack]()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Make the database that others are copied from, before any other process is started."""
    config = session.config
    if connection.vendor == "sqlite" or VARIABLE in os.environ or config.option.collectonly:
        return
    made = config.stash[MADE] = ExitStack()
    made.enter_context(config.stash[blocking_manager_key].unblock())
    folder = made.enter_context(tempfile.TemporaryDirectory())
    real = connection.settings_dict["NAME"]
    name = made.enter_context(throw_away_database("pristine", Path(folder)))
    use_database(real)
    # Of this process and of those it starts: see the settings for tests.
    connection.settings_dict["TEST"]["TEMPLATE"] = os.environ[VARIABLE] = name


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Leave the server as it was."""
    if made := session.config.stash.get(MADE, None):
        made.close()
        del os.environ[VARIABLE]
