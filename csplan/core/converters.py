"""Converters for parts of an address. Importing this module registers them."""

from django.urls import register_converter
from django.urls.converters import IntConverter


class IdConverter(IntConverter):
    """A number that a primary key can be; a longer one would be too much for the database."""

    regex = "[0-9]{1,18}"


register_converter(IdConverter, "id")
