"""The page of eTokens."""
