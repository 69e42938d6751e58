"""Which tests run in one process, one after another, when several share the work.

Those of a file, for they share what was made for it. So do those of a folder that loads the whole
demonstration once. And what waits for browsers and for killed processes waits in one: two of
them at once would stand in each other's way, and two at rest would leave a core idle.

By path, since from pytest 9.2 on ``xdist_group`` marks nothing: pytest-xdist's issue 1386.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

WAITING = (
    "tests/faults/",
    "tests/journeys/",
    "tests/launch/test_production_processes.py",
    "tests/reporting/test_faults.py",
    "tests/reporting/test_processes.py",
)
TOGETHER = ("tests/demonstration/whole/",)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling | None:
    """Deal the tests out by share, where they are to be dealt out by file."""
    return Shares(config, log) if config.getoption("dist") == "loadfile" else None


class Shares(LoadScopeScheduling):
    """Gives each share to whichever process is free first, in the order of collection."""

    def _split_scope(self, nodeid: str) -> str:
        return share_of(nodeid)


def share_of(nodeid: str) -> str:
    """What the test is dealt out with."""
    if nodeid.startswith(WAITING):
        return "waiting"
    folder = next((folder for folder in TOGETHER if nodeid.startswith(folder)), None)
    return folder or nodeid.partition("::")[0]
