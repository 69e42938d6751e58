"""Starting other programs so that none of them is left running."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import IO, Self, TypedDict, Unpack

from csplan.launch import checkout
from csplan.launch.checkout import say
from csplan.launch.errors import CommandError, InterruptedLaunchError, LaunchError

PR_SET_PDEATHSIG = 1
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LINES_SHOWN = 40

Words = Sequence[str | Path]


class Options(TypedDict, total=False):
    """How a program is started, where it differs from the launcher."""

    cwd: Path
    env: dict[str, str]
    user: int
    group: int
    extra_groups: list[int]


def stop_on_signals() -> None:
    """Turn the first request to stop into an exception, and ignore any that follow it.

    The exception unwinds through every `with` and `finally`; a second Ctrl-C in the middle of
    that would leave children behind.
    """
    for ending in ENDINGS:
        signal.signal(ending, interrupt)


def interrupt(number: int, _frame: FrameType | None) -> None:
    """Raise InterruptedLaunchError, once."""
    for ending in ENDINGS:
        signal.signal(ending, signal.SIG_IGN)
    raise InterruptedLaunchError(number)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Ignore requests to stop until the block is done."""
    before = {ending: signal.signal(ending, signal.SIG_IGN) for ending in ENDINGS}
    try:
        yield
    finally:
        for ending, handler in before.items():
            signal.signal(ending, handler)


def dying_with(parent: int, last_signal: signal.Signals) -> Callable[[], None]:
    """Return what a child runs first, so that it is signalled should the launcher be killed."""
    if sys.platform != "linux":
        return lambda: None
    libc = ctypes.CDLL(None)

    def prepare() -> None:
        for ending in ENDINGS:
            signal.signal(ending, signal.SIG_DFL)
        libc.prctl(PR_SET_PDEATHSIG, int(last_signal))
        # The launcher may have died before the line above took effect.
        if os.getppid() != parent:
            os._exit(1)

    return prepare


def spawn(
    command: Words,
    output: int | IO[bytes] | None,
    last_signal: signal.Signals = signal.SIGTERM,
    **options: Unpack[Options],
) -> subprocess.Popen[str]:
    """Start a program as the head of its own process group, its errors among its output."""
    options.setdefault("cwd", checkout.ROOT)
    options.setdefault("env", checkout.environment())
    return subprocess.Popen(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=None if output is None else subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=dying_with(os.getpid(), last_signal),
        **options,
    )


def end_group(process: subprocess.Popen[str], patience: float) -> None:
    """Wait for a program already asked to stop, then end whatever is left of its group."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(patience)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def finish(
    purpose: str,
    command: Words,
    **options: Unpack[Options],
) -> str:
    """Run a program to its end and return what it printed.

    Raises CommandError, which carries that output, when it fails.
    """
    process = spawn(command, subprocess.PIPE, **options)
    try:
        output, _ = process.communicate()
    finally:
        end_group_of_finished(process)
    if process.returncode:
        raise CommandError(purpose, process.returncode, output)
    return output


def show(command: Words, **options: Unpack[Options]) -> int:
    """Run a program that prints for itself, and return its exit code."""
    process = spawn(command, None, **options)
    try:
        return process.wait()
    finally:
        end_group_of_finished(process)


def end_group_of_finished(process: subprocess.Popen[str]) -> None:
    """End what a program left running, or the program itself when the launch was interrupted."""
    if process.poll() is None:
        process.terminate()
    end_group(process, patience=5)


@dataclass
class Child:
    """A program that runs beside the launcher until it is stopped."""

    name: str
    process: subprocess.Popen[str]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM

    def is_running(self) -> bool:
        """Say whether it has not ended."""
        return self.process.poll() is None

    def last_lines(self) -> str:
        """Return the end of what it printed."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-LINES_SHOWN:])

    def ask_to_stop(self) -> None:
        """Signal it, and return at once."""
        if self.is_running():
            self.process.send_signal(self.stop_signal)

    def wait_until(self, is_ready: Callable[[], bool], seconds: float) -> None:
        """Return when it is ready; raise LaunchError when it ends or the time is up."""
        deadline = time.monotonic() + seconds
        while not is_ready():
            if not self.is_running():
                raise LaunchError(f"{self.last_lines()}\nStopped: {self.name} did not start.")
            if time.monotonic() > deadline:
                raise LaunchError(f"Stopped: {self.name} was not ready in {seconds:.0f} seconds.")
            time.sleep(0.05)


@dataclass
class Children:
    """The programs started so far, all stopped on leaving the `with` block, whatever happens."""

    patience: float = 8
    started: list[Child] = field(default_factory=list)

    def start(
        self,
        name: str,
        command: Words,
        *,
        log: Path,
        stop_signal: signal.Signals = signal.SIGTERM,
        **options: Unpack[Options],
    ) -> Child:
        """Start a program whose output goes to a log of its own."""
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            process = spawn(command, output, stop_signal, **options)
        child = Child(name, process, log, stop_signal)
        self.started.append(child)
        return child

    def first_to_end(self) -> Child:
        """Wait until one of them ends by itself, and return it."""
        while True:
            for child in self.started:
                if not child.is_running():
                    return child
            time.sleep(0.2)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Ask all to stop, the last started first, and end those that do not."""
        if isinstance(error, InterruptedLaunchError):
            say("\nStopping")
        with undisturbed():
            for child in reversed(self.started):
                child.ask_to_stop()
            for child in reversed(self.started):
                end_group(child.process, self.patience)
