"""Runs one side of a comparison in a process of its own and asks the system what it took."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Timer
from typing import Any

from django.conf import settings

LONGEST_SECONDS = 300
"""As long as a task may run."""


class ProcessError(Exception):
    """A side of the comparison did not come to its end; holds what it said."""


@dataclass(frozen=True)
class Ran:
    """What the process said, and its processor seconds from start to end, imports included."""

    said: dict[str, Any]
    cpu_s: float


def run_python(
    arguments: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    seconds: float = LONGEST_SECONDS,
) -> Ran:
    """Run this Python with ``arguments``; it prints JSON. Raises ProcessError when it fails.

    It is stopped after so many ``seconds``, and when this process is.
    """
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    deadline = Timer(seconds, process.kill)
    deadline.start()
    with process:
        try:
            return _ran(process)
        finally:
            deadline.cancel()
            process.kill()


def _ran(process: "subprocess.Popen[str]") -> Ran:
    printed = process.stdout.read() if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise ProcessError(f"Ended with {process.returncode}: {printed[-2000:]}")
    return Ran(json.loads(printed.splitlines()[-1]), usage.ru_utime + usage.ru_stime)
