"""`manage.py reproduce PERIOD`: make a published pack again and say whether it is the same."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from csplan.core import clock
from csplan.core.errors import RefusedError
from csplan.core.printing import pdf
from csplan.core.printing.errors import RenderError
from reporting.choices import Sameness
from reporting.management.building import period_named
from reporting.models import Pack
from reporting.rules import NATIONAL
from reporting.services.reproducing import reproduce


class Command(BaseCommand):
    help = (
        "Builds a published pack again from its stored record with today's code and says whether "
        "the files are identical, say the same words, or differ, and in what."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("period", help="a quarter, such as 2013-14-q2")
        parser.add_argument("--about", default=NATIONAL.slug, metavar="SUBJECT")
        parser.add_argument("--edition", type=int, help="the edition in force unless given")

    def handle(self, *args: Any, **options: Any) -> None:
        pack = _pack(options["period"], options["about"], options["edition"])
        try:
            found = reproduce(pack=pack, printer=pdf, at=clock.now())
        except RefusedError as refusal:
            raise CommandError(refusal.message) from refusal
        except RenderError as error:
            raise CommandError(f"{pack} cannot be made again: {error}") from error
        lines = "".join(f"\n- {line}" for line in found.differences)
        said = f"{pack}: {found.get_sameness_display().lower()}{lines}"
        if found.sameness == Sameness.DIFFERENT:
            raise CommandError(said)
        self.stdout.write(said)


def _pack(slug: str, subject: str, edition: int | None) -> Pack:
    packs = Pack.objects.for_period(period_named(slug), subject).select_related("period")
    wanted = packs.released().filter(edition=edition) if edition else packs.published()
    pack = wanted.first()
    if pack is None:
        raise CommandError("There is no such published edition")
    return pack
