"""Each locality of a pack beside each outcome."""
