"""Who seems to have left: what an administrator looks through now and then."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from csplan.accounts.models import RoleGrant, User
from localities.models import PostHolding

MOST_SHOWN = 200
"""Of each part; whoever has more works down from the longest ago."""


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody whose account is open though nothing is left for them to do."""

    user: User
    since: dt.date


@dataclass(frozen=True, slots=True)
class LeaversReport:
    """The three signs that somebody has left, each read from the database once."""

    without_role: list[Left]
    dormant: list[User]
    posts: list[PostHolding]


def leavers(*, on: dt.date, at: dt.datetime, days: int) -> LeaversReport:
    """Open accounts without a role any more, unused ones, and posts whose holder has gone."""
    return LeaversReport(
        without_role=[Left(user, since) for user, since in _without_role(on)],
        dormant=list(_dormant(at - dt.timedelta(days=days), on)[:MOST_SHOWN]),
        posts=list(_posts_left(on)[:MOST_SHOWN]),
    )


def _without_role(on: dt.date) -> list[tuple[User, dt.date]]:
    """Active people who held roles, all of which have ended, and when the last one did."""
    still = RoleGrant.objects.filter(user=OuterRef("pk")).not_over_on(on)
    rows = User.objects.filter(is_active=True).annotate(last_day=Max("grants__ends_on"))
    left = rows.filter(~Exists(still), last_day__isnull=False).order_by("last_day", "pk")
    return [(user, user.last_day) for user in left[:MOST_SHOWN]]


def _dormant(before: dt.datetime, on: dt.date) -> QuerySet[User]:
    """Active people with a role who have not signed in since; those who never did come first."""
    rows = User.objects.filter(
        Q(last_login__isnull=True) | Q(last_login__lt=before),
        Exists(RoleGrant.objects.filter(user=OuterRef("pk")).in_force_on(on)),
        is_active=True,
    )
    return rows.order_by(F("last_login").asc(nulls_first=True), "full_name")


def _posts_left(on: dt.date) -> QuerySet[PostHolding]:
    """Posts that go on, whose last holder's time is over or whose account is closed."""
    later = PostHolding.objects.filter(post=OuterRef("post")).filter(
        Q(starts_on__gt=OuterRef("starts_on"))
        | Q(starts_on=OuterRef("starts_on"), pk__gt=OuterRef("pk"))
    )
    gone = Q(ends_on__lt=on) | Q(user__is_active=False)
    rows = PostHolding.objects.filter(gone, ~Exists(later))
    standing = Q(post__ends_on__isnull=True) | Q(post__ends_on__gte=on)
    return rows.filter(standing).select_related("post__locality", "post__cluster", "user")
