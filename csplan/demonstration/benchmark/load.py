"""csplan under load: many sessions reading and a few saving, through a web server of its own."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from http import HTTPStatus
from itertools import cycle, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from django.db import connection
from django.urls import reverse

from csplan.accounts.models import User
from csplan.demonstration.benchmark.browsers import Place
from csplan.demonstration.benchmark.clients import (
    BARE,
    PAGE,
    PAIR,
    SAVE,
    Errand,
    Form,
    Visit,
)
from csplan.demonstration.benchmark.memory import held_between
from csplan.demonstration.benchmark.pages import Page, Site
from csplan.demonstration.benchmark.processes import run_python
from csplan.demonstration.benchmark.report import Figure, Row, Section
from csplan.demonstration.benchmark.served import keep_body
from csplan.demonstration.benchmark.server import HOST, TOKEN, Server, session_cookie
from csplan.demonstration.benchmark.sites import MILESTONE_ANSWER, BenchmarkError
from csplan.demonstration.benchmark.web import Web, web_server
from csplan.demonstration.synthetic import SyntheticData
from programme.models import MilestoneUpdate

SESSIONS, WRITERS, TOGETHER = 50, 5, 2
FEWEST_MILESTONES = WRITERS + 1
"""One for each writer, and one that two save at once."""
CLIENTS = "csplan.demonstration.benchmark.clients"
MOST_GROWTH = 1.1
LONGER_S = 300.0
"""What may come on top of the time asked for: warming, and answers that are waited for."""
START, MIDDLE, END = (0.0, 0.1), (0.4, 0.6), (0.9, 1.0)
"""Parts of the time over which memory is told."""
KINDS = ((PAGE, "pages"), (BARE, "bare view"), (SAVE, "saves"), (PAIR, "two saves at once"))


@dataclass(frozen=True)
class Crowd:
    """Who asks for what: the same for every number of web workers."""

    visits: tuple[Visit, ...]
    forms: tuple[Form, ...]
    pair: Form
    updates: tuple[MilestoneUpdate, ...]


@dataclass(frozen=True)
class Load:
    """What so many web workers did: what the clients say, and what is true afterwards."""

    workers: int
    said: Mapping[str, Any]
    lost_saves: int
    lost_workers: int

    @property
    def name(self) -> str:
        return f"{self.workers} web worker{'s' if self.workers > 1 else ''}"

    @property
    def problems(self) -> Mapping[str, int]:
        found: Mapping[str, int] = self.said["problems"]
        return found

    def held(self, part: tuple[float, float]) -> float | None:
        return held_between(self.said["samples"], *part)


def gather(site: Site, folder: Path) -> Crowd:
    """Sign fifty sessions in, find what each may read, and give each writer a milestone."""
    rows = site.data.open_return.milestone_updates.order_by("pk")
    updates = tuple(rows[:FEWEST_MILESTONES])
    if len(updates) < FEWEST_MILESTONES:
        raise BenchmarkError(f"A load needs {FEWEST_MILESTONES} milestones in a return")
    forms = [
        _form(site.data, update, sessions=1 if update != updates[-1] else TOGETHER)
        for update in updates
    ]
    return Crowd(_visits(site, folder), tuple(forms[:-1]), forms[-1], updates)


def _form(data: SyntheticData, update: MilestoneUpdate, *, sessions: int) -> Form:
    place = [data.period.slug, data.locality.slug, update.milestone_id]
    cookies = tuple(session_cookie(data.people.coordinator) for _ in range(sessions))
    return Form(reverse("programme:milestone-update", args=place), MILESTONE_ANSWER, cookies)


def _visits(site: Site, folder: Path) -> tuple[Visit, ...]:
    """Each session in turn, and of each the pages that its holder may read, in turn."""
    server = Server()
    people = [getattr(site.data.people, field.name) for field in fields(site.data.people)]
    with _refusals_unsaid():
        open_to = {each.pk: _open_to(each, site.pages, server, folder) for each in people}
    readers = [
        (session_cookie(person), islice(cycle(open_to[person.pk]), place, None))
        for place, person in enumerate(islice(cycle(people), SESSIONS))
    ]
    return tuple(
        _visit(next(names), site.pages, cookie) for _ in site.pages for cookie, names in readers
    )


def _open_to(person: User, pages: Sequence[Page], server: Server, folder: Path) -> list[str]:
    """The pages that answer the person, whose bytes are kept for the bare view."""
    cookie, slugs = session_cookie(person), []
    for page in pages:
        answer = server.get(page.path, cookie=cookie)
        if answer.status == HTTPStatus.OK:
            keep_body(folder, page.slug, answer.body)
            slugs.append(page.slug)
    return slugs


@contextmanager
def _refusals_unsaid() -> Iterator[None]:
    """Keep what nobody may see out of the log: it is asked for to find that out."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def _visit(slug: str, pages: Sequence[Page], cookie: str) -> Visit:
    path = next(page.path for page in pages if page.slug == slug)
    return Visit(path, reverse("benchmark-signed-in", args=[slug]), cookie)


def put_under_load(
    site: Site, crowd: Crowd, folder: Path, *, workers: int, seconds: float
) -> Load:
    """Let the crowd at a web server with so many workers, and look at what is left of it."""
    before = [_version(update) for update in crowd.updates]
    # The web server must be alone with the database, as the real one is.
    connection.close()
    with web_server(site.database, folder, workers=workers) as web:
        said = _send(crowd, web, seconds)
        lost_workers = web.started - workers
    lost = sum(map(_lost, crowd.updates, before, said["kept"]))
    return Load(workers, said, lost, lost_workers)


def _send(crowd: Crowd, web: Web, seconds: float) -> dict[str, Any]:
    errand = Errand(
        Place(HOST, web.port, TOKEN), web.pid, seconds, crowd.visits, crowd.forms, crowd.pair
    )
    file = web.folder / "errand.json"
    errand.write(file)
    return run_python(["-m", CLIENTS, str(file)], seconds=seconds + LONGER_S).said


def _version(update: MilestoneUpdate) -> int:
    update.refresh_from_db()
    return update.version


def _lost(update: MilestoneUpdate, before: int, kept: Mapping[str, Any]) -> int:
    """How many saves were acknowledged that the database does not have.

    Each save is one version. Something saved after the last one acknowledged was never answered.
    """
    expected = before + kept["count"]
    found = _version(update)
    is_other = found == expected and kept["count"] and update.narrative != kept["words"]
    return max(0, expected - found) or int(bool(is_other))


def answers_section(loads: Sequence[Load], notes: tuple[str, ...] = ()) -> Section:
    """How many answers there were and how long they took, beside the bare view's."""
    rows = [
        Row(f"{load.name}: {name}", _answer_figures(load.said["kinds"], kind))
        for load in loads
        for kind, name in KINDS
    ]
    return Section("Under load: answers", tuple(rows), notes)


def _answer_figures(kinds: Mapping[str, Mapping[str, Any]], kind: str) -> tuple[Figure, ...]:
    found, bare = kinds[kind], kinds[BARE]
    a_second = _over(bare["a_second"], found["a_second"]) if kind == PAGE else None
    return (
        Figure("Answers", found["count"]),
        Figure("A second", found["a_second"], "/s"),
        Figure("Bare's ÷ it", a_second, "×"),
        Figure("Median", found["median_ms"], "ms"),
        Figure("÷ bare", _over(found["median_ms"], bare["median_ms"]), "×"),
        Figure("95 in 100", found["p95_ms"], "ms"),
        Figure("÷ bare's", _over(found["p95_ms"], bare["p95_ms"]), "×"),
    )


def _over(ours: float | None, theirs: float | None) -> float | None:
    return ours / theirs if ours and theirs else None


def soundness_section(loads: Sequence[Load], notes: tuple[str, ...] = ()) -> Section:
    """What went wrong, and whether the workers' memory grew."""
    rows = tuple(Row(load.name, _soundness_figures(load)) for load in loads)
    told = tuple(
        f"{load.name}: {count} × {problem}"
        for load in loads
        for problem, count in sorted(load.problems.items(), key=itemgetter(1), reverse=True)
    )
    return Section("Under load: errors and memory", rows, (*notes, *told))


def _soundness_figures(load: Load) -> tuple[Figure, ...]:
    middle, end = load.held(MIDDLE), load.held(END)
    return (
        Figure("Requests", load.said["requests"]),
        Figure("Errors", sum(load.problems.values()), "", 0),
        Figure("Saves", sum(kept["count"] for kept in load.said["kept"])),
        Figure("Lost", load.lost_saves, "", 0),
        Figure("Workers lost", load.lost_workers, "", 0),
        Figure("Memory at first", load.held(START), "MB"),
        Figure("Half-way", middle, "MB"),
        Figure("At last", end, "MB"),
        Figure("Growth", _over(end, middle), "×", MOST_GROWTH),
    )
