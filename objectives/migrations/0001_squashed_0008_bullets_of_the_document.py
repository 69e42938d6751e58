"""The tables of objectives as they are after the migrations that this one replaces."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import csplan.core.text
from csplan.core.create_models import CreateModels

MODELS = [
    migrations.CreateModel(
        name="ObjectiveSet",
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
            ("slug", models.SlugField(max_length=80, unique=True)),
            ("holder_name", models.CharField(max_length=120, verbose_name="holder")),
            ("post_title", models.CharField(max_length=200, verbose_name="post")),
            ("year_start", models.PositiveSmallIntegerField(verbose_name="financial year")),
            (
                "role_statement",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            (
                "state",
                models.CharField(
                    choices=[
                        ("draft", "Draft"),
                        ("submitted", "Submitted"),
                        ("agreed", "Agreed"),
                        ("published", "Published"),
                    ],
                    default="draft",
                    max_length=10,
                ),
            ),
            (
                "department",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
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
            ("agreed_at", models.DateTimeField(blank=True, null=True)),
            (
                "agreed_by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "amendment_reason",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            (
                "follows",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="followed_by",
                    to="objectives.objectiveset",
                ),
            ),
            (
                "held_from",
                models.DateField(blank=True, null=True, verbose_name="first day in the post"),
            ),
            (
                "held_to",
                models.DateField(blank=True, null=True, verbose_name="last day in the post"),
            ),
            (
                "level",
                models.CharField(
                    choices=[
                        ("permanent_secretary", "Permanent Secretary"),
                        ("director_general", "Director general"),
                        ("director", "Director"),
                        ("deputy_director", "Deputy director"),
                    ],
                    default="permanent_secretary",
                    max_length=20,
                ),
            ),
            ("revision_number", models.PositiveSmallIntegerField(default=0)),
            ("submitted_at", models.DateTimeField(blank=True, null=True)),
            (
                "submitted_by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("version", models.PositiveIntegerField(default=0)),
        ],
        options={
            "ordering": ["-year_start", "holder_name", "post_title"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("holder_name", "post_title", "year_start"),
                    name="objectives_objectiveset_unique_holder_post_year",
                    violation_error_message="This holder already has objectives for that year",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("held_from__isnull", True),
                        ("held_to__isnull", True),
                        ("held_from__lte", models.F("held_to")),
                        _connector="OR",
                    ),
                    name="objectives_objectiveset_held_in_order",
                    violation_error_message="The first day in the post must not be after the last",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("state", "published"), _negated=True),
                        ("revision_number__gt", 0),
                        _connector="OR",
                    ),
                    name="objectives_objectiveset_published_has_a_revision",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Category",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("order", models.PositiveSmallIntegerField()),
            ("title", models.CharField(max_length=200)),
            (
                "introduction",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            (
                "feedback_sources",
                models.TextField(
                    blank=True,
                    help_text="Whose feedback is a measure of this category, as published.",
                ),
            ),
            (
                "objective_set",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="categories",
                    to="objectives.objectiveset",
                ),
            ),
            ("reference", models.CharField(blank=True, max_length=8)),
            ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
        ],
        options={
            "verbose_name_plural": "categories",
            "ordering": ["order"],
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("withdrawn_at__isnull", True)),
                    fields=("objective_set", "order"),
                    name="objectives_category_unique_order",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("reference", ""), _negated=True),
                    fields=("objective_set", "reference"),
                    name="objectives_category_unique_reference",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Objective",
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
            ("order", models.PositiveSmallIntegerField()),
            ("part", models.PositiveSmallIntegerField(default=1)),
            ("text", models.TextField(validators=[csplan.core.text.validate_narrative])),
            (
                "category",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="objectives",
                    to="objectives.category",
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
            (
                "contribution",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            (
                "owner",
                models.CharField(
                    blank=True,
                    help_text="The post that answers for it, if not the holder.",
                    max_length=120,
                ),
            ),
            ("reference", models.CharField(blank=True, max_length=8)),
            (
                "supports",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="supported_by",
                    to="objectives.objective",
                ),
            ),
            (
                "under",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="points",
                    to="objectives.objective",
                ),
            ),
            ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            (
                "source_order",
                models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="bullet"),
            ),
        ],
        options={
            "ordering": ["order", "part"],
            "abstract": False,
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("withdrawn_at__isnull", True)),
                    fields=("category", "order", "part"),
                    name="objectives_objective_unique_order",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("reference", ""), _negated=True),
                    fields=("category", "reference"),
                    name="objectives_objective_unique_reference",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("under__isnull", True),
                        models.Q(("under", models.F("pk")), _negated=True),
                        _connector="OR",
                    ),
                    name="objectives_objective_not_under_itself",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Milestone",
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
            ("date_phrase", models.CharField(blank=True, max_length=200)),
            (
                "date_kind",
                models.CharField(
                    choices=[
                        ("exact", "On an exact day"),
                        ("by_end", "By the end of a period"),
                        ("within", "Within a period"),
                        ("recurring", "Recurring"),
                        ("offset", "Counted from the start of the year"),
                        ("from", "From a date on"),
                        ("condition", "When a condition is met"),
                        ("as_agreed", "As agreed with somebody"),
                        ("undated", "Undated"),
                    ],
                    default="undated",
                    max_length=10,
                ),
            ),
            ("date_earliest", models.DateField(blank=True, null=True)),
            ("date_latest", models.DateField(blank=True, null=True)),
            (
                "date_precision",
                models.CharField(
                    blank=True,
                    choices=[
                        ("day", "Day"),
                        ("month", "Month"),
                        ("quarter", "Quarter"),
                        ("year", "Year"),
                        ("", "Not dated"),
                    ],
                    max_length=7,
                ),
            ),
            ("order", models.PositiveSmallIntegerField()),
            ("part", models.PositiveSmallIntegerField(default=1)),
            ("text", models.TextField(validators=[csplan.core.text.validate_narrative])),
            (
                "category",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="milestones",
                    to="objectives.category",
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
            (
                "objective",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="milestones",
                    to="objectives.objective",
                ),
            ),
            ("date_recurrence", models.CharField(blank=True, max_length=60)),
            (
                "date_set_by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "owner",
                models.CharField(
                    blank=True,
                    help_text="The post that answers for it, if not the holder.",
                    max_length=120,
                ),
            ),
            ("reference", models.CharField(blank=True, max_length=8)),
            ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            (
                "source_order",
                models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="bullet"),
            ),
        ],
        options={
            "ordering": ["order", "part"],
            "abstract": False,
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        ("date_earliest__isnull", True),
                        ("date_latest__isnull", True),
                        ("date_earliest__lte", models.F("date_latest")),
                        _connector="OR",
                    ),
                    name="objectives_milestone_dates_in_order",
                    violation_error_message="The earliest day must not be after the latest day",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("date_kind", "undated"), _negated=True),
                        models.Q(("date_earliest__isnull", True), ("date_latest__isnull", True)),
                        _connector="OR",
                    ),
                    name="objectives_milestone_undated_has_no_days",
                    violation_error_message="An undated milestone has no earliest or latest day",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("withdrawn_at__isnull", True)),
                    fields=("category", "order", "part"),
                    name="objectives_milestone_unique_order",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("reference", ""), _negated=True),
                    fields=("category", "reference"),
                    name="objectives_milestone_unique_reference",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="PerformanceMeasure",
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
            ("order", models.PositiveSmallIntegerField()),
            ("part", models.PositiveSmallIntegerField(default=1)),
            ("text", models.TextField(validators=[csplan.core.text.validate_narrative])),
            (
                "category",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="measures",
                    to="objectives.category",
                ),
            ),
            (
                "objective",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="measures",
                    to="objectives.objective",
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
            (
                "owner",
                models.CharField(
                    blank=True,
                    help_text="The post that answers for it, if not the holder.",
                    max_length=120,
                ),
            ),
            ("reference", models.CharField(blank=True, max_length=8)),
            (
                "reports_from_month",
                models.PositiveSmallIntegerField(
                    blank=True,
                    null=True,
                    validators=[
                        django.core.validators.MinValueValidator(1),
                        django.core.validators.MaxValueValidator(12),
                    ],
                    verbose_name="first reported in",
                ),
            ),
            ("source_key", models.CharField(blank=True, max_length=40)),
            ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            (
                "source_order",
                models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="bullet"),
            ),
        ],
        options={
            "ordering": ["order", "part"],
            "abstract": False,
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("withdrawn_at__isnull", True)),
                    fields=("category", "order", "part"),
                    name="objectives_performancemeasure_unique_order",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("reference", ""), _negated=True),
                    fields=("category", "reference"),
                    name="objectives_performancemeasure_unique_reference",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("reports_from_month__isnull", True),
                        ("reports_from_month__range", (1, 12)),
                        _connector="OR",
                    ),
                    name="objectives_performancemeasure_month_of_the_year",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="SetRevision",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("number", models.PositiveSmallIntegerField()),
            ("effective_on", models.DateField(verbose_name="takes effect on")),
            (
                "reason",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("content", models.JSONField()),
            ("digest", models.CharField(max_length=64)),
            ("published_at", models.DateTimeField()),
            (
                "objective_set",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="revisions",
                    to="objectives.objectiveset",
                ),
            ),
            (
                "published_by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "ordering": ["objective_set", "-number"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("objective_set", "number"), name="objectives_setrevision_unique_number"
                ),
                models.CheckConstraint(
                    condition=models.Q(("number__gte", 1)),
                    name="objectives_setrevision_numbered_from_one",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("number", 1), models.Q(("reason", ""), _negated=True), _connector="OR"
                    ),
                    name="objectives_setrevision_amendment_has_a_reason",
                    violation_error_message="Enter why the objectives are amended",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="MeasureProgress",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("number", models.PositiveSmallIntegerField()),
            ("at", models.DateTimeField()),
            (
                "recorded_at",
                models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
            ),
            (
                "is_illustrative",
                models.BooleanField(
                    default=False,
                    help_text="Added for demonstration; nobody reported it.",
                    verbose_name="illustrative",
                ),
            ),
            (
                "rating",
                models.CharField(
                    choices=[
                        ("complete", "Complete"),
                        ("on_track", "On track"),
                        ("at_risk", "At risk"),
                        ("off_track", "Off track"),
                    ],
                    max_length=10,
                ),
            ),
            ("narrative", models.TextField(validators=[csplan.core.text.validate_narrative])),
            (
                "path_to_green",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            (
                "evidence",
                models.TextField(
                    blank=True,
                    help_text="What shows it, where it is held, and by whom.",
                    validators=[csplan.core.text.validate_narrative],
                ),
            ),
            ("actual", models.CharField(blank=True, max_length=200)),
            ("actual_on", models.DateField(blank=True, null=True, verbose_name="as at")),
            ("forecast", models.CharField(blank=True, max_length=200)),
            ("source_key", models.CharField(blank=True, max_length=40)),
            (
                "by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "measure",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="progress",
                    to="objectives.performancemeasure",
                ),
            ),
        ],
        options={
            "verbose_name_plural": "measure progress",
            "ordering": ["measure", "number"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("number__gte", 1)),
                    name="objectives_measureprogress_numbered_from_one",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("measure__isnull", False)),
                    fields=("measure", "number"),
                    name="objectives_measureprogress_unique_measure_number",
                ),
                models.CheckConstraint(
                    condition=models.Q(("narrative", ""), _negated=True),
                    name="objectives_measureprogress_says_something",
                    violation_error_message="Enter what happened",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("rating", "complete"), _negated=True),
                        models.Q(("evidence", ""), _negated=True),
                        _connector="OR",
                    ),
                    name="objectives_measureprogress_complete_has_evidence",
                    violation_error_message="Enter what shows that it is complete",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("rating__in", ["at_risk", "off_track"]),
                            models.Q(("path_to_green", ""), _negated=True),
                        ),
                        models.Q(
                            models.Q(("rating__in", ["at_risk", "off_track"]), _negated=True),
                            ("path_to_green", ""),
                        ),
                        _connector="OR",
                    ),
                    name="objectives_measureprogress_path_to_green_iff_troubled",
                    violation_error_message="Enter what will bring it back on track",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("actual", ""), ("actual_on__isnull", True)),
                        models.Q(
                            models.Q(("actual", ""), _negated=True), ("actual_on__isnull", False)
                        ),
                        _connector="OR",
                    ),
                    name="objectives_measureprogress_actual_iff_day",
                    violation_error_message="Enter what it stands at and the day it is as at",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("rating", "complete"), _negated=True),
                        models.Q(("actual", ""), _negated=True),
                        _connector="OR",
                    ),
                    name="objectives_measureprogress_complete_has_actual",
                    violation_error_message="Enter what it stands at",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="MilestoneProgress",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("number", models.PositiveSmallIntegerField()),
            ("at", models.DateTimeField()),
            (
                "recorded_at",
                models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
            ),
            (
                "is_illustrative",
                models.BooleanField(
                    default=False,
                    help_text="Added for demonstration; nobody reported it.",
                    verbose_name="illustrative",
                ),
            ),
            (
                "rating",
                models.CharField(
                    choices=[
                        ("complete", "Complete"),
                        ("on_track", "On track"),
                        ("at_risk", "At risk"),
                        ("off_track", "Off track"),
                    ],
                    max_length=10,
                ),
            ),
            ("narrative", models.TextField(validators=[csplan.core.text.validate_narrative])),
            (
                "path_to_green",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            (
                "evidence",
                models.TextField(
                    blank=True,
                    help_text="What shows it, where it is held, and by whom.",
                    validators=[csplan.core.text.validate_narrative],
                ),
            ),
            (
                "occurrence_on",
                models.DateField(blank=True, null=True, verbose_name="occurrence due on"),
            ),
            ("forecast_on", models.DateField(blank=True, null=True)),
            ("completed_on", models.DateField(blank=True, null=True)),
            (
                "by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "milestone",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="progress",
                    to="objectives.milestone",
                ),
            ),
        ],
        options={
            "verbose_name_plural": "milestone progress",
            "ordering": ["milestone", "occurrence_on", "number"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("number__gte", 1)),
                    name="objectives_milestoneprogress_numbered_from_one",
                ),
                models.UniqueConstraint(
                    condition=models.Q(
                        ("milestone__isnull", False), ("occurrence_on__isnull", True)
                    ),
                    fields=("milestone", "number"),
                    name="objectives_milestoneprogress_unique_milestone_number",
                ),
                models.UniqueConstraint(
                    condition=models.Q(
                        ("milestone__isnull", False), ("occurrence_on__isnull", False)
                    ),
                    fields=("milestone", "occurrence_on", "number"),
                    name="objectives_milestoneprogress_unique_occurrence_number",
                ),
                models.CheckConstraint(
                    condition=models.Q(("narrative", ""), _negated=True),
                    name="objectives_milestoneprogress_says_something",
                    violation_error_message="Enter what happened",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("rating", "complete"), _negated=True),
                        models.Q(("evidence", ""), _negated=True),
                        _connector="OR",
                    ),
                    name="objectives_milestoneprogress_complete_has_evidence",
                    violation_error_message="Enter what shows that it is complete",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("rating__in", ["at_risk", "off_track"]),
                            models.Q(("path_to_green", ""), _negated=True),
                        ),
                        models.Q(
                            models.Q(("rating__in", ["at_risk", "off_track"]), _negated=True),
                            ("path_to_green", ""),
                        ),
                        _connector="OR",
                    ),
                    name="objectives_milestoneprogress_path_to_green_iff_troubled",
                    violation_error_message="Enter what will bring it back on track",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("completed_on__isnull", False),
                            ("forecast_on__isnull", True),
                            ("rating", "complete"),
                        ),
                        models.Q(
                            models.Q(("rating", "complete"), _negated=True),
                            ("completed_on__isnull", True),
                        ),
                        _connector="OR",
                    ),
                    name="objectives_milestoneprogress_complete_iff_actual_day",
                    violation_error_message="Enter the day it was completed",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Rebaseline",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("number", models.PositiveSmallIntegerField()),
            ("at", models.DateTimeField()),
            (
                "recorded_at",
                models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
            ),
            (
                "is_illustrative",
                models.BooleanField(
                    default=False,
                    help_text="Added for demonstration; nobody reported it.",
                    verbose_name="illustrative",
                ),
            ),
            (
                "occurrence_on",
                models.DateField(blank=True, null=True, verbose_name="occurrence due on"),
            ),
            ("published_on", models.DateField(blank=True, null=True)),
            ("from_on", models.DateField(blank=True, null=True)),
            ("to_on", models.DateField(blank=True, null=True)),
            ("from_words", models.CharField(blank=True, max_length=200)),
            ("to_words", models.CharField(blank=True, max_length=200)),
            ("reason", models.TextField(validators=[csplan.core.text.validate_narrative])),
            (
                "by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "measure",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="rebaselines",
                    to="objectives.performancemeasure",
                ),
            ),
            (
                "milestone",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="rebaselines",
                    to="objectives.milestone",
                ),
            ),
        ],
        options={
            "ordering": ["pk"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("number__gte", 1)),
                    name="objectives_rebaseline_numbered_from_one",
                ),
                models.UniqueConstraint(
                    condition=models.Q(
                        ("milestone__isnull", False), ("occurrence_on__isnull", True)
                    ),
                    fields=("milestone", "number"),
                    name="objectives_rebaseline_unique_milestone_number",
                ),
                models.UniqueConstraint(
                    condition=models.Q(
                        ("milestone__isnull", False), ("occurrence_on__isnull", False)
                    ),
                    fields=("milestone", "occurrence_on", "number"),
                    name="objectives_rebaseline_unique_occurrence_number",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("measure__isnull", False)),
                    fields=("measure", "number"),
                    name="objectives_rebaseline_unique_measure_number",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("from_words", ""),
                            ("measure__isnull", True),
                            ("milestone__isnull", False),
                            ("to_on__isnull", False),
                            ("to_words", ""),
                        ),
                        models.Q(
                            ("from_on__isnull", True),
                            ("measure__isnull", False),
                            ("milestone__isnull", True),
                            ("occurrence_on__isnull", True),
                            ("published_on__isnull", True),
                            ("to_on__isnull", True),
                            models.Q(("to_words", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="objectives_rebaseline_of_one_thing",
                ),
                models.CheckConstraint(
                    condition=models.Q(("reason", ""), _negated=True),
                    name="objectives_rebaseline_has_a_reason",
                    violation_error_message="Enter why it changes",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="RevisionEntry",
        fields=[
            (
                "revision",
                models.OneToOneField(
                    on_delete=django.db.models.deletion.PROTECT,
                    primary_key=True,
                    related_name="entry",
                    serialize=False,
                    to="objectives.setrevision",
                ),
            ),
            ("year_start", models.PositiveSmallIntegerField()),
            ("department_slug", models.SlugField(max_length=60)),
            ("department_name", models.CharField(max_length=120)),
            ("holder", models.CharField(max_length=120)),
            ("post", models.CharField(max_length=200)),
            ("level", models.CharField(max_length=20)),
            ("objective_count", models.PositiveSmallIntegerField()),
            ("words", models.TextField()),
        ],
        options={
            "verbose_name_plural": "revision entries",
            "ordering": ["-year_start", "holder", "post", "pk"],
            "indexes": [
                models.Index(
                    fields=["year_start", "department_slug"], name="objectives_entry_year_dept"
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="RevisionFile",
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
                        ("revision", "The holder’s objectives"),
                        ("department", "The department’s compendium"),
                        ("year", "The year’s compendium"),
                    ],
                    max_length=10,
                ),
            ),
            (
                "state",
                models.CharField(
                    choices=[
                        ("waiting", "Waiting"),
                        ("made", "Made"),
                        ("overtaken", "Overtaken"),
                        ("failed", "Failed"),
                    ],
                    default="waiting",
                    max_length=9,
                ),
            ),
            ("attempts", models.PositiveSmallIntegerField(default=0)),
            ("queued_at", models.DateTimeField()),
            ("content", models.BinaryField(blank=True, null=True)),
            ("digest", models.CharField(blank=True, max_length=64)),
            ("size", models.PositiveIntegerField(default=0)),
            ("made_at", models.DateTimeField(blank=True, null=True)),
            ("failure", models.CharField(blank=True, max_length=500)),
            (
                "revision",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="files",
                    to="objectives.setrevision",
                ),
            ),
        ],
        options={
            "ordering": ["revision", "kind"],
            "indexes": [models.Index(fields=["state", "queued_at"], name="objectives_file_state")],
            "constraints": [
                models.UniqueConstraint(
                    fields=("revision", "kind"), name="objectives_revisionfile_unique_kind"
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("state", "made"), _negated=True),
                        models.Q(
                            ("content__isnull", False),
                            ("made_at__isnull", False),
                            models.Q(("digest", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="objectives_revisionfile_made_is_whole",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Review",
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
                        ("mid-year", "Mid-year review"),
                        ("end-of-year", "End-of-year review"),
                    ],
                    max_length=12,
                ),
            ),
            (
                "state",
                models.CharField(
                    choices=[
                        ("draft", "Being written"),
                        ("shared", "Shared with the private office"),
                        ("completed", "Completed"),
                    ],
                    default="draft",
                    max_length=10,
                ),
            ),
            ("version", models.PositiveIntegerField(default=0)),
            (
                "mark",
                models.PositiveSmallIntegerField(
                    blank=True,
                    choices=[(1, "Box 1"), (2, "Box 2"), (3, "Box 3")],
                    null=True,
                    verbose_name="overall marking",
                ),
            ),
            (
                "words",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("overall_version", models.PositiveIntegerField(default=0)),
            (
                "comments",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("comments_version", models.PositiveIntegerField(default=0)),
            ("completed_at", models.DateTimeField(blank=True, null=True)),
            (
                "is_illustrative",
                models.BooleanField(
                    default=False,
                    help_text="Added for demonstration; nobody wrote it.",
                    verbose_name="illustrative",
                ),
            ),
            (
                "objective_set",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="reviews",
                    to="objectives.objectiveset",
                ),
            ),
            (
                "reviewer",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="reviews",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "ordering": ["-objective_set__year_start", "objective_set__holder_name", "-kind"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("objective_set", "kind"),
                    name="objectives_review_one_of_each_kind",
                    violation_error_message="This review is open already",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("mark__isnull", True), ("mark__in", [1, 2, 3]), _connector="OR"
                    ),
                    name="objectives_review_mark_is_a_box",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("state", "draft"),
                        models.Q(("mark__in", [1, 2, 3]), models.Q(("words", ""), _negated=True)),
                        _connector="OR",
                    ),
                    name="objectives_review_shared_is_marked",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("completed_at__isnull", False), ("state", "completed")),
                        models.Q(
                            models.Q(("state", "completed"), _negated=True),
                            ("completed_at__isnull", True),
                        ),
                        _connector="OR",
                    ),
                    name="objectives_review_completed_iff_moment",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ReviewMark",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("order", models.PositiveSmallIntegerField()),
            ("category", models.CharField(max_length=200)),
            ("reference", models.CharField(blank=True, max_length=8)),
            ("text", models.TextField(validators=[csplan.core.text.validate_narrative])),
            (
                "mark",
                models.PositiveSmallIntegerField(
                    blank=True, choices=[(1, "Box 1"), (2, "Box 2"), (3, "Box 3")], null=True
                ),
            ),
            (
                "words",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("version", models.PositiveIntegerField(default=0)),
            (
                "objective",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="objectives.objective",
                ),
            ),
            (
                "review",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="marks",
                    to="objectives.review",
                ),
            ),
        ],
        options={
            "ordering": ["review", "order"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("review", "objective"), name="objectives_reviewmark_once_per_objective"
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("mark__isnull", True), ("mark__in", [1, 2, 3]), _connector="OR"
                    ),
                    name="objectives_reviewmark_mark_is_a_box",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("version", 0),
                        models.Q(("mark__in", [1, 2, 3]), models.Q(("words", ""), _negated=True)),
                        _connector="OR",
                    ),
                    name="objectives_reviewmark_saved_is_whole",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ReviewStep",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("number", models.PositiveSmallIntegerField()),
            (
                "action",
                models.CharField(
                    choices=[
                        ("opened", "Opened"),
                        ("shared", "Shared with the private office"),
                        ("taken_back", "Taken back to be written on"),
                        ("completed", "Completed"),
                        ("reopened", "Opened again"),
                    ],
                    max_length=10,
                ),
            ),
            (
                "reason",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("content", models.JSONField(default=dict)),
            ("at", models.DateTimeField()),
            (
                "recorded_at",
                models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
            ),
            (
                "by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "review",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="steps",
                    to="objectives.review",
                ),
            ),
        ],
        options={
            "ordering": ["review", "number"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("review", "number"), name="objectives_reviewstep_unique_number"
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("action", "reopened"), _negated=True),
                        models.Q(("reason", ""), _negated=True),
                        _connector="OR",
                    ),
                    name="objectives_reviewstep_reopening_has_a_reason",
                    violation_error_message="Enter why the review is opened again",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="MarkingSplit",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("year_start", models.PositiveSmallIntegerField(verbose_name="financial year")),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("mid-year", "Mid-year review"),
                        ("end-of-year", "End-of-year review"),
                    ],
                    max_length=12,
                ),
            ),
            ("groups", models.JSONField()),
            ("at", models.DateTimeField()),
            (
                "by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "ordering": ["-year_start", "kind"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("year_start", "kind"), name="objectives_markingsplit_told_once"
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="FeedbackRound",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("question", models.TextField(validators=[csplan.core.text.validate_narrative])),
            ("is_attributed", models.BooleanField()),
            ("asked_at", models.DateTimeField()),
            ("expires_at", models.DateTimeField()),
            (
                "is_illustrative",
                models.BooleanField(
                    default=False,
                    help_text="Added for demonstration; nobody was asked and nobody wrote it.",
                    verbose_name="illustrative",
                ),
            ),
            (
                "asked_by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "category",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="objectives.category",
                ),
            ),
            (
                "objective_set",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="feedback_rounds",
                    to="objectives.objectiveset",
                ),
            ),
        ],
        options={
            "ordering": ["-asked_at", "-pk"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("expires_at__gt", models.F("asked_at"))),
                    name="objectives_feedbackround_expires_later",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="FeedbackRequest",
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
                        ("minister", "Minister"),
                        ("lead-non-executive", "Lead non-executive"),
                        ("permanent-secretary", "Permanent Secretary"),
                        ("staff", "Staff"),
                        ("other", "Somebody else"),
                    ],
                    max_length=20,
                ),
            ),
            ("name", models.CharField(max_length=160)),
            ("email", models.EmailField(max_length=254)),
            ("token_digest", models.CharField(blank=True, max_length=64, null=True, unique=True)),
            ("reminded_at", models.DateTimeField(blank=True, null=True)),
            ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            ("answered_at", models.DateTimeField(blank=True, null=True)),
            (
                "round",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="requests",
                    to="objectives.feedbackround",
                ),
            ),
        ],
        options={
            "ordering": ["round", "kind", "name", "pk"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("round", "email"), name="objectives_feedbackrequest_asked_once"
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("answered_at__isnull", True),
                        ("withdrawn_at__isnull", True),
                        _connector="OR",
                    ),
                    name="objectives_feedbackrequest_answered_or_withdrawn",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("token_digest__isnull", True),
                        models.Q(("answered_at__isnull", True), ("withdrawn_at__isnull", True)),
                        _connector="OR",
                    ),
                    name="objectives_feedbackrequest_no_link_once_over",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Example",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("words", models.TextField(validators=[csplan.core.text.validate_narrative])),
            ("happened_on", models.DateField()),
            (
                "evidence",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("added_at", models.DateTimeField()),
            ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            (
                "is_illustrative",
                models.BooleanField(
                    default=False,
                    help_text="Added for demonstration; nobody was asked and nobody wrote it.",
                    verbose_name="illustrative",
                ),
            ),
            (
                "added_by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "objective",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="objectives.objective",
                ),
            ),
            (
                "objective_set",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="examples",
                    to="objectives.objectiveset",
                ),
            ),
        ],
        options={
            "ordering": ["-happened_on", "-pk"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("words", ""), _negated=True),
                    name="objectives_example_has_words",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="FeedbackMessage",
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
                    choices=[("ask", "First message"), ("reminder", "Reminder")], max_length=8
                ),
            ),
            ("on", models.DateField()),
            ("queued_at", models.DateTimeField()),
            ("attempts", models.PositiveSmallIntegerField(default=0)),
            ("claimed_at", models.DateTimeField(blank=True, null=True)),
            ("done_at", models.DateTimeField(blank=True, null=True)),
            (
                "request",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="messages",
                    to="objectives.feedbackrequest",
                ),
            ),
        ],
        options={
            "ordering": ["pk"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("request", "on"), name="objectives_feedbackmessage_one_a_day"
                ),
                models.CheckConstraint(
                    condition=models.Q(("attempts__lte", 3)),
                    name="objectives_feedbackmessage_attempts_limited",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="FeedbackAnswer",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "went_well",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            (
                "could_be_better",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            (
                "example",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("at", models.DateTimeField()),
            (
                "recorded_at",
                models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
            ),
            (
                "request",
                models.OneToOneField(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="answer",
                    to="objectives.feedbackrequest",
                ),
            ),
        ],
        options={
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("went_well", ""), _negated=True),
                        models.Q(("could_be_better", ""), _negated=True),
                        models.Q(("example", ""), _negated=True),
                        _connector="OR",
                    ),
                    name="objectives_feedbackanswer_says_something",
                )
            ],
        },
    ),
]


class Migration(migrations.Migration):
    replaces = [
        ("objectives", "0001_initial"),
        ("objectives", "0002_sets_as_working_copies_with_revisions"),
        ("objectives", "0003_numbers_of_categories_and_items"),
        ("objectives", "0004_progress_and_rebaselines"),
        ("objectives", "0005_published_entries_and_printed_files"),
        ("objectives", "0006_reviews_and_markings"),
        ("objectives", "0007_feedback_and_examples"),
        ("objectives", "0008_bullets_of_the_document"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("core", "0002_department_ends_on"),
    ]

    operations = [CreateModels(MODELS)]
