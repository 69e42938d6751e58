"""`manage.py verify_packs`: check every stored pack, and name the first that is wrong."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reporting.models import PackFile
from reporting.services import altered_files, packs_of_another_history


class Command(BaseCommand):
    help = (
        "Checks that every file of every pack is what was stored, and that the history holds "
        "the event that each pack names; stops at the first that is wrong."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for pack, kind in altered_files():
            raise CommandError(
                f"{pack} (number {pack.pk}): its {kind.label} is not what was stored"
            )
        for pack in packs_of_another_history():
            raise CommandError(
                f"{pack} (number {pack.pk}): the history is not the one it was built on"
            )
        self.stdout.write(f"{PackFile.objects.count()} files are what was stored")
