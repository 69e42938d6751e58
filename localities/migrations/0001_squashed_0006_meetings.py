"""The tables of localities as they are after the migrations that this one replaces."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from csplan.core.create_models import CreateModels

MODELS = [
    migrations.CreateModel(
        name="Cluster",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("source_section", models.CharField(blank=True, max_length=200)),
            (
                "source_words",
                models.TextField(blank=True, help_text="The published words, unchanged."),
            ),
            (
                "is_illustrative",
                models.BooleanField(
                    default=False,
                    help_text="Added for demonstration; not in the source.",
                    verbose_name="illustrative",
                ),
            ),
            ("slug", models.SlugField(max_length=60, unique=True)),
            ("name", models.CharField(max_length=120, unique=True)),
            ("order", models.PositiveSmallIntegerField(default=0)),
            (
                "source",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="core.sourcedocument",
                ),
            ),
            ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
            ("starts_on", models.DateField(blank=True, null=True, verbose_name="first day")),
        ],
        options={
            "ordering": ["order", "name"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        ("ends_on__isnull", True),
                        ("starts_on__isnull", True),
                        ("ends_on__gte", models.F("starts_on")),
                        _connector="OR",
                    ),
                    name="localities_cluster_ends_after_start",
                    violation_error_message="The last day must not be before the first",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="Locality",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("source_section", models.CharField(blank=True, max_length=200)),
            (
                "source_words",
                models.TextField(blank=True, help_text="The published words, unchanged."),
            ),
            (
                "is_illustrative",
                models.BooleanField(
                    default=False,
                    help_text="Added for demonstration; not in the source.",
                    verbose_name="illustrative",
                ),
            ),
            ("slug", models.SlugField(max_length=60, unique=True)),
            ("name", models.CharField(max_length=120, unique=True)),
            ("order", models.PositiveSmallIntegerField(default=0)),
            (
                "cluster",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="localities",
                    to="localities.cluster",
                ),
            ),
            (
                "source",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="core.sourcedocument",
                ),
            ),
            ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
            ("starts_on", models.DateField(blank=True, null=True, verbose_name="first day")),
        ],
        options={
            "verbose_name_plural": "localities",
            "ordering": ["cluster__order", "order", "name"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        ("ends_on__isnull", True),
                        ("starts_on__isnull", True),
                        ("ends_on__gte", models.F("starts_on")),
                        _connector="OR",
                    ),
                    name="localities_locality_ends_after_start",
                    violation_error_message="The last day must not be before the first",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="Post",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("source_section", models.CharField(blank=True, max_length=200)),
            (
                "source_words",
                models.TextField(blank=True, help_text="The published words, unchanged."),
            ),
            (
                "is_illustrative",
                models.BooleanField(
                    default=False,
                    help_text="Added for demonstration; not in the source.",
                    verbose_name="illustrative",
                ),
            ),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("coordinator", "Co-ordinator"),
                        ("assistant", "Assistant Co-ordinator"),
                        ("national_coordinator", "National Co-ordinator"),
                        ("head", "Head of CS Local"),
                        ("sro", "Senior Responsible Officer (SRO)"),
                    ],
                    max_length=20,
                ),
            ),
            ("order", models.PositiveSmallIntegerField(default=0)),
            (
                "cluster",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="posts",
                    to="localities.cluster",
                ),
            ),
            (
                "locality",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="posts",
                    to="localities.locality",
                ),
            ),
            (
                "source",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="core.sourcedocument",
                ),
            ),
            ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
            (
                "fte",
                models.DecimalField(
                    blank=True,
                    decimal_places=2,
                    max_digits=4,
                    null=True,
                    validators=[
                        django.core.validators.MinValueValidator(0),
                        django.core.validators.MaxValueValidator(10),
                    ],
                    verbose_name="full-time equivalent (FTE)",
                ),
            ),
            (
                "number",
                models.PositiveSmallIntegerField(
                    default=1, validators=[django.core.validators.MinValueValidator(1)]
                ),
            ),
            ("starts_on", models.DateField(blank=True, null=True, verbose_name="first day")),
        ],
        options={
            "ordering": ["order", "pk"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        ("cluster__isnull", True), ("locality__isnull", True), _connector="OR"
                    ),
                    name="localities_post_one_place",
                    violation_error_message="A post belongs to a cluster or a locality, not both",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("fte__isnull", True),
                        models.Q(("fte__gte", 0), ("fte__lte", 10)),
                        _connector="OR",
                    ),
                    name="localities_post_fte_in_range",
                    violation_error_message="FTE must be between 0 and 10",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("ends_on__isnull", True),
                        ("starts_on__isnull", True),
                        ("ends_on__gte", models.F("starts_on")),
                        _connector="OR",
                    ),
                    name="localities_post_ends_after_start",
                    violation_error_message="The last day must not be before the first",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="PostHolding",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "holder_name",
                models.CharField(blank=True, help_text="As published.", max_length=120),
            ),
            ("starts_on", models.DateField()),
            ("ends_on", models.DateField(blank=True, null=True)),
            (
                "post",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="holdings",
                    to="localities.post",
                ),
            ),
            (
                "user",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="holdings",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "ordering": ["post", "-starts_on"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        ("ends_on__isnull", True),
                        ("ends_on__gte", models.F("starts_on")),
                        _connector="OR",
                    ),
                    name="localities_postholding_ends_after_start",
                    violation_error_message="The last day must not be before the first",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="SteeringGroup",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("source_section", models.CharField(blank=True, max_length=200)),
            (
                "source_words",
                models.TextField(blank=True, help_text="The published words, unchanged."),
            ),
            (
                "is_illustrative",
                models.BooleanField(
                    default=False,
                    help_text="Added for demonstration; not in the source.",
                    verbose_name="illustrative",
                ),
            ),
            ("slug", models.SlugField(max_length=60, unique=True)),
            ("name", models.CharField(max_length=120)),
            (
                "locality",
                models.OneToOneField(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="steering_group",
                    to="localities.locality",
                ),
            ),
            (
                "source",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="core.sourcedocument",
                ),
            ),
            ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
            ("starts_on", models.DateField(blank=True, null=True, verbose_name="first day")),
        ],
        options={
            "ordering": ["name"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        ("ends_on__isnull", True),
                        ("starts_on__isnull", True),
                        ("ends_on__gte", models.F("starts_on")),
                        _connector="OR",
                    ),
                    name="localities_steeringgroup_ends_after_start",
                    violation_error_message="The last day must not be before the first",
                ),
                models.UniqueConstraint(
                    fields=("name",),
                    name="localities_steeringgroup_unique_name",
                    violation_error_message="There is already a steering group with this name",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="SteeringGroupSeat",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("source_section", models.CharField(blank=True, max_length=200)),
            (
                "source_words",
                models.TextField(blank=True, help_text="The published words, unchanged."),
            ),
            (
                "is_illustrative",
                models.BooleanField(
                    default=False,
                    help_text="Added for demonstration; not in the source.",
                    verbose_name="illustrative",
                ),
            ),
            (
                "capacity",
                models.CharField(
                    choices=[
                        ("chair", "Chair"),
                        ("funding_department", "Funding department"),
                        ("member", "Member"),
                        ("locality_sro", "SRO from a locality"),
                        ("smaller_departments", "Nominee of the smaller departments"),
                        ("senior_officials", "Senior officials of departments in the area"),
                        ("union", "Union representative"),
                    ],
                    max_length=20,
                ),
            ),
            (
                "holder",
                models.CharField(
                    help_text="The person, post or body, as published.", max_length=200
                ),
            ),
            ("order", models.PositiveSmallIntegerField(default=0)),
            (
                "department",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="core.department",
                ),
            ),
            (
                "group",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="seats",
                    to="localities.steeringgroup",
                ),
            ),
            (
                "source",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="core.sourcedocument",
                ),
            ),
            ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
            ("starts_on", models.DateField(blank=True, null=True, verbose_name="first day")),
        ],
        options={
            "ordering": ["group", "order"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        ("ends_on__isnull", True),
                        ("starts_on__isnull", True),
                        ("ends_on__gte", models.F("starts_on")),
                        _connector="OR",
                    ),
                    name="localities_steeringgroupseat_ends_after_start",
                    violation_error_message="The last day must not be before the first",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="FundingContribution",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("source_section", models.CharField(blank=True, max_length=200)),
            (
                "source_words",
                models.TextField(blank=True, help_text="The published words, unchanged."),
            ),
            (
                "is_illustrative",
                models.BooleanField(
                    default=False,
                    help_text="Added for demonstration; not in the source.",
                    verbose_name="illustrative",
                ),
            ),
            (
                "year_start",
                models.PositiveSmallIntegerField(
                    help_text="The year the financial year starts in: 2013 for 2013/14.",
                    verbose_name="year",
                ),
            ),
            (
                "amount_pence",
                models.PositiveBigIntegerField(
                    validators=[django.core.validators.MinValueValidator(1)], verbose_name="agreed"
                ),
            ),
            (
                "department",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="contributions",
                    to="core.department",
                ),
            ),
            (
                "source",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="core.sourcedocument",
                ),
            ),
            ("agreed_on", models.DateField(blank=True, null=True)),
        ],
        options={
            "ordering": ["-year_start", "department__name"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("department", "year_start"),
                    name="localities_fundingcontribution_unique_department_year",
                    violation_error_message="This department already has a contribution for that year",
                ),
                models.CheckConstraint(
                    condition=models.Q(("amount_pence__gt", 0)),
                    name="localities_fundingcontribution_is_positive",
                    violation_error_message="A contribution is more than nothing",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Headcount",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("source_section", models.CharField(blank=True, max_length=200)),
            (
                "source_words",
                models.TextField(blank=True, help_text="The published words, unchanged."),
            ),
            (
                "is_illustrative",
                models.BooleanField(
                    default=False,
                    help_text="Added for demonstration; not in the source.",
                    verbose_name="illustrative",
                ),
            ),
            ("people", models.PositiveIntegerField()),
            (
                "year_start",
                models.PositiveSmallIntegerField(
                    help_text="The plan year the figure is for.", verbose_name="year"
                ),
            ),
            (
                "cluster",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="headcounts",
                    to="localities.cluster",
                ),
            ),
            (
                "source",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="core.sourcedocument",
                ),
            ),
            ("as_at", models.DateField(blank=True, null=True, verbose_name="as at")),
            (
                "department",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="headcounts",
                    to="core.department",
                ),
            ),
            (
                "locality",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="headcounts",
                    to="localities.locality",
                ),
            ),
        ],
        options={
            "ordering": ["cluster", "locality", "department", "-year_start"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("cluster__isnull", True), ("locality__isnull", False)),
                        models.Q(("cluster__isnull", False), ("locality__isnull", True)),
                        _connector="OR",
                    ),
                    name="localities_headcount_one_place",
                    violation_error_message="A headcount is of a cluster or of a locality: choose one",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("cluster__isnull", False), ("department__isnull", True)),
                    fields=("cluster", "year_start"),
                    name="localities_headcount_unique_cluster_year",
                    violation_error_message="This headcount for that year is held already",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("cluster__isnull", False), ("department__isnull", False)),
                    fields=("cluster", "department", "year_start"),
                    name="localities_headcount_unique_cluster_department_year",
                    violation_error_message="This headcount for that year is held already",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("department__isnull", True), ("locality__isnull", False)),
                    fields=("locality", "year_start"),
                    name="localities_headcount_unique_locality_year",
                    violation_error_message="This headcount for that year is held already",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("department__isnull", False), ("locality__isnull", False)),
                    fields=("locality", "department", "year_start"),
                    name="localities_headcount_unique_locality_department_year",
                    violation_error_message="This headcount for that year is held already",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="LocalityChange",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("moved", "Moved to another cluster"),
                        ("merged", "Merged into another locality"),
                        ("split", "Split: a new locality was made of part of it"),
                        ("renamed", "Renamed"),
                        ("closed", "Closed"),
                    ],
                    max_length=10,
                ),
            ),
            ("on", models.DateField()),
            ("reason", models.CharField(max_length=500)),
            ("was_called", models.CharField(blank=True, max_length=120)),
            (
                "from_cluster",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="localities.cluster",
                ),
            ),
            (
                "locality",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="changes",
                    to="localities.locality",
                ),
            ),
            (
                "other",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="changes_here",
                    to="localities.locality",
                ),
            ),
            (
                "to_cluster",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="localities.cluster",
                ),
            ),
        ],
        options={
            "ordering": ["-on", "-pk"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("kind__in", ("merged", "split")), ("other__isnull", False)),
                        models.Q(
                            ("kind__in", ("moved", "renamed", "closed")), ("other__isnull", True)
                        ),
                        _connector="OR",
                    ),
                    name="localities_localitychange_other_matches_kind",
                    violation_error_message="A merger or a split names the other locality",
                ),
                models.CheckConstraint(
                    condition=models.Q(("reason", ""), _negated=True),
                    name="localities_localitychange_has_a_reason",
                    violation_error_message="Enter the reason",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="LocalityMembership",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("starts_on", models.DateField(blank=True, null=True, verbose_name="first day")),
            ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
            (
                "cluster",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="memberships",
                    to="localities.cluster",
                ),
            ),
            (
                "locality",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="memberships",
                    to="localities.locality",
                ),
            ),
        ],
        options={
            "ordering": ["locality", "starts_on"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        ("ends_on__isnull", True),
                        ("starts_on__isnull", True),
                        ("ends_on__gte", models.F("starts_on")),
                        _connector="OR",
                    ),
                    name="localities_localitymembership_ends_after_start",
                    violation_error_message="The last day must not be before the first",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("ends_on__isnull", True)),
                    fields=("locality",),
                    name="localities_localitymembership_one_open",
                    violation_error_message="This locality already belongs to a cluster",
                ),
                models.UniqueConstraint(
                    fields=("locality", "starts_on"),
                    name="localities_localitymembership_unique_start",
                    violation_error_message="This locality already joined a cluster on that day",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="PlannedResources",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("source_section", models.CharField(blank=True, max_length=200)),
            (
                "source_words",
                models.TextField(blank=True, help_text="The published words, unchanged."),
            ),
            (
                "is_illustrative",
                models.BooleanField(
                    default=False,
                    help_text="Added for demonstration; not in the source.",
                    verbose_name="illustrative",
                ),
            ),
            (
                "year_start",
                models.PositiveSmallIntegerField(
                    error_messages={
                        "unique": "This year’s figures are recorded already: change them"
                    },
                    unique=True,
                    verbose_name="year",
                ),
            ),
            (
                "budget_pence",
                models.PositiveBigIntegerField(blank=True, null=True, verbose_name="budget"),
            ),
            (
                "fte",
                models.DecimalField(
                    blank=True,
                    decimal_places=2,
                    max_digits=6,
                    null=True,
                    validators=[django.core.validators.MinValueValidator(0)],
                    verbose_name="full-time equivalent (FTE) posts",
                ),
            ),
            (
                "coverage_percent",
                models.DecimalField(
                    blank=True,
                    decimal_places=2,
                    max_digits=5,
                    null=True,
                    validators=[
                        django.core.validators.MinValueValidator(0),
                        django.core.validators.MaxValueValidator(100),
                    ],
                    verbose_name="coverage target",
                ),
            ),
            (
                "source",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="core.sourcedocument",
                ),
            ),
        ],
        options={
            "verbose_name": "year’s figures",
            "verbose_name_plural": "years’ figures",
            "ordering": ["-year_start"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("fte__isnull", True), ("fte__gte", 0), _connector="OR"),
                    name="localities_plannedresources_fte_in_range",
                    violation_error_message="FTE must be nothing or more",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("coverage_percent__isnull", True),
                        models.Q(("coverage_percent__gte", 0), ("coverage_percent__lte", 100)),
                        _connector="OR",
                    ),
                    name="localities_plannedresources_coverage_in_range",
                    violation_error_message="The coverage target is between 0 and 100 per cent",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Representation",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("source_section", models.CharField(blank=True, max_length=200)),
            (
                "source_words",
                models.TextField(blank=True, help_text="The published words, unchanged."),
            ),
            (
                "is_illustrative",
                models.BooleanField(
                    default=False,
                    help_text="Added for demonstration; not in the source.",
                    verbose_name="illustrative",
                ),
            ),
            ("starts_on", models.DateField(blank=True, null=True, verbose_name="first day")),
            ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
            (
                "department",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="representations",
                    to="core.department",
                ),
            ),
            (
                "locality",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="representations",
                    to="localities.locality",
                ),
            ),
            (
                "source",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="core.sourcedocument",
                ),
            ),
        ],
        options={
            "ordering": ["locality", "department", "starts_on"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        ("ends_on__isnull", True),
                        ("starts_on__isnull", True),
                        ("ends_on__gte", models.F("starts_on")),
                        _connector="OR",
                    ),
                    name="localities_representation_ends_after_start",
                    violation_error_message="The last day must not be before the first",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("ends_on__isnull", True)),
                    fields=("locality", "department"),
                    name="localities_representation_one_open",
                    violation_error_message="This department is already represented there",
                ),
                models.UniqueConstraint(
                    fields=("locality", "department", "starts_on"),
                    name="localities_representation_unique_start",
                    violation_error_message="This department is held as joining on that day already",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Payment",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("source_section", models.CharField(blank=True, max_length=200)),
            (
                "source_words",
                models.TextField(blank=True, help_text="The published words, unchanged."),
            ),
            (
                "is_illustrative",
                models.BooleanField(
                    default=False,
                    help_text="Added for demonstration; not in the source.",
                    verbose_name="illustrative",
                ),
            ),
            (
                "kind",
                models.CharField(
                    choices=[("invoiced", "Invoice sent"), ("received", "Payment received")],
                    max_length=10,
                ),
            ),
            (
                "amount_pence",
                models.PositiveBigIntegerField(
                    validators=[django.core.validators.MinValueValidator(1)], verbose_name="amount"
                ),
            ),
            ("paid_on", models.DateField(verbose_name="date")),
            ("reference", models.CharField(blank=True, max_length=60)),
            ("is_mistake", models.BooleanField(default=False, verbose_name="entered by mistake")),
            (
                "contribution",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="payments",
                    to="localities.fundingcontribution",
                ),
            ),
            (
                "source",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="core.sourcedocument",
                ),
            ),
        ],
        options={
            "ordering": ["paid_on", "pk"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("contribution", "kind", "paid_on", "reference"),
                    name="localities_payment_recorded_once",
                    violation_error_message="This is recorded already: if there were two that day, give each a reference",
                ),
                models.CheckConstraint(
                    condition=models.Q(("amount_pence__gt", 0)),
                    name="localities_payment_is_positive",
                    violation_error_message="Enter an amount of more than nothing",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Meeting",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("source_section", models.CharField(blank=True, max_length=200)),
            (
                "source_words",
                models.TextField(blank=True, help_text="The published words, unchanged."),
            ),
            (
                "is_illustrative",
                models.BooleanField(
                    default=False,
                    help_text="Added for demonstration; not in the source.",
                    verbose_name="illustrative",
                ),
            ),
            ("day", models.DateField()),
            ("starts_at", models.TimeField(blank=True, null=True)),
            ("place", models.CharField(blank=True, max_length=200)),
            (
                "group",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="meetings",
                    to="localities.steeringgroup",
                ),
            ),
            (
                "source",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="core.sourcedocument",
                ),
            ),
        ],
        options={
            "ordering": ["-day", "group"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("group", "day"),
                    name="localities_meeting_unique_group_day",
                    violation_error_message="This group has a meeting on that day already",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="QuarterMeeting",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("due_before", models.PositiveSmallIntegerField()),
            ("closes_before", models.PositiveSmallIntegerField()),
            ("counted_from", models.DateField()),
            (
                "meeting",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="quarters",
                    to="localities.meeting",
                ),
            ),
            (
                "period",
                models.OneToOneField(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="considered",
                    to="core.reportingperiod",
                ),
            ),
        ],
        options={
            "ordering": ["-period"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("due_before__gte", models.F("closes_before"))),
                    name="localities_quartermeeting_due_before_closing",
                    violation_error_message="Returns fall due before reporting closes",
                )
            ],
        },
    ),
]


class Migration(migrations.Migration):
    replaces = [
        ("localities", "0001_initial"),
        ("localities", "0002_organisation_over_time"),
        ("localities", "0003_memberships_and_numbers"),
        ("localities", "0004_payments"),
        ("localities", "0005_contributions_without_their_payments"),
        ("localities", "0006_meetings"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("core", "0002_department_ends_on"),
    ]

    operations = [CreateModels(MODELS)]
