"""What was done with packs: who took copies, and whether they could be made again."""

from typing import NoReturn

from django.conf import settings
from django.db import models

from csplan.core.querysets import InsertOnlyError, InsertOnlyQuerySet
from reporting.choices import Sameness
from reporting.models.packs import Pack


class PackDownload(models.Model):
    """Somebody was given a file. Rows are only ever added.

    ``sha256`` is of the bytes that were given, which of a draft bear a mark.
    """

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="downloads")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    file = models.CharField(max_length=120, help_text="Its name.")
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    objects = InsertOnlyQuerySet["PackDownload"].as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["pack", "-at"], name="reporting_download_of_pack")]

    def __str__(self) -> str:
        return self.file

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        raise InsertOnlyError("The log of downloads is never shortened")


class PackReproduction(models.Model):
    """A pack was made again from its stored content and compared. Rows are only ever added."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="reproductions")
    at = models.DateTimeField()
    sameness = models.CharField(max_length=10, choices=Sameness.choices)
    differences = models.JSONField(default=list, blank=True)
    libraries = models.JSONField(default=dict, blank=True)

    objects = InsertOnlyQuerySet["PackReproduction"].as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.pack}: {self.get_sameness_display()}"

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        raise InsertOnlyError("What was found on making a pack again is never removed")
