from django.db import migrations, models

NAME = "programme_returnremark_about_one_answer"


class Migration(migrations.Migration):
    """A remark about neither a milestone nor a measure is about the overview."""

    dependencies = [("programme", "0010_questions_from_the_nsg")]

    operations = [
        migrations.RemoveConstraint(model_name="returnremark", name=NAME),
        migrations.AddConstraint(
            model_name="returnremark",
            constraint=models.CheckConstraint(
                name=NAME,
                condition=models.Q(milestone_update__isnull=True)
                | models.Q(measure_update__isnull=True),
            ),
        ),
    ]
