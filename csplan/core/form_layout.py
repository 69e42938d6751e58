"""Layout objects of our own, for use beside those of crispy-forms-gds.

Crispy's own buttons and fieldsets compile their text as a template, so they must never hold
words from the database. These only escape it.
"""

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import LayoutObject
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from csplan.core import draft_tokens


class LayoutPart(LayoutObject):  # type: ignore[misc]  # crispy forms has no types
    """Something of our own in a form's layout."""


class Section(LayoutPart):
    """Fields under one legend: `Section("Dates", "forecast_on", "achieved_on")`."""

    def __init__(self, legend: str, *fields: Any, size: str = "m") -> None:
        self.legend = legend
        self.fields = list(fields)
        self.size = size

    def render(self, form: Any, context: Any, template_pack: str = "gds", **_: Any) -> SafeString:
        return format_html(
            '<fieldset class="govuk-fieldset">'
            '<legend class="govuk-fieldset__legend govuk-fieldset__legend--{}">{}</legend>'
            "{}</fieldset>",
            self.size,
            self.legend,
            self.get_rendered_fields(form, context, template_pack),
        )


class Buttons(LayoutPart):
    """The button that sends the form, guarded against a double click, and a way out."""

    def __init__(
        self, label: str, *, name: str = "", style: str = "", cancel_url: str = ""
    ) -> None:
        self.fields: list[Any] = []
        self.label, self.name, self.cancel_url = label, name, cancel_url
        self.style = f" govuk-button--{style}" if style else ""

    def render(self, form: Any, context: Any, template_pack: str = "gds", **_: Any) -> SafeString:
        return format_html(
            '<div class="govuk-button-group">'
            '<button type="submit" class="govuk-button{}" data-module="govuk-button"'
            ' data-prevent-double-click="true"{}>{}</button>{}</div>',
            self.style,
            format_html(' name="{}" value="1"', self.name) if self.name else "",
            self.label,
            self._cancel(),
        )

    def _cancel(self) -> str:
        if not self.cancel_url:
            return ""
        return format_html('<a class="govuk-link" href="{}">Cancel</a>', self.cancel_url)


class ShownFor(LayoutPart):
    """Questions that arise only for some answers to another one.

    Without script all are shown, under ``when`` as their heading.
    """

    def __init__(
        self, question: str, answers: Sequence[str], *fields: str, when: str = ""
    ) -> None:
        self.question = question
        self.answers = answers
        self.fields = list(fields)
        self.when = when

    def render(self, form: Any, context: Any, template_pack: str = "gds", **_: Any) -> SafeString:
        return format_html(
            '<div class="app-shown-for" data-shown-for="{}" data-answers="{}">{}{}</div>',
            self.question,
            " ".join(self.answers),
            self._heading(),
            self.get_rendered_fields(form, context, template_pack),
        )

    def _heading(self) -> SafeString:
        if not self.when:
            return SafeString("")
        return format_html(
            '<h2 class="govuk-heading-m app-shown-for__when" data-without-script>{}</h2>',
            self.when,
        )


class Folded(LayoutPart):
    """Questions behind a summary, unfolded when they matter now."""

    def __init__(self, summary: str, *fields: str, is_open: bool) -> None:
        self.summary, self.is_open = summary, is_open
        self.fields = list(fields)

    def render(self, form: Any, context: Any, template_pack: str = "gds", **_: Any) -> SafeString:
        return format_html(
            '<details class="govuk-details"{}><summary class="govuk-details__summary">'
            '<span class="govuk-details__summary-text">{}</span></summary>'
            '<div class="govuk-details__text">{}</div></details>',
            SafeString(" open") if self.is_open else "",
            self.summary,
            self.get_rendered_fields(form, context, template_pack),
        )


class HiddenValue(LayoutPart):
    """Something the page carries along that is no field of the form."""

    def __init__(self, name: str, value: str) -> None:
        self.fields: list[Any] = []
        self.name, self.value = name, value

    def render(self, form: Any, context: Any, template_pack: str = "gds", **_: Any) -> SafeString:
        return format_html('<input type="hidden" name="{}" value="{}">', self.name, self.value)


class DraftBox(LayoutPart):
    """What a form that keeps drafts carries: whose it is, a button, and a place for its state.

    The button is for browsers without script, which otherwise keeps the draft as one types.
    """

    def __init__(self) -> None:
        self.fields: list[Any] = []

    def render(self, form: Any, context: Any, template_pack: str = "gds", **_: Any) -> SafeString:
        token = draft_token_input(context.get("request"))
        if not token:
            return SafeString("")
        return format_html(
            '{}<div class="app-draft"><button type="submit" formaction="{}" formnovalidate'
            ' class="govuk-button govuk-button--secondary" data-draft-button>'
            "Keep as a draft</button>"
            '<p class="govuk-hint app-draft__words" data-draft-words></p>'
            '<p class="govuk-visually-hidden" role="status" data-draft-status></p></div>',
            token,
            reverse("draft-keep"),
        )


def draft_token_input(request: Any) -> SafeString:
    """The hidden token of whoever asks for the page; nothing where nobody is signed in."""
    user = getattr(request, "user", None)
    if user is None or user.pk is None or len(request.path) > draft_tokens.LONGEST_PAGE:
        return SafeString("")
    token = draft_tokens.issue(user.pk, request.path)
    return format_html('<input type="hidden" name="{}" value="{}">', draft_tokens.FIELD, token)


class DateReading(LayoutPart):
    """What csplan takes the words of a date to mean, to be confirmed before it is saved."""

    def __init__(self, *sentences: str) -> None:
        self.fields: list[Any] = []
        self.sentences = sentences

    def render(self, form: Any, context: Any, template_pack: str = "gds", **_: Any) -> SafeString:
        paragraphs = ((sentence,) for sentence in self.sentences)
        return format_html(
            '<div class="govuk-inset-text" role="alert" id="date-reading">'
            '<h2 class="govuk-heading-s">Check the date before it is saved</h2>{}</div>',
            format_html_join("", '<p class="govuk-body">{}</p>', paragraphs),
        )
