"""The engines of this package, each behind :mod:`sector_data.synthesise.protocol`."""
