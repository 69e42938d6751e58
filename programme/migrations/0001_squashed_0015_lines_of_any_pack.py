"""The tables of programme as they are after the migrations that this one replaces."""

import uuid
from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import csplan.core.text
import programme.models.measures
from csplan.core.create_models import CreateModels

MODELS = [
    migrations.CreateModel(
        name="BusinessPlan",
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
            ("title", models.CharField(max_length=200)),
            ("first_year", models.PositiveSmallIntegerField()),
            ("last_year", models.PositiveSmallIntegerField()),
            (
                "state",
                models.CharField(
                    choices=[("draft", "Draft"), ("agreed", "Agreed"), ("closed", "Closed")],
                    default="draft",
                    max_length=10,
                ),
            ),
            ("purpose", models.TextField(blank=True)),
            (
                "notes",
                models.TextField(blank=True, help_text="What a reader of the record should know."),
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
            ("group_plural", models.CharField(blank=True, max_length=40)),
            (
                "group_singular",
                models.CharField(
                    blank=True,
                    help_text="Such as “theme”. Empty when outcomes are not grouped.",
                    max_length=40,
                    verbose_name="name of the level above outcomes",
                ),
            ),
            ("item_plural", models.CharField(default="work programme", max_length=40)),
            ("item_singular", models.CharField(default="work programme item", max_length=40)),
            ("outcome_plural", models.CharField(default="business outcomes", max_length=40)),
            ("outcome_singular", models.CharField(default="business outcome", max_length=40)),
        ],
        options={
            "ordering": ["-first_year", "title"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("first_year__lte", models.F("last_year"))),
                    name="programme_businessplan_years_in_order",
                    violation_error_message="The last year must not be before the first",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("group_plural", ""), ("group_singular", "")),
                        models.Q(
                            models.Q(("group_singular", ""), _negated=True),
                            models.Q(("group_plural", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="programme_businessplan_group_names_together",
                    violation_error_message="Name the upper level for one and for several",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Offer",
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
            ("text", models.TextField()),
            ("achievements", models.TextField(blank=True)),
            ("implications", models.TextField(blank=True)),
            (
                "plan",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="offers",
                    to="programme.businessplan",
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
            "ordering": ["plan", "order"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("plan", "order"), name="programme_offer_unique_order"
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="QuarterlyReturn",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("revision", models.PositiveSmallIntegerField(default=1)),
            (
                "state",
                models.CharField(
                    choices=[
                        ("open", "Open"),
                        ("submitted", "Submitted"),
                        ("signed_off", "Signed off"),
                        ("accepted", "Accepted"),
                        ("published", "Published"),
                    ],
                    default="open",
                    max_length=10,
                ),
            ),
            ("version", models.PositiveIntegerField(default=0)),
            (
                "overview",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("overview_version", models.PositiveIntegerField(default=0)),
            ("closes_at", models.DateTimeField()),
            ("submitted_at", models.DateTimeField(blank=True, null=True)),
            ("signed_off_at", models.DateTimeField(blank=True, null=True)),
            ("accepted_at", models.DateTimeField(blank=True, null=True)),
            (
                "accepted_by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "locality",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="returns",
                    to="localities.locality",
                ),
            ),
            (
                "period",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="returns",
                    to="core.reportingperiod",
                ),
            ),
            (
                "signed_off_by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
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
            ("overview_on_behalf_of", models.CharField(blank=True, max_length=120)),
        ],
        options={
            "ordering": ["-period__starts_on", "locality__cluster__order", "locality__order"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("period", "locality", "revision"),
                    name="programme_return_unique_period_locality_revision",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("state__in", ("submitted", "signed_off", "accepted", "published")),
                            ("submitted_at__isnull", False),
                            ("submitted_by__isnull", False),
                        ),
                        models.Q(
                            models.Q(
                                (
                                    "state__in",
                                    ("submitted", "signed_off", "accepted", "published"),
                                ),
                                _negated=True,
                            ),
                            ("submitted_at__isnull", True),
                            ("submitted_by__isnull", True),
                        ),
                        _connector="OR",
                    ),
                    name="programme_return_submitted_iff_state",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("state__in", ("signed_off", "accepted", "published")),
                            ("signed_off_at__isnull", False),
                            ("signed_off_by__isnull", False),
                        ),
                        models.Q(
                            models.Q(
                                ("state__in", ("signed_off", "accepted", "published")),
                                _negated=True,
                            ),
                            ("signed_off_at__isnull", True),
                            ("signed_off_by__isnull", True),
                        ),
                        _connector="OR",
                    ),
                    name="programme_return_signed_off_iff_state",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("state__in", ("accepted", "published")),
                            ("accepted_at__isnull", False),
                            ("accepted_by__isnull", False),
                        ),
                        models.Q(
                            models.Q(("state__in", ("accepted", "published")), _negated=True),
                            ("accepted_at__isnull", True),
                            ("accepted_by__isnull", True),
                        ),
                        _connector="OR",
                    ),
                    name="programme_return_accepted_iff_state",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("signed_off_by__isnull", True),
                        models.Q(("signed_off_by", models.F("submitted_by")), _negated=True),
                        _connector="OR",
                    ),
                    name="programme_return_signer_is_not_submitter",
                    violation_error_message="The person who submitted a return cannot sign it off",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ReturnAuthor",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "quarterly_return",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="authors",
                    to="programme.quarterlyreturn",
                ),
            ),
            (
                "user",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(
                    fields=("quarterly_return", "user"), name="programme_returnauthor_unique"
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="ReturnTransition",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "action",
                models.CharField(
                    choices=[
                        ("submit", "Submitted"),
                        ("withdraw", "Withdrawn"),
                        ("sign_off", "Signed off"),
                        ("send_back", "Sent back"),
                        ("accept", "Accepted"),
                        ("publish", "Published"),
                        ("correct", "Opened for correction"),
                    ],
                    max_length=10,
                ),
            ),
            (
                "from_state",
                models.CharField(
                    choices=[
                        ("open", "Open"),
                        ("submitted", "Submitted"),
                        ("signed_off", "Signed off"),
                        ("accepted", "Accepted"),
                        ("published", "Published"),
                    ],
                    max_length=10,
                ),
            ),
            (
                "to_state",
                models.CharField(
                    choices=[
                        ("open", "Open"),
                        ("submitted", "Submitted"),
                        ("signed_off", "Signed off"),
                        ("accepted", "Accepted"),
                        ("published", "Published"),
                    ],
                    max_length=10,
                ),
            ),
            ("reason", models.TextField(blank=True)),
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
                "quarterly_return",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="transitions",
                    to="programme.quarterlyreturn",
                ),
            ),
        ],
        options={
            "ordering": ["pk"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("action", "send_back"), _negated=True),
                        models.Q(("reason", ""), _negated=True),
                        _connector="OR",
                    ),
                    name="programme_returntransition_send_back_has_reason",
                    violation_error_message="Enter why the return is sent back",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="Interchange",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "note",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("entry_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ("version", models.PositiveIntegerField(default=1)),
            ("logged_at", models.DateTimeField()),
            ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            (
                "withdrawn_reason",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("is_illustrative", models.BooleanField(default=False, verbose_name="illustrative")),
            ("role", models.CharField(help_text="What they do there.", max_length=200)),
            ("starts_on", models.DateField()),
            ("ends_on", models.DateField(blank=True, null=True)),
            (
                "from_department",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="core.department",
                ),
            ),
            (
                "locality",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="localities.locality",
                ),
            ),
            (
                "logged_by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "to_department",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="core.department",
                ),
            ),
            (
                "withdrawn_by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("on_behalf_of", models.CharField(blank=True, max_length=120)),
        ],
        options={
            "ordering": ["-starts_on", "-pk"],
            "indexes": [
                models.Index(fields=["locality", "starts_on"], name="programme_interch_place_day")
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("withdrawn_at__isnull", True),
                            ("withdrawn_by__isnull", True),
                            ("withdrawn_reason", ""),
                        ),
                        models.Q(
                            ("withdrawn_at__isnull", False),
                            ("withdrawn_by__isnull", False),
                            models.Q(("withdrawn_reason", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="programme_interchange_withdrawn_by_somebody_with_a_reason",
                    violation_error_message="Enter why the record is withdrawn",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("ends_on__isnull", True),
                        ("ends_on__gte", models.F("starts_on")),
                        _connector="OR",
                    ),
                    name="programme_interchange_ends_after_start",
                    violation_error_message="The last day must not be before the first",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("from_department", models.F("to_department")), _negated=True
                    ),
                    name="programme_interchange_to_another_department",
                    violation_error_message="Choose two different departments",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Redeployment",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "note",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("entry_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ("version", models.PositiveIntegerField(default=1)),
            ("logged_at", models.DateTimeField()),
            ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            (
                "withdrawn_reason",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("is_illustrative", models.BooleanField(default=False, verbose_name="illustrative")),
            (
                "people_count",
                models.PositiveIntegerField(
                    validators=[
                        django.core.validators.MinValueValidator(
                            1, "The number of people must be 1 or more"
                        )
                    ],
                    verbose_name="people",
                ),
            ),
            ("started_on", models.DateField()),
            (
                "from_department",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="core.department",
                ),
            ),
            (
                "locality",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="localities.locality",
                ),
            ),
            (
                "logged_by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "to_department",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="core.department",
                ),
            ),
            (
                "withdrawn_by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("on_behalf_of", models.CharField(blank=True, max_length=120)),
        ],
        options={
            "ordering": ["-started_on", "-pk"],
            "indexes": [
                models.Index(
                    fields=["locality", "started_on"], name="programme_redeploy_place_day"
                )
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("withdrawn_at__isnull", True),
                            ("withdrawn_by__isnull", True),
                            ("withdrawn_reason", ""),
                        ),
                        models.Q(
                            ("withdrawn_at__isnull", False),
                            ("withdrawn_by__isnull", False),
                            models.Q(("withdrawn_reason", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="programme_redeployment_withdrawn_by_somebody_with_a_reason",
                    violation_error_message="Enter why the record is withdrawn",
                ),
                models.CheckConstraint(
                    condition=models.Q(("people_count__gte", 1)),
                    name="programme_redeployment_of_somebody",
                    violation_error_message="The number of people must be 1 or more",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("from_department", models.F("to_department")), _negated=True
                    ),
                    name="programme_redeployment_to_another_department",
                    violation_error_message="Choose two different departments",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Saving",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "note",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("entry_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ("version", models.PositiveIntegerField(default=1)),
            ("logged_at", models.DateTimeField()),
            ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            (
                "withdrawn_reason",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("is_illustrative", models.BooleanField(default=False, verbose_name="illustrative")),
            ("partner", models.CharField(max_length=120)),
            ("what", models.CharField(max_length=200)),
            (
                "amount_pence",
                models.PositiveBigIntegerField(
                    validators=[
                        django.core.validators.MinValueValidator(
                            1, "The amount must be more than nothing"
                        )
                    ],
                    verbose_name="amount",
                ),
            ),
            ("agreed_on", models.DateField()),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("estate", "Estate and shared space"),
                        ("training", "Training and events"),
                        ("purchasing", "Contracts and purchasing"),
                        ("people", "People and recruitment"),
                        ("travel", "Travel"),
                        ("other", "Something else"),
                    ],
                    max_length=12,
                ),
            ),
            (
                "is_cashable",
                models.BooleanField(
                    help_text="Whether it leaves a budget.", verbose_name="cashable"
                ),
            ),
            (
                "recurrence",
                models.CharField(
                    choices=[("one_off", "One-off"), ("recurring", "Recurring every year")],
                    max_length=10,
                ),
            ),
            ("evidence", models.TextField(validators=[csplan.core.text.validate_narrative])),
            ("likeness", models.CharField(editable=False, max_length=64)),
            ("occurrence", models.PositiveSmallIntegerField(default=0, editable=False)),
            (
                "state",
                models.CharField(
                    choices=[
                        ("claimed", "Claimed"),
                        ("validated", "Validated"),
                        ("refused", "Refused"),
                    ],
                    default="claimed",
                    max_length=10,
                ),
            ),
            ("decided_at", models.DateTimeField(blank=True, null=True)),
            (
                "refusal_reason",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            (
                "decided_by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "locality",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="localities.locality",
                ),
            ),
            (
                "logged_by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "withdrawn_by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("on_behalf_of", models.CharField(blank=True, max_length=120)),
        ],
        options={
            "ordering": ["-agreed_on", "-pk"],
            "indexes": [
                models.Index(fields=["locality", "agreed_on"], name="programme_saving_place_day")
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("withdrawn_at__isnull", True),
                            ("withdrawn_by__isnull", True),
                            ("withdrawn_reason", ""),
                        ),
                        models.Q(
                            ("withdrawn_at__isnull", False),
                            ("withdrawn_by__isnull", False),
                            models.Q(("withdrawn_reason", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="programme_saving_withdrawn_by_somebody_with_a_reason",
                    violation_error_message="Enter why the record is withdrawn",
                ),
                models.UniqueConstraint(
                    condition=models.Q(
                        models.Q(("state", "refused"), _negated=True),
                        ("withdrawn_at__isnull", True),
                    ),
                    fields=("locality", "likeness", "agreed_on"),
                    name="programme_saving_claimed_once",
                    violation_error_message="This saving has been claimed already",
                ),
                models.UniqueConstraint(
                    condition=models.Q(
                        models.Q(("state", "refused"), _negated=True),
                        ("withdrawn_at__isnull", True),
                    ),
                    fields=("locality", "likeness", "occurrence"),
                    name="programme_saving_unique_occurrence",
                    violation_error_message="A saving like this has been claimed already",
                ),
                models.CheckConstraint(
                    condition=models.Q(("amount_pence__gt", 0)),
                    name="programme_saving_is_positive",
                    violation_error_message="The amount must be more than nothing",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("decided_at__isnull", True),
                            ("decided_by__isnull", True),
                            ("state", "claimed"),
                        ),
                        models.Q(
                            models.Q(("state", "claimed"), _negated=True),
                            ("decided_at__isnull", False),
                            ("decided_by__isnull", False),
                        ),
                        _connector="OR",
                    ),
                    name="programme_saving_decided_iff_state",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("decided_by__isnull", True),
                        models.Q(("decided_by", models.F("logged_by")), _negated=True),
                        _connector="OR",
                    ),
                    name="programme_saving_decider_is_not_claimer",
                    violation_error_message="The person who claimed a saving cannot validate it",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("state", "refused"), models.Q(("refusal_reason", ""), _negated=True)
                        ),
                        models.Q(
                            models.Q(("state", "refused"), _negated=True), ("refusal_reason", "")
                        ),
                        _connector="OR",
                    ),
                    name="programme_saving_refused_iff_reason",
                    violation_error_message="Enter why the saving is refused",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Visit",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "note",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("entry_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ("version", models.PositiveIntegerField(default=1)),
            ("logged_at", models.DateTimeField()),
            ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            (
                "withdrawn_reason",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("is_illustrative", models.BooleanField(default=False, verbose_name="illustrative")),
            ("host", models.CharField(max_length=200)),
            (
                "shows",
                models.CharField(
                    help_text="The part of the Reform Plan to be seen in operation.",
                    max_length=300,
                ),
            ),
            ("place", models.CharField(blank=True, max_length=120)),
            ("offered_on", models.DateField()),
            ("first_possible_on", models.DateField()),
            ("second_possible_on", models.DateField()),
            (
                "state",
                models.CharField(
                    choices=[
                        ("proposed", "Proposed"),
                        ("accepted", "Accepted"),
                        ("done", "Done"),
                        ("declined", "Declined"),
                    ],
                    default="proposed",
                    max_length=10,
                ),
            ),
            ("visit_on", models.DateField(blank=True, null=True)),
            ("answered_at", models.DateTimeField(blank=True, null=True)),
            (
                "answer",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            (
                "answered_by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "locality",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="localities.locality",
                ),
            ),
            (
                "logged_by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "withdrawn_by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("on_behalf_of", models.CharField(blank=True, max_length=120)),
        ],
        options={
            "ordering": ["-offered_on", "-pk"],
            "indexes": [
                models.Index(fields=["locality", "offered_on"], name="programme_visit_place_day")
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("withdrawn_at__isnull", True),
                            ("withdrawn_by__isnull", True),
                            ("withdrawn_reason", ""),
                        ),
                        models.Q(
                            ("withdrawn_at__isnull", False),
                            ("withdrawn_by__isnull", False),
                            models.Q(("withdrawn_reason", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="programme_visit_withdrawn_by_somebody_with_a_reason",
                    violation_error_message="Enter why the record is withdrawn",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("first_possible_on", models.F("second_possible_on")), _negated=True
                    ),
                    name="programme_visit_two_possible_days",
                    violation_error_message="Offer two different days",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("state__in", ("accepted", "done")), ("visit_on__isnull", False)),
                        models.Q(
                            models.Q(("state__in", ("accepted", "done")), _negated=True),
                            ("visit_on__isnull", True),
                        ),
                        _connector="OR",
                    ),
                    name="programme_visit_has_a_day_iff_accepted",
                    violation_error_message="Enter the day of the visit",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("answered_at__isnull", True),
                            ("answered_by__isnull", True),
                            ("state", "proposed"),
                        ),
                        models.Q(
                            models.Q(("state", "proposed"), _negated=True),
                            ("answered_at__isnull", False),
                            ("answered_by__isnull", False),
                        ),
                        _connector="OR",
                    ),
                    name="programme_visit_answered_iff_state",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="VisitStandard",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "year_start",
                models.PositiveSmallIntegerField(
                    help_text="The first financial year it holds for: 2013 for 2013/14.",
                    unique=True,
                ),
            ),
            (
                "interval_days",
                models.PositiveSmallIntegerField(
                    validators=[
                        django.core.validators.MinValueValidator(
                            1, "The interval must be 1 day or more"
                        )
                    ]
                ),
            ),
            (
                "measure",
                models.ForeignKey(
                    blank=True,
                    help_text="The published performance measure that asks for it.",
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="objectives.performancemeasure",
                ),
            ),
        ],
        options={
            "ordering": ["-year_start"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("interval_days__gte", 1)),
                    name="programme_visitstandard_at_least_a_day",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="OutcomeGroup",
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
            ("title", models.CharField(max_length=120)),
            ("text", models.TextField(blank=True)),
            (
                "plan",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="groups",
                    to="programme.businessplan",
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
            "ordering": ["plan", "order"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("plan", "order"), name="programme_outcomegroup_unique_order"
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="Outcome",
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
            (
                "title",
                models.CharField(
                    help_text="A few words, for tables and headings.", max_length=120
                ),
            ),
            ("text", models.TextField()),
            (
                "plan",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="outcomes",
                    to="programme.businessplan",
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
                "group",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="outcomes",
                    to="programme.outcomegroup",
                ),
            ),
        ],
        options={
            "ordering": ["plan", "order"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("plan", "order"), name="programme_outcome_unique_order"
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="Measure",
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
            ("title", models.CharField(max_length=200)),
            ("definition", models.TextField(blank=True, help_text="What to count, and what not.")),
            (
                "unit",
                models.CharField(
                    max_length=60, validators=[programme.models.measures.validate_unit]
                ),
            ),
            (
                "direction",
                models.CharField(
                    choices=[
                        ("higher", "Higher is better"),
                        ("lower", "Lower is better"),
                        ("range", "Within a range is better"),
                    ],
                    default="higher",
                    max_length=6,
                ),
            ),
            (
                "accumulation",
                models.CharField(
                    choices=[
                        ("sum", "The quarters are added together"),
                        ("latest", "The latest quarter stands"),
                        ("ratio", "A percentage of everything so far"),
                        ("yes_no", "Done or not done"),
                    ],
                    max_length=6,
                ),
            ),
            (
                "baseline",
                models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True),
            ),
            (
                "target",
                models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True),
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
                "outcome",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="measures",
                    to="programme.outcome",
                ),
            ),
            (
                "at_risk_within",
                models.DecimalField(
                    decimal_places=2,
                    default=Decimal("15"),
                    max_digits=5,
                    validators=[
                        django.core.validators.MinValueValidator(Decimal("0")),
                        django.core.validators.MaxValueValidator(Decimal("100")),
                    ],
                ),
            ),
            (
                "collection",
                models.CharField(
                    choices=[
                        ("locality", "Each locality reports it"),
                        ("national", "The national team reports it"),
                        ("derived", "csplan counts it from the record of delivery"),
                    ],
                    default="locality",
                    max_length=8,
                ),
            ),
            ("denominator_label", models.CharField(blank=True, max_length=120)),
            ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
            ("numerator_label", models.CharField(blank=True, max_length=120)),
            (
                "on_track_within",
                models.DecimalField(
                    decimal_places=2,
                    default=Decimal("5"),
                    max_digits=5,
                    validators=[
                        django.core.validators.MinValueValidator(Decimal("0")),
                        django.core.validators.MaxValueValidator(Decimal("100")),
                    ],
                ),
            ),
            (
                "range_high",
                models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True),
            ),
            (
                "range_low",
                models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True),
            ),
        ],
        options={
            "ordering": ["outcome__order", "order"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("outcome", "order"), name="programme_measure_unique_order"
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("direction", "range"),
                            ("range_high__isnull", False),
                            ("range_low__isnull", False),
                            ("range_low__lte", models.F("range_high")),
                            ("target__isnull", True),
                        ),
                        models.Q(
                            models.Q(("direction", "range"), _negated=True),
                            ("range_high__isnull", True),
                            ("range_low__isnull", True),
                        ),
                        _connector="OR",
                    ),
                    name="programme_measure_range_iff_within_a_range",
                    violation_error_message="Enter both ends of the range, lowest first, no target",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("on_track_within__gte", 0),
                        ("on_track_within__lte", models.F("at_risk_within")),
                        ("at_risk_within__lte", 100),
                    ),
                    name="programme_measure_tolerances_in_order",
                    violation_error_message="“At risk” must reach at least as far as “on track”",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("accumulation", "ratio"), _negated=True),
                        models.Q(
                            models.Q(("numerator_label", ""), _negated=True),
                            models.Q(("denominator_label", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="programme_measure_ratio_names_its_parts",
                    violation_error_message="Say what is counted, and out of what",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("accumulation", "yes_no"), ("unit", "yes_no")),
                        models.Q(
                            models.Q(("accumulation", "yes_no"), _negated=True),
                            models.Q(("unit", "yes_no"), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="programme_measure_yes_no_has_its_unit",
                    violation_error_message="A yes or no measure has “yes or no” for its unit",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="PlannedValue",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "value",
                models.DecimalField(
                    decimal_places=2,
                    max_digits=14,
                    validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                ),
            ),
            (
                "locality",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="localities.locality",
                ),
            ),
            (
                "measure",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="planned_values",
                    to="programme.measure",
                ),
            ),
            (
                "period",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="core.reportingperiod",
                ),
            ),
        ],
        options={
            "ordering": ["measure", "locality", "period"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("measure", "locality", "period"),
                    name="programme_plannedvalue_unique_measure_locality_period",
                ),
                models.CheckConstraint(
                    condition=models.Q(("value__gte", 0)),
                    name="programme_plannedvalue_not_negative",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("locality__isnull", True)),
                    fields=("measure", "period"),
                    name="programme_plannedvalue_unique_national",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="MeasureUpdate",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("version", models.PositiveIntegerField(default=0)),
            ("updated_at", models.DateTimeField(blank=True, null=True)),
            ("value", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
            (
                "not_available_reason",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            (
                "comment",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            (
                "measure",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="updates",
                    to="programme.measure",
                ),
            ),
            (
                "updated_by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "quarterly_return",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="measure_updates",
                    to="programme.quarterlyreturn",
                ),
            ),
            (
                "denominator",
                models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True),
            ),
            (
                "numerator",
                models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True),
            ),
            ("on_behalf_of", models.CharField(blank=True, max_length=120)),
        ],
        options={
            "ordering": ["quarterly_return", "measure"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("quarterly_return", "measure"),
                    name="programme_measureupdate_unique_return_measure",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("not_available_reason", ""), ("value__isnull", True), ("version", 0)
                        ),
                        models.Q(
                            ("not_available_reason", ""),
                            ("value__gte", 0),
                            ("value__isnull", False),
                            ("value__lt", 1000000000000),
                            ("version__gt", 0),
                        ),
                        models.Q(
                            ("value__isnull", True),
                            ("version__gt", 0),
                            models.Q(("not_available_reason", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="programme_measureupdate_value_or_reason",
                    violation_error_message="Give a figure, or the reason there is none",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("denominator__isnull", True), ("numerator__isnull", True)),
                        models.Q(
                            ("denominator__gt", 0),
                            ("denominator__isnull", False),
                            ("denominator__lt", 1000000000000),
                            ("numerator__gte", 0),
                            ("numerator__isnull", False),
                            ("numerator__lt", 1000000000000),
                            ("value__isnull", False),
                        ),
                        _connector="OR",
                    ),
                    name="programme_measureupdate_parts_together",
                    violation_error_message="A ratio has both of its parts, and is of more than nothing",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="WorkItem",
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
            ("text", models.TextField()),
            (
                "stage",
                models.CharField(
                    blank=True,
                    choices=[
                        ("innovate", "Innovate"),
                        ("core", "Core offering"),
                        ("embed", "Embed"),
                    ],
                    max_length=10,
                ),
            ),
            (
                "locality",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="work_items",
                    to="localities.locality",
                ),
            ),
            (
                "outcome",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="work_items",
                    to="programme.outcome",
                ),
            ),
            (
                "serves",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="local_items",
                    to="programme.workitem",
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
                "owner",
                models.CharField(
                    blank=True, help_text="The post or team that answers for it.", max_length=120
                ),
            ),
        ],
        options={
            "ordering": ["outcome", "order"],
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("locality__isnull", True)),
                    fields=("outcome", "order"),
                    name="programme_workitem_unique_national_order",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("locality__isnull", False)),
                    fields=("outcome", "locality", "order"),
                    name="programme_workitem_unique_local_order",
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
            ("title", models.CharField(max_length=300)),
            ("baseline_on", models.DateField(blank=True, null=True)),
            (
                "locality",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="milestones",
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
            (
                "work_item",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="milestones",
                    to="programme.workitem",
                ),
            ),
            (
                "ends_on",
                models.DateField(
                    blank=True,
                    help_text="Not asked about in quarters that begin later.",
                    null=True,
                    verbose_name="last day",
                ),
            ),
            (
                "owner",
                models.CharField(
                    blank=True, help_text="The post or team that answers for it.", max_length=120
                ),
            ),
        ],
        options={
            "ordering": ["work_item__outcome__order", "work_item__order", "order"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("work_item", "locality", "order"),
                    name="programme_milestone_unique_order",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("date_earliest__isnull", True),
                        ("date_latest__isnull", True),
                        ("date_earliest__lte", models.F("date_latest")),
                        _connector="OR",
                    ),
                    name="programme_milestone_dates_in_order",
                    violation_error_message="The earliest day must not be after the latest day",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("date_kind", "undated"), _negated=True),
                        models.Q(("date_earliest__isnull", True), ("date_latest__isnull", True)),
                        _connector="OR",
                    ),
                    name="programme_milestone_undated_has_no_days",
                    violation_error_message="An undated milestone has no earliest or latest day",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="MilestoneUpdate",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("version", models.PositiveIntegerField(default=0)),
            ("updated_at", models.DateTimeField(blank=True, null=True)),
            (
                "rating",
                models.CharField(
                    blank=True,
                    choices=[
                        ("complete", "Complete"),
                        ("on_track", "On track"),
                        ("at_risk", "At risk"),
                        ("off_track", "Off track"),
                    ],
                    max_length=10,
                ),
            ),
            ("forecast_on", models.DateField(blank=True, null=True)),
            ("completed_on", models.DateField(blank=True, null=True)),
            (
                "narrative",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            (
                "path_to_green",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            (
                "late_report_reason",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            (
                "milestone",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="updates",
                    to="programme.milestone",
                ),
            ),
            (
                "updated_by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "quarterly_return",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="milestone_updates",
                    to="programme.quarterlyreturn",
                ),
            ),
            (
                "date_change_reason",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            (
                "evidence",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            (
                "risk",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            (
                "rating_explanation",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            (
                "is_confirmed_unchanged",
                models.BooleanField(
                    default=False, help_text="Last quarter's answers, confirmed by ``updated_by``."
                ),
            ),
            ("on_behalf_of", models.CharField(blank=True, max_length=120)),
        ],
        options={
            "ordering": ["quarterly_return", "milestone"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("quarterly_return", "milestone"),
                    name="programme_milestoneupdate_unique_return_milestone",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("rating", ""), ("version", 0)),
                        models.Q(("version__gt", 0), models.Q(("rating", ""), _negated=True)),
                        _connector="OR",
                    ),
                    name="programme_milestoneupdate_rated_iff_reported",
                    violation_error_message="A milestone has a rating once it is reported",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("completed_on__isnull", False), ("rating", "complete")),
                        models.Q(
                            models.Q(("rating", "complete"), _negated=True),
                            ("completed_on__isnull", True),
                        ),
                        _connector="OR",
                    ),
                    name="programme_milestoneupdate_complete_iff_dated",
                    violation_error_message="A completed milestone, and no other, has its date",
                ),
                models.CheckConstraint(
                    condition=models.Q(("rating", "at_risk"), ("risk", ""), _connector="OR"),
                    name="programme_milestoneupdate_risk_only_if_asked",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("rating", "off_track"), ("date_change_reason", ""), _connector="OR"
                    ),
                    name="programme_milestoneupdate_date_change_reason_only_if_asked",
                ),
                models.CheckConstraint(
                    condition=models.Q(("rating", "complete"), ("evidence", ""), _connector="OR"),
                    name="programme_milestoneupdate_evidence_only_if_asked",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="EventType",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("slug", models.SlugField(max_length=60, unique=True)),
            ("name", models.CharField(max_length=80, unique=True)),
            ("order", models.PositiveSmallIntegerField(default=0)),
            ("asks_attendance", models.BooleanField(default=True)),
            ("asks_volunteering_days", models.BooleanField(default=False)),
            (
                "is_ended",
                models.BooleanField(
                    default=False,
                    help_text="No longer offered; what was logged stays.",
                    verbose_name="ended",
                ),
            ),
            (
                "default_outcome",
                models.ForeignKey(
                    blank=True,
                    help_text="The outcome such an event serves unless somebody says otherwise.",
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="programme.outcome",
                ),
            ),
        ],
        options={
            "ordering": ["order", "name"],
        },
    ),
    migrations.CreateModel(
        name="CaseStudy",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "note",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("entry_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ("version", models.PositiveIntegerField(default=1)),
            ("logged_at", models.DateTimeField()),
            ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            (
                "withdrawn_reason",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("is_illustrative", models.BooleanField(default=False, verbose_name="illustrative")),
            ("title", models.CharField(max_length=200)),
            ("words", models.TextField(validators=[csplan.core.text.validate_narrative])),
            (
                "sent_on",
                models.DateField(
                    blank=True,
                    help_text="When it went to the Cabinet Office Reform Team.",
                    null=True,
                ),
            ),
            (
                "locality",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="localities.locality",
                ),
            ),
            (
                "logged_by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "outcome",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="programme.outcome",
                ),
            ),
            (
                "withdrawn_by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("on_behalf_of", models.CharField(blank=True, max_length=120)),
        ],
        options={
            "verbose_name_plural": "case studies",
            "ordering": ["-sent_on", "-pk"],
            "indexes": [
                models.Index(fields=["locality", "sent_on"], name="programme_casestudy_place_day")
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("withdrawn_at__isnull", True),
                            ("withdrawn_by__isnull", True),
                            ("withdrawn_reason", ""),
                        ),
                        models.Q(
                            ("withdrawn_at__isnull", False),
                            ("withdrawn_by__isnull", False),
                            models.Q(("withdrawn_reason", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="programme_casestudy_withdrawn_by_somebody_with_a_reason",
                    violation_error_message="Enter why the record is withdrawn",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="Event",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "note",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("entry_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ("version", models.PositiveIntegerField(default=1)),
            ("logged_at", models.DateTimeField()),
            ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            (
                "withdrawn_reason",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("is_illustrative", models.BooleanField(default=False, verbose_name="illustrative")),
            ("held_on", models.DateField(verbose_name="date")),
            ("title", models.CharField(blank=True, max_length=120, verbose_name="name")),
            ("place", models.CharField(blank=True, max_length=120)),
            ("attendance", models.PositiveIntegerField(blank=True, null=True)),
            (
                "volunteering_days",
                models.DecimalField(
                    blank=True,
                    decimal_places=1,
                    max_digits=7,
                    null=True,
                    validators=[
                        django.core.validators.MinValueValidator(
                            Decimal("0"), "Volunteering days must be 0 or more"
                        )
                    ],
                ),
            ),
            (
                "departments",
                models.ManyToManyField(blank=True, related_name="+", to="core.department"),
            ),
            (
                "locality",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="localities.locality",
                ),
            ),
            (
                "logged_by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "outcome",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="programme.outcome",
                ),
            ),
            (
                "withdrawn_by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "type",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="events",
                    to="programme.eventtype",
                ),
            ),
            ("on_behalf_of", models.CharField(blank=True, max_length=120)),
        ],
        options={
            "ordering": ["-held_on", "-pk"],
            "indexes": [
                models.Index(fields=["locality", "held_on"], name="programme_event_place_day")
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("withdrawn_at__isnull", True),
                            ("withdrawn_by__isnull", True),
                            ("withdrawn_reason", ""),
                        ),
                        models.Q(
                            ("withdrawn_at__isnull", False),
                            ("withdrawn_by__isnull", False),
                            models.Q(("withdrawn_reason", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="programme_event_withdrawn_by_somebody_with_a_reason",
                    violation_error_message="Enter why the record is withdrawn",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("volunteering_days__isnull", True),
                        ("volunteering_days__gte", 0),
                        _connector="OR",
                    ),
                    name="programme_event_volunteering_not_negative",
                    violation_error_message="Volunteering days must be 0 or more",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="DerivedMeasure",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "record_kind",
                models.CharField(
                    choices=[
                        ("event", "Events"),
                        ("saving", "Savings"),
                        ("visit", "Visits"),
                        ("case_study", "Case studies"),
                        ("redeployment", "People redeployed"),
                        ("interchange", "Interchange placements"),
                    ],
                    max_length=12,
                ),
            ),
            (
                "counted",
                models.CharField(
                    choices=[
                        ("records", "The number of records"),
                        ("attendance", "The people who attended"),
                        ("volunteering_days", "The volunteering days given"),
                        ("visits_done", "The visits that took place"),
                        ("people", "The people redeployed"),
                        ("claimed", "The pounds claimed and not refused"),
                        ("validated", "The pounds validated"),
                    ],
                    max_length=20,
                ),
            ),
            (
                "least_departments",
                models.PositiveSmallIntegerField(
                    default=0,
                    help_text="Count only events in which this many departments took part.",
                ),
            ),
            (
                "measure",
                models.OneToOneField(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="derivation",
                    to="programme.measure",
                ),
            ),
            (
                "event_types",
                models.ManyToManyField(blank=True, related_name="+", to="programme.eventtype"),
            ),
        ],
        options={
            "ordering": ["measure"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("counted__in", ["attendance", "records", "volunteering_days"]),
                            ("record_kind", "event"),
                        ),
                        models.Q(
                            ("counted__in", ["claimed", "records", "validated"]),
                            ("record_kind", "saving"),
                        ),
                        models.Q(
                            ("counted__in", ["records", "visits_done"]), ("record_kind", "visit")
                        ),
                        models.Q(("counted__in", ["records"]), ("record_kind", "case_study")),
                        models.Q(
                            ("counted__in", ["people", "records"]), ("record_kind", "redeployment")
                        ),
                        models.Q(("counted__in", ["records"]), ("record_kind", "interchange")),
                        _connector="OR",
                    ),
                    name="programme_derivedmeasure_counts_what_the_kind_has",
                    violation_error_message="That cannot be counted of these records",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("record_kind", "event"), ("least_departments", 0), _connector="OR"
                    ),
                    name="programme_derivedmeasure_departments_of_events",
                    violation_error_message="Only events have departments that take part",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="MeasureSuccession",
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
                        ("continued", "Continues"),
                        ("merged", "Merged with others"),
                        ("split", "Split"),
                        ("ended", "Ended"),
                    ],
                    max_length=10,
                ),
            ),
            (
                "reason",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("at", models.DateTimeField()),
            (
                "by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "earlier",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="successions",
                    to="programme.measure",
                ),
            ),
            (
                "later",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="precedents",
                    to="programme.measure",
                ),
            ),
        ],
        options={
            "ordering": ["pk"],
            "abstract": False,
            "constraints": [
                models.UniqueConstraint(
                    fields=("earlier", "later"), name="programme_measuresuccession_unique"
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("kind", "ended"), ("later__isnull", True)),
                        models.Q(
                            models.Q(("kind", "ended"), _negated=True), ("later__isnull", False)
                        ),
                        _connector="OR",
                    ),
                    name="programme_measuresuccession_ended_iff_nothing_later",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="NationalFigure",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("version", models.PositiveIntegerField(default=0)),
            ("updated_at", models.DateTimeField(blank=True, null=True)),
            ("value", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
            (
                "numerator",
                models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True),
            ),
            (
                "denominator",
                models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True),
            ),
            (
                "not_available_reason",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            (
                "comment",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            (
                "measure",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="national_figures",
                    to="programme.measure",
                ),
            ),
            (
                "period",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="core.reportingperiod",
                ),
            ),
            (
                "updated_by",
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
            "ordering": ["measure", "period"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("measure", "period"),
                    name="programme_nationalfigure_unique_measure_period",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("not_available_reason", ""), ("value__isnull", True), ("version", 0)
                        ),
                        models.Q(
                            ("not_available_reason", ""),
                            ("value__gte", 0),
                            ("value__isnull", False),
                            ("value__lt", 1000000000000),
                            ("version__gt", 0),
                        ),
                        models.Q(
                            ("value__isnull", True),
                            ("version__gt", 0),
                            models.Q(("not_available_reason", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="programme_nationalfigure_value_or_reason",
                    violation_error_message="Give a figure, or the reason there is none",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("denominator__isnull", True), ("numerator__isnull", True)),
                        models.Q(
                            ("denominator__gt", 0),
                            ("denominator__isnull", False),
                            ("denominator__lt", 1000000000000),
                            ("numerator__gte", 0),
                            ("numerator__isnull", False),
                            ("numerator__lt", 1000000000000),
                            ("value__isnull", False),
                        ),
                        _connector="OR",
                    ),
                    name="programme_nationalfigure_parts_together",
                    violation_error_message="A ratio has both of its parts, and is of more than nothing",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="OutcomeSuccession",
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
                        ("continued", "Continues"),
                        ("merged", "Merged with others"),
                        ("split", "Split"),
                        ("ended", "Ended"),
                    ],
                    max_length=10,
                ),
            ),
            (
                "reason",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("at", models.DateTimeField()),
            (
                "by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "earlier",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="successions",
                    to="programme.outcome",
                ),
            ),
            (
                "later",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="precedents",
                    to="programme.outcome",
                ),
            ),
        ],
        options={
            "ordering": ["pk"],
            "abstract": False,
            "constraints": [
                models.UniqueConstraint(
                    fields=("earlier", "later"), name="programme_outcomesuccession_unique"
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("kind", "ended"), ("later__isnull", True)),
                        models.Q(
                            models.Q(("kind", "ended"), _negated=True), ("later__isnull", False)
                        ),
                        _connector="OR",
                    ),
                    name="programme_outcomesuccession_ended_iff_nothing_later",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="PlanTransition",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "from_state",
                models.CharField(
                    choices=[("draft", "Draft"), ("agreed", "Agreed"), ("closed", "Closed")],
                    max_length=10,
                ),
            ),
            (
                "to_state",
                models.CharField(
                    choices=[("draft", "Draft"), ("agreed", "Agreed"), ("closed", "Closed")],
                    max_length=10,
                ),
            ),
            (
                "reason",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("at", models.DateTimeField()),
            (
                "by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "plan",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="transitions",
                    to="programme.businessplan",
                ),
            ),
        ],
        options={
            "ordering": ["pk"],
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
            ("from_phrase", models.CharField(blank=True, max_length=200)),
            ("to_phrase", models.CharField(blank=True, max_length=200)),
            ("from_on", models.DateField(blank=True, null=True)),
            ("to_on", models.DateField(blank=True, null=True)),
            ("reason", models.TextField(validators=[csplan.core.text.validate_narrative])),
            ("at", models.DateTimeField()),
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
                    related_name="rebaselines",
                    to="programme.milestone",
                ),
            ),
        ],
        options={
            "ordering": ["milestone", "pk"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("reason", ""), _negated=True),
                    name="programme_rebaseline_has_a_reason",
                    violation_error_message="Enter why the agreed date changes",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="Restatement",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("value", models.DecimalField(decimal_places=2, max_digits=14)),
            (
                "numerator",
                models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True),
            ),
            (
                "denominator",
                models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True),
            ),
            (
                "previous_value",
                models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True),
            ),
            ("reason", models.TextField(validators=[csplan.core.text.validate_narrative])),
            ("at", models.DateTimeField()),
            (
                "by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "national_figure",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="restatements",
                    to="programme.nationalfigure",
                ),
            ),
            (
                "restated_in",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="restatements",
                    to="programme.quarterlyreturn",
                ),
            ),
            (
                "update",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="restatements",
                    to="programme.measureupdate",
                ),
            ),
        ],
        options={
            "ordering": ["pk"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("national_figure__isnull", True),
                            ("restated_in__isnull", False),
                            ("update__isnull", False),
                        ),
                        models.Q(
                            ("national_figure__isnull", False),
                            ("restated_in__isnull", True),
                            ("update__isnull", True),
                        ),
                        _connector="OR",
                    ),
                    name="programme_restatement_of_one_figure",
                ),
                models.CheckConstraint(
                    condition=models.Q(("value__gte", 0), ("value__lt", 1000000000000)),
                    name="programme_restatement_value_is_a_figure",
                ),
                models.CheckConstraint(
                    condition=models.Q(("reason", ""), _negated=True),
                    name="programme_restatement_has_a_reason",
                    violation_error_message="Enter why the figure is restated",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ReviewLine",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("order", models.PositiveSmallIntegerField()),
            ("text", models.TextField()),
            (
                "achievements",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            (
                "implications",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("drafted_achievements", models.TextField(blank=True)),
            ("drafted_implications", models.TextField(blank=True)),
            ("drafted_at", models.DateTimeField(blank=True, null=True)),
            (
                "outcome",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="programme.outcome",
                ),
            ),
            (
                "plan",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="review_lines",
                    to="programme.businessplan",
                ),
            ),
        ],
        options={
            "ordering": ["plan", "order"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("plan", "order"), name="programme_reviewline_unique_order"
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="StageMove",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "from_stage",
                models.CharField(
                    blank=True,
                    choices=[
                        ("innovate", "Innovate"),
                        ("core", "Core offering"),
                        ("embed", "Embed"),
                    ],
                    max_length=10,
                ),
            ),
            (
                "to_stage",
                models.CharField(
                    choices=[
                        ("innovate", "Innovate"),
                        ("core", "Core offering"),
                        ("embed", "Embed"),
                    ],
                    max_length=10,
                ),
            ),
            ("moved_on", models.DateField()),
            ("reason", models.TextField(validators=[csplan.core.text.validate_narrative])),
            ("taken_on_by", models.CharField(blank=True, max_length=200)),
            ("recorded_at", models.DateTimeField()),
            ("is_illustrative", models.BooleanField(default=False, verbose_name="illustrative")),
            (
                "recorded_by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "work_item",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="moves",
                    to="programme.workitem",
                ),
            ),
        ],
        options={
            "ordering": ["work_item", "moved_on", "pk"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("from_stage", models.F("to_stage")), _negated=True),
                    name="programme_stagemove_goes_somewhere",
                    violation_error_message="Select another stage than the one it is at",
                ),
                models.CheckConstraint(
                    condition=models.Q(("reason", ""), _negated=True),
                    name="programme_stagemove_has_a_reason",
                    violation_error_message="Enter why it moves",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("to_stage", "embed"), _negated=True),
                        models.Q(("taken_on_by", ""), _negated=True),
                        _connector="OR",
                    ),
                    name="programme_stagemove_embedded_with_somebody",
                    violation_error_message="Enter who takes it on",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="WorkItemSuccession",
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
                        ("continued", "Continues"),
                        ("merged", "Merged with others"),
                        ("split", "Split"),
                        ("ended", "Ended"),
                    ],
                    max_length=10,
                ),
            ),
            (
                "reason",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("at", models.DateTimeField()),
            (
                "by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "earlier",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="successions",
                    to="programme.workitem",
                ),
            ),
            (
                "later",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="precedents",
                    to="programme.workitem",
                ),
            ),
        ],
        options={
            "ordering": ["pk"],
            "abstract": False,
            "constraints": [
                models.UniqueConstraint(
                    fields=("earlier", "later"), name="programme_workitemsuccession_unique"
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("kind", "ended"), ("later__isnull", True)),
                        models.Q(
                            models.Q(("kind", "ended"), _negated=True), ("later__isnull", False)
                        ),
                        _connector="OR",
                    ),
                    name="programme_workitemsuccession_ended_iff_nothing_later",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="YearTarget",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("year_start", models.PositiveSmallIntegerField()),
            ("target", models.DecimalField(decimal_places=2, max_digits=14)),
            (
                "measure",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="year_targets",
                    to="programme.measure",
                ),
            ),
        ],
        options={
            "ordering": ["measure", "year_start"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("measure", "year_start"),
                    name="programme_yeartarget_unique_measure_year",
                ),
                models.CheckConstraint(
                    condition=models.Q(("target__gte", 0)),
                    name="programme_yeartarget_not_negative",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="CommunicationChannel",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("name", models.CharField(max_length=80, unique=True)),
            ("order", models.PositiveSmallIntegerField(default=0)),
            ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
        ],
        options={
            "ordering": ["order", "name"],
        },
    ),
    migrations.CreateModel(
        name="PlanOutcome",
        fields=[],
        options={
            "proxy": True,
        },
        bases=("programme.outcome",),
    ),
    migrations.CreateModel(
        name="Risk",
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
            ("title", models.CharField(max_length=200)),
            ("cause", models.TextField(validators=[csplan.core.text.validate_narrative])),
            ("effect", models.TextField(validators=[csplan.core.text.validate_narrative])),
            ("mitigation", models.TextField(validators=[csplan.core.text.validate_narrative])),
            ("owner", models.CharField(help_text="The post that answers for it.", max_length=120)),
            ("review_on", models.DateField(verbose_name="next review")),
            (
                "likelihood",
                models.PositiveSmallIntegerField(
                    choices=[
                        (1, "Rare"),
                        (2, "Unlikely"),
                        (3, "Possible"),
                        (4, "Likely"),
                        (5, "Almost certain"),
                    ]
                ),
            ),
            (
                "impact",
                models.PositiveSmallIntegerField(
                    choices=[
                        (1, "Negligible"),
                        (2, "Minor"),
                        (3, "Moderate"),
                        (4, "Major"),
                        (5, "Severe"),
                    ]
                ),
            ),
            ("score_reason", models.TextField(validators=[csplan.core.text.validate_narrative])),
            ("assessed_on", models.DateField()),
            ("raised_on", models.DateField()),
            ("is_escalated", models.BooleanField(default=False, verbose_name="escalated")),
            (
                "escalation_reason",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("closed_on", models.DateField(blank=True, null=True)),
            (
                "closed_reason",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("version", models.PositiveIntegerField(default=1)),
            (
                "locality",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="risks",
                    to="localities.locality",
                ),
            ),
            (
                "plan",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="risks",
                    to="programme.businessplan",
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
                "outcome",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="risks",
                    to="programme.planoutcome",
                ),
            ),
        ],
        options={
            "ordering": ["-plan__first_year", "title", "pk"],
            "indexes": [
                models.Index(fields=["closed_on", "review_on"], name="programme_risk_open_review")
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("likelihood__gte", 1), ("likelihood__lte", 5)),
                    name="programme_risk_likelihood_on_the_scale",
                ),
                models.CheckConstraint(
                    condition=models.Q(("impact__gte", 1), ("impact__lte", 5)),
                    name="programme_risk_impact_on_the_scale",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("escalation_reason", ""), ("is_escalated", False)),
                        models.Q(
                            ("is_escalated", True),
                            models.Q(("escalation_reason", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="programme_risk_escalated_with_a_reason",
                    violation_error_message="Enter why the risk is escalated",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("closed_on__isnull", True), ("closed_reason", "")),
                        models.Q(
                            ("closed_on__isnull", False),
                            models.Q(("closed_reason", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="programme_risk_closed_with_a_reason",
                    violation_error_message="Enter why the risk is closed",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("assessed_on__gte", models.F("raised_on")),
                        models.Q(
                            ("closed_on__isnull", True),
                            ("closed_on__gte", models.F("assessed_on")),
                            _connector="OR",
                        ),
                    ),
                    name="programme_risk_days_in_order",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Stakeholder",
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
            ("name", models.CharField(max_length=200)),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("funder", "Funding department"),
                        ("department", "Other department or body"),
                        ("network", "Local network"),
                        ("union", "Trade union"),
                        ("staff", "Staff"),
                        ("centre", "Cabinet Office and the centre"),
                        ("community", "School, charity or community"),
                        ("supplier", "Partner or supplier"),
                        ("other", "Other"),
                    ],
                    max_length=12,
                ),
            ),
            (
                "interest",
                models.CharField(
                    choices=[("low", "Low"), ("medium", "Medium"), ("high", "High")], max_length=6
                ),
            ),
            (
                "influence",
                models.CharField(
                    choices=[("low", "Low"), ("medium", "Medium"), ("high", "High")], max_length=6
                ),
            ),
            (
                "approach",
                models.CharField(
                    blank=True,
                    choices=[
                        ("manage", "Manage closely"),
                        ("satisfy", "Keep satisfied"),
                        ("inform", "Keep informed"),
                        ("monitor", "Monitor"),
                    ],
                    max_length=8,
                    verbose_name="another approach",
                ),
            ),
            (
                "matters",
                models.TextField(
                    validators=[csplan.core.text.validate_narrative],
                    verbose_name="what matters to them",
                ),
            ),
            ("owner", models.CharField(help_text="The post that answers for it.", max_length=120)),
            ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
            (
                "locality",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="stakeholders",
                    to="localities.locality",
                ),
            ),
            (
                "plan",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="stakeholders",
                    to="programme.businessplan",
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
            "ordering": ["plan", "name"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("plan", "name"),
                    name="programme_stakeholder_unique_name",
                    violation_error_message="There is already a stakeholder with this name",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="Communication",
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
            ("what", models.CharField(max_length=200)),
            ("audience", models.CharField(blank=True, max_length=200)),
            ("planned_on", models.DateField()),
            ("done_on", models.DateField(blank=True, null=True)),
            (
                "cancelled_reason",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("owner", models.CharField(help_text="The post that answers for it.", max_length=120)),
            (
                "locality",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="communications",
                    to="localities.locality",
                ),
            ),
            (
                "plan",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="communications",
                    to="programme.businessplan",
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
                "channel",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="communications",
                    to="programme.communicationchannel",
                ),
            ),
            (
                "stakeholders",
                models.ManyToManyField(
                    blank=True, related_name="communications", to="programme.stakeholder"
                ),
            ),
        ],
        options={
            "ordering": ["planned_on", "pk"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        ("done_on__isnull", True), ("cancelled_reason", ""), _connector="OR"
                    ),
                    name="programme_communication_not_both_done_and_cancelled",
                    violation_error_message="It was either done or cancelled",
                ),
                models.UniqueConstraint(
                    fields=("plan", "what", "planned_on"),
                    name="programme_communication_unique_on_a_day",
                    violation_error_message="This is already planned for that day",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ImpactQuestion",
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
            ("year_start", models.PositiveSmallIntegerField(verbose_name="year")),
            ("question", models.CharField(max_length=300)),
            (
                "evidence",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            (
                "judgement",
                models.CharField(
                    blank=True,
                    choices=[
                        ("achieved", "Achieved"),
                        ("largely", "Largely achieved"),
                        ("partly", "Partly achieved"),
                        ("not_achieved", "Not achieved"),
                        ("too_early", "Too early to say"),
                    ],
                    max_length=12,
                ),
            ),
            (
                "judgement_reason",
                models.TextField(
                    blank=True,
                    validators=[csplan.core.text.validate_narrative],
                    verbose_name="reasons for the judgement",
                ),
            ),
            ("judged_at", models.DateTimeField(blank=True, null=True)),
            ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
            ("version", models.PositiveIntegerField(default=1)),
            (
                "judged_by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "outcome",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="impact_questions",
                    to="programme.outcome",
                ),
            ),
            (
                "plan",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="impact_questions",
                    to="programme.businessplan",
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
            "ordering": ["year_start", "outcome__order", "pk"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("plan", "outcome", "year_start", "question"),
                    name="programme_impactquestion_unique",
                    violation_error_message="This is already asked about it for that year",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("judged_at__isnull", True),
                            ("judged_by__isnull", True),
                            ("judgement", ""),
                            ("judgement_reason", ""),
                        ),
                        models.Q(
                            models.Q(("judgement", ""), _negated=True),
                            models.Q(("judgement_reason", ""), _negated=True),
                            ("judged_at__isnull", False),
                            ("judged_by__isnull", False),
                        ),
                        _connector="OR",
                    ),
                    name="programme_impactquestion_judged_by_somebody_with_reasons",
                    violation_error_message="Enter the reasons for the judgement",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="RiskAssessment",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "likelihood",
                models.PositiveSmallIntegerField(
                    choices=[
                        (1, "Rare"),
                        (2, "Unlikely"),
                        (3, "Possible"),
                        (4, "Likely"),
                        (5, "Almost certain"),
                    ]
                ),
            ),
            (
                "impact",
                models.PositiveSmallIntegerField(
                    choices=[
                        (1, "Negligible"),
                        (2, "Minor"),
                        (3, "Moderate"),
                        (4, "Major"),
                        (5, "Severe"),
                    ]
                ),
            ),
            ("assessed_on", models.DateField()),
            ("reason", models.TextField(validators=[csplan.core.text.validate_narrative])),
            ("at", models.DateTimeField()),
            (
                "by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "risk",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="assessments",
                    to="programme.risk",
                ),
            ),
        ],
        options={
            "ordering": ["risk", "assessed_on", "pk"],
            "indexes": [
                models.Index(fields=["risk", "assessed_on"], name="programme_riskassess_risk_day")
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("likelihood__gte", 1), ("likelihood__lte", 5)),
                    name="programme_riskassessment_likelihood_on_the_scale",
                ),
                models.CheckConstraint(
                    condition=models.Q(("impact__gte", 1), ("impact__lte", 5)),
                    name="programme_riskassessment_impact_on_the_scale",
                ),
                models.CheckConstraint(
                    condition=models.Q(("reason", ""), _negated=True),
                    name="programme_riskassessment_has_a_reason",
                    violation_error_message="Enter why it is scored so",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="RiskEscalation",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("is_escalated", models.BooleanField()),
            ("reason", models.TextField(validators=[csplan.core.text.validate_narrative])),
            ("moved_on", models.DateField()),
            ("at", models.DateTimeField()),
            (
                "by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "risk",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="escalations",
                    to="programme.risk",
                ),
            ),
        ],
        options={
            "ordering": ["risk", "moved_on", "pk"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("reason", ""), _negated=True),
                    name="programme_riskescalation_has_a_reason",
                    violation_error_message="Enter why",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="Moderation",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("number", models.PositiveSmallIntegerField()),
            ("update_version", models.PositiveIntegerField()),
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
            ("reason", models.TextField(validators=[csplan.core.text.validate_narrative])),
            ("at", models.DateTimeField()),
            (
                "by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "update",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="moderations",
                    to="programme.milestoneupdate",
                ),
            ),
        ],
        options={
            "ordering": ["update", "number"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("update", "number"), name="programme_moderation_unique_number"
                ),
                models.CheckConstraint(
                    condition=models.Q(("reason", ""), _negated=True),
                    name="programme_moderation_has_a_reason",
                    violation_error_message="Enter why you rate it so",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Nudge",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("on", models.DateField()),
            (
                "state",
                models.CharField(
                    choices=[
                        ("open", "Open"),
                        ("submitted", "Submitted"),
                        ("signed_off", "Signed off"),
                        ("accepted", "Accepted"),
                        ("published", "Published"),
                    ],
                    max_length=10,
                ),
            ),
            ("at", models.DateTimeField()),
            ("attempts", models.PositiveSmallIntegerField(default=0)),
            ("claimed_at", models.DateTimeField(blank=True, null=True)),
            ("sent_at", models.DateTimeField(blank=True, null=True)),
            (
                "by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "quarterly_return",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="nudges",
                    to="programme.quarterlyreturn",
                ),
            ),
        ],
        options={
            "ordering": ["pk"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("quarterly_return", "on"), name="programme_nudge_unique_return_day"
                ),
                models.CheckConstraint(
                    condition=models.Q(("attempts__lte", 3)),
                    name="programme_nudge_attempts_limited",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="OutcomeCommentary",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "words",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("version", models.PositiveIntegerField(default=0)),
            ("updated_at", models.DateTimeField(blank=True, null=True)),
            (
                "outcome",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="commentaries",
                    to="programme.outcome",
                ),
            ),
            (
                "period",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="commentaries",
                    to="core.reportingperiod",
                ),
            ),
            (
                "updated_by",
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
            "ordering": ["period", "outcome"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("outcome", "period"),
                    name="programme_outcomecommentary_unique_outcome_period",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="ReturnRemark",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("seen_version", models.PositiveIntegerField()),
            ("words", models.TextField(validators=[csplan.core.text.validate_narrative])),
            ("at", models.DateTimeField()),
            (
                "by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "measure_update",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="remarks",
                    to="programme.measureupdate",
                ),
            ),
            (
                "milestone_update",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="remarks",
                    to="programme.milestoneupdate",
                ),
            ),
            (
                "transition",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="remarks",
                    to="programme.returntransition",
                ),
            ),
        ],
        options={
            "ordering": ["pk"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("words", ""), _negated=True),
                    name="programme_returnremark_says_something",
                    violation_error_message="Enter what must change",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("milestone_update__isnull", True),
                        ("measure_update__isnull", True),
                        _connector="OR",
                    ),
                    name="programme_returnremark_about_one_answer",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Question",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("on_behalf_of", models.CharField(blank=True, max_length=120)),
            ("asked_at", models.DateTimeField()),
            ("text", models.TextField(validators=[csplan.core.text.validate_narrative])),
            ("line", models.CharField(blank=True, max_length=80)),
            ("line_words", models.CharField(blank=True, max_length=400)),
            ("line_anchor", models.CharField(blank=True, max_length=80)),
            ("pack_quarter", models.CharField(blank=True, max_length=10)),
            ("pack_edition", models.PositiveSmallIntegerField(blank=True, null=True)),
            ("pack_build", models.PositiveSmallIntegerField(blank=True, null=True)),
            (
                "state",
                models.CharField(
                    choices=[
                        ("asked", "Asked"),
                        ("routed", "Routed"),
                        ("drafted", "Answer drafted"),
                        ("answered", "Answered"),
                        ("closed", "Closed"),
                    ],
                    default="asked",
                    max_length=10,
                ),
            ),
            (
                "draft",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            (
                "send_back_reason",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            (
                "answer",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("answered_at", models.DateTimeField(blank=True, null=True)),
            ("closed_at", models.DateTimeField(blank=True, null=True)),
            ("version", models.PositiveIntegerField(default=1)),
            ("is_illustrative", models.BooleanField(default=False)),
            (
                "asked_by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "asked_in",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="questions",
                    to="core.reportingperiod",
                ),
            ),
            (
                "locality",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="questions",
                    to="localities.locality",
                ),
            ),
            (
                "outcome",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="questions",
                    to="programme.outcome",
                ),
            ),
            (
                "pack_subject",
                models.CharField(blank=True, db_default="", default="", max_length=80),
            ),
            (
                "pack_title",
                models.CharField(blank=True, db_default="", default="", max_length=400),
            ),
        ],
        options={
            "ordering": ["-asked_at", "-pk"],
            "indexes": [
                models.Index(fields=["state", "locality"], name="programme_question_state_place")
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("text", ""), _negated=True),
                    name="programme_question_asks_something",
                    violation_error_message="Enter the question",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("answer", ""),
                            ("answered_at__isnull", True),
                            ("state__in", ("asked", "routed", "drafted")),
                        ),
                        models.Q(
                            ("answered_at__isnull", False),
                            ("state", "answered"),
                            models.Q(("answer", ""), _negated=True),
                        ),
                        ("state", "closed"),
                        _connector="OR",
                    ),
                    name="programme_question_answered_with_words",
                    violation_error_message="Enter the answer",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("state", "drafted"), _negated=True),
                        models.Q(("draft", ""), _negated=True),
                        _connector="OR",
                    ),
                    name="programme_question_drafted_with_words",
                    violation_error_message="Enter the draft of the answer",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("closed_at__isnull", False), ("state", "closed")),
                        models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            ("closed_at__isnull", True),
                        ),
                        _connector="OR",
                    ),
                    name="programme_question_closed_iff_dated",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("line", ""),
                            ("pack_build__isnull", True),
                            ("pack_edition__isnull", True),
                            ("pack_quarter", ""),
                        ),
                        models.Q(
                            models.Q(("line", ""), _negated=True),
                            models.Q(("pack_quarter", ""), _negated=True),
                            ("pack_build__isnull", False),
                            ("pack_edition__isnull", False),
                        ),
                        _connector="OR",
                    ),
                    name="programme_question_line_of_one_edition",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="QuestionStep",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "action",
                models.CharField(
                    choices=[
                        ("ask", "Asked"),
                        ("route", "Routed"),
                        ("draft", "Answer drafted"),
                        ("send_back", "Draft sent back"),
                        ("answer", "Answered"),
                        ("follow_up", "Asked again"),
                        ("close", "Closed"),
                    ],
                    max_length=10,
                ),
            ),
            (
                "words",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("on_behalf_of", models.CharField(blank=True, max_length=120)),
            ("at", models.DateTimeField()),
            (
                "by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "question",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="steps",
                    to="programme.question",
                ),
            ),
        ],
        options={
            "ordering": ["question", "pk"],
        },
    ),
    migrations.CreateModel(
        name="ObjectiveLink",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "how",
                models.TextField(
                    validators=[csplan.core.text.validate_narrative],
                    verbose_name="how it serves the objective",
                ),
            ),
            ("is_illustrative", models.BooleanField(default=False, verbose_name="illustrative")),
            (
                "milestone",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="objective_links",
                    to="programme.milestone",
                ),
            ),
            (
                "objective",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="objectives.objective",
                ),
            ),
            (
                "outcome",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="objective_links",
                    to="programme.outcome",
                ),
            ),
            (
                "plan",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="objective_links",
                    to="programme.businessplan",
                ),
            ),
        ],
        options={
            "ordering": ["plan", "outcome__order", "pk"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        ("outcome__isnull", True), ("milestone__isnull", True), _connector="XOR"
                    ),
                    name="programme_objectivelink_one_end",
                    violation_error_message="Select what serves the objective: one thing, not two",
                ),
                models.UniqueConstraint(
                    fields=("objective", "outcome"),
                    name="programme_objectivelink_unique_outcome",
                    violation_error_message="This is linked to that objective already",
                ),
                models.UniqueConstraint(
                    fields=("objective", "milestone"),
                    name="programme_objectivelink_unique_milestone",
                    violation_error_message="This milestone is linked to that objective already",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Attendance",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "presence",
                models.CharField(
                    choices=[
                        ("present", "Present"),
                        ("deputy", "A deputy came"),
                        ("apologies", "Apologies"),
                        ("absent", "Absent"),
                    ],
                    max_length=10,
                ),
            ),
            ("deputy", models.CharField(blank=True, max_length=200)),
            (
                "meeting",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="attendance",
                    to="localities.meeting",
                ),
            ),
            (
                "seat",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="localities.steeringgroupseat",
                ),
            ),
        ],
        options={
            "ordering": ["meeting", "seat__order", "pk"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("meeting", "seat"), name="programme_attendance_unique_meeting_seat"
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("presence", "deputy"), models.Q(("deputy", ""), _negated=True)),
                        models.Q(models.Q(("presence", "deputy"), _negated=True), ("deputy", "")),
                        _connector="OR",
                    ),
                    name="programme_attendance_deputy_is_named",
                    violation_error_message="Enter who came as the deputy",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="DecisionSought",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("line", models.CharField(blank=True, max_length=80)),
            ("line_words", models.CharField(blank=True, max_length=400)),
            ("line_anchor", models.CharField(blank=True, max_length=80)),
            ("pack_quarter", models.CharField(blank=True, max_length=10)),
            ("pack_edition", models.PositiveSmallIntegerField(blank=True, null=True)),
            ("pack_build", models.PositiveSmallIntegerField(blank=True, null=True)),
            ("text", models.TextField(validators=[csplan.core.text.validate_narrative])),
            (
                "reason",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            (
                "state",
                models.CharField(
                    choices=[
                        ("awaited", "Awaited"),
                        ("decided", "Decided"),
                        ("withdrawn", "Withdrawn"),
                    ],
                    default="awaited",
                    max_length=10,
                ),
            ),
            (
                "closing_words",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("closed_at", models.DateTimeField(blank=True, null=True)),
            ("asked_at", models.DateTimeField()),
            ("version", models.PositiveIntegerField(default=1)),
            ("is_illustrative", models.BooleanField(default=False)),
            (
                "asked_by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "meeting",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="sought",
                    to="localities.meeting",
                ),
            ),
            (
                "pack_subject",
                models.CharField(blank=True, db_default="", default="", max_length=80),
            ),
            (
                "pack_title",
                models.CharField(blank=True, db_default="", default="", max_length=400),
            ),
        ],
        options={
            "ordering": ["meeting__day", "pk"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("line", ""),
                            ("pack_build__isnull", True),
                            ("pack_edition__isnull", True),
                            ("pack_quarter", ""),
                        ),
                        models.Q(
                            models.Q(("line", ""), _negated=True),
                            models.Q(("pack_quarter", ""), _negated=True),
                            ("pack_build__isnull", False),
                            ("pack_edition__isnull", False),
                        ),
                        _connector="OR",
                    ),
                    name="programme_decisionsought_line_of_one_edition",
                ),
                models.CheckConstraint(
                    condition=models.Q(("text", ""), _negated=True),
                    name="programme_decisionsought_says_something",
                    violation_error_message="Enter what the group is asked to decide",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("closed_at__isnull", True), ("state", "awaited")),
                        models.Q(
                            models.Q(("state", "awaited"), _negated=True),
                            ("closed_at__isnull", False),
                        ),
                        _connector="OR",
                    ),
                    name="programme_decisionsought_closed_iff_dated",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("state", "withdrawn"), _negated=True),
                        models.Q(("closing_words", ""), _negated=True),
                        _connector="OR",
                    ),
                    name="programme_decisionsought_withdrawn_with_words",
                    violation_error_message="Enter why the decision is no longer sought",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="AgendaItem",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("line", models.CharField(blank=True, max_length=80)),
            ("line_words", models.CharField(blank=True, max_length=400)),
            ("line_anchor", models.CharField(blank=True, max_length=80)),
            ("pack_quarter", models.CharField(blank=True, max_length=10)),
            ("pack_edition", models.PositiveSmallIntegerField(blank=True, null=True)),
            ("pack_build", models.PositiveSmallIntegerField(blank=True, null=True)),
            ("order", models.PositiveSmallIntegerField()),
            ("title", models.CharField(max_length=200)),
            (
                "background",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            (
                "minute",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("version", models.PositiveIntegerField(default=1)),
            ("is_illustrative", models.BooleanField(default=False)),
            (
                "meeting",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="agenda",
                    to="localities.meeting",
                ),
            ),
            (
                "question",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="agenda_items",
                    to="programme.question",
                ),
            ),
            (
                "sought",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="agenda_items",
                    to="programme.decisionsought",
                ),
            ),
            (
                "pack_subject",
                models.CharField(blank=True, db_default="", default="", max_length=80),
            ),
            (
                "pack_title",
                models.CharField(blank=True, db_default="", default="", max_length=400),
            ),
        ],
        options={
            "ordering": ["meeting", "order", "pk"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("line", ""),
                            ("pack_build__isnull", True),
                            ("pack_edition__isnull", True),
                            ("pack_quarter", ""),
                        ),
                        models.Q(
                            models.Q(("line", ""), _negated=True),
                            models.Q(("pack_quarter", ""), _negated=True),
                            ("pack_build__isnull", False),
                            ("pack_edition__isnull", False),
                        ),
                        _connector="OR",
                    ),
                    name="programme_agendaitem_line_of_one_edition",
                ),
                models.CheckConstraint(
                    condition=models.Q(("title", ""), _negated=True),
                    name="programme_agendaitem_says_something",
                    violation_error_message="Enter the item’s title",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("question__isnull", False)),
                    fields=("meeting", "question"),
                    name="programme_agendaitem_unique_question",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("sought__isnull", False)),
                    fields=("meeting", "sought"),
                    name="programme_agendaitem_unique_sought",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Action",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("line", models.CharField(blank=True, max_length=80)),
            ("line_words", models.CharField(blank=True, max_length=400)),
            ("line_anchor", models.CharField(blank=True, max_length=80)),
            ("pack_quarter", models.CharField(blank=True, max_length=10)),
            ("pack_edition", models.PositiveSmallIntegerField(blank=True, null=True)),
            ("pack_build", models.PositiveSmallIntegerField(blank=True, null=True)),
            ("text", models.TextField(validators=[csplan.core.text.validate_narrative])),
            ("due_on", models.DateField()),
            (
                "state",
                models.CharField(
                    choices=[("open", "Open"), ("done", "Done"), ("dropped", "Dropped")],
                    default="open",
                    max_length=10,
                ),
            ),
            (
                "closing_words",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("closed_at", models.DateTimeField(blank=True, null=True)),
            ("recorded_at", models.DateTimeField()),
            ("reminded_soon", models.DateField(blank=True, null=True)),
            ("reminded_late", models.DateField(blank=True, null=True)),
            ("version", models.PositiveIntegerField(default=1)),
            ("is_illustrative", models.BooleanField(default=False)),
            (
                "locality",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="actions",
                    to="localities.locality",
                ),
            ),
            (
                "meeting",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="actions",
                    to="localities.meeting",
                ),
            ),
            (
                "owner",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "owner_post",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="localities.post",
                ),
            ),
            (
                "recorded_by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "item",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="actions",
                    to="programme.agendaitem",
                ),
            ),
            (
                "pack_subject",
                models.CharField(blank=True, db_default="", default="", max_length=80),
            ),
            (
                "pack_title",
                models.CharField(blank=True, db_default="", default="", max_length=400),
            ),
        ],
        options={
            "ordering": ["due_on", "pk"],
            "indexes": [
                models.Index(fields=["state", "due_on"], name="programme_action_state_due")
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("line", ""),
                            ("pack_build__isnull", True),
                            ("pack_edition__isnull", True),
                            ("pack_quarter", ""),
                        ),
                        models.Q(
                            models.Q(("line", ""), _negated=True),
                            models.Q(("pack_quarter", ""), _negated=True),
                            ("pack_build__isnull", False),
                            ("pack_edition__isnull", False),
                        ),
                        _connector="OR",
                    ),
                    name="programme_action_line_of_one_edition",
                ),
                models.CheckConstraint(
                    condition=models.Q(("text", ""), _negated=True),
                    name="programme_action_says_something",
                    violation_error_message="Enter what is to be done",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("owner__isnull", True), ("owner_post__isnull", False)),
                        models.Q(("owner__isnull", False), ("owner_post__isnull", True)),
                        _connector="OR",
                    ),
                    name="programme_action_one_owner",
                    violation_error_message="Choose one owner: a person or a post",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("closed_at__isnull", True), ("closing_words", ""), ("state", "open")
                        ),
                        models.Q(
                            ("closed_at__isnull", False),
                            ("state__in", ("done", "dropped")),
                            models.Q(("closing_words", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="programme_action_closed_with_words",
                    violation_error_message="Enter how it ended",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ActionStep",
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
                        ("set", "Set"),
                        ("change", "Changed"),
                        ("progress", "Progress"),
                        ("close", "Closed"),
                        ("reopen", "Opened again"),
                    ],
                    max_length=10,
                ),
            ),
            (
                "words",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("due_on", models.DateField(blank=True, null=True)),
            ("at", models.DateTimeField()),
            (
                "action",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="steps",
                    to="programme.action",
                ),
            ),
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
            "ordering": ["action", "pk"],
        },
    ),
    migrations.CreateModel(
        name="Decision",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("line", models.CharField(blank=True, max_length=80)),
            ("line_words", models.CharField(blank=True, max_length=400)),
            ("line_anchor", models.CharField(blank=True, max_length=80)),
            ("pack_quarter", models.CharField(blank=True, max_length=10)),
            ("pack_edition", models.PositiveSmallIntegerField(blank=True, null=True)),
            ("pack_build", models.PositiveSmallIntegerField(blank=True, null=True)),
            ("text", models.TextField(validators=[csplan.core.text.validate_narrative])),
            ("decided_on", models.DateField()),
            ("recorded_at", models.DateTimeField()),
            ("version", models.PositiveIntegerField(default=1)),
            ("is_illustrative", models.BooleanField(default=False)),
            (
                "item",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="decisions",
                    to="programme.agendaitem",
                ),
            ),
            (
                "meeting",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="decisions",
                    to="localities.meeting",
                ),
            ),
            (
                "recorded_by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "sought",
                models.OneToOneField(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="decision",
                    to="programme.decisionsought",
                ),
            ),
            (
                "pack_subject",
                models.CharField(blank=True, db_default="", default="", max_length=80),
            ),
            (
                "pack_title",
                models.CharField(blank=True, db_default="", default="", max_length=400),
            ),
        ],
        options={
            "ordering": ["meeting", "decided_on", "pk"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("line", ""),
                            ("pack_build__isnull", True),
                            ("pack_edition__isnull", True),
                            ("pack_quarter", ""),
                        ),
                        models.Q(
                            models.Q(("line", ""), _negated=True),
                            models.Q(("pack_quarter", ""), _negated=True),
                            ("pack_build__isnull", False),
                            ("pack_edition__isnull", False),
                        ),
                        _connector="OR",
                    ),
                    name="programme_decision_line_of_one_edition",
                ),
                models.CheckConstraint(
                    condition=models.Q(("text", ""), _negated=True),
                    name="programme_decision_says_something",
                    violation_error_message="Enter what was decided",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="MeetingRecord",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "others",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("version", models.PositiveIntegerField(default=0)),
            (
                "meeting",
                models.OneToOneField(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="record",
                    to="localities.meeting",
                ),
            ),
        ],
        options={
            "ordering": ["meeting"],
        },
    ),
]


class Migration(migrations.Migration):
    replaces = [
        ("programme", "0001_initial"),
        ("programme", "0002_record_of_delivery"),
        ("programme", "0003_plans_measures_and_stages"),
        ("programme", "0004_risks_stakeholders_and_impact"),
        ("programme", "0005_milestone_risk_and_evidence"),
        ("programme", "0006_ratings_and_oversight"),
        ("programme", "0007_open_for_correction"),
        ("programme", "0008_confirmed_unchanged"),
        ("programme", "0009_remarks_on_answers"),
        ("programme", "0010_questions_from_the_nsg"),
        ("programme", "0011_remarks_on_the_overview"),
        ("programme", "0012_entered_for_somebody_else"),
        ("programme", "0013_links_to_objectives"),
        ("programme", "0014_meetings_decisions_and_actions"),
        ("programme", "0015_lines_of_any_pack"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("core", "0002_department_ends_on"),
        ("localities", "0006_meetings"),
        ("objectives", "0006_reviews_and_markings"),
    ]

    operations = [CreateModels(MODELS)]
