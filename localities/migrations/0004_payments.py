import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


def move(apps, schema_editor):
    """Each contribution's one invoice and one receipt become payments of their own."""
    FundingContribution = apps.get_model("localities", "FundingContribution")
    Payment = apps.get_model("localities", "Payment")
    Payment.objects.bulk_create(
        Payment(
            contribution_id=contribution.pk,
            kind=kind,
            amount_pence=getattr(contribution, f"{kind}_pence"),
            paid_on=getattr(contribution, f"{kind}_on"),
        )
        for contribution in FundingContribution.objects.order_by("pk")
        for kind in ("invoiced", "received")
        if getattr(contribution, f"{kind}_pence")
    )


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_department_ends_on"),
        ("localities", "0003_memberships_and_numbers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source_section", models.CharField(blank=True, max_length=200)),
                (
                    "source_words",
                    models.TextField(blank=True, help_text="The published words, unchanged."),
                ),
                (
                    "is_illustrative",
                    models.BooleanField(
                        default=False,
                        help_text="Added for demonstration; not in the source.",
                        verbose_name="illustrative",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("invoiced", "Invoice sent"),
                            ("received", "Payment received"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "amount_pence",
                    models.PositiveBigIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="amount",
                    ),
                ),
                ("paid_on", models.DateField(verbose_name="date")),
                ("reference", models.CharField(blank=True, max_length=60)),
                (
                    "is_mistake",
                    models.BooleanField(default=False, verbose_name="entered by mistake"),
                ),
                (
                    "contribution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="localities.fundingcontribution",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.sourcedocument",
                    ),
                ),
            ],
            options={
                "ordering": ["paid_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contribution", "kind", "paid_on", "reference"),
                        name="localities_payment_recorded_once",
                        violation_error_message="This is recorded already: if there were two that day, give each a reference",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_pence__gt", 0)),
                        name="localities_payment_is_positive",
                        violation_error_message="Enter an amount of more than nothing",
                    ),
                ],
            },
        ),
        migrations.RunPython(move, migrations.RunPython.noop),
    ]
