"""Chainable adjectives for objectives."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from objectives.choices import PrintState
from objectives.rules.printing import HORIZON, LONGEST_PRINT, PATIENCE

if TYPE_CHECKING:
    from objectives.models import ObjectiveSet, RevisionEntry, RevisionFile, SetRevision


class ObjectiveSetQuerySet(models.QuerySet["ObjectiveSet"]):
    def public(self) -> "ObjectiveSetQuerySet":
        """Sets of which anybody may read a revision, whatever is being done to them now."""
        return self.filter(revision_number__gt=0)

    def visible_to(self, actor: Actor) -> "ObjectiveSetQuerySet":
        """Sets whose working copy ``actor`` may read: those of the own department, or all."""
        if actor.has(Role.HEAD, Role.AUDITOR):
            return self.all()
        return self.filter(department__in=actor.department_ids(Role.PRIVATE_OFFICE))


class RevisionEntryQuerySet(models.QuerySet["RevisionEntry"]):
    def in_force(self) -> "RevisionEntryQuerySet":
        """The latest revision of each set."""
        latest = F("revision__objective_set__revision_number")
        return self.filter(revision__number=latest)

    def within(self, year_start: int | None, department_slug: str = "") -> "RevisionEntryQuerySet":
        """Those of the year and the department; of any where none is given."""
        of_year = Q() if year_start is None else Q(year_start=year_start)
        return self.filter(of_year, Q(department_slug=department_slug) if department_slug else Q())

    def holding(self, terms: Sequence[str]) -> "RevisionEntryQuerySet":
        """Those that hold every one of the folded words."""
        found = Q()
        for term in terms:
            found &= Q(words__contains=term)
        return self.filter(found)


def latest_revisions(rows: models.QuerySet["SetRevision"]) -> models.QuerySet["SetRevision"]:
    """Of each set, the revision that stands now."""
    return rows.filter(number=F("objective_set__revision_number"))


class RevisionFileQuerySet(models.QuerySet["RevisionFile"]):
    def forgotten_at(self, moment: dt.datetime) -> "RevisionFileQuerySet":
        """Files that wait while no worker can be at work on them."""
        unasked = Q(attempts=0, queued_at__lt=moment - PATIENCE)
        cut_off = Q(queued_at__lt=moment - LONGEST_PRINT)
        of_another_day = Q(queued_at__gt=moment + HORIZON)
        return self.filter(unasked | cut_off | of_another_day, state=PrintState.WAITING)
