"""The lists of local plans, asked by everybody. Written apart from the permissions.

Somebody not signed in is always sent to sign in. ``OWN`` is what a page about a line of the
co-ordinator's own locality answers.
"""

from collections.abc import Mapping

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from programme.choices import PlanState, Stage
from programme.models import StageMove
from tests.access.visitors import members_signed_in, rolled_back, stranger
from tests.conftest import NOW, Cast
from tests.programme.work.situations import make_work

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

PEOPLE = (
    "coordinator", "assistant", "sro", "other_coordinator", "former_coordinator",
    "national_team", "head", "nsg", "private_office", "administrator", "auditor", "outsider",
)  # fmt: skip

READ = "200 200 200 200 200 200 200 200 200 200 200 200"
DRAFT = "200 200 200 200 404 200 200 404 404 200 200 404"
ADD = "200 200 403 200 403 200 200 403 403 403 403 403"
ADD_IN_DRAFT = "200 200 403 200 404 200 200 404 404 200 403 404"
OWN = "200 200 403 403 403 200 200 403 403 403 403 403"
OWN_IN_DRAFT = "200 200 403 403 404 200 200 404 404 200 403 404"
NOBODY = "403 403 403 403 403 403 403 403 403 403 403 403"

ANSWERS: Mapping[str, Mapping[str, str]] = {
    "list": {"draft": DRAFT, "agreed": READ, "closed": READ},
    "export": {"draft": DRAFT, "agreed": READ, "closed": READ},
    "record": {"draft": DRAFT, "agreed": READ, "closed": READ},
    "add": {"draft": ADD_IN_DRAFT, "agreed": ADD, "closed": NOBODY},
    "import": {"draft": ADD_IN_DRAFT, "agreed": ADD, "closed": NOBODY},
    "template": {"draft": ADD_IN_DRAFT, "agreed": ADD, "closed": NOBODY},
    "change": {"draft": OWN_IN_DRAFT, "agreed": OWN, "closed": NOBODY},
    "end": {"draft": OWN_IN_DRAFT, "agreed": OWN, "closed": NOBODY},
    "remove": {"draft": OWN_IN_DRAFT, "agreed": NOBODY, "closed": NOBODY},
}
LISTS = ("local-items", "milestones", "stage-moves")
OF_ONES_OWN_UPLOADS = {f"{place}-preview" for place in LISTS}
NEVER = {f"stage-moves-{page}" for page in ("change", "end", "remove")}
"""What was recorded is never changed: the address answers 404 to everybody."""

ROUTES = sorted({f"{place}-{page}" for place in LISTS for page in ANSWERS} - NEVER)


def arguments(route: str, cast: Cast, state: str) -> list[object]:
    """The address of the page, about the co-ordinator's own locality."""
    work = make_work(cast, PlanState(state))
    page = route.rpartition("-")[2]
    if page in ("export", "template"):
        return [work.plan.slug, "csv"]
    if page not in ("record", "change", "end", "remove"):
        return [work.plan.slug]
    move = StageMove.objects.create(
        work_item=work.own, to_stage=Stage.INNOVATE, moved_on=NOW.date(), reason="As planned",
        recorded_by=cast.coordinator, recorded_at=NOW,
    )  # fmt: skip
    keys = {"local-items": work.own.pk, "milestones": work.milestone.pk, "stage-moves": move.pk}
    return [work.plan.slug, keys[route.rpartition("-")[0]]]


def test_every_address_is_asked_about() -> None:
    names = get_resolver().namespace_dict["programme"][1].reverse_dict
    own = {
        name
        for name in names
        if isinstance(name, str) and name.startswith(tuple(f"{place}-" for place in LISTS))
    }
    assert own - OF_ONES_OWN_UPLOADS - NEVER == set(ROUTES)


@pytest.mark.parametrize("state", ["draft", "agreed", "closed"])
def test_each_person_is_answered_as_the_table_says(cast: Cast, state: str) -> None:
    visitors = members_signed_in(cast, PEOPLE)
    for route in ROUTES:
        expected = dict(zip(PEOPLE, ANSWERS[route.rpartition("-")[2]][state].split(), strict=True))
        with rolled_back():
            url = reverse(f"programme:{route}", args=arguments(route, cast, state))
            assert stranger().get(url).status_code == 302
            found = {who: str(each.get(url).status_code) for who, each in visitors.items()}
        assert found == expected, route


def test_a_recorded_move_is_nobodys_to_change(cast: Cast) -> None:
    args = arguments("stage-moves-record", cast, "agreed")
    client = Client()
    client.force_login(cast.head)
    url = reverse("programme:stage-moves-change", args=args)
    assert client.get(url).status_code == client.post(url).status_code == 404
