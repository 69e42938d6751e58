"""What steering groups and funders read: packs, whole or absent, and kept for good."""

from typing import NoReturn

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from csplan.core.models import Department, ReportingPeriod
from csplan.core.querysets import InsertOnlyError, InsertOnlyQuerySet
from csplan.core.stored_bytes import stored_bytes
from csplan.core.text import validate_narrative
from localities.models import Locality
from programme.models import Outcome
from reporting.choices import (
    ABOUT_A_RECORD,
    AFTER_PROPOSAL,
    CAME_LATER,
    IN_PROGRESS,
    RELEASED,
    STATE_COLOURS,
    WHOLE,
    BuildStep,
    FileKind,
    PackKind,
    PackState,
)
from reporting.models.batches import PackBatch
from reporting.querysets import PackQuerySet
from reporting.rules import MOST_ATTEMPTS, NATIONAL, file_stem, pack_title, steps_done


def _digest() -> "models.CharField[str, str]":
    """A SHA-256 in hexadecimal; empty until the pack is whole."""
    return models.CharField(max_length=64, blank=True)


def _iff(states: tuple[PackState, ...], there: Q, absent: Q) -> Q:
    return (Q(state__in=states) & there) | (~Q(state__in=states) & absent)


def _signed_iff(states: tuple[PackState, ...], verb: str) -> models.CheckConstraint:
    """The person and the moment of ``verb`` are there in ``states`` and only there."""
    both = Q(**{f"{verb}_by__isnull": False, f"{verb}_at__isnull": False})
    neither = Q(**{f"{verb}_by__isnull": True, f"{verb}_at__isnull": True})
    return models.CheckConstraint(
        name=f"reporting_pack_{verb}_iff_state", condition=_iff(states, both, neither)
    )


def _about_what_its_kind_says() -> models.CheckConstraint:
    """A locality's pack names its locality and nothing else; the national one names nothing."""
    nothing = Q(**{f"{name}__isnull": True for name in ABOUT_A_RECORD.values()})
    condition = ~Q(kind__in=ABOUT_A_RECORD) & nothing
    for kind, own in ABOUT_A_RECORD.items():
        others = {f"{name}__isnull": True for name in ABOUT_A_RECORD.values() if name != own}
        condition |= Q(kind=kind, **{f"{own}__isnull": False}, **others)
    return models.CheckConstraint(name="reporting_pack_about_what_kind_says", condition=condition)


DIGESTS_OF_ALL = {
    FileKind.SNAPSHOT: "snapshot_digest",
    FileKind.PDF: "pdf_digest",
    FileKind.PAGE: "page_digest",
}
"""Where a pack keeps the digests of the files that every pack has; its manifest has the others."""


class Pack(models.Model):
    """One build of one edition of a quarter's monitoring pack, and the job that makes it.

    ``kind`` and ``subject`` say whom it is about: the nation, a locality, a department, an
    outcome or a year. Editions and builds are counted for each subject of a quarter.
    ``subject_name`` is its name as it was when the pack was asked for. ``sections`` are the
    keys of those chosen, in order; none means its kind's own.

    Several builds of an edition may exist until one of them is published; that edition then
    never changes. The row is the job of record: what a queue or a worker forgets, it knows.
    ``attempts`` is counted before the work starts. ``lease_token`` names the worker that holds
    the build until ``lease_until``, and fences one that wakes up late. ``gaps`` are the names
    of the localities whose returns were not accepted. ``version`` grows with each decision.
    ``input_digest`` is of everything its files were made from; builds that share it share them.
    """

    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="packs")
    kind = models.CharField(max_length=10, choices=PackKind.choices, default=PackKind.NATIONAL)
    subject = models.SlugField(max_length=80, default=NATIONAL.slug)
    subject_name = models.CharField(max_length=300, blank=True)
    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, null=True, blank=True, related_name="packs"
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="packs"
    )
    outcome = models.ForeignKey(
        Outcome, on_delete=models.PROTECT, null=True, blank=True, related_name="packs"
    )
    sections = models.JSONField(default=list, blank=True)
    batch = models.ForeignKey(
        PackBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="packs"
    )
    edition = models.PositiveSmallIntegerField()
    build = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=PackState.choices, default=PackState.QUEUED)
    version = models.PositiveIntegerField(default=0)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField()
    gaps = models.JSONField(default=list, blank=True)
    gap_reason = models.TextField(blank=True, validators=[validate_narrative])

    queued_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    step = models.CharField(max_length=10, choices=BuildStep.choices, blank=True)
    step_words = models.CharField(max_length=200, blank=True)
    failure_reason = models.CharField(max_length=500, blank=True)

    built_at = models.DateTimeField(null=True, blank=True)
    input_digest = models.CharField(max_length=64, blank=True, db_index=True)
    snapshot_digest = _digest()
    pdf_digest = _digest()
    page_digest = _digest()
    manifest = models.JSONField(default=dict, blank=True)

    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True, blank=True)
    change_note = models.TextField(blank=True, validators=[validate_narrative])
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = PackQuerySet.as_manager()

    class Meta:
        ordering = ["-period__starts_on", "subject", "-edition", "-build"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "subject", "edition", "build"],
                name="reporting_pack_unique_build",
            ),
            models.UniqueConstraint(
                fields=["period", "subject", "edition"],
                condition=Q(state__in=RELEASED),
                name="reporting_pack_edition_published_once",
                violation_error_message="This edition has been published already",
            ),
            models.UniqueConstraint(
                fields=["period", "subject"],
                condition=Q(state=PackState.PUBLISHED),
                name="reporting_pack_one_current_edition",
                violation_error_message="Another edition is the current one",
            ),
            models.UniqueConstraint(
                fields=["period", "subject"],
                condition=Q(state__in=IN_PROGRESS),
                name="reporting_pack_one_build_at_a_time",
                violation_error_message="This pack is being built already",
            ),
            models.CheckConstraint(
                name="reporting_pack_numbered_from_one",
                condition=Q(edition__gte=1, build__gte=1),
            ),
            models.CheckConstraint(
                name="reporting_pack_attempts_0_to_3",
                condition=Q(attempts__gte=0, attempts__lte=MOST_ATTEMPTS),
            ),
            models.CheckConstraint(
                name="reporting_pack_leased_iff_building",
                condition=_iff(
                    (PackState.BUILDING,),
                    Q(lease_until__isnull=False) & ~Q(lease_token=""),
                    Q(lease_until__isnull=True, lease_token=""),
                ),
            ),
            models.CheckConstraint(
                name="reporting_pack_failed_has_reason",
                condition=~Q(state=PackState.FAILED) | ~Q(failure_reason=""),
            ),
            models.CheckConstraint(
                name="reporting_pack_whole_or_absent",
                condition=_iff(
                    WHOLE,
                    Q(built_at__isnull=False)
                    & ~Q(snapshot_digest="")
                    & ~Q(pdf_digest="")
                    & ~Q(page_digest=""),
                    Q(built_at__isnull=True, snapshot_digest="", pdf_digest="", page_digest=""),
                ),
            ),
            _signed_iff(AFTER_PROPOSAL, "proposed"),
            _signed_iff(RELEASED, "published"),
            models.CheckConstraint(
                name="reporting_pack_superseded_iff_state",
                condition=_iff(
                    (PackState.SUPERSEDED,),
                    Q(superseded_at__isnull=False),
                    Q(superseded_at__isnull=True),
                ),
            ),
            models.CheckConstraint(
                name="reporting_pack_publisher_is_not_proposer",
                condition=Q(published_by__isnull=True) | ~Q(published_by=F("proposed_by")),
                violation_error_message="The person who proposed a pack cannot publish it",
            ),
            _about_what_its_kind_says(),
            models.CheckConstraint(
                name="reporting_pack_says_what_changed",
                condition=Q(edition=1) | ~Q(state__in=RELEASED) | ~Q(change_note=""),
                violation_error_message="A later edition says what changed and why",
            ),
        ]
        indexes = [models.Index(fields=["state", "queued_at"], name="reporting_pack_queue")]

    def __str__(self) -> str:
        return f"{self.title}, {self.number_label}"

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        raise InsertOnlyError("Packs are never removed")

    @property
    def title(self) -> str:
        return pack_title(self.kind, self.subject_name, self.period.quarter)

    @property
    def number_label(self) -> str:
        """ "edition 1" once published; a build of it before."""
        if self.is_released:
            return f"edition {self.edition}"
        return f"edition {self.edition}, build {self.build}"

    @property
    def address(self) -> list[str | int]:
        """What the pack's addresses are made of; the national pack's name no subject."""
        about = [] if self.subject == NATIONAL.slug else [self.subject]
        return [self.period.slug, *about, self.edition, self.build]

    @property
    def record(self) -> str:
        """The slug or key of the locality, department or outcome that it is about."""
        return self.subject.removeprefix(f"{self.kind}-")

    @property
    def is_national(self) -> bool:
        return self.kind == PackKind.NATIONAL

    @property
    def file_stem(self) -> str:
        """The downloaded file's name without its ending; a build that is not out says so."""
        stem = file_stem(self.period.slug, self.subject, self.edition)
        return stem if self.is_released else f"{stem}-build-{self.build}"

    @property
    def colour(self) -> str:
        return STATE_COLOURS[self.state]

    @property
    def is_in_progress(self) -> bool:
        return self.state in IN_PROGRESS

    @property
    def is_whole(self) -> bool:
        return self.state in WHOLE

    @property
    def is_released(self) -> bool:
        return self.state in RELEASED

    @property
    def is_draft(self) -> bool:
        """Whether it is there to be read, and not out."""
        return self.is_whole and not self.is_released

    @property
    def steps_done(self) -> int:
        return steps_done(self.step)

    @property
    def progress_words(self) -> str:
        """What is being done, for the person who waits."""
        if self.state == PackState.QUEUED:
            return "Waiting to be tried again" if self.attempts else "Waiting for its turn"
        words = self.get_step_display()
        return f"{words}: {self.step_words}" if self.step_words else words

    @property
    def digests(self) -> dict[str, str]:
        """The SHA-256 of each file it holds, by kind."""
        others: dict[str, str] = self.manifest.get("digests", {})
        return {
            **{kind: getattr(self, name) for kind, name in DIGESTS_OF_ALL.items()},
            **{kind: others[kind] for kind in CAME_LATER if kind in others},
        }

    def digest_of(self, kind: FileKind) -> str:
        """The same of one file; empty for a kind it does not hold.

        That of a PDF, page or snapshot is told without the manifest, which is as long as a page.
        """
        if kind in DIGESTS_OF_ALL:
            return str(getattr(self, DIGESTS_OF_ALL[kind]))
        return self.digests.get(kind, "")

    def content_of(self, kind: FileKind) -> bytes | None:
        """The bytes of that file as the database has them now; None if there is none."""
        return stored_bytes(PackFile, "content", pack=self.pk, kind=kind)


class PackFile(models.Model):
    """The bytes of one form of a pack. Rows are only ever added."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=10, choices=FileKind.choices)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField(help_text="In bytes.")
    recorded_at = models.DateTimeField(db_default=Now())

    objects = InsertOnlyQuerySet["PackFile"].as_manager()

    class Meta:
        ordering = ["pack", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["pack", "kind"], name="reporting_packfile_unique_pack_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pack}: {self.get_kind_display()}"

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        raise InsertOnlyError("The files of a pack are never removed")
