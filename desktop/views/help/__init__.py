"""Help that needs no network: each page's own text, opened by F1."""
