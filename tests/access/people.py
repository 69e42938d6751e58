"""The columns of the table: one person for each role and scope."""

from collections.abc import Mapping
from typing import Final

from csplan.accounts.models import User
from tests.conftest import Cast

ANONYMOUS: Final = "anonymous"

PEOPLE: Final[Mapping[str, str]] = {
    "outsider": "outsider",
    "co": "coordinator",
    "co-other": "other_coordinator",
    "former": "former_coordinator",
    "ac": "assistant",
    "ac-other": "other_assistant",
    "sro": "sro",
    "sro-other": "other_sro",
    "nat": "national_team",
    "head": "head",
    "nsg": "nsg",
    "po": "private_office",
    "adm": "administrator",
    "aud": "auditor",
}
"""The column's heading and the member of the cast who stands for it."""


def person(cast: Cast, column: str) -> User:
    """The member of the cast a column is about."""
    user: User = getattr(cast, PEOPLE[column])
    return user
