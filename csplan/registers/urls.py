"""The addresses of one register, to be put among its app's own."""

from django.urls import URLPattern, path

import csplan.core.converters  # noqa: F401 - registers "id"
from csplan.registers import views
from csplan.registers.declaration import Register


def register_urls(register: Register, prefix: str = "") -> list[URLPattern]:
    """Every page of ``register`` below ``prefix``, which is its slug unless given."""
    start, name = prefix or f"{register.slug}/", register.slug
    pages = [
        ("", views.ListPage, "list"),
        ("export.<str:kind>", views.ExportPage, "export"),
        ("add/", views.AddPage, "add"),
        ("import/", views.ImportPage, "import"),
        ("import/template.<str:kind>", views.TemplatePage, "template"),
        ("import/<id:upload>/", views.PreviewPage, "preview"),
        ("<id:pk>/", views.RecordPage, "record"),
        ("<id:pk>/change/", views.ChangePage, "change"),
    ]
    if register.ends:
        pages.append(("<id:pk>/end/", views.EndPage, "end"))
    return [
        path(f"{start}{rest}", page.as_view(register=register), name=f"{name}-{what}")
        for rest, page, what in pages
    ]
