"""The page of units and codes."""
