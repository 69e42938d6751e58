"""Addresses made from names."""

import itertools

from django.db import models
from django.utils.text import slugify

LONGEST_START = 50


def free_slug(model: type[models.Model], name: str) -> str:
    """An address made from ``name`` that no record of ``model`` has."""
    start = slugify(name)[:LONGEST_START] or model._meta.model_name or "record"
    like = model._default_manager.filter(slug__startswith=start)
    taken = set(like.values_list("slug", flat=True))
    numbered = (f"{start}-{number}" for number in itertools.count(2))
    return start if start not in taken else next(slug for slug in numbered if slug not in taken)
