"""Times of events on a clock of the subject's own: days since its first event.

What lives here: which columns are moved to that clock, and reading their dates. What does not: the
arithmetic (:mod:`sector_data.anonymise.longitudinal.elapsed`), and how coarse the days become,
which the privacy search decides.

The first event is the earliest date in any such column of any table. What is not a date becomes
missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.longitudinal import days_since_first
from sector_data.anonymise.longitudinal.elapsed import NO_DAY, Days
from sector_data.errors import Problem, SpecificationError
from sector_data.sources.numbering import encoded, places_in
from sector_data.sources.tables import Table
from sector_data.spec.hierarchies import NumberHierarchy
from sector_data.spec.longitudinal import LOWEST, WIDTHS
from sector_data.spec.pipeline import ColumnSpec, Pipeline
from sector_data.spec.transforms.values import Generalise
from sector_data.spec.words import Role

_EPOCH = date(1970, 1, 1).toordinal()


def time_columns(pipeline: Pipeline) -> list[tuple[str, str]]:
    """Return table and column of every time that is counted from a subject's first event."""
    events = pipeline.privacy.longitudinal.events
    return [(table, column) for table, spec in events.items() for column in spec.times]


def on_own_clock(
    tables: Mapping[str, Table], subjects: Mapping[str, pa.Array | None], pipeline: Pipeline
) -> dict[str, Table]:
    """Return the tables with those times as whole days since the subject's first event.

    Parameters
    ----------
    tables
        The source; left as it is.
    subjects
        Subject of each row; a row without one has no time.

    Raises
    ------
    SpecificationError
        If a column is no column of dates, or its table does not lead to the subject.
    """
    times = time_columns(pipeline)
    if not times:
        return dict(tables)
    known = _all_subjects([owners for table, _ in times if (owners := subjects[table])])
    columns = []
    problems = []
    for table, column in times:
        owners = subjects[table]
        days = _days_of(tables[table].array(column))
        if owners is None or days is None:
            what = "its table does not lead to the subject" if days is not None else "no dates"
            problems.append(
                Problem(
                    f"privacy.longitudinal.events.{table}.times",
                    f"{column}: {what}, so its times cannot be counted from a first event.",
                    hint="Leave it out, or add the reference that leads to the subject."
                    if days is not None
                    else "Name columns of dates.",
                )
            )
            continue
        codes = places_in(owners, known).fill_null(-1).to_numpy()
        columns.append((codes.astype(np.int64), days))
    if problems:
        raise SpecificationError(problems)
    result = dict(tables)
    for (table, column), since in zip(times, days_since_first(columns, len(known)), strict=True):
        data = result[table].data
        values = pa.array(since, pa.int64(), mask=since == NO_DAY)
        place = data.column_names.index(column)
        result[table] = Table(table, data.set_column(place, column, values))
    return result


def with_time_columns(pipeline: Pipeline) -> Pipeline:
    """Return the pipeline with roles and hierarchies for those times, where the file says none.

    They are quasi-identifiers: what happened when is known to whoever was there.
    """
    said = dict(pipeline.columns)
    for table, spec in pipeline.privacy.longitudinal.events.items():
        for column in spec.times:
            path = f"{table}.{column}"
            own = said.get(path, ColumnSpec())
            role = own.role or Role.QUASI_IDENTIFIER
            changes: dict[str, object] = {"role": role}
            if own.transform is None and role is Role.QUASI_IDENTIFIER:
                lowest = LOWEST[spec.period] if own.hierarchy is None else 0
                changes["transform"] = Generalise(at_least=lowest)
                changes["hierarchy"] = own.hierarchy or NumberHierarchy(widths=WIDTHS[spec.period])
            said[path] = own.model_copy(update=changes)
    return pipeline.model_copy(update={"columns": said})


def _all_subjects(owners: list[pa.Array]) -> pa.Array:
    return encoded(pa.chunked_array(owners)).dictionary if owners else pa.array([], pa.string())


def _days_of(values: pa.Array) -> Days | None:
    """Return the day of each date, :data:`NO_DAY` where there is none; None of other columns."""
    if pa.types.is_timestamp(values.type):
        # Without its zone an instant is that of UTC, on every machine.
        values = values.cast(pa.timestamp("us")).cast(pa.date32(), safe=False)
    if pa.types.is_date(values.type):
        numbers = values.cast(pa.int32()).cast(pa.int64())
        return np.asarray(pc.fill_null(numbers, NO_DAY).to_numpy(), dtype=np.int64)
    if pa.types.is_null(values.type):
        return np.full(len(values), NO_DAY)
    if not pa.types.is_string(values.type):
        return None
    texts = encoded(values)
    days = np.array([*map(_day_of_text, texts.dictionary.to_pylist()), NO_DAY], dtype=np.int64)
    if len(days) > 1 and (days == NO_DAY).all():
        return None
    result: Days = days[pc.fill_null(texts.indices, len(days) - 1).to_numpy()]
    return result


def _day_of_text(text: str) -> int:
    """Return the day of an ISO 8601 date, with a time behind it or without."""
    head, rest = text.strip()[:10], text.strip()[10:11]
    if rest not in ("", "T", " "):
        return int(NO_DAY)
    try:
        return date.fromisoformat(head).toordinal() - _EPOCH
    except ValueError:
        return int(NO_DAY)
