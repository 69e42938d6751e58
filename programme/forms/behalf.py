"""Saying that an entry is made for somebody else, who then stands in its history."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from csplan.core.form_layout import LayoutPart
from programme.models.returns import LONGEST_POST

NAME = "on_behalf_of"
SUMMARY = "I am entering this for somebody else"


def on_behalf_field() -> forms.CharField:
    return forms.CharField(
        label="Who are you entering it for?",
        help_text="Their post, such as “Co-ordinator, North West”. The history names you both",
        max_length=LONGEST_POST,
        required=False,
    )


class ForSomebodyElse(LayoutPart):
    """The question folded away, open once it is answered."""

    def __init__(self) -> None:
        self.fields = [NAME]

    def render(self, form: Any, context: Any, template_pack: str = "gds", **_: Any) -> SafeString:
        return format_html(
            '<details class="govuk-details"{}><summary class="govuk-details__summary">'
            '<span class="govuk-details__summary-text">{}</span></summary>'
            '<div class="govuk-details__text">{}</div></details>',
            SafeString(" open") if form[NAME].value() or NAME in form.errors else "",
            SUMMARY,
            self.get_rendered_fields(form, context, template_pack),
        )
