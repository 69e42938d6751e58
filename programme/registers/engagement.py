"""Stakeholders, communications and impact of one plan, declared for ``csplan.registers``."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.template.defaultfilters import capfirst
from django.urls import reverse
from django.utils.safestring import SafeString

from csplan.accounts.actors import Actor
from csplan.core.components import SummaryRow
from csplan.core.errors import NotPermittedError
from csplan.core.periods import london_day
from csplan.core.templatetags.govuk import status_tag
from csplan.core.worded_moments import date_words
from csplan.registers.declaration import (
    Filter,
    RecordLink,
    Register,
    RegisterColumn,
    choice_filter,
    current_filter,
    related_filter,
)
from csplan.registers.services import save_record
from localities.choices import LOCALITY_ORDER
from programme.choices_engagement import (
    COMMUNICATION_STATE_COLOURS,
    Approach,
    CommunicationState,
    Extent,
    Judgement,
    StakeholderKind,
)
from programme.forms.engagement import (
    ChannelForm,
    CommunicationForm,
    ImpactQuestionForm,
    StakeholderForm,
)
from programme.models import (
    BusinessPlan,
    Communication,
    CommunicationChannel,
    ImpactQuestion,
    Stakeholder,
)
from programme.permissions.engagement import (
    can_add_evidence,
    can_judge_impact,
    can_keep_channels,
    can_keep_some_within,
    can_keep_within,
    can_read_channels,
    can_read_engagement,
)
from programme.registers.plans import plan_or_404
from programme.registers.risks import (
    place_filter,
    place_words,
    where_from,
)
from programme.rules.engagement import SUGGESTED
from programme.selectors.delivery import readable_localities

PLACE = RegisterColumn(
    "locality",
    "Locality",
    "Empty for the whole plan",
    order_by=LOCALITY_ORDER,
    also_known_as=("slug",),
    shown=place_words,
)


def _of_plan(plan: BusinessPlan, **declared: Any) -> Register:
    """A list of one plan, on its page's trail."""
    return Register(
        app="programme",
        within={"plan": plan},
        url_args=(plan.slug,),
        parent=(plan.title, "programme:plan-detail"),
        parent_args=(plan.slug,),
        **declared,
    )


def _kept_in(plan: BusinessPlan, **declared: Any) -> Register:
    """The same for what may be a locality's own."""
    return _of_plan(
        plan,
        can_see=can_read_engagement,
        can_manage=lambda actor: can_keep_some_within(actor, plan),
        change_rule=lambda actor, record: can_keep_within(actor, plan, record.locality),
        **declared,
    )


# Stakeholders


def _approach(value: str) -> Q:
    """Those for whom an approach was chosen, or whom the grid suggests it for."""
    cells = (Q(influence=a, interest=b) for (a, b), each in SUGGESTED.items() if each == value)
    suggested = Q(pk__in=())
    for cell in cells:
        suggested |= cell
    return Q(approach=value) | (Q(approach="") & suggested)


APPROACH = Filter(
    "approach",
    "Approach",
    lambda actor: Approach.choices,
    lambda rows, value, on: rows.filter(_approach(value)),
)


def _approach_shown(stakeholder: Stakeholder) -> str:
    """What is done; whether somebody chose it against what the grid suggests."""
    taken = stakeholder.approach_taken
    return f"{taken.label} (chosen)" if taken != stakeholder.suggested_approach else taken.label


def stakeholders_of(actor: Actor, plan: str) -> Register:
    """The stakeholders of the plan of that name."""
    of_plan = plan_or_404(actor, plan)
    url = reverse("programme:stakeholder-grid", args=[of_plan.slug])

    def rows(actor: Actor) -> QuerySet[Stakeholder]:
        seen = Stakeholder.objects.visible_to(actor).filter(plan=of_plan)
        return seen.select_related("locality__cluster", "source")

    return _kept_in(
        of_plan,
        slug="stakeholders",
        singular="stakeholder",
        plural="stakeholders",
        lead="Whom the plan concerns, and how to work with each of them.",
        model=Stakeholder,
        form=StakeholderForm,
        columns=(
            RegisterColumn("name", "Stakeholder", order_by=("name",)),
            RegisterColumn("kind", "Kind", order_by=("kind",)),
            PLACE,
            RegisterColumn("interest", "Interest"),
            RegisterColumn("influence", "Influence"),
            RegisterColumn(
                "approach", "Approach", "Empty to do as the grid suggests",
                shown=_approach_shown,
            ),
            RegisterColumn("matters", "What matters to them", is_listed=False),
            RegisterColumn("owner", "Owner", order_by=("owner",)),
        ),
        natural_key=("name",),
        rows=rows,
        search=("name", "matters", "owner"),
        filters=(
            choice_filter("kind", "Kind", StakeholderKind.choices),
            APPROACH,
            choice_filter("interest", "Interest", Extent.choices),
            choice_filter("influence", "Influence", Extent.choices),
            place_filter(readable_localities),
            current_filter(starts=""),
        ),
        order_by=("name",),
        ends="ends_on",
        details=where_from,
        list_links=lambda actor: [RecordLink("Interest and influence on a grid", url)],
    )  # fmt: skip


# Communications


CHANNELS = Register(
    app="programme",
    slug="communication-channels",
    singular="channel",
    plural="channels",
    name="Channels of communication",
    lead="The ways in which communications of any plan are sent.",
    model=CommunicationChannel,
    form=ChannelForm,
    columns=(
        RegisterColumn("name", "Channel", order_by=("name",)),
        RegisterColumn("order", "Place in the list", order_by=("order",), is_numeric=True),
        RegisterColumn(
            "ends_on", "Last day", value=lambda channel: channel.ends_on, order_by=("ends_on",)
        ),
    ),
    natural_key=("name",),
    rows=lambda actor: CommunicationChannel.objects.all(),
    can_see=can_read_channels,
    can_manage=can_keep_channels,
    search=("name",),
    filters=(current_filter(starts=""),),
    order_by=("order", "name"),
    ends="ends_on",
)


def _in_state(rows: Any, value: str, on: dt.date) -> Any:
    to_come = Q(done_on__isnull=True, cancelled_reason="")
    wanted = {
        CommunicationState.DONE.value: Q(done_on__isnull=False),
        CommunicationState.CANCELLED.value: ~Q(cancelled_reason=""),
        CommunicationState.OVERDUE.value: to_come & Q(planned_on__lt=on),
        CommunicationState.PLANNED.value: to_come & Q(planned_on__gte=on),
    }
    return rows.filter(wanted.get(value, Q(pk__in=())))


STATE = Filter("state", "Show", lambda actor: CommunicationState.choices, _in_state)


def told_words(communication: Communication) -> str:
    """Whom it is for; its stakeholders are best loaded before."""
    names = sorted(one.name for one in communication.stakeholders.all())
    return "; ".join([*names, *([communication.audience] if communication.audience else [])])


def _state_tag(on: dt.date) -> Callable[[Communication], SafeString]:
    def tag(communication: Communication) -> SafeString:
        state = communication.state_on(on)
        return status_tag(state.label, COMMUNICATION_STATE_COLOURS[state])

    return tag


def _settling(communication: Communication, actor: Actor, on: dt.date) -> list[RecordLink]:
    plan = communication.plan
    is_settled = communication.done_on is not None or communication.cancelled_reason
    if is_settled or not can_keep_within(actor, plan, communication.locality):
        return []
    steps = (("Mark as done", "communication-done"), ("Cancel it", "communication-cancel"))
    address = [plan.slug, communication.pk]
    return [RecordLink(words, reverse(f"programme:{name}", args=address)) for words, name in steps]


def _channels_link(actor: Actor) -> list[RecordLink]:
    url = reverse("programme:communication-channels-list")
    return [RecordLink("Channels of communication", url)]


def communications_on(day: dt.date, actor: Actor, plan: str) -> Register:
    """The communications of the plan of that name, as they stand on ``day``."""
    of_plan = plan_or_404(actor, plan)

    def rows(actor: Actor) -> QuerySet[Communication]:
        seen = Communication.objects.visible_to(actor).filter(plan=of_plan)
        loaded = seen.select_related("plan", "locality__cluster", "channel", "source")
        return loaded.prefetch_related("stakeholders")

    def theirs(actor: Actor) -> QuerySet[Stakeholder]:
        return Stakeholder.objects.visible_to(actor).filter(plan=of_plan).order_by("name")

    return _kept_in(
        of_plan,
        slug="communications",
        singular="communication",
        plural="communications",
        lead="Who is told what, how and when.",
        model=Communication,
        form=CommunicationForm,
        columns=(
            RegisterColumn("what", "Communication", order_by=("what",)),
            RegisterColumn("told", "For", value=told_words),
            RegisterColumn("stakeholders", "Stakeholders", is_listed=False),
            RegisterColumn("audience", "Others it is for", is_listed=False),
            RegisterColumn("locality", "Locality", "Empty for the whole plan",
                           order_by=LOCALITY_ORDER, also_known_as=("slug",), shown=place_words),
            RegisterColumn("channel", "Channel", order_by=("channel__order", "channel__name")),
            RegisterColumn("planned_on", "Planned for", order_by=("planned_on",)),
            RegisterColumn("owner", "Owner", is_listed=False),
            RegisterColumn("done_on", "Done on", is_listed=False),
            RegisterColumn("cancelled_reason", "Why it was cancelled", is_listed=False),
            RegisterColumn(
                "state", "State", value=lambda one: one.state_on(day).label,
                shown=_state_tag(day), order_by=("done_on", "cancelled_reason", "planned_on"),
            ),
        ),
        natural_key=("what", "planned_on"),
        rows=rows,
        search=("what", "audience", "owner"),
        filters=(
            STATE,
            related_filter(
                "channel", "Channel", lambda actor: CommunicationChannel.objects.all()
            ),
            related_filter("audience", "For", theirs, lookup="stakeholders"),
            place_filter(readable_localities),
        ),
        order_by=("planned_on",),
        links=_settling,
        details=where_from,
        list_links=_channels_link,
    )  # fmt: skip


# Impact


def save_question(
    *, register: Register, form: Any, seen: str, actor: Actor, at: dt.datetime
) -> ImpactQuestion:
    """Save the form's question; another judgement is signed by who made it.

    Raises what ``save_record`` does.
    """
    question: ImpactQuestion = form.instance
    if not can_judge_impact(actor, question.plan):
        raise NotPermittedError("The national team and the Head of CS Local judge impact")
    if {"judgement", "judgement_reason"} & set(form.changed_data):
        question.judged_by = actor.person if question.judgement else None
        question.judged_at = at if question.judgement else None
    if form.changed_data:
        question.version += 1
    form.also_saves = ("judged_by", "judged_at", "version")
    saved: ImpactQuestion = save_record(
        register=register, form=form, seen=seen, actor=actor, at=at
    )
    return saved


def judgement_tag(question: ImpactQuestion) -> SafeString:
    return status_tag(question.judgement_words, question.judgement_colour)


def _judged(question: ImpactQuestion, actor: Actor, on: dt.date) -> list[SummaryRow]:
    if question.judged_at is None:
        return where_from(question, actor, on)
    day = date_words(london_day(question.judged_at))
    signed = SummaryRow("Judged by", f"{question.judged_by}, {day}")
    return [signed, *where_from(question, actor, on)]


def _answering(question: ImpactQuestion, actor: Actor, on: dt.date) -> list[RecordLink]:
    plan = question.plan
    if question.ends_on is not None:
        return []
    steps = (
        ("Write the evidence", "impact-evidence", can_add_evidence),
        ("Judge the impact", "impact-judge", can_judge_impact),
    )
    return [
        RecordLink(words, reverse(f"programme:{name}", args=[plan.slug, question.pk]))
        for words, name, may in steps
        if may(actor, plan)
    ]


def _judgement_filter(rows: Any, value: str, on: dt.date) -> Any:
    return rows.filter(judgement="" if value == "none" else value)


def impact_of(actor: Actor, plan: str) -> Register:
    """What is asked about the impact of the plan of that name."""
    of_plan = plan_or_404(actor, plan)
    url = reverse("programme:impact-report", args=[of_plan.slug])

    def rows(actor: Actor) -> QuerySet[ImpactQuestion]:
        asked = ImpactQuestion.objects.filter(plan=of_plan)
        return asked.select_related("plan", "outcome", "judged_by", "source")

    return _of_plan(
        of_plan,
        slug="impact",
        singular="question",
        plural="questions",
        name="Impact",
        lead="What is asked at the end of the year about what the plan changed.",
        model=ImpactQuestion,
        form=ImpactQuestionForm,
        columns=(
            RegisterColumn("question", "Question", order_by=("question",)),
            RegisterColumn(
                "outcome", capfirst(of_plan.outcome_singular), order_by=("outcome__order",)
            ),
            RegisterColumn("year_start", "Asked at the end of", order_by=("year_start",)),
            RegisterColumn("evidence", "Evidence", is_listed=False),
            RegisterColumn(
                "judgement", "Judgement", shown=judgement_tag, order_by=("judgement",)
            ),
            RegisterColumn("judgement_reason", "Reasons for the judgement", is_listed=False),
        ),
        natural_key=("outcome", "year_start", "question"),
        rows=rows,
        can_manage=lambda actor: can_judge_impact(actor, of_plan),
        change_rule=lambda actor, question: (
            question.ends_on is None and can_judge_impact(actor, of_plan)
        ),
        search=("question", "evidence", "judgement_reason"),
        filters=(
            related_filter(
                "outcome", capfirst(of_plan.outcome_singular),
                lambda actor: of_plan.outcomes.order_by("order"),
            ),
            Filter(
                "judgement", "Judgement",
                lambda actor: (*Judgement.choices, ("none", "Not judged yet")),
                _judgement_filter,
            ),
            current_filter(starts=""),
        ),
        order_by=("year_start", "outcome__order"),
        saver=save_question,
        ends="ends_on",
        links=_answering,
        list_links=lambda actor: [RecordLink("Read it all on one page", url)],
        details=_judged,
    )  # fmt: skip
