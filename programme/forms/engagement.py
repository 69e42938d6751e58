"""What people fill in about stakeholders, communications and impact."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.template.defaultfilters import capfirst

from csplan.core.forms import (
    BaseForm,
    GovDateField,
    HintedRadioSelect,
    LayoutItem,
    NarrativeField,
    TickedRecordsField,
)
from csplan.registers.forms import FinancialYearField, RegisterForm
from localities.models import Locality
from programme.choices_engagement import (
    INFLUENCE_DEFINITIONS,
    INTEREST_DEFINITIONS,
    JUDGEMENT_DEFINITIONS,
    Extent,
    Judgement,
)
from programme.forms.risks import TODAY_HINT, PlacedForm, StepForm
from programme.models import (
    BusinessPlan,
    Communication,
    CommunicationChannel,
    ImpactQuestion,
    Outcome,
    Stakeholder,
)

OWNER_HINT = "The post that answers for it, such as “National Co-ordinator”"


def worded_field(
    label: str,
    choices: Any,
    definitions: Mapping[str, str],
    *,
    missing: str,
    required: bool = True,
) -> forms.ChoiceField:
    """One of several words, each with its definition beside it."""
    look = HintedRadioSelect()
    look.hints = {str(value): words for value, words in definitions.items()}
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=look,
        required=required,
        error_messages={"required": missing, "invalid_choice": missing},
    )


class StakeholderForm(PlacedForm):
    interest = worded_field(
        "How much does it matter to them?",
        Extent.choices,
        INTEREST_DEFINITIONS,
        missing="Select how much it matters to them",
    )
    influence = worded_field(
        "How much do they matter to it?",
        Extent.choices,
        INFLUENCE_DEFINITIONS,
        missing="Select how much they matter to it",
    )

    class Meta:
        model = Stakeholder
        fields = (
            "name", "kind", "locality", "interest", "influence", "approach", "matters", "owner",
        )  # fmt: skip
        field_classes = {"matters": NarrativeField}
        labels = {"matters": "What matters to them?", "approach": "Approach"}
        help_texts = {"approach": "What is done, where it is not what the grid suggests"}
        widgets = {"matters": forms.Textarea(attrs={"rows": 4})}

    missing = {
        "name": "Enter who they are",
        "kind": "Select the kind of stakeholder",
        "matters": "Enter what matters to them",
        "owner": "Enter the post that answers for it",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].help_text = OWNER_HINT
        approach: Any = self.fields["approach"]
        offered = [(value, words) for value, words in approach.choices if value]
        approach.choices = [("", "As the grid suggests"), *offered]

    def clean_name(self) -> str:
        """Names are told apart by semicolons in files."""
        name = str(self.cleaned_data["name"])
        if ";" in name:
            raise forms.ValidationError("Leave out the semicolon")
        return name


class ChannelForm(RegisterForm):
    class Meta:
        model = CommunicationChannel
        fields = ("name", "order")
        labels = {"order": "Place in the list"}
        help_texts = {"name": "Such as “newsletter” or “steering group meeting”"}

    missing = {"name": "Enter the channel", "order": "Enter its place in the list, like 1"}


class CommunicationForm(PlacedForm):
    """Something to tell somebody: a plan's own to the plan's stakeholders, a locality's to its
    own too.
    """

    stakeholders = TickedRecordsField(
        label="Stakeholders",
        queryset=Stakeholder.objects.none(),
        required=False,
    )
    planned_on = GovDateField(label="Planned for", what="the day it is planned for")
    done_on = GovDateField(
        label="Done on",
        what="the day it was done",
        required=False,
        help_text="Leave empty until it has been done",
    )

    class Meta:
        model = Communication
        fields = (
            "what", "stakeholders", "audience", "locality", "channel", "planned_on", "owner",
            "done_on", "cancelled_reason",
        )  # fmt: skip
        field_classes = {"cancelled_reason": NarrativeField}
        labels = {
            "what": "What will be told?",
            "audience": "Others it is for",
            "cancelled_reason": "Why it will not take place",
        }
        help_texts = {
            "audience": "In words, such as “all staff in the area”",
            "cancelled_reason": "Leave empty unless it was cancelled",
        }
        widgets = {"cancelled_reason": forms.Textarea(attrs={"rows": 3})}

    missing = {
        "what": "Enter what will be told",
        "channel": "Select the channel",
        "owner": "Enter the post that answers for it",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].help_text = OWNER_HINT
        theirs: Any = self.fields["stakeholders"]
        known = Stakeholder.objects.visible_to(self.actor).filter(plan=self.instance.plan_id)
        theirs.queryset = known.order_by("name")
        channels: Any = self.fields["channel"]
        if not CommunicationChannel.objects.exists():
            channels.help_text = "There is none yet. The national team keeps the channels."

    def layout_items(self) -> list[LayoutItem]:
        """What becomes of it is not asked before it is there."""
        later = {"done_on", "cancelled_reason"} if self.instance.pk is None else set()
        wrong = later & set(self.errors)
        return [name for name in super().layout_items() if name not in later or name in wrong]

    def clean(self) -> dict[str, Any]:
        self._refuse_nobody()
        self._refuse_strangers()
        self._refuse_future()
        self._refuse_ended_channel()
        if self.cleaned_data.get("done_on") and self.cleaned_data.get("cancelled_reason"):
            self.add_error("cancelled_reason", "It was either done or cancelled: leave one empty")
        return self.cleaned_data

    def _refuse_nobody(self) -> None:
        told = self.cleaned_data.get("stakeholders"), self.cleaned_data.get("audience")
        if not any(told) and not {"stakeholders", "audience"} & set(self.errors):
            self.add_error("audience", "Select a stakeholder, or enter whom it is for")

    def _refuse_strangers(self) -> None:
        place: Locality | None = self.cleaned_data.get("locality")
        among = {None} if place is None else {None, place.pk}
        told = self.cleaned_data.get("stakeholders") or ()
        strange = [one.name for one in told if one.locality_id not in among]
        if strange:
            words = f"{strange[0]} belongs to a locality that this is not for"
            self.add_error("stakeholders", words)

    def _refuse_ended_channel(self) -> None:
        channel: CommunicationChannel | None = self.cleaned_data.get("channel")
        ended = channel is not None and channel.ends_on and channel.ends_on < self.on
        if ended and "channel" in self.changed_data:
            self.add_error("channel", "This channel is no longer used. Select another one")

    def _refuse_future(self) -> None:
        day: dt.date | None = self.cleaned_data.get("done_on")
        if day and day > self.on:
            self.add_error("done_on", "The day must be today or in the past")


class DoneForm(BaseForm):
    done_on = GovDateField(label="Done on", what="the day it was done", help_text=TODAY_HINT)
    submit_label = "Mark as done"


class CancelForm(BaseForm):
    reason = NarrativeField(label="Why will it not take place?", rows=3)
    missing = {"reason": "Enter why it will not take place"}
    submit_label = "Cancel this communication"


class ImpactQuestionForm(RegisterForm):
    """A question with its answer. What is asked is asked once for an outcome and a year."""

    year_start = FinancialYearField(
        label="Asked at the end of",
        what="the year",
        help_text="The financial year, like 2013/14",
    )
    judgement = worded_field(
        "Judgement",
        [("", "Not judged yet"), *Judgement.choices],
        JUDGEMENT_DEFINITIONS,
        missing="Select the judgement",
        required=False,
    )

    class Meta:
        model = ImpactQuestion
        fields = (
            "outcome", "year_start", "question", "evidence", "judgement", "judgement_reason",
        )  # fmt: skip
        field_classes = {"evidence": NarrativeField, "judgement_reason": NarrativeField}
        labels = {"judgement_reason": "Reasons for the judgement"}
        help_texts = {
            "question": "Such as “Do staff see more of other departments than a year ago?”",
            "evidence": "What shows it, and where it is kept",
        }
        widgets = {"judgement_reason": forms.Textarea(attrs={"rows": 4})}

    missing = {"outcome": "Select what it is about", "question": "Enter the question"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan = self._plan()
        outcomes: Any = self.fields["outcome"]
        outcomes.queryset = Outcome.objects.filter(plan=plan).order_by("order")
        outcomes.label = capfirst(plan.outcome_singular) if plan else "Outcome"
        if plan and self.instance.pk is None and not self.is_bound:
            self.initial.setdefault("year_start", plan.last_year)

    def _plan(self) -> BusinessPlan | None:
        plan: Any = self.within.get("plan")
        return plan or (self.instance.plan if self.instance.plan_id else None)

    def clean(self) -> dict[str, Any]:
        self._refuse_half_a_judgement()
        plan, year = self._plan(), self.cleaned_data.get("year_start")
        if plan and year and not plan.first_year <= year <= plan.last_year:
            self.add_error("year_start", f"The plan is for {plan.years_label}")
        return self.cleaned_data

    def _refuse_half_a_judgement(self) -> None:
        judged = self.cleaned_data.get("judgement")
        because = self.cleaned_data.get("judgement_reason")
        if judged and not because and "judgement_reason" not in self.errors:
            self.add_error("judgement_reason", "Enter the reasons for the judgement")
        if because and not judged and "judgement" not in self.errors:
            self.add_error("judgement", "Select the judgement these reasons are for")


class EvidenceForm(StepForm):
    evidence = NarrativeField(
        label="What is the evidence?", help_text="What shows it, and where it is kept", rows=8
    )
    missing = {"evidence": "Enter the evidence"}
    submit_label = "Save the evidence"


class JudgeForm(StepForm):
    judgement = worded_field(
        "How far was it achieved?",
        Judgement.choices,
        JUDGEMENT_DEFINITIONS,
        missing="Select the judgement",
    )
    judgement_reason = NarrativeField(
        label="Why?", help_text="What in the evidence says so", rows=5
    )
    missing = {"judgement_reason": "Enter the reasons for the judgement"}
    submit_label = "Save the judgement"
