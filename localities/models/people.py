"""Posts and who holds them; steering groups and who sits on them."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from csplan.core.models import Department, Sourced
from localities.choices import Capacity, PostKind
from localities.models.places import Cluster, Locality
from localities.models.validity import Validity, ends_after_start
from localities.querysets import DatedQuerySet

MOST_FTE = 10


class Post(Sourced, Validity):
    """A job in the team: national, of a cluster or of a locality.

    ``number`` tells posts of one kind in one place apart; ``fte`` is the share of a full-time
    job, unknown where nothing says it.
    """

    kind = models.CharField(max_length=20, choices=PostKind.choices)
    cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, null=True, blank=True, related_name="posts"
    )
    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, null=True, blank=True, related_name="posts"
    )
    order = models.PositiveSmallIntegerField(default=0)
    number = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1)])
    fte = models.DecimalField(
        "full-time equivalent (FTE)",
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(MOST_FTE)],
    )

    objects = DatedQuerySet["Post"].as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="localities_post_one_place",
                condition=Q(cluster__isnull=True) | Q(locality__isnull=True),
                violation_error_message="A post belongs to a cluster or a locality, not both",
            ),
            models.CheckConstraint(
                name="localities_post_fte_in_range",
                condition=Q(fte__isnull=True) | Q(fte__gte=0, fte__lte=MOST_FTE),
                violation_error_message="FTE must be between 0 and 10",
            ),
            ends_after_start("localities_post"),
        ]

    def __str__(self) -> str:
        place = self.locality or self.cluster
        title = f"{self.get_kind_display()}, {place}" if place else self.get_kind_display()
        return f"{title} ({self.number})" if self.number > 1 else title

    def clean(self) -> None:
        """Refuse to end while somebody holds it for longer."""
        if self.ends_on is None or self.pk is None:
            return
        longer = Q(ends_on__isnull=True) | Q(ends_on__gt=self.ends_on)
        names = ", ".join(holding.holder_name for holding in self.holdings.filter(longer))
        if names:
            raise ValidationError({"ends_on": f"Give its holder a last day first: {names}"})


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

    objects = DatedQuerySet["PostHolding"].as_manager()

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


class SteeringGroup(Sourced, Validity):
    """The National Steering Group, or the group that oversees one locality."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    locality = models.OneToOneField(
        Locality, on_delete=models.PROTECT, null=True, blank=True, related_name="steering_group"
    )

    objects = DatedQuerySet["SteeringGroup"].as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            ends_after_start("localities_steeringgroup"),
            models.UniqueConstraint(
                fields=["name"],
                name="localities_steeringgroup_unique_name",
                violation_error_message="There is already a steering group with this name",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SteeringGroupSeat(Sourced, Validity):
    """A place on a steering group: the capacity, and who or which body fills it."""

    group = models.ForeignKey(SteeringGroup, on_delete=models.PROTECT, related_name="seats")
    capacity = models.CharField(max_length=20, choices=Capacity.choices)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    holder = models.CharField(max_length=200, help_text="The person, post or body, as published.")
    order = models.PositiveSmallIntegerField(default=0)

    objects = DatedQuerySet["SteeringGroupSeat"].as_manager()

    class Meta:
        ordering = ["group", "order"]
        constraints = [ends_after_start("localities_steeringgroupseat")]

    def __str__(self) -> str:
        return f"{self.holder} ({self.get_capacity_display()})"
