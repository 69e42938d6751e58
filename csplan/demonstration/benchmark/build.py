"""Builds packs as a worker's tasks would, and says what they cost. Run in a process of its own.

Takes the name of a database and the numbers of packs that wait there.
"""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict

from django.db import connection

from csplan.core import clock
from csplan.core.printing.process import print_apart
from csplan.demonstration.benchmark.cost import MB, Cost, cost_of, peak_mb
from csplan.demonstration.benchmark.databases import use_database
from reporting.services.builds import Outcome, run_build
from reporting.services.fingerprint import rendering_fingerprint


class WatchedPrinter:
    """The real printer, with a note of what the rendering cost and the most memory it took."""

    rendering = Cost(cpu_s=0.0, wall_s=0.0)
    peak_mb = 0.0

    def render_pdf(self, html: str, *, progress: Callable[[str], None] | None = None) -> bytes:
        printed, self.rendering = cost_of(lambda: print_apart(html, progress))
        self.peak_mb = max(self.peak_mb, printed.peak / MB)
        return printed.pdf


def main() -> None:
    """Everything the tasks do, from the row in the queue to the stored files."""
    database, *pack_ids = sys.argv[1:]
    use_database(database)
    printer = WatchedPrinter()
    # Opening the connection and looking at the code are the worker's start, not the work.
    connection.ensure_connection()
    rendering_fingerprint()
    whole = cost_of(lambda: _build(pack_ids, printer))[1]
    waiting_mb = peak_mb()
    found = {
        "work": asdict(whole),
        "rendering": asdict(printer.rendering),
        "peak_mb": printer.peak_mb or waiting_mb,
        "waiting_mb": waiting_mb,
    }
    sys.stdout.write(json.dumps(found))


def _build(pack_ids: Sequence[str], printer: WatchedPrinter) -> None:
    for pk in pack_ids:
        outcome = run_build(pack_id=int(pk), moment=clock.now, printer=printer)
        if outcome is not Outcome.BUILT:
            raise SystemExit(f"Pack {pk} was not built: {outcome.value}")
