"""Minutes of handing devices over: drawn, printed, signed, kept."""
