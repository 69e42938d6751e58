"""Every template compiles, is laid out alike, and holds nothing that the policy forbids."""

import re
import subprocess
import sys
from pathlib import Path

from django.template.loader import get_template

ABOVE = re.compile(r"{% block breadcrumbs %}(.*?){% endblock", re.S)
ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))
# What the content security policy would block, or what would let a person's words be markup.
FORBIDDEN = re.compile(
    r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)|javascript:|\|safe\b|autoescape off",
    re.I,
)
ALLOWED = {
    # Mail programs read no style sheet of ours, and no policy of ours reads their mail.
    "notices/email.html": {" style="},
    # A file that people keep: it brings its style along, and a policy of its own.
    "reporting/document/edition.html": {"<style"},
}


class TestTemplates:
    def test_compile(self) -> None:
        for name in TEMPLATES:
            # What does not compile says where in the template.
            assert get_template(name)

    def test_hold_nothing_inline_and_nothing_unescaped(self) -> None:
        found = {
            name: set(FORBIDDEN.findall((FOLDER / name).read_text())) - ALLOWED.get(name, set())
            for name in TEMPLATES
        }
        assert {name: words for name, words in found.items() if words} == {}

    def test_is_laid_out_alike(self) -> None:
        files = [str(FOLDER / name) for name in TEMPLATES]
        djade = str(Path(sys.executable).with_name("djade"))
        command = [djade, "--target-version", "5.2", "--check", *files]

        check = subprocess.run(command, capture_output=True, text=True, check=False)

        assert check.returncode == 0, check.stdout + check.stderr

    def test_includes_only_with_a_context_of_its_own(self) -> None:
        included = re.compile(r'{% include "components/[^%]*%}')
        open_ones = [
            (name, tag)
            for name in TEMPLATES
            for tag in included.findall((FOLDER / name).read_text())
            if " only %}" not in tag
        ]

        assert open_ones == []

    def test_leads_back_only_from_within_a_landmark(self) -> None:
        """What stands above the page's main part is a component that is a `nav` of its own."""
        leads_back = re.compile(r'include "components/(?:breadcrumbs|back_link)\.html"')
        bare = [
            name
            for name in TEMPLATES
            for above in ABOVE.findall((FOLDER / name).read_text())
            if above.strip() and not leads_back.search(above)
        ]

        assert bare == ["audit/record_history.html"], "but the administration's own"
