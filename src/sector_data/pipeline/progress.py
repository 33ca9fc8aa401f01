"""How the long verbs tell what they are doing.

What lives here: the one callback type and its silent default. What does not: showing it
(:mod:`sector_data.cli.progress`).
"""

from __future__ import annotations

from collections.abc import Callable

Announce = Callable[[str], None]
"""Called with a short phrase when a stage begins: ``"reading patients"``. No value of the data."""


def silent(_phrase: str) -> None:
    """Tell nobody."""
