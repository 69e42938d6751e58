"""Reads over drafts. Words are read by their owner alone; that there are some, by a successor."""

import datetime as dt
from collections.abc import Iterable

from csplan.drafts.models import Draft


def draft_of(owner_id: int, page: str) -> Draft | None:
    """What the person typed on the page and has not saved. One query."""
    return Draft.objects.filter(owner=owner_id, page=page).first()


def pages_with_drafts(
    owner_ids: Iterable[int], *, under: str
) -> list[tuple[int, str, dt.datetime]]:
    """Who left something unsaved on which page below ``under``, and when; never what.

    One query.
    """
    rows = Draft.objects.filter(owner__in=list(owner_ids), page__startswith=under)
    return list(rows.values_list("owner_id", "page", "typed_at"))
