"""What the section ``aggregate`` of a source must agree on with itself.

What lives here: tables that are named must be there, columns that are made must differ. What does
not: whether columns exist and hold numbers, which only the data can tell
(:mod:`sector_data.pipeline.aggregating`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from sector_data.spec.problems import nearest, quote
from sector_data.spec.yaml_lines import Place

Mistake = tuple[Place, str, str]
"""Where within the section, what is wrong, and what helps."""


def aggregate_mistakes(spec: Mapping[str, object]) -> Iterator[Mistake]:
    """Yield what contradicts or leads nowhere.

    Parameters
    ----------
    spec
        The section as it was written; what is not of the right type is passed over.
    """
    tables = [str(name) for name in _mapping(spec, "tables")]
    for place, path in _paths(spec):
        table, dot, column = path.partition(".")
        if not (table and dot and column):
            yield place, f"expected table.column; found {quote(path)}.", "Name the table, too."
        elif table not in tables:
            yield place, f"no table {quote(table)} under 'tables'.", nearest(table, tables)
    of = spec.get("of")
    if isinstance(of, str) and of not in tables:
        yield ("of",), f"no table {quote(of)} under 'tables'.", nearest(of, tables)
    yield from _made_twice(spec)


def _paths(spec: Mapping[str, object]) -> Iterator[tuple[Place, str]]:
    if isinstance(subject := spec.get("subject"), str):
        yield ("subject",), subject
    for child, parent in _mapping(spec, "references").items():
        yield ("references", child), child
        if isinstance(parent, str):
            yield ("references", child), parent
    for name, by in _mapping(spec, "by").items():
        column = by.get("column") if isinstance(by, Mapping) else by
        if isinstance(column, str):
            yield ("by", name), column
    for name, path in _mapping(spec, "sums").items():
        if isinstance(path, str):
            yield ("sums", name), path


def _made_twice(spec: Mapping[str, object]) -> Iterator[Mistake]:
    count = spec.get("count", "subjects")
    places: list[Place] = [*((key, name) for key in ("by", "sums") for name in _mapping(spec, key))]
    named = Counter([*(str(place[1]) for place in places), str(count)])
    for place in places[::-1]:
        if named[str(place[1])] > 1:
            told = f"two columns of the table that is made are called {quote(place[1])}."
            yield place, told, "Name those of by, sums and count apart."
            return


def _mapping(spec: Mapping[str, object], key: str) -> dict[str, object]:
    value = spec.get(key)
    return {str(k): v for k, v in value.items()} if isinstance(value, Mapping) else {}
