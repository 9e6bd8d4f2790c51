"""The page on which a reorganisation is planned."""
