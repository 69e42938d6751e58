"""Chainable adjectives for the programme."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.core.models import ReportingPeriod
from csplan.core.periods import FinancialYear
from programme.choices import PlanState, ReturnState

if TYPE_CHECKING:
    from programme.models import BusinessPlan, QuarterlyReturn

SEES_EVERY_RETURN = (Role.NATIONAL_TEAM, Role.HEAD, Role.AUDITOR)
SEES_PUBLISHED_RETURNS = (
    Role.NSG,
    Role.PRIVATE_OFFICE,
    Role.COORDINATOR,
    Role.ASSISTANT,
    Role.SRO,
)


SEES_DRAFT_PLANS = (
    Role.NATIONAL_TEAM,
    Role.HEAD,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
    Role.COORDINATOR,
    Role.ASSISTANT,
    Role.SRO,
)


class BusinessPlanQuerySet(models.QuerySet["BusinessPlan"]):
    def visible_to(self, actor: Actor) -> "BusinessPlanQuerySet":
        """Every plan, or those that were agreed; see docs/access.md."""
        if actor.has(*SEES_DRAFT_PLANS):
            return self.all()
        return self.exclude(state=PlanState.DRAFT)

    def covering(self, year: FinancialYear) -> "BusinessPlanQuerySet":
        return self.filter(first_year__lte=year.start_year, last_year__gte=year.start_year)


class QuarterlyReturnQuerySet(models.QuerySet["QuarterlyReturn"]):
    def for_period(self, period: ReportingPeriod) -> "QuarterlyReturnQuerySet":
        return self.filter(period=period)

    def visible_to(self, actor: Actor) -> "QuarterlyReturnQuerySet":
        """The returns ``actor`` may read; see docs/access.md."""
        if actor.has(*SEES_EVERY_RETURN):
            return self.all()
        return self.filter(own_returns(actor) | published_returns(actor))

    def latest_revisions(self) -> "QuarterlyReturnQuerySet":
        """Of each locality and quarter, the last revision among these returns."""
        later = self.filter(
            period=OuterRef("period"),
            locality=OuterRef("locality"),
            revision__gt=OuterRef("revision"),
        )
        return self.filter(~Exists(later))

    def editable_at(self, moment: dt.datetime) -> "QuarterlyReturnQuerySet":
        """Returns that may still be written in at ``moment``.

        Looks at no other table: PostgreSQL tests a row again after waiting for it only on
        the row's own columns, and a join would let a save through after a transition.
        """
        return self.filter(state=ReturnState.OPEN, closes_at__gt=moment)


def own_returns(actor: Actor) -> Q:
    """Returns of the actor's own localities and clusters."""
    return Q(locality__in=actor.locality_ids(Role.COORDINATOR, Role.SRO)) | Q(
        locality__cluster__in=actor.cluster_ids(Role.ASSISTANT)
    )


def published_returns(actor: Actor) -> Q:
    """Published returns, for those who may see everybody's once published."""
    if not actor.has(*SEES_PUBLISHED_RETURNS):
        return Q(pk__in=())
    return Q(state=ReturnState.PUBLISHED)
