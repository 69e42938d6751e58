"""What a pack looks forward to: the two quarters after its own."""
