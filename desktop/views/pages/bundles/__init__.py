"""The page of sealing and verifying."""
