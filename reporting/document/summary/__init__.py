"""The head of a pack: three figures, and what the sections after say, a line each."""
