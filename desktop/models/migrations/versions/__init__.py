"""One module for each schema number: `upgrade` brings the schema before it up to it."""
