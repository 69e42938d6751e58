"""Making accounts and giving roles."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from csplan.accounts.choices import Role
from csplan.accounts.models import RoleGrant, User

FIRST_ADMINISTRATORS = 2


@transaction.atomic
def create_administrator(*, email: str, full_name: str, on: dt.date) -> User:
    """One of the first two accounts: an administrator who must choose a password.

    Two, because it takes two to make a third. Raises ValidationError when the address is wrong or
    taken, and when two administrators are there who can sign in.
    """
    there = RoleGrant.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True)
    if there.in_force_on(on).count() >= FIRST_ADMINISTRATORS:
        raise ValidationError("There are two administrators already. They make the next one")
    user = User(email=email.lower(), full_name=full_name)
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    user.save()
    RoleGrant.objects.create(user=user, role=Role.ADMINISTRATOR, starts_on=on)
    return user
