"""What waits waits in one process."""

import pytest

from tests.conftest import WITH_SERVICES
from tests.scheduling import share_of


class TestShare:
    @pytest.mark.parametrize(
        ("nodeid", "share"),
        [
            (
                "tests/access/test_lists.py::TestPacks::test_are_read[a::b]",
                "tests/access/test_lists.py",
            ),
            ("tests/journeys/test_quarter.py::test_quarter", "waiting"),
            ("tests/reporting/test_faults.py::TestDeath::test_of_a_child", "waiting"),
            ("tests/demonstration/whole/test_packs.py::test_a", "tests/demonstration/whole/"),
            ("tests/demonstration/whole/test_stages.py::test_b", "tests/demonstration/whole/"),
        ],
    )
    def test_is_a_file_or_all_that_waits(self, nodeid: str, share: str) -> None:
        assert share_of(nodeid) == share

    def test_is_never_lost_between_the_two_runs(self, request: pytest.FixtureRequest) -> None:
        """What asks no database is left out on PostgreSQL, and these are left out on SQLite."""
        items = (each for each in request.session.items if each.get_closest_marker("no_database"))
        lost = [each.nodeid for each in items if any(map(each.get_closest_marker, WITH_SERVICES))]
        assert lost == []

    def test_of_every_browser_is_one(self, request: pytest.FixtureRequest) -> None:
        browsers = (item for item in request.session.items if item.get_closest_marker("browser"))
        assert {share_of(item.nodeid) for item in browsers} <= {"waiting"}
