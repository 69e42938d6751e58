"""Which published edition a pack is compared with."""

from reporting.models import Pack


def edition_before(pack: Pack) -> Pack | None:
    """The edition about the same subject that is in force for the quarter before; or none."""
    before = Pack.objects.filter(
        period__starts_on=pack.period.quarter.previous.starts_on, subject=pack.subject
    )
    return before.published().select_related("period").first()
