"""Reads across objectives, for pages, files and packs, in a fixed number of queries."""
