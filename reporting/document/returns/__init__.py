"""How the returns reached a pack, and which of its figures were put right."""
