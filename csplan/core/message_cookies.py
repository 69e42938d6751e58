"""Messages to the next page, in a cookie that no other host can set or read."""

from django.contrib.messages.storage.cookie import CookieStorage


class HostCookieStorage(CookieStorage):
    """Django's own, under a name that browsers accept only from this host, over HTTPS."""

    cookie_name = "__Host-messages"
