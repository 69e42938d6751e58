"""What is filled in when a set goes from one state to the next."""

import datetime as dt
from typing import Any

from csplan.core.forms import BaseForm, GovDateField, HiddenVersionField, NarrativeField


class StepForm(BaseForm):
    """A step taken on the set as it was read."""

    version = HiddenVersionField()

    def __init__(self, *args: Any, label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.submit_label = label or self.submit_label

    def said(self) -> dict[str, Any]:
        """What was filled in, by the names the services have for it."""
        return dict(self.cleaned_data)


class SendBackForm(StepForm):
    keeps_draft = True
    reason = NarrativeField(label="What must change before you can agree them", rows=5)

    missing = {"reason": "Enter what must change"}


class AmendForm(StepForm):
    keeps_draft = True
    reason = NarrativeField(
        label="Why are the objectives amended?",
        rows=5,
        help_text="It is published with the amendment.",
    )

    missing = {"reason": "Enter why the objectives are amended"}


class PublishForm(StepForm):
    effective_on = GovDateField(
        label="When do they take effect?",
        what="the day they take effect",
        help_text="For the objectives of a whole year, the day the year began.",
    )

    regardless = NarrativeField(
        label="Why are they published regardless of what the quality check found?",
        help_text="One sentence is enough. It is kept, and shown beside the findings.",
        rows=3,
    )

    missing = {"regardless": "Enter why the objectives are published regardless"}

    def __init__(
        self,
        *args: Any,
        suggested: dt.date,
        has_findings: bool,
        is_amendment: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial["effective_on"] = suggested
        if is_amendment:
            hint = "The day from which the holder is held to the amended objectives."
            self.fields["effective_on"].help_text = hint
        if not has_findings:
            del self.fields["regardless"]
