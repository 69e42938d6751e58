"""The person doing something, with the roles they hold at that moment."""

from dataclasses import dataclass
from functools import cached_property

from csplan.accounts.choices import Role
from csplan.accounts.models import User


@dataclass(frozen=True)
class Grant:
    """A role grant in force, reduced to what a decision needs."""

    role: str
    locality_id: int | None = None
    cluster_id: int | None = None
    department_id: int | None = None


@dataclass(frozen=True)
class Actor:
    """Who acts. ``user`` is None for somebody who has not signed in; they hold no roles."""

    user: User | None
    grants: tuple[Grant, ...] = ()

    @property
    def is_authenticated(self) -> bool:
        return self.user is not None

    @property
    def person(self) -> User:
        """The signed-in user; raises for anybody else, who never gets as far as a service."""
        if self.user is None:
            raise PermissionError("Nobody is signed in")
        return self.user

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(grant.role for grant in self.grants)

    def has(self, *roles: Role) -> bool:
        """Whether the actor holds any of ``roles``, in any scope."""
        return not self.roles.isdisjoint(roles)

    def locality_ids(self, *roles: Role) -> frozenset[int]:
        """The localities named in the actor's grants of ``roles``."""
        return frozenset(g.locality_id for g in self.grants if g.role in roles and g.locality_id)

    def cluster_ids(self, *roles: Role) -> frozenset[int]:
        return frozenset(g.cluster_id for g in self.grants if g.role in roles and g.cluster_id)

    def department_ids(self, *roles: Role) -> frozenset[int]:
        return frozenset(
            g.department_id for g in self.grants if g.role in roles and g.department_id
        )


NOBODY = Actor(user=None)
