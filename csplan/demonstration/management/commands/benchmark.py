"""Measures csplan beside the least it could cost, and says which targets are met."""

import json
import signal
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError

from csplan.demonstration.benchmark.conditions import conditions
from csplan.demonstration.benchmark.report import Section, as_json, as_text, missed
from csplan.demonstration.benchmark.run import (
    FULL,
    ON_REQUEST,
    PARTS,
    QUICK,
    Scale,
    run_parts,
)
from csplan.demonstration.benchmark.server import as_served
from csplan.demonstration.synthetic import SyntheticSize

INTERRUPTED, TERMINATED = 128 + signal.SIGINT, 128 + signal.SIGTERM
MOST_MINUTES = 24 * 60
SIZES = {
    "localities": "how many localities there are",
    "milestones": "how many milestones a return has before it has ten times as many",
}


class Command(BaseCommand):
    help = "Measure the pack, the pages, the assets or a load on throw-away databases."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
        parser.add_argument("--quick", action="store_true", help="repeat less, trust less")
        names = sorted([*PARTS, *ON_REQUEST])
        parser.add_argument("--only", choices=names, help="measure one part")
        parser.add_argument(
            "--minutes", type=float, metavar="N",
            help="how long each number of web workers is under load (10, or 1 with --quick)",
        )  # fmt: skip
        parser.add_argument("--check", action="store_true", help="fail when a target is missed")
        for name, help_text in SIZES.items():
            default = getattr(SyntheticSize, name)
            parser.add_argument(
                f"--{name}", type=int, default=default, metavar="N",
                help=f"{help_text} (default: %(default)s)",
            )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._measure(options)
        except KeyboardInterrupt:
            raise CommandError("Stopped.", returncode=INTERRUPTED) from None

    def _measure(self, options: dict[str, Any]) -> None:
        names = [options["only"]] if options["only"] else list(PARTS)
        scale = _scale(options)
        with ended_by_terminate(), as_served():
            sections = list(self._told(run_parts(names, scale)))
            about = conditions(quick=options["quick"])
        if options["json"]:
            options["json"].write_text(json.dumps(as_json(sections, about), indent=2) + "\n")
        self._conclude(sections, check=options["check"])

    def _told(self, sections: Iterator[Section]) -> Iterator[Section]:
        """Print each section as soon as it is there: the whole takes minutes."""
        for section in sections:
            self.stdout.write(as_text(section))
            yield section

    def _conclude(self, sections: list[Section], *, check: bool) -> None:
        names = missed(sections)
        if not names:
            self.stdout.write("Every target is met.")
            return
        self.stdout.write("\n".join(["Not met:", *(f"  {name}" for name in names)]))
        if check:
            raise CommandError(f"Targets missed: {len(names)}")


def _scale(options: dict[str, Any]) -> Scale:
    rounds, runs, minutes = QUICK if options["quick"] else FULL
    if options["minutes"] is not None:
        minutes = options["minutes"]
    if not 0 < minutes <= MOST_MINUTES:
        raise CommandError(f"--minutes is more than 0 and at most {MOST_MINUTES}")
    return Scale(_size(options), rounds, runs, minutes)


def _size(options: dict[str, Any]) -> SyntheticSize:
    try:
        return SyntheticSize(**{name: options[name] for name in SIZES})
    except ValueError as error:
        raise CommandError(str(error)) from error


@contextmanager
def ended_by_terminate() -> Iterator[None]:
    """Let a request to stop end the block as Ctrl-C does, so that it tidies up."""
    before = signal.signal(signal.SIGTERM, _leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(TERMINATED)
