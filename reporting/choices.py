"""Named lists of reporting."""

from django.db import models


class PackState(models.TextChoices):
    QUEUED = "queued", "Waiting to be built"
    BUILDING = "building", "Being built"
    FAILED = "failed", "Failed"
    BUILT = "built", "Built"
    PROPOSED = "proposed", "Proposed"
    PUBLISHED = "published", "Published"
    SUPERSEDED = "superseded", "Superseded"


IN_PROGRESS = (PackState.QUEUED, PackState.BUILDING)
RELEASED = (PackState.PUBLISHED, PackState.SUPERSEDED)
AFTER_PROPOSAL = (PackState.PROPOSED, *RELEASED)
WHOLE = (PackState.BUILT, *AFTER_PROPOSAL)
"""States in which a pack holds all its files; in any other it holds none."""

STATE_COLOURS: dict[str, str] = {
    PackState.QUEUED: "grey",
    PackState.BUILDING: "yellow",
    PackState.FAILED: "red",
    PackState.BUILT: "blue",
    PackState.PROPOSED: "purple",
    PackState.PUBLISHED: "green",
    PackState.SUPERSEDED: "grey",
}


class ProposalEnding(models.TextChoices):
    """How a proposal ended that did not lead to publication."""

    WITHDRAWN = "withdrawn", "Proposal withdrawn"
    TURNED_DOWN = "turned_down", "Turned down"


class PackKind(models.TextChoices):
    """Whom a pack is about."""

    NATIONAL = "national", "National"
    LOCALITY = "locality", "Locality"
    DEPARTMENT = "department", "Funding department"
    OUTCOME = "outcome", "Outcome"
    YEAR_END = "year-end", "Year"


ABOUT_A_RECORD: dict[str, str] = {
    PackKind.LOCALITY: "locality",
    PackKind.DEPARTMENT: "department",
    PackKind.OUTCOME: "outcome",
}
"""The kinds that are about one record, and the field of a pack that names it."""


class Sameness(models.TextChoices):
    """How a pack made again compares with the one that was stored."""

    IDENTICAL = "identical", "Identical"
    SAME_WORDS = "same-words", "The same words"
    DIFFERENT = "different", "Different"


class FileKind(models.TextChoices):
    """The forms of a pack, which say the same thing.

    The last three came later: a pack built before them has none.
    """

    SNAPSHOT = "snapshot", "Data"
    PDF = "pdf", "PDF"
    PAGE = "page", "Web page"
    EDITION = "edition", "HTML edition"
    ODS = "ods", "Spreadsheet (ODS)"
    CSV = "csv", "Tables (CSV)"


CAME_LATER = (FileKind.EDITION, FileKind.ODS, FileKind.CSV)


class BuildStep(models.TextChoices):
    """What a build does, in order, in the words people see while it goes on."""

    COLLECT = "collect", "Collecting the quarter’s returns"
    COMPOSE = "compose", "Writing the pages"
    PRINT = "print", "Making the PDF"
    CHECK = "check", "Checking the PDF"
    STORE = "store", "Storing the pack"
