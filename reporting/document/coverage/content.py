"""Coverage on the last day of a pack's quarter, read once and frozen."""

from typing import Any

from csplan.core.models import ReportingPeriod
from localities.models import Representation
from localities.selectors.coverage import (
    ClusterLine,
    CoveragePage,
    MatrixRow,
    coverage_on,
)
from reporting.document import plain

Json = dict[str, Any]


def pack_coverage(period: ReportingPeriod) -> Json:
    """The figure, its denominators with their dates and sources, and who is represented where.

    As csplan's own coverage page reckons it, so that the two never differ. Seven queries.
    """
    page = coverage_on(on=period.quarter.ends_on)
    made_up = Representation.objects.in_force_on(page.on).filter(is_illustrative=True).exists()
    figure = page.figure
    return {
        "on": page.on.isoformat(),
        "people": figure.people,
        "represented": figure.represented,
        "target_percent": plain.number_text(figure.target_percent),
        "has_departments": figure.has_departments,
        "is_lower_bound": figure.is_lower_bound,
        "clusters": [
            _cluster(line, part.unattributed)
            for line, part in zip(page.clusters, figure.clusters, strict=True)
        ],
        "places": _places(page),
        "departments": [_department(each) for each in page.rows],
        "warnings": list(page.warnings),
        "is_illustrative": page.is_illustrative or made_up,
    }


def _cluster(line: ClusterLine, unattributed: int) -> Json:
    return {
        "id": line.cluster.pk,
        "name": line.cluster.name,
        "people": line.people,
        "represented": line.represented,
        "unattributed": unattributed,
        "basis": line.basis,
        "as_at": line.as_at,
        "source": line.source,
    }


def _places(page: CoveragePage) -> list[Json]:
    return [
        {"slug": each.slug, "name": each.name, "cluster": page.belongs[each.pk]}
        for each in page.localities
    ]


def _department(row: MatrixRow) -> Json:
    """``cells`` are in the order of the places; people are None where no headcount is held."""
    return {
        "slug": row.department.slug,
        "name": row.department.name,
        "short_name": row.department.short_name,
        "by_cluster_only": row.wide,
        "cells": [
            {"is_represented": cell.is_represented, "people": cell.people} for cell in row.cells
        ],
    }
