"""Everything that changes a file, one module an aggregate."""
