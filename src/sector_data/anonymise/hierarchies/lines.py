"""The lines of a hierarchy file: from bytes to values with their labels.

What lives here: delimiters, the first line, the choice of columns, and the four layouts of CSV
files: groups beside the value, code and parent, code and level, indented codes. What does not: YAML
and the checks that the result is a tree (:mod:`sector_data.anonymise.hierarchies.files`).

Messages name lines and counts of the file, never a value of the data.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from sector_data.anonymise.hierarchies.hierarchy import ROOT
from sector_data.errors import InputError, Problem, SpecificationError
from sector_data.spec.hierarchies import FileHierarchy

Row = tuple[int, list[str]]
"""Line in the file, and labels from the leaf up."""

Node = tuple[int, str, int | None]
"""Line in the file, code, and the place of its parent in the list of nodes."""

MOST_PROBLEMS = 20


def csv_rows(content: bytes, spec: FileHierarchy) -> list[Row]:
    """Read the values of a CSV file with their labels.

    Raises
    ------
    InputError
        If the file is not UTF-8.
    SpecificationError
        If it has no such columns, or the layout is another one.
    """
    name = spec.path.name
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(
            f"The hierarchy file {name} is not UTF-8 text.", "Save it as UTF-8."
        ) from None
    readings = [_split(text, delimiter) for delimiter in (";", ",", "\t")]
    # The delimiter is the one that makes the more columns of the first line.
    rows = max(readings, key=lambda rows: len(rows[0][1]) if rows else 0)
    if not rows or (len(rows[0][1]) < 2 and spec.layout != "indented"):
        raise _mistake(
            name,
            "path",
            "the file has no two columns separated by ;, a comma or a tab.",
            "Write one line for each value: the value, its groups, *.",
        )
    rows = _chosen(rows, spec)
    if spec.layout == "levels":
        return rows
    problems: list[Problem] = []
    if spec.layout == "parent":
        nodes = _by_parent(rows, name, problems)
    elif spec.layout == "level":
        nodes = _by_level(rows, name, problems)
    else:
        nodes = _by_indent(rows, name, problems)
    if problems:
        raise SpecificationError(problems[:MOST_PROBLEMS], name)
    return _with_groups(nodes, name)


def _split(text: str, delimiter: str) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [(reader.line_num, row) for row in reader if any(row)]
    except csv.Error:
        return []


def _mistake(file: str, parameter: str, message: str, hint: str) -> SpecificationError:
    return SpecificationError([Problem(f"hierarchy.{parameter}", message, hint=hint)], file)


def _chosen(rows: list[Row], spec: FileHierarchy) -> list[Row]:
    """Leave out the line of names and the columns that were not asked for."""
    first = [cell.strip() for cell in rows[0][1]]
    names = spec.fields
    named = names is not None and any(name in first for name in names)
    header = spec.header
    if header is None:
        header = named or _looks_like_names(rows, spec)
    below = rows[1:] if header else rows
    if names is None:
        return below
    places = []
    for name in names:
        if header and name in first:
            places.append(first.index(name))
        elif name.isascii() and name.isdigit() and 1 <= int(name) <= len(first):
            places.append(int(name) - 1)
        else:
            raise _mistake(
                spec.path.name,
                "fields",
                f"the file has no column {name!r}.",
                f"Name a column of its first line, or a number from 1 to {len(first)}.",
            )
    return [(line, [row[p] if p < len(row) else "" for p in places]) for line, row in below]


def _looks_like_names(rows: list[Row], spec: FileHierarchy) -> bool:
    """Say whether the first line is of another kind than all others."""
    first, *others = (row for _, row in rows)
    if spec.layout == "levels" and spec.fields is None:
        return bool(others) and first[-1] != ROOT and all(row[-1] == ROOT for row in others)
    return spec.layout == "level" and spec.fields is None and not first[1].strip().isdigit()


def _by_parent(rows: Sequence[Row], file: str, problems: list[Problem]) -> list[Node]:
    """Read lines of a code and its parent; a parent that is empty or ``*`` is the top."""
    pairs = [(line, cells[0].strip(), (cells[1:2] or [""])[0].strip()) for line, cells in rows]
    places: dict[str, int] = {}
    for place, (line, code, _) in enumerate(pairs):
        if places.setdefault(code, place) != place:
            before = pairs[places[code]][0]
            problems.append(Problem(file, f"the code of line {before} stands here again.", line))
    nodes: list[Node] = []
    for line, code, parent in pairs:
        top = parent in ("", ROOT, code)
        if not top and parent not in places:
            problems.append(Problem(file, "the parent has no line of its own.", line))
        nodes.append((line, code, None if top else places.get(parent)))
    return nodes


def _by_level(rows: Sequence[Row], file: str, problems: list[Problem]) -> list[Node]:
    """Read lines of a code and the number of its level, each below the line of its group."""
    found: list[tuple[int, str, int]] = []
    for line, cells in rows:
        number = (cells[1:2] or [""])[0].strip()
        if number.isascii() and number.isdigit():
            found.append((line, cells[0].strip(), int(number)))
        else:
            problems.append(Problem(file, "the level is no whole number.", line))
    return list(_stacked(found, file, problems, whole_steps=True))


def _by_indent(rows: Sequence[Row], file: str, problems: list[Problem]) -> list[Node]:
    """Read codes that stand further to the right than their group: by cells, or by spaces."""
    found = []
    for line, cells in rows:
        place = next((place for place, cell in enumerate(cells) if cell.strip()), None)
        if place is None:
            continue
        cell = cells[place].expandtabs(4)
        spaces = len(cell) - len(cell.lstrip())
        found.append((line, cell.strip(), place * 1_000 + spaces))
    return list(_stacked(found, file, problems, whole_steps=False))


def _stacked(
    found: Sequence[tuple[int, str, int]], file: str, problems: list[Problem], *, whole_steps: bool
) -> Iterator[Node]:
    """Give each code the last one before it that stands on a higher level as its parent."""
    above: list[tuple[int, int]] = []
    for place, (line, code, level) in enumerate(found):
        while above and above[-1][0] >= level:
            above.pop()
        known = not above or not whole_steps or level == above[-1][0] + 1
        if not known or (not above and place and level != found[0][2]):
            message = "the level does not follow on the lines above it."
            problems.append(Problem(file, message, line))
        yield line, code, above[-1][1] if above else None
        above.append((level, place))


def _with_groups(nodes: Sequence[Node], file: str) -> list[Row]:
    """Return each code with its groups; one that hangs higher up stays itself below."""
    chains: list[list[str]] = []
    for line, code, parent in nodes:
        chain, seen = [code], parent
        while seen is not None:
            chain.append(nodes[seen][1])
            seen = nodes[seen][2]
            if len(chain) > len(nodes):
                message = "the code lies under itself."
                raise SpecificationError([Problem(file, message, line)], file)
        chains.append(chain)
    depth = max((len(chain) for chain in chains), default=0)
    return [
        (line, [code] * (depth - len(chain)) + chain)
        for (line, code, _), chain in zip(nodes, chains, strict=True)
    ]
