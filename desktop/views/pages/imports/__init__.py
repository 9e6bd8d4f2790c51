"""The page of importing files."""
