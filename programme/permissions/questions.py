"""Who may ask, route, draft, answer and close questions from the NSG; see docs/access.md."""

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from programme.models import Question
from programme.permissions.delivery import can_log
from programme.querysets_questions import (
    CONFIRMS_ANSWERS,
    DRAFTS_ANSWERS,
    READS_EVERY_QUESTION,
    READS_OWN_QUESTIONS,
)


def can_read_questions(actor: Actor) -> bool:
    """Whether any question is open to the actor at all."""
    return actor.has(*READS_EVERY_QUESTION, *READS_OWN_QUESTIONS)


def reads_every_question(actor: Actor) -> bool:
    return actor.has(*READS_EVERY_QUESTION)


def can_ask(actor: Actor) -> bool:
    """An NSG member; the national team and the Head on a member's behalf."""
    return actor.has(Role.NSG, *CONFIRMS_ANSWERS)


def takes_steps(actor: Actor) -> bool:
    """Whether a question may ever wait for the actor."""
    return can_ask(actor) or actor.has(*DRAFTS_ANSWERS)


def asks_for_others(actor: Actor) -> bool:
    """Whether the actor asks on behalf of a member, whom they must name."""
    return can_ask(actor) and not actor.has(Role.NSG)


def can_confirm(actor: Actor) -> bool:
    """Route a question, answer it, and send a draft back."""
    return actor.has(*CONFIRMS_ANSWERS)


def can_draft(actor: Actor, question: Question) -> bool:
    """The co-ordinator and the assistant of the locality the question was routed to."""
    return question.locality is not None and can_log(actor, question.locality)


def can_follow_up(actor: Actor, question: Question) -> bool:
    """Ask again: whoever asked, and the team on behalf of a member."""
    return can_confirm(actor) or _asked(actor, question)


def can_close(actor: Actor, question: Question) -> bool:
    return can_confirm(actor) or _asked(actor, question)


def can_read_drafts(actor: Actor, question: Question) -> bool:
    """Read drafts of the answer and why they were sent back: not for those who ask."""
    reads_all = actor.has(*CONFIRMS_ANSWERS, Role.AUDITOR)
    return reads_all or can_draft(actor, question) or _is_sro(actor, question)


def _asked(actor: Actor, question: Question) -> bool:
    return can_ask(actor) and question.asked_by_id == actor.person.pk


def _is_sro(actor: Actor, question: Question) -> bool:
    return question.locality_id in actor.locality_ids(Role.SRO)
