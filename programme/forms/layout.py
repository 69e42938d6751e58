"""Layout objects of the programme's forms."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from csplan.core.form_layout import LayoutPart, ShownFor
from csplan.core.templatetags.govuk import paragraphs

__all__ = ["DraftBeside", "SaveButtons", "ShownFor", "StartFromLast"]


class StartFromLast(LayoutPart):
    """Fills the boxes that are still empty with last quarter's answers; saves nothing.

    Return pressed in a box presses a form's first button, so one that saves stands before it,
    where neither eye nor keyboard meets it.
    """

    def __init__(self, following: str, what: str) -> None:
        self.fields: list[Any] = []
        self.following = following
        self.what = what

    def render(self, form: Any, context: Any, template_pack: str = "gds", **_: Any) -> SafeString:
        return format_html(
            '<button type="submit" class="app-default-button" tabindex="-1" aria-hidden="true"{}>'
            "Save</button>"
            '<div class="app-start"><button type="submit" name="start" value="last"'
            ' class="govuk-button govuk-button--secondary" aria-describedby="start-hint">'
            'Start from {}</button><p class="govuk-hint" id="start-hint">Fills the boxes that are'
            " empty. Nothing is saved until you save it.</p></div>",
            format_html(' name="next" value="{}"', self.following) if self.following else "",
            self.what,
        )


class SaveButtons(LayoutPart):
    """Save and go on to the next unanswered question, or back to the list."""

    def __init__(self, following: str) -> None:
        self.fields: list[Any] = []
        self.following = following

    def render(self, form: Any, context: Any, template_pack: str = "gds", **_: Any) -> SafeString:
        return format_html(
            '<div class="govuk-button-group">{}'
            '<button type="submit" class="govuk-button{}" data-module="govuk-button"'
            ' data-prevent-double-click="true">Save and return to the list</button></div>',
            self._next_button(),
            " govuk-button--secondary" if self.following else "",
        )

    def _next_button(self) -> SafeString:
        if not self.following:
            return SafeString("")
        return format_html(
            '<button type="submit" class="govuk-button" data-module="govuk-button"'
            ' data-prevent-double-click="true" name="next" value="{}">'
            "Save and go to the next</button>",
            self.following,
        )


class DraftBeside(LayoutPart):
    """What csplan drafted from the record, above the box for people's own words."""

    def __init__(self, words: str) -> None:
        self.fields: list[Any] = []
        self.words = words

    def render(self, form: Any, context: Any, template_pack: str = "gds", **_: Any) -> SafeString:
        if not self.words:
            return SafeString("")
        return format_html(
            '<div class="govuk-inset-text"><p class="govuk-body-s app-quiet">'
            "Drafted from the record</p>{}</div>",
            paragraphs(self.words),
        )
