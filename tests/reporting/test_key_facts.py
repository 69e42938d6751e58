"""What whoever opens the pack sees first."""

import pytest
from django.test import Client

from reporting.choices import PackState
from reporting.document.pages import key_facts, render_reading_page
from tests.conftest import Cast
from tests.reporting.conftest import MakePack
from tests.reporting.packs import pack


class TestKeyFacts:
    def test_say_the_same_as_the_pack(self) -> None:
        snapshot = pack()

        facts, page = key_facts(snapshot), render_reading_page(snapshot)

        assert len(facts["headlines"]) == 3
        for headline in facts["headlines"]:
            assert headline["whole"] in page
            assert headline["words"] in page
        for row in facts["off_track"]:
            assert row["title"] in page
            assert f'id="{row["anchor"]}"' in page

    @pytest.mark.django_db
    def test_greet_a_member_of_the_steering_group(
        self, client: Client, cast: Cast, pack_in: MakePack
    ) -> None:
        published = pack_in(PackState.PUBLISHED)
        client.force_login(cast.nsg)

        page = client.get("/").content.decode()

        assert "Download the pack (PDF," in page
        for headline in published.manifest["facts"]["headlines"]:
            assert headline["words"] in page

    @pytest.mark.django_db
    def test_tell_makers_whose_turn_it_is_with_the_next_pack(
        self, client: Client, cast: Cast, pack_in: MakePack
    ) -> None:
        pack_in(PackState.PROPOSED)
        pages = []
        for person in (cast.head, cast.national_team):
            client.force_login(person)
            pages.append(client.get("/").content.decode())

        assert "Read it, then publish it" in pages[0]
        assert "Read it, then" not in pages[1]
