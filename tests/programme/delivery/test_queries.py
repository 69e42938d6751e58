"""The organisation's lists and the record of delivery with 30 localities and with 300."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from csplan.demonstration.synthetic import load_synthetic
from localities.models import Locality, SteeringGroup
from programme.models import Measure
from programme.registers.delivery import DERIVED_MEASURES, EVENT_TYPES, LOGS, VISIT_STANDARDS

pytestmark = pytest.mark.each_database

FEW, MANY = 30, 300
MOST_QUERIES = 25
DELIVERY = (*LOGS.values(), EVENT_TYPES, DERIVED_MEASURES, VISIT_STANDARDS)


def addresses() -> dict[str, str]:
    """Every list and its export, and every page that adds something up, by name."""
    names = get_resolver().namespace_dict["localities"][1].reverse_dict
    lists = [str(name) for name in names if str(name).endswith("-list")]
    found = {name: reverse(f"localities:{name}") for name in sorted(lists)}
    found |= {
        f"{name} as a file": reverse(f"localities:{name.removesuffix('list')}export", args=["csv"])
        for name in lists
        if f"{name.removesuffix('list')}export" in names
    }
    place, group = Locality.objects.order_by("pk")[0], SteeringGroup.objects.order_by("pk")[0]
    found |= {
        "coverage": reverse("localities:coverage"),
        "coverage as a file": reverse("localities:coverage-export", args=["ods"]),
        "locality": reverse("localities:locality-detail", args=[place.slug]),
        "group": reverse("localities:steering-group-detail", args=[group.slug]),
        "delivery": reverse("programme:delivery"),
        "delivery of a locality": reverse("programme:delivery-locality", args=[place.slug]),
        "statement": reverse("programme:savings-statement"),
        "records behind a measure": reverse(
            "programme:measure-records",
            args=[Measure.objects.order_by("pk")[0].pk, "2013-14-q2", place.slug],
        ),
    }
    for register in DELIVERY:
        found[register.slug] = reverse(register.url_name("list"))
        found[f"{register.slug} as a file"] = reverse(register.url_name("export"), args=["csv"])
    return found


def costs(client: Client) -> dict[str, int]:
    found = {}
    for name, url in addresses().items():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200, name
        found[name] = len(queries)
    return found


@pytest.mark.django_db
def test_every_list_costs_the_same_for_ten_times_the_localities(client: Client) -> None:
    data = load_synthetic(localities=FEW, milestones=1, measures=1, quarters=2)
    client.force_login(data.people.national_team)
    client.get("/programme/plans/")
    few = costs(client)

    load_synthetic(localities=MANY - FEW, milestones=1, measures=1, quarters=2)

    assert costs(client) == few
    assert max(few.values()) <= MOST_QUERIES
