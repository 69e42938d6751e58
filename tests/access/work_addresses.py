"""What each page of the work programme is asked about, for the table."""

import datetime as dt
from collections.abc import Mapping

from programme.models import WorkItem
from tests.conftest import Cast
from tests.factories import WorkItemFactory
from tests.programme.work.situations import Work, make_work

ROUTES = (
    "local-plans", "local-plan", "local-plan-take-up", "stages", "stages-export", "stage-move",
)  # fmt: skip
LAST_YEAR = dt.date(2013, 12, 31)
MOVE = {
    "to_stage": "core",
    "moved_on-day": "6",
    "moved_on-month": "1",
    "moved_on-year": "2014",
    "reason": "Four offices ask for it.",
}

Asked = tuple[tuple[object, ...], Mapping[str, str]]


def work_and_form(route: str, cast: Cast, step: str, twist: str) -> Asked:
    """The rest of the address, about the cast's own locality, and a full form."""
    work = make_work(cast, step)
    if route == "local-plan-take-up":
        return (work.plan.slug, cast.own.slug, _to_take_up(work, twist).pk), {}
    if route == "stage-move":
        return _move(work, twist)
    more = {"local-plan": (cast.own.slug,), "stages-export": ("csv",)}
    return (work.plan.slug, *more.get(route, ())), {}


def _to_take_up(work: Work, twist: str) -> WorkItem:
    if twist == "taken up already":
        return work.national
    if twist == "of another plan":
        return _strange()
    ends_on = LAST_YEAR if twist == "ended" else None
    made: WorkItem = WorkItemFactory.create(outcome=work.outcome, order=2, ends_on=ends_on)
    return made


def _move(work: Work, twist: str) -> Asked:
    item = {"national": work.national, "of another plan": _strange()}.get(twist, work.own)
    if twist == "ended":
        WorkItem.objects.filter(pk=item.pk).update(ends_on=LAST_YEAR)
    seen = "embed" if twist == "stale" else item.stage
    form = {} if twist == "nothing filled in" else MOVE
    return (work.plan.slug, item.pk), {**form, "from_stage": seen}


def _strange() -> WorkItem:
    made: WorkItem = WorkItemFactory.create()
    return made
