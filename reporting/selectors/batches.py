"""Packs that are built together, and how far they are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from csplan.accounts.actors import Actor
from reporting.choices import IN_PROGRESS, BuildStep, PackKind, PackState
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
    def steps(self) -> int:
        """The steps of all the builds, so that a bar moves while one is being made."""
        return self.total * len(BuildStep)

    @property
    def steps_done(self) -> int:
        """All those of what nobody waits for any more, and what is behind the others."""
        waiting = [each for each in self.packs if each.is_in_progress]
        settled = (self.total - len(waiting)) * len(BuildStep)
        return settled + sum(each.steps_done for each in waiting)

    @property
    def is_finished(self) -> bool:
        return not any(self._states[state] for state in IN_PROGRESS)

    @property
    def words(self) -> str:
        """ "7 of 14 built, 1 failed. Now: Monitoring pack for North West, Quarter 3 2013/14"."""
        failed = f", {self.failed} failed" if self.failed else ""
        at_work = [each.title for each in self.packs if each.state == PackState.BUILDING]
        now = f". Now: {'; '.join(at_work)}" if at_work else ""
        return f"{self.built} of {self.total} built{failed}{now}"


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
