"""The window around the pages: navigation, search, notices, status."""
