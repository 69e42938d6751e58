"""Links inside a pack lead somewhere, whichever sections it is made of."""

import re

TARGET = re.compile(r'\bid="([^"]+)"')
LINK = re.compile(r'<a\b([^>]*?)\bhref="#([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
LOOK = re.compile(r'\bclass="[^"]+"')


def without_dead_links(html: str) -> str:
    """``html`` with each link to a part of itself that is not there replaced by its words.

    They look as the link was to look.
    """
    targets = set(TARGET.findall(html))

    def words(link: re.Match[str]) -> str:
        before, target, inner = link.groups()
        if target in targets:
            return link[0]
        look = LOOK.search(before)
        return f"<span {look[0]}>{inner}</span>" if look else f"<span>{inner}</span>"

    return LINK.sub(words, html)
