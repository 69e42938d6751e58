"""Signing in and out, and asking for a link to choose another password. Sign-up is closed.

What changes a password is recorded in the history, and so stands above: see
``csplan.people.urls_account``.
"""

from allauth.account import views
from django.urls import path

from csplan.accounts.views import start_over, stay

urlpatterns = [
    path("sign-in/", views.login, name="account_login"),
    path("sign-in/again/", start_over, name="sign-in-again"),
    path("sign-out/", views.logout, name="account_logout"),
    path("stay/", stay, name="session-stay"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/sent/", views.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
