"""A web server of csplan's own kind on a port of this machine, for as long as it is loaded."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from csplan.demonstration.benchmark.processes import ProcessError
from csplan.demonstration.benchmark.served import DATABASE, FOLDER
from csplan.demonstration.benchmark.server import HOST

READY = "ready-*"
APPLICATION = "csplan.demonstration.benchmark.wsgi"
OPTIONS = ("--threads", "4", "--graceful-timeout", "3", "--no-control-socket")
PROXY = ("--forwarded-allow-ips", HOST)
SECONDS_TO_START, SECONDS_TO_STOP, LOOK_EVERY_S = 120.0, 10.0, 0.1


@dataclass(frozen=True)
class Web:
    """A web server that answers: its port, the process that starts the rest, and its folder."""

    port: int
    pid: int
    folder: Path

    @property
    def started(self) -> int:
        """How many workers have ever been ready: more than were asked for when one was lost."""
        return len(list(self.folder.glob(READY)))


@contextmanager
def web_server(database: str, folder: Path, *, workers: int) -> Iterator[Web]:
    """Serve the database by gunicorn with the image's options; gone when the block is left.

    ``folder`` holds the bytes of the bare views. Raises ProcessError when it does not come up.
    """
    for left in folder.glob(READY):
        left.unlink()
    with socket.create_server((HOST, 0)) as listener:
        process = _start(listener, database, folder, workers)
        try:
            web = Web(listener.getsockname()[1], process.pid, folder)
            _wait_until(lambda: web.started >= workers, process, folder)
            yield web
        finally:
            _stop(process)


def _start(
    listener: socket.socket, database: str, folder: Path, workers: int
) -> "subprocess.Popen[bytes]":
    """In a session of its own, so that Ctrl-C reaches only who then stops it."""
    place = listener.fileno()
    words = ["--bind", f"fd://{place}", "--workers", str(workers), "--worker-tmp-dir", str(folder)]
    with _log(folder).open("wb") as log:
        return subprocess.Popen(  # noqa: S603 - our own words
            [sys.executable, "-m", "gunicorn", APPLICATION, *OPTIONS, *PROXY, *words],
            cwd=settings.BASE_DIR,
            env=_environment(database, folder),
            pass_fds=[place],
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _environment(database: str, folder: Path) -> dict[str, str]:
    """The variables of the settings; the counts of requests in files, as the image keeps them."""
    own = {DATABASE: database, FOLDER: str(folder), "PROMETHEUS_MULTIPROC_DIR": f"{folder}/counts"}
    inherited = {name: word for name, word in os.environ.items() if name != "GUNICORN_CMD_ARGS"}
    return {**inherited, **own}


def _wait_until(
    is_ready: Callable[[], bool], process: "subprocess.Popen[bytes]", folder: Path
) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not is_ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise ProcessError(f"The web server did not start: {last_lines(folder)}")
        time.sleep(LOOK_EVERY_S)


def last_lines(folder: Path) -> str:
    """The end of what the web server said."""
    return _log(folder).read_text(errors="replace")[-2000:]


def _log(folder: Path) -> Path:
    return folder / "web.log"


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """Ask it to end, and end what has not within some seconds; it leads a group of its own."""
    process.terminate()
    try:
        with suppress(subprocess.TimeoutExpired):
            process.wait(SECONDS_TO_STOP)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(SECONDS_TO_STOP)
