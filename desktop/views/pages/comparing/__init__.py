"""Two days beside each other: what began, ended and changed between them."""
