"""Counts of subjects and values in classes, counted once and merged."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.anonymise.classes import SensitiveColumn
from sector_data.anonymise.statistics import ClassStatistics, domain_of
from sector_data.errors import InputError
from tests.anonymise.models.tables import COLUMN, Rows, merging, tables


def assert_counted(statistics: ClassStatistics, table: Rows) -> None:
    people, cells, domain = table.people(), table.cells(), table.domain()
    assert statistics.rows.tolist() == [table.classes.count(c) for c in range(table.count)]
    assert statistics.subjects.tolist() == [len(people[c]) for c in range(table.count)]
    histogram = statistics.histogram(COLUMN)
    assert histogram.size == len(domain)
    for owner in range(table.count):
        start, end = histogram.offsets[owner : owner + 2]
        counted = dict(zip(histogram.values[start:end], histogram.counts[start:end], strict=True))
        expected = {domain.index(v): len(who) for v, who in cells.get(owner, {}).items()}
        assert counted == expected
        assert list(counted) == sorted(counted)
        assert histogram.holders[owner] == len(set().union(*cells.get(owner, {}).values()))


@given(tables())
def test_the_counts_are_those_of_the_rows(table: Rows) -> None:
    assert_counted(table.statistics(), table)


@given(tables(), st.data())
def test_merging_counts_as_if_the_classes_had_been_one(table: Rows, data: st.DataObject) -> None:
    statistics = table.statistics()
    groups, count = merging(statistics, data)
    coarse = Rows(
        [int(groups[c]) for c in table.classes], table.subjects, table.values, table.linked
    )
    assert_counted(statistics.merged(groups, count), coarse)


@given(tables(), st.data())
def test_merging_twice_is_merging_once(table: Rows, data: st.DataObject) -> None:
    statistics = table.statistics()
    groups, count = merging(statistics, data)
    once = statistics.merged(groups, count)
    everything = once.merged(np.zeros(count, dtype=np.int64), 1)
    whole = statistics.merged(np.zeros(statistics.classes, dtype=np.int64), 1)
    assert everything.subjects.tolist() == whole.subjects.tolist()
    assert everything.histogram(COLUMN).counts.tolist() == whole.histogram(COLUMN).counts.tolist()


@given(tables(least=1), st.data())
def test_choosing_classes_leaves_the_others_out(table: Rows, data: st.DataObject) -> None:
    kept = np.array(
        data.draw(st.lists(st.booleans(), min_size=table.count, max_size=table.count)), np.bool_
    )
    chosen = table.statistics().only(kept)
    assert chosen.rows.tolist() == table.statistics().rows[kept].tolist()
    # Merging what was chosen is counting the rows that were chosen.
    merged = chosen.merged(np.zeros(chosen.classes, dtype=np.int64), min(chosen.classes, 1))
    rows = [row for row, owner in enumerate(table.classes) if kept[owner]]
    subjects = list(range(len(rows)))
    if table.subjects is not None:
        subjects = [table.subjects[row] for row in rows]  # type: ignore[misc]
    assert int(merged.subjects.sum()) == len(set(subjects))


@given(tables(least=1), st.randoms())
def test_the_order_of_the_rows_does_not_matter(table: Rows, random: object) -> None:
    order = list(range(len(table.classes)))
    random.shuffle(order)  # type: ignore[attr-defined]
    shuffled = Rows(
        [table.classes[row] for row in order],
        None if table.subjects is None else [table.subjects[row] for row in order],
        [table.values[row] for row in order],
        table.linked,
    )
    one, other = table.statistics().histogram(COLUMN), shuffled.statistics().histogram(COLUMN)
    assert one.values.tolist() == other.values.tolist()
    assert one.counts.tolist() == other.counts.tolist()


def test_values_are_coded_in_their_own_order() -> None:
    assert domain_of(pa.array([10.0, None, 9.0, -1.0])).to_pylist() == [-1.0, 9.0, 10.0]
    assert domain_of(pa.array(["b", "a", None]).dictionary_encode()).to_pylist() == ["a", "b"]
    assert domain_of(pa.nulls(3)).to_pylist() == []


def test_a_column_that_was_not_counted_is_named() -> None:
    statistics = ClassStatistics.of(np.zeros(2, dtype=np.int64), 1)
    with pytest.raises(InputError, match="income was not counted"):
        statistics.histogram("income")


def test_lengths_must_agree() -> None:
    one = np.zeros(2, dtype=np.int64)
    with pytest.raises(InputError, match="3 values for 2 rows"):
        ClassStatistics.of(one, 1, sensitive={"x": SensitiveColumn(pa.array([1, 2, 3]))})
    with pytest.raises(InputError, match="1 subjects for 2 rows"):
        ClassStatistics.of(one, 1, subjects=pa.array([1]))
    with pytest.raises(InputError, match="2 counts of the population for 1 classes"):
        ClassStatistics.of(one, 1, population=np.ones(2, dtype=np.int64))
    linked = SensitiveColumn(pa.array([1]), pa.array([1]))
    with pytest.raises(InputError, match="subject of each row is"):
        ClassStatistics.of(one, 1, sensitive={"x": linked})
