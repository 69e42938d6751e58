"""What the words of a pack mean."""
