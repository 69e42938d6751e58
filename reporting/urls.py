"""The addresses of monitoring packs."""

from django.urls import include, path

import csplan.core.converters  # noqa: F401 - registers "id"
from reporting.views import (
    batches,
    builds,
    comparing,
    files,
    meetings,
    packs,
    questions,
    room,
    verifying,
)

app_name = "reporting"

one_pack = [
    path("", packs.pack_detail, name="pack-detail"),
    path("progress/", builds.pack_progress, name="pack-progress"),
    path("read/", files.pack_read, name="pack-read"),
    path("pdf/", files.pack_download, name="pack-download"),
    path("data/", files.pack_snapshot, name="pack-snapshot"),
    path("files/<slug:kind>/", room.pack_file, name="pack-file"),
    path("lines/", questions.pack_lines, name="pack-lines"),
    path("lines/<slug:line>/", room.pack_line, name="pack-line"),
    path("lines/<slug:line>/ask/", questions.pack_ask, name="pack-ask"),
    path("lines/<slug:line>/meeting/", meetings.pack_pin, name="pack-pin"),
    path("downloads/", files.pack_downloads, name="pack-downloads"),
    path("propose/", builds.pack_propose, name="pack-propose"),
    path("withdraw/", builds.pack_withdraw, name="pack-withdraw"),
    path("turn-down/", builds.pack_turn_down, name="pack-turn-down"),
    path("publish/", builds.pack_publish, name="pack-publish"),
]

urlpatterns = [
    path("", room.reading_room, name="reading-room"),
    path("archive/", room.pack_archive, name="pack-archive"),
    path("trends/", room.pack_trends, name="pack-trends"),
    path("search/", room.pack_search, name="pack-search"),
    path("verify/", verifying.pack_verify, name="pack-verify"),
    path("packs/", packs.pack_list, name="pack-list"),
    path("packs/compare/", comparing.pack_compare, name="pack-compare"),
    path("meetings/<id:pk>/propose/", meetings.meeting_propose, name="meeting-propose"),
    path("packs/<slug:period>/build/", builds.pack_build, name="pack-build"),
    path("packs/<slug:period>/build/several/", batches.batch_build, name="batch-build"),
    path("packs/<slug:period>/build/<slug:subject>/", builds.pack_build, name="pack-build"),
    path("packs/together/<id:pk>/", batches.batch_detail, name="batch-detail"),
    path("packs/together/<id:pk>/progress/", batches.batch_progress, name="batch-progress"),
    path("packs/together/<id:pk>/retry/", batches.batch_retry, name="batch-retry"),
    path("packs/<slug:period>/<int:edition>/<int:build>/", include(one_pack)),
    path("packs/<slug:period>/<slug:subject>/<int:edition>/<int:build>/", include(one_pack)),
]
