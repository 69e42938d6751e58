"""Reads for pages and commands, in a fixed number of queries."""

from reporting.selectors.packs import (
    builds_at_work,
    current_pack,
    edition_after,
    ended_proposals,
    find_pack,
    find_pack_to_give,
    last_reproduction,
    next_build,
    next_edition,
    quarters_with_packs,
    released_packs,
)
from reporting.selectors.people import holder_of
from reporting.selectors.readiness import (
    QuarterLine,
    Readiness,
    ReturnLine,
    gaps_in,
    last_complete_period,
    latest_quarters,
    latest_returns,
    readiness,
)

__all__ = [
    "QuarterLine",
    "Readiness",
    "ReturnLine",
    "builds_at_work",
    "current_pack",
    "edition_after",
    "ended_proposals",
    "find_pack",
    "find_pack_to_give",
    "gaps_in",
    "holder_of",
    "last_complete_period",
    "last_reproduction",
    "latest_quarters",
    "latest_returns",
    "next_build",
    "next_edition",
    "quarters_with_packs",
    "readiness",
    "released_packs",
]
