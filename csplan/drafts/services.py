"""Keeping and discarding drafts. None of it is recorded in the history."""

import datetime as dt

from csplan.core.errors import RefusedError
from csplan.drafts.models import Draft
from csplan.drafts.rules import MOST_CHARACTERS, MOST_DRAFTS, Words, is_too_large


class DraftTooLargeError(RefusedError):
    code = "draft-too-large"
    status = 413


class TooManyDraftsError(RefusedError):
    code = "too-many-drafts"
    status = 429


def keep_draft(*, owner_id: int, page: str, words: Words, at: dt.datetime) -> Draft:
    """Keep ``words`` as the person's draft of the page, in place of the one before.

    Raises DraftTooLargeError, or TooManyDraftsError for one page more than a person may have.
    """
    if is_too_large(words):
        raise DraftTooLargeError(
            f"A draft can hold up to {MOST_CHARACTERS:,} characters. This one is not kept"
        )
    if Draft.objects.filter(owner=owner_id).exclude(page=page).count() >= MOST_DRAFTS:
        raise TooManyDraftsError(
            f"You have {MOST_DRAFTS} drafts. Save or discard one before you start another"
        )
    draft = Draft(owner_id=owner_id, page=page, words=words, typed_at=at)
    # One statement, so that two tabs that save at once cannot meet.
    Draft.objects.bulk_create(
        [draft],
        update_conflicts=True,
        unique_fields=["owner", "page"],
        update_fields=["words", "typed_at"],
    )
    return draft


def discard_draft(*, owner_id: int, page: str) -> None:
    """Forget the person's draft of the page, if there is one."""
    Draft.objects.filter(owner=owner_id, page=page).delete()
