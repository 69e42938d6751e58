"""The programme's pages, by what they show."""
