"""What may be about one line of a numbered edition of a pack."""

from django.db import models
from django.db.models import Q

from csplan.core.periods import Quarter
from programme.rules.questions import Line


class Pinned(models.Model):
    """Something about a line of an edition, as that edition published it; or about none.

    ``line`` is what the line is called in every edition, ``line_anchor`` where the edition's
    page tells of it. ``pack_subject`` and ``pack_title`` are the pack's, unless it is a national
    one. All are empty for what is about the plan as a whole.
    """

    line = models.CharField(max_length=80, blank=True)
    line_words = models.CharField(max_length=400, blank=True)
    line_anchor = models.CharField(max_length=80, blank=True)
    pack_quarter = models.CharField(max_length=10, blank=True)
    pack_edition = models.PositiveSmallIntegerField(null=True, blank=True)
    pack_build = models.PositiveSmallIntegerField(null=True, blank=True)
    pack_subject = models.CharField(max_length=80, blank=True, default="", db_default="")
    pack_title = models.CharField(max_length=400, blank=True, default="", db_default="")

    class Meta:
        abstract = True

    @property
    def pinned_line(self) -> Line:
        """The line, for something else to be pinned to it."""
        return Line(
            key=self.line, words=self.line_words, anchor=self.line_anchor,
            quarter=self.pack_quarter, edition=self.pack_edition, build=self.pack_build,
            subject=self.pack_subject, title=self.pack_title,
        )  # fmt: skip

    @property
    def pack_label(self) -> str:
        """ "Quarter 2 2013/14, edition 1"; nothing for what is about no line.

        Of any pack but a national one its title: "Monitoring pack for North West, Quarter 2…".
        """
        if not self.line:
            return ""
        pack = self.pack_title or Quarter.parse(self.pack_quarter).short_label
        return f"{pack}, edition {self.pack_edition}"


def line_of_one_edition(table: str) -> models.CheckConstraint:
    """Either a line with its edition, or neither."""
    return models.CheckConstraint(
        name=f"{table}_line_of_one_edition",
        condition=Q(line="", pack_quarter="", pack_edition__isnull=True, pack_build__isnull=True)
        | (
            ~Q(line="")
            & ~Q(pack_quarter="")
            & Q(pack_edition__isnull=False, pack_build__isnull=False)
        ),
    )
