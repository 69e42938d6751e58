"""What the templates of a pack share: where its words lead, and the box around a table."""

import re

from django import template
from django.template import Context
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

register = template.Library()

CAPTION = re.compile(r"<caption>(.*?)</caption>", re.DOTALL)


@register.simple_tag(takes_context=True)
def drill(context: Context, key: str, words: str) -> SafeString:
    """``words``, in the page leading to the line ``key`` beside it; the words are the same."""
    if not (key and context.get("drills")):
        return conditional_escape(words)
    return format_html('<a href="../lines/{}/">{}</a>', key, words)


@register.simple_tag
def leading(words: str, anchor: str) -> SafeString:
    """``words``, leading to the part of the pack named ``anchor``; nowhere when that is empty."""
    if not anchor:
        return conditional_escape(words)
    return format_html('<a href="#{}">{}</a>', anchor, words)


@register.simple_block_tag
def wide(content: SafeString) -> SafeString:
    """The table ``content`` in a box of its own that scrolls, named by the table's caption.

    Raises ValueError when the table has none.
    """
    caption = CAPTION.search(content)
    if caption is None:
        raise ValueError("A table of a pack has no caption")
    # Written by our templates, which escape what they are given.
    label = SafeString(caption[1].replace('"', "&quot;"))
    box = '<div class="pack-scroll" role="group" tabindex="0" aria-label="{}">{}</div>'
    return format_html(box, label, content)
