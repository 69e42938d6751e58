"""What happens to localities: added, moved, merged, split, renamed, closed.

Each writes its rows, keeps ``Locality.cluster`` as today's cluster, and records one event.
"""

import datetime as dt
from typing import Any

from django.db import models, transaction

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import IncompleteError, NotPermittedError, WrongStateError
from csplan.core.periods import london_day
from csplan.core.refusing import refuse_broken_rules
from csplan.registers.declaration import Register
from csplan.registers.services import save_record
from csplan.registers.slugs import free_slug
from localities.choices import ChangeKind
from localities.models import Cluster, Locality, LocalityChange, LocalityMembership
from localities.permissions import can_keep_organisation
from localities.rules import PAGES
from localities.selectors.places import overlapping

ONE_DAY = dt.timedelta(days=1)


@transaction.atomic
def save_locality(
    *, register: Register, form: Any, seen: str, actor: Actor, at: dt.datetime
) -> Locality:
    """As ``save_record``; a new locality joins its cluster on its first day."""
    is_new = form.instance.pk is None
    locality: Locality = save_record(register=register, form=form, seen=seen, actor=actor, at=at)
    if is_new:
        _join(locality, locality.cluster, locality.starts_on)
    return locality


@transaction.atomic
def save_membership(
    *, register: Register, form: Any, seen: str, actor: Actor, at: dt.datetime
) -> LocalityMembership:
    """As ``save_record``; IncompleteError when it overlaps what was saved since the form was."""
    Locality.objects.select_for_update().get(pk=form.instance.locality_id)
    found = overlapping(form.instance)
    if found is not None:
        raise IncompleteError(f"{found} overlaps this: look at the list again")
    membership: LocalityMembership = save_record(
        register=register, form=form, seen=seen, actor=actor, at=at
    )
    return membership


@transaction.atomic
def move_locality(
    *, locality: Locality, to: Cluster, on: dt.date, reason: str, actor: Actor, at: dt.datetime
) -> None:
    """From ``on`` the locality belongs to ``to``; until the day before, to where it was.

    Raises NotPermittedError, WrongStateError, or IncompleteError saying what is wrong.
    """
    locality = _held(locality, on, actor, at)
    if locality.cluster_id == to.pk:
        raise IncompleteError(f"{locality} is in {to} already")
    before = locality.cluster
    _leave(locality, on)
    _join(locality, to, on)
    locality.cluster = to
    _save(locality, "cluster")
    change = _change(locality, ChangeKind.MOVED, on, reason, from_cluster=before, to_cluster=to)
    _record(change, actor, at, before={"cluster": str(before)}, after={"cluster": str(to)})


@transaction.atomic
def merge_locality(
    *, locality: Locality, into: Locality, on: dt.date, reason: str, actor: Actor, at: dt.datetime
) -> None:
    """From ``on`` the locality is part of ``into``; its own last day is the day before."""
    locality = _held(locality, on, actor, at)
    if locality.pk == into.pk:
        raise IncompleteError("Choose another locality to merge it into")
    into = Locality.objects.select_for_update().get(pk=into.pk)
    _refuse_ended(into)
    _end(locality, on - ONE_DAY)
    change = _change(locality, ChangeKind.MERGED, on, reason, other=into)
    _record(change, actor, at, after={"into": str(into), "ends_on": locality.ends_on})


@transaction.atomic
def split_locality(
    *, locality: Locality, new_name: str, on: dt.date, reason: str, actor: Actor, at: dt.datetime
) -> Locality:
    """From ``on`` part of the locality is a locality of its own, in the same cluster."""
    locality = _held(locality, on, actor, at)
    part = Locality(
        name=new_name,
        slug=free_slug(Locality, new_name, reserved=PAGES),
        cluster=locality.cluster,
        order=locality.order,
        starts_on=on,
    )
    refuse_broken_rules(part)
    part.save()
    _join(part, part.cluster, on)
    change = _change(locality, ChangeKind.SPLIT, on, reason, other=part)
    _record(change, actor, at, after={"new_locality": str(part)})
    return part


@transaction.atomic
def rename_locality(
    *, locality: Locality, new_name: str, on: dt.date, reason: str, actor: Actor, at: dt.datetime
) -> None:
    """Give the locality another name; its address and its history stay."""
    locality = _held(locality, on, actor, at)
    before, locality.name = locality.name, new_name
    refuse_broken_rules(locality)
    _save(locality, "name")
    change = _change(locality, ChangeKind.RENAMED, on, reason, was_called=before)
    _record(change, actor, at, before={"name": before}, after={"name": new_name})


@transaction.atomic
def close_locality(
    *, locality: Locality, on: dt.date, reason: str, actor: Actor, at: dt.datetime
) -> None:
    """``on`` is the locality's last day."""
    locality = _held(locality, on, actor, at)
    _end(locality, on)
    change = _change(locality, ChangeKind.CLOSED, on, reason)
    _record(change, actor, at, after={"ends_on": on})


def _held(locality: Locality, on: dt.date, actor: Actor, at: dt.datetime) -> Locality:
    """The locality as it is now, locked; refuses strangers, endings and days to come."""
    if not can_keep_organisation(actor):
        raise NotPermittedError("Only an administrator can change localities")
    if on > london_day(at):
        raise IncompleteError("Enter a day that is not in the future: record it on the day")
    held = Locality.objects.select_for_update().get(pk=locality.pk)
    _refuse_ended(held)
    if held.starts_on and on <= held.starts_on:
        raise IncompleteError("Enter a day after the locality’s first day")
    return held


def _refuse_ended(locality: Locality) -> None:
    if locality.ends_on is not None:
        raise WrongStateError(f"{locality} has ended already")


def _save(locality: Locality, *fields: str) -> None:
    locality.save(update_fields=fields)


def _end(locality: Locality, last_day: dt.date) -> None:
    locality.ends_on = last_day
    _save(locality, "ends_on")
    _leave(locality, last_day + ONE_DAY)


def _leave(locality: Locality, on: dt.date) -> None:
    """End the membership the day before ``on``; a locality without one gets it first."""
    current = LocalityMembership.objects.filter(locality=locality, ends_on__isnull=True).first()
    if current is None:
        current = _join(locality, locality.cluster, locality.starts_on)
    if current.starts_on and on <= current.starts_on:
        raise IncompleteError(
            f"It joined {current.cluster} on {current.starts_on:%d %B %Y}: enter a later day"
        )
    current.ends_on = on - ONE_DAY
    current.save(update_fields=["ends_on"])


def _join(locality: Locality, cluster: Cluster, on: dt.date | None) -> LocalityMembership:
    return LocalityMembership.objects.create(locality=locality, cluster=cluster, starts_on=on)


def _change(
    locality: Locality, kind: ChangeKind, on: dt.date, reason: str, **more: models.Model | str
) -> LocalityChange:
    change = LocalityChange(locality=locality, kind=kind, on=on, reason=reason.strip(), **more)
    change.full_clean()
    change.save()
    return change


def _record(
    change: LocalityChange,
    actor: Actor,
    at: dt.datetime,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any],
) -> None:
    record(
        action=f"locality.{change.kind}",
        target=change.locality,
        actor=actor.person,
        at=at,
        before=before,
        after={**after, "on": change.on, "reason": change.reason},
    )
