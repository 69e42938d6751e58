"""Whatever happens to the launcher, nothing it started goes on running."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from csplan.launch.checkout import ROOT
from csplan.launch.errors import CommandError, LaunchError
from csplan.launch.processes import Children, Words, finish

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")

# A program with a child of its own, which writes down both numbers.
FAMILY = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
draft = sys.argv[1] + ".draft"
open(draft, "w").write(f"{os.getpid()} {child.pid}")
os.rename(draft, sys.argv[1])
time.sleep(60)
"""
DEAF = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + FAMILY
LAUNCHER = """
import sys
from pathlib import Path
from csplan.launch.main import launch
from csplan.launch.processes import Children
def main(words):
    with Children(patience=1) as children:
        children.start("a family", [sys.executable, "-c", words[0], words[1]], log=Path(words[2]))
        children.first_to_end()
sys.exit(launch(main, sys.argv[1:]))
"""


def is_running(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_for(path: Path) -> list[int]:
    deadline = time.monotonic() + 20
    while not path.exists():
        assert time.monotonic() < deadline, "nothing was started"
        time.sleep(0.02)
    return [int(number) for number in path.read_text().split()]


def all_gone(numbers: list[int], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while any(map(is_running, numbers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(map(is_running, numbers))


def family(path: Path, script: str = FAMILY) -> Words:
    return [sys.executable, "-c", script, path]


@pytest.fixture
def roll(tmp_path: Path) -> Path:
    return tmp_path / "numbers"


class TestChildren:
    def test_stop_with_their_own_children(self, roll: Path, tmp_path: Path) -> None:
        with Children() as children:
            children.start("a family", family(roll), log=tmp_path / "log")
            numbers = wait_for(roll)
            assert all(map(is_running, numbers))

        assert all_gone(numbers, 2)

    def test_stop_although_they_refuse(self, roll: Path, tmp_path: Path) -> None:
        with Children(patience=0.2) as children:
            children.start("a family", family(roll, DEAF), log=tmp_path / "log")
            numbers = wait_for(roll)

        assert all_gone(numbers, 2)

    def test_stop_when_the_launcher_fails(self, roll: Path, tmp_path: Path) -> None:
        with suppress(LaunchError), Children() as children:
            children.start("a family", family(roll), log=tmp_path / "log")
            numbers = wait_for(roll)
            raise LaunchError("on purpose")

        assert all_gone(numbers, 2)

    def test_show_what_they_said_when_they_do_not_start(self, tmp_path: Path) -> None:
        with Children() as children:
            command = [sys.executable, "-c", "print('no room'); raise SystemExit(3)"]
            child = children.start("the web server", command, log=tmp_path / "log")

            with pytest.raises(
                LaunchError, match="no room\nStopped: the web server did not start"
            ):
                child.wait_until(lambda: False, seconds=10)

    def test_leave_the_signals_as_they_were(self) -> None:
        before = signal.getsignal(signal.SIGINT)

        with Children():
            pass

        assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.skipif(sys.platform != "linux", reason="follows processes through /proc")
class TestLauncher:
    def launched(self, roll: Path, tmp_path: Path) -> subprocess.Popen[bytes]:
        command: Words = [sys.executable, "-c", LAUNCHER, FAMILY, roll, tmp_path / "log"]
        return subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    @pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    def test_leaves_nothing_when_it_is_stopped(
        self, ending: signal.Signals, roll: Path, tmp_path: Path
    ) -> None:
        with self.launched(roll, tmp_path) as launcher:
            numbers = wait_for(roll)
            launcher.send_signal(ending)
            assert launcher.wait(timeout=20) == 128 + ending

        assert all_gone(numbers, 2)

    def test_stops_its_children_when_it_is_killed(self, roll: Path, tmp_path: Path) -> None:
        with self.launched(roll, tmp_path) as launcher:
            numbers = wait_for(roll)
            launcher.kill()

        try:
            assert all_gone(numbers[:1])
        finally:
            # The kernel signals the launcher's children; ending theirs is for them to do.
            os.kill(numbers[1], signal.SIGKILL)


class TestFinish:
    def test_returns_what_was_printed(self) -> None:
        assert finish("saying so", ["echo", "so"]) == "so\n"

    def test_raises_with_what_was_printed_and_the_exit_code(self) -> None:
        with pytest.raises(
            CommandError, match=r"^Stopped: trying failed \(exit code 7\)"
        ) as failed:
            finish("trying", ["sh", "-c", "echo out; echo err >&2; exit 7"])

        assert (failed.value.code, failed.value.output) == (7, "out\nerr\n")
