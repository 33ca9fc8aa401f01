"""What a sample is: tables of text with their marked passages, and who makes them.

What lives here: the types that every generator offers. What does not: where their files go
(:mod:`sample_data.generator.writing`), what their columns mean (a ``description.toml`` in the
package of each).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sample_data.generator.prose import Piece, Span

SEED = 2025
"""The seed of everything that the repository holds."""

Sector = Literal["health", "finance", "infrastructure"]


class Marked(str):
    """A text that knows which of its passages identify somebody.

    Put into a table like any text; what it knows becomes the ground truth of its column.
    """

    __slots__ = ("spans",)
    spans: tuple[Span, ...]

    def __new__(cls, text: str, spans: Iterable[Span] = ()) -> Marked:
        """Return a text with its spans: ``text[start:end]``, in code points, in order."""
        marked = super().__new__(cls, text)
        marked.spans = tuple(spans)
        return marked

    @classmethod
    def of(cls, pieces: Iterable[Piece]) -> Marked:
        """Return pieces put together as they are; those of an entity are marked."""
        parts: list[str] = []
        spans: list[Span] = []
        length = 0
        for text, entity in pieces:
            if entity is not None:
                spans.append(Span(length, length + len(text), entity))
            parts.append(text)
            length += len(text)
        return cls("".join(parts), spans)


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is written: every cell is text, an empty one is missing.

    `rows` is read once, from first to last, before those of the next table: a generator of a
    million rows need not keep them.
    """

    columns: tuple[str, ...]
    rows: Iterable[Sequence[str]]
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Made:
    """A source that was made from one seed: tables by name, in the order of their writing."""

    tables: dict[str, Table]


@dataclass(frozen=True, slots=True)
class Sample:
    """A kind of source that can be made in any size.

    A package below :mod:`sample_data.generator` offers it as ``SAMPLE`` in its module ``sample``,
    which defines `make`; beside that module lies ``description.toml``.
    """

    name: str
    """As it is called on the command line: ``finance-cards``."""
    sector: Sector
    title: str
    unit: str
    """Of what `size` is the number: ``cardholders``."""
    size: int
    """Of the one in the repository."""
    folder: str
    """Where that lies, below ``sample_data``."""
    make: Callable[[int, int], Made]
    """Returns the tables for a seed and a size, drawing from
    :class:`sample_data.generator.dice.Dice` alone."""
    pipelines: tuple[str, ...]
    """Ready pipelines that release it, the recommended one first."""
    languages: tuple[str, ...] = ("en",)
    """Of its texts."""
    seed: int = SEED

    @property
    def description(self) -> Path:
        """Where data dictionary and datasheet are written down."""
        return Path(inspect.getfile(self.make)).with_name("description.toml")
