"""Money in words people read."""

from django import template

register = template.Library()


@register.filter
def pounds(pence: int) -> str:
    """£220,000 of 22000000 pence; the pence are shown only when there are any."""
    whole, rest = divmod(pence, 100)
    return f"£{whole:,}.{rest:02d}" if rest else f"£{whole:,}"
