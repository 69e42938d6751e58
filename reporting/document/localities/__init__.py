"""A pack locality by locality."""
