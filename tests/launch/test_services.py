"""The databases of the tests' own start empty and leave nothing."""

import os
from pathlib import Path

import psycopg2  # type: ignore[import-untyped]
import pytest
import redis

from csplan.launch.services import redis_program, running_services
from tests.launch.test_processes import is_running

pytestmark = [
    pytest.mark.services,
    pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning"),
]


def children_of(parent: int) -> set[int]:
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return {int(number) for number in listed.split()}


class TestRunningServices:
    def test_answer_while_wanted_and_are_gone_afterwards(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("CSPLAN_TEST_DATABASE_URL", raising=False)
        monkeypatch.delenv("CSPLAN_TEST_REDIS_URL", raising=False)
        before = children_of(os.getpid())

        with running_services() as addresses:
            started = children_of(os.getpid()) - before
            connection = psycopg2.connect(addresses["DATABASE_URL"])
            encoding = connection.get_parameter_status("server_encoding")
            connection.close()
            with redis.Redis.from_url(addresses["REDIS_URL"]) as client:
                held = client.dbsize()

        assert (encoding, held, len(started)) == ("UTF8", 0, 2)
        assert not any(map(is_running, started))

    def test_are_those_given_by_address(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CSPLAN_TEST_DATABASE_URL", "postgresql://mine")
        monkeypatch.setenv("CSPLAN_TEST_REDIS_URL", "redis://mine")

        with running_services() as addresses:
            assert addresses == {"DATABASE_URL": "postgresql://mine", "REDIS_URL": "redis://mine"}


class TestRedisProgram:
    def test_comes_from_the_packages_where_the_machine_has_none(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shutil.which", lambda name: None)

        assert os.access(redis_program(), os.X_OK)
