"""What both commands share: stopping on signals, one clear message, one set-up at a time."""

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from csplan.launch.checkout import ROOT, complain, say
from csplan.launch.errors import CommandError, InterruptedLaunchError, LaunchError
from csplan.launch.processes import stop_on_signals


def launch(main: Callable[[Sequence[str]], int], words: Sequence[str]) -> int:
    """Run the command and return its exit code, telling what stopped it in one line."""
    stop_on_signals()
    try:
        return main(words)
    except InterruptedLaunchError as error:
        complain(str(error))
        return error.code
    except CommandError as error:
        complain(f"{error.output.strip()}\n{error}".strip())
    except LaunchError as error:
        complain(str(error))
    except PermissionError as error:
        complain(f"This account may not write {error.filename}: {error.strerror}.")
    return 1


@contextmanager
def alone_in_the_checkout() -> Iterator[None]:
    """Keep two set-ups from working on one folder at once: the second waits for the first."""
    descriptor = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another set-up in this folder to finish")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
