"""A test that commits leaves nothing to the next."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType

from csplan.audit.services import record
from tests import emptying
from tests.conftest import NOW, Stage
from tests.emptying import empty_the_tables, filled, tables

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=["little", "much"])
def much_or_little(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "much":
        monkeypatch.setattr(emptying, "GROWN", 0)


@pytest.mark.usefixtures("much_or_little")
class TestEmptyTheTables:
    def test_leaves_what_was_there_before(self, stage: Stage) -> None:
        record(action="thing.done", target=stage.own, actor=None, at=NOW)
        assert {"accounts_user", "audit_auditevent"} <= {*filled(tables())}
        kept = [model.objects.count() for model in (ContentType, Permission)]

        empty_the_tables()

        assert filled(tables()) == []
        assert [model.objects.count() for model in (ContentType, Permission)] == kept
        assert 0 not in kept
