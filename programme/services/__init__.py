"""One function for each thing that can be done to the programme.

Every service refuses first, then writes in one transaction and records one audit event.
The actor and the moment are passed in.
"""

from programme.services.commentary import save_commentary
from programme.services.corrections import open_correction
from programme.services.many import confirm_unchanged, save_measures
from programme.services.moderation import moderate_rating
from programme.services.nudges import nudge_late, nudge_return
from programme.services.periods import (
    close_period,
    extend_return,
    open_period,
)
from programme.services.returns import (
    accept_return,
    publish_returns,
    send_back_return,
    sign_off_return,
    submit_return,
    withdraw_return,
)
from programme.services.updates import save_measure, save_milestone, save_overview

__all__ = [
    "accept_return",
    "close_period",
    "confirm_unchanged",
    "extend_return",
    "moderate_rating",
    "nudge_late",
    "nudge_return",
    "open_correction",
    "open_period",
    "publish_returns",
    "save_commentary",
    "save_measure",
    "save_measures",
    "save_milestone",
    "save_overview",
    "send_back_return",
    "sign_off_return",
    "submit_return",
    "withdraw_return",
]
