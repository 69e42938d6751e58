"""The base of every form: GOV.UK dress through crispy's helper, and messages that say what to do.

    class ProgressForm(BaseForm):
        narrative = NarrativeField(label="What happened this quarter")
        missing = {"narrative": "Enter what happened this quarter"}

A required field without a message of its own stops the program when the class is made.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, ClassVar, TypeAlias

from crispy_forms.layout import LayoutObject
from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Layout, Size
from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.forms.forms import DeclarativeFieldsMetaclass
from django.forms.models import ModelFormMetaclass
from django.urls import reverse
from django.utils.functional import cached_property

from csplan.core.form_fields import (
    DateInput,
    DecimalTextField,
    GovDateField,
    HiddenVersionField,
    HintedRadioSelect,
    NamedChoiceField,
    NarrativeField,
    RatingField,
    TickedRecordsField,
    capitalised,
)
from csplan.core.form_layout import Buttons, DraftBox, Section

__all__ = [
    "BaseForm",
    "BaseModelForm",
    "Buttons",
    "DateInput",
    "DecimalTextField",
    "GovDateField",
    "HiddenVersionField",
    "HintedRadioSelect",
    "NamedChoiceField",
    "NarrativeField",
    "RatingField",
    "Section",
    "TickedRecordsField",
]

LayoutItem: TypeAlias = str | LayoutObject


class MissingMessageError(ImproperlyConfigured):
    """A required field would say "This field is required"."""


def word_messages(
    form: str, fields: Mapping[str, forms.Field], missing: Mapping[str, str]
) -> None:
    """Give each field its own messages; refuse a required field that has none."""
    for name, field in fields.items():
        _word_field(field, name, missing.get(name, ""))
        if field.required and _is_stock(field, "required"):
            raise MissingMessageError(f"{form}.{name} needs a message in {form}.missing")


def _word_field(field: forms.Field, name: str, message: str) -> None:
    _use_text_input(field)
    if message:
        field.error_messages["required"] = message
    what = capitalised(str(field.label or name.replace("_", " ")))
    for code, words in _words(field, what, message).items():
        if code not in field.error_messages or _is_stock(field, code):
            field.error_messages[code] = words


def _words(field: forms.Field, what: str, message: str) -> dict[str, str]:
    """GOV.UK sentences in place of Django's own, by error code."""
    return {
        "max_length": f"{what} must be {getattr(field, 'max_length', 0)} characters or fewer",
        "min_length": f"{what} must be {getattr(field, 'min_length', 0)} characters or more",
        "max_value": f"{what} must be {getattr(field, 'max_value', 0)} or less",
        "min_value": f"{what} must be {getattr(field, 'min_value', 0)} or more",
        "invalid_choice": message or "Select an option from the list",
        "invalid": _invalid_words(field, what),
    }


def _invalid_words(field: forms.Field, what: str) -> str:
    if isinstance(field, forms.EmailField):
        return "Enter an email address in the correct format, like name@example.com"
    if isinstance(field, forms.DecimalField | forms.FloatField):
        return f"{what} must be a number, like 12.5"
    if isinstance(field, forms.IntegerField):
        return f"{what} must be a whole number, like 12"
    return f"{what} is not in the correct format"


def _is_stock(field: forms.Field, code: str) -> bool:
    """Whether the field still has the library's message; compared by identity, as it is lazy."""
    stock = (getattr(base, "default_error_messages", {}) for base in type(field).__mro__)
    words = field.error_messages.get(code)
    return any(words is messages[code] for messages in stock if code in messages)


def _use_text_input(field: forms.Field) -> None:
    # Number inputs lose what was typed when it is not a number, and change on a scroll.
    if type(field.widget) is not forms.NumberInput:
        return
    mode = "numeric" if type(field) is forms.IntegerField else "decimal"
    css = str(field.widget.attrs.get("class", "govuk-input--width-10"))
    field.widget = forms.TextInput(attrs={"inputmode": mode, "class": css})


class WordedFieldsMeta(DeclarativeFieldsMetaclass):
    """Checks the messages of a form class as soon as it is written."""

    def __init__(
        cls,  # noqa: N805 - this is a metaclass
        name: str,
        bases: tuple[type, ...],
        attrs: dict[str, Any],
    ) -> None:
        super().__init__(name, bases, attrs)
        cls.declared_fields = cls.base_fields = _worded_copies(cls)


class WordedModelFieldsMeta(ModelFormMetaclass):
    """The same check for forms made from a model."""

    def __init__(
        cls,  # noqa: N805 - this is a metaclass
        name: str,
        bases: tuple[type, ...],
        attrs: dict[str, Any],
    ) -> None:
        super().__init__(name, bases, attrs)
        cls.base_fields = _worded_copies(cls)


def _worded_copies(form: Any) -> dict[str, forms.Field]:
    """The form's fields with their messages; copies, as a parent class may share the originals."""
    fields: dict[str, forms.Field] = deepcopy(form.base_fields)
    inherited = [vars(base).get("missing", {}) for base in form.__mro__]
    missing = {name: words for own in reversed(inherited) for name, words in own.items()}
    unknown = set(vars(form).get("missing", {})) - set(fields)
    if unknown:
        raise MissingMessageError(f"{form.__name__} has no field {', '.join(sorted(unknown))}")
    word_messages(form.__name__, fields, missing)
    return fields


class PlainHelper(FormHelper):  # type: ignore[misc]
    """Crispy's helper with our defaults. A form posts to the page it is on."""

    label_size = Size.SMALL
    legend_size = Size.SMALL
    # A layout that names only what people see must not lose the version or the key.
    render_hidden_fields = True
    # The inherited property looks this up as the name of a page, twice for each form.
    form_action = ""

    def __init__(self) -> None:
        super().__init__()
        self.attrs: dict[str, str | bool] = {"novalidate": True}


class GovUkFormMixin:
    """What `BaseForm` and `BaseModelForm` share.

    `missing` maps a field to what is said when it is left empty; `submit_label` is the
    button, in the colour of a warning on a form that `is_final`; `cancel_url`, set by the view,
    adds a link beside it. A form with `keeps_draft` keeps what is typed for the person typing
    it until it is saved; its page calls `csplan.drafts.restoring.restore`.
    """

    missing: ClassVar[Mapping[str, str]] = {}
    submit_label: str = "Save"
    is_final: ClassVar[bool] = False
    cancel_url: str = ""
    keeps_draft: ClassVar[bool] = False
    # What the form was filled with because it was typed before and not saved.
    restored: Any = None
    # The browser's own bubbles would hide the error summary.
    use_required_attribute = False
    fields: dict[str, forms.Field]

    @cached_property
    def helper(self) -> FormHelper:
        """Crispy's helper; change its `layout` or attributes for one form as needed."""
        helper = PlainHelper()
        helper.layout = Layout(*self.layout_items(), *self.button_items())
        if self.keeps_draft:
            helper.layout.append(DraftBox())
            helper.attrs["data-draft"] = reverse("draft-keep")
        return helper

    def layout_items(self) -> Sequence[LayoutItem]:
        """The fields to show, in order: names, `Section`s or crispy-forms-gds `Field`s."""
        return list(self.fields)

    def button_items(self) -> Sequence[LayoutItem]:
        """What ends the form: one button, and a cancel link when `cancel_url` is set."""
        style = "warning" if self.is_final else ""
        return [Buttons(self.submit_label, style=style, cancel_url=self.cancel_url)]

    def require(self, name: str, message: str) -> None:
        """Make a field compulsory for this one form, with its own message."""
        field = self.fields[name]
        field.required = True
        field.error_messages["required"] = message


class BaseForm(GovUkFormMixin, forms.Form, metaclass=WordedFieldsMeta):
    """A form that is not made from a model."""


class BaseModelForm(GovUkFormMixin, forms.ModelForm, metaclass=WordedModelFieldsMeta):  # type: ignore[type-arg]
    """A form made from a model."""
