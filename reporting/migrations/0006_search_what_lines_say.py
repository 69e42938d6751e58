"""Lines are found by their standing too; decisions, actions and savings are lines."""

from typing import Any

from django.db import migrations, models

from reporting.rules_search import kept_stems


def search_the_standing(apps: Any, schema_editor: Any) -> None:
    """Keep the words of each line as those of packs published from now on are kept."""
    lines = apps.get_model("reporting", "PublishedLine").objects.using(
        schema_editor.connection.alias
    )
    for line in lines.iterator(chunk_size=500):
        words = f"{line.title} {line.place} {line.standing} {line.body}"
        lines.filter(pk=line.pk).update(
            title_stems=kept_stems(line.title), stems=kept_stems(words)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0005_index_of_digests"),
    ]

    operations = [
        migrations.AlterField(
            model_name="publishedline",
            name="kind",
            field=models.CharField(
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
                    ("saving", "Saving"),
                    ("sought", "Decision sought"),
                    ("decision", "Decision"),
                    ("action", "Action"),
                ],
                max_length=10,
            ),
        ),
        migrations.RunPython(search_the_standing, migrations.RunPython.noop),
    ]
