"""Chainable adjectives for questions from the National Steering Group."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from programme.choices_questions import UNANSWERED, QuestionState

if TYPE_CHECKING:
    from programme.models import Question

READS_EVERY_QUESTION = (Role.NSG, Role.NATIONAL_TEAM, Role.HEAD, Role.AUDITOR)
CONFIRMS_ANSWERS = (Role.NATIONAL_TEAM, Role.HEAD)
DRAFTS_ANSWERS = (Role.COORDINATOR, Role.ASSISTANT)
READS_OWN_QUESTIONS = (*DRAFTS_ANSWERS, Role.SRO)


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, actor: Actor) -> "QuestionQuerySet":
        """Every question, or those that were routed to the actor's own localities."""
        if actor.has(*READS_EVERY_QUESTION):
            return self.all()
        return self.filter(_own(actor, Role.COORDINATOR, Role.SRO)).exclude(
            state=QuestionState.ASKED
        )

    def unanswered(self) -> "QuestionQuerySet":
        return self.filter(state__in=UNANSWERED)

    def waiting_for(self, actor: Actor) -> "QuestionQuerySet":
        """Those on which the next step is the actor's.

        The national team routes, answers and looks at drafts; a locality drafts; whoever asked
        reads the answer, and closes the question or asks again.
        """
        waiting = Q(state=QuestionState.ANSWERED, asked_by=actor.user)
        if actor.has(*CONFIRMS_ANSWERS):
            routed_nowhere = Q(state=QuestionState.ROUTED, locality__isnull=True)
            waiting |= Q(state__in=(QuestionState.ASKED, QuestionState.DRAFTED)) | routed_nowhere
        if actor.has(*DRAFTS_ANSWERS):
            waiting |= Q(state=QuestionState.ROUTED) & _own(actor, Role.COORDINATOR)
        return self.filter(waiting)

    def arising_at(self, moment: dt.datetime, *, since: dt.datetime) -> "QuestionQuerySet":
        """Asked before ``moment``, and not closed before ``since``."""
        still = Q(closed_at__isnull=True) | Q(closed_at__gte=since)
        return self.filter(still, asked_at__lt=moment)


def _own(actor: Actor, *roles: Role) -> Q:
    return Q(locality__in=actor.locality_ids(*roles)) | Q(
        locality__cluster__in=actor.cluster_ids(Role.ASSISTANT)
    )
