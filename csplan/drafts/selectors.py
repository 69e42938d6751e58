"""Reads over drafts: everybody's own, and nothing else."""

import datetime as dt
from collections.abc import Mapping

from csplan.drafts.models import Draft


def draft_of(owner_id: int, page: str) -> Draft | None:
    """What the person typed on the page and has not saved. One query."""
    return Draft.objects.filter(owner=owner_id, page=page).first()


def drafts_under(owner_id: int, address: str) -> Mapping[str, dt.datetime]:
    """When the person last typed on each page below ``address``, by its address. One query."""
    own = Draft.objects.filter(owner=owner_id, page__startswith=address)
    return dict(own.values_list("page", "typed_at"))
