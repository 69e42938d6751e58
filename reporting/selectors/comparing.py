"""Which published editions can be compared with one another."""

from collections.abc import Sequence

from csplan.accounts.actors import Actor
from reporting.choices import COMPARED, PackKind
from reporting.models import Pack
from reporting.rules import NATIONAL, Subject


def subjects_with_packs(actor: Actor) -> list[Subject]:
    """The subjects of editions that the person may read, the national first. One query."""
    rows = Pack.objects.visible_to(actor).released().filter(kind__in=COMPARED)
    latest_last = rows.order_by("period__starts_on", "pk")
    subjects = {
        slug: Subject(PackKind(kind), slug, name or "The nation")
        for kind, slug, name in latest_last.values_list("kind", "subject", "subject_name")
    }
    return sorted(subjects.values(), key=lambda each: (each.slug != NATIONAL.slug, each.name))


def comparable_editions(actor: Actor, subject: str) -> Sequence[Pack]:
    """The editions about one subject that the person may read, the latest first. One query."""
    rows = Pack.objects.visible_to(actor).released().filter(kind__in=COMPARED, subject=subject)
    return list(rows.select_related("period").order_by("-period__starts_on", "-edition"))
