"""`manage.py legal_hold`: keep everything about something until further notice."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from csplan.core import clock
from csplan.core.periods import london_day
from csplan.operations.choices import HoldScope
from csplan.operations.errors import OperationsError
from csplan.operations.models import LegalHold
from csplan.operations.services.holds import lift_hold, place_hold


class Command(BaseCommand):
    help = "Places, lists and lifts legal holds: what is held, the retention schedule skips."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        place = actions.add_parser("place", help="keep everything about something")
        place.add_argument("scope", choices=HoldScope.values)
        place.add_argument(
            "about", help="a slug, 2013-14-q3, an email address, or notices.notice:12"
        )
        place.add_argument("--reason", required=True)
        lift = actions.add_parser("lift", help="let the schedule apply again")
        lift.add_argument("number", type=int)
        lift.add_argument("--reason", required=True)
        actions.add_parser("list", help="every hold there is or was")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write("\n".join(ACTIONS[options["action"]](options)))
        except OperationsError as error:
            raise CommandError(str(error)) from error


def _place(options: dict[str, Any]) -> list[str]:
    hold = place_hold(
        scope=HoldScope(options["scope"]),
        about=options["about"],
        reason=options["reason"],
        at=clock.now(),
    )
    return [f"Hold {hold.pk} is in force. {hold}"]


def _lift(options: dict[str, Any]) -> list[str]:
    hold = lift_hold(hold_id=options["number"], reason=options["reason"], at=clock.now())
    return [f"Hold {hold.pk} is lifted. {hold}"]


def _list(options: dict[str, Any]) -> list[str]:
    holds = LegalHold.objects.select_related("locality", "period", "person")
    return [_line(hold) for hold in holds] or ["There is no hold, and never was"]


def _line(hold: LegalHold) -> str:
    until = f"lifted {_day(hold.lifted_at)}" if hold.lifted_at else "in force"
    return f"{hold.pk} {hold}, from {_day(hold.placed_at)}, {until}: {hold.reason}"


def _day(moment: dt.datetime) -> str:
    return london_day(moment).isoformat()


ACTIONS = {"place": _place, "lift": _lift, "list": _list}
