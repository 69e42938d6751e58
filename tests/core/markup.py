"""Reads rendered HTML back, so that tests look at elements and not at strings."""

from typing import Any

from django.forms import BaseForm
from django.template import engines
from django.test import RequestFactory
from lxml import html  # type: ignore[import-untyped]


def render(source: str, context: dict[str, Any] | None = None, path: str = "/") -> str:
    """The template's text, rendered for an anonymous request to `path`."""
    return str(engines["django"].from_string(source).render(context, RequestFactory().get(path)))


def parse(text: str) -> Any:
    return html.fromstring(f"<div>{text}</div>")


def form_page(form: BaseForm) -> Any:
    source = "{% load crispy_forms_tags govuk %}{% error_summary form %}{% crispy form %}"
    return parse(render(source, {"form": form}))


def words(element: Any) -> str:
    return " ".join(element.text_content().split())
