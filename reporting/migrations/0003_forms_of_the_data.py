"""A pack keeps its HTML edition, its spreadsheet and its CSV beside the rest."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0002_kinds_batches_and_downloads"),
    ]

    operations = [
        migrations.AlterField(
            model_name="packfile",
            name="kind",
            field=models.CharField(
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
    ]
