"""The benchmark: an invented installation on PostgreSQL, and what its pages cost there."""
