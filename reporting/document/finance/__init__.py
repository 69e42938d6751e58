"""The money of a pack: what departments contribute to the year, and the savings against it."""
