"""Every address of the record of delivery, asked by everybody: the table of docs/access.md.

Written apart from the permissions. Each line gives, person by person, what a page about a
record of the co-ordinator's own locality answers; somebody not signed in is always sent to
sign in. "ok" is a form that is accepted, "form" one that comes back to be put right.
"""

from collections.abc import Mapping

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from programme.choices_delivery import Counted, RecordKind
from programme.models import DerivedMeasure, VisitStandard
from programme.models.delivery import DeliveryRecord
from programme.registers.delivery import DERIVED_MEASURES, EVENT_TYPES, LOGS, VISIT_STANDARDS
from tests.conftest import Cast, Stage
from tests.programme.delivery import records

PEOPLE = (
    "coordinator", "assistant", "sro", "other_coordinator", "other_assistant", "other_sro",
    "national_team", "head", "auditor", "nsg", "private_office", "administrator", "outsider",
    "former_coordinator",
)  # fmt: skip

READ = "200 200 200 200 200 200 200 200 200 403 403 403 403 403"
OWN = "200 200 200 404 404 404 200 200 200 403 403 403 403 403"
ADD = "200 200 403 200 200 403 403 403 403 403 403 403 403 403"
CHANGE = "200 200 403 404 404 404 403 403 403 403 403 403 403 403"
DECIDE = "403 403 403 404 404 404 200 403 403 403 403 403 403 403"
ANSWER = "200 200 403 404 404 404 200 403 403 403 403 403 403 403"
FRAME = "200 200 200 200 200 200 200 200 200 403 403 200 403 403"
KEEP = "403 403 403 403 403 403 200 403 403 403 403 200 403 403"

REGISTER = {
    "list": READ,
    "export": READ,
    "record": OWN,
    "add": ADD,
    "import": ADD,
    "template": ADD,
    "change": CHANGE,
}
FRAME_REGISTER = {
    "list": FRAME,
    "export": FRAME,
    "record": FRAME,
    "add": KEEP,
    "import": KEEP,
    "template": KEEP,
    "change": KEEP,
}
PAGES = {
    "delivery": READ,
    "savings-statement": READ,
    "visit-interval": READ,
    "delivery-locality": OWN,
    "measure-records": OWN,
    "delivery-withdraw": CHANGE,
    "saving-validate": DECIDE,
    "saving-refuse": DECIDE,
    "visit-accept": ANSWER,
    "visit-decline": ANSWER,
    "visit-complete": ANSWER,
}
PRESSED = {"measure-from-record"}
OF_ONES_OWN_UPLOADS = {"preview"}
FRAME_REGISTERS = (EVENT_TYPES, DERIVED_MEASURES, VISIT_STANDARDS)
LINES = {
    **PAGES,
    **{f"{one.slug}-{page}": who for one in LOGS.values() for page, who in REGISTER.items()},
    **{
        f"{one.slug}-{page}": who
        for one in FRAME_REGISTERS
        for page, who in FRAME_REGISTER.items()
    },
}


@pytest.fixture
def addresses(stage: Stage, cast: Cast) -> Mapping[str, tuple[object, ...]]:
    """What each route is asked about."""
    made = dict(zip(LOGS, records.every_kind(cast.own, stage.outcome), strict=True))
    logged: dict[str, DeliveryRecord] = {
        kind: records.logged(record, cast.coordinator) for kind, record in made.items()
    }
    derived = DerivedMeasure.objects.create(
        measure=stage.measure_update.measure,
        record_kind=RecordKind.EVENT,
        counted=Counted.RECORDS,
    )
    standard = VisitStandard.objects.create(year_start=2013, interval_days=14)
    frame = {
        "event-type": records.event_type().pk,
        "derived-measure": derived.pk,
        "visit-standard": standard.pk,
    }
    pks = {register.slug: logged[kind].pk for kind, register in LOGS.items()} | frame
    measure = stage.measure_update.measure_id
    asked: dict[str, tuple[object, ...]] = {
        "delivery-locality": (cast.own.slug,),
        "measure-records": (measure, stage.period.slug, cast.own.slug),
        "delivery-withdraw": ("events", pks["event"]),
        "saving-validate": (pks["saving"],),
        "saving-refuse": (pks["saving"],),
        "visit-accept": (pks["visit"],),
        "visit-decline": (pks["visit"],),
        "visit-complete": (pks["visit"],),
    }
    for slug, pk in pks.items():
        asked |= {f"{slug}-record": (pk,), f"{slug}-change": (pk,)}
        asked |= {f"{slug}-export": ("csv",), f"{slug}-template": ("ods",)}
    return asked


def signed_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


class TestTable:
    def test_knows_every_address(self) -> None:
        routes = {
            name
            for name in get_resolver().namespace_dict["programme"][1].reverse_dict
            if isinstance(name, str)
        }
        slugs = [one.slug for one in (*LOGS.values(), *FRAME_REGISTERS)]
        own = {name for name in routes if name.startswith(tuple(f"{slug}-" for slug in slugs))}
        own |= {name for name in routes if "delivery" in name or "records" in name}
        previews = {f"{slug}-{page}" for slug in slugs for page in OF_ONES_OWN_UPLOADS}
        assert own - previews - PRESSED <= set(LINES)
        assert set(LINES) <= routes

    @pytest.mark.parametrize("name", LINES)
    def test_each_person_is_answered_as_it_says(
        self, cast: Cast, addresses: Mapping[str, tuple[object, ...]], name: str
    ) -> None:
        url = reverse(f"programme:{name}", args=addresses.get(name, ()))
        assert Client().get(url).status_code == 302
        expected = dict(zip(PEOPLE, LINES[name].split(), strict=True))
        answers = {who: str(signed_in(getattr(cast, who)).get(url).status_code) for who in PEOPLE}
        assert answers == expected

    @pytest.mark.parametrize("name", sorted({*PAGES} - {"delivery"}))
    def test_a_refusal_is_kept_and_nothing_else(
        self, cast: Cast, addresses: Mapping[str, tuple[object, ...]], name: str
    ) -> None:
        url = reverse(f"programme:{name}", args=addresses.get(name, ()))
        page = signed_in(cast.outsider).post(url, {"version": "1", "reason": "No."})
        assert page.status_code in {403, 405}
        actions = set(AuditEvent.objects.values_list("action", flat=True))
        assert actions <= {"request.refused"}

    def test_a_visit_that_was_not_accepted_cannot_have_taken_place(
        self, cast: Cast, addresses: Mapping[str, tuple[object, ...]]
    ) -> None:
        url = reverse("programme:visit-complete", args=addresses["visit-complete"])
        day = {"visit_on-day": "8", "visit_on-month": "1", "visit_on-year": "2014"}
        page = signed_in(cast.national_team).post(url, {"version": "1", **day})
        assert page.status_code == 409
