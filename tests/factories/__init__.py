"""Rows for tests, one module an app. Traits name the interesting variants."""
