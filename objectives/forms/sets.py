"""What is said of a set itself: whose it is, for which post and year, and what it follows."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import LayoutObject
from django.db.models import Q

from csplan.accounts.choices import Role
from csplan.core.forms import BaseForm, GovDateField, NamedChoiceField, NarrativeField, Section
from csplan.core.models import Department
from csplan.core.periods import FinancialYear
from csplan.registers.fields import FinancialYearField
from csplan.registers.forms import RegisterForm
from csplan.registers.slugs import free_slug
from objectives.models import ObjectiveSet

LONGEST_NAME = 40
FIXED_ONCE_PUBLIC = ("department", "year_start")
ONLY_PART = "Leave it empty if the post was held for the whole year."


def set_name(chosen: ObjectiveSet) -> str:
    """So that no two are called the same."""
    return f"{chosen.holder_name}, {chosen.post_title}, {chosen.year.label}"


class SetForm(RegisterForm):
    """A set of objectives: one holder, one post, one year."""

    class Meta:
        model = ObjectiveSet
        fields = [
            "holder_name", "post_title", "department", "level", "year_start", "held_from",
            "held_to", "follows",
        ]  # fmt: skip
        labels = {"level": "Level"}

    year_start = FinancialYearField(label="Financial year", help_text="Like 2013/14.")
    held_from = GovDateField(
        label="First day in the post", what="the first day", required=False, help_text=ONLY_PART
    )
    held_to = GovDateField(
        label="Last day in the post", what="the last day", required=False, help_text=ONLY_PART
    )
    follows = NamedChoiceField(
        named=set_name,
        queryset=ObjectiveSet.objects.none(),
        label="Objectives of the holder before (optional)",
        required=False,
        help_text="For somebody who took the post over during the year.",
    )
    start_from = NamedChoiceField(
        named=set_name,
        queryset=ObjectiveSet.objects.none(),
        label="Start from a copy of (optional)",
        required=False,
        help_text=(
            "Its categories, objectives, measures and milestones are copied for you to change."
            " Dates are read again for the new year."
        ),
    )

    missing = {
        "holder_name": "Enter who is held to these objectives",
        "post_title": "Enter the post",
        "department": "Select the department",
        "level": "Select the level of the post",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.actor.department_ids(Role.PRIVATE_OFFICE)
        department: Any = self.fields["department"]
        department.queryset = Department.objects.filter(
            Q(pk__in=own) | Q(pk=self.instance.department_id)
        )
        if self.instance.pk is None:
            self.initial.setdefault("year_start", FinancialYear.containing(self.on).start_year)
            if len(own) == 1:
                self.initial.setdefault("department", *own)
        else:
            del self.fields["start_from"]
        for name in FIXED_ONCE_PUBLIC if self.instance.is_public else ():
            self.fields[name].disabled = True
        self._narrow_sets()

    def layout_items(self) -> Sequence[str | LayoutObject]:
        first = ["holder_name", "post_title", "department", "level", "year_start"]
        part = Section("If the post was held for part of the year", "held_from", "held_to",
                       "follows")  # fmt: skip
        start = ["start_from"] if "start_from" in self.fields else []
        return [*first, *start, part]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("year_start") is not None:
            self._judge_days(cleaned, FinancialYear(cleaned["year_start"]))
        if self.instance.pk is None and cleaned.get("holder_name") and not self.errors:
            name = f"{cleaned['holder_name'][:LONGEST_NAME]} {_year(cleaned).slug}"
            self.instance.slug = free_slug(ObjectiveSet, name)
        return cleaned

    def _narrow_sets(self) -> None:
        visible = ObjectiveSet.objects.visible_to(self.actor).order_by(
            "-year_start", "holder_name"
        )
        for name in ("follows", "start_from"):
            if name in self.fields:
                field: Any = self.fields[name]
                field.queryset = visible.exclude(pk=self.instance.pk)

    def _judge_days(self, cleaned: dict[str, Any], year: FinancialYear) -> None:
        for name in ("held_from", "held_to"):
            day = cleaned.get(name)
            if day is not None and day not in year:
                self.add_error(name, f"Enter a day in {year.label}, or leave it empty")
        follows = cleaned.get("follows")
        if follows is None:
            return
        if follows.year_start > year.start_year:
            self.add_error("follows", "Select objectives of the same year or an earlier one")
        if follows.follows_id is not None and follows.follows_id == self.instance.pk:
            self.add_error("follows", "Those objectives follow these: they cannot come before")


def _year(cleaned: dict[str, Any]) -> FinancialYear:
    return FinancialYear(cleaned["year_start"])


class RoleStatementForm(BaseForm):
    """What the post is there for."""

    keeps_draft = True
    words = NarrativeField(
        label="Role statement",
        required=False,
        rows=12,
        help_text="What the post is responsible for, in a paragraph or two.",
    )
