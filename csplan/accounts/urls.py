"""Signing in and out, and passwords. Sign-up is closed."""

from allauth.account import views
from django.urls import path, re_path

from csplan.accounts.views import start_over, stay

urlpatterns = [
    path("sign-in/", views.login, name="account_login"),
    path("sign-in/again/", start_over, name="sign-in-again"),
    path("sign-out/", views.logout, name="account_logout"),
    path("stay/", stay, name="session-stay"),
    path("password/", views.password_change, name="account_change_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/sent/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/link/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
