"""Which published editions can be compared with one another."""

from collections.abc import Sequence
from dataclasses import dataclass

from csplan.accounts.actors import Actor
from reporting.choices import COMPARED
from reporting.models import Pack
from reporting.rules import NATIONAL


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom packs are about, under its address and its name."""

    slug: str
    name: str


def subjects_with_packs(actor: Actor) -> list[Subject]:
    """The subjects of editions that the person may read, the national first. One query."""
    rows = Pack.objects.visible_to(actor).released().filter(kind__in=COMPARED)
    named = dict(rows.order_by("period__starts_on", "pk").values_list("subject", "subject_name"))
    subjects = [Subject(slug, name or "The nation") for slug, name in named.items()]
    return sorted(subjects, key=lambda each: (each.slug != NATIONAL.slug, each.name))


def comparable_editions(actor: Actor, subject: str) -> Sequence[Pack]:
    """The editions about one subject that the person may read, the latest first. One query."""
    rows = Pack.objects.visible_to(actor).released().filter(kind__in=COMPARED, subject=subject)
    return list(rows.select_related("period").order_by("-period__starts_on", "-edition"))
