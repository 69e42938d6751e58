"""A year looked back on: quarter by quarter, what was offered and achieved, and the impact."""
