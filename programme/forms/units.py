"""The unit of a measure: one that csplan knows, or words of one's own."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from csplan.registers.fields import WordedField
from programme.choices import Unit
from programme.rules.measures import unit_problem

OWN = "own"
BY_LABEL = {str(label).casefold(): value for value, label in Unit.choices}


class UnitInput(forms.Widget):
    """A list of the known units, and a box for words of one's own."""

    use_fieldset = True

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str:
        chosen = str(data.get(name) or "").strip()
        own = str(data.get(f"{name}-own") or "").strip()
        return own if chosen in ("", OWN) else chosen

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and f"{name}-own" not in data

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        base_id = (attrs or {}).get("id", f"id_{name}")
        known = unit_from(str(value or ""))
        is_own = bool(value) and known not in Unit.values
        chosen = OWN if is_own else known
        options = (("", "Select one"), *Unit.choices, (OWN, "Another unit"))
        return format_html(
            '<div class="govuk-form-group"><select class="govuk-select" id="{0}" name="{1}"'
            ' aria-label="Unit">{2}</select></div><label class="govuk-label" for="{0}-own">'
            "If another, its words for one and for several, like placement/placements</label>"
            '<input class="govuk-input govuk-input--width-20" type="text" id="{0}-own"'
            ' name="{1}-own" value="{3}">',
            base_id,
            name,
            format_html_join(
                "",
                '<option value="{}"{}>{}</option>',
                (
                    (each, SafeString(" selected") if each == chosen else "", label)
                    for each, label in options
                ),
            ),
            value if is_own else "",
        )


def unit_from(text: str) -> str:
    """The unit that ``text`` means: a known one by its own name or its words, or as it is."""
    plain = " ".join(text.split())
    if plain in Unit.values:
        return plain
    return str(BY_LABEL.get(plain.casefold(), plain))


class UnitField(WordedField):
    """A measure's unit, written as its words."""

    widget = UnitInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": "Select the unit"})
        super().__init__(**kwargs)

    def words(self, value: Any) -> str:
        return str(Unit(value).label) if value in Unit.values else str(value)

    def to_python(self, value: Any) -> str:
        unit = unit_from(str(value or ""))
        if not unit:
            return ""
        problem = unit_problem(unit)
        if problem:
            raise ValidationError(problem, "invalid")
        one, stroke, several = unit.partition("/")
        return f"{one.strip()}{stroke}{several.strip()}"

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != (initial or "")
        except ValidationError:
            return True
