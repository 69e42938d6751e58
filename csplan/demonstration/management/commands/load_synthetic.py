"""Loads a data set of any size, for benchmarks."""

from argparse import ArgumentParser
from dataclasses import fields
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from csplan.demonstration.accounts import DemonstrationRefusedError, refuse_unless_demonstration
from csplan.demonstration.synthetic import SyntheticSize, load_size

HELP = {
    "localities": "how many localities to add",
    "years": "how many years they have reported, the last of them 2013/14",
    "milestones": "how many milestones each locality has in each year",
    "measures": "how many measures each year has",
    "quarters": "how many quarters of the last year have returns: 2, 3 or 4",
}


class Command(BaseCommand):
    help = "Add synthetic localities with plans and returns, marked illustrative."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for field in fields(SyntheticSize):
            parser.add_argument(
                f"--{field.name}",
                type=int,
                default=field.default,
                metavar="N",
                help=f"{HELP[field.name]} (default: %(default)s)",
            )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            refuse_unless_demonstration()
            size = SyntheticSize(**{name: options[name] for name in HELP})
        except (DemonstrationRefusedError, ValueError) as error:
            raise CommandError(str(error)) from error
        data = load_size(size)
        self.stdout.write(
            f"Added {size.localities} localities and {data.return_count} returns, "
            f"the open one for {data.open_return}."
        )
