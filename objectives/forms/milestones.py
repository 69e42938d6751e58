"""A milestone, whose date is typed in words, read by csplan, and confirmed or put right."""

from collections.abc import Iterator, Sequence
from typing import Any

from crispy_forms.layout import LayoutObject
from django import forms
from django.urls import reverse

from csplan.accounts.models import User
from csplan.core.form_layout import DateReading, Folded, HiddenValue
from csplan.core.forms import DateInput, GovDateField
from csplan.core.worded import PlanDays, Reading, find_phrases, recurrence_words
from csplan.core.worded_dates import DateKind
from objectives.forms.items import LinkedForm
from objectives.models import Milestone
from objectives.rules.dates import Meaning, precision_of, problems, reading_in_year

MEANING_FIELDS = ("date_kind", "date_earliest", "date_latest", "date_recurrence")
PHRASE_HINT = (
    "As it is or will be published: such as “by end July 2012”, “in May 2012”, “quarterly” or"
    " “as agreed with ministers”. Leave it empty if there is no date."
)
USUAL_RECURRENCES = (
    "every:1w", "every:2w", "every:1m", "every:2m", "every:1q", "every:6m", "every:1y",
    "months:6,12", "quarters:3,4",
)  # fmt: skip


def said_of(reading: Reading, *, is_found: bool, others: int) -> Iterator[str]:
    """What is said of a reading that a person is to confirm."""
    yield _meaning(reading, is_found=is_found)
    if reading.is_understood and reading.doubt:
        yield f"{reading.doubt}."
    if others:
        yield "There is another date in these words: give it a milestone of its own."
    yield _next_step(reading, is_found=is_found)


def _meaning(reading: Reading, *, is_found: bool) -> str:
    if not reading.is_understood:
        return f"csplan cannot tell what “{reading.phrase}” means."
    names = "These words name a date" if is_found else "csplan reads the date"
    return f"{names}, “{reading.phrase}”: {reading.words[:1].lower()}{reading.words[1:]}."


def _next_step(reading: Reading, *, is_found: bool) -> str:
    if not reading.is_understood:
        return "Say below what kind of date it is, and give the days if the words fix them."
    if is_found:
        return "If that is its date, save. If it has none, clear the box below, then save."
    return "If that is right, save. If not, put it right below, then save."


class MilestoneForm(LinkedForm):
    """A milestone. The page carries in ``date_read`` the words that the meaning below is of.

    Words that leave nothing open are read and saved. Where a convention was applied, or nothing
    was understood, the reading is shown first. What somebody says instead is kept as theirs.
    """

    date_phrase = forms.CharField(
        label="Date, in words (optional)", required=False, max_length=200, help_text=PHRASE_HINT
    )
    date_kind = forms.ChoiceField(
        label="Kind of date",
        required=False,
        choices=[("", "As the words say"), *DateKind.choices],
    )
    date_earliest = GovDateField(label="Earliest day", what="the earliest day", required=False)
    date_latest = GovDateField(
        label="Latest day", what="the latest day", required=False,
        help_text="It is overdue after this day.",
    )  # fmt: skip
    date_recurrence = forms.ChoiceField(label="How often it comes round", required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        self.by = by
        self.asks_about: DateReading | None = None
        super().__init__(*args, **kwargs)
        self.fields["date_phrase"].widget.attrs.update(
            {
                "data-date-reading": reverse("objectives:date-reading"),
                "data-year": str(self.objective_set.year_start),
            }
        )
        self._offer_recurrences()

    def narrow(self, objectives: Any) -> None:
        super().narrow(objectives)
        self.fields["text"].label = "Milestone"

    def is_valid(self) -> bool:
        return super().is_valid() and self.asks_about is None

    def layout_items(self) -> Sequence[str | LayoutObject]:
        unfolded = self.asks_about is not None or any(n in self.errors for n in MEANING_FIELDS)
        read = self.data.get("date_read") if self.is_bound else self._stored_phrase()
        offered = self.data.get("date_offered", "")
        return [
            *([] if self.asks_about is None else [self.asks_about]),
            *self.ordered(
                "text",
                "date_phrase",
                HiddenValue("date_read", read or ""),
                HiddenValue("date_offered", offered),
                Folded("What the words mean: put it right", *MEANING_FIELDS, is_open=unfolded),
                "objective",
            ),
        ]

    def names(self) -> list[str]:
        return [*super().names(), "date_precision", "date_set_by"]

    def values(self) -> dict[str, Any]:
        return {**super().values(), **self.settled}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        phrase = cleaned["date_phrase"] = cleaned.get("date_phrase", "").strip()
        if {"text", "date_phrase", *MEANING_FIELDS} & set(self.errors):
            return cleaned
        if not phrase and self._offer_from_words(cleaned["text"]):
            return cleaned
        self._settle(phrase, self._typed(cleaned))
        return cleaned

    # What the boxes hold, and what they would hold if nobody had touched them

    def _typed(self, cleaned: dict[str, Any]) -> Meaning:
        return Meaning(*(cleaned[name] for name in MEANING_FIELDS))

    def _stored_phrase(self) -> str:
        return self.item.date_phrase if self.item else ""

    def _stored(self) -> Meaning:
        item: Milestone | None = self.item
        if item is None:
            return Meaning()
        return Meaning(*(getattr(item, name) for name in MEANING_FIELDS))

    def _untouched(self) -> Meaning:
        """What the page that was sent had put in the boxes."""
        drawn_for = self.data.get("date_read", "")
        if drawn_for == self._stored_phrase():
            return self._stored()
        return Meaning.of(reading_in_year(drawn_for, self.objective_set.year_start))

    def _settle(self, phrase: str, typed: Meaning) -> None:
        reading = reading_in_year(phrase, self.objective_set.year_start)
        is_shown = phrase == self.data.get("date_read", "")
        if typed != self._untouched():
            self._keep_typed(phrase, typed, reading)
        elif is_shown and typed != Meaning():
            self._keep(typed, reading)
        elif reading.is_certain:
            self._keep(Meaning.of(reading), reading)
        else:
            self._ask(reading)

    def _keep_typed(self, phrase: str, typed: Meaning, reading: Reading) -> None:
        if typed.kind == DateKind.EXACT:
            typed = Meaning(typed.kind, typed.earliest or typed.latest, typed.latest)
        if typed == Meaning() and reading.is_understood:
            typed = Meaning.of(reading)
        wrong = problems(typed, phrase)
        for name, words in wrong.items():
            self.add_error(name, words)
        if not wrong:
            self._keep(typed, reading)

    def _keep(self, meaning: Meaning, reading: Reading) -> None:
        self.settled = {
            "date_phrase": reading.phrase,
            "date_kind": meaning.kind or DateKind.UNDATED,
            "date_earliest": meaning.earliest,
            "date_latest": meaning.latest,
            "date_recurrence": meaning.recurrence,
            "date_precision": precision_of(meaning, reading),
            "date_set_by": self._corrector(meaning, reading),
        }

    def _corrector(self, meaning: Meaning, reading: Reading) -> User | None:
        """Whose the meaning is: nobody's while it is what csplan reads."""
        if meaning == Meaning.of(reading):
            return None
        item: Milestone | None = self.item
        if item is not None and meaning == self._stored() and reading.phrase == item.date_phrase:
            return item.date_set_by
        return self.by

    # Asking before anything is saved

    def _offer_from_words(self, text: str) -> bool:
        """Ask about a date that the milestone's own words name, once."""
        if self.data.get("date_offered") or (self.item and text == self.item.text):
            return False
        found = find_phrases(text, PlanDays.of_year(self.objective_set.year_start))
        led = [one for one in found if one.is_led]
        if not led:
            return False
        self._ask(led[0].reading, is_found=True, others=len(led) - 1)
        return True

    def _ask(self, reading: Reading, *, is_found: bool = False, others: int = 0) -> None:
        """Show the reading, in the boxes it is put right in."""
        self.asks_about = DateReading(*said_of(reading, is_found=is_found, others=others))
        typed: Any = self.data
        shown = typed.copy()
        shown["date_phrase"] = shown["date_read"] = reading.phrase
        shown["date_offered"] = "1" if is_found else typed.get("date_offered", "")
        shown["date_kind"] = reading.kind if reading.is_understood else ""
        shown["date_recurrence"] = reading.recurrence
        for name in ("earliest", "latest"):
            parts = DateInput().format_value(getattr(reading, name))
            for part, text in zip(("day", "month", "year"), parts, strict=True):
                shown[f"date_{name}-{part}"] = text
        self.data = shown

    def _offer_recurrences(self) -> None:
        known = [*USUAL_RECURRENCES]
        for text in (self._stored().recurrence, self.data.get("date_recurrence", "")):
            if text and text not in known and recurrence_words(text):
                known.append(text)
        reading = reading_in_year(self.data.get("date_phrase", ""), self.objective_set.year_start)
        if reading.recurrence and reading.recurrence not in known:
            known.append(reading.recurrence)
        pairs = [(text, _capitalised(recurrence_words(text))) for text in known]
        field: Any = self.fields["date_recurrence"]
        field.choices = [("", "It does not come round"), *pairs]


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]
