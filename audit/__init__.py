"""The append-only record of what was done and what was seen; ids only."""
