"""What every page knows: the service's name, the day it stands at, and where one can go."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from csplan.core import read_only

SERVICE_NAME = "csplan"
ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One entry of the service navigation."""

    label: str
    url_name: str
    url: str
    is_current: bool


# Those who keep or check objectives go to the working copies; the others read what is published.
OBJECTIVES = ("Objectives", "objectives:set-list")
OBJECTIVES_KEPT = ("Objectives", "objectives:office-list")
OBJECTIVES_KEEPERS = ("private_office", "head", "auditor")
SECTIONS = (
    ("Home", "home"),
    ("Returns", "programme:period-list"),
    ("Plans", "programme:plan-list"),
    ("Localities", "localities:locality-list"),
    OBJECTIVES,
    ("Packs", "reporting:pack-list"),
)
OF_LOCALITIES = (("Delivery", "programme:delivery"), ("Risks", "programme:risks-list"))
DELIVERY_READERS = (
    "coordinator", "assistant", "sro", "national_team", "head", "auditor"
)  # fmt: skip
ADMINISTRATION = ("People", "people:list")
HISTORY = ("History", "audit:event-list")
HISTORY_READERS = ("auditor", "administrator")
ALSO_HOLDS = {
    "programme:period-list": ("programme:quarters-list",),
    "reporting:pack-list": (
        "reporting:reading-room",
        "programme:question-list",
        "programme:meeting-list",
        "programme:decision-list",
        "programme:action-list",
    ),
}
"""Addresses that belong to a section although they lie beside its own."""


def site(request: HttpRequest) -> dict[str, Any]:
    """Cost no query; read only `request.actor`, which is absent on early error pages."""
    actor = getattr(request, "actor", None)
    is_signed_in = actor is not None and actor.is_authenticated
    return {
        "service_name": SERVICE_NAME,
        "demonstration_day": settings.CSPLAN_CLOCK,
        "read_only_reason": read_only.reason(),
        "signed_in_as": actor.user if actor is not None and is_signed_in else None,
        "session_seconds": settings.SESSION_COOKIE_AGE,
        "session_left": getattr(request, "session_left", settings.CSPLAN_LONGEST_SESSION),
        "department": settings.CSPLAN_OIDC_NAME,
        "navigation": tuple(navigation(request.path, actor)) if is_signed_in else (),
    }


def navigation(path: str, actor: Any) -> Iterator[NavigationItem]:
    """The sections open to the actor, in order; the one that holds `path` is current."""
    for label, url_name in _sections(actor):
        url = reverse(url_name)
        held = (url, *(reverse(name) for name in ALSO_HOLDS.get(url_name, ())))
        is_current = any(_holds(each, path) for each in held)
        yield NavigationItem(label, url_name, url, is_current)


def _sections(actor: Any) -> Iterator[tuple[str, str]]:
    for section in SECTIONS:
        is_kept = section == OBJECTIVES and actor.has(*OBJECTIVES_KEEPERS)
        yield OBJECTIVES_KEPT if is_kept else section
        if section[1] == "programme:period-list" and actor.has(*DELIVERY_READERS):
            yield from OF_LOCALITIES
    if actor.has(ADMINISTRATOR):
        yield ADMINISTRATION
    if actor.has(*HISTORY_READERS):
        yield HISTORY


def _holds(url: str, path: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
