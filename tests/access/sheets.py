"""A return's spreadsheet, downloaded, filled in and uploaded by its co-ordinator."""

import datetime as dt
from collections.abc import Mapping

from csplan.accounts.selectors import actor_for
from csplan.registers.models import PendingImport
from programme.forms.sheets.files import return_file
from programme.forms.sheets.plans import plan_sheet
from programme.models import QuarterlyReturn
from programme.services.sheets import upload_key
from tests.conftest import NOW, Cast
from tests.programme.sheets.workbooks import filled


def uploaded(quarterly_return: QuarterlyReturn, cast: Cast) -> tuple[int, Mapping[str, str]]:
    """The key of an upload that brings a new overview, and what its preview posts."""
    actor = actor_for(cast.coordinator, on=NOW.date())
    data = filled(
        return_file("xlsx", quarterly_return, actor=actor, at=NOW),
        ("Overview", "overview", "The quarter in your locality", "A busy quarter."),
    )
    upload = PendingImport.objects.create(
        owner=cast.coordinator,
        register=upload_key(quarterly_return),
        file_name="return.xlsx",
        data=data,
        digest="0" * 64,
        created_at=NOW,
        expires_at=NOW + dt.timedelta(days=400),
    )
    plan = plan_sheet(data, quarterly_return, today=NOW.date(), choices={})
    return upload.pk, {"plan": plan.digest}
