"""What a person's home page shows: their next jobs first, then the current pack."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.core.components import Task
from csplan.core.models import ReportingPeriod
from csplan.core.periods import Quarter, london_day
from csplan.core.worded_moments import date_words, moment_words
from localities.models import Meeting
from objectives.choices import SET_STATE_COLOURS, SetState
from objectives.choices_reviews import REVIEW_STATE_COLOURS, ReviewState
from objectives.models import ObjectiveSet, Review
from programme.choices import (
    PLAN_STATE_COLOURS,
    RETURN_STATE_COLOURS,
    UNFINISHED,
    PlanState,
    ReturnState,
)
from programme.models import (
    Action,
    BusinessPlan,
    MeasureUpdate,
    MilestoneUpdate,
    QuarterlyReturn,
    Question,
    Risk,
)
from programme.permissions.meetings import can_read_meetings
from programme.permissions.questions import can_ask, can_read_questions
from programme.querysets import own_returns
from programme.querysets_meetings import OWNS_ACTIONS
from programme.selectors.derived import FOLLOWS_THE_RECORD
from programme.selectors.handover import changing_hands
from programme.selectors.meetings import next_meeting, own_open_actions, standing
from programme.selectors.national import period_state
from programme.selectors.questions import colour_of, waiting_for
from programme.selectors.risks import reviews_overdue
from reporting.models import Pack
from reporting.permissions import next_step
from reporting.selectors import builds_at_work

RETURNS_SHOWN = 20
RISKS_SHOWN = 10
QUESTIONS_SHOWN = 10
ACTIONS_SHOWN = 10
UNDECIDED = (SetState.SUBMITTED, SetState.AGREED)


@dataclass(frozen=True)
class Section:
    """A group of jobs under a heading, or what to say when there are none.

    A group with nothing to say then is left out.
    """

    slug: str
    title: str
    tasks: tuple[Task, ...]
    when_empty: str


@dataclass(frozen=True)
class HomePage:
    """The sections of the roles held, and the pack that is current."""

    sections: tuple[Section, ...]
    pack: Pack | None
    reads_questions: bool = False
    reads_meetings: bool = False
    may_ask: bool = False


def home_page(actor: Actor, *, at: dt.datetime) -> HomePage:
    """The home page of ``actor``. A query for each section at most."""
    period = ReportingPeriod.objects.opened_by(at).first()
    made = (make(actor, period, at) for roles, make in SECTIONS if not roles or actor.has(*roles))
    sections = tuple(section for section in made if section.tasks or section.when_empty)
    return HomePage(
        sections=sections,
        pack=_current_pack(actor),
        reads_questions=can_read_questions(actor),
        reads_meetings=can_read_meetings(actor),
        may_ask=can_ask(actor),
    )


def _current_pack(actor: Actor) -> Pack | None:
    """The latest published national pack, if the person may read it."""
    packs = Pack.objects.visible_to(actor).national().published()
    return packs.select_related("period").first()


def _own_returns(actor: Actor, period: ReportingPeriod | None, at: dt.datetime) -> Section:
    """This quarter's returns, and those of earlier quarters that somebody must still act on."""
    wanted = Q(state__in=UNFINISHED, period__opens_at__lte=at)
    if period is not None:
        wanted |= Q(period=period)
    latest = QuarterlyReturn.objects.latest_revisions()
    returns = _with_counts(latest.filter(own_returns(actor)).filter(wanted))
    signs = actor.locality_ids(Role.SRO)
    rows = sorted(returns[:RETURNS_SHOWN], key=lambda row: not _waits_for(row, signs))
    quarters = {row.period for row in rows}
    tasks = tuple(
        _return_task(row, at, signs=signs, names_quarter=len(quarters) > 1) for row in rows
    )
    return Section(
        slug="returns",
        title=_returns_title(quarters, len(tasks)),
        tasks=tasks,
        when_empty="No quarter is open for reporting yet. You will see your return here then.",
    )


def _waits_for(row: QuarterlyReturn, signs: frozenset[int]) -> bool:
    """Whether the next step is that of whoever signs there, or else writes there."""
    state = ReturnState.SUBMITTED if row.locality_id in signs else ReturnState.OPEN
    return row.state == state


def _to_accept(actor: Actor, period: ReportingPeriod | None, at: dt.datetime) -> Section:
    signed = QuarterlyReturn.objects.filter(state=ReturnState.SIGNED_OFF)
    rows = signed.select_related("period", "locality").order_by("signed_off_at")
    return Section(
        slug="accept",
        title="Returns waiting for you",
        tasks=tuple(_acceptance_task(row) for row in rows[:RETURNS_SHOWN]),
        when_empty="No return is waiting to be accepted.",
    )


def _quarter(actor: Actor, period: ReportingPeriod | None, at: dt.datetime) -> Section:
    return Section(
        slug="quarter",
        title="This quarter",
        tasks=(_period_task(period, at),) if period else (),
        when_empty="No quarter has opened yet.",
    )


def _plans(actor: Actor, period: ReportingPeriod | None, at: dt.datetime) -> Section:
    """Plans being drafted, and those that are reported on."""
    rows = BusinessPlan.objects.visible_to(actor).exclude(state=PlanState.CLOSED)
    return Section(
        slug="plans",
        title="Plans",
        tasks=tuple(_plan_task(row) for row in rows[:RETURNS_SHOWN]),
        when_empty="There is no plan yet. Add one under Plans.",
    )


def _packs_at_work(actor: Actor, period: ReportingPeriod | None, at: dt.datetime) -> Section:
    """What is not out yet; what waits for the person first."""
    rows = sorted(builds_at_work(actor)[:RETURNS_SHOWN], key=lambda row: not next_step(row, actor))
    return Section(
        slug="packs",
        title="Packs being made",
        tasks=tuple(_pack_task(row, actor) for row in rows),
        when_empty="No pack is being built or waiting to be published.",
    )


def _risks(actor: Actor, period: ReportingPeriod | None, at: dt.datetime) -> Section:
    """Risks whose review is past, the longest first."""
    today = london_day(at)
    rows = list(reviews_overdue(actor, today)[: RISKS_SHOWN + 1])
    tasks = [_risk_task(row, today) for row in rows[:RISKS_SHOWN]]
    if len(rows) > RISKS_SHOWN:
        tasks.append(Task("All of them", f"{reverse('programme:risks-list')}?review=overdue"))
    return Section(slug="risks", title="Risks to review", tasks=tuple(tasks), when_empty="")


def _handovers(actor: Actor, period: ReportingPeriod | None, at: dt.datetime) -> Section:
    """What is open, for those who take over a locality or leave one about now."""
    changing = changing_hands(actor, on=london_day(at))
    tasks = tuple(
        Task(
            name=f"What is open in {place.name}",
            url=reverse("programme:handover", args=[place.slug]),
            hint="To hand over before you leave" if leaves else "For you who are new here",
            status="",
        )
        for place, leaves in changing[:RETURNS_SHOWN]
    )
    return Section(slug="handover", title="Handover", tasks=tasks, when_empty="")


def _questions(actor: Actor, period: ReportingPeriod | None, at: dt.datetime) -> Section:
    """Questions from the NSG whose next step is the actor's, the longest waiting first."""
    rows = list(waiting_for(actor)[: QUESTIONS_SHOWN + 1])
    tasks = [_question_task(row) for row in rows[:QUESTIONS_SHOWN]]
    if len(rows) > QUESTIONS_SHOWN:
        everything = f"{reverse('programme:question-list')}?show=waiting"
        tasks.append(Task("All of them", everything))
    title = "Answers to your questions" if actor.has(Role.NSG) else "Questions from the NSG"
    return Section(slug="questions", title=title, tasks=tuple(tasks), when_empty="")


def _next_meeting(actor: Actor, period: ReportingPeriod | None, at: dt.datetime) -> Section:
    """The group's next meeting, for those who read its papers. One query."""
    found = next_meeting(on=london_day(at)) if can_read_meetings(actor) else None
    tasks = (_meeting_task(*found, london_day(at)),) if found else ()
    return Section(slug="meeting", title="Next meeting of the NSG", tasks=tasks, when_empty="")


def _actions(actor: Actor, period: ReportingPeriod | None, at: dt.datetime) -> Section:
    """What the actor owes the NSG, the longest overdue first."""
    today = london_day(at)
    rows = list(own_open_actions(actor)[: ACTIONS_SHOWN + 1])
    tasks = [_action_task(row, today) for row in rows[:ACTIONS_SHOWN]]
    if len(rows) > ACTIONS_SHOWN:
        tasks.append(Task("All of them", f"{reverse('programme:action-list')}?show=mine"))
    return Section(slug="actions", title="Your actions", tasks=tuple(tasks), when_empty="")


def _objectives(actor: Actor, period: ReportingPeriod | None, at: dt.datetime) -> Section:
    """The department's own sets, and where others are found and added."""
    rows = ObjectiveSet.objects.filter(department__in=actor.department_ids(Role.PRIVATE_OFFICE))
    every = Task("Add objectives, or find others", reverse("objectives:office-list"))
    return Section(
        slug="objectives",
        title="Your department’s objectives",
        tasks=(*(_set_task(row) for row in rows[:RETURNS_SHOWN]), every),
        when_empty="",
    )


def _reviews(actor: Actor, period: ReportingPeriod | None, at: dt.datetime) -> Section:
    """Reviews to write, whoever one is, and those shared with one's private office."""
    own = Q(objective_set__department__in=actor.department_ids(Role.PRIVATE_OFFICE))
    wanted = Q(reviewer=actor.person) | own & Q(state=ReviewState.SHARED)
    rows = (
        Review.objects.visible_to(actor)
        .filter(wanted)
        .exclude(state=ReviewState.COMPLETED)
        .select_related("objective_set")
    )
    return Section(
        slug="reviews",
        title="Reviews, in confidence",
        tasks=tuple(_review_task(row) for row in rows[:RETURNS_SHOWN]),
        when_empty="",
    )


def _objectives_to_decide(
    actor: Actor, period: ReportingPeriod | None, at: dt.datetime
) -> Section:
    """What waits to be agreed or published, and where all of them are found."""
    waiting = ObjectiveSet.objects.visible_to(actor).filter(state__in=UNDECIDED)
    rows = waiting[:RETURNS_SHOWN] if actor.has(Role.HEAD) else ()
    every = Task("Objectives being worked on", reverse("objectives:office-list"))
    return Section(
        slug="objectives-to-decide",
        title="Objectives of departments",
        tasks=(*(_set_task(row) for row in rows), every),
        when_empty="",
    )


def _administration(actor: Actor, period: ReportingPeriod | None, at: dt.datetime) -> Section:
    return Section(
        slug="administration",
        title="Administration",
        tasks=(
            Task("People and roles", reverse("people:list")),
            Task("Localities, posts and funding", reverse("localities:locality-list")),
            Task("Quarters and their dates", reverse("programme:quarters-list")),
            Task("Source documents", reverse("admin:index")),
        ),
        when_empty="",
    )


SectionMaker = Callable[[Actor, ReportingPeriod | None, dt.datetime], Section]
SECTIONS: tuple[tuple[tuple[Role, ...], SectionMaker], ...] = (
    ((Role.COORDINATOR, Role.ASSISTANT), _handovers),
    ((Role.COORDINATOR, Role.ASSISTANT, Role.SRO), _own_returns),
    ((Role.NATIONAL_TEAM,), _to_accept),
    ((Role.COORDINATOR, Role.ASSISTANT, Role.NATIONAL_TEAM, Role.HEAD), _risks),
    ((Role.NSG, Role.COORDINATOR, Role.ASSISTANT, Role.NATIONAL_TEAM, Role.HEAD), _questions),
    (OWNS_ACTIONS, _actions),
    ((), _next_meeting),
    ((Role.NATIONAL_TEAM, Role.HEAD), _packs_at_work),
    ((Role.NATIONAL_TEAM, Role.HEAD, Role.ADMINISTRATOR, Role.AUDITOR), _quarter),
    ((Role.NATIONAL_TEAM, Role.HEAD, Role.ADMINISTRATOR), _plans),
    ((), _reviews),
    ((Role.PRIVATE_OFFICE,), _objectives),
    ((Role.HEAD, Role.AUDITOR), _objectives_to_decide),
    ((Role.ADMINISTRATOR,), _administration),
)


def _with_counts(returns: QuerySet[QuarterlyReturn]) -> QuerySet[QuarterlyReturn]:
    return returns.select_related("period", "locality").annotate(
        milestone_count=_count(MilestoneUpdate.objects.all()),
        measure_count=_count(MeasureUpdate.objects.all()),
        milestones_left=_count(MilestoneUpdate.objects.filter(version=0)),
        measures_left=_count(MeasureUpdate.objects.filter(version=0).exclude(FOLLOWS_THE_RECORD)),
    )


def _count(updates: QuerySet[MilestoneUpdate] | QuerySet[MeasureUpdate]) -> Coalesce:
    mine = updates.order_by().filter(quarterly_return=OuterRef("pk")).values("quarterly_return")
    return Coalesce(
        Subquery(mine.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0
    )


def _return_task(
    row: QuarterlyReturn, at: dt.datetime, *, signs: frozenset[int], names_quarter: bool
) -> Task:
    """The return as a job: the SRO's, once it is submitted; the co-ordinator's before."""
    address = [row.period.slug, row.locality.slug]
    awaits_signature = row.state == ReturnState.SUBMITTED and row.locality_id in signs
    name = "return-sign-off" if awaits_signature else "return-detail"
    return Task(
        name=str(row) if names_quarter else row.locality.name,
        url=reverse(f"programme:{name}", args=address),
        hint=". ".join(_return_hints(row, at)),
        status="Waiting for you to sign off" if awaits_signature else row.get_state_display(),
        colour=RETURN_STATE_COLOURS[ReturnState(row.state)],
    )


def _return_hints(row: QuarterlyReturn, at: dt.datetime) -> Iterator[str]:
    total = row.milestone_count + row.measure_count + 1  # type: ignore[attr-defined]
    left = row.milestones_left + row.measures_left + (not row.overview)  # type: ignore[attr-defined]
    yield f"{total - left} of {total} answered"
    if row.is_editable_at(at):
        yield due_words(row.due_at, at)
        if row.closes_at > row.due_at and row.is_extended:
            yield f"Given until {moment_words(row.closes_at)}"
    elif row.state == ReturnState.OPEN:
        yield "Closed for answers"


def due_words(due_at: dt.datetime, at: dt.datetime) -> str:
    """When a return is due and how many days are left, counted in London days."""
    days = (london_day(due_at) - london_day(at)).days
    if at > due_at:
        return f"Was due {moment_words(due_at)}"
    if days == 0:
        return f"Due today, {moment_words(due_at)}"
    return f"Due {moment_words(due_at)}, in {days} day{'' if days == 1 else 's'}"


def _returns_title(quarters: set[ReportingPeriod], count: int) -> str:
    words = "Your return" if count == 1 else "Your returns"
    if len(quarters) != 1:
        return words
    (period,) = quarters
    return f"{words} for {period.quarter.short_label}"


def _acceptance_task(row: QuarterlyReturn) -> Task:
    return Task(
        name=f"{row.locality.name}, {row.period.quarter.short_label}",
        url=reverse("programme:return-accept", args=[row.period.slug, row.locality.slug]),
        hint=f"Signed off {moment_words(row.signed_off_at)}" if row.signed_off_at else "",
        status="Signed off",
        colour=RETURN_STATE_COLOURS[ReturnState.SIGNED_OFF],
    )


def _period_task(period: ReportingPeriod, at: dt.datetime) -> Task:
    returns = period.returns.latest_revisions().order_by()
    counts = dict(returns.values_list("state").annotate(n=Count("pk")))
    state = period_state(period, has_returns=bool(counts), at=at)
    words = (f"{counts[each]} {each.label.lower()}" for each in ReturnState if each in counts)
    hints = [f"Returns: {', '.join(words) or 'none'}"]
    if period.is_open_at(at):
        hints.append(due_words(period.due_at, at))
    return Task(
        name=period.quarter.label,
        url=reverse("programme:return-list", args=[period.slug]),
        hint=". ".join(hints),
        status=state,
        colour="blue" if state == "Open" else "grey",
    )


def _plan_task(row: BusinessPlan) -> Task:
    return Task(
        name=row.title,
        url=reverse("programme:plan-detail", args=[row.slug]),
        hint=row.years_label,
        status=row.get_state_display(),
        colour=PLAN_STATE_COLOURS[row.state],
    )


def _risk_task(row: Risk, today: dt.date) -> Task:
    days = (today - row.review_on).days
    place = row.locality.name if row.locality else row.plan.title
    return Task(
        name=row.title,
        url=reverse("programme:risks-record", args=[row.pk]),
        hint=f"{place}. Review was due {date_words(row.review_on)}",
        status=f"{days} day{'' if days == 1 else 's'} late",
        colour="orange",
    )


def _question_task(row: Question) -> Task:
    about = row.line_words or (row.locality.name if row.locality else "")
    asked = f"Asked on {date_words(london_day(row.asked_at))}"
    return Task(
        name=str(row),
        url=reverse("programme:question-detail", args=[row.pk]),
        hint=". ".join(words for words in (about, asked) if words),
        status="Sent back" if row.is_sent_back else row.get_state_display(),
        colour=colour_of(row),
    )


def _action_task(row: Action, today: dt.date) -> Task:
    words, colour = standing(row, on=today)
    due = f"Due {date_words(row.due_on)}"
    return Task(
        name=str(row),
        url=reverse("programme:action-detail", args=[row.pk]),
        hint=". ".join(words for words in (due, row.place_words) if words),
        status=words,
        colour=colour,
    )


def _meeting_task(meeting: Meeting, quarters: Sequence[Quarter], today: dt.date) -> Task:
    items: int = meeting.item_count  # type: ignore[attr-defined]  # annotated
    agenda = f"{items} item{'' if items == 1 else 's'} on the agenda"
    hints = [*(f"Considers {each.short_label}" for each in quarters), agenda]
    days = (meeting.day - today).days
    return Task(
        name=date_words(meeting.day),
        url=reverse("programme:meeting-detail", args=[meeting.pk]),
        hint=". ".join(hints),
        status="Today" if days == 0 else f"In {days} day{'' if days == 1 else 's'}",
    )


def _pack_task(pack: Pack, actor: Actor) -> Task:
    return Task(
        name=str(pack),
        url=reverse("reporting:pack-detail", args=pack.address),
        hint=next_step(pack, actor),
        status=pack.get_state_display(),
        colour=pack.colour,
    )


def _review_task(row: Review) -> Task:
    return Task(
        name=str(row),
        url=reverse("objectives:review-detail", args=[row.objective_set.slug, row.kind]),
        status=row.get_state_display(),
        colour=REVIEW_STATE_COLOURS[row.state],
    )


def _set_task(row: ObjectiveSet) -> Task:
    return Task(
        name=f"{row.holder_name}, {row.year.label}",
        url=reverse("objectives:working-set", args=[row.slug]),
        hint=row.post_title,
        status=row.get_state_display(),
        colour=SET_STATE_COLOURS[row.state],
    )
