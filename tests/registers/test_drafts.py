"""Drafts of a list's forms: typed, left, found again, and saved over what was seen."""

import pytest
from django.test import Client

from csplan.core.draft_tokens import FIELD, issue
from csplan.drafts.models import Draft
from programme.models import CaseStudy
from tests.conftest import Cast
from tests.factories import OutcomeFactory
from tests.programme.delivery import records

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}
ADD = "/programme/delivery/case-studies/add/"


def keep(client: Client, cast: Cast, page: str, **words: str) -> None:
    sent = {**words, FIELD: issue(cast.coordinator.pk, page)}
    assert client.post("/drafts/", sent, headers=JSON).status_code == 200


def test_a_new_record_opens_with_what_was_typed_until_it_is_logged(
    client: Client, cast: Cast
) -> None:
    client.force_login(cast.coordinator)
    outcome = OutcomeFactory.create()
    assert f'action="{ADD}"' not in client.get(ADD).content.decode()
    typed = {"title": "Shared vans", "outcome": str(outcome.pk), "locality": str(cast.own.pk)}
    keep(client, cast, ADD, **typed)

    page = client.get(ADD).content.decode()
    assert "and have not saved it" in page
    assert 'value="Shared vans"' in page
    sent = {**typed, "words": "Three departments share four vans.", FIELD: token(cast, ADD)}
    assert client.post(ADD, {**sent, "title": ""}).status_code == 200
    assert Draft.objects.get().words["words"] == [sent["words"]]
    assert client.post(ADD, sent).status_code == 302
    assert CaseStudy.objects.get().title == "Shared vans"
    assert not Draft.objects.exists()


def test_a_change_kept_as_a_draft_never_covers_a_colleagues_save(
    client: Client, cast: Cast
) -> None:
    client.force_login(cast.coordinator)
    outcome = OutcomeFactory.create()
    unsaved = next(
        one for one in records.every_kind(cast.own, outcome) if isinstance(one, CaseStudy)
    )
    record = records.logged(unsaved, cast.coordinator)
    page = f"/programme/delivery/case-studies/{record.pk}/change/"
    form = client.get(page).context["form"]
    typed = {name: str(form[name].value() or "") for name in ("title", "words")}
    typed |= {"outcome": str(outcome.pk), "locality": str(cast.own.pk), "seen": form.drawn_from}
    keep(client, cast, page, **{**typed, "title": "Mine"})
    CaseStudy.objects.update(title="Theirs")

    found = client.get(page)
    assert 'value="Mine"' in found.content.decode()
    sent = {**typed, "title": "Mine", "seen": form.drawn_from, FIELD: token(cast, page)}
    assert f'value="{form.drawn_from}"' in found.content.decode()
    stale = client.post(page, sent)
    assert stale.status_code == 409
    assert CaseStudy.objects.get().title == "Theirs"


def token(cast: Cast, page: str) -> str:
    return issue(cast.coordinator.pk, page)
