"""Having a pack built from a command: through the queue, as a page would, and waiting for it."""

import time
from collections.abc import Callable, Iterator

from django.core.management.base import CommandError

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.accounts.models import User
from csplan.accounts.selectors import actor_for
from csplan.core import clock
from csplan.core.errors import RefusedError
from csplan.core.models import ReportingPeriod
from csplan.core.periods import PeriodError, Quarter
from reporting.choices import PackState
from reporting.dispatch import enqueue_build
from reporting.models import Pack
from reporting.selectors import holder_of
from reporting.services import request_pack, sweep_builds

SECONDS = 240
SECONDS_BETWEEN_LOOKS = 0.2
SECONDS_BETWEEN_SWEEPS = 5.0

Say = Callable[[str], object]


def person_acting(email: str, *roles: Role) -> Actor:
    """Whoever has ``email``, or else the first to hold one of ``roles``, in that order."""
    if email:
        return _person_with(email)
    for role in roles:
        if actor := holder_of(role, on=clock.today()):
            return actor
    names = " or ".join(role.label for role in roles)
    raise CommandError(f"Nobody active holds the role {names}. Name a person with --as EMAIL")


def _person_with(email: str) -> Actor:
    try:
        user = User.objects.get_by_natural_key(email)
    except User.DoesNotExist as error:
        raise CommandError(f"Nobody has the email address {email}") from error
    return actor_for(user, on=clock.today())


def period_named(slug: str) -> ReportingPeriod:
    """The reporting period of a quarter such as "2013-14-q2"."""
    try:
        return ReportingPeriod.objects.for_quarter(Quarter.parse(slug)).get()
    except PeriodError as error:
        raise CommandError(str(error)) from error
    except ReportingPeriod.DoesNotExist as error:
        raise CommandError(f"There is no reporting period for {slug}") from error


def build(
    period: ReportingPeriod, *, actor: Actor, reason: str = "", seconds: float = SECONDS, say: Say
) -> Pack:
    """Ask for the quarter's pack and return it when it is built.

    No limit by the hour applies here. Raises CommandError when it is refused, fails, or is not
    done within ``seconds``.
    """
    try:
        pack = request_pack(
            period=period, gap_reason=reason, actor=actor, at=clock.now(), hourly_limit=None
        )
    except RefusedError as refusal:
        raise CommandError(refusal.message) from refusal
    say(f"{pack}: asked for by {actor.person}")
    if not enqueue_build(pack.pk):
        say("The queue is not answering; trying again until it does")
    return wait_for(pack, seconds=seconds, say=say)


def wait_for(pack: Pack, *, seconds: float, say: Say) -> Pack:
    """Follow the pack's row until it is built, telling each change once."""
    told = ""
    for _ in _looks(pack, seconds):
        if pack.state == PackState.FAILED:
            raise CommandError(f"{pack} was not built: {pack.failure_reason}")
        if pack.is_whole:
            say("Built")
            return pack
        if pack.progress_words != told:
            told = pack.progress_words
            say(told)
    raise CommandError(_too_late(pack, seconds))


def _looks(pack: Pack, seconds: float) -> Iterator[None]:
    """Read the row again and again; what is forgotten is queued again, beat or no beat."""
    ends = time.monotonic() + seconds
    next_sweep = time.monotonic() + SECONDS_BETWEEN_SWEEPS
    while time.monotonic() < ends:
        pack.refresh_from_db()
        yield
        time.sleep(SECONDS_BETWEEN_LOOKS)
        if time.monotonic() >= next_sweep:
            next_sweep += SECONDS_BETWEEN_SWEEPS
            _sweep()


def _sweep() -> None:
    for pack_id in sweep_builds(at=clock.now()):
        enqueue_build(pack_id)


def _too_late(pack: Pack, seconds: float) -> str:
    if pack.state == PackState.QUEUED:
        return f"No worker took the pack up within {seconds:g} seconds: is one running?"
    return f"The pack was not finished within {seconds:g} seconds: {pack.progress_words}"
