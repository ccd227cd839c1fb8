"""What a repository knows of its manifest stores: rows in SQLite or in PostgreSQL."""
