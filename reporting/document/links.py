"""Links inside a pack lead somewhere, whichever sections it is made of."""

import re

TARGET = re.compile(r'\bid="([^"]+)"')
LINK = re.compile(r'<a\b[^>]*?\bhref="#([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)


def without_dead_links(html: str) -> str:
    """``html`` with each link to a part of itself that is not there replaced by its words."""
    targets = set(TARGET.findall(html))

    def words(link: re.Match[str]) -> str:
        return link[0] if link[1] in targets else f"<span>{link[2]}</span>"

    return LINK.sub(words, html)
