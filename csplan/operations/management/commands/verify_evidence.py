"""`manage.py verify_evidence`: is everything published still what it was, and the history too?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from csplan.core import clock
from csplan.operations.services.evidence import Verdict, verify_evidence


class Command(BaseCommand):
    help = (
        "Hashes every pack, published objective and its files anew and checks the chain of the "
        "history. Says what is wrong, and ends with status 1 if anything is."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(told(verify_evidence(at=clock.now())))


def told(verdict: Verdict) -> str:
    """What was found, in words. Raises CommandError, naming every fault, when it is not sound."""
    counts = ", ".join(f"{count} {name}" for name, count in verdict.checked.items())
    if not verdict.is_sound:
        raise CommandError("\n".join(["The evidence is not sound.", *verdict.faults]))
    return f"The evidence is sound: {counts}. The head of the history is {verdict.head}"
