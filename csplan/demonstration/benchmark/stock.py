"""Prints a finished HTML file with WeasyPrint as it comes, and says what it cost.

Run in a process of its own, which has met nothing of csplan that could have changed the
renderer. Takes the HTML file and the PDF file to write.
"""

import json
import sys
from dataclasses import asdict

import weasyprint

from csplan.demonstration.benchmark.cost import cost_of, peak_mb


def main() -> None:
    """No more than the line everybody writes."""
    source, target = sys.argv[1:]
    _, work = cost_of(
        lambda: weasyprint.HTML(filename=source).write_pdf(target, pdf_variant="pdf/ua-1")
    )
    sys.stdout.write(json.dumps({"work": asdict(work), "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main()
