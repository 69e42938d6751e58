"""The two commands: what they are asked, what they answer."""

import os
import signal
from collections.abc import Sequence
from pathlib import Path

import pytest

from csplan.launch import main, run, test
from csplan.launch.errors import CommandError, InterruptedLaunchError, LaunchError
from csplan.launch.stages import Counts, Tally


@pytest.fixture(autouse=True)
def signals_untouched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main, "stop_on_signals", lambda: None)


class TestLaunch:
    @pytest.mark.parametrize(
        ("error", "code", "told"),
        [
            (LaunchError("Port 8000 is in use."), 1, "Port 8000 is in use.\n"),
            (
                CommandError("npm ci", 7, "no room\n"),
                1,
                "no room\nStopped: npm ci failed (exit code 7).\n",
            ),
            (InterruptedLaunchError(signal.SIGTERM), 143, "Stopped.\n"),
            (
                PermissionError(13, "Permission denied", "/opt/csplan/.venv"),
                1,
                "This account may not write /opt/csplan/.venv: Permission denied.\n",
            ),
        ],
    )
    def test_tells_what_stopped_it_without_a_traceback(
        self, error: Exception, code: int, told: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def stopped(words: Sequence[str]) -> int:
            raise error

        assert main.launch(stopped, []) == code
        assert capsys.readouterr().err == told

    def test_returns_what_the_command_returns(self) -> None:
        assert main.launch(len, ["one", "two"]) == 2


class TestRun:
    def test_takes_a_file_from_the_callers_folder(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)

        assert run.arguments(["--pack", "my pack.pdf"]).pack == tmp_path / "my pack.pdf"

    def test_serves_on_port_8000_unless_asked_otherwise(self) -> None:
        assert run.arguments([]).port == 8000
        assert run.arguments(["--port", "8080"]).port == 8080

    def test_returns_the_exit_code_of_building_the_pack(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        built: list[str] = []

        def show(command: list[str], **options: object) -> int:
            built.extend(command)
            return 4

        monkeypatch.setattr(run, "set_up", lambda: None)
        monkeypatch.setattr(run, "start_worker", lambda children: None)
        monkeypatch.setattr(run, "show", show)

        assert run.main(["--pack", str(tmp_path / "pack.pdf")]) == 4
        assert built[-3:] == ["--last-complete", "--output", str(tmp_path / "pack.pdf")]


class TestTest:
    @pytest.fixture(autouse=True)
    def nothing_runs(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        done: list[str] = []

        def run_tests(tally: Tally, words: Sequence[str], folder: Path) -> None:
            done.append(f"tests {' '.join(words)}".strip())
            tally.counts += Counts(passed=3)

        for name in test.NOT_FOR_TESTS:
            # Set here so that they are as they were once the test is over.
            monkeypatch.setenv(name, "the caller's")
        monkeypatch.setattr(test, "set_up", lambda: done.append("set-up"))
        monkeypatch.setattr(test, "check", lambda tally: done.append("checks"))
        monkeypatch.setattr(test, "run_tests", run_tests)
        return done

    def test_checks_the_code_before_it_tests_it(self, nothing_runs: list[str]) -> None:
        assert test.main([]) == 0
        assert nothing_runs == ["set-up", "checks", "tests"]

    def test_passes_arguments_on_and_leaves_the_checks_out(self, nothing_runs: list[str]) -> None:
        assert test.main(["-k", "sign_off"]) == 0
        assert nothing_runs == ["set-up", "tests -k sign_off"]

    def test_ends_with_the_totals(self, capsys: pytest.CaptureFixture[str]) -> None:
        test.main([])

        assert capsys.readouterr().out.splitlines()[-1] == "3 passed, 0 failed"

    def test_fails_when_a_check_failed(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def check(tally: Tally) -> None:
            tally.check("spelling", ["sh", "-c", "exit 1"])

        monkeypatch.setattr(test, "check", check)

        assert test.main([]) == 1
        assert capsys.readouterr().out.endswith("Failed: spelling\n\n3 passed, 1 failed\n")

    def test_stays_off_the_callers_database(self) -> None:
        test.main([])

        assert "DATABASE_URL" not in os.environ
