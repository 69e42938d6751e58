"""The reading room: what was published, found again and followed."""

import io
import re
import zipfile
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from csplan.accounts.models import RoleGrant, User
from csplan.notices.models import Notice
from programme.models import MilestoneUpdate, Question
from reporting.choices import FileKind, PackKind, PackState
from reporting.models import Pack, PublishedLine
from reporting.rules_search import kept_stems
from reporting.services.telling import tell_of_publication
from tests.conftest import NOW, Cast
from tests.core.markup import parse
from tests.reporting.conftest import MakePack

pytestmark = pytest.mark.django_db


def get(user: User, name: str, *args: object, **asked: str) -> Any:
    return read(user, name, *args, **asked)[0]


def read(user: User, name: str, *args: object, **asked: str) -> tuple[Any, int]:
    """The answer, and how many queries it took."""
    client = Client()
    client.force_login(user)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(reverse(f"reporting:{name}", args=args), asked)
    return response, len(queries)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response: Any) -> str:
    words: str = response.content.decode()
    return words


def line(pack: Pack, title: str, body: str = "", **changes: Any) -> PublishedLine:
    """A line of the pack beside those it was published with."""
    position = pack.lines.count()
    given = {"key": f"milestone-9{position}", "kind": "milestone", "anchor": "exceptions"}
    return PublishedLine.objects.create(
        pack=pack,
        position=position,
        title=title,
        body=body,
        title_stems=kept_stems(title),
        stems=kept_stems(f"{title} {changes.get('standing', '')} {body}"),
        **given | changes,
    )


def twin(pack: Pack, **changes: Any) -> Pack:
    """The same pack of another kind."""
    again = Pack.objects.get(pk=pack.pk)
    again.pk = None
    for name, value in changes.items():
        setattr(again, name, value)
    again.save(force_insert=True)
    return again


def of_a_locality(pack: Pack, cast: Cast) -> Pack:
    return twin(
        pack,
        kind=PackKind.LOCALITY,
        subject="locality-elsewhere",
        subject_name="Elsewhere",
        locality=cast.other,
    )


class TestTheRoom:
    def test_leads_to_everything_from_this_quarters_pack(
        self, pack_in: MakePack, cast: Cast
    ) -> None:
        pack = pack_in(PackState.PUBLISHED)
        response, queries = read(cast.nsg, "reading-room")
        page = text(response)

        for headline in pack.manifest["facts"]["headlines"]:
            assert headline["words"] in page
        for name in ("pack-trends", "pack-archive", "pack-search", "pack-compare"):
            assert reverse(f"reporting:{name}") in page
        assert queries <= 12
        assert "no published pack" in text(get(cast.administrator, "reading-room"))

    def test_is_the_way_to_each_line_off_track_as_home_is(
        self, pack_in: MakePack, cast: Cast, client: Client
    ) -> None:
        MilestoneUpdate.objects.all().update(rating="off_track")
        pack = pack_in(PackState.PUBLISHED)
        client.force_login(cast.nsg)
        keys = [row["key"] for row in pack.manifest["facts"]["off_track"]]

        assert keys
        for page in (text(client.get("/")), text(get(cast.nsg, "reading-room"))):
            for key in keys:
                assert reverse("reporting:pack-line", args=[*pack.address, key]) in page

    def test_leads_from_each_figure_to_where_it_is_told_as_home_does(
        self, pack_in: MakePack, cast: Cast
    ) -> None:
        pack = pack_in(PackState.PUBLISHED)
        Pack.objects.filter(pk=pack.pk).update(gaps=["South West"])
        reading = reverse("reporting:pack-read", args=pack.address)
        told = text(get(cast.nsg, "pack-read", *pack.address))

        for page in (signed_in(cast.nsg).get("/"), get(cast.nsg, "reading-room")):
            for headline in pack.manifest["facts"]["headlines"]:
                assert f'id="{headline["anchor"]}"' in told
                (link,) = parse(text(page)).xpath(
                    f"//a[starts-with(., '{headline['figure']} {headline['whole']}')]/@href"
                )
                assert link == f"{reading}#{headline['anchor']}"
            assert "<strong>Without 1 return</strong>" in text(page)
            assert "known this quarter of South West." in text(page)

    def test_keeps_every_edition_by_year_and_subject(self, pack_in: MakePack, cast: Cast) -> None:
        superseded = pack_in(PackState.SUPERSEDED)
        own = of_a_locality(superseded, cast)

        def editions(user: User, **asked: str) -> str:
            return text(get(user, "pack-archive", **asked))

        everything = editions(cast.nsg)
        assert "Superseded" in everything
        assert own.title in everything
        assert own.title in editions(cast.nsg, about=own.subject)
        assert own.title not in editions(cast.nsg, about="national")
        assert own.title not in editions(cast.coordinator)
        assert "No edition was published of this" in editions(cast.nsg, year="2011-12")
        assert get(cast.nsg, "pack-archive", year="nonsense").status_code == 404


class TestSearch:
    def test_finds_every_word_and_puts_titles_first(self, pack_in: MakePack, cast: Cast) -> None:
        pack = pack_in(PackState.PUBLISHED)
        line(pack, "Hold an exchange", "Nobody went. Academies were told. <b>Bold</b> words.")
        line(pack, "Academy visit", "All went well.")
        line(pack, "Academy", "Nobody came.")

        page = text(get(cast.nsg, "pack-search", q="visits ACADEMY"))
        assert "1 result<" in page
        assert "<mark>Academy</mark> <mark>visit</mark>" in page

        page = text(get(cast.nsg, "pack-search", q="academies"))
        assert "3 results" in page
        assert page.index("Nobody came") < page.index("<mark>Academies</mark> were told")
        assert "&lt;b&gt;Bold" in page

    @pytest.mark.parametrize(
        "words",
        [
            "visiting",
            "coordinators",
            "40000 hours",
            "Hetherington",
            '"Off track. Accepted by"',
            "2013-14/milestone/9999",
        ],
    )
    def test_finds_what_anybody_reads_there(
        self, words: str, pack_in: MakePack, cast: Cast
    ) -> None:
        pack = pack_in(PackState.PUBLISHED)
        body = "Co-ordinators visited, for 40,000 hours."
        standing = "Off track. Accepted by Hazel Hetherington."
        line(pack, "Zebra", body, standing=standing, key="milestone-9999")
        line(pack, "Other", "Hours of track, off 40 accepted by 1,000.")

        page = text(get(cast.nsg, "pack-search", q=words))

        assert "1 result<" in page
        assert "Zebra" in page

    def test_narrows_down_and_shows_nobody_more_than_they_may_read(
        self, pack_in: MakePack, cast: Cast
    ) -> None:
        superseded = pack_in(PackState.SUPERSEDED)
        old = line(superseded, "Zebra crossing", locality=cast.own.slug)
        current = Pack.objects.published().get()
        new = line(current, "Zebra stripes", locality=cast.other.slug, outcome=7)
        elsewhere = line(of_a_locality(current, cast), "Zebra elsewhere")

        def found(user: User, **asked: str) -> set[str]:
            page = text(get(user, "pack-search", q="zebra", **asked))
            rows = (old, new, elsewhere)
            return {row.title for row in rows if row.title.removeprefix("Zebra") in page}

        assert found(cast.nsg) == {new.title}
        assert found(cast.nsg, superseded="yes") == {old.title, new.title}
        assert found(cast.nsg, superseded="yes", locality=cast.own.slug) == {old.title}
        assert found(cast.nsg, outcome="7", quarter="2013-14-q2") == {new.title}
        assert found(cast.nsg, outcome="8") == found(cast.nsg, quarter="2013-14-q1") == set()
        assert found(cast.nsg, packs="locality") == {elsewhere.title}
        assert found(cast.coordinator, packs="every") == {new.title}
        assert found(cast.administrator, packs="every") == set()
        page = text(get(cast.nsg, "pack-search", q="zebra", quarter="2013-14-q1"))
        assert '<details class="govuk-details" open>' in page
        assert 'href="?q=zebra&amp;packs=every&amp;superseded=yes"' in page

    def test_costs_the_same_however_much_is_found(self, pack_in: MakePack, cast: Cast) -> None:
        pack = pack_in(PackState.PUBLISHED)
        line(pack, "Zebra")
        costs = []
        for more in (0, 40):
            for number in range(more):
                line(pack, f"Zebra {number}")
            response, queries = read(cast.nsg, "pack-search", q="zebra")
            page = text(response)
            costs.append(queries)

        assert "41 results" in page
        assert "page=2" in page
        assert costs[0] == costs[1] <= 14


class TestTrends:
    def test_draw_what_was_published_and_lead_to_it(self, pack_in: MakePack, cast: Cast) -> None:
        pack = pack_in(PackState.PUBLISHED)
        MilestoneUpdate.objects.all().update(rating="off_track")
        figures = {"to_date": "12", "planned": "16"}
        facts = {
            "unit": "events",
            "target": "64",
            "all": figures,
            "places": {cast.own.slug: figures},
        }
        line(pack, "Events held", key="measure-5", kind="measure", outcome=3, facts=facts)
        response, queries = read(cast.nsg, "pack-trends")
        page = text(response)

        assert "Quarter 2 2013/14: 2 on track" in page
        assert "Chart of Events held: Quarter 2 2013/14 12 events." in page
        assert reverse("reporting:pack-line", args=[*pack.address, "measure-5"]) in page
        reading = reverse("reporting:pack-read", args=pack.address)
        assert f'{reading}#summary">Quarter 2' in page
        more = facts | {"places": {}}
        for key in ("measure-6", "measure-7"):
            line(pack, key, key=key, kind="measure", outcome=3, facts=more)
        assert read(cast.nsg, "pack-trends")[1] == queries <= 14
        own = text(get(cast.nsg, "pack-trends", locality=cast.own.slug))
        assert "Quarter 2 2013/14: 1 on track" in own
        assert "Target" not in own.partition("Events held</h2>")[2].partition("<table")[0]
        assert get(cast.nsg, "pack-trends", locality="nowhere").status_code == 404

    def test_tell_outcomes_of_two_plans_apart_that_are_called_alike(
        self, pack_in: MakePack, cast: Cast
    ) -> None:
        pack = pack_in(PackState.PUBLISHED)
        for key, title in (("77", "1. Skills"), ("78", "1. Skills"), ("79", "2. Estates")):
            line(pack, title, key=f"outcome-{key}", kind="outcome", anchor="outcomes")

        page = text(get(cast.nsg, "pack-trends"))

        for key, title in (("77", "1. Skills, 2013/14"), ("79", "2. Estates")):
            assert re.search(f'<option value="{key}"[^>]*>{title}</option>', page)

    def test_say_when_there_is_nothing_to_draw(self, cast: Cast) -> None:
        assert "nothing to draw yet" in text(get(cast.nsg, "pack-trends"))


class TestALine:
    def test_shows_its_figures_as_published_and_its_other_editions(
        self, pack_in: MakePack, cast: Cast
    ) -> None:
        superseded = pack_in(PackState.SUPERSEDED)
        current = Pack.objects.published().get()
        key = f"locality-{cast.own.slug}"
        reading = text(get(cast.nsg, "pack-read", *current.address))
        assert f'href="../lines/{key}/"' in reading

        response, queries = read(cast.nsg, "pack-line", *current.address, key)
        page = text(response)

        assert "and rating</caption>" in page
        assert f"<code>locality/{cast.own.slug}</code>" in page
        assert "superseded on" not in page
        assert reverse("reporting:pack-line", args=[*superseded.address, key]) in page
        assert reverse("reporting:pack-ask", args=[*current.address, key]) in page
        assert queries <= 12
        own = text(get(cast.coordinator, "pack-line", *current.address, key))
        assert "Ask a question" not in own

    def test_of_a_superseded_edition_leads_to_the_one_in_force(
        self, pack_in: MakePack, cast: Cast
    ) -> None:
        superseded = pack_in(PackState.SUPERSEDED)
        current = Pack.objects.published().get()
        reading = reverse("reporting:pack-read", args=current.address)
        key = f"locality-{cast.own.slug}"

        for page in (
            text(get(cast.nsg, "pack-line", *superseded.address, key)),
            text(get(cast.nsg, "pack-read", *superseded.address)),
        ):
            assert "This edition was superseded on" in page
            assert f'{reading}">Read edition 2</a>' in page
        assert "superseded on" not in text(get(cast.nsg, "pack-read", *current.address))

    def test_tells_what_was_asked_about_it(self, pack_in: MakePack, cast: Cast) -> None:
        pack = pack_in(PackState.PUBLISHED)
        address = [*pack.address, f"locality-{cast.own.slug}"]
        signed_in(cast.nsg).post(
            reverse("reporting:pack-ask", args=address), {"text": "Why is it late?"}
        )
        question = Question.objects.get()

        page = reverse("programme:question-detail", args=[question.pk])
        assert page in text(get(cast.nsg, "pack-line", *address))
        assert page not in text(get(cast.other_coordinator, "pack-line", *address))


class TestTheOtherFiles:
    def test_are_given_out_as_they_were_stored(self, pack_in: MakePack, cast: Cast) -> None:
        pack = pack_in(PackState.PUBLISHED)
        for kind, ending in ((FileKind.EDITION, ".html"), (FileKind.ODS, ".ods")):
            response = get(cast.nsg, "pack-file", *pack.address, kind)
            assert response.content == bytes(pack.files.get(kind=kind).content)
            assert f'{pack.file_stem}{ending}"' in response["Content-Disposition"]
        data = get(cast.nsg, "pack-file", *pack.address, FileKind.CSV).content
        assert "milestones.csv" in zipfile.ZipFile(io.BytesIO(data)).namelist()
        assert get(cast.nsg, "pack-file", *pack.address, FileKind.PDF).status_code == 404
        page = text(get(cast.nsg, "pack-detail", *pack.address))
        for kind in (FileKind.EDITION, FileKind.ODS, FileKind.CSV):
            assert reverse("reporting:pack-file", args=[*pack.address, kind]) in page


class TestTheEmail:
    def test_of_a_localitys_pack_goes_to_its_own_people(
        self, pack_in: MakePack, cast: Cast
    ) -> None:
        local = of_a_locality(pack_in(PackState.PUBLISHED), cast)

        tell_of_publication(local, supersedes=None, at=NOW)

        of_it = Notice.objects.filter(subject__contains=local.subject_name)
        told = set(of_it.values_list("recipient", flat=True))
        grants = RoleGrant.objects.filter(locality=cast.other, role__in=("coordinator", "sro"))
        assert told >= set(grants.values_list("user", flat=True))
        assert told
        assert not told & {cast.coordinator.pk, cast.nsg.pk, cast.private_office.pk}

    def test_of_a_later_edition_says_where_its_reasons_stand(
        self, pack_in: MakePack, cast: Cast
    ) -> None:
        local = of_a_locality(pack_in(PackState.PUBLISHED), cast)

        tell_of_publication(local, supersedes=1, at=NOW)

        said = str(
            Notice.objects.filter(subject__contains=local.subject_name).latest("pk").content
        )
        assert "It replaces edition 1. Its page says what changed, and why." in said
