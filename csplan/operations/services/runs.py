"""Keeping note of what was done to the installation, in the history too."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from csplan.audit.services import record
from csplan.operations.choices import RunKind
from csplan.operations.models import Run


@transaction.atomic
def note_run(*, kind: RunKind, action: str, at: dt.datetime, outcome: Mapping[str, Any]) -> Run:
    """Add the run and its event. ``outcome`` holds counts and digests, never anybody's words."""
    run = Run.objects.create(kind=kind, at=at, outcome=dict(outcome))
    record(action=action, target=run, actor=None, at=at, after=outcome)
    return run
