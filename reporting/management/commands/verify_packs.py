"""`manage.py verify_packs`: hash every stored pack again, and name the first that is wrong."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reporting.models import PackFile
from reporting.services import altered_files


class Command(BaseCommand):
    help = (
        "Checks that every file of every pack is what was stored; stops at the first that is not."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for pack, kind in altered_files():
            raise CommandError(
                f"{pack} (number {pack.pk}): its {kind.label} is not what was stored"
            )
        self.stdout.write(f"{PackFile.objects.count()} files are what was stored")
