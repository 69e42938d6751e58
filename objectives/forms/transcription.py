"""What is pasted or uploaded, where each line goes, and which document it is of."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from crispy_forms.layout import LayoutObject
from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from csplan.core.form_files import FileForm
from csplan.core.form_layout import ShownFor
from csplan.core.forms import BaseForm, Buttons
from csplan.core.models import SourceDocument
from objectives.rules.transcription.lines import MOST_LINES

LONGEST_TEXT = 200_000
NEW, NONE = "new", "none"
PLACE = "place-"
TITLE_HINT = "As it stands on its front page."


class ImportForm(FileForm):
    """A document's text, or a file of it."""

    text = forms.CharField(
        label="Paste the text of the document",
        required=False,
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="With its headings. Bullets, columns and page breaks are recognised.",
    )
    file = forms.FileField(
        label="Or choose a file",
        required=False,
        max_length=200,
        help_text="Plain text (.txt), or the template filled in (.ods or .csv). At most 2 MB.",
    )

    submit_label = "See where each line goes"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        has_text, has_file = bool(cleaned.get("text", "").strip()), bool(cleaned.get("file"))
        if has_text and has_file:
            self.add_error("file", "Paste the text or choose a file, not both")
        elif not has_text and not has_file and not self.errors:
            self.add_error("text", "Paste the text of the document, or choose a file")
        return cleaned

    def sent(self) -> tuple[str, bytes]:
        """The name of what was sent, and its bytes."""
        chosen = self.cleaned_data["file"]
        if chosen:
            return chosen.name, chosen.read()
        return "Pasted text", self.cleaned_data["text"].encode()


class TranscriptForm(BaseForm):
    """Which published document the lines are of. The page puts the lines in the same form."""

    document = forms.ChoiceField(label="Which published document is this?")
    title = forms.CharField(
        label="Title of the document", required=False, max_length=200, help_text=TITLE_HINT
    )
    publisher = forms.CharField(label="Who published it?", required=False, max_length=200)

    missing = {"document": "Select the document, or say that the words were never published"}
    submit_label = "Import into the draft"

    def __init__(self, *args: Any, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cancel_url = cancel_url
        known = SourceDocument.objects.values_list("pk", "title")
        field: Any = self.fields["document"]
        field.choices = [
            ("", "Select one"),
            *((str(pk), title) for pk, title in known),
            (NEW, "Another document"),
            (NONE, "None: these words were never published"),
        ]
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def layout_items(self) -> Sequence[str | LayoutObject]:
        return [
            "document",
            ShownFor("document", [NEW], "title", "publisher", when="If it is another document"),
        ]

    def button_items(self) -> Sequence[str | LayoutObject]:
        return [Buttons(self.submit_label, name="import", cancel_url=self.cancel_url)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("document") == NEW:
            if not cleaned.get("title"):
                self.add_error("title", "Enter the title of the document")
            if not cleaned.get("publisher"):
                self.add_error("publisher", "Enter who published it")
        return cleaned


def posted_places(posted: Mapping[str, Any]) -> dict[int, str]:
    """Where a person put each line, by its number."""
    names = (f"{PLACE}{number}" for number in range(1, 2 * MOST_LINES + 1))
    return {int(name.removeprefix(PLACE)): posted[name] for name in names if name in posted}


def place_options(
    groups: Sequence[tuple[str, Sequence[tuple[str, str]]]],
) -> Callable[[str], SafeString]:
    """The options of a line's select, for the place it has: made once, marked for each line."""
    options = format_html_join(
        "",
        '<optgroup label="{}">{}</optgroup>',
        (
            (name, format_html_join("", '<option value="{}">{}</option>', pairs))
            for name, pairs in groups
        ),
    )

    def marked(code: str) -> SafeString:
        value = format_html('value="{}"', code)
        return mark_safe(options.replace(value, f"{value} selected", 1))  # noqa: S308 - made of escaped parts

    return marked
