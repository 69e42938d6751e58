"""Clusters and localities, and how they belonged together over time."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from csplan.core.models import Sourced
from csplan.core.querysets import InsertOnlyQuerySet
from localities.choices import ChangeKind
from localities.models.validity import Validity, ends_after_start
from localities.querysets import DatedQuerySet
from localities.rules import PAGES


class Cluster(Sourced, Validity):
    """A group of localities with one or more assistant co-ordinators."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120, unique=True)
    order = models.PositiveSmallIntegerField(default=0)

    objects = DatedQuerySet["Cluster"].as_manager()

    class Meta:
        ordering = ["order", "name"]
        constraints = [ends_after_start("localities_cluster")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse to end before its localities have moved or closed."""
        if self.ends_on is None or self.pk is None:
            return
        left = self.localities.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=self.ends_on))
        names = ", ".join(str(locality) for locality in left)
        if names:
            raise ValidationError({"ends_on": f"Move or close its localities first: {names}"})


class Locality(Sourced, Validity):
    """A place with its own co-ordinator, work programme and quarterly return.

    ``cluster`` is the one it belongs to today; ``memberships`` tell the whole story.
    """

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120, unique=True)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="localities")
    order = models.PositiveSmallIntegerField(default=0)

    objects = DatedQuerySet["Locality"].as_manager()

    class Meta:
        ordering = ["cluster__order", "order", "name"]
        verbose_name_plural = "localities"
        constraints = [ends_after_start("localities_locality")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse an address that another page has."""
        if self.slug in PAGES:
            raise ValidationError({"slug": f"“{self.slug}” is the address of another page"})


class LocalityMembership(Validity):
    """The cluster a locality belongs to from one day to another."""

    locality = models.ForeignKey(Locality, on_delete=models.PROTECT, related_name="memberships")
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="memberships")

    objects = DatedQuerySet["LocalityMembership"].as_manager()

    class Meta:
        ordering = ["locality", "starts_on"]
        constraints = [
            ends_after_start("localities_localitymembership"),
            models.UniqueConstraint(
                fields=["locality"],
                condition=Q(ends_on__isnull=True),
                name="localities_localitymembership_one_open",
                violation_error_message="This locality already belongs to a cluster",
            ),
            models.UniqueConstraint(
                fields=["locality", "starts_on"],
                name="localities_localitymembership_unique_start",
                violation_error_message="This locality already joined a cluster on that day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.locality} in {self.cluster}"


class LocalityChange(models.Model):
    """Something that happened to a locality on a day, and why. Rows are only added.

    ``other`` is the locality it merged into or that was split off; ``was_called`` its name
    before it was renamed.
    """

    locality = models.ForeignKey(Locality, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10, choices=ChangeKind.choices)
    on = models.DateField()
    reason = models.CharField(max_length=500)
    other = models.ForeignKey(
        Locality, on_delete=models.PROTECT, null=True, blank=True, related_name="changes_here"
    )
    from_cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    to_cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    was_called = models.CharField(max_length=120, blank=True)

    objects = InsertOnlyQuerySet["LocalityChange"].as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="localities_localitychange_other_matches_kind",
                condition=Q(kind__in=("merged", "split"), other__isnull=False)
                | Q(kind__in=("moved", "renamed", "closed"), other__isnull=True),
                violation_error_message="A merger or a split names the other locality",
            ),
            models.CheckConstraint(
                name="localities_localitychange_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message="Enter the reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.locality}: {self.get_kind_display()}"
