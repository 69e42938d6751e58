"""Runs the parts of a benchmark, each on throw-away databases."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from csplan.core import clock
from csplan.demonstration.benchmark import load, notes
from csplan.demonstration.benchmark.assets import assets_section
from csplan.demonstration.benchmark.databases import throw_away_database
from csplan.demonstration.benchmark.many_packs import growth_section as packs_growth_section
from csplan.demonstration.benchmark.many_packs import together_section, unchanged_section
from csplan.demonstration.benchmark.packs import measure_packs, pack_section
from csplan.demonstration.benchmark.pages import (
    Site,
    growth_section,
    measure_sites,
    request_section,
    time_section,
)
from csplan.demonstration.benchmark.report import Section
from csplan.demonstration.benchmark.sites import fill_site
from csplan.demonstration.synthetic import SyntheticSize

TENFOLD = 10
WEB_WORKERS = (1, 2)
FULL, QUICK = (60, 5, 10.0), (8, 1, 1.0)
"""Rounds of every page, runs of either side of the pack, and minutes of load."""


@dataclass(frozen=True)
class Scale:
    """How much data, and how often each thing is done."""

    size: SyntheticSize
    rounds: int
    runs: int
    minutes: float


def pack_part(scale: Scale, folder: Path) -> Iterator[Section]:
    """The whole build of a national pack."""
    with throw_away_database("pack", folder) as database:
        found = measure_packs(database, folder, scale.size, runs=scale.runs, at=clock.now())
    yield pack_section(found)


def packs_part(scale: Scale, folder: Path) -> Iterator[Section]:
    """Many packs, large ones, and those in which nothing is new."""
    at = clock.now()
    yield packs_growth_section(scale.size, folder, at)
    yield together_section(scale.size, folder, at, runs=max(1, scale.runs // 2))
    yield unchanged_section(scale.size, folder, at, runs=scale.runs)


def pages_part(scale: Scale, folder: Path) -> Iterator[Section]:
    """Server time and queries of the main pages, at the size given and at ten times it."""
    tenfold = replace(scale.size, milestones=scale.size.milestones * TENFOLD)
    with ExitStack() as stack:
        sites = [_site(size, folder, stack) for size in (scale.size, tenfold)]
        findings = measure_sites(sites, rounds=scale.rounds)
    small, large = sites
    yield time_section(small, findings, notes=notes.time_notes(scale.rounds))
    yield growth_section(small, large, findings, notes=notes.GROWTH)
    yield request_section(sites, findings, notes=notes.REQUESTS)


def _site(size: SyntheticSize, folder: Path, stack: ExitStack) -> Site:
    label = str(size.milestones)
    database = stack.enter_context(throw_away_database(f"milestones_{label}", folder))
    return fill_site(label, database, size, at=clock.now())


def assets_part(_scale: Scale, _folder: Path) -> Iterator[Section]:
    """The style sheet and the script."""
    yield assets_section(Path(settings.BASE_DIR) / "static" / "dist")


def load_part(scale: Scale, folder: Path) -> Iterator[Section]:
    """Many sessions at once on a web server of its own, with one worker and with two."""
    size = replace(scale.size, milestones=max(scale.size.milestones, load.FEWEST_MILESTONES))
    with throw_away_database("load", folder) as database:
        site = fill_site("load", database, size, at=clock.now())
        crowd = load.gather(site, folder)
        loads = [
            load.put_under_load(site, crowd, folder, workers=number, seconds=scale.minutes * 60)
            for number in WEB_WORKERS
        ]
        told = notes.load_notes(
            minutes=scale.minutes, sessions=load.SESSIONS, writers=load.WRITERS
        )
    yield load.answers_section(loads, told)
    yield load.soundness_section(loads, (notes.SOUNDNESS,))


Part = Callable[[Scale, Path], Iterator[Section]]
PARTS: Mapping[str, Part] = {
    "pack": pack_part,
    "packs": packs_part,
    "pages": pages_part,
    "assets": assets_part,
}
ON_REQUEST: Mapping[str, Part] = {"load": load_part}
"""Parts that are measured only when they are asked for: they keep the machine to themselves."""


def run_parts(names: list[str], scale: Scale) -> Iterator[Section]:
    """The sections of the parts named, each as soon as it is measured."""
    for name in names:
        with TemporaryDirectory(prefix="csplan-benchmark-") as folder:
            yield from {**PARTS, **ON_REQUEST}[name](scale, Path(folder))
