"""The whole build of a national pack beside stock WeasyPrint on the same finished HTML."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from statistics import median

import pikepdf
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Concat

from csplan.core.printing.assets import with_files
from csplan.core.printing.names import FONTCONFIG_FILE
from csplan.demonstration.benchmark.measure import in_turns, ratio_of_medians, spread
from csplan.demonstration.benchmark.processes import Ran, run_python
from csplan.demonstration.benchmark.report import Figure, Row, Section
from csplan.demonstration.benchmark.sites import request_build
from csplan.demonstration.synthetic import SyntheticData, SyntheticSize, load_size
from programme.models import QuarterlyReturn
from reporting.choices import FileKind
from reporting.document.pages import render_html
from reporting.document.snapshot import parse
from reporting.models import Pack, PackFile

BUILD = (
    "import django; django.setup(); from csplan.demonstration.benchmark import build; build.main()"
)
STOCK = "csplan.demonstration.benchmark.stock"
MOST_TIMES, MOST_OUTSIDE = 0.95, 0.1
MEMORY_MB, MEMORY_MB_A_PAGE = 60.0, 2.7

RUNS = """\
Medians of {runs} runs of each side in turns, each in a fresh process; the middle half of a
side's runs lies within {unquiet:.0%} of its median."""
NOTES = (
    """\
csplan: queries, snapshot, template, charts, rendering, tags, checks and storing, through the
function that the task calls. The database server's own time is not in it.""",
    """\
WeasyPrint: HTML(filename).write_pdf(target, pdf_variant="pdf/ua-1") as it comes, on the same
finished HTML with the style sheet inside and the same fonts.""",
    """\
Times are of the work alone, as a worker does it that has started. "Start and imports too" is
what the system reports of each whole process.""",
    """\
csplan prints in a process of its own, which starts anew for each document: its start and its
imports count as rendering, and its processor time as the work's. Each process says itself how
much memory it held at most.""",
)


@dataclass(frozen=True)
class Findings:
    """Every run of both sides, and what they made."""

    ours: Sequence[Ran]
    stock: Sequence[Ran]
    pages: int
    stock_pages: int
    pdf_kb: float
    stock_pdf_kb: float


class Bench:
    """One quarter's pack, built again and again in the database in force."""

    def __init__(self, database: str, folder: Path, data: SyntheticData, at: dt.datetime) -> None:
        self.database = database
        self.data = data
        self.at = at
        self.html, self.pdf = folder / "pack.html", folder / "stock.pdf"

    def build(self) -> Ran:
        """Ask for the pack, outside the measurement, and let a process make it.

        Something has changed each time: an unchanged pack is not made anew.
        """
        change_something(self.data)
        return build_in_a_process(self.database, [request_build(self.data, at=self.at)])

    def write_html(self) -> None:
        """Keep the document the latest pack was printed from, complete in one file."""
        snapshot = parse(_stored(FileKind.SNAPSHOT))
        self.html.write_text(with_files(render_html(snapshot)), encoding="utf-8")

    def print_with_stock(self) -> Ran:
        """With the same fonts as ours, or the pages would not be the same."""
        arguments = ["-m", STOCK, str(self.html), str(self.pdf)]
        return run_python(arguments, environment={"FONTCONFIG_FILE": str(FONTCONFIG_FILE)})


def change_something(data: SyntheticData) -> None:
    """Have each locality's return say something it has not said before."""
    written = Concat(F("overview"), Value(" It was looked at once more."))
    QuarterlyReturn.objects.filter(period=data.complete_period).update(overview=written)


def build_in_a_process(database: str, packs: Sequence[Pack]) -> Ran:
    """Let a process make the packs that were asked for, one after the other."""
    # Nothing stays open here that the other process would wait for.
    connection.close()
    return run_python(["-c", BUILD, database, *(str(pack.pk) for pack in packs)])


def measure_packs(
    database: str, folder: Path, size: SyntheticSize, *, runs: int, at: dt.datetime
) -> Findings:
    """Fill the database in force, then build and print in turns, ``runs`` times each."""
    bench = Bench(database, folder, load_size(size), at)
    # The first build is for its HTML, and warms the disk for both sides.
    bench.build()
    bench.write_html()
    ours, stock = in_turns(runs, [bench.build, bench.print_with_stock])
    pdf, stock_pdf = _stored(FileKind.PDF), bench.pdf.read_bytes()
    return Findings(
        ours=ours,
        stock=stock,
        pages=_pages(pdf),
        stock_pages=_pages(stock_pdf),
        pdf_kb=len(pdf) / 1000,
        stock_pdf_kb=len(stock_pdf) / 1000,
    )


def _stored(kind: FileKind) -> bytes:
    """A file of the pack built last."""
    return bytes(PackFile.objects.filter(kind=kind).latest("pk").content)


def _pages(pdf: bytes) -> int:
    with pikepdf.open(BytesIO(pdf)) as document:
        return len(document.pages)


def pack_section(found: Findings) -> Section:
    """The build beside the bare renderer."""
    ours, stock = found.ours, found.stock
    memory = MEMORY_MB + MEMORY_MB_A_PAGE * found.pages
    cpu, clock = (
        Row(name, _compared(_work(ours, what), _work(stock, what), "s", MOST_TIMES))
        for name, what in (("Processor time", "cpu_s"), ("Time on the clock", "wall_s"))
    )
    a_page = _per_page(ours, found.pages), _per_page(stock, found.stock_pages)
    whole = _whole_process(ours), _whole_process(stock)
    rows = (
        cpu,
        clock,
        Row("Of the processor time, outside the renderer", _outside(found)),
        Row("Processor time a page", _compared(*a_page, "ms")),
        Row("Processor time, start and imports too", _compared(*whole, "s")),
        Row(
            "Most memory of what prints",
            _compared(_peaks(ours), _peaks(stock), "MB", ours_at_most=memory),
        ),
        Row(
            "Most memory, the worker that waits too",
            _compared(_with_the_worker(ours), _peaks(stock), "MB"),
        ),
        Row("Size of the PDF", _compared([found.pdf_kb], [found.stock_pdf_kb], "kB")),
        Row("Pages", _compared([found.pages], [found.stock_pages], "")),
    )
    return Section("National pack beside stock WeasyPrint", rows, _notes(found))


def _compared(
    ours: Sequence[float],
    stock: Sequence[float],
    unit: str,
    at_most: float | None = None,
    *,
    ours_at_most: float | None = None,
) -> tuple[Figure, ...]:
    """Both sides' medians, and the ratio of them."""
    return (
        Figure("csplan", median(ours), unit, ours_at_most),
        Figure("WeasyPrint", median(stock), unit),
        Figure("Ratio", ratio_of_medians(ours, stock), "×", at_most),
    )


def _outside(found: Findings) -> tuple[Figure, ...]:
    """What csplan does around the renderer, as a part of the bare renderer's whole time."""
    outside = [ran.said["work"]["cpu_s"] - ran.said["rendering"]["cpu_s"] for ran in found.ours]
    return (
        Figure("csplan", median(outside), "s"),
        Figure("WeasyPrint", None, "s"),
        Figure("Ratio", ratio_of_medians(outside, _work(found.stock, "cpu_s")), "×", MOST_OUTSIDE),
    )


def _whole_process(runs: Sequence[Ran]) -> list[float]:
    return [ran.cpu_s for ran in runs]


def _work(runs: Sequence[Ran], what: str) -> list[float]:
    return [ran.said["work"][what] for ran in runs]


def _per_page(runs: Sequence[Ran], pages: int) -> list[float]:
    return [seconds * 1000 / pages for seconds in _work(runs, "cpu_s")]


def _peaks(runs: Sequence[Ran]) -> list[float]:
    return [ran.said["peak_mb"] for ran in runs]


def _with_the_worker(runs: Sequence[Ran]) -> list[float]:
    """Both processes' most, though neither need have held it while the other did."""
    return [ran.said["peak_mb"] + ran.said["waiting_mb"] for ran in runs]


def _notes(found: Findings) -> tuple[str, ...]:
    unquiet = max(spread(_work(side, "cpu_s")) for side in (found.ours, found.stock))
    return (RUNS.format(runs=len(found.ours), unquiet=unquiet), *NOTES)
