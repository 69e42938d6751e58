"""What waits and what failed, from the rows that are the jobs of record."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, QuerySet

from csplan.core import read_only
from csplan.notices.choices import NoticeState
from csplan.notices.models import Notice
from csplan.operations.choices import RunKind
from csplan.operations.models import Run
from objectives.choices import PrintState
from objectives.models import FeedbackMessage, RevisionFile
from programme.models import Nudge
from reporting.choices import IN_PROGRESS, PackState
from reporting.models import Pack


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its labels, as Prometheus reads it."""

    name: str
    value: float
    labels: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        labels = ",".join(f'{name}="{value}"' for name, value in self.labels)
        return (
            f"{self.name}{{{labels}}} {self.value:.15g}"
            if labels
            else f"{self.name} {self.value:.15g}"
        )


HELP = {
    "csplan_jobs": "Jobs by kind and state: packs, prints, emails, reminders, feedback messages.",
    "csplan_oldest_waiting_seconds": "How long the oldest job of a kind has been waiting.",
    "csplan_last_run_timestamp_seconds": "When a backup, a verification and so on last ended.",
    "csplan_read_only": "1 while nothing can be saved.",
}


def operations_text(*, at: dt.datetime) -> str:
    """Every figure in Prometheus' text format, with what it means. Ten queries."""
    lines = []
    for figure in sorted(_figures(at), key=lambda each: (each.name, each.labels)):
        if f"# TYPE {figure.name} gauge" not in lines:
            lines += [f"# HELP {figure.name} {HELP[figure.name]}", f"# TYPE {figure.name} gauge"]
        lines.append(str(figure))
    return "\n".join(lines) + "\n"


def _figures(at: dt.datetime) -> Iterator[Figure]:
    yield from _states("packs", Pack.objects.all(), PackState.values)
    yield from _states("prints", RevisionFile.objects.all(), PrintState.values)
    yield from _states("emails", Notice.objects.all(), NoticeState.values)
    yield from _done("reminders", Nudge.objects.filter(sent_at=None))
    yield from _feedback()
    for kind, waiting, since in _waiting():
        oldest = waiting.aggregate(oldest=Min(since))["oldest"]
        age = max((at - oldest).total_seconds(), 0.0) if oldest else 0.0
        yield Figure("csplan_oldest_waiting_seconds", age, (("kind", kind),))
    yield from _runs()
    yield Figure("csplan_read_only", float(bool(read_only.reason())))


def _waiting() -> tuple[tuple[str, QuerySet[Any], str], ...]:
    return (
        ("packs", Pack.objects.filter(state__in=IN_PROGRESS), "requested_at"),
        ("prints", RevisionFile.objects.filter(state=PrintState.WAITING), "queued_at"),
        ("emails", Notice.objects.filter(state=NoticeState.WAITING), "made_at"),
        ("reminders", Nudge.objects.filter(sent_at=None), "at"),
    )


def _states(kind: str, rows: QuerySet[Any], states: list[str]) -> Iterator[Figure]:
    """How many are in each state; those in none are told too, so that a graph begins at nought."""
    found = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    for state in states:
        yield _jobs(kind, state, found.get(state, 0))


def _done(kind: str, waiting: QuerySet[Any]) -> Iterator[Figure]:
    yield _jobs(kind, "waiting", waiting.count())


def _feedback() -> Iterator[Figure]:
    unsent = FeedbackMessage.objects.filter(done_at=None)
    counts = unsent.aggregate(all=Count("pk"), failed=Count("failed_at"))
    yield _jobs("feedback", "waiting", counts["all"] - counts["failed"])
    yield _jobs("feedback", "failed", counts["failed"])


def _jobs(kind: str, state: str, count: int) -> Figure:
    return Figure("csplan_jobs", count, (("kind", kind), ("state", state)))


def _runs() -> Iterator[Figure]:
    last = dict(Run.objects.order_by().values_list("kind").annotate(Max("at")))
    for kind in (RunKind.BACKUP, RunKind.RESTORE, RunKind.VERIFICATION, RunKind.RETENTION):
        if kind in last:
            moment = last[kind].timestamp()
            yield Figure("csplan_last_run_timestamp_seconds", moment, (("kind", kind),))
