"""The dates of a pack that slip."""
