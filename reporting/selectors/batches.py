"""Packs that are built together, and how far they are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from csplan.accounts.actors import Actor
from reporting.choices import IN_PROGRESS, PackKind, PackState
from reporting.models import Pack, PackBatch
from reporting.permissions import can_build
from reporting.querysets import PackQuerySet


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """How far a batch is; ``packs`` are the latest build about each subject, in order."""

    packs: Sequence[Pack]

    @property
    def _states(self) -> Counter[str]:
        return Counter(each.state for each in self.packs)

    @property
    def total(self) -> int:
        return len(self.packs)

    @property
    def failed(self) -> int:
        return self._states[PackState.FAILED]

    @property
    def built(self) -> int:
        return self.total - self.failed - sum(self._states[state] for state in IN_PROGRESS)

    @property
    def done(self) -> int:
        """Those that nobody waits for any more."""
        return self.built + self.failed

    @property
    def is_finished(self) -> bool:
        return not any(self._states[state] for state in IN_PROGRESS)

    @property
    def words(self) -> str:
        """ "7 of 14 built, 1 failed"."""
        failed = f", {self.failed} failed" if self.failed else ""
        return f"{self.built} of {self.total} built{failed}"


def latest_in(batch: PackBatch) -> PackQuerySet:
    """The latest build about each of the batch's subjects, in the order they were asked for."""
    builds = batch.packs.filter(subject=OuterRef("subject")).order_by("-edition", "-build")
    latest: PackQuerySet = Pack.objects.filter(pk=Subquery(builds.values("pk")[:1]))
    return latest.select_related("period", "batch").order_by("pk")


def batch_progress(batch: PackBatch) -> BatchProgress:
    """One query."""
    rows = latest_in(batch).defer("manifest", "gap_reason", "change_note")
    kinds = PackKind.values
    return BatchProgress(sorted(rows, key=lambda each: (kinds.index(each.kind), each.pk)))


def find_batch(actor: Actor, pk: int) -> PackBatch | None:
    """The batch, if the person makes packs."""
    if not can_build(actor):
        return None
    rows = PackBatch.objects.select_related("period", "requested_by").defer("content")
    return rows.filter(pk=pk).first()
