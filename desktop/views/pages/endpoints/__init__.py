"""The page of endpoints and people."""
