"""Holding a person while something about them is decided."""

from csplan.accounts.models import User


def held(user: User) -> User:
    """The person read again and locked, until the transaction ends."""
    return User.objects.select_for_update().get(pk=user.pk)
