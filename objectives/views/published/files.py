"""Published objectives as files: PDF, CSV, ODS and JSON, of a revision or of a compendium."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from csplan.core.canonical import canonical_bytes, digest
from csplan.core.tabular import csv_bytes, ods_bytes
from csplan.core.tabular.writing import ODS_TYPE
from objectives.models import RevisionFile
from objectives.rules.content import Content, content_bytes
from objectives.rules.rows import COLUMNS, table
from objectives.rules.schema import COMPENDIUM_SCHEMA
from objectives.selectors.compendiums import Scope, contents_in
from objectives.selectors.published import (
    Standing,
    content_of,
    printed_compendium,
    printed_revision,
)
from objectives.views.published.caching import Keep, answered, page
from objectives.views.published.lists import compendium_or_404, year_or_404
from objectives.views.published.sets import standing_or_404

logger = logging.getLogger(__name__)

PDF = "pdf"
TYPES: Mapping[str, str] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "ods": ODS_TYPE,
    PDF: "application/pdf",
}
MOMENTS_TO_PRINT = 30
"""Seconds after which it is worth asking for a PDF again."""


@login_not_required
@require_safe
def set_file(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """A file of the objectives as they stand: a moment from now it may be another."""
    return _set_file(request, standing_or_404(slug), kind, Keep.BRIEFLY)


@login_not_required
@require_safe
def revision_file(request: HttpRequest, slug: str, number: int, kind: str) -> HttpResponse:
    """A file of one revision, which never changes."""
    return _set_file(request, standing_or_404(slug, number), kind, Keep.FOR_GOOD)


@login_not_required
@require_safe
def year_file(request: HttpRequest, year: str, kind: str) -> HttpResponse:
    """A file of everything published for a year."""
    return _compendium_file(request, Scope(year_or_404(year)), kind)


@login_not_required
@require_safe
def department_file(request: HttpRequest, year: str, department: str, kind: str) -> HttpResponse:
    """A file of everything a department published for a year."""
    return _compendium_file(request, Scope(year_or_404(year), department), kind)


def _set_file(request: HttpRequest, standing: Standing, kind: str, keep: Keep) -> HttpResponse:
    name = f"{standing.slug}-revision-{standing.number}.{_known(kind)}"
    if kind == PDF:
        back = reverse("objectives:revision-detail", args=[standing.slug, standing.number])
        return _pdf(request, printed_revision(standing), name, keep, back)

    def make() -> HttpResponse:
        content = content_of(standing)
        data = content_bytes(content) if kind == "json" else _tabular(kind, [content])
        return _file(data, kind, name)

    made_of = ("file", kind, standing.digest)
    return answered(request, made_of, standing.published_at, keep, make)


def _compendium_file(request: HttpRequest, scope: Scope, kind: str) -> HttpResponse:
    basis = compendium_or_404(scope)
    parts = [part for part in ("objectives", scope.year.slug, scope.department_slug) if part]
    name = f"{'-'.join(parts)}.{_known(kind)}"
    if kind == PDF:
        return _pdf(request, printed_compendium(scope), name, Keep.BRIEFLY, _page_of(scope))

    def make() -> HttpResponse:
        contents = contents_in(scope)
        data = _whole(scope, contents) if kind == "json" else _tabular(kind, contents)
        return _file(data, kind, name)

    return answered(
        request, ("compendium", kind, *basis.parts), basis.changed_at, Keep.BRIEFLY, make
    )


def _known(kind: str) -> str:
    if kind not in TYPES:
        raise Http404
    return kind


def _pdf(
    request: HttpRequest, files: QuerySet[RevisionFile], name: str, keep: Keep, back: str
) -> HttpResponse:
    """The printed file; 503 while there is none, with where else the words are."""
    found = files.values_list("pk", "digest", "made_at").first()
    if found is None:
        return _not_yet(request, back)
    pk, stored_digest, made_at = found

    def make() -> HttpResponse:
        data = bytes(RevisionFile.objects.values_list("content", flat=True).get(pk=pk) or b"")
        if digest(data) != stored_digest:
            logger.error("Printed file %s is not what was stored", pk)
            return _not_yet(request, back)
        return _file(data, PDF, name)

    return answered(request, (PDF, stored_digest), made_at, keep, make)


def _not_yet(request: HttpRequest, back: str) -> HttpResponse:
    status = HTTPStatus.SERVICE_UNAVAILABLE
    response = page(request, "objectives/public/not_yet.html", {"back_url": back}, status=status)
    response["Cache-Control"] = "no-store"
    response["Retry-After"] = str(MOMENTS_TO_PRINT)
    return response


def _page_of(scope: Scope) -> str:
    if scope.department_slug:
        return reverse(
            "objectives:department-detail", args=[scope.year.slug, scope.department_slug]
        )
    return reverse("objectives:year-detail", args=[scope.year.slug])


def _tabular(kind: str, contents: Iterable[Content]) -> bytes:
    headings: Sequence[str] = list(COLUMNS)
    if kind == "csv":
        return csv_bytes(headings, table(contents))
    return ods_bytes([("Objectives", headings, table(contents))])


def _whole(scope: Scope, contents: Sequence[Content]) -> bytes:
    """The compendium as canonical JSON."""
    department = contents[0]["department"] if scope.department_slug else None
    return canonical_bytes(
        {
            "schema": COMPENDIUM_SCHEMA,
            "year": scope.year.label,
            "department": department,
            "sets": contents,
        }
    )


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=TYPES[kind])
    shown = "inline" if kind in (PDF, "json") else "attachment"
    response["Content-Disposition"] = f'{shown}; filename="{name}"'
    # Anybody's page may read what anybody may read.
    response["Access-Control-Allow-Origin"] = "*"
    return response
