"""Beat after a long stop, and what it and the workers log of the tasks it sends."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from celery.beat import PersistentScheduler
from django.utils import timezone

from csplan.celery import app
from csplan.core.periods import Quarter
from tests.conftest import NOW, Cast
from tests.factories import (
    MilestoneFactory,
    QuarterlyReturnFactory,
    ReportingPeriodFactory,
    WorkItemFactory,
)

Line = Mapping[str, Any]
SENT = re.compile(r"Sending due task \S+ \((?P<task>[\w.]+)\)")
ENDED = re.compile(r"Task (?P<task>[\w.]+)\[[\w-]+\] succeeded")


def scheduled() -> set[str]:
    """The tasks that beat is to send."""
    return {entry["task"] for entry in app.conf.beat_schedule.values()}


def make_overdue(schedule: Path) -> None:
    """Leave beat the file of one that was stopped long ago, so that all of it is due at once."""
    scheduler = PersistentScheduler(app, schedule_filename=str(schedule))
    for entry in scheduler.schedule.values():
        entry.last_run_at = NOW
    scheduler.close()


def leave_quarters_to_the_clock(cast: Cast) -> None:
    """A quarter whose moment has come, and one that closed without anybody noting it."""
    now, a_day = timezone.now(), dt.timedelta(days=1)
    item = WorkItemFactory.create(locality=cast.own)
    MilestoneFactory.create(work_item=item, locality=cast.own)
    over = ReportingPeriodFactory.create()
    QuarterlyReturnFactory.create(period=over, locality=cast.own)
    ReportingPeriodFactory.create(
        quarter=Quarter.parse("2013-14-q4"),
        opens_at=now - a_day,
        due_at=now + a_day,
        closes_at=now + a_day,
    )


def sent(log: Iterable[Line]) -> Counter[str]:
    return _tasks(SENT, log)


def ended(log: Iterable[Line]) -> Counter[str]:
    """How often the workers have done each task, as they were asked."""
    return _tasks(ENDED, log)


def _tasks(told: re.Pattern[str], log: Iterable[Line]) -> Counter[str]:
    found = (told.search(line["message"]) for line in log)
    return Counter(match["task"] for match in found if match)
