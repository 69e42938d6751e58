"""The line of sight from a plan to published objectives that it serves."""
