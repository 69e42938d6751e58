"""Printing in a process of its own, as seen by the one that waits for it.

See ``csplan.core.printing.child`` for the other side, and docs/pdf.md for why.
"""

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from csplan.core.printing.assets import files_to_print_with
from csplan.core.printing.errors import PrinterStoppedError, RenderError
from csplan.core.printing.folders import folder_of_its_own
from csplan.core.printing.names import FONTCONFIG_FILE

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[3]
COMMAND = (
    *(sys.executable, "-P", "-X", "faulthandler"),
    # That there are none but the documents' own is meant.
    *("-W", "ignore:No fonts configured in FontConfig"),
    *("-m", "csplan.core.printing.child"),
)
KEPT = ("DYLD_FALLBACK_LIBRARY_PATH", "LD_LIBRARY_PATH", "PATH", "PYTHONDONTWRITEBYTECODE")
"""What the process needs of this one's environment, which holds passwords besides."""
MOST_LOGGED = 4000
"""Characters of what the process says beside its answers."""

NOT_STARTED = "The program that makes the PDF could not be started"
STOPPED = "The program that makes the PDF stopped before it was finished"
KILLED = (
    "The program that makes the PDF was stopped from outside, most likely because the machine "
    "ran short of memory"
)
TOOK_TOO_LONG = "Making the PDF took more of the processor's time than it may"


Progress = Callable[[str], None]


@dataclass(frozen=True)
class Printed:
    """A PDF that was checked, and the most memory, in bytes, of the process that made it."""

    pdf: bytes
    peak: int


def print_apart(html: str, progress: Progress | None = None) -> Printed:
    """Print ``html`` in a process of its own, which has ended when this returns or raises.

    Raises RenderError when the document cannot be printed, PrinterStoppedError when the process
    stopped or could not be started, and whatever ``progress`` raises.
    """
    request = {
        "html": html,
        "files": {url: str(path) for url, path in files_to_print_with().items()},
        "seconds": settings.CSPLAN_PRINTING_SECONDS,
        "megabytes": settings.CSPLAN_PRINTING_MB,
    }
    with _bounded_pipe() as (said, saying), _started(saying) as process:
        try:
            _ask(process, request)
            printed = _answer(process, progress)
        finally:
            _log(said)
    return printed


@contextmanager
def _bounded_pipe() -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """What is said into it is kept up to what a pipe holds: nobody waits for it to be read."""
    reading, writing = os.pipe()
    with open(reading, "rb") as said, open(writing, "wb") as saying:
        os.set_blocking(reading, False)
        os.set_blocking(writing, False)
        yield said, saying


@contextmanager
def _started(saying: IO[bytes]) -> Iterator["subprocess.Popen[bytes]"]:
    """The process, in a folder of its own; both are gone afterwards, whatever happens."""
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(folder_of_its_own())
            process = stack.enter_context(_start(folder, saying))
        except OSError as error:
            raise PrinterStoppedError(NOT_STARTED) from error
        stack.callback(process.kill)
        yield process


def _start(folder: str, saying: IO[bytes]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603 - our own words
        [*COMMAND, str(os.getpid())],
        cwd=folder,
        env=_environment(folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=saying,
        # Ctrl-C is for whoever waits, who then ends this.
        start_new_session=True,
    )


def _environment(folder: str) -> dict[str, str]:
    """No more than the process needs: no password, no key, no proxy, no home."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    others = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
    paths = [str(ROOT), *map(os.path.abspath, others)]
    return kept | {
        "FONTCONFIG_FILE": str(FONTCONFIG_FILE),
        "HOME": folder,
        "LANG": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join(paths),
        "TMPDIR": folder,
    }


def _ask(process: "subprocess.Popen[bytes]", request: dict[str, Any]) -> None:
    """One that has ended already is found out by its answer."""
    with suppress(BrokenPipeError), _open(process.stdin) as asking:
        asking.write(json.dumps(request).encode())


def _answer(process: "subprocess.Popen[bytes]", progress: Progress | None) -> Printed:
    answers = _open(process.stdout)
    while (line := answers.readline()).endswith(b"\n"):
        match json.loads(line):
            case {"words": words}:
                if progress:
                    progress(words)
            case {"error": reason}:
                raise RenderError(reason)
            case {"pdf": size, "peak": peak}:
                pdf = answers.read(size)
                if len(pdf) == size:
                    return Printed(pdf, peak)
    raise PrinterStoppedError(_why(process.wait()))


def _open(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise ValueError("There is no pipe to the process")
    return stream


def _why(code: int) -> str:
    """Why the process stopped, by what the system says of it: below zero is minus a signal."""
    match -code:
        case signal.SIGKILL:
            return KILLED
        case signal.SIGXCPU:
            return f"{TOOK_TOO_LONG} ({settings.CSPLAN_PRINTING_SECONDS} seconds)"
        case number if number > 0:
            return f"{STOPPED} ({signal.Signals(number).name})"
        case _:
            return STOPPED


def _log(said: IO[bytes]) -> None:
    words = (said.read() or b"").decode(errors="replace").strip()
    if words:
        logger.warning("What prints said: %s", words[-MOST_LOGGED:])
