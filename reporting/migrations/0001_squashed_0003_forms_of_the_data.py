"""The tables of reporting as they are after the migrations that this one replaces."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import csplan.core.text
from csplan.core.create_models import CreateModels

MODELS = [
    migrations.CreateModel(
        name="PackBatch",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("requested_at", models.DateTimeField()),
            ("gaps", models.JSONField(blank=True, default=list)),
            (
                "gap_reason",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("content", models.BinaryField(blank=True, null=True)),
            ("content_digest", models.CharField(blank=True, max_length=64)),
            ("frozen_at", models.DateTimeField(blank=True, null=True)),
            (
                "period",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="pack_batches",
                    to="core.reportingperiod",
                ),
            ),
            (
                "requested_by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "verbose_name_plural": "pack batches",
            "ordering": ["-requested_at", "-pk"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("content__isnull", True),
                            ("content_digest", ""),
                            ("frozen_at__isnull", True),
                        ),
                        models.Q(
                            ("content__isnull", False),
                            ("frozen_at__isnull", False),
                            models.Q(("content_digest", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="reporting_packbatch_frozen_whole",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="Pack",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("edition", models.PositiveSmallIntegerField()),
            ("build", models.PositiveSmallIntegerField()),
            (
                "state",
                models.CharField(
                    choices=[
                        ("queued", "Waiting to be built"),
                        ("building", "Being built"),
                        ("failed", "Failed"),
                        ("built", "Built"),
                        ("proposed", "Proposed"),
                        ("published", "Published"),
                        ("superseded", "Superseded"),
                    ],
                    default="queued",
                    max_length=10,
                ),
            ),
            ("version", models.PositiveIntegerField(default=0)),
            ("requested_at", models.DateTimeField()),
            ("gaps", models.JSONField(blank=True, default=list)),
            (
                "gap_reason",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            ("queued_at", models.DateTimeField()),
            ("attempts", models.PositiveSmallIntegerField(default=0)),
            ("lease_token", models.CharField(blank=True, max_length=32)),
            ("lease_until", models.DateTimeField(blank=True, null=True)),
            (
                "step",
                models.CharField(
                    blank=True,
                    choices=[
                        ("collect", "Collecting the quarter’s returns"),
                        ("compose", "Writing the pages"),
                        ("print", "Making the PDF"),
                        ("check", "Checking the PDF"),
                        ("store", "Storing the pack"),
                    ],
                    max_length=10,
                ),
            ),
            ("step_words", models.CharField(blank=True, max_length=200)),
            ("failure_reason", models.CharField(blank=True, max_length=500)),
            ("built_at", models.DateTimeField(blank=True, null=True)),
            ("snapshot_digest", models.CharField(blank=True, max_length=64)),
            ("pdf_digest", models.CharField(blank=True, max_length=64)),
            ("page_digest", models.CharField(blank=True, max_length=64)),
            ("manifest", models.JSONField(blank=True, default=dict)),
            ("proposed_at", models.DateTimeField(blank=True, null=True)),
            ("published_at", models.DateTimeField(blank=True, null=True)),
            ("superseded_at", models.DateTimeField(blank=True, null=True)),
            (
                "period",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="packs",
                    to="core.reportingperiod",
                ),
            ),
            (
                "proposed_by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
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
            (
                "requested_by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "change_note",
                models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
            ),
            (
                "department",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="packs",
                    to="core.department",
                ),
            ),
            ("input_digest", models.CharField(blank=True, db_index=True, max_length=64)),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("national", "National"),
                        ("locality", "Locality"),
                        ("department", "Funding department"),
                        ("outcome", "Outcome"),
                        ("year-end", "Year"),
                    ],
                    default="national",
                    max_length=10,
                ),
            ),
            (
                "locality",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="packs",
                    to="localities.locality",
                ),
            ),
            (
                "outcome",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="packs",
                    to="programme.outcome",
                ),
            ),
            ("sections", models.JSONField(blank=True, default=list)),
            ("subject", models.SlugField(default="national", max_length=80)),
            ("subject_name", models.CharField(blank=True, max_length=300)),
            (
                "batch",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="packs",
                    to="reporting.packbatch",
                ),
            ),
        ],
        options={
            "ordering": ["-period__starts_on", "subject", "-edition", "-build"],
            "indexes": [models.Index(fields=["state", "queued_at"], name="reporting_pack_queue")],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("build__gte", 1), ("edition__gte", 1)),
                    name="reporting_pack_numbered_from_one",
                ),
                models.CheckConstraint(
                    condition=models.Q(("attempts__gte", 0), ("attempts__lte", 3)),
                    name="reporting_pack_attempts_0_to_3",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("state__in", ("building",)),
                            ("lease_until__isnull", False),
                            models.Q(("lease_token", ""), _negated=True),
                        ),
                        models.Q(
                            models.Q(("state__in", ("building",)), _negated=True),
                            ("lease_token", ""),
                            ("lease_until__isnull", True),
                        ),
                        _connector="OR",
                    ),
                    name="reporting_pack_leased_iff_building",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("state", "failed"), _negated=True),
                        models.Q(("failure_reason", ""), _negated=True),
                        _connector="OR",
                    ),
                    name="reporting_pack_failed_has_reason",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("state__in", ("built", "proposed", "published", "superseded")),
                            ("built_at__isnull", False),
                            models.Q(("snapshot_digest", ""), _negated=True),
                            models.Q(("pdf_digest", ""), _negated=True),
                            models.Q(("page_digest", ""), _negated=True),
                        ),
                        models.Q(
                            models.Q(
                                ("state__in", ("built", "proposed", "published", "superseded")),
                                _negated=True,
                            ),
                            ("built_at__isnull", True),
                            ("page_digest", ""),
                            ("pdf_digest", ""),
                            ("snapshot_digest", ""),
                        ),
                        _connector="OR",
                    ),
                    name="reporting_pack_whole_or_absent",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("state__in", ("proposed", "published", "superseded")),
                            ("proposed_at__isnull", False),
                            ("proposed_by__isnull", False),
                        ),
                        models.Q(
                            models.Q(
                                ("state__in", ("proposed", "published", "superseded")),
                                _negated=True,
                            ),
                            ("proposed_at__isnull", True),
                            ("proposed_by__isnull", True),
                        ),
                        _connector="OR",
                    ),
                    name="reporting_pack_proposed_iff_state",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("state__in", ("published", "superseded")),
                            ("published_at__isnull", False),
                            ("published_by__isnull", False),
                        ),
                        models.Q(
                            models.Q(("state__in", ("published", "superseded")), _negated=True),
                            ("published_at__isnull", True),
                            ("published_by__isnull", True),
                        ),
                        _connector="OR",
                    ),
                    name="reporting_pack_published_iff_state",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("state__in", ("superseded",)), ("superseded_at__isnull", False)),
                        models.Q(
                            models.Q(("state__in", ("superseded",)), _negated=True),
                            ("superseded_at__isnull", True),
                        ),
                        _connector="OR",
                    ),
                    name="reporting_pack_superseded_iff_state",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("published_by__isnull", True),
                        models.Q(("published_by", models.F("proposed_by")), _negated=True),
                        _connector="OR",
                    ),
                    name="reporting_pack_publisher_is_not_proposer",
                    violation_error_message="The person who proposed a pack cannot publish it",
                ),
                models.UniqueConstraint(
                    fields=("period", "subject", "edition", "build"),
                    name="reporting_pack_unique_build",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("state__in", ("published", "superseded"))),
                    fields=("period", "subject", "edition"),
                    name="reporting_pack_edition_published_once",
                    violation_error_message="This edition has been published already",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("state", "published")),
                    fields=("period", "subject"),
                    name="reporting_pack_one_current_edition",
                    violation_error_message="Another edition is the current one",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("state__in", ("queued", "building"))),
                    fields=("period", "subject"),
                    name="reporting_pack_one_build_at_a_time",
                    violation_error_message="This pack is being built already",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            models.Q(
                                (
                                    "kind__in",
                                    {
                                        "department": "department",
                                        "locality": "locality",
                                        "outcome": "outcome",
                                    },
                                ),
                                _negated=True,
                            ),
                            ("department__isnull", True),
                            ("locality__isnull", True),
                            ("outcome__isnull", True),
                        ),
                        models.Q(
                            ("department__isnull", True),
                            ("kind", "locality"),
                            ("locality__isnull", False),
                            ("outcome__isnull", True),
                        ),
                        models.Q(
                            ("department__isnull", False),
                            ("kind", "department"),
                            ("locality__isnull", True),
                            ("outcome__isnull", True),
                        ),
                        models.Q(
                            ("department__isnull", True),
                            ("kind", "outcome"),
                            ("locality__isnull", True),
                            ("outcome__isnull", False),
                        ),
                        _connector="OR",
                    ),
                    name="reporting_pack_about_what_kind_says",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("edition", 1),
                        models.Q(("state__in", ("published", "superseded")), _negated=True),
                        models.Q(("change_note", ""), _negated=True),
                        _connector="OR",
                    ),
                    name="reporting_pack_says_what_changed",
                    violation_error_message="A later edition says what changed and why",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="PackFile",
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
                        ("snapshot", "Data"),
                        ("pdf", "PDF"),
                        ("page", "Web page"),
                        ("edition", "HTML edition"),
                        ("ods", "Spreadsheet (ODS)"),
                        ("csv", "Tables (CSV)"),
                    ],
                    max_length=10,
                ),
            ),
            ("content", models.BinaryField()),
            ("sha256", models.CharField(max_length=64)),
            ("size", models.PositiveIntegerField(help_text="In bytes.")),
            (
                "recorded_at",
                models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
            ),
            (
                "pack",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="files",
                    to="reporting.pack",
                ),
            ),
        ],
        options={
            "ordering": ["pack", "kind"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("pack", "kind"), name="reporting_packfile_unique_pack_kind"
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="PackDownload",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("file", models.CharField(help_text="Its name.", max_length=120)),
            ("sha256", models.CharField(max_length=64)),
            ("at", models.DateTimeField()),
            (
                "pack",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="downloads",
                    to="reporting.pack",
                ),
            ),
            (
                "person",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "ordering": ["-at", "-pk"],
            "indexes": [models.Index(fields=["pack", "-at"], name="reporting_download_of_pack")],
        },
    ),
    migrations.CreateModel(
        name="PackReproduction",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("at", models.DateTimeField()),
            (
                "sameness",
                models.CharField(
                    choices=[
                        ("identical", "Identical"),
                        ("same-words", "The same words"),
                        ("different", "Different"),
                    ],
                    max_length=10,
                ),
            ),
            ("differences", models.JSONField(blank=True, default=list)),
            ("libraries", models.JSONField(blank=True, default=dict)),
            (
                "pack",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="reproductions",
                    to="reporting.pack",
                ),
            ),
        ],
        options={
            "ordering": ["-at", "-pk"],
        },
    ),
]


class Migration(migrations.Migration):
    replaces = [
        ("reporting", "0001_initial"),
        ("reporting", "0002_kinds_batches_and_downloads"),
        ("reporting", "0003_forms_of_the_data"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("core", "0002_department_ends_on"),
        ("localities", "0006_meetings"),
        ("programme", "0013_links_to_objectives"),
    ]

    operations = [CreateModels(MODELS)]
