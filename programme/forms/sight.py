"""What is filled in when something of a plan is linked to an objective."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import LayoutObject
from django.db.models import QuerySet
from django.template.defaultfilters import capfirst

from csplan.core.forms import NamedChoiceField, NarrativeField
from csplan.registers.forms import RegisterForm
from objectives.models import Objective
from objectives.selectors.public_objectives import public_objectives
from programme.models import Milestone, ObjectiveLink


class ObjectiveLinkForm(RegisterForm):
    class Meta:
        model = ObjectiveLink
        fields = ["objective", "outcome", "milestone", "how"]
        field_classes = {"objective": NamedChoiceField, "milestone": NamedChoiceField}
        labels = {"objective": "Published objective"}

    how = NarrativeField(label="How it serves the objective", rows=3)

    missing = {
        "objective": "Select the objective",
        "how": "Enter how it serves the objective",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan: Any = self.within["plan"]
        objective: Any = self.fields["objective"]
        names = {each.pk: each.name for each in public_objectives().values()}
        objective.queryset = Objective.objects.filter(pk__in=names)
        objective.named = lambda one: names.get(one.pk, f"{one.reference}, no longer published")
        outcome: Any = self.fields["outcome"]
        outcome.queryset = plan.outcomes.order_by("order")
        outcome.label, outcome.required = capfirst(plan.outcome_singular), False
        outcome.help_text = "With every milestone under it."
        milestone: Any = self.fields["milestone"]
        milestone.queryset = _milestones(plan)
        # Several localities have milestones of the same words.
        milestone.named = lambda one: f"{one.locality.name}: {one.title}"
        milestone.label = f"Or one milestone, where the whole {plan.outcome_singular} does not"
        milestone.required = False

    def layout_items(self) -> Sequence[str | LayoutObject]:
        return ["objective", "outcome", "milestone", "how"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors.keys() & {"outcome", "milestone"}:
            return cleaned
        if bool(cleaned.get("outcome")) == bool(cleaned.get("milestone")):
            self.add_error("outcome", "Select what serves the objective: one thing, not two")
        return cleaned


def _milestones(plan: Any) -> QuerySet[Milestone]:
    rows = Milestone.objects.filter(work_item__outcome__plan=plan).select_related("locality")
    return rows.order_by("locality__order", "work_item__order", "order")
