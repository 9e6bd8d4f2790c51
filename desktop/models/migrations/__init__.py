"""Steps from one schema to the next; `desktop.models.schema` takes them."""
