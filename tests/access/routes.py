"""Every address the program answers at, found by walking its URL patterns."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver

ADMINISTRATION: Final = "admin:"
ACCOUNT: Final = ("account_", "mfa_", "openid_connect_", "usersessions_", "sign-in-again")

ORGANISATION: Final = (
    "departments", "clusters", "localities", "posts", "holders", "groups", "seats",
    "contributions", "planned-resources", "headcounts", "representation", "payments",
    "memberships", "meetings",
)  # fmt: skip

PLAN_LISTS: Final = (
    "plan-export", "plan-add", "plan-import", "plan-template", "plan-preview", "plan-record",
    "plan-change", "groups-", "outcomes-", "items-", "offers-", "review-", "quarters-",
    "objective-links-",
)  # fmt: skip

ENGAGEMENT_LISTS: Final = (
    "risks-", "stakeholders-", "communications-", "communication-channels-", "impact-",
)  # fmt: skip

MEASURE_LISTS: Final = ("measures-", "year-targets-", "planned-values-")

LOCAL_PLAN_LISTS: Final = ("local-items-", "milestones-", "stage-moves-")

RULED_BY_PREFIX: Final = {
    ADMINISTRATION: "administrators, and nobody else: test_administration.py",
    **dict.fromkeys(ACCOUNT, "signing in and one’s own account, by name: test_census.py"),
    "objectives:office-": "by role and department: tests/objectives/sets/test_access.py",
    **dict.fromkeys(
        (f"localities:{slug}-" for slug in ORGANISATION),
        "read by anybody signed in: tests/localities/test_access.py",
    ),
    **dict.fromkeys(
        (f"programme:{slug}" for slug in PLAN_LISTS),
        "by role and by how far the plan is: tests/programme/plans/",
    ),
    **dict.fromkeys(
        (f"programme:{slug}" for slug in MEASURE_LISTS),
        "by role and by how far the plan is: tests/programme/measures/test_access.py",
    ),
    **dict.fromkeys(
        (f"programme:{slug}" for slug in ENGAGEMENT_LISTS),
        "by role and locality: tests/programme/engagement/test_access.py",
    ),
    **dict.fromkeys(
        (f"programme:{slug}" for slug in LOCAL_PLAN_LISTS),
        "by role, locality and how far the plan is: tests/programme/work/test_access.py",
    ),
}
"""Addresses that are not in the table, and who may have them instead."""

PLACE: Final = re.compile(r"\(\?P<(?P<group>\w+)>[^()]*\)|<(?:\w+:)?(?P<name>\w+)>")
EXAMPLES: Final = {"app_label": "core", "url": "nowhere/"}


@dataclass(frozen=True)
class Route:
    """One address: its full name, its pattern, an example of it, and what answers there."""

    name: str
    pattern: str
    example: str
    view: Callable[..., Any]

    def __str__(self) -> str:
        return self.name or self.pattern


@cache
def routes() -> tuple[Route, ...]:
    return tuple(_walk(get_resolver().url_patterns, names=(), pattern="", example="/"))


def _walk(patterns: Any, *, names: tuple[str, ...], pattern: str, example: str) -> Iterator[Route]:
    for found in patterns:
        whole, sample = pattern + str(found.pattern), example + _example(found)
        if isinstance(found, URLResolver):
            inner = (*names, found.namespace) if found.namespace else names
            yield from _walk(found.url_patterns, names=inner, pattern=whole, example=sample)
        elif isinstance(found, URLPattern):
            name = ":".join((*names, found.name or ""))
            yield Route(name, whole, sample, found.callback)


def _example(found: URLPattern | URLResolver) -> str:
    """The part of an address that a pattern asks for, with something of the right kind in it."""
    kinds = found.pattern.converters

    def stand_in(place: re.Match[str]) -> str:
        if place["group"]:
            return EXAMPLES.get(place["group"], "example")
        return next(v for v in ("example", "1") if re.fullmatch(kinds[place["name"]].regex, v))

    return PLACE.sub(stand_in, str(found.pattern)).strip("^$")
