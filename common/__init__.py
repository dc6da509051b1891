"""Code without tables that any app may use."""
