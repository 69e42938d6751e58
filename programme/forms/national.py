"""What people fill in about an item of the plan itself."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import LayoutObject
from django.db.models import QuerySet
from django.template.defaultfilters import capfirst

from csplan.core.forms import GovDateField, NarrativeField
from programme.forms.plans import NumberedForm
from programme.forms.stages import FirstStageForm
from programme.models import WorkItem


class NationalItemForm(FirstStageForm, NumberedForm):
    """An item of the plan itself. Its stage is set when it is added, and then moved."""

    class Meta:
        model = WorkItem
        fields = ["outcome", "text", "order", "owner", "stage", "ends_on"]
        labels = {"owner": "Owner (optional)", "stage": "Stage (optional)"}

    text = NarrativeField(label="What is to be done", rows=4)
    ends_on = GovDateField(label="Last day, if it has ended", what="the last day", required=False)

    missing = {"outcome": "Select one", "text": "Enter what is to be done"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcome: Any = self.fields["outcome"]
        outcome.queryset = self.plan.outcomes.order_by("order")
        outcome.label = capfirst(self.plan.outcome_singular)
        self.require("outcome", f"Select the {self.plan.outcome_singular} it belongs to")

    def layout_items(self) -> Sequence[str | LayoutObject]:
        first = ["outcome", "text", "owner"]
        if self.instance.pk is None:
            return [*first, *self.stage_layout(), "order"]
        return [*first, "order", "ends_on"]

    def siblings(self, cleaned: dict[str, Any]) -> QuerySet[Any]:
        return WorkItem.objects.filter(outcome=cleaned.get("outcome"), locality=None)
