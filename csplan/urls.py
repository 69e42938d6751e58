"""Where each part of csplan answers."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("csplan.core.urls")),
    path("", include("csplan.operations.urls")),
    path("", include("csplan.home.urls")),
    path("account/", include("csplan.accounts.urls")),
    path("account/", include("csplan.people.urls_account")),
    path("account/emails/", include("csplan.notices.urls")),
    path("administration/", admin.site.urls),
    path("drafts/", include("csplan.drafts.urls")),
    path("history/", include("csplan.audit.urls")),
    path("localities/", include("localities.urls")),
    path("objectives/", include("objectives.urls")),
    path("people/", include("csplan.people.urls")),
    path("programme/", include("programme.urls")),
    path("reporting/", include("reporting.urls")),
]

handler400 = "csplan.core.views.bad_request"
handler403 = "csplan.core.views.permission_denied"
handler404 = "csplan.core.views.page_not_found"
handler500 = "csplan.core.views.server_error"
