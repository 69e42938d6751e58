"""Lists of packs."""

import datetime as dt

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from csplan.core.periods import london_day
from csplan.core.tables import BaseTable, Column, NumberColumn
from csplan.core.templatetags.govuk import status_tag
from csplan.core.worded_moments import date_words, moment_words
from reporting.models import Pack


def pack_url(name: str, pack: Pack) -> str:
    """The address of one of the pack's pages."""
    return reverse(f"reporting:{name}", args=pack.address)


class ArchiveTable(BaseTable):
    """Published editions, latest quarter first."""

    quarter = Column(accessor="period__starts_on", verbose_name="Pack")
    edition = NumberColumn()
    state = Column(verbose_name="State")
    published_at = Column(verbose_name="Published")
    download = Column(empty_values=(), orderable=False, verbose_name="Download")

    caption = "Published packs"
    row_header = "quarter"

    def render_quarter(self, record: Pack) -> SafeString:
        return format_html(
            '<a class="govuk-link" href="{}">{}</a>',
            pack_url("pack-detail", record),
            record.title,
        )

    def render_state(self, record: Pack) -> SafeString:
        return status_tag(record.get_state_display(), record.colour)

    def render_published_at(self, value: dt.datetime) -> str:
        return date_words(london_day(value))

    def render_download(self, record: Pack) -> SafeString:
        return format_html(
            '<a class="govuk-link" href="{}">PDF<span class="govuk-visually-hidden">, {}</span>'
            "</a>",
            pack_url("pack-download", record),
            record,
        )


class DownloadTable(BaseTable):
    """Copies of a pack's files that people took, the latest first."""

    at = Column(verbose_name="When")
    person = Column(accessor="person__full_name", verbose_name="Who")
    file = Column(verbose_name="File")
    sha256 = Column(verbose_name="SHA-256", orderable=False)

    caption = "Copies taken, the latest first"
    row_header = "at"

    def render_at(self, value: dt.datetime) -> str:
        return moment_words(value)

    def render_sha256(self, value: str) -> SafeString:
        return format_html('<code class="app-digest">{}</code>', value)
