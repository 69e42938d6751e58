"""The national team's words on an outcome, and the page they are written on."""

from collections.abc import Callable

import pytest
from django.test import Client

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from csplan.core.errors import NotPermittedError, StaleVersionError, WrongStateError
from programme.choices import ReturnState
from programme.models import OutcomeCommentary
from programme.selectors.commentary import commentary_lines
from programme.services import save_commentary
from tests.conftest import NOW, Cast, Stage
from tests.programme.situations import put_in

pytestmark = pytest.mark.django_db
ActorOf = Callable[[User], Actor]
WORDS = "Three localities opened together."


def save(stage: Stage, actor: Actor, **changes: object) -> None:
    given = {
        "outcome": stage.outcome, "period": stage.period, "words": WORDS, "version": 0,
        "actor": actor, "at": NOW,
    }  # fmt: skip
    save_commentary(**{**given, **changes})  # type: ignore[arg-type]


def url(stage: Stage) -> str:
    return f"/programme/quarters/2013-14-q3/commentary/{stage.outcome.pk}/"


class TestSaveCommentary:
    @pytest.mark.parametrize("person", ["national_team", "head"])
    def test_keeps_words_writer_and_history(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, person: str
    ) -> None:
        writer = getattr(cast, person)
        save(stage, actor_of(writer))

        stored = OutcomeCommentary.objects.get()
        assert (stored.words, stored.version, stored.updated_by) == (WORDS, 1, writer)
        assert AuditEvent.objects.get(action="outcomecommentary.saved").after == {"words": WORDS}

    @pytest.mark.parametrize("person", ["auditor", "administrator", "coordinator", "nsg"])
    def test_is_for_the_national_team_and_the_head(
        self, stage: Stage, cast: Cast, actor_of: ActorOf, person: str
    ) -> None:
        with pytest.raises(NotPermittedError):
            save(stage, actor_of(getattr(cast, person)))

    def test_refuses_a_stale_version(self, stage: Stage, cast: Cast, actor_of: ActorOf) -> None:
        save(stage, actor_of(cast.head))
        with pytest.raises(StaleVersionError):
            save(stage, actor_of(cast.national_team), words="Mine.")
        assert OutcomeCommentary.objects.get().words == WORDS

    def test_refuses_a_published_quarter(
        self, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        put_in(ReturnState.PUBLISHED, stage, cast)
        with pytest.raises(WrongStateError):
            save(stage, actor_of(cast.head))
        assert not OutcomeCommentary.objects.exists()

    def test_may_be_taken_back(self, stage: Stage, cast: Cast, actor_of: ActorOf) -> None:
        save(stage, actor_of(cast.head))
        save(stage, actor_of(cast.head), words="", version=1)
        assert [line.words for line in commentary_lines(stage.period)] == [""]


class TestCommentaryPage:
    def test_saves_and_returns_to_the_list(self, client: Client, stage: Stage, cast: Cast) -> None:
        client.force_login(cast.national_team)
        response = client.post(url(stage), {"words": WORDS, "version": "0"}, follow=True)
        assert WORDS in response.content.decode()

    def test_shows_both_texts_to_who_was_slower(
        self, client: Client, stage: Stage, cast: Cast, actor_of: ActorOf
    ) -> None:
        save(stage, actor_of(cast.head))
        client.force_login(cast.national_team)

        response = client.post(url(stage), {"words": "My own words.", "version": "0"})

        page = response.content.decode()
        assert response.status_code == 409
        assert WORDS in page
        assert ">\nMy own words.</textarea>" in page
        assert cast.head.full_name in page
        again = client.post(url(stage), {"words": "My own words.", "version": "1"})
        assert again.status_code == 302

    def test_asks_nothing_after_a_double_click(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        client.force_login(cast.national_team)
        for _ in range(2):
            response = client.post(url(stage), {"words": WORDS, "version": "0"})
        assert response.status_code == 302

    def test_keeps_the_words_of_who_was_too_late(
        self, client: Client, stage: Stage, cast: Cast
    ) -> None:
        put_in(ReturnState.PUBLISHED, stage, cast)
        client.force_login(cast.national_team)
        response = client.post(url(stage), {"words": WORDS, "version": "0"})
        assert response.status_code == 409
        assert WORDS in response.content.decode()
