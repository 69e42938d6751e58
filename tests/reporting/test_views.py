"""The pages about packs, as people meet them."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from csplan.core.draft_tokens import FIELD, issue
from csplan.core.models import ReportingPeriod
from csplan.core.periods import Quarter
from programme.models import QuarterlyReturn
from reporting.choices import FileKind, PackState
from reporting.document.snapshot import digest
from reporting.models import Pack
from reporting.services import request_pack
from tests.conftest import NOW, Cast, accepted_return
from tests.factories import ReportingPeriodFactory
from tests.reporting.conftest import NOTE, ActorOf, MakePack, build
from tests.reporting.test_services import alter, reopen

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

NewPack = Callable[[], Pack]
SignIn = Callable[[User], Client]
OF_ONE_PACK = ("pack-detail", "pack-progress", "pack-read", "pack-download", "pack-snapshot")


@pytest.fixture
def sign_in() -> SignIn:
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


def address(name: str, pack: Pack) -> str:
    return reverse(f"reporting:{name}", args=[pack.period.slug, pack.edition, pack.build])


def text(response: Any) -> str:
    words: str = response.content.decode()
    return words


class TestEveryPage:
    def test_sends_a_stranger_to_sign_in(self, pack_in: MakePack) -> None:
        pack = pack_in(PackState.PUBLISHED)
        for name in OF_ONE_PACK:
            response = Client().get(address(name, pack))
            assert response.status_code == 302, name
            assert response["Location"].startswith("/account/sign-in/"), name

    def test_hides_an_unpublished_pack(
        self, pack_in: MakePack, cast: Cast, sign_in: SignIn
    ) -> None:
        pack = pack_in(PackState.PROPOSED)
        for user in (cast.coordinator, cast.nsg, cast.auditor, cast.administrator):
            client = sign_in(user)
            statuses = {name: client.get(address(name, pack)).status_code for name in OF_ONE_PACK}
            assert set(statuses.values()) == {404}, statuses

    @pytest.mark.parametrize(
        "path",
        [
            "/reporting/packs/2013-14-q5/1/1/",
            "/reporting/packs/nonsense/build/",
            "/reporting/packs/2013-14-q2/99999999999999999999/1/",
            "/reporting/packs/2013-14-q2/1/99999999999999999999/pdf/",
            "/reporting/packs/?quarter=nonsense",
        ],
    )
    def test_answers_not_found_for_what_cannot_be(
        self, closed_period: ReportingPeriod, cast: Cast, sign_in: SignIn, path: str
    ) -> None:
        assert sign_in(cast.head).get(path).status_code == 404


class TestPackList:
    url = "/reporting/packs/"

    def test_tells_the_day_in_london(self, pack_in: MakePack, cast: Cast, sign_in: SignIn) -> None:
        pack = pack_in(PackState.PUBLISHED)
        late = dt.datetime(2013, 10, 19, 23, 30, tzinfo=dt.UTC)
        Pack.objects.filter(pk=pack.pk).update(published_at=late)
        page = text(sign_in(cast.nsg).get(self.url))
        assert "20 October 2013" in page
        assert "19 October 2013" not in page

    def test_offers_the_current_pack_first(
        self, pack_in: MakePack, cast: Cast, sign_in: SignIn
    ) -> None:
        pack = pack_in(PackState.PUBLISHED)
        page = text(sign_in(cast.nsg).get(self.url))
        assert address("pack-download", pack) in page
        assert "Build a pack" not in page

    def test_says_when_there_is_none(self, cast: Cast, sign_in: SignIn) -> None:
        assert "no published pack for you to read" in text(sign_in(cast.nsg).get(self.url))

    def test_shows_builds_to_those_who_make_them(
        self, new_pack: NewPack, cast: Cast, sign_in: SignIn
    ) -> None:
        pack = new_pack()
        assert address("pack-detail", pack) in text(sign_in(cast.head).get(self.url))
        assert address("pack-detail", pack) not in text(sign_in(cast.nsg).get(self.url))

    def test_leaves_out_a_build_whose_edition_is_out(
        self, pack_in: MakePack, cast: Cast, sign_in: SignIn
    ) -> None:
        first = pack_in(PackState.BUILT)
        pack_in(PackState.PUBLISHED)
        assert address("pack-detail", first) not in text(sign_in(cast.head).get(self.url))

    def test_shows_one_quarter_when_asked(
        self, pack_in: MakePack, cast: Cast, sign_in: SignIn
    ) -> None:
        pack = pack_in(PackState.PUBLISHED)
        client = sign_in(cast.nsg)
        link = f'href="{address("pack-detail", pack)}">Monitoring pack, Quarter 2'
        assert link in text(client.get(self.url, {"quarter": "2013-14-q2"}))
        other = text(client.get(self.url, {"quarter": "2013-14-q1"}))
        assert link not in other
        assert '<option value="2013-14-q1" selected>' in other
        assert "No pack of Quarter 1 2013/14 has been published yet." in other

    def test_costs_the_same_however_many_packs_there_are(
        self, pack_in: MakePack, cast: Cast, sign_in: SignIn
    ) -> None:
        client = sign_in(cast.head)
        pack_in(PackState.PUBLISHED)
        few = queries(client, self.url)
        for number in range(1, 31):
            publish_copy(pack_in, number)
        assert queries(client, self.url) == few <= 15


def publish_copy(pack_in: MakePack, number: int) -> None:
    """A published pack of an earlier quarter, past every service."""
    model = Pack.objects.published().earliest("pk")
    start = Quarter.parse("2013-14-q2")
    for _ in range(number):
        start = start.previous
    period = ReportingPeriodFactory.create(quarter=start)
    values = {
        field.attname: getattr(model, field.attname)
        for field in Pack._meta.concrete_fields
        if not field.primary_key
    }
    Pack.objects.create(**values | {"period_id": period.pk})


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


class TestPackBuild:
    def url(self, period: ReportingPeriod) -> str:
        return reverse("reporting:pack-build", args=[period.slug])

    def test_asks_for_nothing_but_a_press_when_all_is_there(
        self, closed_period: ReportingPeriod, cast: Cast, sign_in: SignIn
    ) -> None:
        page = text(sign_in(cast.national_team).get(self.url(closed_period)))
        assert "2 of 2 returns are accepted" in page
        assert "gap_reason" not in page

    def test_counts_one_return_in_the_singular(
        self,
        closed_period: ReportingPeriod,
        own_return: QuarterlyReturn,
        cast: Cast,
        sign_in: SignIn,
    ) -> None:
        reopen(own_return)
        page = text(sign_in(cast.national_team).get(self.url(closed_period)))
        assert "1 of 2 returns is accepted." in page

    def test_says_which_edition_it_would_replace(
        self, pack_in: MakePack, closed_period: ReportingPeriod, cast: Cast, sign_in: SignIn
    ) -> None:
        client, url = sign_in(cast.national_team), self.url(closed_period)
        assert "becomes edition" not in text(client.get(url))
        pack_in(PackState.PUBLISHED)
        page = text(client.get(url))
        assert "Edition 1 is published. What you build now becomes edition 2" in page

    def test_queues_the_build_and_shows_it(
        self, closed_period: ReportingPeriod, cast: Cast, sign_in: SignIn
    ) -> None:
        response = sign_in(cast.national_team).post(self.url(closed_period))
        pack = Pack.objects.get()
        assert response.status_code == 302
        assert response["Location"] == address("pack-detail", pack)

    def test_names_what_is_missing(
        self,
        closed_period: ReportingPeriod,
        own_return: QuarterlyReturn,
        cast: Cast,
        sign_in: SignIn,
    ) -> None:
        reopen(own_return)
        page = text(sign_in(cast.national_team).get(self.url(closed_period)))
        assert "North West: open" in page
        assert "<form" not in page.split("<main")[1]

    def test_refuses_the_national_team_with_a_gap(
        self,
        closed_period: ReportingPeriod,
        own_return: QuarterlyReturn,
        cast: Cast,
        sign_in: SignIn,
    ) -> None:
        reopen(own_return)
        response = sign_in(cast.national_team).post(self.url(closed_period))
        assert response.status_code == 409
        assert "North West" in text(response)

    def test_asks_the_head_for_a_reason(
        self,
        closed_period: ReportingPeriod,
        own_return: QuarterlyReturn,
        cast: Cast,
        sign_in: SignIn,
    ) -> None:
        reopen(own_return)
        client = sign_in(cast.head)
        response = client.post(self.url(closed_period), {"gap_reason": ""})
        assert response.status_code == 422
        assert "Enter why the pack is built" in text(response)
        client.post(self.url(closed_period), {"gap_reason": "The co-ordinator is ill"})
        assert Pack.objects.get().gap_reason == "The co-ordinator is ill"

    def test_limits_how_often(
        self,
        closed_period: ReportingPeriod,
        cast: Cast,
        sign_in: SignIn,
    ) -> None:
        client = sign_in(cast.national_team)
        for _ in range(6):
            client.post(self.url(closed_period))
            build(Pack.objects.in_progress().get())
        assert client.post(self.url(closed_period)).status_code == 429

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_is_closed_to_everybody_else(
        self, closed_period: ReportingPeriod, cast: Cast, sign_in: SignIn, method: str
    ) -> None:
        for user in (cast.coordinator, cast.nsg, cast.auditor, cast.administrator):
            answer = getattr(sign_in(user), method)(self.url(closed_period))
            assert answer.status_code == 403
        assert not Pack.objects.exists()

    def test_is_not_found_for_a_quarter_without_a_period(
        self, cast: Cast, sign_in: SignIn
    ) -> None:
        assert sign_in(cast.head).get("/reporting/packs/2010-11-q1/build/").status_code == 404


class TestPackDetail:
    def test_follows_a_build_with_and_without_script(
        self, new_pack: NewPack, cast: Cast, sign_in: SignIn
    ) -> None:
        pack = new_pack()
        page = text(sign_in(cast.head).get(address("pack-detail", pack)))
        assert f'data-url="{address("pack-progress", pack)}"' in page
        assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
        assert "js/pack-progress.js" in page

    def test_says_why_it_failed_and_offers_another(
        self, new_pack: NewPack, cast: Cast, sign_in: SignIn
    ) -> None:
        pack = new_pack()
        Pack.objects.filter(pk=pack.pk).update(state="failed", failure_reason="No <font>")
        page = text(sign_in(cast.head).get(address("pack-detail", pack)))
        assert "No &lt;font&gt;" in page
        assert reverse("reporting:pack-build", args=[pack.period.slug]) in page

    @pytest.mark.parametrize(
        ("role", "state", "offered"),
        [
            ("national_team", PackState.BUILT, "Propose for publication"),
            ("head", PackState.BUILT, ""),
            ("head", PackState.PROPOSED, "Publish edition 1"),
            ("national_team", PackState.PROPOSED, ""),
            ("head", PackState.PUBLISHED, ""),
            ("nsg", PackState.PUBLISHED, ""),
        ],
    )
    def test_offers_the_next_decision_to_whoever_takes_it(
        self,
        pack_in: MakePack,
        cast: Cast,
        sign_in: SignIn,
        role: str,
        state: PackState,
        offered: str,
    ) -> None:
        pack = pack_in(state)
        page = text(sign_in(getattr(cast, role)).get(address("pack-detail", pack)))
        buttons = [
            w for w in ("Propose for publication", "Publish edition 1") if f"{w}</b" in page
        ]
        assert buttons == ([offered] if offered else [])

    def test_shows_each_digest(self, pack_in: MakePack, cast: Cast, sign_in: SignIn) -> None:
        pack = pack_in(PackState.PUBLISHED)
        page = text(sign_in(cast.nsg).get(address("pack-detail", pack)))
        assert all(value in page for value in pack.digests.values())

    def test_offers_nothing_for_a_build_that_was_overtaken(
        self, pack_in: MakePack, cast: Cast, sign_in: SignIn
    ) -> None:
        first = pack_in(PackState.BUILT)
        pack_in(PackState.PUBLISHED)
        page = text(sign_in(cast.national_team).get(address("pack-detail", first)))
        assert "can no longer be published" in page
        assert "Propose for publication</b" not in page

    @pytest.mark.parametrize("state", [PackState.BUILT, PackState.PROPOSED])
    def test_says_to_build_again_what_was_corrected_since(
        self,
        pack_in: MakePack,
        own_return: QuarterlyReturn,
        cast: Cast,
        sign_in: SignIn,
        state: PackState,
    ) -> None:
        pack = pack_in(state)
        accepted_return(own_return.period, cast.own, cast=cast, at=NOW, revision=2)
        for user in (cast.national_team, cast.head):
            page = text(sign_in(user).get(address("pack-detail", pack)))
            assert "changed since it was built: North West, Quarter 2 2013/14." in page
            assert reverse("reporting:pack-build", args=[pack.period.slug]) in page
            assert "Propose for publication</b" not in page
            assert "Publish edition 1</b" not in page

    @pytest.mark.parametrize("state", [PackState.PROPOSED, PackState.PUBLISHED])
    def test_takes_few_queries(
        self, pack_in: MakePack, cast: Cast, sign_in: SignIn, state: PackState
    ) -> None:
        pack = pack_in(state)
        assert queries(sign_in(cast.head), address("pack-detail", pack)) <= 8


class TestPackProgress:
    def test_tells_what_is_being_done(
        self, new_pack: NewPack, cast: Cast, sign_in: SignIn
    ) -> None:
        pack = new_pack()
        Pack.objects.filter(pk=pack.pk).update(
            state="building",
            lease_token="t",
            lease_until=NOW,
            step="print",
            step_words="Laying out page 6",
        )
        answer = sign_in(cast.national_team).get(address("pack-progress", pack)).json()
        assert answer == {
            "state": "building",
            "words": "Making the PDF: Laying out page 6",
            "done": 2,
            "total": 5,
            "finished": False,
        }

    def test_says_when_it_is_finished(
        self, pack_in: MakePack, cast: Cast, sign_in: SignIn
    ) -> None:
        pack = pack_in(PackState.BUILT)
        assert sign_in(cast.head).get(address("pack-progress", pack)).json()["finished"] is True


class TestPackRead:
    def test_shows_the_stored_words(self, pack_in: MakePack, cast: Cast, sign_in: SignIn) -> None:
        pack = pack_in(PackState.PUBLISHED)
        stored = bytes(pack.files.get(kind=FileKind.PAGE).content).decode()
        page = text(sign_in(cast.coordinator).get(address("pack-read", pack)))
        assert stored in page
        assert page.count("<h1") == 1

    def test_warns_of_a_build_that_is_not_out(
        self, pack_in: MakePack, cast: Cast, sign_in: SignIn
    ) -> None:
        pack = pack_in(PackState.BUILT)
        assert "DRAFT: edition 1, build 1, is not published" in text(
            sign_in(cast.head).get(address("pack-read", pack))
        )

    def test_refuses_what_was_altered(
        self, pack_in: MakePack, cast: Cast, sign_in: SignIn
    ) -> None:
        pack = pack_in(PackState.PUBLISHED)
        alter(pack, FileKind.PAGE)
        response = sign_in(cast.nsg).get(address("pack-read", pack))
        assert response.status_code == 409
        assert "not the one that was stored" in text(response)
        assert AuditEvent.objects.filter(action="pack.altered").exists()


class TestPackDownload:
    def test_hands_over_the_stored_file(
        self, pack_in: MakePack, cast: Cast, sign_in: SignIn
    ) -> None:
        pack = pack_in(PackState.PUBLISHED)
        response = sign_in(cast.nsg).get(address("pack-download", pack))
        assert digest(response.content) == pack.pdf_digest
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Length"] == str(len(response.content))
        assert response["Content-Disposition"] == (
            'attachment; filename="csplan-monitoring-pack-2013-14-q2-edition-1.pdf"'
        )
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in response["Cache-Control"]

    def test_says_in_its_name_when_it_is_not_out(
        self, pack_in: MakePack, cast: Cast, sign_in: SignIn
    ) -> None:
        pack = pack_in(PackState.BUILT)
        response = sign_in(cast.head).get(address("pack-download", pack))
        assert "q2-edition-1-build-1.pdf" in response["Content-Disposition"]

    def test_has_nothing_before_it_is_built(
        self, new_pack: NewPack, cast: Cast, sign_in: SignIn
    ) -> None:
        response = sign_in(cast.head).get(address("pack-download", new_pack()))
        assert response.status_code == 409


class TestPackSnapshot:
    def test_hands_over_the_data(self, pack_in: MakePack, cast: Cast, sign_in: SignIn) -> None:
        pack = pack_in(PackState.PUBLISHED)
        response = sign_in(cast.nsg).get(address("pack-snapshot", pack))
        assert digest(response.content) == pack.snapshot_digest
        assert json.loads(response.content)["period"]["slug"] == "2013-14-q2"


class TestPackPropose:
    def test_asks_nothing_of_a_first_edition(
        self,
        pack_in: MakePack,
        cast: Cast,
        sign_in: SignIn,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        pack, client = pack_in(PackState.BUILT), sign_in(cast.national_team)
        caplog.clear()
        page = text(client.get(address("pack-detail", pack)))
        assert f'action="{address("pack-propose", pack)}"' in page
        assert "<textarea" not in page
        assert not caplog.records

    def test_moves_the_pack_on(self, pack_in: MakePack, cast: Cast, sign_in: SignIn) -> None:
        pack = pack_in(PackState.BUILT)
        client = sign_in(cast.national_team)
        response = client.post(address("pack-propose", pack), {"version": 0}, follow=True)
        pack.refresh_from_db()
        assert pack.state == PackState.PROPOSED
        assert "proposed to the Head" in text(response)

    def test_does_nothing_when_it_is_only_looked_at(
        self, pack_in: MakePack, cast: Cast, sign_in: SignIn
    ) -> None:
        pack = pack_in(PackState.BUILT)
        assert sign_in(cast.head).get(address("pack-propose", pack)).status_code == 405

    def test_refuses_the_head(self, pack_in: MakePack, cast: Cast, sign_in: SignIn) -> None:
        pack = pack_in(PackState.BUILT)
        assert sign_in(cast.head).post(address("pack-propose", pack)).status_code == 403

    @pytest.mark.parametrize("form", [{}, {"version": "7"}, {"version": "x"}])
    def test_refuses_a_page_that_is_out_of_date(
        self, pack_in: MakePack, cast: Cast, sign_in: SignIn, form: dict[str, str]
    ) -> None:
        pack = pack_in(PackState.BUILT)
        client = sign_in(cast.national_team)
        assert client.post(address("pack-propose", pack), form).status_code == 409


class TestPackWithdraw:
    def test_puts_the_pack_back_and_says_so(
        self, pack_in: MakePack, cast: Cast, sign_in: SignIn
    ) -> None:
        pack_in(PackState.PUBLISHED)
        pack, client = pack_in(PackState.PROPOSED), sign_in(cast.national_team)
        assert "Withdraw the proposal</b" in text(client.get(address("pack-detail", pack)))

        answer = client.post(
            address("pack-withdraw", pack), {"version": pack.version}, follow=True
        )

        page = text(answer)
        assert "the proposal is withdrawn" in page
        assert "Proposal withdrawn" in page
        # What was said of the edition is there again, to be proposed with.
        assert f">{NOTE}</textarea>" in page.replace(">\n", ">").replace(">\r\n", ">")
        assert "What changed since edition 1, and why</h2>" not in page

    def test_refuses_a_page_that_is_out_of_date(
        self, pack_in: MakePack, cast: Cast, sign_in: SignIn
    ) -> None:
        pack, client = pack_in(PackState.PROPOSED), sign_in(cast.national_team)
        assert client.post(address("pack-withdraw", pack), {"version": 0}).status_code == 409

    def test_is_offered_to_the_team_alone(
        self, pack_in: MakePack, cast: Cast, sign_in: SignIn
    ) -> None:
        pack = pack_in(PackState.PROPOSED)
        page = text(sign_in(cast.head).get(address("pack-detail", pack)))
        assert "Withdraw the proposal" not in page
        assert address("pack-turn-down", pack) in page


class TestPackTurnDown:
    def test_asks_why_and_shows_it_to_the_team(
        self, pack_in: MakePack, cast: Cast, sign_in: SignIn
    ) -> None:
        pack, client = pack_in(PackState.PROPOSED), sign_in(cast.head)
        url = address("pack-turn-down", pack)
        asked = text(client.get(url))
        assert cast.national_team.full_name in asked
        assert f'href="{address("pack-detail", pack)}">Cancel</a>' in asked
        empty = client.post(url, {"version": pack.version, "reason": ""})
        assert empty.status_code == 422
        assert "Enter why you turn it down" in text(empty)

        client.post(url, {"version": pack.version, "reason": "<b>Counted</b>\ntwice"})

        page = text(sign_in(cast.national_team).get(address("pack-detail", pack)))
        assert "&lt;b&gt;Counted&lt;/b&gt;<br>twice" in page
        assert page.count("Turned down</") == 2
        assert "Propose for publication</b" in page
        nsg = sign_in(cast.nsg).get(address("pack-detail", pack))
        assert nsg.status_code == 404

    def test_is_told_to_makers_of_the_pack_alone_once_it_is_out(
        self, pack_in: MakePack, cast: Cast, sign_in: SignIn
    ) -> None:
        pack, head = pack_in(PackState.PROPOSED), sign_in(cast.head)
        form = {"version": pack.version, "reason": "Counted twice."}
        head.post(address("pack-turn-down", pack), form)
        pack.refresh_from_db()
        sign_in(cast.national_team).post(address("pack-propose", pack), {"version": pack.version})
        head.post(address("pack-publish", pack), {"version": pack.version + 1})
        url = address("pack-detail", pack)
        assert "Counted twice." in text(sign_in(cast.national_team).get(url))
        assert "Counted twice." not in text(sign_in(cast.nsg).get(url))

    def test_keeps_what_was_typed_on_a_page_that_is_out_of_date(
        self, pack_in: MakePack, cast: Cast, sign_in: SignIn
    ) -> None:
        pack, client = pack_in(PackState.PROPOSED), sign_in(cast.head)
        url = address("pack-turn-down", pack)
        sent = {"version": 0, "reason": "Counted twice.", FIELD: issue(cast.head.pk, url)}
        assert client.post(url, sent).status_code == 409
        assert not pack.ended_proposals.exists()
        assert "Counted twice.</textarea>" in text(client.get(url))


class TestPackPublish:
    def test_publishes_and_says_so(self, pack_in: MakePack, cast: Cast, sign_in: SignIn) -> None:
        pack = pack_in(PackState.PROPOSED)
        client = sign_in(cast.head)
        response = client.post(address("pack-publish", pack), {"version": 1}, follow=True)
        assert "edition 1 is published" in text(response)
        assert sign_in(cast.nsg).get(address("pack-download", pack)).status_code == 200

    def test_refuses_the_national_team(
        self, pack_in: MakePack, cast: Cast, sign_in: SignIn
    ) -> None:
        pack = pack_in(PackState.PROPOSED)
        client = sign_in(cast.national_team)
        assert client.post(address("pack-publish", pack), {"version": 1}).status_code == 403

    def test_refuses_a_pack_whose_returns_have_changed(
        self,
        pack_in: MakePack,
        own_return: QuarterlyReturn,
        cast: Cast,
        sign_in: SignIn,
    ) -> None:
        pack = pack_in(PackState.PROPOSED)
        QuarterlyReturn.objects.filter(pk=own_return.pk).update(version=99)
        response = sign_in(cast.head).post(address("pack-publish", pack), {"version": 1})
        assert response.status_code == 409
        assert "Build it again" in text(response)

    def test_lists_what_it_rests_on(
        self,
        closed_period: ReportingPeriod,
        own_return: QuarterlyReturn,
        cast: Cast,
        actor_of: ActorOf,
        sign_in: SignIn,
    ) -> None:
        reopen(own_return)
        later = NOW + dt.timedelta(minutes=1)
        pack = request_pack(
            period=closed_period, gap_reason="He is ill", actor=actor_of(cast.head), at=later
        )
        build(pack)
        page = text(sign_in(cast.national_team).get(address("pack-detail", pack)))
        assert "1 of 2 accepted" in page
        assert "He is ill" in page
