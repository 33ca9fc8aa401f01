"""Who each row is about.

What lives here: following references from any table to the subject's. What does not: counting
subjects (:mod:`sector_data.anonymise.classes`).

Two rules. A row whose references lead nowhere has no subject (null). Identifiers are compared as
text, so that 42 in one table and "42" in another are the same subject.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.errors import InputError
from sector_data.sources.numbering import distinct_count, places_in
from sector_data.sources.spilling import piecewise, settled
from sector_data.sources.tables import MOST_TEXT, Table, is_long, one_array
from sector_data.spec.pipeline import Pipeline, split_path


def subject_paths(pipeline: Pipeline) -> dict[str, tuple[str, ...] | None]:
    """Return for each table the columns that lead from it to the subject.

    Returns
    -------
    dict
        Table to ``(column, …)``: each but the last refers to the key that the next table is
        entered by, the last holds the subject itself. None where no path exists. The shortest path
        wins, then the first by name: a plan keeps no order of references.
    """
    paths: dict[str, tuple[str, ...] | None] = dict.fromkeys(pipeline.source)
    if pipeline.subject is None:
        return paths
    subject_table, _ = split_path(pipeline.subject)
    paths[subject_table] = (pipeline.subject,)
    frontier = [subject_table]
    while frontier:
        reached: list[str] = []
        for child, parent in sorted(pipeline.references.items()):
            child_table, _ = split_path(child)
            parent_table, _ = split_path(parent)
            beyond = paths[parent_table]
            if parent_table not in frontier or paths[child_table] is not None or beyond is None:
                continue
            # A reference to the subject column itself already holds the subject.
            paths[child_table] = (child,) if parent == pipeline.subject else (child, *beyond)
            reached.append(child_table)
        frontier = reached
    return paths


def as_text(values: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    """Return identifiers as strings, in one array unless that is too small; null stays null."""
    if pa.types.is_string(values.type):
        return values if is_long(values) else one_array(values)
    return piecewise(lambda piece: pc.cast(piece, pa.string()), values)


def subjects_of_rows(tables: Mapping[str, Table], pipeline: Pipeline) -> dict[str, pa.Array | None]:
    """Return for each table the subject of every row.

    Returns
    -------
    dict
        Table to an array of strings of the table's length, null where a row has no known subject;
        None where the table, or a column on its path, is not there.

    Raises
    ------
    InputError
        If a key on the path is not unique, so that a row would have several subjects, or the
        subjects of a table's rows are more text than one array holds.
    """
    result: dict[str, pa.Array | None] = {}
    for name, path in subject_paths(pipeline).items():
        result[name] = None if path is None else _follow(tables, path, pipeline)
    return result


def _follow(
    tables: Mapping[str, Table], path: tuple[str, ...], pipeline: Pipeline
) -> pa.Array | None:
    table, column = split_path(path[0])
    if table not in tables or column not in tables[table].columns:
        return None
    values = as_text(tables[table].column(column))
    for reference, step in pairwise(path):
        table, column = split_path(step)
        key = split_path(pipeline.references[reference])[1]
        parent = tables.get(table)
        if parent is None or column not in parent.columns or key not in parent.columns:
            return None
        keys = as_text(parent.column(key))
        if distinct_count(keys) != len(keys) - keys.null_count:
            raise InputError(
                f"{table}.{key} is referred to, but its values are not unique.",
                f"Correct the reference {reference}, or the data of {table}.",
            )
        of_keys = one_array(as_text(parent.column(column)))
        places = places_in(values, keys)
        if (pc.sum(pc.binary_length(of_keys).take(places)).as_py() or 0) > MOST_TEXT:
            raise _too_long(split_path(path[0])[0], pipeline)
        values = settled(of_keys.take(places))
    if is_long(values):
        raise _too_long(table, pipeline)
    return one_array(values)


def _too_long(table: str, pipeline: Pipeline) -> InputError:
    return InputError(
        f"The subjects of the rows of {table} are more than 2 GiB of text.",
        f"Give {pipeline.subject} shorter values, or release the table in several parts.",
    )
