"""Builds what a row of the table is about: the thing in its state, its address and a full form.

A state reads "submitted; stale": how far the thing has got, then what is out of the ordinary.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Model

from csplan.accounts.choices import Role
from csplan.accounts.models import User
from csplan.accounts.selectors import actor_for
from csplan.core import clock, draft_tokens
from csplan.core.models import ReportingPeriod
from csplan.core.periods import Quarter
from csplan.drafts.services import keep_draft
from localities.models import Locality, QuarterMeeting, SteeringGroup
from objectives.choices import SetState
from programme.choices import (
    AFTER_ACCEPTANCE,
    AFTER_SIGN_OFF,
    AFTER_SUBMISSION,
    PlanState,
    ReturnState,
)
from programme.models import (
    DecisionSought,
    Measure,
    Milestone,
    MilestoneUpdate,
    Nudge,
    Outcome,
    OutcomeCommentary,
    QuarterlyReturn,
    ReturnAuthor,
)
from reporting.choices import PackKind, PackState
from reporting.models import Pack, PackBatch
from reporting.services import propose_pack, publish_pack
from reporting.services.builds import run_build
from tests.access.delivery_addresses import ROUTES, address_of
from tests.access.engagement_addresses import ROUTES as ENGAGEMENT_ROUTES
from tests.access.engagement_addresses import address_and_form
from tests.access.feedback_addresses import ROUTES as FEEDBACK_ROUTES
from tests.access.feedback_addresses import feedback_page
from tests.access.history_addresses import ROUTES as HISTORY_ROUTES
from tests.access.history_addresses import history_address
from tests.access.measure_addresses import MADE as MEASURE_PAGES
from tests.access.measure_addresses import earlier_figure
from tests.access.meeting_addresses import ROUTES as MEETING_ROUTES
from tests.access.meeting_addresses import meeting_and_form
from tests.access.office_addresses import ROUTES as OFFICE_ROUTES
from tests.access.office_addresses import office_page
from tests.access.people_addresses import ROUTES as PEOPLE_ROUTES
from tests.access.people_addresses import invitation_page, people_page
from tests.access.plan_addresses import ROUTES as PLAN_ROUTES
from tests.access.plan_addresses import plan_and_form
from tests.access.progress_addresses import ROUTES as PROGRESS_ROUTES
from tests.access.progress_addresses import progress_page
from tests.access.published_addresses import PUBLISHED, published_address
from tests.access.question_addresses import ROUTES as QUESTION_ROUTES
from tests.access.question_addresses import question_and_form
from tests.access.review_addresses import ROUTES as REVIEW_ROUTES
from tests.access.review_addresses import review_page
from tests.access.sheets import uploaded
from tests.access.transcription_addresses import ROUTES as IMPORT_ROUTES
from tests.access.transcription_addresses import import_page
from tests.access.work_addresses import ROUTES as WORK_ROUTES
from tests.access.work_addresses import work_and_form
from tests.conftest import NOW, Cast
from tests.factories import (
    BusinessPlanFactory,
    CategoryFactory,
    DepartmentFactory,
    FundingContributionFactory,
    MeasureFactory,
    MeasureUpdateFactory,
    MeetingFactory,
    MilestoneFactory,
    MilestoneUpdateFactory,
    ObjectiveFactory,
    ObjectiveSetFactory,
    OutcomeFactory,
    QuarterlyReturnFactory,
    ReportingPeriodFactory,
    RoleGrantFactory,
    WorkItemFactory,
    publish_set,
)
from tests.reporting.conftest import PlainPrinter

YESTERDAY: Final = NOW - dt.timedelta(days=1)
OPEN_QUARTER: Final = Quarter.parse("2013-14-q3")
CLOSED_QUARTER: Final = Quarter.parse("2013-14-q2")
FUTURE_QUARTER: Final = Quarter.parse("2013-14-q4")
WORDS: Final = "The steering group met and agreed the next step."
NOTHING: Final[Mapping[str, str]] = {}
FAILED: Final[Mapping[str, str]] = {"state": PackState.FAILED, "failure_reason": "Cut off"}


@dataclass(frozen=True)
class Situation:
    """Where to send a request, and what the form says."""

    address: tuple[object, ...] = ()
    form: Mapping[str, str] = field(default_factory=dict)


def situation(route: str, state: str, cast: Cast) -> Situation:
    """The situation of one row, freshly made."""
    step, _, twist = state.partition("; ")
    return BUILDERS[route](cast, step, twist)


def plainly(cast: Cast, step: str, twist: str) -> Situation:
    """A page about nothing in particular."""
    return Situation()


# Returns


@dataclass(frozen=True)
class Reported:
    """A return with one milestone and one measure, all answered."""

    quarterly_return: QuarterlyReturn
    milestone: Milestone
    measure: Measure

    @property
    def address(self) -> tuple[object, ...]:
        return (self.quarterly_return.period.slug, self.quarterly_return.locality.slug)


def make_return(
    cast: Cast,
    step: str,
    twist: str = "",
    *,
    locality: Locality | None = None,
    period: ReportingPeriod | None = None,
) -> Reported:
    """The return of ``locality`` (the cast's own unless given), as far as ``step``."""
    state = ReturnState(step.replace(" ", "_"))
    period = period or _period(twist)
    quarterly_return = QuarterlyReturnFactory.create(
        period=period,
        locality=locality or cast.own,
        state=state,
        version=3,
        overview="A steady quarter." if twist != "unanswered" else "",
        overview_version=1,
        closes_at=NOW + dt.timedelta(days=5) if twist == "given longer" else period.ended_at,
        **signatures(cast, state),
    )
    if twist == "written by its readers":
        for reader in (cast.sro, cast.national_team):
            ReturnAuthor.objects.create(quarterly_return=quarterly_return, user=reader)
    return _answered(quarterly_return)


def _period(twist: str) -> ReportingPeriod:
    is_closed = twist in ("quarter closed", "given longer")
    return ReportingPeriodFactory.create(
        quarter=OPEN_QUARTER, closed_at=YESTERDAY if is_closed else None
    )


def signatures(cast: Cast, state: ReturnState) -> dict[str, Any]:
    """Who has submitted, signed off and accepted a return in ``state``, and when."""
    steps = (
        ("submitted", AFTER_SUBMISSION, cast.coordinator),
        ("signed_off", AFTER_SIGN_OFF, cast.sro),
        ("accepted", AFTER_ACCEPTANCE, cast.second_national_team),
    )
    done = [(verb, by) for verb, states, by in steps if state in states]
    people = {f"{verb}_by": by for verb, by in done}
    return people | {f"{verb}_at": YESTERDAY for verb, _ in done}


def _answered(quarterly_return: QuarterlyReturn) -> Reported:
    locality = quarterly_return.locality
    outcome = OutcomeFactory.create()
    item = WorkItemFactory.create(outcome=outcome, locality=locality)
    milestone = MilestoneFactory.create(work_item=item, locality=locality)
    measure = MeasureFactory.create(outcome=outcome)
    MilestoneUpdateFactory.create(
        quarterly_return=quarterly_return,
        milestone=milestone,
        rating="on_track",
        forecast_on=dt.date(2014, 2, 28),
        narrative="Under way.",
        rating_explanation="The steering group agreed the later day.",
        version=1,
    )
    MeasureUpdateFactory.create(
        quarterly_return=quarterly_return, measure=measure, value=4, version=1
    )
    return Reported(quarterly_return, milestone, measure)


def a_return(cast: Cast, step: str, twist: str) -> Situation:
    return Situation(make_return(cast, step, twist).address)


def decision(cast: Cast, step: str, twist: str) -> Situation:
    """A return with a form that carries the version its reader saw."""
    reported = make_return(cast, step, twist)
    return Situation(reported.address, _seen(reported.quarterly_return, twist))


def decision_with_reason(cast: Cast, step: str, twist: str) -> Situation:
    decided = decision(cast, step, twist)
    if twist == "nothing filled in":
        return decided
    reason = {"reason": "The figure for visits is missing."}
    return Situation(decided.address, {**decided.form, **reason})


def _seen(decided: QuarterlyReturn | Pack, twist: str) -> Mapping[str, str]:
    """The version that the person deciding has read; any other will do for a stale one."""
    if twist == "nothing filled in":
        return NOTHING
    return {"version": str(decided.version + (twist == "stale"))}


def extension(cast: Cast, step: str, twist: str) -> Situation:
    form = {
        "until_on-day": "31",
        "until_on-month": "1",
        "until_on-year": "2014",
        "until_hour": "17",
        "reason": "The co-ordinator was ill.",
    }
    address = make_return(cast, step, twist).address
    return Situation(address, NOTHING if twist == "nothing filled in" else form)


def unchanged_answers(cast: Cast, step: str, twist: str) -> Situation:
    """An unanswered milestone that last quarter's accepted return reported."""
    reported = make_return(cast, step, twist)
    before = QuarterlyReturnFactory.create(
        period=ReportingPeriodFactory.create(quarter=CLOSED_QUARTER, closed_at=YESTERDAY),
        locality=cast.own,
        state=ReturnState.ACCEPTED,
        **signatures(cast, ReturnState.ACCEPTED),
    )
    updates = MilestoneUpdate.objects.filter(milestone=reported.milestone)
    answered = updates.get()
    updates.update(rating="", forecast_on=None, narrative="", version=0)
    answered.pk, answered.quarterly_return = None, before
    answered.save()
    form = {} if twist == "nothing filled in" else {"milestone": str(reported.milestone.pk)}
    return Situation(reported.address, form)


def milestone_answers(cast: Cast, step: str, twist: str) -> Situation:
    reported = make_return(cast, step, twist)
    form = {
        "rating": "on_track",
        "forecast_on-day": "31",
        "forecast_on-month": "3",
        "forecast_on-year": "2014",
        "narrative": WORDS,
    }
    strange = (
        MilestoneFactory.create(locality=cast.other) if twist == "of another return" else None
    )
    asked = strange or reported.milestone
    return Situation((*reported.address, asked.pk), _versioned(form, twist))


def measure_answers(cast: Cast, step: str, twist: str) -> Situation:
    reported = make_return(cast, step, twist)
    strange = MeasureFactory.create() if twist == "of another return" else None
    asked = strange or reported.measure
    return Situation((*reported.address, asked.pk), _versioned({"value": "12"}, twist))


def all_measures(cast: Cast, step: str, twist: str) -> Situation:
    reported = make_return(cast, step, twist)
    boxes = _versioned({"value": "12"}, twist)
    pk = reported.measure.pk
    return Situation(reported.address, {f"m{pk}-{name}": text for name, text in boxes.items()})


def figure_put_right(cast: Cast, step: str, twist: str) -> Situation:
    reported = make_return(cast, step, twist)
    return Situation(*earlier_figure(cast, reported.measure, reported.address, twist))


def of_measures(route: str) -> "Builder":
    """A page about a plan's measures, or about the national team's own figures."""

    def build(cast: Cast, step: str, twist: str) -> Situation:
        return Situation(*MEASURE_PAGES[route](cast, step, twist))

    return build


def of_people(route: str) -> "Builder":
    """A page about somebody's account or roles."""

    def build(cast: Cast, step: str, twist: str) -> Situation:
        return Situation(*people_page(route, cast, step, twist))

    return build


def an_invitation(cast: Cast, step: str, twist: str) -> Situation:
    return Situation(*invitation_page(cast, step, twist))


def overview_answers(cast: Cast, step: str, twist: str) -> Situation:
    return Situation(
        make_return(cast, step, twist).address, _versioned({"overview": WORDS}, twist)
    )


def sheet_file(cast: Cast, step: str, twist: str) -> Situation:
    return Situation((*make_return(cast, step, twist).address, "ods"))


def sheet_preview(cast: Cast, step: str, twist: str) -> Situation:
    """What the co-ordinator uploaded; nobody else sees it."""
    reported = make_return(cast, step, twist)
    key, form = uploaded(reported.quarterly_return, cast)
    return Situation((*reported.address, key), {} if twist == "of another plan" else form)


def _versioned(form: Mapping[str, str], twist: str) -> Mapping[str, str]:
    """Answers over the version seen; what has been saved once is at version 1."""
    if twist == "nothing filled in":
        return {"version": "1"}
    return {**form, "version": "0" if twist == "stale" else "1"}


def a_draft(cast: Cast, step: str, twist: str) -> Situation:
    """The co-ordinator's form, as their browser sends it; there is a draft to discard."""
    page = "/".join(
        ("/programme/returns", *map(str, make_return(cast, "open").address), "overview/")
    )
    if step == "kept before":
        keep_draft(
            owner_id=cast.coordinator.pk, page=page, words={"overview": ["Before."]}, at=NOW
        )
    token = "nonsense" if twist == "of no page" else draft_tokens.issue(cast.coordinator.pk, page)
    return Situation((), {"overview": WORDS, draft_tokens.FIELD: token})


def returns_of_a_quarter(cast: Cast, step: str, twist: str) -> Situation:
    reported = make_return(cast, step, twist)
    period = reported.quarterly_return.period
    make_return(cast, step, locality=cast.other, period=period)
    return Situation((period.slug,))


# The national view


def a_nudge(cast: Cast, step: str, twist: str) -> Situation:
    reported = make_return(cast, step, twist)
    if twist == "nudged today":
        Nudge.objects.create(
            quarterly_return=reported.quarterly_return,
            on=NOW.date(),
            state=step,
            by=cast.head,
            at=NOW,
        )
    return Situation(reported.address)


def all_late(cast: Cast, step: str, twist: str) -> Situation:
    period = make_return(cast, step).quarterly_return.period
    if twist == "late":
        period.due_at = YESTERDAY
        period.save()
    return Situation((period.slug,))


def moderation(cast: Cast, step: str, twist: str) -> Situation:
    reported = make_return(cast, step, twist)
    form = {"rating": "off_track", "reason": "The venue is not booked."}
    strange = (
        MilestoneFactory.create(locality=cast.other) if twist == "of another return" else None
    )
    asked = strange or reported.milestone
    return Situation((*reported.address, asked.pk), _versioned(form, twist))


def commentary(cast: Cast, step: str, twist: str) -> Situation:
    reported = make_return(cast, step)
    period = reported.quarterly_return.period
    outcome = reported.milestone.work_item.outcome
    if twist == "of another year":
        outcome = OutcomeFactory.create(
            plan=BusinessPlanFactory.create(first_year=2011, last_year=2011)
        )
    if twist == "stale":
        OutcomeCommentary.objects.create(
            outcome=outcome, period=period, words="Somebody else’s.", version=1
        )
    return Situation((period.slug, outcome.pk), {"words": WORDS, "version": "0"})


# Quarters and plans


def quarter(cast: Cast, step: str, twist: str) -> Situation:
    """A quarter that is future, open or closed, with an agreed plan that has work in it."""
    plan = BusinessPlanFactory.create(first_year=2013, last_year=2013, state=PlanState.AGREED)
    item = WorkItemFactory.create(outcome=OutcomeFactory.create(plan=plan), locality=cast.own)
    milestone = MilestoneFactory.create(work_item=item, locality=cast.own)
    wanted = FUTURE_QUARTER if step == "future" else OPEN_QUARTER
    closed_at = YESTERDAY if step == "closed" else None
    period = ReportingPeriodFactory.create(quarter=wanted, closed_at=closed_at)
    if step != "future":
        quarterly_return = QuarterlyReturnFactory.create(
            period=period, locality=cast.own, closes_at=period.ended_at
        )
        MilestoneUpdateFactory.create(quarterly_return=quarterly_return, milestone=milestone)
    return Situation((period.slug,))


def quarter_with_a_meeting(cast: Cast, step: str, twist: str) -> Situation:
    """A quarter whose meeting has moved since its dates were settled."""
    found = quarter(cast, step, twist)
    period = ReportingPeriod.objects.latest("pk")
    meeting = MeetingFactory.create(day=period.closes_at.date() + dt.timedelta(days=21))
    QuarterMeeting.objects.create(
        period=period,
        meeting=meeting,
        due_before=15,
        closes_before=10,
        counted_from=meeting.day - dt.timedelta(days=7),
    )
    day = meeting.day - dt.timedelta(days=1) if twist == "of another day" else meeting.day
    return Situation(found.address, {"day": day.isoformat()})


def of_plans(route: str) -> "Builder":
    """A page of one plan."""

    def build(cast: Cast, step: str, twist: str) -> Situation:
        plan, form = plan_and_form(route, cast, step, twist)
        return Situation((plan.slug,), form)

    return build


# Localities and objectives


def of_history(route: str) -> "Builder":
    """A page of the history as a whole."""

    def build(cast: Cast, step: str, twist: str) -> Situation:
        return Situation(history_address(route, cast, step))

    return build


def a_locality(cast: Cast, step: str, twist: str) -> Situation:
    return Situation((cast.own.slug,))


def a_reorganisation(cast: Cast, step: str, twist: str) -> Situation:
    renamed = {
        "kind": "renamed",
        "on-day": "6",
        "on-month": "1",
        "on-year": "2014",
        "new_name": "The North West of England",
        "reason": "The steering group asked for it.",
    }
    return Situation((cast.own.slug,), renamed if step == "renamed" else NOTHING)


def a_coverage_file(cast: Cast, step: str, twist: str) -> Situation:
    return Situation(("csv",))


def a_steering_group(cast: Cast, step: str, twist: str) -> Situation:
    group = SteeringGroup.objects.create(
        slug="north-west", name="North West steering group", locality=cast.own
    )
    return Situation((group.slug,))


def of_published(route: str) -> "Builder":
    """A public page of a set of the private office's department, whatever state the set is in."""

    def build(cast: Cast, step: str, twist: str) -> Situation:
        own = cast.private_office.grants.get().department
        chosen = ObjectiveSetFactory.create(state=SetState(step or "draft"), department=own)
        return Situation(published_address(route, chosen))

    return build


# Packs


def make_period_with_packs(cast: Cast, step: str = "ready") -> ReportingPeriod:
    """Quarter 2, closed, with every return accepted; or with a gap; or Quarter 3, open."""
    is_open = step == "quarter still open"
    period = ReportingPeriodFactory.create(quarter=OPEN_QUARTER if is_open else CLOSED_QUARTER)
    make_return(cast, "accepted", locality=cast.own, period=period)
    other = "signed off" if step == "gaps" else "accepted"
    make_return(cast, other, locality=cast.other, period=period)
    return period


def building(cast: Cast, step: str, twist: str) -> Situation:
    period = make_period_with_packs(cast, step)
    if twist == "six built this hour":
        for asker in (cast.national_team, cast.head):
            _six_failed_builds(period, asker)
    has_reason = step != "ready" and twist != "nothing filled in"
    form = {"gap_reason": "The Steering Group meets tomorrow."} if has_reason else NOTHING
    return Situation((period.slug,), form)


def _six_failed_builds(period: ReportingPeriod, asker: User) -> None:
    lately = clock.now() - dt.timedelta(minutes=1)
    for _ in range(6):
        _new_pack(period, asker, requested_at=lately, **FAILED)


def _new_pack(period: ReportingPeriod, asker: User, **changes: Any) -> Pack:
    return Pack.objects.create(
        period=period,
        edition=1 + period.packs.released().count(),
        build=1 + period.packs.count(),
        requested_by=asker,
        **{"requested_at": NOW.replace(hour=0), "queued_at": NOW, **changes},
    )


def make_pack(cast: Cast, step: str, twist: str = "") -> Pack:
    """A pack of Quarter 2 in the state ``step``, made by the services that make packs."""
    period = make_period_with_packs(cast)
    if step == "failed":
        return _new_pack(period, cast.national_team, **FAILED)
    pack = _new_pack(period, cast.national_team)
    if step != "queued":
        _build(pack)
    if step not in ("queued", "built"):
        _propose(pack, _head_as_proposer(cast) if twist == "by the Head" else cast.national_team)
    if step in ("published", "superseded"):
        _publish(pack, cast.head)
    if step == "superseded":
        _publish_another(period, cast)
    pack.refresh_from_db()
    return pack


def _build(pack: Pack) -> None:
    run_build(pack_id=pack.pk, moment=lambda: NOW, printer=PlainPrinter())
    pack.refresh_from_db()


def _propose(pack: Pack, proposer: User) -> None:
    actor = actor_for(proposer, on=NOW.date())
    propose_pack(pack=pack, version=pack.version, note="A figure.", actor=actor, at=NOW)
    pack.refresh_from_db()


def _publish(pack: Pack, publisher: User) -> None:
    actor = actor_for(publisher, on=NOW.date())
    publish_pack(pack=pack, version=pack.version, actor=actor, at=NOW)


def _publish_another(period: ReportingPeriod, cast: Cast) -> None:
    second = _new_pack(period, cast.national_team)
    _build(second)
    _propose(second, cast.national_team)
    _publish(second, cast.head)


def _head_as_proposer(cast: Cast) -> User:
    """The Head, who for a while held the national team's role too and proposed a pack in it."""
    RoleGrantFactory.create(user=cast.head, role=Role.NATIONAL_TEAM)
    return cast.head


def a_pack(cast: Cast, step: str, twist: str) -> Situation:
    pack = make_pack(cast, step, twist)
    return Situation((pack.period.slug, pack.edition, pack.build), _seen(pack, twist))


def make_pack_of_a_kind(cast: Cast, step: str, twist: str) -> Pack:
    """The pack about the cast's own locality or department, an outcome or the year; the national
    one it follows is published.
    """
    period = make_pack(cast, "published").period
    pack = Pack.objects.create(
        period=period,
        **_subject(cast, twist),
        edition=1,
        build=1,
        requested_by=cast.national_team,
        requested_at=NOW,
        queued_at=NOW,
    )
    if step != "queued":
        _build(pack)
    if step in ("proposed", "published"):
        _propose(pack, cast.national_team)
    if step == "published":
        _publish(pack, cast.head)
    pack.refresh_from_db()
    return pack


def _subject(cast: Cast, twist: str) -> Mapping[str, Any]:
    """What the pack is about, as ``twist`` says: "about a department"."""
    if twist == "about the year":
        return {"kind": PackKind.YEAR_END, "subject": PackKind.YEAR_END.value}
    kind, row, key = _record(cast, twist)
    return {"kind": kind, "subject": f"{kind}-{key}", "subject_name": str(row), kind.value: row}


def _record(cast: Cast, twist: str) -> tuple[PackKind, Model, object]:
    if twist == "about a locality":
        return PackKind.LOCALITY, cast.own, cast.own.slug
    if twist == "about an outcome":
        outcome = Outcome.objects.earliest("pk")
        return PackKind.OUTCOME, outcome, outcome.pk
    grant = cast.private_office.grants.get(role=Role.PRIVATE_OFFICE)
    office = grant.department
    assert office is not None
    FundingContributionFactory.create(department=office)
    return PackKind.DEPARTMENT, office, office.slug


def pack_of(cast: Cast, step: str, twist: str) -> Pack:
    make = make_pack_of_a_kind if twist.startswith("about") else make_pack
    return make(cast, step, twist)


def pack_of_any_kind(cast: Cast, step: str, twist: str) -> Situation:
    pack = pack_of(cast, step, twist)
    return Situation(tuple(pack.address), _seen(pack, twist))


def a_pack_to_turn_down(cast: Cast, step: str, twist: str) -> Situation:
    asked = pack_of_any_kind(cast, step, twist)
    reason = {} if twist == "nothing filled in" else {"reason": "A figure is wrong."}
    return Situation(asked.address, {**asked.form, **reason})


def several_packs(cast: Cast, step: str, twist: str) -> Situation:
    period = make_period_with_packs(cast, step)
    reason = {"gap_reason": "The Steering Group meets tomorrow."} if step != "ready" else NOTHING
    form = NOTHING if twist == "nothing filled in" else {"whole": "national", **reason}
    return Situation((period.slug,), form)


def a_batch(cast: Cast, step: str, twist: str) -> Situation:
    """Two packs built together, one of which has failed or waits."""
    period = make_period_with_packs(cast)
    batch = PackBatch.objects.create(
        period=period, requested_by=cast.national_team, requested_at=NOW
    )
    _new_pack(period, cast.national_team, batch=batch, **(FAILED if step == "failed" else {}))
    return Situation((batch.pk,))


def a_list_of_packs(cast: Cast, step: str, twist: str) -> Situation:
    make_pack(cast, step, twist)
    return Situation()


Builder = Callable[[Cast, str, str], Situation]
# The record of delivery


def of_delivery(route: str) -> "Builder":
    """A page about what the cast's own locality recorded."""

    def build(cast: Cast, step: str, twist: str) -> Situation:
        form = {"version": "0"} if route == "measure-from-record" else NOTHING
        return Situation(address_of(route, cast), form)

    return build


# Risks, stakeholders, communications and impact


def of_engagement(route: str) -> "Builder":
    """A page about a plan's or its locality's own."""

    def build(cast: Cast, step: str, twist: str) -> Situation:
        return Situation(*address_and_form(route, cast, step, twist))

    return build


def a_sight(route: str) -> "Builder":
    """The line from a published objective to a milestone of an agreed plan."""

    def build(cast: Cast, step: str, twist: str) -> Situation:
        category = CategoryFactory.create(objective_set=ObjectiveSetFactory.create())
        objective = ObjectiveFactory.create(category=category)
        publish_set(category.objective_set)
        item = WorkItemFactory.create(locality=cast.own)
        milestone = MilestoneFactory.create(work_item=item, locality=cast.own)
        if route == "milestone-sight":
            return Situation((milestone.pk,))
        return Situation((category.objective_set.slug, objective.reference))

    return build


def a_working_copy(cast: Cast, step: str, twist: str) -> Situation:
    """A draft of the private office's department, or of another one."""
    of_office = cast.private_office.grants.get(role=Role.PRIVATE_OFFICE).department
    department = DepartmentFactory.create() if twist == "another department" else of_office
    return Situation((ObjectiveSetFactory.create(department=department).slug,))


def of_work(route: str) -> "Builder":
    """A page of a plan's work programme."""

    def build(cast: Cast, step: str, twist: str) -> Situation:
        return Situation(*work_and_form(route, cast, step, twist))

    return build


def of_meetings(route: str) -> "Builder":
    """A page of one meeting of the NSG, or of what came of it."""

    def build(cast: Cast, step: str, twist: str) -> Situation:
        return Situation(*meeting_and_form(route, cast, step, twist))

    return build


def a_proposed_agenda(cast: Cast, step: str, twist: str) -> Situation:
    address, _ = meeting_and_form("agenda-add", cast, step, twist)
    sought = DecisionSought.objects.create(
        meeting_id=int(str(address[0])),
        text="Agree to wait.",
        asked_by=cast.national_team,
        asked_at=NOW,
    )
    return Situation(address, {"item": f"sought-{sought.pk}"})


def of_questions(route: str) -> "Builder":
    """A page of one question from the NSG."""

    def build(cast: Cast, step: str, twist: str) -> Situation:
        return Situation(*question_and_form(route, cast, step, twist))

    return build


def of_an_office(route: str) -> "Builder":
    """A page of the working copy of objectives."""

    def build(cast: Cast, step: str, twist: str) -> Situation:
        return Situation(*office_page(route, cast, step, twist))

    return build


def asking(cast: Cast, step: str, twist: str) -> Situation:
    """A question about nothing in particular."""
    ReportingPeriodFactory.create()
    filled = {"text": "Why is it late?", "on_behalf_of": "A member"}
    return Situation((), NOTHING if step == "nothing filled in" else filled)


def a_file_of_a_pack(cast: Cast, step: str, twist: str) -> Situation:
    return Situation((*pack_of(cast, step, twist).address, "ods"))


def asking_about_a_line(cast: Cast, step: str, twist: str) -> Situation:
    pack = pack_of(cast, step, twist)
    line = "locality-nowhere" if twist == "of no line" else f"locality-{cast.own.slug}"
    if pack.kind == PackKind.DEPARTMENT:
        line = pack.subject
    form = {"text": "Why is it late?", "on_behalf_of": "A member"}
    return Situation((*pack.address, line), form)


def of_an_import(route: str) -> "Builder":
    """A page that imports a document into a draft of objectives."""

    def build(cast: Cast, step: str, twist: str) -> Situation:
        return Situation(*import_page(route, cast, step, twist))

    return build


def of_progress(route: str) -> "Builder":
    """A page about progress on a set of objectives."""

    def build(cast: Cast, step: str, twist: str) -> Situation:
        return Situation(*progress_page(route, cast, step, twist))

    return build


def of_a_review(route: str) -> "Builder":
    """A page about a review of a set of objectives."""

    def build(cast: Cast, step: str, twist: str) -> Situation:
        return Situation(*review_page(route, cast, step, twist))

    return build


def of_feedback(route: str) -> "Builder":
    """A page about feedback on a holder."""

    def build(cast: Cast, step: str, twist: str) -> Situation:
        return Situation(*feedback_page(route, cast, step, twist))

    return build


BUILDERS: Final[Mapping[str, Builder]] = {
    "accessibility": plainly,
    "privacy": plainly,
    "healthz": plainly,
    "readyz": plainly,
    "metrics": plainly,
    "home": plainly,
    "localities:locality-list": plainly,
    "localities:locality-detail": a_locality,
    "localities:funding-list": plainly,
    "localities:coverage": plainly,
    "localities:coverage-export": a_coverage_file,
    "localities:locality-reorganise": a_reorganisation,
    "localities:steering-group-detail": a_steering_group,
    "objectives:date-reading": plainly,
    **{f"objectives:{route}": of_an_office(route) for route in OFFICE_ROUTES},
    **{f"objectives:{route}": of_an_import(route) for route in IMPORT_ROUTES},
    **{f"objectives:{route}": of_progress(route) for route in PROGRESS_ROUTES},
    **{f"objectives:{route}": of_a_review(route) for route in REVIEW_ROUTES},
    **{f"objectives:{route}": of_feedback(route) for route in FEEDBACK_ROUTES},
    "objectives:quality": a_working_copy,
    "programme:line-of-sight": plainly,
    "programme:objective-sight": a_sight("objective-sight"),
    "programme:milestone-sight": a_sight("milestone-sight"),
    "objectives:quality-overview": plainly,
    **{f"objectives:{route}": of_published(route) for route in PUBLISHED},
    "programme:plan-list": plainly,
    **{f"programme:{route}": of_plans(route) for route in PLAN_ROUTES},
    "programme:period-list": plainly,
    "programme:period-open": quarter,
    "programme:period-close": quarter,
    "programme:period-dates": quarter_with_a_meeting,
    "programme:period-follow": quarter_with_a_meeting,
    "draft-keep": a_draft,
    "draft-discard": a_draft,
    "session-stay": plainly,
    "emails": plainly,
    "programme:return-list": returns_of_a_quarter,
    "programme:return-detail": a_return,
    "programme:return-history": a_return,
    "programme:milestone-update": milestone_answers,
    "programme:measure-update": measure_answers,
    "programme:return-measures": all_measures,
    "programme:overview-update": overview_answers,
    "programme:measure-restate": figure_put_right,
    **{f"programme:{route}": of_measures(route) for route in MEASURE_PAGES},
    "programme:return-check": a_return,
    "programme:return-submit": decision,
    "programme:return-withdraw": decision,
    "programme:return-sign-off": decision,
    "programme:return-send-back": decision_with_reason,
    "programme:return-accept": decision,
    "programme:return-extend": extension,
    "programme:return-correct": extension,
    "programme:return-unchanged": unchanged_answers,
    "programme:return-spreadsheet": a_return,
    "programme:return-spreadsheet-file": sheet_file,
    "programme:return-spreadsheet-preview": sheet_preview,
    "programme:return-nudge": a_nudge,
    "programme:period-nudge": all_late,
    "programme:moderation-queue": returns_of_a_quarter,
    "programme:rating-moderate": moderation,
    "programme:commentary-list": returns_of_a_quarter,
    "programme:commentary-update": commentary,
    "programme:correction-list": returns_of_a_quarter,
    "reporting:pack-list": a_list_of_packs,
    "reporting:pack-compare": a_list_of_packs,
    "reporting:pack-build": building,
    "reporting:pack-detail": pack_of_any_kind,
    "reporting:pack-progress": a_pack,
    "reporting:pack-read": pack_of_any_kind,
    "reporting:pack-download": pack_of_any_kind,
    "reporting:pack-downloads": pack_of_any_kind,
    "reporting:pack-verify": plainly,
    "reporting:batch-build": several_packs,
    "reporting:batch-detail": a_batch,
    "reporting:batch-progress": a_batch,
    "reporting:batch-retry": a_batch,
    "reporting:pack-snapshot": pack_of_any_kind,
    "reporting:pack-propose": pack_of_any_kind,
    "reporting:pack-withdraw": pack_of_any_kind,
    "reporting:pack-turn-down": a_pack_to_turn_down,
    "reporting:pack-publish": pack_of_any_kind,
    **{f"programme:{route}": of_delivery(route) for route in ROUTES},
    **{f"programme:{route}": of_engagement(route) for route in ENGAGEMENT_ROUTES},
    **{f"programme:{route}": of_work(route) for route in WORK_ROUTES},
    "programme:handover": a_locality,
    **{f"audit:{route}": of_history(route) for route in HISTORY_ROUTES},
    **{f"people:{route}": of_people(route) for route in PEOPLE_ROUTES},
    "invitation": an_invitation,
    "programme:question-list": plainly,
    "programme:question-ask": asking,
    **{f"programme:{route}": of_questions(route) for route in QUESTION_ROUTES},
    "programme:meeting-list": plainly,
    "programme:decision-list": plainly,
    "programme:action-list": plainly,
    **{f"programme:{route}": of_meetings(route) for route in MEETING_ROUTES},
    "reporting:meeting-propose": a_proposed_agenda,
    "reporting:pack-pin": asking_about_a_line,
    "reporting:reading-room": a_list_of_packs,
    "reporting:pack-archive": a_list_of_packs,
    "reporting:pack-trends": a_list_of_packs,
    "reporting:pack-search": a_list_of_packs,
    "reporting:pack-line": asking_about_a_line,
    "reporting:pack-file": a_file_of_a_pack,
    "reporting:pack-lines": pack_of_any_kind,
    "reporting:pack-ask": asking_about_a_line,
}
