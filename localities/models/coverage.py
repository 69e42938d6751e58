"""How many people work where, and which departments are represented there."""

from django.db import models
from django.db.models import Q

from csplan.core.models import Department, Sourced
from csplan.core.periods import FinancialYear
from localities.models.places import Cluster, Locality
from localities.models.validity import Validity, ends_after_start
from localities.querysets import DatedQuerySet


class Headcount(Sourced):
    """How many civil servants work in a cluster or locality, as a dated source gives it.

    Of one department where it is named, of all of them where not. ``as_at`` is the day the
    figure holds for, when its source says; ``source_section`` names the source.
    """

    cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, null=True, blank=True, related_name="headcounts"
    )
    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, null=True, blank=True, related_name="headcounts"
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="headcounts"
    )
    people = models.PositiveIntegerField()
    year_start = models.PositiveSmallIntegerField(
        "year", help_text="The plan year the figure is for."
    )
    as_at = models.DateField("as at", null=True, blank=True)

    class Meta:
        ordering = ["cluster", "locality", "department", "-year_start"]
        constraints = [
            models.CheckConstraint(
                name="localities_headcount_one_place",
                condition=Q(cluster__isnull=True, locality__isnull=False)
                | Q(cluster__isnull=False, locality__isnull=True),
                violation_error_message="A headcount is of a cluster or of a locality: choose one",
            ),
            *(
                models.UniqueConstraint(
                    fields=[place, *extra, "year_start"],
                    condition=Q(**{f"{place}__isnull": False, "department__isnull": not extra}),
                    name=f"localities_headcount_unique_{'_'.join([place, *extra])}_year",
                    violation_error_message="This headcount for that year is held already",
                )
                for place in ("cluster", "locality")
                for extra in ((), ("department",))
            ),
        ]

    def __str__(self) -> str:
        who = f"{self.department}, " if self.department else ""
        return f"{who}{self.locality or self.cluster}: {self.people:,}"

    @property
    def year(self) -> FinancialYear:
        return FinancialYear(self.year_start)


class Representation(Sourced, Validity):
    """A department takes part in a locality's network from one day to another."""

    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="representations"
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="representations"
    )

    objects = DatedQuerySet["Representation"].as_manager()

    class Meta:
        ordering = ["locality", "department", "starts_on"]
        constraints = [
            ends_after_start("localities_representation"),
            models.UniqueConstraint(
                fields=["locality", "department"],
                condition=Q(ends_on__isnull=True),
                name="localities_representation_one_open",
                violation_error_message="This department is already represented there",
            ),
            models.UniqueConstraint(
                fields=["locality", "department", "starts_on"],
                name="localities_representation_unique_start",
                violation_error_message="This department is held as joining on that day already",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department} in {self.locality}"
