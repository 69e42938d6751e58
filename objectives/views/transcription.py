"""Importing a published document into a draft: sent, looked at line by line, confirmed."""

from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from csplan.core.components import Crumb
from csplan.core.errors import IncompleteError
from csplan.core.models import SourceDocument
from csplan.core.views import error_page
from csplan.registers.models import PendingImport
from csplan.registers.views import download
from objectives.forms.transcription import (
    NEW,
    NONE,
    ImportForm,
    TranscriptForm,
    place_options,
    posted_places,
)
from objectives.rules.transcription import TEMPLATE_COLUMNS, Moves
from objectives.rules.transcription.preview import counted, place_choices, preview_lines
from objectives.services.transcription import (
    NewDocument,
    import_transcript,
    keep_transcript,
    lines_of_upload,
    upload_key,
)
from objectives.views.editing import DraftPage


class ImportView(DraftPage):
    """A document's text is pasted, or a file of it chosen."""

    here = "Import a published document"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        self.refuse_others()
        return self.show_form(ImportForm())

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        self.refuse_others()
        form = ImportForm(request.POST, request.FILES)
        if form.is_too_large:
            message = "The file is larger than 2 MB. Split it into smaller files."
            return error_page(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, message=message)
        if not form.is_valid():
            return self.show_form(form)
        name, data = form.sent()
        try:
            upload = keep_transcript(
                objective_set=self.objective_set, name=name, data=data, actor=self.actor,
                at=self.at,
            )  # fmt: skip
        except IncompleteError as error:
            form.add_error("file" if form.cleaned_data["file"] else "text", error.message)
            return self.show_form(form)
        return redirect("objectives:import-preview", slug, upload.pk)

    def show_form(self, form: ImportForm) -> HttpResponse:
        form.cancel_url = self.set_url()
        form.helper.attrs = {**form.helper.attrs, "enctype": "multipart/form-data"}
        guide = TEMPLATE_COLUMNS.items()
        context = {"form": form, "heading": self.here, "guide": guide}
        return self.show("objectives/transcription/import.html", context)


class ImportTemplateView(DraftPage):
    """The table to fill in, with a guide to its columns."""

    def get(self, request: HttpRequest, slug: str, kind: str) -> HttpResponse:
        self.refuse_others()
        guide = [[name, what] for name, what in TEMPLATE_COLUMNS.items()]
        sheets: list[Any] = [
            ("Objectives", list(TEMPLATE_COLUMNS), []),
            ("Guide", ["Column", "What to enter"], guide),
        ]
        return download(kind, "objectives-template", sheets)


class ImportPreviewView(DraftPage):
    """Every line of the source with where it goes, to be moved; then, on a word, imported."""

    here = "Check where each line goes"

    @cached_property
    def upload(self) -> PendingImport:
        mine = PendingImport.objects.filter(
            owner=self.actor.person,
            register=upload_key(self.objective_set),
            imported_at__isnull=True,
            expires_at__gt=self.at,
        )
        return get_object_or_404(mine, pk=self.kwargs["upload"])

    def get(self, request: HttpRequest, slug: str, upload: int) -> HttpResponse:
        self.refuse_others()
        return self.show_lines(self.form())

    def post(self, request: HttpRequest, slug: str, upload: int) -> HttpResponse:
        self.refuse_others()
        if "import" not in request.POST:
            return self.show_lines(self.form(initial=request.POST.dict()))
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show_lines(form)
        try:
            draft = import_transcript(
                objective_set=self.objective_set,
                upload=self.upload,
                moves=self.moves(),
                source=_source(form.cleaned_data),
                actor=self.actor,
                at=self.at,
            )
        except IncompleteError as error:
            return self.show_lines(form, problem=error.message)
        messages.success(request, f"Imported: {counted(draft)}")
        return redirect(self.set_url())

    def show_lines(self, form: TranscriptForm, *, problem: str = "") -> HttpResponse:
        lines, draft, moves = lines_of_upload(self.upload, self.objective_set, self.moves())
        shown = preview_lines(lines, draft)
        options = place_options(place_choices(lines))
        context = {
            "form": form,
            "heading": self.here,
            "problem": problem,
            "headed": moves.carried,
            "rows": [(line, options(line.code)) for line in shown],
            "unplaced": [line for line in shown if line.is_unplaced],
            "doubtful": [line for line in shown if line.doubts and not line.is_unplaced],
            "counted": counted(draft),
            "left_out": draft.left_out,
            "problems": draft.problems,
            "has_items": self.objective_set.categories.filter(withdrawn_at=None).exists(),
            "file_name": self.upload.file_name,
        }
        return self.show("objectives/transcription/preview.html", context)

    def form(self, data: Any = None, **kwargs: Any) -> TranscriptForm:
        return TranscriptForm(data, cancel_url=self.import_url(), **kwargs)

    def import_url(self) -> str:
        return reverse("objectives:set-import", args=[self.objective_set.slug])

    def moves(self) -> Moves:
        posted = self.request.POST
        return Moves.parse(posted_places(posted), posted.get("headed", ""))

    def trail(self) -> list[Crumb]:
        return self.trail_through(Crumb(ImportView.here, self.import_url()))


def _source(said: dict[str, Any]) -> SourceDocument | NewDocument | None:
    if said["document"] == NONE:
        return None
    if said["document"] == NEW:
        return NewDocument(said["title"], said["publisher"])
    return SourceDocument.objects.get(pk=said["document"])
