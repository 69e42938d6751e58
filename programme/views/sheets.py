"""A return as a spreadsheet: taking it away, bringing it back, looking before it is saved."""

from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from csplan.core.components import Crumb
from csplan.core.errors import (
    IncompleteError,
    RefusedError,
    StaleVersionError,
    WrongStateError,
)
from csplan.core.tabular import TabularError
from csplan.core.views import error_page
from csplan.registers.models import PendingImport
from programme.forms.sheets.files import WRITERS, return_file
from programme.forms.sheets.plans import SheetPlan, plan_sheet
from programme.forms.sheets.upload import SheetUploadForm
from programme.services.sheets import keep_sheet, save_sheet, upload_key
from programme.views.base import EditorsPage, crumbs

MOST_SHOWN = 300
TITLE = "Use a spreadsheet"
TOO_LARGE = "The file is larger than 2 MB. Download the return again, and copy your answers over."
MOVED_ON = "Something has changed since this preview was made. Look at it again, then confirm"
UNDECIDED = "Choose which answer to keep where both of you changed it"
UNFIT = "With these choices an answer is not whole. Choose otherwise, or put it right in the file"
REFUSED = "Put right what is listed below in the file, then upload it again"


class SheetPage(EditorsPage):
    """For those who may write in the return, while it may be written in."""

    here = TITLE

    def refuse_late(self) -> None:
        self.refuse_others()
        if not self.quarterly_return.is_editable_at(self.at):
            raise WrongStateError(self.why_closed())

    def plan(self, data: bytes) -> SheetPlan:
        return plan_sheet(
            data, self.quarterly_return, today=self.today, choices=self.request.POST.dict()
        )


class ReturnSheetView(SheetPage):
    """Where the spreadsheet is downloaded, and uploaded once it is filled in."""

    def get(self, request: HttpRequest, **slugs: Any) -> HttpResponse:
        self.refuse_late()
        return self.show_form(SheetUploadForm())

    def post(self, request: HttpRequest, **slugs: Any) -> HttpResponse:
        self.refuse_late()
        form = SheetUploadForm(request.POST, request.FILES)
        if form.is_too_large:
            status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            return error_page(request, status, message=TOO_LARGE, back_url=request.path)
        if not form.is_valid():
            return self.show_form(form)
        return self.kept_or_refused(form)

    def kept_or_refused(self, form: SheetUploadForm) -> HttpResponse:
        sent = form.cleaned_data["file"]
        data = sent.read()
        try:
            self.plan(data)
        except TabularError as error:
            form.add_error("file", str(error))
            return self.show_form(form)
        upload = keep_sheet(
            quarterly_return=self.quarterly_return,
            file_name=sent.name,
            data=data,
            actor=self.actor,
            at=self.at,
        )
        return redirect(self.url("return-spreadsheet-preview", upload.pk))

    def show_form(self, form: SheetUploadForm) -> HttpResponse:
        form.cancel_url = self.url("return-detail")
        form.helper.attrs = {**form.helper.attrs, "enctype": "multipart/form-data"}
        return self.show("programme/sheet_choose.html", {"form": form, "title": TITLE})

    def refused(self, error: RefusedError) -> HttpResponse:
        if error.status == HTTPStatus.TOO_MANY_REQUESTS:
            status = HTTPStatus(error.status)
            return error_page(self.request, status, message=f"{error.message}.")
        return super().refused(error)


class ReturnSheetFileView(SheetPage):
    """The return as it is now, to be filled in away from csplan."""

    def get(self, request: HttpRequest, kind: str, **slugs: Any) -> HttpResponse:
        self.refuse_late()
        if kind not in WRITERS:
            raise Http404
        data = return_file(kind, self.quarterly_return, actor=self.actor, at=self.at)
        response = HttpResponse(data, content_type=WRITERS[kind][0])
        name = f"csplan-{self.kwargs['locality']}-{self.kwargs['period']}.{kind}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class ReturnSheetPreviewView(SheetPage):
    """What the file brings beside what is there; then, on a word, saving it."""

    @cached_property
    def upload(self) -> PendingImport:
        mine = PendingImport.objects.filter(
            owner=self.actor.person,
            register=upload_key(self.quarterly_return),
            imported_at__isnull=True,
        )
        return get_object_or_404(mine, pk=self.kwargs["upload"], expires_at__gt=self.at)

    def get(self, request: HttpRequest, **parts: Any) -> HttpResponse:
        self.refuse_late()
        return self.show_plan(self.plan_now())

    def post(self, request: HttpRequest, **parts: Any) -> HttpResponse:
        self.refuse_late()
        plan = self.plan_now()
        if plan.digest != request.POST.get("plan", ""):
            return self.show_plan(plan, problem=MOVED_ON, status=HTTPStatus.CONFLICT)
        if plan.undecided or plan.problems:
            problem = _why_not(plan)
            return self.show_plan(plan, problem=problem, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        return self.saved_or_refused(plan)

    def saved_or_refused(self, plan: SheetPlan) -> HttpResponse:
        try:
            save_sheet(
                quarterly_return=self.quarterly_return,
                upload=self.upload,
                writes=plan.writes,
                actor=self.actor,
                at=self.at,
            )
        except (StaleVersionError, IncompleteError) as error:
            del self.quarterly_return
            problem = MOVED_ON if isinstance(error, StaleVersionError) else error.message
            return self.show_plan(self.plan_now(), problem=problem, status=error.status)
        count = len(plan.writes)
        noun = "answer" if count == 1 else "answers"
        messages.success(self.request, f"Saved from the spreadsheet: {count} {noun}")
        return redirect(self.url("return-detail"))

    def plan_now(self) -> SheetPlan:
        try:
            return self.plan(bytes(self.upload.data))
        except TabularError as error:
            raise WrongStateError(str(error)) from error

    def show_plan(
        self, plan: SheetPlan, *, problem: str = "", status: int = HTTPStatus.OK
    ) -> HttpResponse:
        context = {
            "plan": plan,
            "title": f"Check {self.upload.file_name}",
            "problem": problem,
            "has_been_sent": self.request.method == "POST",
            "brought": plan.brought[:MOST_SHOWN],
            "more": max(0, len(plan.brought) - MOST_SHOWN),
            "problems": plan.problems[:MOST_SHOWN],
            "upload_url": self.url("return-spreadsheet"),
        }
        return self.show("programme/sheet_preview.html", context, status=status)

    def trail(self) -> list[Crumb]:
        steps = (self.quarterly_return.locality.name, self.url("return-detail"))
        upload = (TITLE, self.url("return-spreadsheet"))
        return crumbs(self.period_step(), steps, upload, here="Check")


def _why_not(plan: SheetPlan) -> str:
    if plan.needs_file_changed:
        return REFUSED
    return UNFIT if plan.problems else UNDECIDED
