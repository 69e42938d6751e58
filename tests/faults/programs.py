"""csplan's own programs, run by the image's commands, to be killed and stopped in their tracks."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from csplan.launch.checkout import ROOT

SECONDS = 60.0
WEB = ("gunicorn", "csplan.wsgi", "--threads", "4", "--no-control-socket")
WORKER = (
    *("celery", "--app", "csplan.celery", "worker", "--concurrency", "1", "--loglevel", "INFO"),
    *("--without-gossip", "--without-mingle", "--without-heartbeat"),
)


class Program:
    """One program with whatever it starts."""

    def __init__(self, log: Path, env: dict[str, str], *command: str) -> None:
        self.path = log
        with log.open("wb") as lines:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env=env,
                stdout=lines,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def log(self) -> str:
        return self.path.read_text()

    @property
    def children(self) -> list[int]:
        pid = self.process.pid
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        return [int(word) for word in found.split()]

    def kill_children(self) -> int:
        """Kill what serves, and leave what starts it anew; return how many that were."""
        found = self.children
        for pid in found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return len(found)

    def freeze(self) -> None:
        """Let it stand still, as a machine does that is suspended."""
        os.killpg(self.process.pid, signal.SIGSTOP)

    def wake(self) -> None:
        os.killpg(self.process.pid, signal.SIGCONT)

    def kill(self) -> None:
        """End all of it at once, as a power cut does."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(SECONDS)


def manage(env: dict[str, str], *words: str) -> "subprocess.CompletedProcess[str]":
    """One of csplan's commands, run to its end."""
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
