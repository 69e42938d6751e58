"""What a web server's processes hold, as Linux tells it. Imports nothing of csplan or Django."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from statistics import median

MB = 1_000_000
SOURCES = (("smaps_rollup", "Pss:"), ("status", "VmRSS:"))
"""Memory with what is shared divided among its holders; all of it, where Linux keeps that back."""

Sample = tuple[float, float]
"""Which part of the time had passed, from 0 to 1, and how many megabytes were held."""


def children_of(pid: int) -> list[int]:
    """The processes that ``pid`` has started and that are there now; none where nobody tells."""
    with suppress(OSError):
        words = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(word) for word in words]
    return []


def held_mb(pids: Iterable[int]) -> float | None:
    """Millions of bytes held by all of them; None where it cannot be told of every one."""
    found = [_held_kib(pid) for pid in pids]
    known = [kib for kib in found if kib is not None]
    return sum(known) * 1024 / MB if known and len(known) == len(found) else None


def _held_kib(pid: int) -> int | None:
    for file, name in SOURCES:
        with suppress(OSError):
            lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
            values = [line.split()[1] for line in lines if line.startswith(name)]
            if values:
                return int(values[0])
    return None


def held_between(samples: Sequence[Sample], begin: float, end: float) -> float | None:
    """The median of what was held in that part of the time; None when nobody looked then."""
    inside = [held for passed, held in samples if begin <= passed <= end]
    return median(inside) if inside else None
