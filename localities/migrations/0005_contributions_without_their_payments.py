from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("localities", "0004_payments")]

    operations = [
        migrations.RemoveConstraint(
            model_name="fundingcontribution",
            name="localities_fundingcontribution_invoice_is_dated",
        ),
        migrations.RemoveConstraint(
            model_name="fundingcontribution",
            name="localities_fundingcontribution_receipt_is_dated",
        ),
        migrations.RemoveField(model_name="fundingcontribution", name="invoiced_on"),
        migrations.RemoveField(model_name="fundingcontribution", name="invoiced_pence"),
        migrations.RemoveField(model_name="fundingcontribution", name="received_on"),
        migrations.RemoveField(model_name="fundingcontribution", name="received_pence"),
    ]
