"""JSON in the cells of a column: taken apart into parts, and put together again.

What lives here: the parts of all documents by their path, and the documents with other values. What
does not: what happens to a part (:mod:`sector_data.pipeline.planning.nested`).

A path is the names on the way to a value, with dots between them; the places of a list have none,
so that ``name.family`` is the family name in each of ``{"name": [{"family": …}, …]}``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

_LARGEST = 2**63
ALONE = "value"
"""Path of what has no name: the values of a document that is a list of texts."""


@dataclass(slots=True, repr=False)
class Part:
    """The values of one path.

    Attributes
    ----------
    rows
        Row of each value; a row can have several, or none.
    values
        Texts, numbers and truth values, in the order of the documents.
    """

    rows: list[int] = field(default_factory=list)
    values: list[str | int | float | bool] = field(default_factory=list)

    def array(self) -> pa.Array:
        """Return the values as one column; those of several types as texts."""
        kinds = {type(value) for value in self.values}
        if kinds == {bool}:
            return pa.array(self.values, pa.bool_())
        if kinds == {int} and all(-_LARGEST <= v < _LARGEST for v in self.values):  # type: ignore[operator]
            return pa.array(self.values, pa.int64())
        if kinds and kinds <= {int, float}:
            return pa.array([float(v) for v in self.values], pa.float64())
        return pa.array(
            [v if isinstance(v, str) else json.dumps(v) for v in self.values], pa.string()
        )


@dataclass(slots=True, repr=False)
class Documents:
    """The documents of a column.

    Attributes
    ----------
    parts
        By path, in the order in which they first occur.
    broken
        Cells that hold no JSON object or list.
    """

    parts: dict[str, Part]
    broken: int
    _roots: list[Any]

    @classmethod
    def read(cls, texts: Sequence[str | None]) -> Documents:
        """Take the cells of a column apart."""
        parts: dict[str, Part] = {}
        roots: list[Any] = []
        broken = 0
        for row, text in enumerate(texts):
            root = None if text is None else document(text)
            broken += text is not None and root is None
            roots.append(root)
            for path, value in _leaves(root, ""):
                part = parts.setdefault(path, Part())
                part.rows.append(row)
                part.values.append(value)
        return cls(parts, broken, roots)

    def written(self, values: Mapping[str, Sequence[Any]]) -> pa.Array:
        """Return the documents with other values.

        Parameters
        ----------
        values
            For each path that stays, one value for each of the part's; None leaves it out. Paths
            that are not named are left out, and so is what is empty then.

        Returns
        -------
        Array
            ``string``; null where there was no document, or nothing of it is left.
        """
        streams = {path: iter(some) for path, some in values.items()}
        made = (_rebuilt(root, "", streams) for root in self._roots)
        return pa.array(
            [
                None
                if root is None
                else json.dumps(root, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
                for root in made
            ],
            pa.string(),
        )


def document(text: str) -> dict[str, Any] | list[Any] | None:
    """Return a JSON object or list; None for any other text."""
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        root = json.loads(text, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return None
    return root if isinstance(root, dict | list) else None


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _leaves(node: Any, path: str) -> Iterator[tuple[str, str | int | float | bool]]:
    if isinstance(node, dict):
        for name, value in node.items():
            yield from _leaves(value, _below(path, name))
    elif isinstance(node, list):
        for value in node:
            yield from _leaves(value, path)
    elif node is not None:
        yield path or ALONE, node


def _rebuilt(node: Any, path: str, streams: Mapping[str, Iterator[Any]]) -> Any:
    if isinstance(node, dict):
        members = {
            name: made
            for name, value in node.items()
            if (made := _rebuilt(value, _below(path, name), streams)) is not None
        }
        return members or None
    if isinstance(node, list):
        items = [made for v in node if (made := _rebuilt(v, path, streams)) is not None]
        return items or None
    stream = streams.get(path or ALONE)
    return None if node is None or stream is None else next(stream)
