"""Carrying a protection out: from rows and a plan to generalised columns and the rows that stay.

What lives here: :func:`apply_protection`. What does not: how a protection is chosen
(:mod:`sector_data.anonymise.protect`, :mod:`sector_data.anonymise.recoding`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from sector_data.anonymise.classes import Flags, Integers, codes_of, group_keys, pack
from sector_data.anonymise.hierarchies import build, canonical_text
from sector_data.errors import InputError
from sector_data.sources.tables import one_array
from sector_data.spec.plan import Generalisation, ProtectionPlan, Stage


@dataclass(frozen=True, slots=True)
class Protected:
    """What a protection makes of a table.

    Attributes
    ----------
    columns
        The quasi-identifiers at their levels, all rows. A column that stages release at several
        levels is text.
    keep
        Whether a row is released; shape (rows,).
    stage
        The stage that a row belongs to; rows of none have the levels of the last, the coarsest.
    """

    columns: dict[str, pa.Array]
    keep: Flags
    stage: Integers


def apply_protection(
    table_data: Mapping[str, pa.Array | pa.ChunkedArray],
    protection: ProtectionPlan,
    *,
    base: Path,
) -> Protected:
    """Generalise quasi-identifiers and say which rows are released.

    A pure function of each row and the protection: parts of a table give the parts of the result.
    A row belongs to the first stage that releases its combination.

    Parameters
    ----------
    table_data
        At least the columns that the protection names.
    protection
        As planned.
    base
        Directory that paths of hierarchy files start from.

    Raises
    ------
    InputError
        If a column is missing, or a hierarchy file does not name a value.
    PlanError
        If a hierarchy file has changed.
    """
    missing = [g.column for g in protection.generalisations if g.column not in table_data]
    if missing:
        raise InputError(f"The table lacks the quasi-identifiers {', '.join(missing)}.")
    rows = len(next(iter(table_data.values()))) if table_data else 0
    columns = [
        _Column.of(one_array(table_data[part.column]), part, place, protection, base)
        for place, part in enumerate(protection.generalisations)
    ]
    of_row, count = group_keys(*pack(((c.codes, max(c.size, 1)) for c in columns), rows))
    some_row = np.zeros(count, dtype=np.int64)
    some_row[of_row] = np.arange(rows)
    combinations = [column.codes[some_row] for column in columns]
    stage = _first_stages(columns, combinations, count, protection.stages)
    kept = stage >= 0
    stage[~kept] = len(protection.stages) - 1
    stage_of_row = stage[of_row]
    return Protected(
        {
            part.column: column.released(stage_of_row)
            for part, column in zip(protection.generalisations, columns, strict=True)
        },
        kept[of_row],
        stage_of_row,
    )


@dataclass(frozen=True, slots=True)
class _Column:
    """A quasi-identifier with the labels of its distinct values.

    Attributes
    ----------
    values, codes, size
        The column, the code of each row's value, and how many codes there are.
    places
        Which of the chosen levels each stage takes; shape (stages,).
    labels
        The released values of the codes, one array for each chosen level.
    numbers
        Numbers of those labels; equal labels, equal numbers, whatever the level.
    wanted
        Numbers of the labels of each stage's kept classes; -1 where no value has the label.
    many
        Number of label numbers.
    """

    values: pa.Array
    codes: Integers
    size: int
    places: Integers
    labels: tuple[pa.Array, ...]
    numbers: tuple[Integers, ...]
    wanted: tuple[Integers, ...]
    many: int

    @classmethod
    def of(
        cls,
        values: pa.Array,
        part: Generalisation,
        place: int,
        protection: ProtectionPlan,
        base: Path,
    ) -> _Column:
        hierarchy = build(part.hierarchy, values, base=base)
        codes, size = codes_of(values)
        some_row = np.zeros(size if len(values) else 0, dtype=np.int64)
        some_row[codes] = np.arange(len(codes))
        distinct = values.take(pa.array(some_row))
        labels = tuple(hierarchy.generalise(distinct, level) for level in part.chosen)
        texts = [canonical_text(column) for column in labels]
        asked = pa.array([c[place] for c in protection.kept_classes], pa.string())
        all_numbers, many = codes_of(pa.concat_arrays([*texts, asked]))
        cuts = np.cumsum([len(text) for text in texts])
        *numbers, wanted = np.split(all_numbers, cuts)
        ends = np.cumsum([len(stage.kept_classes) for stage in protection.stages])
        return cls(
            values,
            codes,
            size,
            np.array([part.chosen.index(stage.levels[place]) for stage in protection.stages]),
            labels,
            tuple(numbers),
            tuple(np.split(wanted, ends[:-1])),
            many,
        )

    def released(self, stage_of_row: Integers) -> pa.Array:
        """Return the column as it is released, from the stage of each row."""
        if len(self.labels) == 1:
            # Untouched values are the column itself: nothing is copied.
            only = self.labels[0]
            same = only.type.equals(self.values.type) and not pa.types.is_string(only.type)
            return self.values if same else only.take(pa.array(self.codes))
        texts = pa.concat_arrays([canonical_text(labels) for labels in self.labels])
        start = self.places * len(self.labels[0])
        return texts.take(pa.array(start[stage_of_row] + self.codes))


def _first_stages(
    columns: Sequence[_Column],
    combinations: Sequence[Integers],
    count: int,
    stages: Sequence[Stage],
) -> Integers:
    """Return the first stage that keeps each distinct combination, -1 for none."""
    result = np.full(count, -1, dtype=np.int64)
    open_ = np.arange(count)
    for number, stage in enumerate(stages):
        if not stage.kept_classes:
            continue
        if not columns:
            result[:] = number
            return result
        kept = _kept_by(columns, [c[open_] for c in combinations], number)
        result[open_[kept]] = number
        open_ = open_[~kept]
    return result


def _kept_by(columns: Sequence[_Column], combinations: Sequence[Integers], stage: int) -> Flags:
    """Return which combinations a stage keeps."""
    maybe = np.ones(len(combinations[0]), dtype=np.bool_)
    labels = []
    for column, codes in zip(columns, combinations, strict=True):
        numbers = column.numbers[column.places[stage]]
        # Most stages of a local recoding keep few classes: looking at each label by itself
        # leaves little to compare as a whole.
        among = np.zeros(column.many, dtype=np.bool_)
        among[column.wanted[stage]] = True
        maybe &= among[numbers][codes]
        labels.append(numbers)
    left = np.flatnonzero(maybe)
    classes = len(columns[0].wanted[stage])
    groups, count = group_keys(
        *pack(
            (
                (np.concatenate([column.wanted[stage], of_value[codes[left]]]), column.many)
                for column, of_value, codes in zip(columns, labels, combinations, strict=True)
            ),
            classes + len(left),
        )
    )
    is_kept = np.zeros(count, dtype=np.bool_)
    is_kept[groups[:classes]] = True
    maybe[left] = is_kept[groups[classes:]]
    return maybe
