"""What comes in and goes out: spreadsheets, bundles, removable media."""
