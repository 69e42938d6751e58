"""What becomes of a revision once it is frozen: it can be found, and it is printed."""

import datetime as dt
from functools import partial

from django.db import transaction

from objectives.choices import PrintKind
from objectives.dispatch import enqueue_prints
from objectives.models import RevisionEntry, RevisionFile, SetRevision
from objectives.rules.content import as_content
from objectives.rules.searching import searched_words


@transaction.atomic
def release(revision: SetRevision, *, at: dt.datetime) -> None:
    """Let the public find ``revision``, and have it and its compendiums printed.

    Belongs in the transaction that froze it. Everything is taken from its content.
    """
    _enter(revision)
    files = RevisionFile.objects.bulk_create(
        RevisionFile(revision=revision, kind=kind, queued_at=at) for kind in PrintKind
    )
    transaction.on_commit(partial(enqueue_prints, [file.pk for file in files]))


def _enter(revision: SetRevision) -> None:
    content = as_content(revision.content)
    RevisionEntry.objects.create(
        revision=revision,
        year_start=content["year_start"],
        department_slug=content["department"]["id"],
        department_name=content["department"]["name"],
        holder=content["holder"],
        post=content["post"],
        level=content["level"],
        objective_count=sum(len(each["objectives"]) for each in content["categories"]),
        words=searched_words(content),
    )
