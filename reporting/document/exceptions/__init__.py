"""What a pack says needs attention."""
