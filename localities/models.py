"""Where CS Local works, who works there, who oversees it and who pays."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from csplan.core.models import Department, Sourced
from csplan.core.periods import FinancialYear
from localities.choices import Capacity, PostKind


class Cluster(Sourced):
    """A group of localities with one or more assistant co-ordinators."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120, unique=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class Locality(Sourced):
    """A place with its own co-ordinator, work programme and quarterly return."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120, unique=True)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="localities")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["cluster__order", "order", "name"]
        verbose_name_plural = "localities"

    def __str__(self) -> str:
        return self.name


class Headcount(Sourced):
    """How many civil servants work in a cluster, as a dated source gives it."""

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="headcounts")
    people = models.PositiveIntegerField()
    year_start = models.PositiveSmallIntegerField(help_text="The plan year the figure is for.")

    class Meta:
        ordering = ["cluster", "-year_start"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "year_start"], name="localities_headcount_unique_cluster_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cluster}: {self.people:,}"


class Post(Sourced):
    """A job in the team: national, of a cluster or of a locality."""

    kind = models.CharField(max_length=20, choices=PostKind.choices)
    cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, null=True, blank=True, related_name="posts"
    )
    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, null=True, blank=True, related_name="posts"
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="localities_post_one_place",
                condition=Q(cluster__isnull=True) | Q(locality__isnull=True),
                violation_error_message="A post belongs to a cluster or a locality, not both",
            ),
        ]

    def __str__(self) -> str:
        place = self.locality or self.cluster
        return f"{self.get_kind_display()}, {place}" if place else self.get_kind_display()


class PostHolding(models.Model):
    """Who holds a post from one day to another; ``ends_on`` is the last day."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    holder_name = models.CharField(max_length=120, blank=True, help_text="As published.")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="holdings",
    )  # fmt: skip
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["post", "-starts_on"]
        constraints = [
            models.CheckConstraint(
                name="localities_postholding_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="The last day must not be before the first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder_name or 'Vacant'}, {self.post}"


class SteeringGroup(Sourced):
    """The National Steering Group, or the group that oversees one locality."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    locality = models.OneToOneField(
        Locality, on_delete=models.PROTECT, null=True, blank=True, related_name="steering_group"
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SteeringGroupSeat(Sourced):
    """A place on a steering group: the capacity, and who or which body fills it."""

    group = models.ForeignKey(SteeringGroup, on_delete=models.PROTECT, related_name="seats")
    capacity = models.CharField(max_length=20, choices=Capacity.choices)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    holder = models.CharField(max_length=200, help_text="The person, post or body, as published.")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["group", "order"]

    def __str__(self) -> str:
        return f"{self.holder} ({self.get_capacity_display()})"


class FundingContribution(Sourced):
    """What a department agreed to pay towards one year, in whole pence."""

    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="contributions"
    )
    year_start = models.PositiveSmallIntegerField(
        help_text="The year the financial year starts in: 2013 for 2013/14."
    )
    amount_pence = models.PositiveBigIntegerField(validators=[MinValueValidator(1)])

    class Meta:
        ordering = ["-year_start", "department__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "year_start"],
                name="localities_fundingcontribution_unique_department_year",
                violation_error_message="This department already has a contribution for that year",
            ),
            models.CheckConstraint(
                name="localities_fundingcontribution_is_positive",
                condition=Q(amount_pence__gt=0),
                violation_error_message="A contribution is more than nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department}, {self.year}"

    @property
    def year(self) -> FinancialYear:
        return FinancialYear(self.year_start)
