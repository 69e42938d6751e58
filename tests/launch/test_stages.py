"""A run of checks and tests that went wrong anywhere never looks as if it went well."""

import os
from pathlib import Path

import pytest

from csplan.launch.processes import Words
from csplan.launch.stages import Counts, Tally

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")

REPORT = '<testsuites><testsuite tests="9" failures="2" errors="1" skipped="4"/></testsuites>'


@pytest.fixture
def tally() -> Tally:
    return Tally()


def runner(code: int, report: str = "") -> Words:
    """A stand-in for pytest: it writes the report where it is told to, and ends with the code."""
    # The last word is --junitxml=PATH.
    script = 'code=$1; [ -z "$2" ] || printf %s "$2" > "${3#--junitxml=}"; exit "$code"'
    return ["sh", "-c", script, "pytest", str(code), report]


class TestChecks:
    def test_count_as_failures_when_they_fail(
        self, tally: Tally, capsys: pytest.CaptureFixture[str]
    ) -> None:
        tally.check("spelling", ["sh", "-c", "echo 'recieve, line 3'; exit 1"])

        assert "recieve, line 3\nspelling: failed in" in capsys.readouterr().out
        assert tally.failures == ["spelling"]
        assert tally.closing_line() == "0 passed, 1 failed"

    def test_are_silent_when_they_pass(
        self, tally: Tally, capsys: pytest.CaptureFixture[str]
    ) -> None:
        tally.check("spelling", ["echo", "all well"])

        assert "all well" not in capsys.readouterr().out
        assert tally.failures == []


class TestCheckBesideOthers:
    def test_ends_with_them_and_tells_how(
        self, tally: Tally, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        # The one waits for the other: neither would end before it was begun.
        with tally.checking("types", ["sh", "-c", 'read line < "$0"; echo "$line"; exit 1', pipe]):
            tally.check("spelling", ["sh", "-c", 'echo "wrong type" > "$0"', pipe])

        assert capsys.readouterr().out.startswith("spelling: passed in")
        assert tally.failures == ["types"]
        assert tally.closing_line() == "0 passed, 1 failed"

    def test_tells_what_a_failure_printed(
        self, tally: Tally, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with tally.checking("types", ["sh", "-c", "echo 'line 3: wrong type'; exit 1"]):
            pass
        with tally.checking("spelling", ["echo", "all well"]):
            pass

        told = capsys.readouterr().out
        assert told.startswith("line 3: wrong type\ntypes: failed in")
        assert "spelling: passed in" in told
        assert "all well" not in told

    def test_does_not_outlive_an_interruption(self, tally: Tally, tmp_path: Path) -> None:
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        command: Words = ["sh", "-c", 'echo $$ > "$0"; exec sleep 600', pipe]
        numbers: list[int] = []

        def interrupted() -> None:
            with tally.checking("types", command):
                numbers.append(int(pipe.read_text()))
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            interrupted()
        with pytest.raises(ProcessLookupError):
            os.kill(numbers[0], 0)
        assert tally.failures == []


class TestTests:
    def test_are_counted_from_the_report(self, tally: Tally, tmp_path: Path) -> None:
        tally.tests("SQLite", runner(1, REPORT), tmp_path / "report.xml")

        assert tally.counts == Counts(passed=2, failed=3, skipped=4)
        assert tally.failures == ["tests on SQLite"]
        assert tally.closing_line() == "2 passed, 3 failed, 4 skipped"

    def test_add_up_over_the_runs(self, tally: Tally, tmp_path: Path) -> None:
        passed = (
            '<testsuites><testsuite tests="5" failures="0" errors="0" skipped="0"/></testsuites>'
        )
        for name in ("PostgreSQL", "SQLite"):
            tally.tests(name, runner(0, passed), tmp_path / "report.xml")

        assert tally.closing_line() == "10 passed, 0 failed"
        assert tally.failures == []

    @pytest.mark.parametrize("code", [1, 2, 3, 4, -9])
    def test_fail_when_the_run_breaks_off(self, code: int, tally: Tally, tmp_path: Path) -> None:
        command = runner(code) if code > 0 else ["sh", "-c", "kill -9 $$"]
        tally.tests("SQLite", command, tmp_path / "report.xml")

        assert tally.failures == ["tests on SQLite"]
        assert tally.closing_line() == "0 passed, 1 failed"

    def test_may_be_none_in_one_run_but_not_in_all(self, tally: Tally, tmp_path: Path) -> None:
        tally.tests("SQLite", runner(5), tmp_path / "report.xml")
        assert tally.failures == []

        tally.require_some_test()

        assert tally.failures == ["no test was chosen"]
