"""Questions from the National Steering Group: whose turn it is, and what was said."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from csplan.accounts.actors import Actor
from csplan.core.components import HistoryEvent
from csplan.core.models import ReportingPeriod
from programme.choices import PlanState
from programme.choices_questions import (
    EXCHANGED,
    QUESTION_STATE_COLOURS,
    QuestionAction,
    QuestionState,
)
from programme.models import Outcome, QuarterlyReturn, Question, QuestionStep
from programme.permissions.questions import can_read_drafts
from programme.querysets_questions import QuestionQuerySet
from programme.rules.tasks import (
    COMPLETE,
    IN_PROGRESS,
    NEEDS_ATTENTION,
    NOT_STARTED,
    SectionState,
)
from programme.selectors.meetings import holding

OPEN, ANSWERED, CLOSED, ALL = "open", "answered", "closed", "all"
WAITING, MINE = "waiting", "mine"
SEARCHED = ("text", "line_words", "answer", "on_behalf_of", "asked_by__full_name")


def questions_shown(
    actor: Actor, show: str, *, words: str = "", locality: str = ""
) -> QuestionQuerySet:
    """The questions of one view of the list, the latest first; what each row needs is loaded."""
    rows = Question.objects.visible_to(actor)
    narrowed = {
        OPEN: rows.unanswered(),
        ANSWERED: rows.filter(state=QuestionState.ANSWERED),
        CLOSED: rows.filter(state=QuestionState.CLOSED),
        WAITING: rows.waiting_for(actor),
        MINE: rows.filter(asked_by=actor.user),
    }
    found: QuestionQuerySet = with_people(narrowed.get(show, rows))
    if locality:
        found = found.filter(locality__slug=locality)
    searched: QuestionQuerySet = holding(found, words, *SEARCHED)
    return searched


def with_people(rows: QuestionQuerySet) -> QuestionQuerySet:
    return rows.select_related("asked_by", "locality", "asked_in", "outcome")


def questions_about(actor: Actor, line: str) -> QuestionQuerySet:
    """What was asked about the line in any edition, as far as the actor reads it."""
    return with_people(Question.objects.visible_to(actor)).filter(line=line)


def find_question(actor: Actor, pk: int) -> Question | None:
    return with_people(Question.objects.visible_to(actor)).filter(pk=pk).first()


def whose_turn(question: Question) -> str:
    """Who takes the next step, in words; "None" once it is closed."""
    if question.state == QuestionState.CLOSED:
        return "None"
    if question.state == QuestionState.ANSWERED:
        return "Whoever asked"
    if question.state == QuestionState.ROUTED and question.locality:
        return f"Co-ordinator, {question.locality}"
    return "National team"


def story(question: Question, actor: Actor) -> list[HistoryEvent]:
    """Every step the actor may read of, the latest first. One query."""
    steps = question.steps.select_related("by").order_by("-pk")
    if not can_read_drafts(actor, question):
        hidden = (QuestionAction.DRAFT, QuestionAction.SEND_BACK)
        steps = steps.exclude(action__in=hidden)
    return [
        HistoryEvent(QuestionAction(step.action).label, step.at, by_words(step), step.words)
        for step in steps
    ]


def by_words(step: QuestionStep) -> str:
    """Who took the step, and for whom."""
    if step.on_behalf_of:
        return f"{step.by}, on behalf of {step.on_behalf_of}"
    return str(step.by)


# A return's task list


@dataclass(frozen=True, slots=True)
class ReturnQuestion:
    """A question that the locality answers, as its return's task list shows it."""

    pk: int
    words: str
    about: str
    state: SectionState
    asked_in: str
    is_matter_arising: bool

    @property
    def is_drafted(self) -> bool:
        """Whether the locality has nothing left to do."""
        return self.state in (IN_PROGRESS, COMPLETE)


def return_questions(quarterly_return: QuarterlyReturn) -> tuple[ReturnQuestion, ...]:
    """What was routed to the locality and is not settled, or was answered since the quarter
    opened; what waits for a draft first. One query."""
    period = quarterly_return.period
    settled = (QuestionState.ANSWERED, QuestionState.CLOSED)
    waiting = Q(state__in=(QuestionState.ROUTED, QuestionState.DRAFTED))
    answered = Q(state__in=settled, answered_at__gte=period.opens_at)
    rows = Question.objects.filter(waiting | answered, locality=quarterly_return.locality_id)
    found = [_for_return(row, period) for row in rows.select_related("asked_in")]
    return tuple(sorted(found, key=lambda each: URGENCY.index(each.state)))


URGENCY = (NEEDS_ATTENTION, NOT_STARTED, IN_PROGRESS, COMPLETE)


def _for_return(question: Question, period: ReportingPeriod) -> ReturnQuestion:
    return ReturnQuestion(
        pk=question.pk,
        words=question.text,
        about=question.line_words,
        state=question_state(question),
        asked_in=question.asked_in.quarter.short_label,
        is_matter_arising=question.asked_in.starts_on < period.starts_on,
    )


def question_state(question: Question) -> SectionState:
    """How far the locality has got with a question; a draft may still be changed."""
    if question.is_sent_back:
        return NEEDS_ATTENTION
    known = {QuestionState.ROUTED: NOT_STARTED, QuestionState.DRAFTED: IN_PROGRESS}
    return known.get(QuestionState(question.state), COMPLETE)


def state_of_all(questions: Sequence[ReturnQuestion]) -> SectionState:
    """How a section with these questions stands: drafts are sent, and nothing came back."""
    states = {each.state for each in questions}
    if NEEDS_ATTENTION in states:
        return NEEDS_ATTENTION
    if NOT_STARTED in states:
        return NOT_STARTED if states == {NOT_STARTED} else IN_PROGRESS
    return COMPLETE


# Home and packs


def waiting_for(actor: Actor) -> QuestionQuerySet:
    """What waits for the actor, the longest first."""
    rows = Question.objects.visible_to(actor).waiting_for(actor)
    return with_people(rows).order_by("asked_at", "pk")


def colour_of(question: Question) -> str:
    return "orange" if question.is_sent_back else QUESTION_STATE_COLOURS[question.state]


def arising(at: dt.datetime, *, since: dt.datetime) -> QuestionQuerySet:
    """The matters that arise in a pack built at ``at``, the oldest first, with what was said.

    ``exchange`` of each holds the questions and the answers. Two queries.
    """
    said = QuestionStep.objects.filter(action__in=EXCHANGED, at__lt=at).select_related("by")
    rows = with_people(Question.objects.arising_at(at, since=since))
    exchange = Prefetch("steps", queryset=said.order_by("pk"), to_attr="exchange")
    return rows.prefetch_related(exchange).order_by("asked_at", "pk")


def outcomes_to_choose(at: dt.datetime) -> QuerySet[Outcome]:
    """The outcomes of the plans that the latest quarter to have opened belongs to."""
    period = ReportingPeriod.objects.opened_by(at).first()
    year = period.year.start_year if period else 0
    current = Outcome.objects.filter(plan__first_year__lte=year, plan__last_year__gte=year)
    return (
        current.exclude(plan__state=PlanState.DRAFT)
        .select_related("plan")
        .order_by("plan", "order")
    )
