"""Money in words people read."""

from django import template

from csplan.core.money import pounds

register = template.Library()
register.filter(pounds)
