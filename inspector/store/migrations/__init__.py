"""The history of the tables, one file per change, numbered upwards; one history for SQLite and PostgreSQL."""
