"""The process that prints one document: ``python -m csplan.core.printing.child PARENT``.

It reads what to print from its standard input, as ``csplan.core.printing.process`` writes it, and
answers there in lines of JSON. It holds the renderer and nothing of Django, a database or a queue,
and lives no longer than the process that asked.
"""

import ctypes
import json
import os
import resource
import signal
import sys
import traceback
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from csplan.core.printing.errors import RenderError
from csplan.core.printing.fonts import printable
from csplan.core.printing.memory import peak_bytes
from csplan.core.printing.names import CHECKING

PR_SET_PDEATHSIG = 1
SECONDS_TO_END_IN = 5
MIB = 1024 * 1024
# Added to what the kernel reckons when memory is short: of what prints and what waits for it,
# the one that can be done again goes first.
BADNESS = Path("/proc/self/oom_score_adj"), "500"


def main() -> None:
    """Print one document. Ends without unwinding: what it holds takes long to give back."""
    _die_with(int(sys.argv[1]))
    answers = _answers()
    request = json.load(sys.stdin.buffer)
    _limit(seconds=request["seconds"], megabytes=request["megabytes"])
    try:
        _print(request["html"], request["files"], answers)
    except RenderError as error:
        traceback.print_exc()
        _say(answers, error=str(error))
    answers.flush()
    os._exit(0)


def _print(html: str, names: Mapping[str, str], answers: BinaryIO) -> None:
    files = {url: Path(name) for url, name in names.items()}
    renderer, checking = _libraries()
    pdf = renderer.render(printable(html, files), files, lambda words: _say(answers, words=words))
    _say(answers, words=CHECKING)
    checking.check_pdf(pdf)
    _say(answers, pdf=len(pdf), peak=peak_bytes())
    answers.write(pdf)


def _libraries() -> tuple[Any, Any]:
    """Imported once the limits are in force, and where their absence can be told."""
    try:
        renderer = import_module("csplan.core.printing.renderer")
    except OSError as error:
        raise RenderError("The renderer's system libraries are missing: install Pango") from error
    import_module("csplan.core.printing.tuning").hurry_no_collector()
    return renderer, import_module("csplan.core.printing.checking")


def _answers() -> BinaryIO:
    """Where answers go: what anything else prints is not taken for one."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers


def _say(answers: BinaryIO, **what: object) -> None:
    answers.write(json.dumps(what).encode() + b"\n")
    answers.flush()


def _die_with(parent: int) -> None:
    """End when the thread ends that waits for this; elsewhere than on Linux, at the next word.

    Whoever asks a group of processes to stop means that thread, which ends this one.
    """
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.SIG_IGN)
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL))
    # It may have ended before the line above took effect.
    if os.getppid() != parent:
        os._exit(1)


def _limit(*, seconds: int, megabytes: int) -> None:
    """Bound the processor's time and the memory, and leave no picture of it on the disk."""
    _bound(resource.RLIMIT_CORE, 0)
    _bound(resource.RLIMIT_CPU, seconds, more=SECONDS_TO_END_IN)
    if sys.platform == "linux":
        _bound(resource.RLIMIT_AS, megabytes * MIB)
    with suppress(OSError):
        BADNESS[0].write_text(BADNESS[1])


def _bound(what: int, most: int, *, more: int = 0) -> None:
    """Tighten one limit; whoever started all this may have set a tighter one."""
    highest = resource.getrlimit(what)[1]
    if highest == resource.RLIM_INFINITY or most + more <= highest:
        highest = most + more
    resource.setrlimit(what, (min(most, highest), highest))


if __name__ == "__main__":
    main()
