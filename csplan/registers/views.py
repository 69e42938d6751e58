"""The pages of any register: list, export, add, record, change, end, import."""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View
from django_tables2 import RequestConfig

from csplan.accounts.actors import Actor
from csplan.accounts.middleware import ActorRequest
from csplan.core import clock
from csplan.core.components import Crumb, SummaryRow
from csplan.core.errors import (
    IncompleteError,
    NotPermittedError,
    RefusedError,
    WrongStateError,
)
from csplan.core.form_layout import HiddenValue
from csplan.core.forms import BaseForm
from csplan.core.periods import london_day
from csplan.core.tabular import TabularError, csv_bytes, ods_bytes
from csplan.core.tabular.writing import ODS_TYPE, Cell
from csplan.core.views import error_page
from csplan.drafts.restoring import restore
from csplan.registers import selectors, services, uploads
from csplan.registers.declaration import Register
from csplan.registers.forms import EndForm, UploadForm
from csplan.registers.importing import ImportPlan, check_file, plan_import
from csplan.registers.models import PendingImport
from csplan.registers.tables import RegisterTable, cell_words

PAGE_SIZE = 25
MOST_ROWS_SHOWN = 200
OWN_PLACES = frozenset({"pk", "kind", "upload"})
"""The parts of an address that are the register's own; the others say what it belongs to."""
CLASH = "This clashes with something saved a moment ago. Open the list and look again"


class RegisterPage(View):
    """A page of one register, which knows who asks and when."""

    register: Register = None  # type: ignore[assignment]  # given by as_view, or made
    make_register: Callable[..., Register] | None = None
    request: ActorRequest
    manages = False
    """Whether the page is only for those who manage the register."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Make the register of what the address names, for a list that belongs to something."""
        if self.make_register is not None:
            place = {name: kwargs.pop(name) for name in set(kwargs) - OWN_PLACES}
            self.register = self.make_register(request.actor, **place)  # type: ignore[attr-defined]
        super().setup(request, *args, **kwargs)
        self.args, self.kwargs = args, kwargs

    @property
    def actor(self) -> Actor:
        return self.request.actor

    @cached_property
    def at(self) -> dt.datetime:
        return clock.now()

    @property
    def today(self) -> dt.date:
        return london_day(self.at)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            self.refuse_others()
            return super().dispatch(request, *self.args, **self.kwargs)
        except NotPermittedError as error:
            raise PermissionDenied(error.message) from error
        except IntegrityError:
            return error_page(self.request, HTTPStatus.CONFLICT, message=CLASH)
        except RefusedError as error:
            return self.refused(error)

    def refuse_others(self) -> None:
        if not self.register.can_see(self.actor):
            raise NotPermittedError(f"You may not see {self.register.plural}")
        if self.manages and not self.register.can_manage(self.actor):
            raise NotPermittedError(f"You may not change {self.register.plural}")

    def refused(self, error: RefusedError) -> HttpResponse:
        status = HTTPStatus(error.status)
        return error_page(
            self.request, status, message=f"{error.message}.", back_url=self.url("list")
        )

    def url(self, page: str, *args: Any) -> str:
        return self.register.url(page, *args)

    def crumbs(self, *steps: tuple[str, str], here: str = "") -> list[Crumb]:
        label, name = self.register.parent
        trail = [Crumb(label, reverse(name, args=self.register.parent_args))]
        if here:
            trail.append(Crumb(self.register.title, self.url("list")))
        trail += [Crumb(*step) for step in steps]
        return [*trail, Crumb(here or self.register.title)]

    def show(
        self, template: str, context: Mapping[str, Any], *, status: int = HTTPStatus.OK
    ) -> HttpResponse:
        common = {"register": self.register, "may_manage": self.register.can_manage(self.actor)}
        return render(self.request, template, {**common, **context}, status=status)

    def form(self, data: Any = None, record: Any = None) -> Any:
        return self.register.blank_form(data, instance=record, actor=self.actor, on=self.today)


class ListPage(RegisterPage):
    """Search, filter, sort and page; the same query string exports what is listed."""

    def get(self, request: HttpRequest) -> HttpResponse:
        table = self.table()
        RequestConfig(request, paginate={"per_page": PAGE_SIZE, "silent": True}).configure(table)
        query = request.GET.urlencode()
        context = {
            "table": table,
            "found": table.page.paginator.count,
            "filters": selectors.shown_filters(
                self.register, actor=self.actor, query=request.GET.dict()
            ),
            "searched": request.GET.get("q", ""),
            "is_narrowed": self.is_narrowed,
            "list_url": self.url("list"),
            "add_url": self.url("add"),
            "import_url": self.url("import"),
            "csv_url": f"{self.url('export', 'csv')}?{query}".rstrip("?"),
            "ods_url": f"{self.url('export', 'ods')}?{query}".rstrip("?"),
            "more_links": self.register.list_links(self.actor),
            "crumbs": self.crumbs(),
        }
        return self.show("registers/list.html", context)

    @property
    def is_narrowed(self) -> bool:
        """Whether something is searched for or chosen: sorting and paging leave all there is."""
        names = ("q", *(each.name for each in self.register.filters))
        return any(self.request.GET.get(name) for name in names)

    def table(self) -> RegisterTable:
        rows = selectors.listed(
            self.register, actor=self.actor, query=self.request.GET.dict(), on=self.today
        )
        pattern = self.url("record", 0)
        return RegisterTable(
            self.register,
            rows,
            fields=self.form().fields,
            record_url=pattern,
            is_narrowed=self.is_narrowed,
        )


class ExportPage(ListPage):
    """What is listed, in the order it is listed in, as CSV or ODS."""

    def get(self, request: HttpRequest, kind: str = "csv") -> HttpResponse:
        table = self.table()
        RequestConfig(request, paginate=False).configure(table)
        rows = selectors.export_rows(self.register, table.data.data, self.form())
        headings = [column.heading for column in self.register.columns]
        return download(kind, self.register.slug, [(self.register.title, headings, rows)])


class AddPage(RegisterPage):
    """Add a record; the query string may fill in what the link that led here knows."""

    manages = True

    def get(self, request: HttpRequest) -> HttpResponse:
        given = request.GET.dict()
        form = self.register.blank_form(initial=given, actor=self.actor, on=self.today)
        restore(form, request)
        return self.show_form(form)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show_form(form)
        try:
            record = services.save(
                register=self.register, form=form, seen="", actor=self.actor, at=self.at
            )
        except IncompleteError as error:
            form.add_error(None, error.message)
            return self.show_form(form)
        messages.success(request, f"Added: {record}")
        return redirect(self.url("record", record.pk))

    def show_form(self, form: Any) -> HttpResponse:
        form.cancel_url = self.url("list")
        heading = self.register.add_words
        context = {"form": form, "heading": heading, "crumbs": self.crumbs(here=heading)}
        return self.show("registers/form.html", context)


class OneRecordPage(RegisterPage):
    """A page about one record, found within the person's scope."""

    changes = False

    @cached_property
    def record(self) -> Any:
        return get_object_or_404(self.register.rows(self.actor), pk=self.kwargs["pk"])

    def refuse_others(self) -> None:
        super().refuse_others()
        if self.changes and not self.register.can_change(self.actor, self.record):
            raise NotPermittedError(f"You may not change this {self.register.singular}")

    def refused(self, error: RefusedError) -> HttpResponse:
        back = self.url("record", self.kwargs["pk"])
        message = f"{error.message}."
        return error_page(self.request, HTTPStatus(error.status), message=message, back_url=back)

    def crumbs(self, *steps: tuple[str, str], here: str = "") -> list[Crumb]:
        if self.changes:
            steps = ((str(self.record), self.url("record", self.record.pk)), *steps)
        return super().crumbs(*steps, here=here)


class RecordPage(OneRecordPage):
    """Everything about one record, what can be done with it, and its history."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = self.record
        may_change = not self.register.only_added and self.register.can_change(self.actor, record)
        may_remove = self.register.can_remove(self.actor, record)
        may_end = bool(self.register.ends) and getattr(record, self.register.ends) is None
        context = {
            "record": record,
            "heading": str(record),
            "rows": self.rows(record),
            "links": self.register.links(record, self.actor, self.today),
            "change_url": self.url("change", pk) if may_change else "",
            "end_url": self.url("end", pk) if may_change and may_end else "",
            "remove_url": self.url("remove", pk) if may_remove else "",
            "events": selectors.history(
                record, called=self.register.singular, headings=self.register.headings
            ),
            "crumbs": self.crumbs(here=str(record)),
        }
        return self.show("registers/record.html", context)

    def rows(self, record: Any) -> list[SummaryRow]:
        fields = self.form(record=record).fields
        own = [
            SummaryRow(column.heading, cell_words(column, fields.get(column.name), record) or "–")
            for column in self.register.columns
        ]
        return [*own, *self.register.details(record, self.actor, self.today)]


class ChangePage(OneRecordPage):
    """Change a record; a stale save shows both texts and keeps what was typed."""

    changes = True

    def refuse_others(self) -> None:
        if self.register.only_added:
            raise Http404
        super().refuse_others()

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = self.form(record=self.record)
        # A draft is saved over what its writer saw: somebody else's save since is a conflict.
        draft = restore(form, request)
        seen = draft.sent.get("seen", "") if draft else form.drawn_from
        return self.show_form(form, seen=seen)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        seen = request.POST.get("seen", "")
        form = self.form(request.POST, record=self.record)
        if not form.is_valid():
            return self.show_form(form, seen=seen)
        try:
            services.save(
                register=self.register, form=form, seen=seen, actor=self.actor, at=self.at
            )
        except services.StaleRecordError as error:
            return self.conflict(request.POST, error)
        except IncompleteError as error:
            form.add_error(None, error.message)
            return self.show_form(form, seen=seen)
        messages.success(request, f"Saved: {form.instance}")
        return redirect(self.url("record", pk))

    def conflict(self, typed: QueryDict, error: services.StaleRecordError) -> HttpResponse:
        """Both texts; the writer's own still in the form, ready to save again.

        Nothing is asked of a writer whose words are what is stored, as after a double click.
        """
        if not error.differences:
            return redirect(self.url("record", self.kwargs["pk"]))
        del self.record
        form = self.form(typed, record=self.record)
        return self.show_form(
            form, seen=error.seen, differences=error.differences, status=HTTPStatus.CONFLICT
        )

    def show_form(
        self, form: Any, *, seen: str, status: int = HTTPStatus.OK, **context: Any
    ) -> HttpResponse:
        form.cancel_url = self.url("record", self.kwargs["pk"])
        form.helper.layout.append(HiddenValue("seen", seen))
        name = get_object_or_404(self.register.rows(self.actor), pk=self.kwargs["pk"])
        heading = f"Change {name}"
        crumbs = super().crumbs(here="Change")
        shown = {"form": form, "heading": heading, "crumbs": crumbs, **context}
        return self.show("registers/form.html", shown, status=status)


class EndPage(OneRecordPage):
    """Give a record its last day; nothing with a history is removed."""

    changes = True

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show_form(self.end_form(initial={"ends_on": self.today}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = self.end_form(request.POST)
        if not form.is_valid():
            return self.show_form(form)
        try:
            services.end_record(
                register=self.register,
                record=self.record,
                ends_on=form.cleaned_data["ends_on"],
                actor=self.actor,
                at=self.at,
            )
        except IncompleteError as error:
            form.add_error("ends_on", error.message)
            return self.show_form(form)
        messages.success(request, f"Ended: {self.record}")
        return redirect(self.url("record", pk))

    def end_form(self, data: Any = None, **kwargs: Any) -> EndForm:
        if not self.register.ends:
            raise Http404
        register = self.register
        return EndForm(data, label=register.end_label, singular=register.singular, **kwargs)

    def show_form(self, form: EndForm) -> HttpResponse:
        form.cancel_url = self.url("record", self.record.pk)
        context = {
            "form": form,
            "heading": f"End {self.record}",
            "lead": "It stays in csplan with its history, and in every quarter it was part of.",
            "crumbs": self.crumbs(here="End"),
        }
        return self.show("registers/form.html", context)


class RemovePage(OneRecordPage):
    """Take away a record that nothing refers to yet."""

    def refuse_others(self) -> None:
        super().refuse_others()
        if not self.register.can_remove(self.actor, self.record):
            raise NotPermittedError(f"You may not remove this {self.register.singular}")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show_form(BaseForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            services.remove_record(
                register=self.register, record=self.record, actor=self.actor, at=self.at
            )
        except IncompleteError as error:
            return self.refused(WrongStateError(error.message))
        messages.success(request, f"Removed: {self.record}")
        return redirect(self.url("list"))

    def show_form(self, form: BaseForm) -> HttpResponse:
        form.cancel_url = self.url("record", self.record.pk)
        form.submit_label = f"Remove this {self.register.singular}"
        context = {
            "form": form,
            "heading": f"Remove {self.record}",
            "lead": "What it said stays in the history.",
            "crumbs": self.crumbs(here="Remove"),
        }
        return self.show("registers/form.html", context)


class TemplatePage(RegisterPage):
    """The file to fill in, with a guide to its columns."""

    manages = True

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        headings = [column.heading for column in self.register.file_columns]
        guide = selectors.guide_rows(self.register, self.form())
        sheets = [
            (self.register.title, headings, []),
            ("Guide", list(selectors.GUIDE_HEADINGS), guide),
        ]
        return download(kind, f"{self.register.slug}-template", sheets)


class ImportPage(RegisterPage):
    """Upload a file to see what it would do."""

    manages = True

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show_form(UploadForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES)
        if form.is_too_large:
            message = "The file is larger than 2 MB. Split it into smaller files."
            return error_page(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, message=message)
        if not form.is_valid():
            return self.show_form(form)
        sent = form.cleaned_data["file"]
        data = sent.read()
        try:
            check_file(self.register, data, actor=self.actor, on=self.today)
            upload = uploads.keep_upload(
                register=self.register,
                file_name=sent.name,
                data=data,
                actor=self.actor,
                at=self.at,
            )
        except TabularError as error:
            form.add_error("file", str(error))
            return self.show_form(form)
        return redirect(self.url("preview", upload.pk))

    def show_form(self, form: UploadForm) -> HttpResponse:
        form.cancel_url = self.url("list")
        form.helper.attrs = {**form.helper.attrs, "enctype": "multipart/form-data"}
        heading = f"Import {self.register.plural}"
        context = {
            "form": form,
            "heading": heading,
            "guide": selectors.guide_rows(self.register, self.form()),
            "key_headings": _key_headings(self.register),
            "csv_url": self.url("template", "csv"),
            "ods_url": self.url("template", "ods"),
            "crumbs": self.crumbs(here=heading),
        }
        return self.show("registers/import.html", context)


class PreviewPage(RegisterPage):
    """What the file would add, change and refuse; then, on a word, doing it."""

    manages = True

    @cached_property
    def upload(self) -> PendingImport:
        mine = PendingImport.objects.filter(
            owner=self.actor.person, register=self.register.key, imported_at__isnull=True
        )
        return get_object_or_404(mine, pk=self.kwargs["upload"], expires_at__gt=self.at)

    def get(self, request: HttpRequest, upload: int) -> HttpResponse:
        return self.show_plan(self.plan())

    def post(self, request: HttpRequest, upload: int) -> HttpResponse:
        try:
            plan = uploads.confirm_import(
                register=self.register,
                upload=self.upload,
                plan_digest=request.POST.get("plan", ""),
                actor=self.actor,
                at=self.at,
            )
        except NotPermittedError:
            raise
        except RefusedError as error:
            return self.show_plan(self.plan(), problem=error.message, status=error.status)
        added, changed = plan.counts["Added"], plan.counts["Changed"]
        messages.success(request, f"Imported: {added} added, {changed} changed")
        return redirect(self.url("list"))

    def plan(self) -> ImportPlan:
        return plan_import(self.register, bytes(self.upload.data), actor=self.actor, on=self.today)

    def show_plan(
        self, plan: ImportPlan, *, problem: str = "", status: int = HTTPStatus.OK
    ) -> HttpResponse:
        heading = f"Check {self.upload.file_name}"
        crumbs = self.crumbs((f"Import {self.register.plural}", self.url("import")), here="Check")
        context = {
            "plan": plan,
            "counts": [(n, plan.counts[n]) for n in ("Added", "Changed", "Unchanged", "Refused")],
            "refused": plan.refused[:MOST_ROWS_SHOWN],
            "writes": plan.writes[:MOST_ROWS_SHOWN],
            "more": max(0, len(plan.writes) - MOST_ROWS_SHOWN),
            "problem": problem,
            "heading": heading,
            "import_url": self.url("import"),
            "crumbs": crumbs,
        }
        return self.show("registers/preview.html", context, status=status)


def download(
    kind: str, name: str, sheets: list[tuple[str, list[str], list[list[Cell]]]]
) -> HttpResponse:
    """The sheets as a file; a CSV holds the first one only."""
    write: dict[str, tuple[str, Callable[[], bytes]]] = {
        "csv": ("text/csv; charset=utf-8", lambda: csv_bytes(sheets[0][1], sheets[0][2])),
        "ods": (ODS_TYPE, lambda: ods_bytes(sheets)),
    }
    if kind not in write:
        raise Http404
    content_type, make = write[kind]
    response = HttpResponse(make(), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def _key_headings(register: Register) -> str:
    names = [f"“{register.headings[name]}”" for name in register.natural_key]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
