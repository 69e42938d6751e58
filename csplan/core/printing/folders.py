"""A temporary folder for each document, gone once it is printed or, at the latest, at the next.

Whoever prints holds a lock on its folder. The kernel lets go of it when that process ends, however
that happens: a folder that nobody holds is one that nobody was left to remove.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

PREFIX = "csplan-print-"


@contextmanager
def folder_of_its_own() -> Iterator[str]:
    """An empty folder, removed afterwards, as is what was left of printing by processes killed.

    Raises OSError when there is no place for one.
    """
    _remove_abandoned(Path(gettempdir()))
    with ExitStack() as stack:
        yield _held_folder(stack)


def _held_folder(stack: ExitStack) -> str:
    folder = stack.enter_context(TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True))
    # Somebody who clears away may have come upon it before it was held; not where nothing locks.
    with suppress(OSError):
        fcntl.flock(_opened(folder, stack), fcntl.LOCK_EX)
    return folder if Path(folder).exists() else _held_folder(stack)


def _remove_abandoned(place: Path) -> None:
    for folder in place.glob(f"{PREFIX}*"):
        with ExitStack() as stack, suppress(OSError):
            opened = _opened(folder, stack)
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Anybody may make a folder of this name here.
            if os.fstat(opened).st_uid == os.geteuid():
                shutil.rmtree(folder, ignore_errors=True)


def _opened(folder: str | Path, stack: ExitStack) -> int:
    """Open until the stack ends: and so long does a lock last that is taken on it."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    stack.callback(os.close, opened)
    return opened
