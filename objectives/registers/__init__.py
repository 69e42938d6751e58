"""The lists that people keep of objectives."""
