"""`manage.py publish_demonstration_packs`: the packs of the demonstration's complete quarters.

They are built by a worker, proposed by the national team and published by the Head of CS Local,
as in real life. Doing it again does nothing.
"""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.core import clock
from csplan.core.errors import RefusedError
from csplan.core.models import ReportingPeriod
from reporting.choices import IN_PROGRESS, PackState
from reporting.management.building import SECONDS, build, period_named, person_acting, wait_for
from reporting.models import Pack
from reporting.services import propose_pack, publish_pack

QUARTERS = ("2013-14-q1", "2013-14-q2")
GOING_SOMEWHERE = (*IN_PROGRESS, PackState.BUILT, PackState.PROPOSED)


class Command(BaseCommand):
    help = "Builds and publishes the packs of the demonstration's first two quarters."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--timeout", type=float, default=SECONDS, metavar="SECONDS")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.CSPLAN_DEMONSTRATION:
            raise CommandError("This csplan holds no demonstration")
        for slug in QUARTERS:
            try:
                self._publish(period_named(slug), seconds=options["timeout"])
            except RefusedError as refusal:
                raise CommandError(refusal.message) from refusal

    def _publish(self, period: ReportingPeriod, *, seconds: float) -> None:
        if Pack.objects.for_period(period).published().exists():
            self._say(f"{period.quarter.short_label} has a published pack")
            return
        team, head = person_acting("", Role.NATIONAL_TEAM), person_acting("", Role.HEAD)
        pack = self._built(period, team, seconds=seconds)
        if pack.state == PackState.BUILT:
            propose_pack(pack=pack, version=pack.version, actor=team, at=clock.now())
            pack.refresh_from_db()
        publish_pack(pack=pack, version=pack.version, actor=head, at=clock.now())
        pack.refresh_from_db()
        self._say(f"{pack}: published by {head.person}")

    def _built(self, period: ReportingPeriod, actor: Actor, *, seconds: float) -> Pack:
        """The pack an earlier run got as far as, or a new one."""
        rows = Pack.objects.for_period(period).filter(state__in=GOING_SOMEWHERE)
        started = rows.select_related("period").order_by("-build").first()
        if started is None:
            return build(period, actor=actor, seconds=seconds, say=self._say)
        return wait_for(started, seconds=seconds, say=self._say)

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
