"""Looking after people and their roles, under people/."""

from django.urls import path

from csplan.people.views import accounts, people, roles

app_name = "people"

urlpatterns = [
    path("", people.PeopleListView.as_view(), name="list"),
    path("invite/", accounts.InviteView.as_view(), name="invite"),
    path("leavers/", people.LeaversView.as_view(), name="leavers"),
    path("waiting/", roles.WaitingView.as_view(), name="waiting"),
    *(
        path(
            f"waiting/<int:pk>/{decision}/",
            roles.DecideView.as_view(),
            {"decision": decision},
            name=decision,
        )
        for decision in roles.DECISIONS
    ),
    path("<int:pk>/", people.PersonPageView.as_view(), name="person"),
    path("<int:pk>/change/", accounts.ChangeDetailsView.as_view(), name="change"),
    path("<int:pk>/invite/", accounts.InviteAgainView.as_view(), name="invite-again"),
    path("<int:pk>/close/", accounts.CloseView.as_view(), name="close"),
    path("<int:pk>/reopen/", accounts.ReopenView.as_view(), name="reopen"),
    path(
        "<int:pk>/second-factor/",
        accounts.RemoveSecondFactorView.as_view(),
        name="remove-second-factor",
    ),
    path("<int:pk>/roles/give/", roles.GiveRoleView.as_view(), name="give-role"),
    path("<int:pk>/roles/<int:grant>/end/", roles.EndRoleView.as_view(), name="end-role"),
]
