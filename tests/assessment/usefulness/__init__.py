"""Use of a release beside its source."""
