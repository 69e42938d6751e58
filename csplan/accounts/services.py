"""Making accounts and giving roles."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from csplan.accounts.choices import Role
from csplan.accounts.models import RoleGrant, User


@transaction.atomic
def create_administrator(*, email: str, full_name: str, on: dt.date) -> User:
    """The first account of an installation: an administrator who must choose a password.

    Raises ValidationError when the address is wrong or taken, and when an administrator is
    there already: the next one is made by them.
    """
    if RoleGrant.objects.filter(role=Role.ADMINISTRATOR).in_force_on(on).exists():
        raise ValidationError("There is an administrator already. Ask them to add the next one")
    user = User(email=email.lower(), full_name=full_name)
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    user.save()
    RoleGrant.objects.create(user=user, role=Role.ADMINISTRATOR, starts_on=on)
    return user
