from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0014_meetings_decisions_and_actions"),
    ]

    operations = [
        migrations.AddField(
            model_name="action",
            name="pack_subject",
            field=models.CharField(blank=True, db_default="", default="", max_length=80),
        ),
        migrations.AddField(
            model_name="action",
            name="pack_title",
            field=models.CharField(blank=True, db_default="", default="", max_length=400),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="pack_subject",
            field=models.CharField(blank=True, db_default="", default="", max_length=80),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="pack_title",
            field=models.CharField(blank=True, db_default="", default="", max_length=400),
        ),
        migrations.AddField(
            model_name="decision",
            name="pack_subject",
            field=models.CharField(blank=True, db_default="", default="", max_length=80),
        ),
        migrations.AddField(
            model_name="decision",
            name="pack_title",
            field=models.CharField(blank=True, db_default="", default="", max_length=400),
        ),
        migrations.AddField(
            model_name="decisionsought",
            name="pack_subject",
            field=models.CharField(blank=True, db_default="", default="", max_length=80),
        ),
        migrations.AddField(
            model_name="decisionsought",
            name="pack_title",
            field=models.CharField(blank=True, db_default="", default="", max_length=400),
        ),
        migrations.AddField(
            model_name="question",
            name="pack_subject",
            field=models.CharField(blank=True, db_default="", default="", max_length=80),
        ),
        migrations.AddField(
            model_name="question",
            name="pack_title",
            field=models.CharField(blank=True, db_default="", default="", max_length=400),
        ),
    ]
