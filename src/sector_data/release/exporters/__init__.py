"""Descriptions of a release for catalogues, archives and lineage servers, made when asked for.

What lives here: one module for each format, all of them written from
:class:`~sector_data.release.exporters.described.DescribedRelease`. What does not: the descriptions
that every bundle holds (:mod:`sector_data.release.datapackage`,
:mod:`sector_data.release.croissant`).
"""
