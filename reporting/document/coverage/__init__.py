"""The coverage matrix of a pack: whose people are represented where."""
