"""A pack outcome by outcome."""
