"""Who to sign in as: one account for each role, with what they will see."""

from dataclasses import dataclass

from csplan.accounts.models import User
from csplan.demonstration.accounts import email_for, refuse_unless_demonstration
from csplan.demonstration.files import Record, read
from csplan.demonstration.password import demonstration_password

NO_ROLE = "No role"


@dataclass(frozen=True)
class GuideLine:
    """An account worth signing in with; ``sees`` says why."""

    name: str
    role: str
    email: str
    sees: str
    has_shared_password: bool


@dataclass(frozen=True)
class Guide:
    """The lines, one for each role, and the password the accounts were made with."""

    password: str
    lines: tuple[GuideLine, ...]


def sign_in_guide() -> Guide:
    """Raises DemonstrationRefusedError where this is no demonstration, and
    User.DoesNotExist before the accounts are loaded."""
    refuse_unless_demonstration()
    password = demonstration_password()
    return Guide(password, tuple(_line(record, password) for record in read("accounts")["guide"]))


def _line(record: Record, password: str) -> GuideLine:
    user = User.objects.prefetch_related("grants").get(email=email_for(record["key"]))
    roles = [grant.get_role_display() for grant in user.grants.all()]
    return GuideLine(
        name=user.full_name,
        role=", ".join(roles) or NO_ROLE,
        email=user.email,
        sees=record["sees"],
        has_shared_password=user.check_password(password),
    )
