"""What is filled in about categories, objectives, performance measures and milestones."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import LayoutObject
from django import forms
from django.utils.text import Truncator

from csplan.core.forms import BaseForm, Buttons, NamedChoiceField, NarrativeField
from objectives.models import Category, Objective, ObjectiveSet
from objectives.rules.cascade import closes_a_circle
from objectives.rules.words import MONTHS
from objectives.selectors.public_objectives import SHORT, public_objectives

OWNER_HINT = "The post that answers for it, if that is not the holder."


def objective_name(objective: Objective) -> str:
    """Its number, so that no two are called the same, and enough of its words."""
    return f"{objective.reference}: {Truncator(objective.text).chars(SHORT)}"


def category_name(category: Category) -> str:
    return f"{category.reference}: {category.title}"


class EditForm(BaseForm):
    """One thing of a working copy. ``values`` are what it is to hold."""

    keeps_draft = True
    is_new = False

    def button_items(self) -> Sequence[str | LayoutObject]:
        if not self.is_new:
            return [Buttons("Save", cancel_url=self.cancel_url)]
        return [
            Buttons("Save and add another", name="another"),
            Buttons("Save and go back", style="secondary", cancel_url=self.cancel_url),
        ]

    def names(self) -> list[str]:
        """The fields of the row that ``values`` gives."""
        return list(self.fields)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields}


class CategoryForm(EditForm):
    title = forms.CharField(
        label="Title", max_length=200, help_text="Such as “Business delivery objectives”."
    )
    introduction = NarrativeField(
        label="Introduction (optional)",
        required=False,
        rows=3,
        help_text="Words that stand before its objectives.",
    )
    feedback_sources = NarrativeField(
        label="Sources of feedback (optional)",
        required=False,
        rows=3,
        help_text="Whose feedback is a measure of this category.",
    )

    missing = {"title": "Enter the title of the category"}


class ItemForm(EditForm):
    """What every item has: its words, its owner and, once it stands, its category."""

    text = NarrativeField(label="Words", rows=4)
    owner = forms.CharField(
        label="Owner (optional)", required=False, max_length=120, help_text=OWNER_HINT
    )
    category = NamedChoiceField(
        named=category_name, queryset=Category.objects.none(), label="Category"
    )

    missing = {"text": "Enter the words", "category": "Select the category"}

    def __init__(
        self, *args: Any, objective_set: ObjectiveSet, category: Category, item: Any, **kwargs: Any
    ) -> None:
        self.objective_set, self.item, self.is_new = objective_set, item, item is None
        super().__init__(*args, **kwargs)
        if self.is_new:
            del self.fields["category"]
        else:
            chosen: Any = self.fields["category"]
            chosen.queryset = objective_set.categories.filter(withdrawn_at=None)
        self.narrow(self._objectives(None if not self.is_new else category))

    def _objectives(self, category: Category | None) -> Any:
        standing = Objective.objects.filter(withdrawn_at=None)
        if category is not None:
            standing = standing.filter(category=category)
        else:
            standing = standing.filter(category__objective_set=self.objective_set)
        return standing.order_by("category__order", "order", "part")

    def narrow(self, objectives: Any) -> None:
        """Offer those ``objectives`` that this may belong to."""

    def ordered(self, *names: str) -> list[str | LayoutObject]:
        last = [name for name in ("owner", "category") if name in self.fields]
        return [*names, *last]


class ObjectiveForm(ItemForm):
    under = NamedChoiceField(
        named=objective_name,
        queryset=Objective.objects.none(),
        label="Sub-point of (optional)",
        required=False,
        help_text="Leave it empty for an objective in its own right.",
    )
    supports = NamedChoiceField(
        queryset=Objective.objects.none(),
        label="Supports an objective of another holder (optional)",
        required=False,
        help_text="Such as that of the Permanent Secretary whom the holder reports to.",
    )
    contribution = NarrativeField(
        label="What it contributes to that objective (optional)", required=False, rows=3
    )

    def narrow(self, objectives: Any) -> None:
        self.fields["text"].label = "Objective"
        field: Any = self.fields["under"]
        own = self.item.pk if self.item else None
        field.queryset = objectives.filter(under=None).exclude(pk=own)
        field.empty_label = "None: an objective in its own right"

        self._offer_supported()

    def _offer_supported(self) -> None:
        """Published objectives of other sets, but for those that this one stands above."""
        known = public_objectives()
        supports = {each.place: each.supports for each in known.values()}
        own = (self.objective_set.slug, self.item.reference if self.item else "")
        field: Any = self.fields["supports"]
        offered = {
            each.pk: each.name
            for each in known.values()
            if each.set_slug != self.objective_set.slug
            and not closes_a_circle(own, each.place, supports)
        }
        field.queryset = Objective.objects.filter(pk__in=offered)
        field.named = lambda objective: offered[objective.pk]
        field.empty_label = "None"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("contribution") and not cleaned.get("supports"):
            self.add_error("supports", "Select the objective it contributes to")
        return cleaned

    def layout_items(self) -> Sequence[str | LayoutObject]:
        return self.ordered("text", "under", "supports", "contribution")


class LinkedForm(ItemForm):
    """What may belong to one objective, where that is known."""

    objective = NamedChoiceField(
        named=objective_name,
        queryset=Objective.objects.none(),
        label="Objective it belongs to (optional)",
        required=False,
        help_text="Only if it is known. Otherwise it belongs to the category as a whole.",
    )

    def narrow(self, objectives: Any) -> None:
        field: Any = self.fields["objective"]
        field.queryset = objectives
        field.empty_label = "None: the category as a whole"


class MeasureForm(LinkedForm):
    reports_from_month = forms.TypedChoiceField(
        label="First reported in (optional)",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "Any month"), *enumerate(MONTHS, start=1)],
        help_text="For a measure that comes once a year, such as a staff survey: not due before.",
    )

    def narrow(self, objectives: Any) -> None:
        super().narrow(objectives)
        self.fields["text"].label = "Performance measure"

    def layout_items(self) -> Sequence[str | LayoutObject]:
        return self.ordered("text", "objective", "reports_from_month")


class OrderForm(BaseForm):
    """A position for each line of a list; ``order`` is what the positions make of it."""

    seen = forms.CharField(widget=forms.HiddenInput())

    missing = {"seen": "This page was not sent whole. Open it again and repeat the change"}
    submit_label = "Save the order"

    def __init__(self, *args: Any, lines: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        self.places = [place for place, _ in lines]
        super().__init__(*args, **kwargs)
        self.initial["seen"] = ",".join(str(place) for place in self.places)
        for position, (place, words) in enumerate(lines, start=1):
            self.fields[f"place-{place}"] = _position(words, position, len(lines))

    def order(self) -> list[int]:
        """The places in their new order: a line moved up comes before what stood there."""
        moved = []
        for old, place in enumerate(self.places, start=1):
            new = self.cleaned_data[f"place-{place}"]
            moved.append((new, (new > old) - (new < old), old, place))
        return [place for *_, place in sorted(moved)]

    def seen_places(self) -> list[int]:
        parts = self.cleaned_data["seen"].split(",")
        return [int(part) for part in parts if part.isdecimal() and len(part) < 6]


def _position(words: str, position: int, most: int) -> forms.IntegerField:
    say = f"Enter a position from 1 to {most}"
    field = forms.IntegerField(
        label=words,
        initial=position,
        min_value=1,
        max_value=most,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), say),
    )
    field.widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-2"})
    return field


class ConfirmForm(BaseForm):
    """A page read and confirmed."""

    is_final = True

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.submit_label = label
