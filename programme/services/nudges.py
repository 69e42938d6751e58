"""Reminding those who owe a return's next step."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.audit.services import record
from csplan.core.errors import NotPermittedError, WrongStateError
from csplan.core.models import ReportingPeriod
from csplan.core.periods import london_day
from csplan.core.worded_moments import moment_words
from csplan.notices.content import Action, Message, Paragraph
from csplan.notices.rendering import email
from programme.dispatch import enqueue_nudges
from programme.models import Nudge, QuarterlyReturn
from programme.models.oversight import CLAIMED_FOR, NUDGE_ATTEMPTS
from programme.permissions.oversight import can_nudge
from programme.rules.oversight import ASKS, CAN_BE_REMINDED_OF, OWED_BY, Step
from programme.selectors.national import ReturnLine, return_line, return_lines
from programme.selectors.oversight import late_lines, people_owing, step_of

FORGOTTEN_AFTER = dt.timedelta(minutes=2)
"""How long a reminder may wait before it is queued again."""

PAGES = {Step.SIGN_OFF: "return-sign-off"}


@dataclass(frozen=True, slots=True)
class Nudged:
    """What came of reminding many: the localities reminded, and those with nobody to remind."""

    reminded: tuple[str, ...]
    orphaned: tuple[str, ...]


@transaction.atomic
def nudge_return(*, quarterly_return: QuarterlyReturn, actor: Actor, at: dt.datetime) -> None:
    """Remind whoever owes the return's next step, by e-mail, at most once a day.

    The message is sent by a worker once this is committed. Raises NotPermittedError, or
    WrongStateError when the step is not the locality's, nobody is there to take it, or they
    were reminded today.
    """
    _refuse_others(actor)
    line = return_line(quarterly_return, at=at)
    step = step_of(line, at=at)
    if step not in CAN_BE_REMINDED_OF:
        raise WrongStateError(f"{quarterly_return} waits for nobody in its locality")
    people = _people(line, step, at)
    if not people:
        raise WrongStateError(f"Nobody is {OWED_BY[step]} of {line.locality}, to be reminded")
    nudge = _add(quarterly_return, people, actor, at)
    if nudge is None:
        raise WrongStateError(f"{quarterly_return} was reminded today already")
    transaction.on_commit(partial(enqueue_nudges, [nudge.pk]))


@transaction.atomic
def nudge_late(*, period: ReportingPeriod, actor: Actor, at: dt.datetime) -> Nudged:
    """Remind every locality that is late and was not reminded today; see ``nudge_return``."""
    _refuse_others(actor)
    late = late_lines(return_lines(period, actor=actor, at=at), at=at)
    owing = people_owing(
        late, {line.return_id: step_of(line, at=at) for line in late}, on=london_day(at)
    )
    returns = _returns(late)
    nudges = {
        line.locality: _add(returns[line.return_id], owing[line.return_id], actor, at)
        for line in late
        if owing[line.return_id]
    }
    fresh = {locality: nudge for locality, nudge in nudges.items() if nudge}
    if fresh:
        transaction.on_commit(partial(enqueue_nudges, [nudge.pk for nudge in fresh.values()]))
    return Nudged(
        reminded=tuple(fresh),
        orphaned=tuple(line.locality for line in late if not owing[line.return_id]),
    )


def send_nudge(*, nudge_id: int, at: dt.datetime) -> bool:
    """Send one reminder, unless it was sent, is being sent or is out of attempts.

    The attempt is counted before anything is sent. A step taken meanwhile needs no reminder.
    Returns whether there was anything to do.
    """
    if not _claim(nudge_id, at):
        return False
    nudge = Nudge.objects.select_related(
        "quarterly_return__locality", "quarterly_return__period", "by"
    ).get(pk=nudge_id)
    messages = _messages(nudge, at)
    if messages:
        get_connection().send_messages(messages)
    Nudge.objects.filter(pk=nudge_id).update(sent_at=at)
    return True


def forgotten_nudges(*, at: dt.datetime) -> list[int]:
    """Reminders that a queue or a worker has lost, to be asked for again."""
    lost = Q(claimed_at__isnull=True, at__lt=at - FORGOTTEN_AFTER) | Q(
        claimed_at__lt=at - CLAIMED_FOR
    )
    waiting = Nudge.objects.filter(lost, sent_at__isnull=True, attempts__lt=NUDGE_ATTEMPTS)
    return list(waiting.values_list("pk", flat=True))


def _refuse_others(actor: Actor) -> None:
    if not can_nudge(actor):
        raise NotPermittedError("Only the national team and the Head of CS Local send reminders")


def _people(line: ReturnLine, step: Step, at: dt.datetime) -> tuple[User, ...]:
    return people_owing([line], {line.return_id: step}, on=london_day(at))[line.return_id]


def _returns(lines: Iterable[ReturnLine]) -> dict[int, QuarterlyReturn]:
    rows = QuarterlyReturn.objects.select_related("locality", "period")
    return rows.in_bulk([line.return_id for line in lines])


def _add(
    quarterly_return: QuarterlyReturn, people: Sequence[User], actor: Actor, at: dt.datetime
) -> Nudge | None:
    """The day's reminder of the return; None when there is one that was sent or still may be."""
    nudge, is_new = Nudge.objects.get_or_create(
        quarterly_return=quarterly_return,
        on=london_day(at),
        defaults={"state": quarterly_return.state, "by": actor.person, "at": at},
    )
    if not is_new and not _renewed(nudge, actor, at):
        return None
    record(
        action="return.nudged",
        target=quarterly_return,
        actor=actor.person,
        at=at,
        after={"reminded": ", ".join(person.full_name for person in people)},
    )
    return nudge


def _renewed(nudge: Nudge, actor: Actor, at: dt.datetime) -> bool:
    """Have one that could not be sent sent anew; whether it was this call that did."""
    if not nudge.has_failed_at(at):
        return False
    state = nudge.quarterly_return.state
    spent = Nudge.objects.filter(pk=nudge.pk, sent_at=None, claimed_at=nudge.claimed_at)
    renewed = spent.update(attempts=0, claimed_at=None, state=state, by=actor.person, at=at)
    return bool(renewed)


def _claim(nudge_id: int, at: dt.datetime) -> bool:
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=at - CLAIMED_FOR)
    waiting = Nudge.objects.filter(
        free, pk=nudge_id, sent_at__isnull=True, attempts__lt=NUDGE_ATTEMPTS
    )
    return bool(waiting.update(attempts=F("attempts") + 1, claimed_at=at))


def _messages(nudge: Nudge, at: dt.datetime) -> list[EmailMultiAlternatives]:
    """One message for each person, who sees no other's address."""
    quarterly_return = nudge.quarterly_return
    if quarterly_return.state != nudge.state:
        return []
    line = return_line(quarterly_return, at=at)
    step = step_of(line, at=at)
    said = _said(nudge, line, step, at)
    return [
        email(
            to=person,
            subject=said.subject,
            content=said.as_json(),
            name=f"reminder-{nudge.pk}-{person.pk}",
            can_be_turned_off=False,
        )
        for person in _people(line, step, at)
    ]


def _said(nudge: Nudge, line: ReturnLine, step: Step, at: dt.datetime) -> Message:
    quarter = nudge.quarterly_return.period.quarter
    lead = "Carry on with the return" if step == Step.REPORT else "Go to the return"
    return Message(
        subject=f"{quarter.short_label}: {line.locality}’s return",
        parts=(
            Paragraph(
                f"{nudge.by} asks you to {ASKS.get(step, '')} of {line.locality} "
                f"for {quarter.label}."
            ),
            Paragraph(_due(line, step, at)),
            Action(lead, _path(nudge.quarterly_return, step)),
            Paragraph(
                "If something stands in the way, answer the national team and say what: they "
                "can give a locality longer."
            ),
        ),
        because=f"csplan knows you as {OWED_BY.get(step, '')} for {line.locality}",
    )


def _due(line: ReturnLine, step: Step, at: dt.datetime) -> str:
    """When it is due and, while answers are to be given, how many and until when."""
    words = f"It {'was' if at > line.due_at else 'is'} due {moment_words(line.due_at)}."
    if step != Step.REPORT:
        return words
    left = line.total - line.answered
    return (
        f"{words} {left} of its {line.total} answers {'is' if left == 1 else 'are'} still to be "
        f"given. Answers can be changed until {moment_words(line.closes_at)}."
    )


def _path(quarterly_return: QuarterlyReturn, step: Step) -> str:
    slugs = (quarterly_return.period.slug, quarterly_return.locality.slug)
    return reverse(f"programme:{PAGES.get(step, 'return-detail')}", args=slugs)
