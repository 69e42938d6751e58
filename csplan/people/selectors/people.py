"""Reads over people, their roles and what waits about them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db.models import Prefetch, Q, QuerySet

from csplan.accounts.choices import Role
from csplan.accounts.models import RoleGrant, User
from csplan.audit.models import AuditEvent
from csplan.core.components import HistoryEvent
from csplan.people.choices import ProposalState
from csplan.people.models import Invitation, Proposal

NEVER_CHOSE = "!"
"""How the password of an account begins whose holder has not chosen one."""

HELD_TODAY = "held_today"
EVENTS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of people is narrowed to."""

    words: str = ""
    role: str = ""
    state: str = ""


STATES = {
    "open": "Can sign in",
    "invited": "Has not chosen a password",
    "closed": "Closed",
    "no_role": "Holds no role",
}


def people(wanted: Wanted, *, on: dt.date) -> QuerySet[User]:
    """The people that fit, each with the grants held on the day. Two queries, however many."""
    in_force = RoleGrant.objects.in_force_on(on)
    rows = User.objects.filter(_named(wanted.words) & _in_state(wanted.state, in_force))
    if wanted.role in Role.values:
        rows = rows.filter(pk__in=in_force.filter(role=wanted.role).values("user"))
    shown = in_force.select_related("locality", "cluster", "department")
    return rows.prefetch_related(Prefetch("grants", shown, to_attr=HELD_TODAY))


def role_words(grant: RoleGrant) -> str:
    """The role and where it holds."""
    place = grant.locality or grant.cluster or grant.department
    label = Role(grant.role).label
    return f"{label}, {place}" if place else label


def state_words(user: User) -> str:
    """Whether somebody can sign in, or why not."""
    if not user.is_active:
        return "Closed"
    return "Open" if user.has_usable_password() else "Invited"


def grants_of(user: User) -> QuerySet[RoleGrant]:
    """All the roles somebody held, holds and will hold, latest first."""
    rows = RoleGrant.objects.filter(user=user).select_related("locality", "cluster", "department")
    return rows.order_by("-starts_on", "-pk")


def waiting_proposals() -> QuerySet[Proposal]:
    """What waits for a second administrator, longest first."""
    rows = Proposal.objects.filter(state=ProposalState.WAITING)
    return rows.select_related("user", "proposed_by").order_by("proposed_at", "pk")


def has_second_factor(user: User) -> bool:
    """Whether there is anything to remove."""
    return bool(Authenticator.objects.filter(user=user).exists())


def latest_invitation(user: User) -> Invitation | None:
    return Invitation.objects.filter(user=user).first()


TITLES = {
    "user.added": "Account made",
    "user.invited": "Invited by email",
    "user.password_chosen": "Chose a password",
    "user.password_changed": "Changed the password",
    "user.password_reset": "Chose another password by a link sent to the address",
    "user.changed": "Details changed",
    "user.closed": "Account closed",
    "user.reopened": "Account opened again",
    "user.second_factor_removed": "Second factor removed",
    "user.second_factor_added": "Second factor set up",
    "user.recovery_codes_made": "New recovery codes made",
    "user.linked": "Signed in through their department for the first time",
    "user.change_proposed": "Put before a second administrator",
    "user.change_declined": "Declined by a second administrator",
    "user.change_withdrawn": "Taken back",
    "rolegrant.given": "Role given",
    "rolegrant.added": "Role given",
    "rolegrant.ended": "Role ended",
    "rolegrant.changed": "Role changed",
}
SHOWN = {"email": "email", "full_name": "name", "proposed": "", "proposed_by": "proposed by"}


def history(user: User, grants: Sequence[RoleGrant]) -> list[HistoryEvent]:
    """What happened to an account and its roles, latest first. One query."""
    of_user = Q(target_kind=User._meta.label_lower, target_id=str(user.pk))
    of_grants = Q(
        target_kind=RoleGrant._meta.label_lower, target_id__in=[str(row.pk) for row in grants]
    )
    events = AuditEvent.objects.filter(of_user | of_grants).select_related("actor")
    named = {str(row.pk): role_words(row) for row in grants}
    return [_event(event, named) for event in events.order_by("-pk")[:EVENTS_SHOWN]]


def _event(event: AuditEvent, grants: dict[str, str]) -> HistoryEvent:
    title = TITLES.get(event.action, event.action)
    is_about_grant = event.target_kind == RoleGrant._meta.label_lower
    about = grants.get(event.target_id, "") if is_about_grant else ""
    values = {**event.before, **event.after}
    said = [f"{words} {values[name]}".strip() for name, words in SHOWN.items() if values.get(name)]
    note = "; ".join([each for each in (about, *said) if each])
    return HistoryEvent(title=title, at=event.occurred_at, by=event.who, note=note)


def _named(words: str) -> Q:
    found = Q()
    for word in words.split():
        found &= Q(full_name__icontains=word) | Q(email__icontains=word)
    return found


def _in_state(state: str, in_force: QuerySet[RoleGrant]) -> Q:
    match state:
        case "open":
            return Q(is_active=True) & ~Q(password__startswith=NEVER_CHOSE)
        case "invited":
            return Q(is_active=True, password__startswith=NEVER_CHOSE)
        case "closed":
            return Q(is_active=False)
        case "no_role":
            return ~Q(pk__in=in_force.values("user"))
        case _:
            return Q()
