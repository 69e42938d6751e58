"""Databases made for a benchmark beside the real one, and gone when it ends."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection


@contextmanager
def throw_away_database(label: str, folder: Path) -> Iterator[str]:
    """Make an empty database with every table, on the server or engine the settings name.

    Gives its name, and is in force inside the ``with`` block unless ``use_database`` changes
    that. It is destroyed at the end however the block is left; the real one is never opened.
    """
    configuration = connection.settings_dict
    real, name = configuration["NAME"], _own_name(label, folder)
    connection.close()
    is_made = False
    try:
        _make(name)
        is_made = True
        yield name
    finally:
        # Stopped while its tables were being made, it is in force already.
        if is_made or configuration["NAME"] == name:
            use_database(name)
            connection.creation.destroy_test_db(real, verbosity=0)


def _make(name: str) -> None:
    """Make the database with every table, and put it in force."""
    test = connection.settings_dict["TEST"]
    before = dict(test)
    # On SQLite the tables straight from the models: their history costs seconds and changes
    # nothing here. On a server it also makes the functions that seal what was done.
    test.update(NAME=name, MIGRATE=connection.vendor != "sqlite")
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    finally:
        test.update(before)


def use_database(name: str) -> None:
    """Let the next query go to the database called ``name``."""
    if connection.settings_dict["NAME"] != name:
        connection.close()
        connection.settings_dict["NAME"] = name


def _own_name(label: str, folder: Path) -> str:
    """A name nothing else has: a file in ``folder``, or one that holds this process's number."""
    if connection.vendor == "sqlite":
        return str(folder / f"{label}.sqlite3")
    return f"csplan_benchmark_{os.getpid()}_{label}"
