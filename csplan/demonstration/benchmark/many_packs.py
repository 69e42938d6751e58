"""What packs cost as there are more of them, or more in them, or nothing new in them."""

import datetime as dt
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO
from pathlib import Path
from statistics import median

import pikepdf
from django.db import connection
from django.urls import reverse

from csplan.accounts.selectors import actor_for
from csplan.core import clock
from csplan.core.printing import pdf
from csplan.demonstration.benchmark import views
from csplan.demonstration.benchmark.cost import cost_of
from csplan.demonstration.benchmark.databases import throw_away_database, use_database
from csplan.demonstration.benchmark.measure import in_turns, ratio_of_medians
from csplan.demonstration.benchmark.packs import (
    MEMORY_MB,
    MEMORY_MB_A_PAGE,
    Bench,
    build_in_a_process,
    change_something,
)
from csplan.demonstration.benchmark.processes import Ran
from csplan.demonstration.benchmark.report import Figure, Row, Section
from csplan.demonstration.benchmark.server import Server, queries_of, session_cookie
from csplan.demonstration.benchmark.sites import publish, request_build
from csplan.demonstration.synthetic import SyntheticData, SyntheticSize, load_size
from reporting.choices import FileKind, PackKind
from reporting.document.content import pack_snapshot
from reporting.document.pages import render_html
from reporting.models import Pack, PackFile
from reporting.rules import Subject
from reporting.services import request_pack
from reporting.services.builds import Outcome, run_build

TENFOLD, MOST_GROWTH = 10, 11.0
TOGETHER, WORKERS, MOST_TOGETHER = 10, 2, 0.6
MOST_UNCHANGED_MS = 50.0
MOST_DOWNLOAD = 1.0
DOWNLOADS = 40
BARE = "pack"

GROWTH_NOTE = """\
One build each, of the same quarter with {small} and with {large} milestones in every return, in
processes of their own. Memory's target is 60 MB and 2.7 MB a page."""
TOGETHER_NOTE = """\
{count} packs of localities, one after the other in one process, and the same {count} again in
{workers} processes side by side; something changed before each. Medians of {runs}."""
UNCHANGED_NOTE = """\
From the row in the queue to the stored files, in a worker that has built one before, while nothing
has changed since. Medians of {runs}."""
DOWNLOAD_NOTE = """\
The PDF of a published edition through csplan, which finds out who asks and whether they may read
it, hashes the bytes and keeps a line in the log of downloads; and a bare view that has loaded the
session and the user, reads the same bytes from the same table and hashes them. That view writes
nothing: the row after sets the download beside one that keeps such a line. Both are judged on
PostgreSQL: on SQLite the line alone costs more than reading the bytes. Medians of {rounds}."""


@dataclass(frozen=True)
class Built:
    """One build: what it took, and how long the document is."""

    ran: Ran
    pages: int
    queries: int


def growth_section(size: SyntheticSize, folder: Path, at: dt.datetime) -> Section:
    """Ten times the content in one pack."""
    large = replace(size, milestones=size.milestones * TENFOLD)
    small_built, large_built = (_built_once(each, folder, at) for each in (size, large))
    rows = (
        _growth_row("Processor time", _cpu(small_built), _cpu(large_built), "s", MOST_GROWTH),
        Row("Pages", _pair(small_built.pages, large_built.pages, "")),
        Row(
            "Most memory",
            (
                _memory("Once", small_built),
                _memory("Tenfold", large_built),
                Figure("Ratio", _peak(large_built) / _peak(small_built), "×"),
            ),
        ),
        _growth_row(
            "Queries of snapshot and HTML", small_built.queries, large_built.queries, "", 1.0
        ),
    )
    note = GROWTH_NOTE.format(small=size.milestones, large=large.milestones)
    return Section("Ten times the content", rows, (note,))


def _built_once(size: SyntheticSize, folder: Path, at: dt.datetime) -> Built:
    label = f"growth_{size.milestones}"
    with throw_away_database(label, folder) as database:
        data = load_size(size)
        ran = build_in_a_process(database, [request_build(data, at=at)])
        queries = queries_of(lambda: _snapshot_and_html(data, at)).statements
        return Built(ran, _pages_of_the_last(), queries)


def _snapshot_and_html(data: SyntheticData, at: dt.datetime) -> str:
    snapshot = pack_snapshot(
        period=data.complete_period,
        edition=1,
        build=1,
        at=at,
        requested_by="",
        gaps=(),
        gap_reason="",
    )
    return render_html(snapshot)


def _pages_of_the_last() -> int:
    stored = PackFile.objects.filter(kind=FileKind.PDF).latest("pk")
    with pikepdf.open(BytesIO(bytes(stored.content))) as document:
        return len(document.pages)


def _cpu(built: Built) -> float:
    return float(built.ran.said["work"]["cpu_s"])


def _peak(built: Built) -> float:
    return float(built.ran.said["peak_mb"])


def _memory(name: str, built: Built) -> Figure:
    return Figure(name, _peak(built), "MB", MEMORY_MB + MEMORY_MB_A_PAGE * built.pages)


def _growth_row(name: str, once: float, tenfold: float, unit: str, at_most: float) -> Row:
    return Row(
        name, (*_pair(once, tenfold, unit)[:2], Figure("Ratio", tenfold / once, "×", at_most))
    )


def _pair(once: float, tenfold: float, unit: str) -> tuple[Figure, ...]:
    figures = Figure("Once", once, unit), Figure("Tenfold", tenfold, unit)
    return (*figures, Figure("Ratio", tenfold / once, "×"))


class Together:
    """The packs of several localities, asked for again and again in the database in force."""

    def __init__(self, database: str, data: SyntheticData, at: dt.datetime) -> None:
        self.database, self.data, self.at = database, data, at

    def one_after_the_other(self) -> float:
        return self._seconds([self._asked_for()])

    def side_by_side(self) -> float:
        packs = self._asked_for()
        return self._seconds([packs[place::WORKERS] for place in range(WORKERS)])

    def _asked_for(self) -> list[Pack]:
        change_something(self.data)
        actor = actor_for(self.data.people.national_team, on=self.at.date())
        return [
            request_pack(
                period=self.data.complete_period,
                subject=subject,
                actor=actor,
                at=self.at,
                hourly_limit=None,
            )
            for subject in self._subjects()
        ]

    def _subjects(self) -> list[Subject]:
        returns = self.data.complete_period.returns.select_related("locality").order_by("pk")
        places = [each.locality for each in returns[:TOGETHER]]
        return [
            Subject(PackKind.LOCALITY, f"locality-{each.slug}", each.name, each.pk)
            for each in places
        ]

    def _seconds(self, shares: Sequence[Sequence[Pack]]) -> float:
        """How long the longest of the processes worked; their start is left out."""
        with ThreadPoolExecutor(len(shares)) as pool:
            ran = list(pool.map(lambda share: build_in_a_process(self.database, share), shares))
        return max(float(each.said["work"]["wall_s"]) for each in ran)


def together_section(size: SyntheticSize, folder: Path, at: dt.datetime, *, runs: int) -> Section:
    """Ten packs on two workers beside ten packs on one."""
    wide = replace(size, localities=max(size.localities, TOGETHER))
    with throw_away_database("together", folder) as database:
        bench = Together(database, load_size(wide), at)
        alone, beside = in_turns(runs, [bench.one_after_the_other, bench.side_by_side])
    figures = (
        Figure("One worker", median(alone), "s"),
        Figure("Two workers", median(beside), "s"),
        Figure("Ratio", ratio_of_medians(beside, alone), "×", MOST_TOGETHER),
    )
    note = TOGETHER_NOTE.format(count=TOGETHER, workers=WORKERS, runs=runs)
    return Section("Ten packs together", (Row("Time on the clock", figures),), (note,))


def unchanged_section(size: SyntheticSize, folder: Path, at: dt.datetime, *, runs: int) -> Section:
    """Building again what has not changed, and giving it out."""
    with throw_away_database("unchanged", folder) as database:
        data = load_size(size)
        bench = Bench(database, folder, data, at)
        changed = bench.build()
        use_database(database)
        again = _built_again(data, at, runs=max(runs, 2))
        downloads, bare, logged = _downloads(data, at)
    milliseconds = [seconds * 1000 for seconds in again]
    at_most = MOST_DOWNLOAD if connection.vendor == "postgresql" else None
    rows = (
        Row(
            "An unchanged pack",
            (
                Figure("csplan", median(milliseconds), "ms", MOST_UNCHANGED_MS),
                Figure("Beside", changed.said["work"]["wall_s"] * 1000, "ms", detail="changed"),
                Figure(
                    "Ratio", median(milliseconds) / (changed.said["work"]["wall_s"] * 1000), "×"
                ),
            ),
        ),
        Row(
            "A download",
            (
                Figure("csplan", median(downloads) * 1000, "ms"),
                Figure("Beside", median(bare) * 1000, "ms", detail="bare view and a digest"),
                Figure("Ratio", ratio_of_medians(downloads, bare), "×", at_most),
            ),
        ),
        Row(
            "A download, beside a view that logs",
            (
                Figure("csplan", median(downloads) * 1000, "ms"),
                Figure("Beside", median(logged) * 1000, "ms", detail="and a line of the log"),
                Figure("Ratio", ratio_of_medians(downloads, logged), "×", at_most),
            ),
        ),
    )
    notes = UNCHANGED_NOTE.format(runs=max(runs, 2)), DOWNLOAD_NOTE.format(rounds=DOWNLOADS)
    return Section("What is there already", rows, notes)


def _built_again(data: SyntheticData, at: dt.datetime, *, runs: int) -> Sequence[float]:
    """Seconds of each build by the function that the task calls.

    The first is left out: what Django puts off until it is needed belongs to a worker's start.
    """
    seconds = []
    for _ in range(runs + 1):
        pack = request_build(data, at=at)
        outcome, cost = cost_of(partial(run_build, pack_id=pack.pk, moment=clock.now, printer=pdf))
        if outcome is not Outcome.BUILT:
            raise AssertionError(f"Pack {pack.pk} was not built: {outcome.value}")
        seconds.append(cost.wall_s)
    return seconds[1:]


def _downloads(data: SyntheticData, at: dt.datetime) -> Sequence[Sequence[float]]:
    """Seconds of each answer: ours, the bare view's and that of one which logs, in turns."""
    pack = Pack.objects.exclude(built_at=None).latest("pk")
    publish(pack, data, at=at)
    server, cookie = Server(), session_cookie(data.people.national_team)
    stored = PackFile.objects.get(pack=pack, kind=FileKind.PDF)
    views.STORED[BARE] = stored.pk
    ours = reverse("reporting:pack-download", args=pack.address)
    beside = [reverse(f"benchmark-{name}", args=[BARE]) for name in ("stored", "logged")]
    for path in (ours, *beside):
        answer = server.get(path, cookie=cookie)
        if answer.body != bytes(stored.content):
            raise AssertionError(f"{path} answered {answer.status} with other bytes")
    found = in_turns(
        DOWNLOADS, [partial(_seconds, server, path, cookie) for path in (ours, *beside)]
    )
    connection.close()
    return found


def _seconds(server: Server, path: str, cookie: str) -> float:
    return server.get(path, cookie=cookie).wall_s
