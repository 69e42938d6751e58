"""The accounts a benchmark acts with. None has a password: they cannot be signed in with."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from csplan.accounts.choices import Role
from csplan.accounts.models import RoleGrant, User
from csplan.core.periods import FinancialYear
from csplan.demonstration.accounts import email_for
from localities.models import Locality


@dataclass(frozen=True)
class SyntheticPeople:
    """One account for each part; the co-ordinator and the SRO belong to one locality."""

    coordinator: User
    sro: User
    national_team: User
    second_national_team: User
    head: User
    nsg: User
    administrator: User
    auditor: User


def make_people(locality: Locality, *, since: FinancialYear) -> SyntheticPeople:
    """The locality's own accounts and the national ones, made if they are missing."""
    place = locality.slug
    return SyntheticPeople(
        coordinator=_person(f"{place}.coordinator", Role.COORDINATOR, since, locality),
        sro=_person(f"{place}.sro", Role.SRO, since, locality),
        national_team=_person("synthetic.national-team", Role.NATIONAL_TEAM, since),
        second_national_team=_person("synthetic.national-team-2", Role.NATIONAL_TEAM, since),
        head=_person("synthetic.head", Role.HEAD, since),
        nsg=_person("synthetic.nsg", Role.NSG, since),
        administrator=_person("synthetic.administrator", Role.ADMINISTRATOR, since),
        auditor=_person("synthetic.auditor", Role.AUDITOR, since),
    )


def _person(key: str, role: Role, since: FinancialYear, locality: Locality | None = None) -> User:
    name = key.replace(".", " ").replace("-", " ").capitalize()
    user, is_new = User.objects.get_or_create(
        email=email_for(key), defaults={"full_name": name, "password": make_password(None)}
    )
    if is_new:
        RoleGrant.objects.create(
            user=user, role=role, locality=locality, starts_on=since.starts_on
        )
    return user
