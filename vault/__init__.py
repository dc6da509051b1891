"""Data keys, encrypted fields, blind index, key rotation and destruction."""
