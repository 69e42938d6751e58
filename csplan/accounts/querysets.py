"""Chainable adjectives for accounts."""

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from csplan.accounts.models import RoleGrant, User


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, full_name: str, password: str | None = None) -> "User":
        """Create an active user; without a password they must reset it before signing in."""
        user = self.model(email=self.normalize_email(email).lower(), full_name=full_name)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def not_over_on(self, day: dt.date) -> "RoleGrantQuerySet":
        """Grants whose last day is not past on ``day``, begun or not."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))

    def in_force_on(self, day: dt.date) -> "RoleGrantQuerySet":
        """Grants that have started by ``day`` and whose last day is not past."""
        return self.not_over_on(day).filter(starts_on__lte=day)
