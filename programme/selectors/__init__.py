"""Reads across the programme, for pages and packs, in a fixed number of queries."""

from programme.selectors.progress import author_ids, unanswered_count

__all__ = ["author_ids", "unanswered_count"]
