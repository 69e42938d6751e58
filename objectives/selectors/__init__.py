"""Reads across objectives, for pages, files and packs, in a fixed number of queries."""

from objectives.selectors.pages import CategoryPage, MilestoneLine, SetPage, set_page

__all__ = ["CategoryPage", "MilestoneLine", "SetPage", "set_page"]
