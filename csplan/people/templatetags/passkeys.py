"""What a page hands its script about passkeys."""

import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def as_json(value: Any) -> str:
    """The value as JSON, to be escaped into an attribute."""
    return json.dumps(value, cls=DjangoJSONEncoder)
