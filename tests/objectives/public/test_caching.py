"""Public answers are kept by caches, and are nobody's in particular."""

import pytest
from django.test import Client

from objectives.models import RevisionFile
from objectives.services.printing import print_file
from tests.conftest import NOW, Cast
from tests.objectives.public.stage import draft, filled, publish
from tests.objectives.public.test_leaks import Recorder

pytestmark = pytest.mark.django_db

FOR_GOOD = "public, max-age=31536000, immutable"
BRIEFLY = "public, max-age=60, must-revalidate"
KEPT = {
    "": BRIEFLY,
    "?q=deliver": BRIEFLY,
    "head/": BRIEFLY,
    "head/history/": BRIEFLY,
    "head/revisions/1/": BRIEFLY,
    "head/revisions/1/objectives.json": FOR_GOOD,
    "head/revisions/1/objectives.csv": FOR_GOOD,
    "head/objectives.ods": BRIEFLY,
    "years/2012-13/": BRIEFLY,
    "years/2012-13/department/": BRIEFLY,
    "years/2012-13/objectives.json": BRIEFLY,
    "years/2012-13/department/objectives.csv": BRIEFLY,
}


@pytest.fixture(autouse=True)
def _published() -> None:
    chosen = draft(slug="head", department__slug="department")
    filled(chosen)
    publish(chosen)


class TestEveryAnswer:
    @pytest.mark.parametrize("address", KEPT)
    def test_is_kept_and_is_not_sent_again_while_it_is_good(
        self, client: Client, address: str, django_assert_num_queries: object
    ) -> None:
        url = f"/objectives/{address}"
        first = client.get(url)
        assert first["Cache-Control"] == KEPT[address]
        assert not first["ETag"].startswith("W/")

        with django_assert_num_queries(1):  # type: ignore[operator]
            again = client.get(url, headers={"If-None-Match": first["ETag"]})
        since = client.get(url, headers={"If-Modified-Since": first["Last-Modified"]})

        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
        assert again["Cache-Control"] == first["Cache-Control"]
        assert since.status_code == 304

    @pytest.mark.parametrize("address", KEPT)
    def test_is_the_same_for_somebody_signed_in(
        self, client: Client, cast: Cast, address: str
    ) -> None:
        stranger = client.get(f"/objectives/{address}")
        client.force_login(cast.coordinator)

        known = client.get(f"/objectives/{address}")

        assert known.content == stranger.content
        for answer in (stranger, known):
            assert "Vary" not in answer
            assert not answer.cookies
            assert "no-store" not in answer["Cache-Control"]


class TestPublication:
    def test_makes_every_answer_about_the_set_another(self, client: Client) -> None:
        chosen = RevisionFile.objects.first().revision.objective_set  # type: ignore[union-attr]
        moving = [each for each in KEPT if "/revisions/1/objectives" not in each]
        before = {each: client.get(f"/objectives/{each}")["ETag"] for each in KEPT}

        publish(chosen, reason="The budget grew.")

        after = {each: client.get(f"/objectives/{each}")["ETag"] for each in KEPT}
        assert [each for each in KEPT if before[each] != after[each]] == moving

    def test_settles_the_page_of_what_it_supersedes_once_that_is_printed(
        self, client: Client
    ) -> None:
        file = RevisionFile.objects.get(kind="revision")
        assert client.get("/objectives/head/objectives.pdf").status_code == 503
        publish(file.revision.objective_set, reason="The budget grew.")
        assert client.get("/objectives/head/revisions/1/")["Cache-Control"] == BRIEFLY

        print_file(file_id=file.pk, moment=lambda: NOW, printer=Recorder())

        page = client.get("/objectives/head/revisions/1/")
        pdf = client.get("/objectives/head/revisions/1/objectives.pdf")
        assert page["Cache-Control"] == "public, max-age=86400"
        assert (pdf["Cache-Control"], pdf["Content-Type"]) == (FOR_GOOD, "application/pdf")
