"""What people fill in about a plan and its national lines."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import LayoutObject
from django import forms
from django.db.models import QuerySet
from django.template.defaultfilters import capfirst

from csplan.core.forms import BaseForm, NarrativeField, Section
from csplan.registers.forms import FinancialYearField, RegisterForm
from programme.choices import PlanState
from programme.forms.layout import DraftBeside
from programme.models import BusinessPlan, Offer, Outcome, OutcomeGroup, ReviewLine
from programme.rules.plans import next_number
from programme.selectors.plans import plan_slug

MOST_LINES = 32_000
LONGEST_PLAN = 10
"""Years; longer is taken for a slip of the keyboard."""


class PlanForm(RegisterForm):
    """A plan: what it is called, its years, the names of its levels, what it is for."""

    class Meta:
        model = BusinessPlan
        fields = [
            "title",
            "first_year",
            "last_year",
            "group_singular",
            "group_plural",
            "outcome_singular",
            "outcome_plural",
            "item_singular",
            "item_plural",
            "purpose",
            "notes",
        ]
        labels = {
            "group_singular": "Upper level, one (optional)",
            "group_plural": "Upper level, several (optional)",
            "outcome_singular": "Middle level, one",
            "outcome_plural": "Middle level, several",
            "item_singular": "Lower level, one",
            "item_plural": "Lower level, several",
        }
        help_texts = {
            "title": "Such as “Civil Service Local Business Plan 2014/15”.",
            "group_singular": "Such as “theme”. Leave both empty if there is no such level.",
            "group_plural": "Such as “themes”.",
            "outcome_singular": "Such as “business outcome” or “objective”.",
            "outcome_plural": "Such as “business outcomes” or “objectives”.",
            "item_singular": "Such as “work programme item” or “activity”.",
            "item_plural": "Such as “work programme” or “activities”.",
        }

    first_year = FinancialYearField(label="First year", help_text="Like 2014/15.")
    last_year = FinancialYearField(
        label="Last year", help_text="The same again for a plan of one year."
    )
    purpose = NarrativeField(label="What the plan is for", required=False, rows=8)
    notes = NarrativeField(
        label="Notes",
        required=False,
        rows=4,
        help_text="What a reader of the record should know.",
    )

    missing = {
        "title": "Enter the title of the plan",
        "first_year": "Enter the first year, like 2014/15",
        "last_year": "Enter the last year, like 2014/15",
        "outcome_singular": "Enter what one of the middle level is called",
        "outcome_plural": "Enter what several of the middle level are called",
        "item_singular": "Enter what one of the lower level is called",
        "item_plural": "Enter what several of the lower level are called",
    }

    def layout_items(self) -> Sequence[str | LayoutObject]:
        levels = list(self.Meta.fields[3:9])
        return [
            "title",
            "first_year",
            "last_year",
            Section("What the plan calls its levels", *levels),
            "purpose",
            "notes",
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self._check_title(cleaned)
        self._check_years(cleaned)
        self._check_group(cleaned)
        if self.instance.pk is None and cleaned.get("title"):
            self.instance.slug = plan_slug(cleaned["title"])
        return cleaned

    def _check_title(self, cleaned: dict[str, Any]) -> None:
        others = BusinessPlan.objects.exclude(pk=self.instance.pk)
        if others.filter(title__iexact=cleaned.get("title", "")).exists():
            self.add_error("title", "There is a plan with this title already")

    def _check_years(self, cleaned: dict[str, Any]) -> None:
        first, last = cleaned.get("first_year"), cleaned.get("last_year")
        if first is None or last is None:
            return
        if last < first:
            self.add_error("last_year", "The last year must not be before the first")
        elif last - first >= LONGEST_PLAN:
            self.add_error("last_year", f"A plan is of {LONGEST_PLAN} years or fewer")
        elif self._is_settled() and self._years_changed(first, last):
            message = "The years of a plan that was agreed cannot be changed: take it back first"
            self.add_error("first_year", message)

    def _is_settled(self) -> bool:
        return self.instance.pk is not None and self.instance.state != PlanState.DRAFT

    def _years_changed(self, first: int, last: int) -> bool:
        return (first, last) != (self.initial["first_year"], self.initial["last_year"])

    def _check_group(self, cleaned: dict[str, Any]) -> None:
        one, several = cleaned.get("group_singular"), cleaned.get("group_plural")
        if bool(one) != bool(several):
            empty = "group_plural" if one else "group_singular"
            self.add_error(empty, "Name the upper level for one and for several, or neither")
        elif not one and self.instance.pk and self.instance.groups.exists():
            was = self.initial["group_plural"]
            self.add_error("group_singular", f"Remove the plan’s {was} before this name")


class NumberedForm(RegisterForm):
    """A line with a number among its like; left empty, it takes the next free one."""

    order = forms.IntegerField(
        label="Number",
        required=False,
        min_value=1,
        max_value=MOST_LINES,
        help_text="Leave it empty for the next free number.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers_itself = False

    @property
    def given_when_saved(self) -> frozenset[str]:
        return frozenset({"order"}) if self.numbers_itself else frozenset()

    @property
    def plan(self) -> BusinessPlan:
        """The plan the list belongs to."""
        plan: Any = self.within["plan"]
        return plan  # type: ignore[no-any-return]

    def siblings(self, cleaned: dict[str, Any]) -> QuerySet[Any]:
        """The lines among which a number is taken once."""
        lines: QuerySet[Any] = self._meta.model._default_manager.filter(plan=self.plan)
        return lines

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "order" not in self.errors:
            self._settle_number(cleaned)
        return cleaned

    def take_number(self) -> None:
        """Number a new line when it is saved: another may have been added since it was shown."""
        if self.numbers_itself:
            self.instance.order = self._next(self.siblings(self.cleaned_data))

    def _settle_number(self, cleaned: dict[str, Any]) -> None:
        others = self.siblings(cleaned).exclude(pk=self.instance.pk)
        typed = cleaned.get("order")
        if typed is None:
            self.numbers_itself = True
            cleaned["order"] = self._next(others)
        # A file finds its lines by their number, so that what it holds cannot be taken.
        elif self.known is None and others.filter(order=typed).exists():
            message = f"{typed} is taken: the next free number is {self._next(others)}"
            self.add_error("order", message)

    @staticmethod
    def _next(lines: QuerySet[Any]) -> int:
        return next_number(lines.order_by().values_list("order", flat=True))


class GroupForm(NumberedForm):
    class Meta:
        model = OutcomeGroup
        fields = ["title", "order", "text"]
        labels = {"title": "Name"}

    text = NarrativeField(label="What it is about", required=False, rows=5)

    missing = {"title": "Enter the name"}


class OutcomeForm(NumberedForm):
    class Meta:
        model = Outcome
        fields = ["group", "title", "order", "text"]
        labels = {"title": "Short name"}

    text = NarrativeField(label="In full", rows=5)

    missing = {"title": "Enter a short name", "text": "Enter it in full"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.plan.group_singular:
            del self.fields["group"]
            return
        field: Any = self.fields["group"]
        field.queryset = self.plan.groups.order_by("order")
        field.label = capfirst(self.plan.group_singular)


class OfferForm(NumberedForm):
    class Meta:
        model = Offer
        fields = ["text", "order", "achievements", "implications"]

    text = NarrativeField(label="What was offered", rows=4)
    achievements = NarrativeField(label="What was achieved", required=False)
    implications = NarrativeField(label="What follows from it", required=False)

    missing = {"text": "Enter what was offered"}


class ReviewLineForm(NumberedForm):
    """A line of the year’s review: people’s words, each beside what the record says."""

    class Meta:
        model = ReviewLine
        fields = ["outcome", "text", "order", "achievements", "implications"]

    text = NarrativeField(label="What was offered", rows=4)
    achievements = NarrativeField(label="What was achieved", required=False, rows=8)
    implications = NarrativeField(label="What follows from it", required=False)

    missing = {"text": "Enter what was offered"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcome: Any = self.fields["outcome"]
        outcome.queryset = self.plan.outcomes.order_by("order")
        outcome.label = f"{capfirst(self.plan.outcome_singular)} (optional)"

    def layout_items(self) -> Sequence[str | LayoutObject]:
        return [
            "outcome",
            "text",
            "order",
            DraftBeside(self.instance.drafted_achievements),
            "achievements",
            DraftBeside(self.instance.drafted_implications),
            "implications",
        ]


class AgreeForm(BaseForm):
    """Agreeing a plan; what is missing without blocking is confirmed."""

    in_spite_of_warnings = forms.BooleanField(
        label="Agree the plan with what is missing", required=False
    )
    submit_label = "Agree this plan"

    def __init__(self, *args: Any, has_warnings: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_warnings:
            self.require("in_spite_of_warnings", "Confirm that it is agreed with what is missing")
        else:
            del self.fields["in_spite_of_warnings"]


class TakeBackForm(BaseForm):
    """An agreed plan made a draft again says why."""

    reason = NarrativeField(label="Why does it go back to draft?", rows=4)

    missing = {"reason": "Enter why the plan goes back to draft"}
    submit_label = "Take it back to draft"


class CloseForm(BaseForm):
    """A plan closed for good; why, when its quarters are not finished."""

    reason = NarrativeField(label="Note (optional)", required=False, rows=4)

    submit_label = "Close this plan"
    is_final = True

    def __init__(self, *args: Any, is_early: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_early:
            self.fields["reason"].label = "Why is it closed all the same?"
            self.require("reason", "Enter why the plan is closed before its quarters are finished")


class ConfirmForm(BaseForm):
    """Nothing to fill in: what follows is only confirmed."""
