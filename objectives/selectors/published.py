"""What the public may read: revisions, their entries and their printed files. Nothing else.

No query here reads the rows of a working copy beyond its address and the number of its latest
revision.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Max, OuterRef, QuerySet, Subquery

from csplan.core.periods import FinancialYear
from objectives.choices import PrintKind, PrintState
from objectives.models import RevisionEntry, RevisionFile, SetRevision
from objectives.querysets import RevisionEntryQuerySet
from objectives.rules.content import Content, as_content
from objectives.selectors.compendiums import Scope, entries_in

SHOWN = (
    "year_start", "department_slug", "department_name", "holder", "post", "level",
    "objective_count", "revision__number", "revision__effective_on",
    "revision__objective_set__slug",
)  # fmt: skip


@dataclass(frozen=True)
class Printed:
    """How far the PDF is: its state, and its size and moment once it is made."""

    state: str
    size: int = 0
    made_at: dt.datetime | None = None

    @property
    def is_made(self) -> bool:
        return self.state == PrintState.MADE

    @property
    def has_failed(self) -> bool:
        return self.state == PrintState.FAILED


@dataclass(frozen=True)
class Standing:
    """Which revision it is and what has become of it; its content is read when it is shown."""

    pk: int
    slug: str
    number: int
    latest: int
    digest: str
    published_at: dt.datetime
    latest_at: dt.datetime
    printed: Printed

    @property
    def is_superseded(self) -> bool:
        return self.number < self.latest

    @property
    def changed_at(self) -> dt.datetime:
        return max(self.latest_at, self.printed.made_at or self.latest_at)


@dataclass(frozen=True)
class Basis:
    """What a page of many revisions rests on: the same parts, the same page.

    ``printed_at`` is when the compendium's PDF was made, None while there is none.
    """

    parts: tuple[object, ...]
    changed_at: dt.datetime | None
    printed_at: dt.datetime | None = None

    @property
    def is_behind_in_print(self) -> bool:
        """Whether something was published since the PDF was made, or there is no PDF yet."""
        return self.printed_at is None or self.printed_at != self.changed_at


def standing_of(slug: str, number: int | None = None) -> Standing | None:
    """Revision ``number`` of the set, or the latest. One query; None when there is none."""
    latest = F("objective_set__revision_number")
    rows = SetRevision.objects.filter(
        objective_set__slug=slug, number=latest if number is None else number
    )
    row = _with_standing(rows, latest).order_by("pk").first()
    if row is None:
        return None
    printed = Printed(
        row.pop("state") or PrintState.WAITING, row.pop("size") or 0, row.pop("made_at")
    )
    return Standing(slug=slug, printed=printed, **row)


def content_of(standing: Standing) -> Content:
    """The frozen content. One query."""
    return as_content(SetRevision.objects.values_list("content", flat=True).get(pk=standing.pk))


def history_of(slug: str) -> list[tuple[SetRevision, Content]]:
    """Every revision with its content, latest first. One query."""
    rows = SetRevision.objects.filter(objective_set__slug=slug).order_by("-number")
    return [(row, as_content(row.content)) for row in rows.defer("published_by")]


def history_basis(slug: str) -> Basis:
    """One query."""
    rows = SetRevision.objects.filter(objective_set__slug=slug).order_by("number")
    found = list(rows.values_list("digest", "published_at"))
    return _basis(found)


def entries_basis() -> Basis:
    """What every list and search rests on. One query."""
    found = RevisionEntry.objects.aggregate(
        count=Count("pk"), last=Max("pk"), at=Max("revision__published_at")
    )
    return Basis((found["count"], found["last"]), found["at"])


def found_entries(
    *, year_start: int | None, department_slug: str, terms: tuple[str, ...]
) -> RevisionEntryQuerySet:
    """The latest revisions that answer the search, latest year first."""
    rows = RevisionEntry.objects.in_force().within(year_start, department_slug).holding(terms)
    return _shown(rows)


def contents_by_revision(revision_ids: Iterable[int]) -> dict[int, Content]:
    """One query."""
    rows = SetRevision.objects.filter(pk__in=list(revision_ids)).order_by("pk")
    return {pk: as_content(content) for pk, content in rows.values_list("pk", "content")}


def years_published() -> list[FinancialYear]:
    """Years with anything in force, latest first. One query."""
    rows = RevisionEntry.objects.in_force().order_by("-year_start")
    return [FinancialYear(start) for start in rows.values_list("year_start", flat=True).distinct()]


def departments_published(year_start: int | None = None) -> list[tuple[str, str]]:
    """Departments with anything in force, as (slug, name) by name. One query.

    One that was renamed goes by its latest name.
    """
    rows = RevisionEntry.objects.in_force().within(year_start).order_by("revision_id")
    names = dict(rows.values_list("department_slug", "department_name"))
    return sorted(names.items(), key=lambda pair: pair[1])


def compendium_basis(scope: Scope) -> Basis:
    """What a compendium rests on, its PDF included; no parts when nothing is published.

    One query.
    """
    rows = entries_in(scope).annotate(pdf=Subquery(_compendium_files(scope).values("made_at")[:1]))
    found = list(rows.values_list("revision__digest", "revision__published_at", "pdf"))
    if not found:
        return Basis((), None)
    pdf = found[0][2]
    basis = _basis([(digest, at) for digest, at, _ in found])
    moments = [at for at in (basis.changed_at, pdf) if at]
    return Basis((*basis.parts, pdf), max(moments), pdf)


def compendium_entries(scope: Scope) -> QuerySet[RevisionEntry]:
    """The revisions of a compendium, in its order."""
    return _shown(entries_in(scope))


def printed_revision(standing: Standing) -> QuerySet[RevisionFile]:
    """The PDF of a revision, if it is made."""
    files = RevisionFile.objects.filter(revision=standing.pk, kind=PrintKind.REVISION)
    return files.filter(state=PrintState.MADE).order_by("pk")


def printed_compendium(scope: Scope) -> QuerySet[RevisionFile]:
    """The compendium's PDFs that are made, latest first."""
    return _compendium_files(scope)


def _shown(rows: RevisionEntryQuerySet) -> RevisionEntryQuerySet:
    """The rows with what a line of a list shows; of the set itself, its address alone."""
    return rows.select_related("revision__objective_set").only(*SHOWN)


def _compendium_files(scope: Scope) -> QuerySet[RevisionFile]:
    return _files_of(scope).filter(state=PrintState.MADE).order_by("-made_at", "-pk")


def _files_of(scope: Scope) -> QuerySet[RevisionFile]:
    kind = PrintKind.DEPARTMENT if scope.department_slug else PrintKind.YEAR
    files = RevisionFile.objects.filter(
        kind=kind, revision__entry__year_start=scope.year.start_year
    )
    if scope.department_slug:
        files = files.filter(revision__entry__department_slug=scope.department_slug)
    return files


def _with_standing(rows: QuerySet[SetRevision], latest: F) -> QuerySet[Any, Any]:
    newest = SetRevision.objects.filter(
        objective_set=OuterRef("objective_set"), number=OuterRef("latest")
    ).order_by("pk")
    pdf = RevisionFile.objects.filter(revision=OuterRef("pk"), kind=PrintKind.REVISION).order_by(
        "pk"
    )
    return rows.annotate(
        latest=latest,
        latest_at=Subquery(newest.values("published_at")[:1]),
        state=Subquery(pdf.values("state")[:1]),
        size=Subquery(pdf.values("size")[:1]),
        made_at=Subquery(pdf.values("made_at")[:1]),
    ).values(
        "pk", "number", "latest", "digest", "published_at", "latest_at", "state", "size", "made_at"
    )


def _basis(found: list[tuple[str, dt.datetime]]) -> Basis:
    return Basis(tuple(digest for digest, _ in found), max((at for _, at in found), default=None))
