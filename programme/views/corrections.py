"""Opening a correction of what was published."""

from typing import ClassVar

from csplan.core.forms import BaseForm
from programme.choices import ReturnState
from programme.forms.decisions import CorrectForm
from programme.permissions.returns import can_correct
from programme.services import open_correction
from programme.views.transitions import StepPage


class ReturnCorrectView(StepPage):
    """Give a published return a new revision to be put right in."""

    template = "programme/return_correct.html"
    form_class: ClassVar[type[BaseForm]] = CorrectForm
    here = "Correct"
    button = "Open the correction"
    done = "Opened for correction. The co-ordinator can change its answers and submit it again"

    def is_permitted(self) -> bool:
        return can_correct(self.actor)

    def is_time(self) -> bool:
        return self.quarterly_return.state == ReturnState.PUBLISHED

    def too_late(self) -> str:
        if self.quarterly_return.revision > 1:
            return "A correction of this return has been opened already"
        return "Only a published return is corrected: until then it is sent back"

    def take(self, form: BaseForm) -> None:
        open_correction(
            quarterly_return=self.quarterly_return,
            until=form.until,  # type: ignore[attr-defined]  # of CorrectForm, this page's own
            reason=form.cleaned_data["reason"],
            actor=self.actor,
            at=self.at,
        )
