"""Prints who to sign in as."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from csplan.accounts.models import User
from csplan.demonstration.accounts import DemonstrationRefusedError
from csplan.demonstration.guide import Guide, sign_in_guide

HEADINGS = ("Role", "Sign in with", "You will see")
CHANGED_SINCE = " (its password has been changed)"


class Command(BaseCommand):
    help = "List an account for each role, what it sees and the password they share."
    # ./run asks at every start, and has checked the system already.
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        for line in _table(_guide()):
            self.stdout.write(line)


def _guide() -> Guide:
    try:
        return sign_in_guide()
    except DemonstrationRefusedError as error:
        raise CommandError(str(error)) from error
    except User.DoesNotExist as error:
        raise CommandError("Run load_demonstration first: there are no accounts yet") from error


def _table(guide: Guide) -> Iterator[str]:
    rows = [
        (line.role, line.email, line.sees + ("" if line.has_shared_password else CHANGED_SINCE))
        for line in guide.lines
    ]
    widths = [max(map(len, column)) for column in zip(HEADINGS, *rows, strict=True)]
    yield _row(HEADINGS, widths)
    yield _row(["-" * width for width in widths], widths)
    yield from (_row(row, widths) for row in rows)
    yield ""
    yield f"Password for all of them: {guide.password}"


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip()
