"""What people type about a file."""
