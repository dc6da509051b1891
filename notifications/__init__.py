"""Notices: a kind and ids, written with the action, delivered after commit, resolved with the reader's rights."""
