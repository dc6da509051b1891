"""Pages of associations: structure, entering, members, agreements."""
