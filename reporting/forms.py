"""What people type about packs."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from crispy_forms_gds.helper import FormHelper
from django.utils.functional import cached_property

from csplan.core.forms import BaseForm, Buttons, HiddenVersionField, NarrativeField
from csplan.core.forms import LayoutItem as Item


class BuildForm(BaseForm):
    """Asks for a build; the reason is asked for only where returns are missing."""

    gap_reason = NarrativeField(
        label="Why the pack is built before every return is accepted",
        help_text="The pack names the localities that are missing and gives this reason.",
        required=False,
        rows=4,
    )
    submit_label = "Build the pack"

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_reason:
            self.require("gap_reason", "Enter why the pack is built before every return is in")
        else:
            del self.fields["gap_reason"]


class DecisionForm(BaseForm):
    """Carries the version of the pack that was on the screen."""

    version = HiddenVersionField()

    def __init__(
        self,
        *args: Any,
        label: str = "",
        style: str = "",
        action: str = "",
        cancel_url: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.label, self.style, self.cancel_url = label, style, cancel_url
        self.action = action

    @cached_property
    def helper(self) -> FormHelper:
        """Made when it is shown: until then a form may yet leave a field out."""
        helper = super().helper
        helper.form_action = self.action
        return helper

    def button_items(self) -> Sequence[Item]:
        return [Buttons(self.label, style=self.style, cancel_url=self.cancel_url)]


class TurnDownForm(DecisionForm):
    """In place of publishing; says why not."""

    keeps_draft = True
    reason = NarrativeField(
        label="Why do you turn it down, and what must change?",
        help_text="The national team reads this on the pack’s page and in an email.",
        rows=5,
    )
    missing: ClassVar[Mapping[str, str]] = {
        "reason": "Enter why you turn it down, and what must change"
    }


class ProposeForm(DecisionForm):
    """A later edition says what changed; a first one is not asked."""

    note = NarrativeField(
        label="What changed since the edition before, and why",
        help_text="Shown on the page of this edition and of the one that it replaces.",
        required=False,
        rows=3,
    )

    def __init__(self, *args: Any, edition: int, **kwargs: Any) -> None:
        super().__init__(*args, label="Propose for publication", **kwargs)
        if edition > 1:
            self.require("note", "Enter what changed since the edition before, and why")
        else:
            del self.fields["note"]
