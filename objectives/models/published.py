"""What is kept beside a published revision: how it is found, and what is printed of it.

Both are made from the revision's frozen content alone and can be made again from it.
"""

from django.db import models
from django.db.models import Q

from objectives.choices import PrintKind, PrintState
from objectives.models.revisions import SetRevision
from objectives.querysets import RevisionEntryQuerySet, RevisionFileQuerySet


class RevisionEntry(models.Model):
    """How a revision is found: by year, department, holder, post and words.

    ``words`` is what is searched, as ``objectives.rules.searching`` folds it.
    """

    revision = models.OneToOneField(
        SetRevision, on_delete=models.PROTECT, primary_key=True, related_name="entry"
    )
    year_start = models.PositiveSmallIntegerField()
    department_slug = models.SlugField(max_length=60)
    department_name = models.CharField(max_length=120)
    holder = models.CharField(max_length=120)
    post = models.CharField(max_length=200)
    level = models.CharField(max_length=20)
    objective_count = models.PositiveSmallIntegerField()
    words = models.TextField()

    objects = RevisionEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-year_start", "holder", "post", "pk"]
        verbose_name_plural = "revision entries"
        indexes = [
            models.Index(
                fields=["year_start", "department_slug"], name="objectives_entry_year_dept"
            )
        ]

    def __str__(self) -> str:
        return f"{self.holder}, {self.post}"


class RevisionFile(models.Model):
    """A printed file, and the job of making it: the row is the job of record.

    A compendium is printed as it stood after ``revision`` was published. ``queued_at`` is when a
    worker was last asked or began: who begins counts an attempt first, so a job that kills its
    worker comes to an end. ``digest`` is the SHA-256 of ``content``.
    """

    revision = models.ForeignKey(SetRevision, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=10, choices=PrintKind.choices)
    state = models.CharField(max_length=9, choices=PrintState.choices, default=PrintState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    content = models.BinaryField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=500, blank=True)

    objects = RevisionFileQuerySet.as_manager()

    class Meta:
        ordering = ["revision", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "kind"], name="objectives_revisionfile_unique_kind"
            ),
            models.CheckConstraint(
                name="objectives_revisionfile_made_is_whole",
                condition=~Q(state=PrintState.MADE)
                | (Q(content__isnull=False, made_at__isnull=False) & ~Q(digest="")),
            ),
        ]
        indexes = [models.Index(fields=["state", "queued_at"], name="objectives_file_state")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.revision}"
