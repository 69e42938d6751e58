"""Addresses made from names."""

import itertools
from collections.abc import Collection

from django.db import models
from django.utils.text import slugify

LONGEST_START = 50


def free_slug(
    model: type[models.Model], name: str, *, reserved: frozenset[str] = frozenset()
) -> str:
    """An address made from ``name`` that no record of ``model`` has and no page needs."""
    like = model._default_manager.filter(slug__startswith=_start(model, name))
    return first_free(model, name, reserved | set(like.values_list("slug", flat=True)))


def first_free(model: type[models.Model], name: str, taken: Collection[str]) -> str:
    """The address made from ``name``, with a number behind it if it is ``taken``."""
    start = _start(model, name)
    numbered = (f"{start}-{number}" for number in itertools.count(2))
    return start if start not in taken else next(slug for slug in numbered if slug not in taken)


def _start(model: type[models.Model], name: str) -> str:
    return slugify(name)[:LONGEST_START] or model._meta.model_name or "record"
