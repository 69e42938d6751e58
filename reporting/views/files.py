"""Reading packs and taking copies of their files."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from csplan.accounts.middleware import ActorRequest
from csplan.core import clock
from programme.permissions.questions import can_ask
from reporting import services
from reporting.choices import FileKind
from reporting.components import comparison_url, pack_crumbs
from reporting.models import Pack
from reporting.permissions import can_read_downloads
from reporting.selectors.room import in_force
from reporting.tables import DownloadTable
from reporting.views.base import ROWS_ON_A_PAGE, give, of_a_pack, refusals_as_pages

NO_COPIES = "Nobody has downloaded a file of this pack yet."


@require_safe
@refusals_as_pages
@of_a_pack
def pack_read(request: ActorRequest, pack: Pack) -> HttpResponse:
    """The pack as a page: the words that were stored, as they were stored."""
    stored = _file(request, pack, FileKind.PAGE).decode()
    # Made by our own templates, which escape, and unaltered since: its digest has been checked.
    context = {"pack": pack, "words": SafeString(stored), "crumbs": pack_crumbs(pack, "Read it")}
    context["may_ask"] = pack.is_released and can_ask(request.actor)
    context["comparison"] = comparison_url(pack)
    context["in_force"] = in_force(pack)
    return render(request, "reporting/pack_read.html", context)


@require_safe
@refusals_as_pages
def pack_download(request: ActorRequest, /, **address: Any) -> HttpResponse:
    """The PDF, as stored; marked on every page while it is not published."""
    return give(request, FileKind.PDF, **address)


@require_safe
@refusals_as_pages
def pack_snapshot(request: ActorRequest, /, **address: Any) -> HttpResponse:
    """The data the pack was made from, as stored."""
    return give(request, FileKind.SNAPSHOT, **address)


@require_safe
@of_a_pack
def pack_downloads(request: ActorRequest, pack: Pack) -> HttpResponse:
    """Who took copies of the pack's files, the latest first."""
    if not can_read_downloads(request.actor):
        raise PermissionDenied
    table = DownloadTable(pack.downloads.select_related("person"), empty_text=NO_COPIES)
    RequestConfig(request, paginate={"per_page": ROWS_ON_A_PAGE}).configure(table)
    context = {"pack": pack, "table": table, "crumbs": pack_crumbs(pack, "Downloads")}
    return render(request, "reporting/pack_downloads.html", context)


def _file(request: ActorRequest, pack: Pack, kind: FileKind) -> bytes:
    return services.read_file(pack=pack, kind=kind, actor=request.actor, at=clock.now())
