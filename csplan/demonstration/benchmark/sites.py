"""csplan with a known amount of synthetic data, and the pages that matter most in it."""

import datetime as dt
from collections.abc import Mapping
from functools import partial

from django.urls import reverse

from csplan.accounts.selectors import actor_for
from csplan.core.ratings import Rating
from csplan.demonstration.benchmark.pages import FEW_QUERIES, Page, Save, Site
from csplan.demonstration.benchmark.printer import BlankPrinter
from csplan.demonstration.benchmark.server import session_cookie
from csplan.demonstration.plans import PublishedPlans, load_plans
from csplan.demonstration.synthetic import SyntheticData, SyntheticSize, load_size
from programme.models import MeasureUpdate, MilestoneUpdate, QuarterlyReturn
from reporting.models import Pack
from reporting.services import propose_pack, publish_pack, request_pack
from reporting.services.builds import Outcome, run_build

NARRATIVE = "The steering group looked at this in its second meeting and was content with it."
MILESTONE_ANSWER = {
    "rating": Rating.ON_TRACK.value,
    "forecast_on-day": "31",
    "forecast_on-month": "3",
    "forecast_on-year": "2014",
}
"""What is sent of a milestone besides its words and the version that its writer saw."""


class BenchmarkError(Exception):
    """Something the benchmark rests on did not happen."""


def fill_site(label: str, database: str, size: SyntheticSize, *, at: dt.datetime) -> Site:
    """Fill the database in force with both plans, ``size`` and a published pack."""
    plans = load_plans(at=at)
    data = load_size(size)
    pack = request_build(data, at=at)
    build_blank_pack(pack, at=at)
    publish(pack, data, at=at)
    return Site(
        label,
        database,
        pages=(*_coordinators_pages(data), *_national_pages(data, plans, pack)),
        saves=_saves(data),
        data=data,
        request_pack=partial(request_build, data, at=at),
        build_pack=partial(build_blank_pack, at=at),
    )


def request_build(data: SyntheticData, *, at: dt.datetime) -> Pack:
    """Ask for a pack of the quarter that is complete."""
    actor = actor_for(data.people.national_team, on=at.date())
    return request_pack(period=data.complete_period, actor=actor, at=at, hourly_limit=None)


def build_blank_pack(pack: Pack, *, at: dt.datetime) -> None:
    """Build it whole, but for its PDF: one empty page. No page of csplan shows what is in it."""
    outcome = run_build(pack_id=pack.pk, moment=lambda: at, printer=BlankPrinter())
    if outcome is not Outcome.BUILT:
        raise BenchmarkError(f"The pack was not built: {outcome.value}")


def publish(pack: Pack, data: SyntheticData, *, at: dt.datetime) -> None:
    """Proposed by one person and published by another."""
    proposer, publisher = (
        actor_for(person, on=at.date()) for person in (data.people.national_team, data.people.head)
    )
    for decide, actor in ((propose_pack, proposer), (publish_pack, publisher)):
        pack.refresh_from_db()
        decide(pack=pack, version=pack.version, actor=actor, at=at)


def _coordinators_pages(data: SyntheticData) -> list[Page]:
    cookie = session_cookie(data.people.coordinator)
    milestone = _middle_milestone(data.open_return).milestone_id
    measure = _first_measure(data.open_return).measure_id
    url = partial(_return_url, data)
    return [
        Page("home", "Home, co-ordinator", reverse("home"), cookie, FEW_QUERIES),
        Page("task-list", "Task list of a return", url("return-detail"), cookie, FEW_QUERIES),
        Page("milestone", "Form of a milestone", url("milestone-update", milestone), cookie),
        Page("measure", "Form of a measure", url("measure-update", measure), cookie),
        Page("unchanged", "What has not changed", url("return-unchanged"), cookie),
        Page("measures", "All measures in a grid", url("return-measures"), cookie),
        Page("overview", "Form of the overview", url("overview-update"), cookie),
        Page("check", "Check answers", url("return-check"), cookie),
    ]


def _national_pages(data: SyntheticData, plans: PublishedPlans, pack: Pack) -> list[Page]:
    cookie = session_cookie(data.people.national_team)
    returns = reverse("programme:return-list", args=[data.period.slug])
    plan = reverse("programme:plan-detail", args=[data.plan.slug])
    objectives = reverse("objectives:set-detail", args=[plans.objective_set.slug])
    locality = reverse("localities:locality-detail", args=[data.locality.slug])
    issue = reverse("reporting:pack-detail", args=[pack.period.slug, pack.edition, pack.build])
    return [
        # One for each of its ten sections.
        Page("home-national", "Home, national team", reverse("home"), cookie, FEW_QUERIES + 3),
        Page("returns", "Returns of a quarter", returns, cookie),
        Page("plan", "Business plan", plan, cookie),
        Page("localities", "Localities", reverse("localities:locality-list"), cookie),
        Page("locality", "One locality", locality, cookie),
        Page("headcounts", "A list: headcounts", reverse("localities:headcounts-list"), cookie),
        Page("coverage", "Coverage", reverse("localities:coverage"), cookie),
        Page("delivery", "Delivery", reverse("programme:delivery"), cookie),
        Page("events", "A list: events", reverse("programme:event-list"), cookie),
        Page("objectives", "Objectives of a person", objectives, cookie, is_open=True),
        Page("packs", "Packs", reverse("reporting:pack-list"), cookie),
        Page("pack", "One pack", issue, cookie),
    ]


def _return_url(data: SyntheticData, name: str, *args: object) -> str:
    """An address inside the co-ordinator's own open return."""
    return reverse(f"programme:{name}", args=[data.period.slug, data.locality.slug, *args])


def _middle_milestone(quarterly_return: QuarterlyReturn) -> MilestoneUpdate:
    """In the middle of those not answered, so that the form knows where to go next."""
    updates = quarterly_return.milestone_updates.filter(version=0).order_by("pk")
    return updates[updates.count() // 2]


def _first_measure(quarterly_return: QuarterlyReturn) -> MeasureUpdate:
    return quarterly_return.measure_updates.order_by("pk")[0]


def _saves(data: SyntheticData) -> tuple[Save, ...]:
    cookie = session_cookie(data.people.coordinator)
    milestone, measure = _middle_milestone(data.open_return), _first_measure(data.open_return)
    url = partial(_return_url, data)
    return (
        Save(
            "Save a milestone",
            url("milestone-update", milestone.milestone_id),
            cookie,
            partial(_milestone_form, milestone),
        ),
        Save(
            "Save a measure",
            url("measure-update", measure.measure_id),
            cookie,
            partial(_measure_form, measure),
        ),
        Save(
            "Save the overview",
            url("overview-update"),
            cookie,
            partial(_overview_form, data.open_return),
        ),
    )


def _milestone_form(update: MilestoneUpdate) -> Mapping[str, str]:
    update.refresh_from_db(fields=["version"])
    return {**MILESTONE_ANSWER, "version": str(update.version), "narrative": NARRATIVE}


def _measure_form(update: MeasureUpdate) -> Mapping[str, str]:
    update.refresh_from_db(fields=["version"])
    return {"version": str(update.version), "value": "12"}


def _overview_form(quarterly_return: QuarterlyReturn) -> Mapping[str, str]:
    quarterly_return.refresh_from_db(fields=["overview_version"])
    return {"version": str(quarterly_return.overview_version), "overview": NARRATIVE}
