from django.db import migrations, models

KINDS = (("Objective", "O"), ("PerformanceMeasure", "P"), ("Milestone", "M"))


def number_what_there_is(apps, schema_editor):
    """Number categories and items in their order, kind by kind in each set."""
    for objective_set in apps.get_model("objectives", "ObjectiveSet").objects.all():
        categories = objective_set.categories.order_by("order", "pk")
        number(categories, "C")
        for model, letter in KINDS:
            items = apps.get_model("objectives", model).objects
            of_set = items.filter(category__objective_set=objective_set)
            number(of_set.order_by("category__order", "order", "part", "pk"), letter)


def number(rows, letter):
    for count, row in enumerate(rows, start=1):
        row.reference = f"{letter}{count}"
        row.save(update_fields=["reference"])


class Migration(migrations.Migration):
    dependencies = [
        ("objectives", "0002_sets_as_working_copies_with_revisions"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="category",
            name="objectives_category_unique_order",
        ),
        migrations.RemoveField(
            model_name="objectiveset",
            name="last_reference",
        ),
        migrations.AddField(
            model_name="category",
            name="reference",
            field=models.CharField(blank=True, max_length=8),
        ),
        migrations.AddField(
            model_name="category",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("objective_set", "order"),
                name="objectives_category_unique_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reference", ""), _negated=True),
                fields=("objective_set", "reference"),
                name="objectives_category_unique_reference",
            ),
        ),
        migrations.RunPython(number_what_there_is, migrations.RunPython.noop),
    ]
