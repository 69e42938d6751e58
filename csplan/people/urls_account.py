"""What people do for their own account, under account/.

Allauth's names are kept where its own code looks them up. Passkeys and a department's sign-in have
no address where they are not offered.
"""

from allauth.account.views import reauthenticate
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes.views import view_recovery_codes
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions.views import list_usersessions
from django.conf import settings
from django.urls import URLPattern, path, re_path

from csplan.people.views import department, second_factor
from csplan.people.views.invitation import InvitationView
from csplan.people.views.passwords import ChangePasswordView, ResetPasswordView

urlpatterns: list[URLPattern] = [
    path("invitation/<str:token>/", InvitationView.as_view(), name="invitation"),
    path("password/", ChangePasswordView.as_view(), name="account_change_password"),
    re_path(
        r"^password/reset/link/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        ResetPasswordView.as_view(),
        name="account_reset_password_from_key",
    ),
    path("confirm/", reauthenticate, name="account_reauthenticate"),
    path("sessions/", list_usersessions, name="usersessions_list"),
    path("second-factor/", second_factor.SecondFactorView.as_view(), name="mfa_index"),
    path("second-factor/code/", second_factor.CodeView.as_view(), name="mfa_authenticate"),
    path("second-factor/confirm/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("second-factor/app/", second_factor.ActivateView.as_view(), name="mfa_activate_totp"),
    path(
        "second-factor/app/remove/",
        second_factor.DeactivateView.as_view(),
        name="mfa_deactivate_totp",
    ),
    path("second-factor/recovery-codes/", view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "second-factor/recovery-codes/new/",
        second_factor.RecoveryCodesView.as_view(),
        name="mfa_generate_recovery_codes",
    ),
]

if settings.CSPLAN_PASSKEYS:
    urlpatterns += [
        path("passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
        path(
            "second-factor/passkeys/add/",
            second_factor.AddPasskeyView.as_view(),
            name="mfa_add_webauthn",
        ),
        path(
            "second-factor/passkeys/<int:pk>/rename/",
            second_factor.RenamePasskeyView.as_view(),
            name="mfa_edit_webauthn",
        ),
        path(
            "second-factor/passkeys/<int:pk>/remove/",
            second_factor.RemovePasskeyView.as_view(),
            name="mfa_remove_webauthn",
        ),
        path(
            "second-factor/passkeys/confirm/",
            passkeys.reauthenticate_webauthn,
            name="mfa_reauthenticate_webauthn",
        ),
    ]

if settings.CSPLAN_OIDC_NAME:
    urlpatterns += [
        path("department/", department.start, department.PROVIDER, name="openid_connect_login"),
        path(
            "department/done/",
            department.finish,
            department.PROVIDER,
            name="openid_connect_callback",
        ),
    ]
