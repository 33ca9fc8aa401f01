"""Release confidential sector data safely."""

from sector_data._version import __version__

__all__ = ["__version__"]
