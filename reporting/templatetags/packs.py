"""The addresses of packs in templates."""

from django import template
from django.urls import reverse

from reporting.models import Pack

register = template.Library()


@register.simple_tag
def pack_url(name: str, pack: Pack, *rest: object) -> str:
    """The address of one of the pack's pages: ``{% pack_url "pack-read" pack %}``."""
    return reverse(f"reporting:{name}", args=[*pack.address, *rest])
