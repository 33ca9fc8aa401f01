"""Hierarchies that a file spells out.

What lives here: the hierarchy, YAML trees of names, and every check that makes sure that the file
is a tree. What does not: the layouts of CSV files (:mod:`sector_data.anonymise.hierarchies.lines`)
and computed hierarchies.

Messages name lines and counts of the file, never a value of the data.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.hierarchies.hierarchy import ROOT, LeafHierarchy, canonical_text
from sector_data.anonymise.hierarchies.lines import MOST_PROBLEMS, Row, csv_rows
from sector_data.errors import InputError, PlanError, Problem, SpecificationError
from sector_data.spec import yaml_lines
from sector_data.spec.hierarchies import FileHierarchy


class Listed(LeafHierarchy):
    """A hierarchy with each value's labels listed in a file.

    In files of codes with their parents, each code counts as a value: a diagnosis may be recorded
    as ``E11.9`` or as ``E11``. A top level ``*`` is added where the file does not end with it. Loss
    counts the leaves that the file names under a label, whether the data hold them or not, as ARX
    does.
    """

    spec: FileHierarchy

    def __init__(self, spec: FileHierarchy, values: pa.Array, *, base: Path) -> None:
        path = base / spec.path
        content = _read(path)
        digest = hashlib.sha256(content).hexdigest()
        if spec.sha256 is not None and spec.sha256 != digest:
            raise PlanError(
                f"The hierarchy file {path.name} is not the one that the plan was made with.",
                "Put the file back as it was, or plan again.",
            )
        rows = _parse(path, content, spec)
        columns = [list(column) for column in zip(*(labels for _, labels in rows), strict=True)]
        if len(columns) == 1 or set(columns[-1]) != {ROOT}:
            columns.append([ROOT] * len(rows))
        self.spec = spec.model_copy(update={"sha256": digest})
        self.file = path.name
        self.levels = len(columns)
        self.leaves = pa.array(columns[0], pa.string())
        self._columns = [pa.array(column, pa.string()) for column in columns]
        self._check_complete(values)

    def _check_complete(self, values: pa.Array) -> None:
        known = values.drop_null()
        if not len(known):
            return
        counted = known.value_counts()
        missing = pc.invert(
            pc.is_in(canonical_text(counted.field("values")), value_set=self.leaves)
        )
        kinds = int(pc.sum(missing).as_py() or 0)
        if kinds:
            rows = int(pc.sum(counted.field("counts").filter(missing)).as_py())
            raise self._unnamed(kinds, len(counted), rows)

    def _unnamed(self, kinds: int, of: int, rows: int | None = None) -> InputError:
        where = "" if rows is None else f" ({rows:,} {'row' if rows == 1 else 'rows'})"
        advice = "Add a line for each of them; spelling and spaces must be those of the data."
        if rows is not None and 2 * kinds > of:
            advice = "Is it the hierarchy of another column? Otherwise: " + advice
        return InputError(
            f"The hierarchy file {self.file} does not name {kinds:,} of the {of:,} distinct values "
            f"of its column{where}.",
            advice,
        )

    def _labels(self, distinct: pa.Array, level: int) -> pa.Array:
        places = pc.index_in(canonical_text(distinct), self.leaves)
        if places.null_count:
            raise self._unnamed(places.null_count, len(distinct))
        return self._columns[level].take(places)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise InputError(
            f"The hierarchy file {path.name} cannot be read ({problem.strerror}).",
            "Paths of hierarchy files start from the folder of the pipeline file.",
        ) from None


def _parse(path: Path, content: bytes, spec: FileHierarchy) -> list[Row]:
    is_yaml = path.suffix.lower() in {".yaml", ".yml"}
    rows = _yaml_rows(content, path) if is_yaml else csv_rows(content, spec)
    if not rows:
        raise SpecificationError([Problem("hierarchy.path", "the file names no value.")], path.name)
    problems = list(_not_a_tree(rows, path))
    if problems:
        raise SpecificationError(problems[:MOST_PROBLEMS], path.name)
    return rows


def _not_a_tree(rows: list[Row], path: Path) -> Iterator[Problem]:
    """Find ragged rows, repeated values, labels without a name or with two parents, and ``*`` that
    is not the top."""
    width = len(rows[0][1])
    leaves: dict[str, int] = {}
    parents: dict[tuple[int, str], tuple[str, int]] = {}
    ends_at_root = any(labels[-1] == ROOT for _, labels in rows)
    for line, labels in rows:
        if len(labels) != width:
            yield Problem(
                path.name,
                f"{len(labels)} columns where the first line has {width}.",
                line,
            )
            continue
        if ends_at_root and labels[-1] != ROOT:
            yield Problem(path.name, "the top is not *, as on other lines.", line)
            continue
        if "" in labels[1:]:
            message = f"the label in column {labels.index('', 1) + 1} is empty."
            yield Problem(path.name, message, line)
            continue
        if ROOT in labels[1:] and set(labels[labels.index(ROOT, 1) :]) != {ROOT}:
            yield Problem(path.name, "a label stands above *, which is the top.", line)
            continue
        first = leaves.setdefault(labels[0], line)
        if first != line:
            yield Problem(path.name, f"the value of line {first} stands here again.", line)
            continue
        for level in range(1, width - 1):
            node = (level, labels[level])
            parent, before = parents.setdefault(node, (labels[level + 1], line))
            if parent != labels[level + 1]:
                yield Problem(
                    path.name,
                    f"the label in column {level + 1} lies under another one in column "
                    f"{level + 2} than on line {before}; a hierarchy is a tree.",
                    line,
                )


def _yaml_rows(content: bytes, path: Path) -> list[Row]:
    document = yaml_lines.load(content, path.name)
    if document.problems:
        raise SpecificationError(document.problems, path.name)
    leaves = list(_leaves(document, (), document.content, (), path))
    if not leaves:
        raise SpecificationError([Problem("hierarchy.path", "the file names no value.")], path.name)
    depth = max(len(labels) for _, labels in leaves)
    # A value that hangs higher up than others stays itself on the levels it skips.
    return [(line, [labels[0]] * (depth - len(labels)) + list(labels)) for line, labels in leaves]


def _leaves(
    document: yaml_lines.Document,
    place: yaml_lines.Place,
    content: object,
    above: tuple[str, ...],
    path: Path,
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Walk a tree of names; yield the line of each leaf, and its labels from the leaf up."""
    if isinstance(content, dict):
        for key, child in content.items():
            if child is None:
                yield document.line((*place, key)) or 1, (key, *above)
            else:
                yield from _leaves(document, (*place, key), child, (key, *above), path)
    elif isinstance(content, list):
        for number, child in enumerate(content):
            yield from _leaves(document, (*place, number), child, above, path)
    elif isinstance(content, str):
        yield document.line(place) or 1, (str(content), *above)
    else:
        raise SpecificationError(
            [
                Problem(
                    path.name,
                    "a value has no name.",
                    document.line(place),
                    hint="Put null, ~ and the empty text in quotes where they are meant.",
                )
            ],
            path.name,
        )
