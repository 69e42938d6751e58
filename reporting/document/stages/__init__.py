"""Where the work programme stands in the delivery model: innovate, core offering, embed."""
