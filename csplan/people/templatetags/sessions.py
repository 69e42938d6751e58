"""What the page of somebody's sessions says of each."""

from django import template

from csplan.people.rules import browser_words

register = template.Library()
register.filter("browser_words", browser_words)
