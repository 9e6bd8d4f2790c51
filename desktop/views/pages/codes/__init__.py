"""The page of codes: how far each is, codes given in the table, planned, locked, reserved."""
