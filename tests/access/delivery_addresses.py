"""What each address of the record of delivery is asked about, for the table."""

import datetime as dt

from csplan.registers.models import PendingImport
from programme.choices_delivery import Counted, RecordKind
from programme.models import DerivedMeasure, VisitStandard
from programme.registers.delivery import DERIVED_MEASURES, EVENT_TYPES, LOGS, VISIT_STANDARDS
from tests.conftest import NOW, Cast
from tests.factories import (
    MeasureFactory,
    MeasureUpdateFactory,
    OutcomeFactory,
    QuarterlyReturnFactory,
    ReportingPeriodFactory,
)
from tests.programme.delivery import records

REGISTERS = (*LOGS.values(), EVENT_TYPES, DERIVED_MEASURES, VISIT_STANDARDS)
PAGES = ("list", "export", "add", "import", "template", "preview", "record", "change")
ROUTES = (
    "delivery", "savings-statement", "visit-interval", "delivery-locality", "measure-records",
    "measure-from-record", "delivery-withdraw", "saving-validate", "saving-refuse",
    "visit-accept", "visit-decline", "visit-complete",
    *(f"{register.slug}-{page}" for register in REGISTERS for page in PAGES),
)  # fmt: skip


def address_of(route: str, cast: Cast) -> tuple[object, ...]:
    """The rest of the address of ``programme:<route>``, about the cast's own locality."""
    outcome = OutcomeFactory.create()
    measure = MeasureFactory.create(outcome=outcome)
    returned = QuarterlyReturnFactory.create(
        period=ReportingPeriodFactory.create(), locality=cast.own
    )
    MeasureUpdateFactory.create(quarterly_return=returned, measure=measure)
    derived = DerivedMeasure.objects.create(
        measure=measure, record_kind=RecordKind.EVENT, counted=Counted.RECORDS
    )
    made = zip(LOGS.values(), records.every_kind(cast.own, outcome), strict=True)
    keys = {one.slug: records.logged(record, cast.coordinator).pk for one, record in made}
    keys |= {
        EVENT_TYPES.slug: records.event_type().pk,
        DERIVED_MEASURES.slug: derived.pk,
        VISIT_STANDARDS.slug: VisitStandard.objects.create(year_start=2013, interval_days=14).pk,
    }
    period, locality = returned.period.slug, cast.own.slug
    special: dict[str, tuple[object, ...]] = {
        "delivery-locality": (locality,),
        "measure-records": (measure.pk, period, locality),
        "measure-from-record": (period, locality, measure.pk),
        "delivery-withdraw": ("events", keys["event"]),
        **{f"saving-{step}": (keys["saving"],) for step in ("validate", "refuse")},
        **{f"visit-{step}": (keys["visit"],) for step in ("accept", "decline", "complete")},
    }
    if route in special:
        return special[route]
    slug, _, page = route.rpartition("-")
    match page:
        case "export" | "template":
            return ("csv",)
        case "record" | "change":
            return (keys[slug],)
        case "preview":
            return (_upload(slug, cast),)
    return ()


def _upload(slug: str, cast: Cast) -> int:
    """A file of headings only, that the co-ordinator or the national team has uploaded."""
    register = next(one for one in REGISTERS if one.slug == slug)
    owner = cast.coordinator if register in LOGS.values() else cast.national_team
    headings = ",".join(f'"{column.heading}"' for column in register.file_columns)
    return PendingImport.objects.create(
        owner=owner,
        register=register.key,
        file_name="list.csv",
        data=headings.encode(),
        digest="0" * 64,
        created_at=NOW,
        expires_at=NOW + dt.timedelta(days=400),
    ).pk
