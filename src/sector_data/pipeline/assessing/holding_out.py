"""The control group of a release: people of the same population whom the release never sees.

What lives here: setting subjects aside before anything is done, or reading tables of others. What
does not: what is done with them (:mod:`sector_data.assessment.attacks`).

Who is set aside is decided by a hash of the subject under a salt that is made from all subjects:
the same source gives the same people whatever the order of its rows, and nobody who lacks the
source can tell on which side a person is, which would tell who is in the release.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.errors import InputError, Problem, SpecificationError
from sector_data.pipeline.subjects import as_text, subjects_of_rows
from sector_data.sources.numbering import are_in, numbered, rows_at
from sector_data.sources.reading import read_table
from sector_data.sources.shares import Share, Tell
from sector_data.sources.spilling import gathered, slices, taken
from sector_data.sources.tables import MOST_TEXT, Table, text_bytes
from sector_data.spec.pipeline import Pipeline

Tables = dict[str, Table]

DOMAIN = b"sector-data hold-out"
"""Keeps these hashes apart from all others of the same texts."""


def split_off_control(
    tables: Mapping[str, Table], pipeline: Pipeline, tell: Tell | None = None
) -> tuple[Tables, Tables]:
    """Return the tables that are released, and those of the control group.

    Parameters
    ----------
    tables
        The whole source.
    pipeline
        Says who is set aside; without a control group its tables are empty.
    tell
        Told how much of large tables is read or set aside.

    Returns
    -------
    released, control
        All tables of the pipeline each. Rows without a subject are released, and tables that hang
        on none are whole in both.

    Raises
    ------
    SpecificationError
        If subjects cannot be told, or nobody is left on one of the sides.
    InputError
        If a file of the control group cannot be read, or lacks columns, or has other types.
    """
    control = pipeline.assessed.control
    if control is None:
        return dict(tables), {}
    if control.hold_out is None:
        return dict(tables), _read_control(tables, pipeline, tell)
    subjects = subjects_of_rows(tables, pipeline)
    if pipeline.subject is None:
        if len(tables) > 1:
            raise _problem(
                "rows of several tables cannot be set aside together without a subject.",
                "Name the column that stands for the person under 'subject'.",
            )
        subjects = {name: row_marks(table) for name, table in tables.items()}
    share, seed = control.hold_out, pipeline.assessed.seed
    return split_subjects(tables, subjects, share, seed, tell=tell)


def split_subjects(
    tables: Mapping[str, Table],
    subjects: Mapping[str, pa.Array | None],
    share: float,
    seed: int,
    *,
    tell: Tell | None = None,
) -> tuple[Tables, Tables]:
    """Return the rows of most subjects, and those of the share that is set aside.

    Parameters
    ----------
    tables
        Whole tables.
    subjects
        Of each table the subject of every row, null where a row has none; None for a table that
        hangs on none, which is whole on both sides.
    share
        Of the subjects, more than 0 and less than 1.
    seed
        Another one gives other people.
    tell
        Told how much of large tables is set aside.

    Returns
    -------
    kept, aside
        All tables each. Rows without a subject are kept.

    Raises
    ------
    SpecificationError
        If nobody is left on one of the sides.
    """
    aside = _set_aside(subjects, share, seed)
    released: Tables = {}
    held: Tables = {}
    for name, table in tables.items():
        owners = subjects[name]
        if owners is None:
            released[name] = held[name] = table
            continue
        out = are_in(owners, aside)
        progress = Share(f"setting a control group of {name} aside", 2 * table.data.nbytes, tell)
        released[name] = Table(name, _rows_where(table.data, pc.invert(out), progress))
        held[name] = Table(name, _rows_where(table.data, out, progress))
    return released, held


def _rows_where(data: pa.Table, stay: pa.Array, share: Share) -> pa.Table:
    """Return some rows of a table, in a file when they are many."""

    def pieces() -> Iterator[pa.Table]:
        start = 0
        for piece in share.of(slices(data), lambda piece: int(piece.nbytes)):
            yield piece.filter(stay.slice(start, piece.num_rows))
            start += piece.num_rows

    return gathered(pieces(), data.schema)


def _set_aside(subjects: Mapping[str, pa.Array | None], share: float, seed: int) -> pa.ChunkedArray:
    """Return the subjects whose marks are lowest, as many as the share asks for."""
    there = [owners.drop_null() for owners in subjects.values() if owners is not None]
    distinct = numbered(pa.chunked_array(there, pa.string()))[1]
    count = round(share * len(distinct))
    if not 0 < count < len(distinct):
        raise _problem(
            f"{share:.4g} of {len(distinct):,} subjects leaves nobody on one of the sides.",
            "Give another share, or leave the control group out.",
        )
    people = taken(pa.table([distinct], [""]), pc.sort_indices(distinct).to_numpy())
    whole = hashlib.sha256(DOMAIN)
    for text in _encoded(people):
        whole.update(len(text).to_bytes(8, "big") + text)
    salt = whole.digest() + seed.to_bytes(16, "big", signed=False)
    marks = np.fromiter(
        (hashlib.blake2b(text, key=salt[:48]).digest()[:16] for text in _encoded(people)),
        "S16",
        len(distinct),
    ).view(">u8")
    lowest = np.lexsort((marks[1::2], marks[::2]))[:count]
    return rows_at(people.column(0), np.sort(lowest))


def _encoded(texts: pa.Table) -> Iterator[bytes]:
    for piece in slices(texts):
        yield from piece.column(0).cast(pa.binary()).to_pylist()


def row_marks(table: Table) -> pa.Array:
    """Return a text for each row, shape (rows,): the subjects of a table that names none.

    Equal rows have equal texts and so stay together: a copy of a released row is no stranger.

    Raises
    ------
    InputError
        If all rows together are more text than one array holds.
    """
    texts = [as_text(table.column(name)) for name in table.columns]
    if sum(map(text_bytes, texts)) + table.rows * len(texts) > MOST_TEXT:
        raise InputError(
            f"The rows of {table.name} have more than 2 GiB of text, too much to tell which of "
            "them are the same.",
            "Name the column that stands for the person under 'subject'.",
        )
    return pc.binary_join_element_wise(
        *texts, "\x1f", null_handling="replace", null_replacement="\x00"
    )


def _read_control(tables: Mapping[str, Table], pipeline: Pipeline, tell: Tell | None) -> Tables:
    assert pipeline.assessed.control is not None
    result: Tables = {}
    for name, path in pipeline.assessed.control.tables.items():
        spec = pipeline.source[name].model_copy(update={"path": path, "format": None})
        read = read_table(name, spec, pipeline.base, tell)
        wanted = tables[name].data.schema
        if lacking := [column for column in wanted.names if column not in read.columns]:
            raise InputError(
                f"The control group's table {name} lacks the columns {', '.join(lacking)}.",
                "It needs the columns of the source.",
            )
        try:
            result[name] = Table(name, read.data.select(wanted.names).cast(wanted))
        except pa.ArrowInvalid:
            raise InputError(
                f"The control group's table {name} has values of other types than the source.",
                "Its columns must hold what the source's hold: numbers, dates, texts.",
            ) from None
    _require_strangers(tables, result, pipeline)
    return result


def _require_strangers(
    tables: Mapping[str, Table], control: Mapping[str, Table], pipeline: Pipeline
) -> None:
    """Refuse a control group of the source's own people: it hides every leak."""
    ours = subjects_of_rows(tables, pipeline)
    theirs = subjects_of_rows({**tables, **control}, pipeline)
    for name, table in control.items():
        owners, others = ours[name], theirs[name]
        if owners is None or others is None:
            own = pipeline.subject is None and table.data.equals(tables[name].data)
        else:
            own = pc.any(pc.is_in(others.drop_null(), value_set=owners.drop_null())).as_py()
        if own:
            raise InputError(
                f"The control group's table {name} holds people of the source, too: it would hide "
                "every leak.",
                "Give people of the same population who are not in the source.",
            )


def control_remarks(
    released: Mapping[str, Table], control: Mapping[str, Table], pipeline: Pipeline
) -> tuple[str, ...]:
    """Return a sentence for each table of which rows are set aside as the control group."""
    if pipeline.assessed.control is None or pipeline.assessed.control.hold_out is None:
        return ()
    return tuple(
        f"{aside.rows:,} of {aside.rows + released[name].rows:,} rows of {name} are set aside as "
        "the control group and not released (assess: control)."
        for name, aside in control.items()
        if aside is not released[name]
    )


def _problem(message: str, hint: str) -> SpecificationError:
    return SpecificationError([Problem("assess.control", message, hint=hint)])
