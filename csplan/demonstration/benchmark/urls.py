"""csplan's addresses and, before them, the bare views its pages are measured beside."""

from django.urls import include, path

from csplan.demonstration.benchmark import views

urlpatterns = [
    path("benchmark/bare/<slug:name>/", views.bare, name="benchmark-bare"),
    path("benchmark/signed-in/<slug:name>/", views.bare_signed_in, name="benchmark-signed-in"),
    path("benchmark/stored/<slug:name>/", views.bare_stored, name="benchmark-stored"),
    path("benchmark/logged/<slug:name>/", views.bare_logged, name="benchmark-logged"),
    path("", include("csplan.urls")),
]

handler400 = "csplan.core.views.bad_request"
handler403 = "csplan.core.views.permission_denied"
handler404 = "csplan.core.views.page_not_found"
handler500 = "csplan.core.views.server_error"
