"""A closed quarter, and packs of it in any state."""

import datetime as dt
from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.core.models import ReportingPeriod
from csplan.core.periods import Quarter
from programme.models import QuarterlyReturn
from reporting.choices import PackState
from reporting.models import Pack
from reporting.services import propose_pack, publish_pack, request_pack
from reporting.services.builds import Outcome, run_build
from tests.conftest import NOW, Cast, accepted_return
from tests.factories import (
    MilestoneFactory,
    MilestoneUpdateFactory,
    OutcomeFactory,
    ReportingPeriodFactory,
    WorkItemFactory,
)

STATES_IN_ORDER = (
    PackState.QUEUED,
    PackState.BUILT,
    PackState.PROPOSED,
    PackState.PUBLISHED,
    PackState.SUPERSEDED,
)
NOTE = "North West put a forecast right."
ActorOf = Callable[[User], Actor]
MakePack = Callable[[PackState], Pack]


class PlainPrinter:
    """Stands for the renderer where the test is not about it: one page that holds the HTML."""

    def render_pdf(self, html: str, *, progress: Callable[[str], None] | None = None) -> bytes:
        document = BytesIO()
        with pikepdf.new() as pdf:
            pdf.add_blank_page(page_size=(595, 842))
            pdf.Root.Words = pdf.make_stream(html.encode())
            pdf.save(document, compress_streams=False, static_id=True)
        return document.getvalue()


class Clock:
    """Tells the moment it was set to."""

    def __init__(self, at: dt.datetime = NOW) -> None:
        self.at = at

    def __call__(self) -> dt.datetime:
        return self.at

    def pass_by(self, **parts: float) -> dt.datetime:
        self.at += dt.timedelta(**parts)
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def closed_period(cast: Cast) -> ReportingPeriod:
    """Quarter 2, closed, with both localities' returns accepted."""
    period = ReportingPeriodFactory.create(quarter=Quarter.parse("2013-14-q2"))
    outcome = OutcomeFactory.create(order=1, title="A more unified Civil Service")
    for locality in (cast.own, cast.other):
        held = accepted_return(period, locality, cast=cast, at=NOW - dt.timedelta(days=60))
        item = WorkItemFactory.create(outcome=outcome, locality=locality)
        MilestoneUpdateFactory.create(
            quarterly_return=held,
            milestone=MilestoneFactory.create(work_item=item, locality=locality),
            rating="on_track",
            forecast_on=dt.date(2013, 12, 31),
            narrative="Six departments named a lead.",
            version=1,
        )
    return period


@pytest.fixture
def own_return(closed_period: ReportingPeriod, cast: Cast) -> QuarterlyReturn:
    return QuarterlyReturn.objects.get(period=closed_period, locality=cast.own)


@pytest.fixture
def new_pack(closed_period: ReportingPeriod, cast: Cast, actor_of: ActorOf) -> Callable[[], Pack]:
    """Asks for a pack of the closed quarter in the national team's name."""

    def ask() -> Pack:
        return request_pack(
            period=closed_period, actor=actor_of(cast.national_team), at=NOW, hourly_limit=None
        )

    return ask


@pytest.fixture
def pack_in(new_pack: Callable[[], Pack], cast: Cast, actor_of: ActorOf) -> MakePack:
    """Takes a new pack as far as a state, by the services that do so."""

    def take(state: PackState) -> Pack:
        pack = new_pack()
        steps = STATES_IN_ORDER.index(state)
        if steps >= 1:
            assert build(pack) is Outcome.BUILT
        if steps >= 2:
            propose(pack)
        if steps >= 3:
            publish(pack)
        if state == PackState.SUPERSEDED:
            take(PackState.PUBLISHED)
        pack.refresh_from_db()
        return pack

    def propose(pack: Pack) -> None:
        team = actor_of(cast.national_team)
        propose_pack(pack=pack, version=pack.version, note=NOTE, actor=team, at=NOW)
        pack.refresh_from_db()

    def publish(pack: Pack) -> None:
        publish_pack(pack=pack, version=pack.version, actor=actor_of(cast.head), at=NOW)

    return take


def build(pack: Pack, clock: Callable[[], dt.datetime] | None = None) -> Outcome:
    """One attempt at the pack, without making a PDF."""
    outcome = run_build(pack_id=pack.pk, moment=clock or Clock(), printer=PlainPrinter())
    pack.refresh_from_db()
    return outcome
