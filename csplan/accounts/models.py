"""Who may sign in, and what they may do where and from when to when."""

import datetime as dt

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from csplan.accounts.choices import CLUSTER_ROLES, DEPARTMENT_ROLES, LOCALITY_ROLES, Role
from csplan.accounts.querysets import RoleGrantQuerySet, UserManager
from csplan.core.models import Department


class User(AbstractBaseUser):
    """A person who signs in with an email address. What they may do is in their grants."""

    email = models.EmailField("email address", max_length=254)
    full_name = models.CharField(max_length=120)
    is_active = models.BooleanField(
        default=True, help_text="Untick to stop this person signing in, from their next request."
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["full_name"]
        constraints = [
            models.CheckConstraint(
                name="accounts_user_email_in_lower_case",
                condition=Q(email=Lower("email")),
                violation_error_message="Write the email address in lower case",
            ),
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_unique_email",
                violation_error_message="Somebody already has this email address",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def clean(self) -> None:
        """Addresses are kept in lower case, as people are looked up when they sign in."""
        self.email = self.email.lower()

    def get_full_name(self) -> str:
        return self.full_name


def _scope_matches_role(
    roles: tuple[Role, ...], scope: str, *, optional_for: tuple[Role, ...] = ()
) -> Q:
    """Roles in ``roles`` carry ``scope``; all others do not, unless it is optional for them."""
    carries = Q(role__in=roles, **{f"{scope}__isnull": False})
    without = ~Q(role__in=roles) & Q(**{f"{scope}__isnull": True})
    return carries | without | Q(role__in=optional_for)


class RoleGrant(models.Model):
    """One role for one person, within a scope, from one day to another.

    Scopes name localities and clusters by string so that this app imports nothing above it.
    ``ends_on`` is the last day the grant holds; empty means until further notice.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    locality = models.ForeignKey(
        "localities.Locality", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cluster = models.ForeignKey(
        "localities.Cluster", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        ordering = ["user", "role", "starts_on"]
        constraints = [
            models.CheckConstraint(
                name="accounts_rolegrant_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="The last day must not be before the first",
            ),
            models.CheckConstraint(
                name="accounts_rolegrant_locality_matches_role",
                condition=_scope_matches_role(LOCALITY_ROLES, "locality"),
                violation_error_message="Choose a locality for a co-ordinator or SRO, only",
            ),
            models.CheckConstraint(
                name="accounts_rolegrant_cluster_matches_role",
                condition=_scope_matches_role(CLUSTER_ROLES, "cluster"),
                violation_error_message="Choose a cluster for an assistant co-ordinator, only",
            ),
            models.CheckConstraint(
                name="accounts_rolegrant_department_matches_role",
                condition=_scope_matches_role(
                    DEPARTMENT_ROLES, "department", optional_for=(Role.NSG,)
                ),
                violation_error_message="Choose a department for a private office",
            ),
            *(
                models.UniqueConstraint(
                    fields=["user", "role", scope],
                    condition=Q(ends_on__isnull=True, **{f"{scope}__isnull": False}),
                    name=f"accounts_rolegrant_one_open_per_{scope}",
                    violation_error_message="This person already holds this role there",
                )
                for scope in ("locality", "cluster", "department")
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(
                    ends_on__isnull=True,
                    locality__isnull=True,
                    cluster__isnull=True,
                    department__isnull=True,
                ),
                name="accounts_rolegrant_one_open_national",
                violation_error_message="This person already holds this role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"

    def clean(self) -> None:
        """Refuse a grant of the same role in the same scope that overlaps this one."""
        if self.user_id and self.starts_on and self._overlapping().exists():
            raise ValidationError("This person already holds this role there in that time")

    def _overlapping(self) -> RoleGrantQuerySet:
        same = RoleGrant.objects.filter(
            user=self.user_id,
            role=self.role,
            locality=self.locality_id,
            cluster=self.cluster_id,
            department=self.department_id,
        ).exclude(pk=self.pk)
        ends_later = Q(ends_on__isnull=True) | Q(ends_on__gte=self.starts_on)
        starts_before = Q(starts_on__lte=self.ends_on) if self.ends_on else Q()
        return same.filter(ends_later & starts_before)

    def is_in_force_on(self, day: dt.date) -> bool:
        """Whether it has started by ``day`` and its last day is not past."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)
