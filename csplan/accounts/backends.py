"""How a session finds its person."""

from allauth.account.auth_backends import AuthenticationBackend

from csplan.accounts.models import User
from csplan.accounts.selectors import user_with_grants


class Backend(AuthenticationBackend):
    """Allauth's sign-in, reading a person together with their grants on every request."""

    def get_user(self, user_id: int) -> User | None:
        user = user_with_grants(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
