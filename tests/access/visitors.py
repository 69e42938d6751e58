"""People at their browsers."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.db import transaction
from django.test import Client
from django.test.client import ClientHandler

from tests.access.people import PEOPLE, person
from tests.conftest import Cast


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
    client = stranger()
    client.force_login(person(cast, column))
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
