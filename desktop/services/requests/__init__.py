"""Requests to the issuer: drawn up, printed, sent, answered."""
