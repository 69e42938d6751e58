"""Reads across localities, for pages and packs, in a fixed number of queries."""

from localities.selectors.coverage import CoveragePage, coverage_on
from localities.selectors.organisation import (
    ClusterPage,
    FundingYear,
    Organisation,
    PostLine,
    TeamSize,
    funding_years,
    organisation,
    post_lines,
    seats_on,
    team_size,
)

__all__ = [
    "ClusterPage",
    "CoveragePage",
    "FundingYear",
    "Organisation",
    "PostLine",
    "TeamSize",
    "coverage_on",
    "funding_years",
    "organisation",
    "post_lines",
    "seats_on",
    "team_size",
]
