"""Tables of any length: plain rows in pages, chosen columns, sorting, copying, printing."""
