"""HTML of one form field in GOV.UK dress, written here because templates cost five times more.

Every label, legend, hint, error and option is escaped, whatever the layout object or the
database put into it. `templates/gds/field.html` hands crispy's fields to `field_html`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

NOTHING = SafeString("")


@dataclass(frozen=True, slots=True)
class Look:
    """What a layout may ask of one field."""

    label_size: str = ""
    legend_size: str = ""
    heading: str = ""
    is_small: bool = False
    is_inline: bool = False
    shows_errors: bool = True

    @classmethod
    def from_context(cls, context: Mapping[str, Any]) -> "Look":
        """Read the names that crispy-forms-gds layout objects put in the context."""
        return cls(
            label_size=context.get("label_size") or "",
            legend_size=context.get("legend_size") or "",
            heading=_heading(context.get("legend_tag") or context.get("label_tag")),
            is_small=bool(context.get("radios_small") or context.get("checkboxes_small")),
            is_inline=bool(context.get("radios_inline")),
            shows_errors=bool(context.get("form_show_errors", True)),
        )


def _heading(tag: Any) -> str:
    return tag if tag in {"h1", "h2", "h3"} else ""


def field_html(bound: BoundField, look: Look) -> SafeString:
    """The whole form group: label or legend, hint, errors and control."""
    if bound.is_hidden:
        return control_html(bound, {})
    messages = [str(words) for words in bound.errors] if look.shows_errors else []
    control = _fieldset_group if _is_group(bound) else _labelled_group
    inside = control(bound, look, messages)
    return format_html(
        '<div class="govuk-form-group{}{}"{} id="div_{}">{}</div>',
        " govuk-form-group--error" if messages else "",
        " govuk-character-count" if _limit(bound) else "",
        _count_attrs(bound),
        bound.auto_id,
        inside,
    )


def error_target(bound: BoundField) -> str:
    """The id of the control that a line of the error summary must lead to."""
    if getattr(bound.field.widget, "is_date_input", False):
        parts = wrong_parts(bound)
        return f"{bound.auto_id}-{parts[0] if parts else 'day'}"
    return f"{bound.auto_id}_0" if _is_choice_group(bound.field.widget) else bound.auto_id


def wrong_parts(bound: BoundField) -> tuple[str, ...]:
    """Which of day, month and year the first error is about."""
    for error in bound.errors.as_data():
        params = error.params
        if isinstance(params, dict) and "parts" in params:
            return tuple(params["parts"])
    return ("day", "month", "year") if bound.errors else ()


def _is_choice_group(widget: forms.Widget) -> bool:
    return isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


def _is_group(bound: BoundField) -> bool:
    widget = bound.field.widget
    return (
        _is_choice_group(widget) or bool(widget.use_fieldset) or hasattr(widget, "is_date_input")
    )


def _limit(bound: BoundField) -> int | None:
    return getattr(bound.field, "max_characters", None)


def _count_attrs(bound: BoundField) -> SafeString:
    limit = _limit(bound)
    if limit is None:
        return NOTHING
    return format_html(' data-module="govuk-character-count" data-maxlength="{}"', limit)


def _hint(bound: BoundField) -> SafeString:
    if not bound.help_text:
        return NOTHING
    return format_html(
        '<div id="{}_hint" class="govuk-hint">{}</div>', bound.auto_id, str(bound.help_text)
    )


def _errors(bound: BoundField, messages: list[str]) -> SafeString:
    return format_html_join(
        "",
        '<p id="{}_{}_error" class="govuk-error-message">'
        '<span class="govuk-visually-hidden">Error:</span> {}</p>',
        ((bound.auto_id, number, str(message)) for number, message in enumerate(messages, 1)),
    )


def _described_by(bound: BoundField, messages: list[str]) -> str:
    ids = [f"{bound.auto_id}_hint"] if bound.help_text else []
    ids += [f"{bound.auto_id}_{number}_error" for number in range(1, len(messages) + 1)]
    ids += [f"{bound.auto_id}-info"] if _limit(bound) else []
    return " ".join(ids)


# Fields with a label of their own


def _labelled_group(bound: BoundField, look: Look, messages: list[str]) -> SafeString:
    if isinstance(bound.field.widget, forms.CheckboxInput):
        return _single_checkbox(bound, look, messages)
    return format_html(
        "{}{}{}{}{}",
        _label(bound, look),
        _hint(bound),
        _errors(bound, messages),
        _affixed(bound, _control(bound, messages)),
        _count_message(bound),
    )


def _label(bound: BoundField, look: Look) -> SafeString:
    label = format_html(
        '<label class="govuk-label {}" for="{}">{}</label>',
        look.label_size,
        bound.id_for_label,
        str(bound.label),
    )
    if not look.heading:
        return label
    tag = mark_safe(look.heading)  # noqa: S308 - one of three literals, see _heading
    return format_html('<{} class="govuk-label-wrapper">{}</{}>', tag, label, tag)


def _control(bound: BoundField, messages: list[str]) -> SafeString:
    widget = bound.field.widget
    kind = _kind(widget)
    own = str(widget.attrs.get("class", ""))
    error = f"govuk-{kind}--error" if messages else ""
    counted = "govuk-js-character-count" if _limit(bound) else ""
    attrs: dict[str, str | bool] = {
        "class": " ".join(f"govuk-{kind} {own} {error} {counted}".split())
    }
    described_by = _described_by(bound, messages)
    if described_by:
        attrs["aria-describedby"] = described_by
    return control_html(bound, attrs)


def control_html(bound: BoundField, attrs: dict[str, str | bool]) -> SafeString:
    """The control itself. The two kinds there are most of say what Django's templates would."""
    kind = type(bound.field.widget)
    if kind is forms.Textarea:
        return format_html(
            '<textarea name="{}"{}>\n{}</textarea>',
            bound.html_name,
            _widget_attrs(bound, attrs),
            _shown(bound) or "",
        )
    if kind in {forms.TextInput, forms.HiddenInput}:
        type_ = bound.field.widget.input_type
        own = {"type": type_, "name": bound.html_name, "value": _shown(bound)}
        return format_html("<input{}{}>", flatatt(own), _widget_attrs(bound, attrs))
    return SafeString(bound.as_widget(attrs=attrs))


def _widget_attrs(bound: BoundField, attrs: dict[str, str | bool]) -> SafeString:
    """All that the field, its widget and the page ask of the control."""
    widget = bound.field.widget
    asked = bound.build_widget_attrs(attrs, widget)
    return flatatt({"id": bound.auto_id or None, **widget.attrs, **asked})


def _shown(bound: BoundField) -> str | None:
    """What stands in the box; nothing for an empty one."""
    shown: str | None = bound.field.widget.format_value(bound.value())
    return shown


def _kind(widget: forms.Widget) -> str:
    if isinstance(widget, forms.Textarea):
        return "textarea"
    if isinstance(widget, forms.Select):
        return "select"
    return "file-upload" if isinstance(widget, forms.FileInput) else "input"


def _affixed(bound: BoundField, control: SafeString) -> SafeString:
    prefix = getattr(bound.field, "input_prefix", "")
    suffix = getattr(bound.field, "input_suffix", "")
    if not (prefix or suffix):
        return control
    return format_html(
        '<div class="govuk-input__wrapper">{}{}{}</div>',
        _affix("prefix", prefix),
        control,
        _affix("suffix", suffix),
    )


def _affix(side: str, text: str) -> SafeString:
    if not text:
        return NOTHING
    return format_html('<div class="govuk-input__{}" aria-hidden="true">{}</div>', side, text)


def _count_message(bound: BoundField) -> SafeString:
    limit = _limit(bound)
    if limit is None:
        return NOTHING
    return format_html(
        '<div id="{}-info" class="govuk-hint govuk-character-count__message">'
        "You can enter up to {} characters</div>",
        bound.auto_id,
        f"{limit:,}",
    )


def _single_checkbox(bound: BoundField, look: Look, messages: list[str]) -> SafeString:
    attrs: dict[str, str | bool] = {"class": "govuk-checkboxes__input"}
    if messages or bound.help_text:
        attrs["aria-describedby"] = _described_by(bound, messages)
    return format_html(
        '{}<div class="govuk-checkboxes{}"><div class="govuk-checkboxes__item">{}'
        '<label class="govuk-label govuk-checkboxes__label" for="{}">{}</label>'
        "{}</div></div>",
        _errors(bound, messages),
        " govuk-checkboxes--small" if look.is_small else "",
        SafeString(bound.as_widget(attrs=attrs)),
        bound.id_for_label,
        str(bound.label),
        _item_hint("checkboxes", f"{bound.auto_id}_hint", str(bound.help_text or "")),
    )


# Fields that are a group of controls under a legend


def _fieldset_group(bound: BoundField, look: Look, messages: list[str]) -> SafeString:
    described_by = _described_by(bound, messages)
    return format_html(
        '<fieldset class="govuk-fieldset"{}{}>{}{}{}{}</fieldset>',
        mark_safe(' role="group"') if hasattr(bound.field.widget, "is_date_input") else NOTHING,
        flatatt({"aria-describedby": described_by}) if described_by else NOTHING,
        _legend(bound, look),
        _hint(bound),
        _errors(bound, messages),
        _group_control(bound, look),
    )


def _legend(bound: BoundField, look: Look) -> SafeString:
    text: str | SafeString = str(bound.label)
    if look.heading:
        tag = mark_safe(look.heading)  # noqa: S308 - one of three literals, see _heading
        text = format_html('<{} class="govuk-fieldset__heading">{}</{}>', tag, text, tag)
    return format_html(
        '<legend class="govuk-fieldset__legend {}">{}</legend>', look.legend_size, text
    )


def _group_control(bound: BoundField, look: Look) -> SafeString:
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return _options(bound, look, "checkboxes", "checkbox")
    if isinstance(widget, forms.RadioSelect):
        return _options(bound, look, "radios", "radio")
    attrs: dict[str, str | bool] = {
        "id": bound.auto_id,
        "wrong_parts": " ".join(wrong_parts(bound)),
    }
    return SafeString(bound.as_widget(attrs=attrs if hasattr(widget, "is_date_input") else None))


def _options(bound: BoundField, look: Look, block: str, kind: str) -> SafeString:
    chosen = _chosen(bound)
    hints: Mapping[str, str] = getattr(bound.field.widget, "hints", {})
    choices = getattr(bound.field.widget, "choices", ())
    items = format_html_join(
        "",
        "{}",
        (
            (_option(bound, block, kind, number, value, label, chosen, hints),)
            for number, (value, label) in enumerate(choices)
        ),
    )
    return format_html(
        '<div class="govuk-{}{}{}"{}>{}</div>',
        block,
        f" govuk-{block}--small" if look.is_small else "",
        f" govuk-{block}--inline" if look.is_inline else "",
        mark_safe(' data-module="govuk-radios"') if kind == "radio" else NOTHING,
        items,
    )


def _chosen(bound: BoundField) -> frozenset[str]:
    value = bound.value()
    values = value if isinstance(value, list | tuple | set) else [value]
    return frozenset("" if item is None else str(item) for item in values)


def _option(
    bound: BoundField,
    block: str,
    kind: str,
    number: int,
    value: Any,
    label: Any,
    chosen: frozenset[str],
    hints: Mapping[str, str],
) -> SafeString:
    item_id = f"{bound.auto_id}_{number}"
    text = "" if value is None else str(value)
    hint = str(hints.get(text, ""))
    attrs: dict[str, Any] = {
        "class": f"govuk-{block}__input",
        "type": kind,
        "name": bound.html_name,
        "id": item_id,
        "value": text,
        "checked": text in chosen,
        "disabled": bool(bound.field.disabled),
    }
    if hint:
        attrs["aria-describedby"] = f"{item_id}_hint"
    return format_html(
        '<div class="govuk-{}__item"><input{}>'
        '<label class="govuk-label govuk-{}__label" for="{}">{}</label>{}</div>',
        block,
        flatatt(attrs),
        block,
        item_id,
        conditional_escape(label),
        _item_hint(block, f"{item_id}_hint", hint),
    )


def _item_hint(block: str, hint_id: str, hint: str) -> SafeString:
    if not hint:
        return NOTHING
    return format_html(
        '<div id="{}" class="govuk-hint govuk-{}__hint">{}</div>', hint_id, block, hint
    )
