"""Packs of other kinds than the national one; batches; the log of downloads."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import csplan.core.text

NOT_ASKED = "What changed was not asked for when this edition was published."


def say_that_none_was_asked(apps, schema_editor):
    """Later editions say what changed and why; those that are out already were not asked."""
    packs = apps.get_model("reporting", "Pack").objects.filter(edition__gt=1)
    packs.filter(state__in=["published", "superseded"]).update(change_note=NOT_ASKED)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_department_ends_on"),
        ("localities", "0006_meetings"),
        ("programme", "0013_links_to_objectives"),
        ("reporting", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
            ],
            options={
                "verbose_name_plural": "pack batches",
                "ordering": ["-requested_at", "-pk"],
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
            ],
            options={
                "ordering": ["-at", "-pk"],
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
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="pack",
            options={"ordering": ["-period__starts_on", "subject", "-edition", "-build"]},
        ),
        migrations.RemoveConstraint(
            model_name="pack",
            name="reporting_pack_unique_build",
        ),
        migrations.RemoveConstraint(
            model_name="pack",
            name="reporting_pack_edition_published_once",
        ),
        migrations.RemoveConstraint(
            model_name="pack",
            name="reporting_pack_one_current_edition",
        ),
        migrations.RemoveConstraint(
            model_name="pack",
            name="reporting_pack_one_build_at_a_time",
        ),
        migrations.AddField(
            model_name="pack",
            name="change_note",
            field=models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
        ),
        migrations.AddField(
            model_name="pack",
            name="department",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="packs",
                to="core.department",
            ),
        ),
        migrations.AddField(
            model_name="pack",
            name="input_digest",
            field=models.CharField(blank=True, db_index=True, max_length=64),
        ),
        migrations.AddField(
            model_name="pack",
            name="kind",
            field=models.CharField(
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
        migrations.AddField(
            model_name="pack",
            name="locality",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="packs",
                to="localities.locality",
            ),
        ),
        migrations.AddField(
            model_name="pack",
            name="outcome",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="packs",
                to="programme.outcome",
            ),
        ),
        migrations.AddField(
            model_name="pack",
            name="sections",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="pack",
            name="subject",
            field=models.SlugField(default="national", max_length=80),
        ),
        migrations.AddField(
            model_name="pack",
            name="subject_name",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="packbatch",
            name="period",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="pack_batches",
                to="core.reportingperiod",
            ),
        ),
        migrations.AddField(
            model_name="packbatch",
            name="requested_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="pack",
            name="batch",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="packs",
                to="reporting.packbatch",
            ),
        ),
        migrations.RunPython(say_that_none_was_asked, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="pack",
            constraint=models.UniqueConstraint(
                fields=("period", "subject", "edition", "build"),
                name="reporting_pack_unique_build",
            ),
        ),
        migrations.AddConstraint(
            model_name="pack",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("published", "superseded"))),
                fields=("period", "subject", "edition"),
                name="reporting_pack_edition_published_once",
                violation_error_message="This edition has been published already",
            ),
        ),
        migrations.AddConstraint(
            model_name="pack",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "published")),
                fields=("period", "subject"),
                name="reporting_pack_one_current_edition",
                violation_error_message="Another edition is the current one",
            ),
        ),
        migrations.AddConstraint(
            model_name="pack",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("queued", "building"))),
                fields=("period", "subject"),
                name="reporting_pack_one_build_at_a_time",
                violation_error_message="This pack is being built already",
            ),
        ),
        migrations.AddConstraint(
            model_name="pack",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="pack",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("edition", 1),
                    models.Q(("state__in", ("published", "superseded")), _negated=True),
                    models.Q(("change_note", ""), _negated=True),
                    _connector="OR",
                ),
                name="reporting_pack_says_what_changed",
                violation_error_message="A later edition says what changed and why",
            ),
        ),
        migrations.AddField(
            model_name="packdownload",
            name="pack",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="downloads",
                to="reporting.pack",
            ),
        ),
        migrations.AddField(
            model_name="packdownload",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="packreproduction",
            name="pack",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reproductions",
                to="reporting.pack",
            ),
        ),
        migrations.AddConstraint(
            model_name="packbatch",
            constraint=models.CheckConstraint(
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
            ),
        ),
        migrations.AddIndex(
            model_name="packdownload",
            index=models.Index(fields=["pack", "-at"], name="reporting_download_of_pack"),
        ),
    ]
