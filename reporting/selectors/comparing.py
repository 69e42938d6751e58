"""Which published editions can be compared with one another."""

from collections.abc import Mapping, Sequence

from csplan.accounts.actors import Actor
from reporting.choices import PackKind
from reporting.models import Pack
from reporting.rules import NATIONAL, Subject

UNNAMED: Mapping[str, str] = {PackKind.NATIONAL: "The nation", PackKind.YEAR_END: "The year"}
"""What packs are about that are about no record of that name."""


def subjects_with_packs(actor: Actor) -> list[Subject]:
    """The subjects of editions that the person may read, the national first. One query."""
    rows = Pack.objects.visible_to(actor).released()
    latest_last = rows.order_by("period__starts_on", "pk")
    subjects = {
        slug: Subject(PackKind(kind), slug, name or UNNAMED[kind])
        for kind, slug, name in latest_last.values_list("kind", "subject", "subject_name")
    }
    return sorted(subjects.values(), key=lambda each: (each.slug != NATIONAL.slug, each.name))


def comparable_editions(actor: Actor, subject: str) -> Sequence[Pack]:
    """The editions about one subject that the person may read, the latest first. One query."""
    rows = Pack.objects.visible_to(actor).released().filter(subject=subject)
    return list(rows.select_related("period").order_by("-period__starts_on", "-edition"))
