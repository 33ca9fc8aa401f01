"""A subject's own identifiers in its texts: reading, the forms of each kind, the search."""
