"""Adds the chain: a number and a hash for each event, given when it is sealed.

Code that knows neither column goes on adding events: both have a value of their own.
"""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="auditevent",
            name="sequence",
            field=models.PositiveBigIntegerField(editable=False, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="auditevent",
            name="hash",
            field=models.CharField(blank=True, db_default="", editable=False, max_length=64),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(
                condition=Q(("sequence__isnull", True)),
                fields=["id"],
                name="audit_event_unsealed",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditevent",
            constraint=models.CheckConstraint(
                condition=Q(
                    Q(("hash", ""), ("sequence__isnull", True)),
                    Q(
                        ("sequence__gte", 1),
                        ("sequence__isnull", False),
                        Q(("hash", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="audit_event_hash_iff_sequence",
            ),
        ),
    ]
