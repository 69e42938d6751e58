"""Returns in each state, and answers to fill them with."""

import datetime as dt
from decimal import Decimal

from csplan.accounts.models import User
from csplan.core.ratings import Rating
from programme.choices import AFTER_ACCEPTANCE, AFTER_SIGN_OFF, AFTER_SUBMISSION, ReturnState
from programme.models import MeasureUpdate, MilestoneUpdate, QuarterlyReturn
from programme.rules.returns import MilestoneAnswers
from tests.conftest import NOW, Cast, Stage

ON_TRACK = MilestoneAnswers(
    rating=Rating.ON_TRACK,
    forecast_on=dt.date(2014, 3, 31),
    narrative="Under way.",
    rating_explanation="The steering group agreed the later day in December.",
)
AT_RISK_FORM = {
    "version": "0",
    "rating": "at_risk",
    "rating_explanation": "The venue has confirmed the new day.",
    "forecast_on-day": "31",
    "forecast_on-month": "3",
    "forecast_on-year": "2014",
    "narrative": "Two departments have not answered.",
    "risk": "One of them may not answer before the quarter ends.",
    "path_to_green": "The chair will write to them.",
}
RETURN_URL = "/programme/returns/2013-14-q3/north-west/"


def answer_everything(quarterly_return: QuarterlyReturn) -> None:
    """Fill the return in, as if somebody outside the cast had."""
    MilestoneUpdate.objects.filter(quarterly_return=quarterly_return).update(
        rating=ON_TRACK.rating,
        forecast_on=ON_TRACK.forecast_on,
        narrative=ON_TRACK.narrative,
        rating_explanation=ON_TRACK.rating_explanation,
        risk="",
        version=1,
    )
    MeasureUpdate.objects.filter(quarterly_return=quarterly_return).update(
        value=Decimal(7), version=1
    )
    QuarterlyReturn.objects.filter(pk=quarterly_return.pk).update(
        overview="A steady quarter.", overview_version=1
    )
    quarterly_return.refresh_from_db()


def put_in(
    state: ReturnState, stage: Stage, cast: Cast, *, submitted_by: User | None = None
) -> QuarterlyReturn:
    """The stage's own return, complete and in ``state``."""
    answer_everything(stage.own)
    changes: dict[str, object] = {"state": state}
    signatures = (
        (AFTER_SUBMISSION, "submitted", submitted_by or cast.coordinator),
        (AFTER_SIGN_OFF, "signed_off", cast.sro),
        (AFTER_ACCEPTANCE, "accepted", cast.national_team),
    )
    for states, verb, person in signatures:
        if state in states:
            changes |= {f"{verb}_by": person, f"{verb}_at": NOW - dt.timedelta(hours=1)}
    QuarterlyReturn.objects.filter(pk=stage.own.pk).update(**changes)
    stage.own.refresh_from_db()
    return stage.own


def close(stage: Stage) -> None:
    """The quarter closed the day before, whatever the time of day the clock shows."""
    closed_at = NOW - dt.timedelta(days=1)
    QuarterlyReturn.objects.filter(period=stage.period).update(closes_at=closed_at)
    stage.period.closed_at = closed_at
    stage.period.save(update_fields=["closed_at"])
    stage.own.refresh_from_db()
