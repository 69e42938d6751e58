"""Importing a document into a draft of objectives: the pages, and a full form for each."""

from collections.abc import Mapping
from typing import Final

from csplan.core import clock
from csplan.registers.models import PendingImport
from csplan.registers.uploads import KEPT_FOR
from objectives.choices import SetState
from objectives.services.transcription import upload_key
from tests.conftest import Cast
from tests.factories import DepartmentFactory, ObjectiveSetFactory

ROUTES: Final = ("set-import", "import-template", "import-preview")
TEXT: Final = "1. Our objectives:\n- Build homes"


def import_page(
    route: str, cast: Cast, step: str, twist: str
) -> tuple[tuple[object, ...], Mapping[str, str]]:
    """The address of a page of a set in the state ``step``, and what it is sent."""
    own = cast.private_office.grants.get().department
    chosen = ObjectiveSetFactory.create(
        state=SetState(step),
        department=DepartmentFactory.create() if twist == "another department" else own,
    )
    if route == "import-template":
        return (chosen.slug, "csv"), {}
    is_empty = twist == "nothing filled in"
    if route == "set-import":
        return (chosen.slug,), {} if is_empty else {"text": TEXT}
    upload = PendingImport.objects.create(
        owner=cast.private_office, register=upload_key(chosen), file_name="t.txt",
        data=TEXT.encode(), digest="", created_at=clock.now(), expires_at=clock.now() + KEPT_FOR,
    )  # fmt: skip
    form = {"import": "1"} if is_empty else {"import": "1", "document": "none"}
    return (chosen.slug, upload.pk), form
