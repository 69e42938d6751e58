"""Accounts, roles and what waits for a second administrator."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.accounts.models import User
from csplan.accounts.selectors import actor_for
from csplan.people.models import Proposal
from csplan.people.services.accounts import close_account
from csplan.people.services.invitations import accept_invitation, invite_person
from csplan.people.services.proposals import withdraw
from tests.conftest import NOW, Cast
from tests.factories import UserFactory, grant
from tests.people.stage import with_second_factor, without_password

LISTS: Final = ("list", "leavers", "waiting")
OF_A_PERSON: Final = (
    "person", "change", "invite-again", "close", "reopen", "remove-second-factor", "give-role",
    "end-role",
)  # fmt: skip
DECISIONS: Final = ("confirm", "decline", "withdraw")
ROUTES: Final = (*LISTS, "invite", *OF_A_PERSON, *DECISIONS)
YESTERDAY: Final = NOW - dt.timedelta(days=1)

Asked = tuple[tuple[object, ...], Mapping[str, str]]


def people_page(route: str, cast: Cast, step: str, twist: str) -> Asked:
    """The address of a page about somebody or something, and a full form for it."""
    if route in LISTS:
        return (), {}
    if route == "invite":
        return (), {} if step else {"full_name": "A new post", "email": "new@csplan.example"}
    if route in DECISIONS:
        return (_proposal(cast, step).pk,), {}
    person = _person(cast, step)
    form = {} if twist == "nothing filled in" else _form(route, person)
    address = (person.pk, _grant_id(person)) if route == "end-role" else (person.pk,)
    return address, form


def invitation_page(cast: Cast, step: str, twist: str) -> Asked:
    """A link that was sent yesterday, or ten days ago."""
    at = NOW - dt.timedelta(days=10) if step == "late" else YESTERDAY
    user, token = invite_person(
        email="new@csplan.example", full_name="A new post", at=at, actor=_administrator()
    )
    if step == "used":
        accept_invitation(
            invitation=user.invitations.get(), password="three-odd-words-here", at=NOW
        )
    return (token,), {}


def _person(cast: Cast, step: str) -> User:
    match step:
        case "the administrator":
            return cast.administrator
        case "the Head":
            return cast.head
        case "closed":
            return UserFactory.create(is_active=False)
        case "invited":
            return without_password(UserFactory.create())
        case "with a second factor":
            return with_second_factor(UserFactory.create())
        case _:
            return grant(Role.NSG)


def _form(route: str, person: User) -> Mapping[str, str]:
    day = {"ends_on-day": "10", "ends_on-month": "1", "ends_on-year": "2014"}
    start = {"starts_on-day": "10", "starts_on-month": "1", "starts_on-year": "2014"}
    seen = {"seen_name": person.full_name, "seen_email": person.email}
    forms = {
        "change": {"full_name": "Renamed", "email": "renamed@csplan.example", **seen},
        "give-role": {"role": "auditor", **start},
        "end-role": day,
    }
    return forms.get(route, {})


def _grant_id(person: User) -> int:
    row = person.grants.first()
    return row.pk if row is not None else 1


def _proposal(cast: Cast, step: str) -> Proposal:
    """What another administrator proposed about the Head, or as the step says."""
    mine = step == "proposed by the administrator"
    proposer = actor_for(cast.administrator, on=NOW.date()) if mine else _administrator()
    about = cast.administrator if step == "about the administrator" else cast.head
    proposal = close_account(user=about, actor=proposer, at=YESTERDAY)
    assert proposal is not None
    if step == "decided":
        withdraw(proposal=proposal, actor=proposer, at=YESTERDAY)
    return proposal


def _administrator() -> Actor:
    return actor_for(grant(Role.ADMINISTRATOR), on=NOW.date())
