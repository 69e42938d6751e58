"""`manage.py publish_demonstration_packs`: the packs of the demonstration's complete quarters.

They are asked for and proposed by the national team and published by the Head of CS Local, at
the moments in ``data/packs.toml``. The build is made here and not by a worker, which knows only
the present; its lease keeps workers off meanwhile. Doing it again does nothing.
"""

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.core import clock
from csplan.core.errors import RefusedError
from csplan.core.models import ReportingPeriod
from csplan.core.printing import pdf
from csplan.demonstration.files import Record, london, read
from csplan.notices.services import forget_waiting
from reporting.choices import IN_PROGRESS, PackState
from reporting.management.building import SECONDS, period_named, person_acting, wait_for
from reporting.models import Pack
from reporting.services import propose_pack, publish_pack, request_pack
from reporting.services.builds import Outcome, run_build

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
        moments = read("packs")[period.slug]
        pack = self._built(period, team, moments, seconds=seconds)
        if pack.state == PackState.BUILT:
            at = _after(pack.built_at, moments["proposed"])
            propose_pack(pack=pack, version=pack.version, actor=team, at=at)
            pack.refresh_from_db()
        at = _after(pack.proposed_at, moments["published"])
        publish_pack(pack=pack, version=pack.version, actor=head, at=at)
        forget_waiting()
        pack.refresh_from_db()
        self._say(f"{pack}: published by {head.person}")

    def _built(
        self, period: ReportingPeriod, actor: Actor, moments: Record, *, seconds: float
    ) -> Pack:
        """The pack an earlier run got as far as, or a new one."""
        rows = Pack.objects.for_period(period).filter(state__in=GOING_SOMEWHERE)
        started = rows.select_related("period").order_by("-build").first()
        if started is None:
            started = _build(period, actor, moments)
        return wait_for(started, seconds=seconds, say=self._say)

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


def _build(period: ReportingPeriod, actor: Actor, moments: Record) -> Pack:
    """Ask for the pack and make it at the moments it is to bear."""
    pack = request_pack(
        period=period,
        actor=actor,
        at=london(moments["asked"]),
        hourly_limit=None,
        queued_at=clock.now(),
    )
    outcome = Outcome.TRY_AGAIN
    while outcome is Outcome.TRY_AGAIN:
        outcome = run_build(
            pack_id=pack.pk,
            moment=clock.now,
            printer=pdf,
            dated=lambda: london(moments["built"]),
        )
    return pack


def _after(before: dt.datetime | None, planned: dt.datetime) -> dt.datetime:
    """The moment planned, or now where a worker or a person did what comes ``before`` later."""
    at = london(planned)
    return at if before is None or before <= at else max(before, clock.now())
