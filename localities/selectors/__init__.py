"""Reads across localities, for pages and packs, in a fixed number of queries."""

from localities.selectors.coverage import CoveragePage, coverage_on
from localities.selectors.organisation import (
    ClusterPage,
    FundingLine,
    FundingYear,
    Organisation,
    PostLine,
    TeamLine,
    TeamSize,
    funding_years,
    organisation,
    seats_on,
)

__all__ = [
    "ClusterPage",
    "CoveragePage",
    "FundingLine",
    "FundingYear",
    "Organisation",
    "PostLine",
    "TeamLine",
    "TeamSize",
    "coverage_on",
    "funding_years",
    "organisation",
    "seats_on",
]
