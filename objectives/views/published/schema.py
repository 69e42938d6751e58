"""How the published data is made, for people and for programs."""

import json

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from csplan.core.components import Crumb
from objectives.rules.content import SCHEMA
from objectives.rules.rows import COLUMNS
from objectives.rules.schema import COMPENDIUM, COMPENDIUM_SCHEMA, OBJECTS, json_schema
from objectives.views.published.caching import Keep, answered, page


@login_not_required
@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """Addresses, identifiers, fields and columns, in words."""
    return answered(request, ("schema",), None, Keep.BRIEFLY, lambda: _schema_page(request))


@login_not_required
@require_safe
def schema_file(request: HttpRequest) -> HttpResponse:
    """The JSON Schema."""
    return answered(request, ("schema file",), None, Keep.FOR_A_DAY, _schema_file)


def _schema_page(request: HttpRequest) -> HttpResponse:
    context = {
        "objects": [*OBJECTS.items(), ("compendium", COMPENDIUM)],
        "columns": COLUMNS.items(),
        "schema": SCHEMA,
        "compendium_schema": COMPENDIUM_SCHEMA,
        "crumbs": [
            Crumb("Published objectives", reverse("objectives:set-list")),
            Crumb("Data"),
        ],
    }
    return page(request, "objectives/public/schema.html", context)


def _schema_file() -> HttpResponse:
    words = json.dumps(json_schema(), indent=2, ensure_ascii=False)
    response = HttpResponse(words, content_type="application/schema+json")
    response["Access-Control-Allow-Origin"] = "*"
    return response
