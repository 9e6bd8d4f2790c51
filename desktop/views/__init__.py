"""The window: Qt, and nothing of the database. A view holds plain values."""
