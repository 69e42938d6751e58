"""A set of objectives: what one holder of one post is held to for one financial year."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from csplan.core.models import Department, Sourced
from csplan.core.periods import FinancialYear
from csplan.core.text import validate_narrative
from objectives.choices import SetLevel, SetState
from objectives.querysets import ObjectiveSetQuerySet


class ObjectiveSet(Sourced):
    """The objectives of one holder in one post for one financial year, as they are worked on.

    These rows are the working copy. What the public reads is the latest ``SetRevision``, frozen
    at publication; ``revision_number`` says which that is, 0 for a set never published. A
    published set that is amended is a draft again, with ``amendment_reason``, while the public
    still reads the revision before.

    ``held_from`` and ``held_to`` are empty when the post was held for the whole year. A holder
    who came mid-year ``follows`` the set of the one before.
    """

    slug = models.SlugField(max_length=80, unique=True)
    holder_name = models.CharField("holder", max_length=120)
    post_title = models.CharField("post", max_length=200)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(
        max_length=20, choices=SetLevel.choices, default=SetLevel.PERMANENT_SECRETARY
    )
    year_start = models.PositiveSmallIntegerField("financial year")
    held_from = models.DateField("first day in the post", null=True, blank=True)
    held_to = models.DateField("last day in the post", null=True, blank=True)
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    role_statement = models.TextField(blank=True, validators=[validate_narrative])
    state = models.CharField(max_length=10, choices=SetState.choices, default=SetState.DRAFT)
    version = models.PositiveIntegerField(default=0)
    revision_number = models.PositiveSmallIntegerField(default=0)
    amendment_reason = models.TextField(blank=True, validators=[validate_narrative])
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)

    objects = ObjectiveSetQuerySet.as_manager()

    class Meta:
        ordering = ["-year_start", "holder_name", "post_title"]
        constraints = [
            models.UniqueConstraint(
                fields=["holder_name", "post_title", "year_start"],
                name="objectives_objectiveset_unique_holder_post_year",
                violation_error_message="This holder already has objectives for that year",
            ),
            models.CheckConstraint(
                name="objectives_objectiveset_held_in_order",
                condition=Q(held_from__isnull=True)
                | Q(held_to__isnull=True)
                | Q(held_from__lte=F("held_to")),
                violation_error_message="The first day in the post must not be after the last",
            ),
            models.CheckConstraint(
                name="objectives_objectiveset_published_has_a_revision",
                condition=~Q(state=SetState.PUBLISHED) | Q(revision_number__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder_name}, {self.year.label}"

    @property
    def year(self) -> FinancialYear:
        return FinancialYear(self.year_start)

    @property
    def is_public(self) -> bool:
        """Whether anybody may read some revision of it."""
        return self.revision_number > 0

    @property
    def is_being_amended(self) -> bool:
        return self.is_public and self.state != SetState.PUBLISHED
