"""What EMAIL_URL says: a mail server, or GOV.UK Notify."""

import re
from importlib.util import find_spec
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env

UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
KEY = re.compile(rf".*-?{UUID}-{UUID}", re.IGNORECASE)
FORM = "notify://API-KEY@api.notifications.service.gov.uk/TEMPLATE-ID"


def email_settings(address: str) -> dict[str, Any]:
    """Django's settings for the address; ImproperlyConfigured, without quoting it, if wrong."""
    if not address.startswith("notify://"):
        return dict(Env.email_url_config(address))
    return {
        "EMAIL_BACKEND": "csplan.notices.notify.NotifyEmailBackend",
        "NOTIFY": _notify(address),
    }


def _notify(address: str) -> dict[str, str]:
    """How to reach Notify. ``?reply_to=`` names one of the service's addresses for replies."""
    parts = urlsplit(address)
    key, template_id = unquote(parts.username or ""), parts.path.strip("/")
    reply_to = parse_qs(parts.query).get("reply_to", [""])[0]
    ids = [template_id, *([reply_to] if reply_to else [])]
    is_whole = KEY.fullmatch(key) and all(re.fullmatch(UUID, each, re.I) for each in ids)
    if not is_whole or not parts.hostname:
        raise ImproperlyConfigured(f"Set EMAIL_URL to an address like {FORM}")
    if find_spec("notifications_python_client") is None:
        raise ImproperlyConfigured(
            "EMAIL_URL asks for GOV.UK Notify: install requirements/notify.txt, or name a mail "
            "server"
        )
    port = f":{parts.port}" if parts.port else ""
    return {
        "api_key": key,
        "address": f"https://{parts.hostname}{port}",
        "template_id": template_id,
        "reply_to_id": reply_to,
    }
