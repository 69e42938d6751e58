"""One person at the screens: imports files, fills in forms, and reads what comes back."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from csplan.accounts.models import User
from csplan.core.tabular import csv_bytes, ods_bytes, read_sheet

Row = Mapping[str, Any]


class Screens:
    """A signed-in person. Everything goes through an address and a form; nothing around them."""

    def __init__(self, user: User) -> None:
        self.client = Client()
        self.client.force_login(user)

    def imports(
        self, name: str, *rows: Row, within: Sequence[Any] = (), kind: str = "csv"
    ) -> None:
        """Fill in the list's own template by its headings, send it, and confirm the preview."""
        headings = self.headings(name, within)
        strange = {heading for row in rows for heading in row} - set(headings)
        assert not strange, f"{name} has no {strange}, only {headings}"
        cells = [[row.get(heading) for heading in headings] for row in rows]
        sheet = (
            csv_bytes(headings, cells) if kind == "csv" else ods_bytes([(name, headings, cells)])
        )
        sent = {"file": SimpleUploadedFile(f"{name.partition(':')[2]}.{kind}", sheet)}
        preview = self.client.post(reverse(f"{name}-import", args=within), sent, follow=True)
        assert "plan" in (preview.context or {}), preview.content.decode()
        plan = preview.context["plan"]
        refused = [(row.label, problem) for row in plan.refused for problem in row.problems]
        assert not refused, refused
        assert plan.counts["Added"] == len(rows), dict(plan.counts)
        answer = self.client.post(preview.request["PATH_INFO"], {"plan": plan.digest})
        assert answer.status_code == HTTPStatus.FOUND, answer.content.decode()

    def headings(self, name: str, within: Sequence[Any] = ()) -> list[str]:
        template = self.client.get(reverse(f"{name}-template", args=[*within, "csv"]))
        return list(read_sheet(template.content).headings)

    def sends(self, address: str, form: Mapping[str, Any]) -> Any:
        """Post a form that is accepted; gives the page it leads to."""
        answer = self.client.post(address, form)
        assert answer.status_code == HTTPStatus.FOUND, (address, self.problems(answer))
        return self.client.get(answer["Location"], follow=True)

    def opens(self, address: str) -> str:
        answer = self.client.get(address)
        assert answer.status_code == HTTPStatus.OK, (address, answer.status_code)
        return answer.content.decode()

    @staticmethod
    def problems(answer: Any) -> Any:
        for one in answer.context or {}:
            if "form" in one and getattr(one["form"], "errors", None):
                return one["form"].errors
        return answer.status_code, answer.content.decode()[-3000:]
