from django.db import migrations, models

KINDS = ("Objective", "PerformanceMeasure", "Milestone")


def keep_the_order(apps, schema_editor):
    """What was transcribed stands where it stood in its document until now."""
    for model in KINDS:
        rows = apps.get_model("objectives", model).objects.filter(source__isnull=False)
        rows.update(source_order=models.F("order"))


class Migration(migrations.Migration):
    dependencies = [
        ("objectives", "0007_feedback_and_examples"),
    ]

    operations = [
        migrations.AddField(
            model_name="milestone",
            name="source_order",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="bullet"),
        ),
        migrations.AddField(
            model_name="objective",
            name="source_order",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="bullet"),
        ),
        migrations.AddField(
            model_name="performancemeasure",
            name="source_order",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="bullet"),
        ),
        migrations.RunPython(keep_the_order, migrations.RunPython.noop),
    ]
