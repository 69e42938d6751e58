"""Form fields that speak GOV.UK: each knows its own messages and how it is keyed in."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeAlias

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from csplan.core.ratings import DEFINITIONS, Rating
from csplan.core.text import NARRATIVE_LIMIT, clean_narrative

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
DATE_PARTS: Final = ("day", "month", "year")
MONTHS: Final = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
SHORTEST_MONTH_NAME: Final = 3

DateText: TypeAlias = tuple[str, str, str]


def capitalised(words: str) -> str:
    """The words with a capital at the start and nothing else changed."""
    return words[:1].upper() + words[1:]


class NarrativeField(forms.CharField):
    """Several sentences of plain text, cleaned and limited by `clean_narrative`.

    Shown as a text area with a character count; the count works without script as a
    sentence that names the limit.
    """

    max_characters: int = NARRATIVE_LIMIT

    def __init__(self, *, rows: int = 6, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        # A model's own max_length would say the same thing in other words.
        kwargs.pop("max_length", None)
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        """The cleaned text; a `ValidationError` says in plain words what to change."""
        return clean_narrative(super().to_python(value) or "")


class DateInput(forms.Widget):
    """Day, month and year, each typed in a box of its own, named `<field>-day` and so on."""

    is_date_input = True

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> DateText:
        day, month, year = (str(data.get(f"{name}-{part}") or "") for part in DATE_PARTS)
        return day.strip(), month.strip(), year.strip()

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return all(f"{name}-{part}" not in data for part in DATE_PARTS)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-day"

    def format_value(self, value: Any) -> DateText:
        """The three texts to show for a date, for what was typed, or for nothing."""
        if isinstance(value, date):
            return str(value.day), str(value.month), str(value.year)
        if isinstance(value, list | tuple) and len(value) == len(DATE_PARTS):
            day, month, year = (str(part or "") for part in value)
            return day, month, year
        return "", "", ""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        attrs = {**self.attrs, **(attrs or {})}
        wrong = str(attrs.pop("wrong_parts", "")).split()
        base_id = attrs.get("id", f"id_{name}")
        parts = format_html_join(
            "",
            '<div class="govuk-date-input__item"><div class="govuk-form-group">'
            '<label class="govuk-label govuk-date-input__label" for="{}">{}</label>'
            "<input{}></div></div>",
            (
                (
                    f"{base_id}-{part}",
                    part.capitalize(),
                    _part_attrs(name, base_id, part, text, wrong),
                )
                for part, text in zip(DATE_PARTS, self.format_value(value), strict=True)
            ),
        )
        return format_html('<div class="govuk-date-input" id="{}">{}</div>', base_id, parts)


def _part_attrs(name: str, base_id: str, part: str, text: str, wrong: Any) -> SafeString:
    width = 4 if part == "year" else 2 if part == "day" else 4
    error = " govuk-input--error" if part in wrong else ""
    attrs = {
        "class": f"govuk-input govuk-date-input__input govuk-input--width-{width}{error}",
        "id": f"{base_id}-{part}",
        "name": f"{name}-{part}",
        "type": "text",
        "value": text,
    }
    # A month may be typed as a word, so only the other two ask for the number pad.
    if part != "month":
        attrs["inputmode"] = "numeric"
    return flatatt(attrs)


class GovDateField(forms.Field):
    """A calendar day typed as day, month and year; the month may be a number or a name.

    `what` names the date inside its messages: "the forecast date" gives "Enter the
    forecast date", "The forecast date must include a month" and "The forecast date must
    be a real date".
    """

    widget = DateInput
    empty_values = [None, "", ("", "", "")]

    def __init__(self, *, what: str = "the date", **kwargs: Any) -> None:
        own = {"required": f"Enter {what}"}
        messages = {**own, **(kwargs.pop("error_messages", None) or {})}
        super().__init__(error_messages=messages, **kwargs)
        self.what = what

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        self._refuse_gaps(value)
        day, month, year = value
        return self._real_date(_number(day), _month_number(month), self._year_number(year))

    def _refuse_gaps(self, value: DateText) -> None:
        gaps = tuple(part for part, text in zip(DATE_PARTS, value, strict=True) if not text)
        if gaps:
            missing = " and ".join(f"a {part}" for part in gaps)
            raise self._error(f"must include {missing}", "incomplete", gaps)

    def _year_number(self, text: str) -> int:
        year = _number(text)
        if year is None:
            raise self._error("must be a real date", "invalid", ("year",))
        if len(text) != len("2013"):
            raise self._error("must have a year of 4 numbers, like 2013", "year", ("year",))
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise self._error(f"must be between {FIRST_YEAR} and {LAST_YEAR}", "year", ("year",))
        return year

    def _real_date(self, day: int | None, month: int | None, year: int) -> date:
        if month is None:
            raise self._error("must have a month, like 3 or March", "month", ("month",))
        try:
            return date(year, month, day or 0)
        except ValueError:
            raise self._error("must be a real date", "invalid", DATE_PARTS) from None

    def _error(self, fault: str, code: str, parts: tuple[str, ...]) -> ValidationError:
        # Django fills parameters into the message, so a percent sign of ours must be doubled.
        words = f"{capitalised(self.what)} {fault}".replace("%", "%%")
        return ValidationError(words, code, {"parts": parts})


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None


def _month_number(text: str) -> int | None:
    """1 to 12 from "3", "03", "Mar", "Sept" or "March"; None for anything else."""
    number = _number(text)
    if number is not None:
        return number if 1 <= number <= len(MONTHS) else None
    word = text.lower().rstrip(".")
    if len(word) < SHORTEST_MONTH_NAME:
        return None
    return next((n for n, month in enumerate(MONTHS, 1) if month.startswith(word)), None)


class DecimalTextField(forms.DecimalField):
    """A number typed as people write it: "1,234.50", "£220,000" and "80%" are understood.

    `what` names the figure inside its messages; `example` shows how to type it.
    """

    def __init__(
        self,
        *,
        what: str = "the figure",
        example: str = "1234.50",
        prefix: str = "",
        suffix: str = "",
        **kwargs: Any,
    ) -> None:
        own = {
            "required": f"Enter {what}",
            "invalid": f"{capitalised(what)} must be a number, like {example}",
        }
        messages = {**own, **(kwargs.pop("error_messages", None) or {})}
        look = {"inputmode": "decimal", "class": "govuk-input--width-10"}
        kwargs.setdefault("widget", forms.TextInput(attrs=look))
        super().__init__(error_messages=messages, **kwargs)
        self.what, self.input_prefix, self.input_suffix = what, prefix, suffix

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if value in self.empty_values:
            return None
        text = str(value).strip().replace("\N{MINUS SIGN}", "-")
        try:
            number = Decimal(_without_separators(text))
        except InvalidOperation:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if not number.is_finite():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """None: `step`, `min` and `max` belong to number inputs only."""
        return {}


def _without_separators(text: str) -> str:
    """The bare number, for Decimal to judge; a comma counts only between thousands."""
    bare = text.replace("£", "", 1).removesuffix("%").replace(" ", "")
    whole, _, pence = bare.partition(".")
    groups = whole.lstrip("-").split(",")
    if len(groups) > 1 and not all(len(group) == 3 for group in groups[1:]):
        return bare
    return f"{whole.replace(',', '')}.{pence}" if pence else whole.replace(",", "")


class HintedRadioSelect(forms.RadioSelect):
    """Radio buttons that may each carry a sentence of explanation."""

    hints: Mapping[str, str] = {}


class RatingField(forms.ChoiceField):
    """One of the delivery ratings, each with the definition everybody works to."""

    def __init__(self, **kwargs: Any) -> None:
        own = {"required": "Select a rating", "invalid_choice": "Select a rating from the list"}
        messages = {**own, **(kwargs.pop("error_messages", None) or {})}
        widget = HintedRadioSelect()
        widget.hints = DEFINITIONS
        kwargs.update(choices=Rating.choices, widget=widget, error_messages=messages)
        super().__init__(**kwargs)


class HiddenVersionField(forms.IntegerField):
    """The version of the row the page was opened on, carried along to detect a stale save."""

    def __init__(self, **kwargs: Any) -> None:
        reload = "This page was not sent whole. Open it again and repeat the change"
        messages = {"required": reload, "invalid": reload, "min_value": reload}
        kwargs.setdefault("widget", forms.HiddenInput())
        super().__init__(min_value=0, error_messages=messages, **kwargs)


# Django's stubs give the class a parameter that it does not take when it runs.
class NamedChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Records to choose from, each called what ``named`` says of it."""

    def __init__(self, *args: Any, named: Callable[[Any], str] = str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.named = named

    def label_from_instance(self, obj: Any) -> str:
        return self.named(obj)


# The stubs' parameter again.
class TickedRecordsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Any number of records, ticked; none at all, unless it is required."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError:
            # SQLite has no room for a key as large as what was sent.
            words = self.error_messages["invalid_choice"]
            params = {"value": ", ".join(value)}
            raise ValidationError(words, code="invalid_choice", params=params) from None
