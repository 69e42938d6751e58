"""The lines of published packs, to be searched and followed from quarter to quarter."""

from typing import NoReturn

from django.db import models

from csplan.core.querysets import InsertOnlyError
from reporting.choices_lines import KEPT
from reporting.models.packs import Pack
from reporting.querysets_lines import PublishedLineQuerySet


class PublishedLine(models.Model):
    """One line of a pack, as it was published. Rows are only ever added.

    ``key`` is its name in every edition. ``locality`` and ``department`` are slugs and
    ``outcome`` a number, all as the snapshot has them: what they named may be gone by now.
    ``title_stems`` and ``stems`` are what searches look into; see ``rules_search``. ``facts``
    are what trends are drawn from.
    """

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    key = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=KEPT)
    title = models.TextField()
    place = models.TextField(blank=True)
    anchor = models.CharField(max_length=100)
    standing = models.TextField(blank=True)
    body = models.TextField(blank=True)
    locality = models.CharField(max_length=80, blank=True)
    outcome = models.PositiveBigIntegerField(null=True, blank=True)
    department = models.CharField(max_length=80, blank=True)
    rating = models.CharField(max_length=20, blank=True)
    title_stems = models.TextField(blank=True)
    stems = models.TextField(blank=True)
    facts = models.JSONField(default=dict, blank=True)

    objects = PublishedLineQuerySet.as_manager()

    class Meta:
        ordering = ["pack", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["pack", "key"], name="reporting_publishedline_unique_pack_key"
            ),
        ]
        indexes = [models.Index(fields=["key"], name="reporting_publishedline_key")]

    def __str__(self) -> str:
        return self.title

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        raise InsertOnlyError("What was published is never removed")

    @property
    def words(self) -> str:
        return f"{self.title}, {self.place}" if self.place else self.title
