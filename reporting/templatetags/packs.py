"""The addresses of packs in templates."""

from collections.abc import Sequence

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from csplan.accounts.actors import Actor
from csplan.core.periods import Quarter
from programme.models.pinned import Pinned
from reporting import selectors
from reporting.choices_lines import WITH_A_PAGE, LineKind
from reporting.models import Pack
from reporting.querysets import SEES_EVERY_RELEASED_PACK

register = template.Library()
# A statement is about its department as a whole, and has no page of the one line.
WITH_THEIR_PAGE = tuple(f"{kind}-" for kind in WITH_A_PAGE if kind != LineKind.DEPARTMENT)


@register.simple_tag
def pack_url(name: str, pack: Pack, *rest: object) -> str:
    """The address of one of the pack's pages: ``{% pack_url "pack-read" pack %}``."""
    return reverse(f"reporting:{name}", args=[*pack.address, *rest])


@register.simple_tag
def pinned_edition(pinned: Pinned, actor: Actor) -> SafeString:
    """The edition that ``pinned`` is about, leading to the line there if the actor may read it.

    Whoever reads what is pinned to a national pack reads that pack. One query for a pack of
    another kind, unless the actor reads every pack.
    """
    if pinned.pack_subject and not _reads(actor, pinned):
        return conditional_escape(pinned.pack_label)
    about = [pinned.pack_subject] if pinned.pack_subject else []
    address = [pinned.pack_quarter, *about, pinned.pack_edition, pinned.pack_build]
    url = _address_of_line(pinned, address)
    return format_html('<a class="govuk-link" href="{}">{}</a>', url, pinned.pack_label)


def _address_of_line(pinned: Pinned, address: Sequence[object]) -> str:
    """The line's own page in that edition, or where the edition tells of it."""
    if pinned.line.startswith(WITH_THEIR_PAGE):
        return reverse("reporting:pack-line", args=[*address, pinned.line])
    anchor = f"#{pinned.line_anchor}" if pinned.line_anchor else ""
    return f"{reverse('reporting:pack-read', args=address)}{anchor}"


def _reads(actor: Actor, pinned: Pinned) -> bool:
    if actor.has(*SEES_EVERY_RELEASED_PACK):
        return True
    line = pinned.pinned_line
    quarter, edition, build = Quarter.parse(line.quarter), line.edition or 0, line.build or 0
    return selectors.find_pack(actor, quarter, edition, build, line.subject) is not None
