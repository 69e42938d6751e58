"""The lines of published packs, and PostgreSQL's index of their words."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

INDEX = "reporting_publishedline_words"
# As a search is written by Django, or PostgreSQL would not see that it may use the index.
WORDS = "to_tsvector('simple'::regconfig, COALESCE(\"stems\", ''))"


def add_index(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f'CREATE INDEX "{INDEX}" ON "reporting_publishedline" USING gin (({WORDS}))'
        )


def remove_index(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f'DROP INDEX IF EXISTS "{INDEX}"')


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0003_forms_of_the_data"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublishedLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("key", models.CharField(max_length=100)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("outcome", "Outcome"),
                            ("measure", "Measure"),
                            ("milestone", "Milestone"),
                            ("locality", "Locality"),
                            ("risk", "Risk"),
                            ("department", "Funding department"),
                            ("question", "Question"),
                            ("case-study", "Case study"),
                            ("savings", "Savings"),
                            ("coverage", "Coverage"),
                        ],
                        max_length=10,
                    ),
                ),
                ("title", models.TextField()),
                ("place", models.TextField(blank=True)),
                ("anchor", models.CharField(max_length=100)),
                ("standing", models.TextField(blank=True)),
                ("body", models.TextField(blank=True)),
                ("locality", models.CharField(blank=True, max_length=80)),
                ("outcome", models.PositiveBigIntegerField(blank=True, null=True)),
                ("department", models.CharField(blank=True, max_length=80)),
                ("rating", models.CharField(blank=True, max_length=20)),
                ("title_stems", models.TextField(blank=True)),
                ("stems", models.TextField(blank=True)),
                ("facts", models.JSONField(blank=True, default=dict)),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="reporting.pack",
                    ),
                ),
            ],
            options={
                "ordering": ["pack", "position"],
                "indexes": [models.Index(fields=["key"], name="reporting_publishedline_key")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("pack", "key"), name="reporting_publishedline_unique_pack_key"
                    )
                ],
            },
        ),
        migrations.RunPython(add_index, remove_index, elidable=False),
    ]
