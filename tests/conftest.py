"""The fixed cast and stage that tests share."""

import datetime as dt
import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import hypothesis
import pytest
from django.core.cache import cache

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.accounts.models import RoleGrant, User
from csplan.accounts.selectors import actor_for
from csplan.core.models import ReportingPeriod
from csplan.core.periods import LONDON, Quarter
from localities.models import Locality
from programme.choices import ReturnState
from programme.models import MeasureUpdate, MilestoneUpdate, Outcome, QuarterlyReturn
from tests.emptying import quick_emptying
from tests.factories import (
    DepartmentFactory,
    LocalityFactory,
    MeasureFactory,
    MeasureUpdateFactory,
    MilestoneFactory,
    MilestoneUpdateFactory,
    OutcomeFactory,
    QuarterlyReturnFactory,
    ReportingPeriodFactory,
    UserFactory,
    WorkItemFactory,
    holding,
)
from tests.faults.summary import pytest_terminal_summary
from tests.pristine import pytest_sessionfinish, pytest_sessionstart
from tests.scheduling import pytest_xdist_make_scheduler
from tests.workers import celery_worker_process, start_another_worker

# Fixtures and hooks are found where they are imported.
__all__ = [
    "celery_worker_process",
    "pytest_sessionfinish",
    "pytest_sessionstart",
    "pytest_terminal_summary",
    "pytest_xdist_make_scheduler",
    "quick_emptying",
    "start_another_worker",
]

NOW = dt.datetime(2014, 1, 10, 11, 0, tzinfo=LONDON)
"""The moment tests pass to services: the day of ``CSPLAN_CLOCK``, late in the morning."""


@dataclass(frozen=True)
class Cast:
    """One person for each role. Scoped roles belong to ``own``; ``other_*`` to ``other``."""

    own: Locality
    other: Locality
    coordinator: User
    assistant: User
    sro: User
    other_coordinator: User
    other_assistant: User
    other_sro: User
    former_coordinator: User
    national_team: User
    second_national_team: User
    head: User
    nsg: User
    private_office: User
    administrator: User
    auditor: User
    outsider: User


# How fast a machine is says nothing about the code.
hypothesis.settings.register_profile(
    "csplan", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("csplan")


WITH_SERVICES = ("any_database", "browser", "services")
"""What `./test` runs on PostgreSQL alone, with all else that it starts there."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what `./test` need not do twice or watch, and put what takes long first.

    What asks no database is asked once, and so are the pages: see CONTRIBUTING.md. What tries a
    hundred examples goes the way of others' examples again, and is not watched on it. A process
    that took up the longest of all last would keep the others waiting.
    """
    for item in items:
        if hypothesis.is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker("no_cover")
        if opens_pages(item):
            item.add_marker("any_database")
        if not uses_a_database(item) and not any(map(item.get_closest_marker, WITH_SERVICES)):
            item.add_marker("no_database")
    items.sort(key=_turn)


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and not among what stays: it took a seventh of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def _turn(item: pytest.Item) -> int:
    """Browsers and processes first, then what is made for several tests, then all others."""
    if item.get_closest_marker("browser") or item.get_closest_marker("services"):
        return 0
    known = getattr(item, "_fixtureinfo", None)
    fixtures = [made[-1] for made in known.name2fixturedefs.values()] if known else []
    return 1 if any(fixture.scope in ("module", "package") for fixture in fixtures) else 2


def uses_a_database(item: pytest.Item) -> bool:
    """Whether pytest-django lets the test reach a database."""
    fixtures = {"db", "transactional_db", "live_server", "django_db_setup"}
    asked = fixtures.intersection(getattr(item, "fixturenames", ()))
    return bool(asked) or item.get_closest_marker("django_db") is not None


def opens_pages(item: pytest.Item) -> bool:
    """Whether the test is about pages alone, as one is that meets them without saying more."""
    is_about_more = item.get_closest_marker("each_database") is not None
    return "client" in getattr(item, "fixturenames", ()) and not is_about_more


@pytest.fixture
def now() -> dt.datetime:
    return NOW


@pytest.fixture
def fresh_limits() -> Iterator[None]:
    """How often somebody may try is counted in the cache."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def own_locality(db: None) -> Locality:
    return make_own_locality()


@pytest.fixture
def other_locality(db: None) -> Locality:
    return make_other_locality()


def make_own_locality() -> Locality:
    return LocalityFactory.create(slug="north-west", name="North West")


def make_other_locality() -> Locality:
    return LocalityFactory.create(slug="south-west", name="South West")


@pytest.fixture
def cast(own_locality: Locality, other_locality: Locality) -> Cast:
    return make_cast(own_locality, other_locality)


def make_cast(own: Locality, other: Locality) -> Cast:
    """See ``Cast``. Written all at once, for most tests begin with it."""
    office = DepartmentFactory.create()
    held = {
        "former_coordinator": holding(
            Role.COORDINATOR, locality=own, ends_on=dt.date(2013, 12, 31)
        ),
        "coordinator": holding(Role.COORDINATOR, locality=own),
        "assistant": holding(Role.ASSISTANT, cluster=own.cluster),
        "sro": holding(Role.SRO, locality=own),
        "other_coordinator": holding(Role.COORDINATOR, locality=other),
        "other_assistant": holding(Role.ASSISTANT, cluster=other.cluster),
        "other_sro": holding(Role.SRO, locality=other),
        "national_team": holding(Role.NATIONAL_TEAM),
        "second_national_team": holding(Role.NATIONAL_TEAM),
        "head": holding(Role.HEAD),
        "nsg": holding(Role.NSG),
        "private_office": holding(Role.PRIVATE_OFFICE, department=office),
        "administrator": holding(Role.ADMINISTRATOR),
        "auditor": holding(Role.AUDITOR),
    }
    people = {name: each.user for name, each in held.items()}
    people["outsider"] = UserFactory.build()
    User.objects.bulk_create(people.values())
    RoleGrant.objects.bulk_create(held.values())
    return Cast(own=own, other=other, **people)


@pytest.fixture
def actor_of() -> Callable[[User], Actor]:
    """The actor a user is on the day of ``NOW``, as the middleware would make it."""

    def actor(user: User) -> Actor:
        return actor_for(user, on=NOW.date())

    return actor


@dataclass(frozen=True)
class Stage:
    """Quarter 3 open, with one blank return in each of two localities.

    ``own`` asks for two milestones and one measure; Quarter 2 holds last quarter's answers
    to the first of them.
    """

    period: ReportingPeriod
    previous_period: ReportingPeriod
    outcome: Outcome
    own: QuarterlyReturn
    other: QuarterlyReturn
    previous: QuarterlyReturn
    milestone_update: MilestoneUpdate
    second_milestone_update: MilestoneUpdate
    measure_update: MeasureUpdate
    previous_update: MilestoneUpdate


@pytest.fixture
def stage(cast: Cast) -> Stage:
    """See ``Stage``."""
    period = ReportingPeriodFactory.create()
    previous_period = ReportingPeriodFactory.create(quarter=Quarter.parse("2013-14-q2"))
    outcome = OutcomeFactory.create(order=1, title="A more unified Civil Service")
    item = WorkItemFactory.create(outcome=outcome, locality=cast.own, order=1)
    milestones = [
        MilestoneFactory.create(work_item=item, locality=cast.own, order=number)
        for number in (1, 2)
    ]
    measure = MeasureFactory.create(outcome=outcome, order=1)
    own = QuarterlyReturnFactory.create(period=period, locality=cast.own)
    previous = accepted_return(
        previous_period, cast.own, cast=cast, at=dt.datetime(2013, 10, 20, 12, tzinfo=LONDON)
    )
    updates = [
        MilestoneUpdateFactory.create(quarterly_return=own, milestone=m) for m in milestones
    ]
    previous_update = MilestoneUpdateFactory.create(
        quarterly_return=previous,
        milestone=milestones[0],
        rating="at_risk",
        forecast_on=dt.date(2014, 1, 31),
        narrative="Two departments had yet to name a lead.",
        path_to_green="The steering group will ask for names in November.",
        version=1,
        updated_by=cast.coordinator,
        updated_at=dt.datetime(2013, 10, 10, 12, tzinfo=LONDON),
    )
    return Stage(
        period=period,
        previous_period=previous_period,
        outcome=outcome,
        own=own,
        other=QuarterlyReturnFactory.create(period=period, locality=cast.other),
        previous=previous,
        milestone_update=updates[0],
        second_milestone_update=updates[1],
        measure_update=MeasureUpdateFactory.create(quarterly_return=own, measure=measure),
        previous_update=previous_update,
    )


def accepted_return(
    period: ReportingPeriod,
    locality: Locality,
    *,
    cast: Cast,
    at: dt.datetime,
    revision: int = 1,
) -> QuarterlyReturn:
    """A return that has been all the way to the national team."""
    return QuarterlyReturnFactory.create(
        period=period,
        locality=locality,
        revision=revision,
        state=ReturnState.ACCEPTED,
        version=4,
        overview="A steady quarter.",
        submitted_by=cast.coordinator,
        submitted_at=at,
        signed_off_by=cast.sro,
        signed_off_at=at,
        accepted_by=cast.national_team,
        accepted_at=at,
    )
