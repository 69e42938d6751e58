"""Entries made for somebody else name both, wherever their history is read."""

from collections.abc import Callable

import pytest
from django.test import Client

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from csplan.core.errors import IncompleteError
from programme.models import Event, MilestoneUpdate, QuarterlyReturn
from programme.services import save_milestone
from tests.conftest import NOW, Cast, Stage
from tests.factories import OutcomeFactory
from tests.programme.delivery import records
from tests.programme.delivery.test_pages import posted_day
from tests.programme.situations import AT_RISK_FORM, ON_TRACK, RETURN_URL
from tests.programme.test_unchanged import last_quarter

pytestmark = pytest.mark.django_db
# Fixtures are found where they are imported.
__all__ = ["last_quarter"]
POST = "Co-ordinator, North West"
ASKED = "Who are you entering it for?"


def test_answers_of_a_return_keep_for_whom_they_were_entered(
    client: Client, stage: Stage, cast: Cast
) -> None:
    client.force_login(cast.assistant)
    forms = {
        f"milestones/{stage.milestone_update.milestone_id}/": AT_RISK_FORM,
        f"measures/{stage.measure_update.measure_id}/": {"version": "0", "value": "3"},
        "overview/": {"version": "0", "overview": "A steady quarter."},
    }
    for path, form in forms.items():
        url = f"{RETURN_URL}{path}"
        assert ASKED in client.get(url).content.decode()
        sent = client.post(url, {**form, "on_behalf_of": f"  {POST} "})
        assert sent.status_code == 302
        assert f"by {cast.assistant}, on behalf of {POST}" in client.get(url).content.decode()
    stage.milestone_update.refresh_from_db()
    assert stage.milestone_update.on_behalf_of == POST
    assert QuarterlyReturn.objects.get(pk=stage.own.pk).overview_on_behalf_of == POST
    history = client.get(f"{RETURN_URL}history/").content.decode()
    assert history.count(f"{cast.assistant}, on behalf of {POST}") == 3
    assert "on_behalf_of" not in history


def test_what_is_confirmed_unchanged_names_both(
    client: Client, stage: Stage, cast: Cast, last_quarter: MilestoneUpdate
) -> None:
    client.force_login(cast.assistant)
    url = f"{RETURN_URL}unchanged/"
    ticked = {"milestone": str(stage.milestone_update.milestone_id)}
    refused = client.post(url, {**ticked, "on_behalf_of": "x" * 121})
    assert refused.status_code == 422
    assert client.post(url, {**ticked, "on_behalf_of": POST}).status_code == 302
    event = AuditEvent.objects.get(action="milestoneupdate.saved")
    assert event.who == f"{cast.assistant}, on behalf of {POST}"


def test_only_the_person_who_entered_it_finds_the_post_in_the_form(
    client: Client, stage: Stage, cast: Cast
) -> None:
    MilestoneUpdate.objects.filter(pk=stage.milestone_update.pk).update(
        rating="on_track", narrative="Under way.", version=1, updated_by=cast.assistant,
        updated_at=NOW, on_behalf_of=POST,
    )  # fmt: skip
    url = f"{RETURN_URL}milestones/{stage.milestone_update.milestone_id}/"
    for person, finds in ((cast.assistant, True), (cast.coordinator, False)):
        client.force_login(person)
        assert (f'value="{POST}"' in client.get(url).content.decode()) is finds


def test_own_entries_say_nothing_of_it(
    stage: Stage, cast: Cast, actor_of: Callable[[User], Actor]
) -> None:
    given = {"answers": ON_TRACK, "actor": actor_of(cast.coordinator), "at": NOW}
    update = stage.milestone_update
    with pytest.raises(IncompleteError):
        save_milestone(update=update, version=0, on_behalf_of="x" * 121, **given)  # type: ignore[arg-type]
    save_milestone(update=update, version=0, **given)  # type: ignore[arg-type]
    event = AuditEvent.objects.get(action="milestoneupdate.saved")
    assert "on_behalf_of" not in event.after
    assert event.who == str(cast.coordinator)


def test_a_record_of_delivery_names_whose_it_is(client: Client, cast: Cast) -> None:
    client.force_login(cast.assistant)
    kind = records.event_type(default_outcome=OutcomeFactory.create())
    form = {"type": str(kind.pk), "locality": str(cast.own.pk), "on_behalf_of": POST}
    form |= posted_day("held_on", records.DAY)
    assert client.post("/programme/delivery/events/add/", form).status_code == 302
    event = Event.objects.get()
    page = client.get(f"/programme/delivery/events/{event.pk}/").content.decode()
    assert event.on_behalf_of == POST
    assert page.count(f"{cast.assistant}, on behalf of {POST}") == 2
