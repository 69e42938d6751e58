"""The addresses of one register, to be put among its app's own."""

from collections.abc import Callable

from django.urls import URLPattern, path

import csplan.core.converters  # noqa: F401 - registers "id"
from csplan.registers import views
from csplan.registers.declaration import Register


def register_urls(register: Register, prefix: str = "") -> list[URLPattern]:
    """Every page of ``register`` below ``prefix``, which is its slug unless given."""
    shown = pages(ends=bool(register.ends), removes=register.remove_rule is not None)
    return [
        path(
            f"{prefix or f'{register.slug}/'}{rest}",
            page.as_view(register=register),
            name=f"{register.slug}-{what}",
        )
        for rest, page, what in shown
    ]


def register_urls_within(
    prefix: str,
    slug: str,
    make: Callable[..., Register],
    *,
    ends: bool = False,
    removes: bool = False,
) -> list[URLPattern]:
    """Every page of a list that belongs to something, below ``prefix``, which names that thing.

    ``make`` is called with the actor and the parts of the address in ``prefix``. It returns the
    register, whose ``slug`` is ``slug``, or raises Http404 when the thing is not to be seen.
    """
    return [
        path(f"{prefix}{rest}", page.as_view(make_register=make), name=f"{slug}-{what}")
        for rest, page, what in pages(ends=ends, removes=removes)
    ]


def pages(*, ends: bool, removes: bool) -> list[tuple[str, type[views.RegisterPage], str]]:
    """Address, page and name of everything a register has."""
    found: list[tuple[str, type[views.RegisterPage], str]] = [
        ("", views.ListPage, "list"),
        ("export.<str:kind>", views.ExportPage, "export"),
        ("add/", views.AddPage, "add"),
        ("import/", views.ImportPage, "import"),
        ("import/template.<str:kind>", views.TemplatePage, "template"),
        ("import/<id:upload>/", views.PreviewPage, "preview"),
        ("<id:pk>/", views.RecordPage, "record"),
        ("<id:pk>/change/", views.ChangePage, "change"),
    ]
    if ends:
        found.append(("<id:pk>/end/", views.EndPage, "end"))
    if removes:
        found.append(("<id:pk>/remove/", views.RemovePage, "remove"))
    return found
