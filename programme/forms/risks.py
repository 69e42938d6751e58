"""What people fill in about a risk."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.core.form_fields import capitalised
from csplan.core.forms import (
    BaseForm,
    GovDateField,
    HiddenVersionField,
    HintedRadioSelect,
    LayoutItem,
    NarrativeField,
)
from csplan.core.periods import FinancialYear
from csplan.registers.forms import RegisterForm
from localities.models import Locality
from programme.choices import PlanState
from programme.choices_engagement import (
    IMPACT_DEFINITIONS,
    LIKELIHOOD_DEFINITIONS,
    Likelihood,
    RiskImpact,
)
from programme.models import BusinessPlan, Risk
from programme.permissions.engagement import can_keep_for
from programme.selectors.engagement import kept_localities, outcomes_of

WHOLE_PLAN = "The whole plan"
TODAY_HINT = "Today unless you change it"


def scale_field(
    label: str, choices: Any, definitions: Mapping[int, str], *, missing: str
) -> forms.TypedChoiceField:
    """One of five worded steps, each with its definition beside it."""
    look = HintedRadioSelect()
    look.hints = {str(value): words for value, words in definitions.items()}
    return forms.TypedChoiceField(
        label=label,
        choices=choices,
        coerce=int,
        widget=look,
        error_messages={"required": missing, "invalid_choice": missing},
    )


def likelihood_field() -> forms.TypedChoiceField:
    return scale_field(
        "How likely is it?",
        Likelihood.choices,
        LIKELIHOOD_DEFINITIONS,
        missing="Select how likely it is",
    )


def impact_field() -> forms.TypedChoiceField:
    return scale_field(
        "How grave would it be?",
        RiskImpact.choices,
        IMPACT_DEFINITIONS,
        missing="Select how grave it would be",
    )


class PlacedForm(RegisterForm):
    """A form of something that is a locality's own or the whole plan's.

    The writer chooses among the localities they keep; who keeps no whole plan must name one.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["locality"]
        only_whole = self.keeps_whole_plans_only
        field.queryset = Locality.objects.all() if only_whole else kept_localities(self.actor)
        if can_keep_for(self.actor, None):
            field.empty_label = WHOLE_PLAN
        else:
            self.require("locality", "Select the locality")
            field.empty_label = "Select one"
            self._start_with_own()

    @property
    def keeps_whole_plans_only(self) -> bool:
        """Whether no locality is asked for: the Head of CS Local keeps none's own."""
        mine = (Role.NATIONAL_TEAM, Role.COORDINATOR, Role.ASSISTANT)
        return not self.actor.has(*mine)

    def layout_items(self) -> list[LayoutItem]:
        hidden = {"locality"} if self.keeps_whole_plans_only else set()
        return [name for name in self.fields if name not in hidden]

    def _start_with_own(self) -> None:
        own = self.actor.locality_ids(Role.COORDINATOR)
        if self.instance.pk is None and len(own) == 1 and not self.actor.has(Role.ASSISTANT):
            self.initial.setdefault("locality", next(iter(own)))


class RiskForm(PlacedForm):
    """A risk with its words and its present score; another score asks for its reason."""

    likelihood = likelihood_field()
    impact = impact_field()
    review_on = GovDateField(label="Next review", what="the date of the next review")

    class Meta:
        model = Risk
        fields = (
            "plan", "locality", "title", "cause", "effect", "outcome", "likelihood", "impact",
            "score_reason", "mitigation", "owner", "review_on",
        )  # fmt: skip
        field_classes = {
            "cause": NarrativeField,
            "effect": NarrativeField,
            "score_reason": NarrativeField,
            "mitigation": NarrativeField,
        }
        labels = {
            "title": "There is a risk that …",
            "cause": "Because …",
            "effect": "Which would lead to …",
            "outcome": "Outcome it is about",
            "score_reason": "Why is it scored so?",
            "mitigation": "What is done about it?",
        }
        help_texts = {
            "title": "Such as “Departments withdraw their people from local networks”",
            "cause": "What makes it possible",
            "effect": "What it would do to the plan",
            "outcome": "Leave empty if it is about the plan as a whole",
            "score_reason": "What the likelihood and the impact rest on",
            "owner": "The post that answers for it, such as “Co-ordinator, North West”",
        }
        widgets = {
            "cause": forms.Textarea(attrs={"rows": 3}),
            "effect": forms.Textarea(attrs={"rows": 3}),
            "score_reason": forms.Textarea(attrs={"rows": 3}),
            "mitigation": forms.Textarea(attrs={"rows": 4}),
        }

    missing = {
        "plan": "Select the plan",
        "title": "Enter the risk",
        "cause": "Enter what makes it possible",
        "effect": "Enter what it would lead to",
        "score_reason": "Enter why it is scored so",
        "mitigation": "Enter what is done about it",
        "owner": "Enter the post that answers for it",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plans: Any = self.fields["plan"]
        plans.queryset = BusinessPlan.objects.visible_to(self.actor)
        outcomes: Any = self.fields["outcome"]
        outcomes.queryset = outcomes_of(plans.queryset)
        if self.instance.pk is None and not self.is_bound:
            self.initial.setdefault("plan", self._plan_of_today(plans.queryset))

    def _plan_of_today(self, plans: Any) -> BusinessPlan | None:
        """The only plan of the year, where there is only one."""
        current = plans.covering(FinancialYear.containing(self.on))
        found = list(current.exclude(state=PlanState.CLOSED)[:2])
        return found[0] if len(found) == 1 else None

    def clean(self) -> dict[str, Any]:
        self._refuse_closed_plan()
        self._refuse_another_plans_outcome()
        self._refuse_unexplained_score()
        self._refuse_past_review()
        self._refuse_twin()
        return self.cleaned_data

    def clean_title(self) -> str:
        """It stands in lists by itself, so it begins with a capital."""
        return capitalised(str(self.cleaned_data["title"]))

    def _refuse_closed_plan(self) -> None:
        plan: BusinessPlan | None = self.cleaned_data.get("plan")
        if plan and plan.state == PlanState.CLOSED and "plan" in self.changed_data:
            self.add_error("plan", "This plan is closed. Select another one")

    def _refuse_another_plans_outcome(self) -> None:
        plan: BusinessPlan | None = self.cleaned_data.get("plan")
        outcome = self.cleaned_data.get("outcome")
        if plan and outcome and outcome.plan_id != plan.pk:
            self.add_error("outcome", "Select an outcome of the same plan")

    def _refuse_unexplained_score(self) -> None:
        """The last score's reason does not explain another score."""
        is_rescored = {"likelihood", "impact"} & set(self.changed_data)
        if self.instance.pk is None or not is_rescored or "score_reason" in self.changed_data:
            return
        self.add_error("score_reason", "Enter why the score changes")

    def _refuse_past_review(self) -> None:
        day = self.cleaned_data.get("review_on")
        if day and "review_on" in self.changed_data and day < self.on:
            self.add_error("review_on", "The date of the next review must be today or later")

    def _refuse_twin(self) -> None:
        keys = {"plan", "locality", "title"}
        if self.instance.pk is not None and not keys & set(self.changed_data):
            return
        same = {name: self.cleaned_data.get(name) for name in keys}
        if not same["plan"] or not same["title"]:
            return
        title = same.pop("title")
        twins = Risk.objects.still_open().filter(title__iexact=title, **same)
        if twins.exclude(pk=self.instance.pk).exists():
            self.add_error("title", "There is an open risk with these words already")


class StepForm(BaseForm):
    """A step taken on the version that its taker read."""

    version = HiddenVersionField()


class ReassessForm(StepForm):
    likelihood = likelihood_field()
    impact = impact_field()
    reason = NarrativeField(
        label="Why is it scored so?",
        help_text="What has changed, or what shows that nothing has",
        rows=4,
    )
    assessed_on = GovDateField(
        label="Judged so from", what="the day of the assessment", help_text=TODAY_HINT
    )
    missing = {"reason": "Enter why it is scored so"}
    submit_label = "Save the assessment"


class EscalateForm(StepForm):
    reason = NarrativeField(
        label="Why does the National Steering Group need to know?",
        help_text="What it is asked to decide, or to watch",
        rows=4,
    )
    missing = {"reason": "Enter why it is escalated"}
    submit_label = "Escalate this risk"


class StandDownForm(StepForm):
    reason = NarrativeField(
        label="Why does the National Steering Group no longer need to know?", rows=4
    )
    missing = {"reason": "Enter why it is stood down"}
    submit_label = "Stand this risk down"


class CloseRiskForm(StepForm):
    reason = NarrativeField(
        label="Why is it closed?",
        help_text="It passed, it came about, or it is no longer worth watching",
        rows=4,
    )
    closed_on = GovDateField(label="Closed on", what="the day it was closed", help_text=TODAY_HINT)
    missing = {"reason": "Enter why it is closed"}
    submit_label = "Close this risk"


class MatrixForm(BaseForm):
    """The day to look back to, and the plan."""

    on = GovDateField(label="As on", what="the day")
    plan = forms.ModelChoiceField(
        label="Plan",
        queryset=BusinessPlan.objects.none(),
        required=False,
        empty_label="All plans",
    )
    submit_label = "Show"

    def __init__(self, *args: Any, actor: Actor, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        plans: Any = self.fields["plan"]
        plans.queryset = BusinessPlan.objects.visible_to(actor)
        self.helper.form_method = "get"
        self.helper.disable_csrf = True

    def clean_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"]
        if day > self.today:
            raise ValidationError("The day must be today or in the past")
        return day
