"""Lists of objectives."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from csplan.core.tables import BaseTable, Column
from objectives.models import ObjectiveSet


class ObjectiveSetTable(BaseTable):
    """Sets of objectives, latest year first."""

    holder_name = Column(verbose_name="Holder")
    post_title = Column(verbose_name="Post")
    year = Column(order_by="year_start")
    state = Column()

    caption = "Sets of objectives"
    row_header = "holder_name"

    class Meta:
        model = ObjectiveSet
        fields = ("holder_name", "post_title", "year", "state")

    def render_holder_name(self, value: str, record: ObjectiveSet) -> SafeString:
        url = reverse("objectives:set-detail", args=[record.slug])
        return format_html('<a class="govuk-link" href="{}">{}</a>', url, value)
