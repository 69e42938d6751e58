"""The addresses of one register, to be put among its app's own."""

from django.urls import URLPattern, path

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
        ("import/<int:upload>/", views.PreviewPage, "preview"),
        ("<int:pk>/", views.RecordPage, "record"),
        ("<int:pk>/change/", views.ChangePage, "change"),
    ]
    if register.ends:
        pages.append(("<int:pk>/end/", views.EndPage, "end"))
    return [
        path(f"{start}{rest}", page.as_view(register=register), name=f"{name}-{what}")
        for rest, page, what in pages
    ]
