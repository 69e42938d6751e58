"""Where the words of a pack lead: in its page each line to what it rests on, elsewhere nowhere."""

from django import template
from django.template import Context
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def drill(context: Context, key: str, words: str) -> SafeString:
    """``words``, in the page leading to the line ``key`` beside it; the words are the same."""
    if not (key and context.get("drills")):
        return conditional_escape(words)
    return format_html('<a href="../lines/{}/">{}</a>', key, words)
