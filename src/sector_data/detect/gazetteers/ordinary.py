"""Ordinary English words, which are no names however they are written.

What lives here: the list. What does not: words that are names as well ("Rose"); those stand in
``words/en/names.yaml``, because a word beside them can make them names.

The list holds the single words that WordNet 3.0 (© Princeton University) writes in small letters,
with its irregular forms; the forms of words in the documentation of free software that WordNet
knows; and the vocabulary of the project's own sample notes; without the words that are names and
nothing else. Regular inflections are told from their stems
(:meth:`sector_data.detect.recognizers.known_names.KnownNames.common`).
"""

from __future__ import annotations

import gzip
from functools import cache
from importlib import resources


@cache
def ordinary_english() -> frozenset[str]:
    """Return ordinary English words in small letters, inflected forms among them."""
    data = resources.files(__package__).joinpath("ordinary.txt.gz").read_bytes()
    return frozenset(gzip.decompress(data).decode("ascii").split())
