"""Server time and queries of the main pages, beside bare views that answer the same bytes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from operator import attrgetter
from statistics import median

from django.urls import reverse

from csplan.demonstration.benchmark.databases import use_database
from csplan.demonstration.benchmark.measure import in_turns, ratio_of_medians, spread
from csplan.demonstration.benchmark.report import Figure, Row, Section
from csplan.demonstration.benchmark.server import (
    Answer,
    QueryCount,
    Server,
    collector_held,
    queries_of,
)
from csplan.demonstration.benchmark.views import BODIES
from csplan.demonstration.synthetic import SyntheticData
from reporting.models import Pack

TIMES_A_SIGNED_IN_VIEW = 4.0
TIMES_WHEN_TENFOLD = 2.0
FEW_QUERIES, MOST_QUERIES, SAVE_QUERIES = 10, 25, 8
WARMING_REQUESTS = 3
"""Requests before the timing: templates, statements and the session's once-a-minute write."""


class UnexpectedAnswerError(Exception):
    """A page did not answer as it should, so there is nothing to measure."""


@dataclass(frozen=True)
class Page:
    """A page as one person asks for it. ``slug`` is the same at every size.

    What is published (``is_open``) answers strangers too, who are led to sign in elsewhere.
    """

    slug: str
    name: str
    path: str
    cookie: str
    most_queries: int = MOST_QUERIES
    is_open: bool = False


@dataclass(frozen=True)
class Save:
    """A form as one person sends it. ``form`` is asked anew for each, since versions grow."""

    name: str
    path: str
    cookie: str
    form: Callable[[], Mapping[str, str]]


@dataclass(frozen=True)
class Site:
    """csplan with so much data in it."""

    label: str
    database: str
    pages: tuple[Page, ...]
    saves: tuple[Save, ...]
    data: SyntheticData
    request_pack: Callable[[], Pack]
    build_pack: Callable[[Pack], object]


@dataclass(frozen=True)
class Timing:
    """Every answer of one page at one size, and of the two bare views with its bytes."""

    page: Sequence[Answer]
    bare: Sequence[Answer]
    signed_in: Sequence[Answer]

    def page_times(self, other: Sequence[Answer], what: str) -> float:
        """How many times as much of ``what`` the page takes as ``other``."""
        return ratio_of_medians(_each(self.page, what), _each(other, what))


@dataclass
class Findings:
    """What was measured of each page, by the site's label and the page's slug."""

    timings: dict[tuple[str, str], Timing] = field(default_factory=dict)
    queries: dict[tuple[str, str], QueryCount] = field(default_factory=dict)
    anonymous: dict[tuple[str, str], QueryCount] = field(default_factory=dict)
    saves: dict[tuple[str, str], QueryCount] = field(default_factory=dict)
    builds: dict[str, QueryCount] = field(default_factory=dict)


def measure_sites(sites: Sequence[Site], *, rounds: int) -> Findings:
    """Count first, then time: every page of every site in turns, ``rounds`` times."""
    findings, server = Findings(), Server()
    for site in sites:
        use_database(site.database)
        _count(site, server, findings)
    with collector_held():
        _time(sites, server, findings, rounds=rounds)
    return findings


def _count(site: Site, server: Server, findings: Findings) -> None:
    for page in site.pages:
        key = site.label, page.slug
        BODIES[_body_name(site, page)] = _warm(server, page)
        findings.queries[key] = queries_of(partial(server.get, page.path, cookie=page.cookie))
        if not page.is_open:
            findings.anonymous[key] = queries_of(partial(_stranger, server, page.path))
    for save in site.saves:
        _save(server, save, save.form())
        findings.saves[site.label, save.name] = queries_of(
            partial(_save, server, save, save.form())
        )
    pack = site.request_pack()
    findings.builds[site.label] = queries_of(partial(site.build_pack, pack))


def _warm(server: Server, page: Page) -> bytes:
    """The page's bytes, once everything that is made on first use has been made."""
    answers = [server.get(page.path, cookie=page.cookie) for _ in range(WARMING_REQUESTS)]
    _expect(200, answers[-1], page.path)
    return answers[-1].body


def _stranger(server: Server, path: str) -> Answer:
    answer = server.get(path)
    _expect(302, answer, path)
    return answer


def _save(server: Server, save: Save, form: Mapping[str, str]) -> Answer:
    answer = server.post(save.path, form, cookie=save.cookie)
    _expect(302, answer, save.path)
    return answer


def _expect(status: int, answer: Answer, path: str) -> None:
    if answer.status != status:
        raise UnexpectedAnswerError(f"{path} answered {answer.status} and not {status}")


def _time(sites: Sequence[Site], server: Server, findings: Findings, *, rounds: int) -> None:
    visits = [(site, page) for site in sites for page in site.pages]
    sides = [partial(_visit, server, site, page) for site, page in visits]
    for (site, page), results in zip(visits, in_turns(rounds, sides), strict=True):
        findings.timings[site.label, page.slug] = Timing(*zip(*results, strict=True))


def _visit(server: Server, site: Site, page: Page) -> tuple[Answer, Answer, Answer]:
    """The page and both bare views, one straight after the other."""
    use_database(site.database)
    name = [_body_name(site, page)]
    bare = server.get(reverse("benchmark-bare", args=name))
    signed_in = server.get(reverse("benchmark-signed-in", args=name), cookie=page.cookie)
    answer = server.get(page.path, cookie=page.cookie)
    _expect(200, answer, page.path)
    return answer, bare, signed_in


def _body_name(site: Site, page: Page) -> str:
    return f"{page.slug}-{site.label}"


def time_section(site: Site, findings: Findings, *, notes: tuple[str, ...] = ()) -> Section:
    """Each page's server time beside the bare views."""
    rows = tuple(
        Row(page.name, _time_figures(findings.timings[site.label, page.slug]))
        for page in site.pages
    )
    return Section("Server time of the main pages", rows, notes)


def _time_figures(timing: Timing) -> tuple[Figure, ...]:
    times = timing.page_times(timing.signed_in, "wall_s")
    return (
        Figure("Page", median(_each(timing.page, "wall_s")) * 1000, "ms"),
        Figure("Spread", spread(_each(timing.page, "wall_s")) * 100, "%"),
        Figure("÷ bare", timing.page_times(timing.bare, "wall_s"), "×"),
        Figure("÷ with session and user", times, "×", TIMES_A_SIGNED_IN_VIEW),
        Figure("Processor", median(_each(timing.page, "cpu_s")) * 1000, "ms"),
        Figure("÷ the same", timing.page_times(timing.signed_in, "cpu_s"), "×"),
    )


def _each(answers: Sequence[Answer], what: str) -> list[float]:
    return [getattr(answer, what) for answer in answers]


def growth_section(
    small: Site, large: Site, findings: Findings, *, notes: tuple[str, ...] = ()
) -> Section:
    """Each page's queries and time at both sizes."""
    rows = tuple(
        Row(page.name, _growth_figures(page, small, large, findings)) for page in small.pages
    )
    return Section("The same pages with ten times the data", rows, notes)


def _growth_figures(
    page: Page, small: Site, large: Site, findings: Findings
) -> tuple[Figure, ...]:
    few, many = (findings.queries[site.label, page.slug].statements for site in (small, large))
    growth = partial(_growth, page.slug, small, large, findings)
    return (
        Figure(f"Queries at {small.label}", few, "", page.most_queries),
        Figure(f"At {large.label}", many, "", few),
        Figure("Time", growth("wall_s"), "×", TIMES_WHEN_TENFOLD),
        Figure("Processor", growth("cpu_s"), "×"),
    )


def _growth(slug: str, small: Site, large: Site, findings: Findings, what: str) -> float:
    """How many times as long the page takes with more data.

    Both were timed in turns in one run, so what disturbed one disturbed the other.
    """
    few, many = (findings.timings[site.label, slug] for site in (small, large))
    return ratio_of_medians(_each(many.page, what), _each(few.page, what))


def request_section(
    sites: Sequence[Site], findings: Findings, *, notes: tuple[str, ...] = ()
) -> Section:
    """Queries of everything but a page read by somebody signed in."""
    builds = _builds(findings)
    rows = (
        Row("Any of these pages, not signed in", _figures(sites, _strangers(findings), at_most=0)),
        *(
            Row(save.name, _figures(sites, _saves(findings, save), at_most=SAVE_QUERIES))
            for save in sites[0].saves
        ),
        Row("Build a pack", _figures(sites, builds, at_most=builds(sites[0]).statements)),
    )
    return Section("Queries of other requests", rows, notes)


CountAt = Callable[[Site], QueryCount]


def _figures(sites: Sequence[Site], count_at: CountAt, *, at_most: int) -> tuple[Figure, ...]:
    return tuple(_count_figure(site, count_at(site), at_most) for site in sites)


def _count_figure(site: Site, count: QueryCount, at_most: int) -> Figure:
    detail = f"and {count.transaction} to begin and end" if count.transaction else ""
    return Figure(f"At {site.label}", count.statements, "", at_most, detail)


def _strangers(findings: Findings) -> CountAt:
    """The page that costs most."""
    return lambda site: max(
        (findings.anonymous[site.label, page.slug] for page in site.pages if not page.is_open),
        key=attrgetter("statements"),
    )


def _saves(findings: Findings, save: Save) -> CountAt:
    return lambda site: findings.saves[site.label, save.name]


def _builds(findings: Findings) -> CountAt:
    return lambda site: findings.builds[site.label]
