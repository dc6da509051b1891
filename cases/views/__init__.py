"""Pages of a file, one module a family."""
