"""The encrypted database: tables, readers, the unit of work with its journal, migrations."""
