"""The addresses of monitoring packs."""

from django.urls import include, path

from reporting import views, views_questions

app_name = "reporting"

one_pack = [
    path("", views.pack_detail, name="pack-detail"),
    path("progress/", views.pack_progress, name="pack-progress"),
    path("read/", views.pack_read, name="pack-read"),
    path("pdf/", views.pack_download, name="pack-download"),
    path("data/", views.pack_snapshot, name="pack-snapshot"),
    path("lines/", views_questions.pack_lines, name="pack-lines"),
    path("lines/<slug:line>/ask/", views_questions.pack_ask, name="pack-ask"),
    path("propose/", views.pack_propose, name="pack-propose"),
    path("publish/", views.pack_publish, name="pack-publish"),
]

urlpatterns = [
    path("packs/", views.pack_list, name="pack-list"),
    path("packs/<slug:period>/build/", views.pack_build, name="pack-build"),
    path("packs/<slug:period>/<int:edition>/<int:build>/", include(one_pack)),
]
