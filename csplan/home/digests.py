"""Each person's list for the day: what is overdue, what is due soon, what waits for them."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.urls import reverse

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.core.models import ReportingPeriod
from csplan.core.periods import london_day
from csplan.core.worded_moments import date_words, moment_words
from csplan.home.rules import MOST_NAMED, is_near
from csplan.notices.content import Item
from programme.choices import ReturnAction, ReturnState
from programme.models import QuarterlyReturn, ReturnAuthor, ReturnTransition
from programme.permissions.returns import can_edit, can_submit, is_sro_of
from programme.querysets import own_returns
from programme.querysets_meetings import OWNS_ACTIONS
from programme.rules.oversight import Step
from programme.rules.returns import deadline_words
from programme.selectors.meetings import own_open_actions
from programme.selectors.national import ReturnLine, lines_of
from programme.selectors.oversight import step_of
from programme.selectors.questions import waiting_for
from programme.selectors.risks import reviews_overdue
from reporting.choices import PackState
from reporting.models import Pack
from reporting.permissions import can_publish


@dataclass(frozen=True, slots=True)
class Digest:
    """Three lists, each with what matters longest first."""

    overdue: list[Item] = field(default_factory=list)
    due: list[Item] = field(default_factory=list)
    waiting: list[Item] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.overdue or self.due or self.waiting)


def digest_for(actor: Actor, *, at: dt.datetime) -> Digest:
    """The actor's list at a moment. At most ten queries, whatever there is."""
    digest = Digest()
    for roles, add in SOURCES:
        if actor.has(*roles):
            add(digest, actor, at)
    return digest


def _add_own_returns(digest: Digest, actor: Actor, at: dt.datetime) -> None:
    """What the returns of the actor's localities ask of them. Five queries."""
    unsigned = QuarterlyReturn.objects.filter(
        own_returns(actor),
        state__in=(ReturnState.OPEN, ReturnState.SUBMITTED),
        period__opens_at__lte=at,
    )
    returns = list(unsigned.select_related("period", "locality").order_by("period__due_at", "pk"))
    lines = {line.return_id: line for line in lines_of(returns, at=at)}
    sent_back = _sent_back(returns)
    barred = _written_by(actor, returns)
    for row in returns:
        step = step_of(lines[row.pk], at=at)
        if _owes(actor, row, step, barred=barred):
            _place(digest, row, lines[row.pk], step, sent_back.get(row.pk), at)


def _owes(actor: Actor, row: QuarterlyReturn, step: Step, *, barred: frozenset[int]) -> bool:
    if step == Step.SIGN_OFF:
        return is_sro_of(actor, row) and row.pk not in barred
    if step in (Step.SUBMIT, Step.GIVE_LONGER):
        return can_submit(actor, row)
    return step == Step.REPORT and can_edit(actor, row)


def _place(
    digest: Digest,
    row: QuarterlyReturn,
    line: ReturnLine,
    step: Step,
    sent_back: ReturnTransition | None,
    at: dt.datetime,
) -> None:
    """Put the return where it belongs; one that is due only later is left out."""
    due_at = row.closes_at if row.is_extended else row.period.due_at
    due_on, today = (london_day(moment) for moment in (due_at, at))
    page = "return-sign-off" if step == Step.SIGN_OFF else "return-detail"
    hints = [*_asked(line, step, sent_back)]
    if step != Step.GIVE_LONGER:
        hints.append(f"Due {date_words(due_on)}: {deadline_words(due_on, today)}")
    item = Item(
        name=f"{row.locality}, {row.period.quarter.short_label}",
        path=reverse(f"programme:{page}", args=[row.period.slug, row.locality.slug]),
        hint=". ".join(hints),
    )
    if at > due_at:
        digest.overdue.append(item)
    elif step == Step.SIGN_OFF or sent_back:
        digest.waiting.append(item)
    elif is_near(due_on, today):
        digest.due.append(item)


def _asked(line: ReturnLine, step: Step, sent_back: ReturnTransition | None) -> Iterator[str]:
    """What is to be done, in words."""
    if sent_back:
        yield f"Sent back on {moment_words(sent_back.at)}"
    left = line.total - line.answered
    if step == Step.REPORT:
        yield f"{left} of {line.total} answers {'is' if left == 1 else 'are'} still to be given"
    elif step == Step.SUBMIT:
        yield "Every answer is given: check and submit it"
    elif step == Step.GIVE_LONGER:
        yield (
            f"It closed with {left} of {line.total} answers missing: ask the Head of CS Local "
            "for longer"
        )
    else:
        yield "Read it and sign it off, or send it back"


def _sent_back(returns: Sequence[QuarterlyReturn]) -> Mapping[int, ReturnTransition]:
    """The sending back of each return that nobody has submitted again. One query."""
    last: dict[int, ReturnTransition] = {}
    for transition in ReturnTransition.objects.filter(quarterly_return__in=returns).order_by("pk"):
        last[transition.quarterly_return_id] = transition
    return {pk: each for pk, each in last.items() if each.action == ReturnAction.SEND_BACK}


def _written_by(actor: Actor, returns: Sequence[QuarterlyReturn]) -> frozenset[int]:
    """The returns that the actor wrote in or submitted, and so may not sign. One query."""
    rows = ReturnAuthor.objects.filter(user=actor.person, quarterly_return__in=returns)
    submitted = {row.pk for row in returns if row.submitted_by_id == actor.person.pk}
    return frozenset(rows.values_list("quarterly_return_id", flat=True)) | submitted


def _add_acceptances(digest: Digest, actor: Actor, at: dt.datetime) -> None:
    """Returns that are signed off. One query."""
    rows = QuarterlyReturn.objects.filter(state=ReturnState.SIGNED_OFF)
    signed = list(rows.select_related("period", "locality").order_by("signed_off_at", "pk"))
    digest.waiting.extend(_acceptance(row) for row in signed[:MOST_NAMED])
    if len(signed) > MOST_NAMED:
        more = f"{len(signed) - MOST_NAMED} more to accept"
        digest.waiting.append(Item(more, reverse("home")))


def _acceptance(row: QuarterlyReturn) -> Item:
    return Item(
        name=f"{row.locality}, {row.period.quarter.short_label}",
        path=reverse("programme:return-accept", args=[row.period.slug, row.locality.slug]),
        hint=f"Signed off on {moment_words(row.signed_off_at)}. Accept it, or send it back"
        if row.signed_off_at
        else "",
    )


def _add_late_localities(digest: Digest, actor: Actor, at: dt.datetime) -> None:
    """How many localities have not submitted, for each quarter due soon or past. One query."""
    unsubmitted = Q(returns__state=ReturnState.OPEN, returns__closes_at__gt=at)
    periods = ReportingPeriod.objects.filter(opens_at__lte=at).annotate(
        missing=Count("returns", filter=unsubmitted)
    )
    today = london_day(at)
    for period in periods.filter(missing__gt=0).order_by("due_at"):
        due_on = london_day(period.due_at)
        if is_near(due_on, today):
            where = digest.overdue if at > period.due_at else digest.due
            where.append(_late_item(period, due_on, today))


def _late_item(period: ReportingPeriod, due_on: dt.date, today: dt.date) -> Item:
    missing: int = period.missing  # type: ignore[attr-defined]  # annotated
    words = "locality has" if missing == 1 else "localities have"
    return Item(
        name=f"{missing} {words} not submitted for {period.quarter.short_label}",
        path=reverse("programme:return-list", args=[period.slug]),
        hint=f"Due {date_words(due_on)}: {deadline_words(due_on, today)}",
    )


def _add_packs(digest: Digest, actor: Actor, at: dt.datetime) -> None:
    """Packs that somebody else put forward for publication. One query."""
    for pack in Pack.objects.filter(state=PackState.PROPOSED).select_related("period"):
        if can_publish(actor, pack):
            page = reverse("reporting:pack-detail", args=pack.address)
            digest.waiting.append(Item(str(pack), page, "Read it and publish it, or turn it down"))


def _add_risks(digest: Digest, actor: Actor, at: dt.datetime) -> None:
    """Risks whose review is past. One query."""
    rows = list(reviews_overdue(actor, london_day(at))[: MOST_NAMED + 1])
    for risk in rows[:MOST_NAMED]:
        place = risk.locality.name if risk.locality else risk.plan.title
        hint = f"Risk, {place}. Its review was due {date_words(risk.review_on)}"
        page = reverse("programme:risks-record", args=[risk.pk])
        digest.overdue.append(Item(risk.title, page, hint))
    if len(rows) > MOST_NAMED:
        page = f"{reverse('programme:risks-list')}?review=overdue"
        digest.overdue.append(Item("More risks to review", page))


def _add_questions(digest: Digest, actor: Actor, at: dt.datetime) -> None:
    """Questions from the NSG whose next step is the actor's. One query."""
    rows = list(waiting_for(actor)[: MOST_NAMED + 1])
    for question in rows[:MOST_NAMED]:
        asked_on = date_words(london_day(question.asked_at))
        page = reverse("programme:question-detail", args=[question.pk])
        hint = f"Question from the NSG, asked on {asked_on}"
        digest.waiting.append(Item(str(question), page, hint))
    if len(rows) > MOST_NAMED:
        page = f"{reverse('programme:question-list')}?show=waiting"
        digest.waiting.append(Item("More questions from the NSG", page))


def _add_actions(digest: Digest, actor: Actor, at: dt.datetime) -> None:
    """What the actor owes the NSG, once it is near. One query."""
    today = london_day(at)
    rows = [row for row in own_open_actions(actor) if is_near(row.due_on, today)]
    for row in rows[:MOST_NAMED]:
        page = reverse("programme:action-detail", args=[row.pk])
        hint = f"Action of the NSG, {deadline_words(row.due_on, today)}"
        where = digest.overdue if row.due_on < today else digest.due
        where.append(Item(str(row), page, hint))
    if len(rows) > MOST_NAMED:
        page = f"{reverse('programme:action-list')}?show=mine"
        digest.due.append(Item("More actions of the NSG", page))


SOURCES = (
    ((Role.COORDINATOR, Role.ASSISTANT, Role.SRO), _add_own_returns),
    ((Role.NATIONAL_TEAM, Role.HEAD), _add_late_localities),
    ((Role.NATIONAL_TEAM,), _add_acceptances),
    ((Role.HEAD,), _add_packs),
    ((Role.COORDINATOR, Role.ASSISTANT, Role.NATIONAL_TEAM, Role.HEAD), _add_risks),
    (
        (Role.COORDINATOR, Role.ASSISTANT, Role.NATIONAL_TEAM, Role.HEAD, Role.NSG),
        _add_questions,
    ),
    (OWNS_ACTIONS, _add_actions),
)
