"""Which packs there are."""

from django.db.models import Exists, Max, OuterRef

from csplan.accounts.actors import Actor
from csplan.core.models import ReportingPeriod
from csplan.core.periods import Quarter
from reporting.models import EndedProposal, Pack, PackReproduction
from reporting.permissions import can_build, can_read
from reporting.querysets import PackQuerySet
from reporting.rules import NATIONAL, next_number

NAMES = ("kind", "subject", "subject_name")
IN_A_LIST = ("period__starts_on", *NAMES, "edition", "build", "state")
TO_GIVE_OUT = (
    *("period__starts_on", "kind", "subject", "edition", "build", "state"),
    *("department", "locality", "snapshot_digest", "pdf_digest", "page_digest"),
)
"""What is read of a pack to give a file out: most of a query's cost is its columns."""
PEOPLE = ("requested_by", "proposed_by", "published_by")


def next_edition(period: ReportingPeriod, subject: str = NATIONAL.slug) -> int:
    """One more than the editions published for the quarter about the subject."""
    released = Pack.objects.for_period(period, subject).released()
    return next_number(released.aggregate(latest=Max("edition"))["latest"])


def next_build(period: ReportingPeriod, edition: int, subject: str = NATIONAL.slug) -> int:
    builds = Pack.objects.for_period(period, subject).filter(edition=edition)
    return next_number(builds.aggregate(latest=Max("build"))["latest"])


def current_pack(actor: Actor) -> Pack | None:
    """The latest quarter's published national pack, if the person may read it."""
    visible = Pack.objects.visible_to(actor).national().published()
    return visible.select_related("period", "published_by").first()


def released_packs(actor: Actor) -> PackQuerySet:
    """The editions the person may read, latest quarter first; no more than a list shows."""
    visible = Pack.objects.visible_to(actor).released().select_related("period")
    return visible.only(*IN_A_LIST, "published_at")


def builds_at_work(actor: Actor) -> PackQuerySet:
    """Builds that are not out yet, for those who make them: nothing for anybody else.

    A build is left out once an edition with its number, or a later one, has been published.
    """
    if not can_build(actor):
        return Pack.objects.none()
    overtaken = Pack.objects.released().filter(
        period=OuterRef("period"), subject=OuterRef("subject"), edition__gte=OuterRef("edition")
    )
    waiting = Pack.objects.unreleased().exclude(Exists(overtaken))
    rows = waiting.select_related("period", "requested_by")
    return rows.only(*IN_A_LIST, "requested_at", "proposed_by", "requested_by__full_name")


def quarters_with_packs(actor: Actor) -> list[Quarter]:
    """The quarters that have a published pack, latest first."""
    starts = Pack.objects.visible_to(actor).released().order_by("-period__starts_on")
    days = starts.values_list("period__starts_on", flat=True).distinct()
    return [Quarter.starting(day) for day in days]


def edition_after(pack: Pack) -> Pack | None:
    """The edition that took the place of a superseded one."""
    later = Pack.objects.for_period(pack.period, pack.subject).released()
    return later.filter(edition=pack.edition + 1).select_related("period").first()


def ended_proposals(pack: Pack) -> list[EndedProposal]:
    """The proposals to publish it that came to nothing, the last first, with who was who."""
    return list(pack.ended_proposals.select_related("proposed_by", "by"))


def last_reproduction(pack: Pack) -> PackReproduction | None:
    """What was found when the pack was last made again."""
    return pack.reproductions.first()


def find_pack_to_give(
    actor: Actor, quarter: Quarter, edition: int, build: int, subject: str = NATIONAL.slug
) -> Pack | None:
    """The pack with what giving out a file of it takes, if the person may read that. One query."""
    rows = Pack.objects.select_related("period").only(*TO_GIVE_OUT)
    pack = _at_address(rows, quarter, edition, build, subject)
    # Rights are asked of the one pack that was found, which costs less than another condition.
    return pack if pack and can_read(actor, pack) else None


def find_pack(
    actor: Actor, quarter: Quarter, edition: int, build: int, subject: str = NATIONAL.slug
) -> Pack | None:
    """The pack with its period, people and place, if the person may see it."""
    visible = Pack.objects.visible_to(actor).select_related("period", "locality", *PEOPLE)
    return _at_address(visible, quarter, edition, build, subject)


def _at_address(
    packs: PackQuerySet, quarter: Quarter, edition: int, build: int, subject: str
) -> Pack | None:
    """At most one: the address is unique."""
    found = packs.filter(
        period__starts_on=quarter.starts_on, subject=subject, edition=edition, build=build
    )
    return next(iter(found.order_by()), None)
