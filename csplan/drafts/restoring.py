"""A form that opens with what its writer typed and had not saved."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from csplan.drafts.models import Draft
from csplan.drafts.selectors import draft_of


@dataclass(frozen=True, slots=True)
class RestoredDraft:
    """What a form was filled with, and when it was typed."""

    typed_at: dt.datetime
    sent: QueryDict

    def version(self, default: int, *, name: str = "version") -> int:
        """The version of the record that the writer saw; ``name`` is that of its box."""
        text = self.sent.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else default


def restore(form: Any, request: HttpRequest) -> RestoredDraft | None:
    """Fill an unsent form with the person's draft of this page; None when there is none.

    A draft that says what the form would say anyway is passed over. What was typed is shown as
    it is, without being judged. ``form.restored`` is what `components/draft_notice.html` takes.
    """
    if form.is_bound or not form.keeps_draft:
        return None
    draft = kept_draft(request)
    if draft is None:
        return None
    typed = typed_values(form, draft.sent)
    if not _differs(form, typed):
        return None
    form.initial = {**form.initial, **typed}
    form.restored = draft
    return draft


def kept_draft(request: HttpRequest) -> RestoredDraft | None:
    """What the person typed on this page and has not saved, for a page of several forms."""
    if request.user.pk is None:
        return None
    draft = draft_of(request.user.pk, request.path)
    return None if draft is None else RestoredDraft(draft.typed_at, _as_sent(draft))


def typed_values(form: forms.BaseForm, sent: QueryDict) -> dict[str, Any]:
    """What was sent for each box that people see, as its widget reads it."""
    found = {}
    for name, field in form.fields.items():
        html_name = form.add_prefix(name)
        missing = field.widget.value_omitted_from_data(sent, {}, html_name)
        if not field.widget.is_hidden and not missing:
            found[name] = field.widget.value_from_datadict(sent, {}, html_name)
    return found


def is_blank(value: Any) -> bool:
    """Whether a box with ``value`` is empty; a date has three parts."""
    parts = value if isinstance(value, list | tuple) else [value]
    return not any(str(part).strip() for part in parts if part is not None)


def _differs(form: forms.BaseForm, typed: Mapping[str, Any]) -> bool:
    return any(
        _shown(field, form.get_initial_for_field(field, name)) != _shown(field, typed[name])
        for name, field in form.fields.items()
        if name in typed
    )


def _shown(field: forms.Field, value: Any) -> Any:
    """What would stand in the box, however its lines end."""
    shown = field.widget.format_value(field.prepare_value(value))
    if isinstance(shown, list | tuple):
        return [str(part) for part in shown if part not in (None, "")]
    return str(shown or "").replace("\r\n", "\n").strip()


def _as_sent(draft: Draft) -> QueryDict:
    sent = QueryDict(mutable=True)
    for name, texts in draft.words.items():
        sent.setlist(name, texts)
    return sent
