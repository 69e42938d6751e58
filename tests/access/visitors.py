"""People at their browsers."""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from http.cookies import SimpleCookie

from django.db import transaction
from django.test import Client
from django.test.client import ClientHandler

from csplan.accounts.middleware import SEEN
from csplan.accounts.models import User
from tests.access.people import PEOPLE, person
from tests.conftest import Cast

A_DAY = 24 * 60 * 60


def stranger() -> Client:
    """Somebody who has not signed in."""
    client = Client()
    client.handler = _handler()
    return client


def signed_in(cast: Cast) -> dict[str, Client]:
    """Everybody in the table's columns, each signed in."""
    return {column: signed_in_as(cast, column) for column in PEOPLE}


def signed_in_as(cast: Cast, column: str) -> Client:
    """The column's person, signed in."""
    return signed_in_user(person(cast, column))


def members_signed_in(cast: Cast, names: Iterable[str]) -> dict[str, Client]:
    """The members of the cast of these names, each signed in."""
    return {name: signed_in_user(getattr(cast, name)) for name in names}


def signed_in_user(user: User) -> Client:
    client = stranger()
    client.force_login(user)
    return client


def spare_the_session(client: Client) -> None:
    """Let no request move the session's end on; what does so has tests of its own.

    To undo each request would have each of them move it on anew.
    """
    session = client.session
    session[SEEN] = int(time.time()) + A_DAY
    session.save()


@dataclass(frozen=True)
class Company:
    """The cast, and the cookies of those of it who are signed in."""

    cast: Cast
    cookies: Mapping[str, SimpleCookie]

    def cast_again(self) -> Cast:
        """The cast as it was, whatever a test has made of its copy."""
        return deepcopy(self.cast)

    def visitors(self) -> dict[str, Client]:
        """Everybody in the table's columns at a browser of their own, signed in before."""
        return {column: self._visitor(cookies) for column, cookies in self.cookies.items()}

    @staticmethod
    def _visitor(cookies: SimpleCookie) -> Client:
        client = stranger()
        client.cookies = deepcopy(cookies)
        return client


@contextmanager
def rolled_back() -> Iterator[None]:
    """Undoes whatever the block writes."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@cache
def _handler() -> ClientHandler:
    """The program, with its middleware loaded once rather than for each visitor."""
    return ClientHandler(enforce_csrf_checks=False)
