"""Builds one pack as a worker's task would, and says what it cost. Run in a process of its own.

Takes the name of a database and the number of a pack that waits there.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict

from csplan.core import clock
from csplan.core.printing import pdf
from csplan.demonstration.benchmark.cost import Cost, cost_of, peak_mb
from csplan.demonstration.benchmark.databases import use_database
from reporting.services.builds import Outcome, run_build


class WatchedPrinter:
    """The real printer, with a note of what the rendering cost."""

    rendering = Cost(cpu_s=0.0, wall_s=0.0)

    def render_pdf(self, html: str, *, progress: Callable[[str], None] | None = None) -> bytes:
        data, self.rendering = cost_of(lambda: pdf.render_pdf(html, progress=progress))
        return data

    def check_pdf(self, data: bytes) -> None:
        pdf.check_pdf(data)


def main() -> None:
    """Everything the task does, from the row in the queue to the stored files."""
    database, pack_id = sys.argv[1:]
    use_database(database)
    printer = WatchedPrinter()
    outcome, whole = cost_of(
        lambda: run_build(pack_id=int(pack_id), moment=clock.now, printer=printer)
    )
    if outcome is not Outcome.BUILT:
        raise SystemExit(f"The pack was not built: {outcome.value}")
    found = {"work": asdict(whole), "rendering": asdict(printer.rendering), "peak_mb": peak_mb()}
    sys.stdout.write(json.dumps(found))
