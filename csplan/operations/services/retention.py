"""Deleting what the schedule says, and nothing that is held."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from csplan.accounts.models import RoleGrant
from csplan.drafts.models import Draft
from csplan.notices.choices import NoticeState
from csplan.notices.models import DigestDay, Notice
from csplan.operations.choices import HoldScope, RunKind
from csplan.operations.models import LegalHold
from csplan.operations.rules import (
    DIGEST_DAYS,
    DRAFTS,
    EMAILS,
    FILES,
    SESSIONS,
    SIGN_INS,
    UPLOADS,
    Entry,
)
from csplan.operations.services.runs import note_run
from csplan.registers.models import PendingImport
from programme.models import QuarterlyReturn
from programme.services.sheets import upload_key


@dataclass(frozen=True, slots=True)
class Due:
    """How many records of one line of the schedule are past it, and how many of them are held."""

    entry: Entry
    deleted: int
    held: int


@dataclass(frozen=True)
class Holds:
    """What is held, in the terms that records are found by."""

    localities: frozenset[int]
    periods: frozenset[int]
    people: frozenset[int]
    addresses: tuple[str, ...]
    records: frozenset[tuple[str, str]]

    def of(self, kind: str) -> Q:
        """The records of the table that are held by name."""
        return Q(pk__in=[key for held, key in self.records if held == kind])

    def named_in(self, column: str) -> Q:
        """Those that lead to a held locality or quarter: its slug is a part of the address."""
        found = Q(pk__in=[])
        for slug in self.addresses:
            found |= Q(**{f"{column}__contains": f"/{slug}/"})
        return found


def apply_retention(*, at: dt.datetime, is_dry_run: bool) -> list[Due]:
    """Delete what is past its time and not held; only count it in a dry run.

    Published evidence and the history have no time in the schedule, and no rule here.
    """
    with transaction.atomic():
        holds = holds_in_force()
        due = [_apply(rule, holds=holds, at=at, is_dry_run=is_dry_run) for rule in RULES]
        if not is_dry_run and any(each.deleted for each in due):
            counts = {
                each.entry.name: {"deleted": each.deleted, "held": each.held} for each in due
            }
            note_run(kind=RunKind.RETENTION, action="retention.applied", at=at, outcome=counts)
    return due


def holds_in_force() -> Holds:
    """One query."""
    holds = list(LegalHold.objects.in_force().select_related("locality", "period"))
    slugs = [each.locality.slug for each in holds if each.locality]
    slugs += [each.period.slug for each in holds if each.period]
    return Holds(
        localities=frozenset(each.locality_id for each in holds if each.locality_id),
        periods=frozenset(each.period_id for each in holds if each.period_id),
        people=frozenset(each.person_id for each in holds if each.person_id),
        addresses=tuple(slugs),
        records=frozenset(
            (each.record_kind, each.record_id) for each in holds if each.scope == HoldScope.RECORD
        ),
    )


@dataclass(frozen=True, slots=True)
class Rule:
    """How the records of a line are found, those past their time and those held, and cleared."""

    entry: Entry
    past: Callable[[dt.datetime], QuerySet[Any]]
    held: Callable[[Holds], Q]
    clear: Callable[[QuerySet[Any]], object] = QuerySet.delete


def _apply(rule: Rule, *, holds: Holds, at: dt.datetime, is_dry_run: bool) -> Due:
    past = rule.past(at - (rule.entry.kept_for or dt.timedelta(0)))
    held = past.filter(rule.held(holds))
    # By their keys: to exclude what a missing role or locality makes unknown would keep it too.
    free = past.exclude(pk__in=held.values("pk"))
    # Counted first: what is deleted along with a record is not counted as one.
    due = Due(rule.entry, deleted=free.count(), held=held.count())
    if not is_dry_run:
        rule.clear(free)
    return due


def _drafts(before: dt.datetime) -> QuerySet[Any]:
    return Draft.objects.filter(typed_at__lt=before)


def _held_drafts(holds: Holds) -> Q:
    return Q(owner__in=holds.people) | holds.named_in("page") | holds.of("drafts.draft")


def _emails(before: dt.datetime) -> QuerySet[Any]:
    settled = Notice.objects.exclude(state=NoticeState.WAITING).filter(made_at__lt=before)
    return settled.annotate(links=Cast("content", TextField()))


def _held_emails(holds: Holds) -> Q:
    about = Q(recipient__in=holds.people) | Q(grant__locality__in=holds.localities)
    return about | holds.named_in("links") | holds.of("notices.notice")


def _digest_days(before: dt.datetime) -> QuerySet[Any]:
    return DigestDay.objects.filter(done_at__lt=before)


def _uploads(before: dt.datetime) -> QuerySet[Any]:
    return PendingImport.objects.filter(expires_at__lt=before)


def _files(before: dt.datetime) -> QuerySet[Any]:
    return _uploads(before).exclude(data=b"")


def _emptied(uploads: QuerySet[Any]) -> None:
    uploads.update(data=b"")


def _held_uploads(holds: Holds) -> Q:
    """Besides those of a held return: what else a file is about stands in its rows alone."""
    of_places = Q(locality__in=holds.localities) | Q(period__in=holds.periods)
    keys = [upload_key(each) for each in QuarterlyReturn.objects.filter(of_places)]
    about = Q(owner__in=holds.people) | Q(owner__in=_post_holders(holds)) | Q(register__in=keys)
    return about | holds.of("registers.pendingimport")


def _post_holders(holds: Holds) -> QuerySet[Any]:
    """Whoever holds or held a role in a held locality, or in a cluster it is or was part of."""
    at_present = Q(locality__in=holds.localities) | Q(cluster__localities__in=holds.localities)
    before = Q(cluster__memberships__locality__in=holds.localities)
    return RoleGrant.objects.filter(at_present | before).values("user")


def _sign_ins(before: dt.datetime) -> QuerySet[Any]:
    """No session lasts as long as these are kept, so each of them has ended."""
    sessions: QuerySet[Any] = UserSession.objects.filter(last_seen_at__lt=before)
    return sessions


def _held_sign_ins(holds: Holds) -> Q:
    return Q(user__in=holds.people) | holds.of("usersessions.usersession")


def _sessions(before: dt.datetime) -> QuerySet[Any]:
    return Session.objects.filter(expire_date__lt=before)


def _never(holds: Holds) -> Q:
    """Held by nothing: these say nothing about anybody."""
    return Q(pk__in=[])


RULES = (
    Rule(DRAFTS, _drafts, _held_drafts),
    Rule(EMAILS, _emails, _held_emails),
    Rule(DIGEST_DAYS, _digest_days, _never),
    Rule(FILES, _files, _held_uploads, _emptied),
    Rule(UPLOADS, _uploads, _held_uploads),
    Rule(SIGN_INS, _sign_ins, _held_sign_ins),
    Rule(SESSIONS, _sessions, _never),
)
