"""The illustrative invoices and payments stand beside the published contributions."""

import pytest

from csplan.demonstration.organisation import load_organisation
from csplan.demonstration.payments import load_payments
from csplan.demonstration.transcription import load_documents
from localities.models import Payment
from localities.selectors import funding_years

pytestmark = pytest.mark.django_db


class TestLoadPayments:
    def test_invoices_all_that_was_agreed_and_marks_it_illustrative(self) -> None:
        load_organisation(load_documents())
        load_payments()
        count = Payment.objects.count()
        load_payments()

        (year,) = funding_years()
        assert year.agreed == year.invoiced == year.budget_pence == 110_000_000
        assert year.received == 88_000_000
        assert Payment.objects.count() == count
        assert not Payment.objects.filter(is_illustrative=False).exists()
