"""Pages about monitoring packs."""
