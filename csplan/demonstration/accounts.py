"""The people who can sign in to the demonstration: the plans' own names, or their posts.

An account is known by its key, the part of its address before the @: ``north-west.coordinator``,
``southern.assistant-2``, ``west-midlands.sro``, ``national-coordinator``, ``nsg.chair``.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.accounts.models import RoleGrant, User
from csplan.accounts.selectors import actor_for
from csplan.core.models import Department
from csplan.core.periods import FinancialYear
from csplan.demonstration.files import Record, read
from csplan.demonstration.password import demonstration_password
from localities.choices import PostKind
from localities.models import Cluster, Locality, Post

DOMAIN = "csplan.example"
GRANTED_FROM = FinancialYear(2013).starts_on


class DemonstrationRefusedError(Exception):
    """The settings do not say that this is a demonstration."""


@dataclass(frozen=True)
class Account:
    """Somebody who can sign in: who they are, what they may do and the post they hold.

    A reviewer of a holder's year needs no role: the reviews name them.
    """

    key: str
    name: str
    role: Role | None
    locality: Locality | None = None
    cluster: Cluster | None = None
    department: Department | None = None
    post: Post | None = None


def email_for(key: str) -> str:
    return f"{key}@{DOMAIN}"


def user_for(key: str) -> User:
    """The account's user; raises User.DoesNotExist before the accounts are loaded."""
    return User.objects.get(email=email_for(key))


def actor_with_key(key: str, *, on: dt.date) -> Actor:
    """The account's user with the roles in force on ``on``."""
    return actor_for(user_for(key), on=on)


def refuse_unless_demonstration() -> None:
    """Raise DemonstrationRefusedError unless the settings declare a demonstration."""
    if not settings.CSPLAN_DEMONSTRATION:
        raise DemonstrationRefusedError(
            "These settings are not for a demonstration. Its accounts share one password, so "
            "they are made only where CSPLAN_DEMONSTRATION is true"
        )


@transaction.atomic
def load_accounts() -> int:
    """Make the accounts that are missing and say how many. Existing ones are left alone.

    Raises DemonstrationRefusedError where this is no demonstration.
    """
    refuse_unless_demonstration()
    held = set(User.objects.values_list("email", flat=True))
    missing = [account for account in accounts() if email_for(account.key) not in held]
    if missing:
        # One hash for all: the password is one, and hashing is slow on purpose.
        password = make_password(demonstration_password())
        for account in missing:
            _make(account, password)
    return len(missing)


def _make(account: Account, password: str) -> None:
    user = User.objects.create(
        email=email_for(account.key), full_name=account.name, password=password
    )
    if account.role is None:
        return
    RoleGrant.objects.create(
        user=user,
        role=account.role,
        locality=account.locality,
        cluster=account.cluster,
        department=account.department,
        starts_on=GRANTED_FROM,
    )
    if account.post:
        account.post.holdings.filter(user=None, holder_name=account.name).update(user=user)


def accounts() -> Iterator[Account]:
    """Every account of the demonstration, from the posts as loaded and the data file."""
    for locality in Locality.objects.filter(is_illustrative=False):
        yield _coordinator(locality)
        yield Account(f"{locality.slug}.sro", f"SRO, {locality}", Role.SRO, locality=locality)
    for cluster in Cluster.objects.filter(is_illustrative=False):
        yield from _assistants(cluster)
    for record in read("accounts")["accounts"]:
        yield _other(record)


def _coordinator(locality: Locality) -> Account:
    post = locality.posts.get(kind=PostKind.COORDINATOR)
    return Account(
        f"{locality.slug}.coordinator",
        _holder(post),
        Role.COORDINATOR,
        locality=locality,
        post=post,
    )


def _assistants(cluster: Cluster) -> Iterator[Account]:
    for number, post in enumerate(cluster.posts.filter(kind=PostKind.ASSISTANT), start=1):
        suffix = f"-{number}" if number > 1 else ""
        key = f"{cluster.slug}.assistant{suffix}"
        yield Account(key, _holder(post), Role.ASSISTANT, cluster=cluster, post=post)


def _other(record: Record) -> Account:
    post = _national_post(record)
    return Account(
        record["key"],
        _holder(post) if post else record["name"],
        Role(record["role"]) if "role" in record else None,
        department=Department.objects.filter(slug=record.get("department")).first(),
        post=post,
    )


def _national_post(record: Record) -> Post | None:
    if "post" not in record:
        return None
    return Post.objects.get(kind=record["post"], locality=None, cluster=None)


def _holder(post: Post) -> str:
    """The name first published for the post."""
    return post.holdings.order_by("starts_on", "pk").values_list("holder_name", flat=True)[0]
