"""Descriptions of a release for catalogues, archives and lineage servers."""
