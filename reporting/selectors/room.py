"""What the reading room shows: published packs alone, as they were published."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from csplan.accounts.actors import Actor
from csplan.core.periods import FinancialYear, Quarter
from reporting.choices import PackKind, PackState
from reporting.choices_lines import FOUND, LineKind
from reporting.models import Pack, PublishedLine
from reporting.querysets import PackQuerySet
from reporting.querysets_lines import PublishedLineQuerySet
from reporting.rules import NATIONAL, Subject
from reporting.rules_search import Term
from reporting.selectors.packs import IN_A_LIST

NAMED = (LineKind.LOCALITY, LineKind.OUTCOME, LineKind.DEPARTMENT)
QUARTERS_DRAWN = 12
NEAREST_FIRST = ("-rank", "-pack__period__starts_on", "-pack__edition", "pack", "position")
IN_A_RESULT = (
    "key", "kind", "title", "place", "anchor", "standing", "body",
    *(f"pack__{name}" for name in IN_A_LIST),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody searches for; what is empty narrows nothing down.

    ``key`` is that of a line which is named as the data names it, in place of words.
    """

    terms: tuple[Term, ...] = ()
    key: str = ""
    kind: str = ""
    locality: str = ""
    outcome: str = ""
    department: str = ""
    quarter: Quarter | None = None
    packs: str = PackKind.NATIONAL
    with_superseded: bool = False


def archive(actor: Actor, *, year: FinancialYear | None = None, subject: str = "") -> PackQuerySet:
    """The editions ever published that the person may read, latest quarter first."""
    packs = Pack.objects.visible_to(actor).released().select_related("period", "published_by")
    if year is not None:
        packs = packs.filter(
            period__starts_on__gte=year.starts_on, period__starts_on__lte=year.ends_on
        )
    if subject:
        packs = packs.filter(subject=subject)
    return packs.only(*IN_A_LIST, "published_at", "change_note", "published_by__full_name")


def years_and_subjects(actor: Actor) -> tuple[list[FinancialYear], list[Subject]]:
    """The years that have published packs, latest first, and whom they are about. One query."""
    rows = Pack.objects.visible_to(actor).released().order_by("-period__starts_on", "subject")
    found = list(rows.values_list("period__starts_on", "subject", "subject_name", "kind"))
    years = dict.fromkeys(Quarter.starting(day).year for day, *_ in found)
    subjects = {
        slug: Subject(PackKind(kind), slug, name) for _, slug, name, kind in reversed(found)
    }
    order = list(PackKind)
    in_order = sorted(subjects.values(), key=lambda each: (order.index(each.kind), each.name))
    return list(years), in_order


def names_in_lines(actor: Actor) -> Mapping[str, Sequence[tuple[str, str]]]:
    """The localities, outcomes and departments of current packs: key and latest name, by kind.

    Those of two plans that are called alike are told apart by the last year they stood in. One
    query.
    """
    lines = _readable(actor).filter(pack__state=PackState.PUBLISHED, kind__in=NAMED)
    in_order = lines.order_by("pack__period__starts_on", "position")
    names: dict[str, dict[str, tuple[str, dt.date]]] = defaultdict(dict)
    for kind, key, title, day in in_order.values_list(
        "kind", "key", "title", "pack__period__starts_on"
    ):
        names[kind][key.removeprefix(f"{kind}-")] = (title, day)
    return {kind: _told_apart(names[kind]) for kind in NAMED}


def _told_apart(named: Mapping[str, tuple[str, dt.date]]) -> Sequence[tuple[str, str]]:
    often = Counter(title for title, _ in named.values())
    return [
        (key, f"{title}, {FinancialYear.containing(day)}" if often[title] > 1 else title)
        for key, (title, day) in named.items()
    ]


def found_lines(actor: Actor, asked: Asked) -> PublishedLineQuerySet:
    """The lines that hold every word, nearest first and the latest quarter first of those alike.

    Without words, every line, as packs have them. Superseded editions only where asked for.
    """
    lines = _readable(actor).filter(_narrowed(asked), kind__in=FOUND)
    if asked.key or not asked.terms:
        found = lines.order_by(*NEAREST_FIRST[1:])
    else:
        found = lines.with_every(asked.terms).order_by(*NEAREST_FIRST)
    return found.select_related("pack__period").only(*IN_A_RESULT)


def _narrowed(asked: Asked) -> Q:
    wanted = Q()
    if not asked.with_superseded:
        wanted &= Q(pack__state=PackState.PUBLISHED)
    for name in ("key", "kind", "locality", "outcome"):
        if value := getattr(asked, name):
            wanted &= Q(**{name: value})
    if asked.department:
        own = Q(pack__department__slug=asked.department)
        wanted &= Q(department=asked.department) | own
    if asked.packs:
        wanted &= Q(pack__kind=asked.packs)
    if asked.quarter is not None:
        wanted &= Q(pack__period__starts_on=asked.quarter.starts_on)
    return wanted


def line_history(actor: Actor, key: str) -> list[PublishedLine]:
    """The line in every national edition ever published, latest first. One query."""
    lines = _readable(actor).filter(pack__subject=NATIONAL.slug, key=key)
    rows = lines.select_related("pack__period").order_by(
        "-pack__period__starts_on", "-pack__edition"
    )
    return list(rows.only(*IN_A_RESULT))


def in_force(pack: Pack) -> Pack | None:
    """The edition that holds now, of one that was superseded. One query; none for any other."""
    if pack.superseded_at is None:
        return None
    current = Pack.objects.for_period(pack.period, pack.subject).published()
    return current.select_related("period").only(*IN_A_LIST).first()


def drawn_packs(actor: Actor) -> list[Pack]:
    """The current national pack of each of the latest quarters, oldest first."""
    packs = Pack.objects.visible_to(actor).filter(subject=NATIONAL.slug).published()
    latest = packs.select_related("period").order_by("-period__starts_on")
    return list(latest.only(*IN_A_LIST)[:QUARTERS_DRAWN])[::-1]


def rating_counts(
    packs: Sequence[Pack], *, locality: str = "", outcome: str = ""
) -> Mapping[int, Mapping[str, int]]:
    """How many milestones have which rating, by pack; "" where nothing was reported. One query."""
    lines = _of(packs).filter(kind=LineKind.MILESTONE)
    wanted = {
        name: value for name, value in (("locality", locality), ("outcome", outcome)) if value
    }
    rows = lines.filter(**wanted).order_by().values_list("pack_id", "rating")
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for pack, rating, number in rows.annotate(number=Count("pk")):
        counts[pack][rating] = number
    return counts


def figure_lines(packs: Sequence[Pack], *, outcome: str = "") -> list[PublishedLine]:
    """Measures, savings and coverage as the packs have them, in their order. One query."""
    measures = Q(kind=LineKind.MEASURE, **({"outcome": outcome} if outcome else {}))
    others = Q(kind__in=(LineKind.SAVINGS, LineKind.COVERAGE))
    lines = _of(packs).filter(measures | others)
    rows = lines.order_by("pack__period__starts_on", "position")
    return list(
        rows.only("key", "kind", "title", "anchor", "standing", "outcome", "facts", "pack_id")
    )


def _of(packs: Sequence[Pack]) -> PublishedLineQuerySet:
    return PublishedLine.objects.filter(pack__in=[pack.pk for pack in packs])


def _readable(actor: Actor) -> PublishedLineQuerySet:
    return PublishedLine.objects.filter(pack__in=Pack.objects.visible_to(actor).released())
