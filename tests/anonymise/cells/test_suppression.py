"""After local suppression every row has its matches, recounted naively; few cells are lost."""

from __future__ import annotations

import itertools
import random
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sector_data.anonymise.cells import CellSuppression, suppress_cells
from sector_data.errors import InputError
from tests.anonymise import sdcmicro

Row = tuple[str | None, ...]
Gaps = Literal["wildcard", "own-category"]
GAPS = st.sampled_from(["wildcard", "own-category"])


@st.composite
def tables(draw: st.DrawFn, most: int = 25, gaps: bool = True) -> list[Row]:
    width = draw(st.integers(1, 4))
    cell = st.sampled_from([*([None] if gaps else []), "a", "b", "c", "d"])
    return draw(st.lists(st.tuples(*[cell] * width), min_size=2, max_size=most))


def columns(rows: list[Row]) -> dict[str, pa.Array]:
    return {
        f"q{i}": pa.array(list(values), pa.string())
        for i, values in enumerate(zip(*rows, strict=True))
    }


def rows_of(found: CellSuppression) -> list[Row]:
    """Return the rows that are kept."""
    rows = zip(*(values.to_pylist() for values in found.columns.values()), strict=True)
    return [row for row, kept in zip(rows, found.keep, strict=True) if kept]


def alike(one: Row, other: Row, gaps: str) -> bool:
    if gaps == "own-category":
        return one == other
    return all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))


def counts(rows: list[Row], subjects: list[Any], gaps: str) -> list[int]:
    """Count by definition the distinct subjects that each row matches."""
    return [
        len({s for o, s in zip(rows, subjects, strict=True) if alike(row, o, gaps)}) for row in rows
    ]


@settings(deadline=None, max_examples=100)
@given(tables(), st.integers(1, 5), GAPS, st.booleans(), st.randoms(use_true_random=False))
def test_every_row_that_is_kept_has_its_matches(
    rows: list[Row], k: int, gaps: Gaps, many: bool, rng: random.Random
) -> None:
    subjects = [rng.randrange(len(rows) // 2 + 1) if many else i for i in range(len(rows))]
    assume(len(set(subjects)) >= k)
    found = suppress_cells(columns(rows), k, subjects=pa.array(subjects), gaps=gaps)
    kept = [s for s, keep in zip(subjects, found.keep, strict=True) if keep]
    result = counts(rows_of(found), kept, gaps)
    assert all(count >= k for count in result)
    assert min(result, default=None) == (
        found.smallest if gaps == "wildcard" else found.smallest_category
    )
    if gaps == "wildcard":
        assert found.keep.all()  # at worst all cells are emptied
    strict = counts(rows_of(found), kept, "own-category")
    assert found.below_as_category == sum(count < k for count in strict)
    for before, after, keep in zip(
        rows,
        zip(*(c.to_pylist() for c in found.columns.values()), strict=True),
        found.keep,
        strict=True,
    ):
        assert not keep or all(b in (None, a) for a, b in zip(before, after, strict=True))
    assert found.total == sum(
        a is not None and b is None
        for name, values in columns(rows).items()
        for a, b, keep in zip(
            values.to_pylist(), found.columns[name].to_pylist(), found.keep, strict=True
        )
        if keep
    )


@settings(deadline=None, max_examples=100)
@given(tables(), st.integers(2, 4), GAPS, st.randoms(use_true_random=False))
def test_order_of_rows_and_columns_does_not_matter(
    rows: list[Row], k: int, gaps: Gaps, rng: random.Random
) -> None:
    assume(len(rows) >= k)
    found = suppress_cells(columns(rows), k, gaps=gaps)
    order = rng.sample(range(len(rows)), len(rows))
    table = columns([rows[i] for i in order])
    names = rng.sample(sorted(table), len(table))
    moved = suppress_cells({name: table[name] for name in names}, k, gaps=gaps)
    assert moved.keep.tolist() == found.keep[order].tolist()
    for name in names:
        assert moved.columns[name].equals(found.columns[name].take(pa.array(order)))


@settings(deadline=None, max_examples=100)
@given(tables(), st.integers(2, 4), GAPS)
def test_the_stages_are_the_same_as_a_rule(rows: list[Row], k: int, gaps: Gaps) -> None:
    assume(len(rows) >= k)
    table = columns(rows)
    found = suppress_cells(table, k, gaps=gaps)
    names = list(table)

    def seen(row: Row, emptied: tuple[str, ...]) -> tuple[object, ...]:
        return tuple("*" if n in emptied else v for n, v in zip(names, row, strict=True))

    for place, row in enumerate(rows):
        first = next(
            (
                s
                for s in found.stages
                if seen(row, s.emptied) in {seen(rows[i], s.emptied) for i in s.rows}
            ),
            None,
        )
        assert (first is not None) == found.keep[place]
        if first is not None:
            for name, value in zip(names, row, strict=True):
                expected = None if name in first.emptied else value
                assert found.columns[name][place].as_py() == expected


@settings(deadline=None, max_examples=60)
@given(tables(most=6, gaps=False), st.integers(2, 3))
def test_few_cells_more_than_the_fewest(rows: list[Row], k: int) -> None:
    assume(len(rows) >= k and len(rows[0]) <= 3)
    distinct = sorted(set(rows), key=repr)
    width = len(rows[0])
    best = len(rows) * width
    for chosen in itertools.product(range(1 << width), repeat=len(distinct)):
        of = dict(zip(distinct, chosen, strict=True))
        cost = sum(of[row].bit_count() for row in rows)
        if cost >= best:
            continue
        emptied: list[Row] = [
            tuple(None if of[row] >> c & 1 else v for c, v in enumerate(row)) for row in rows
        ]
        if min(counts(emptied, list(range(len(rows))), "wildcard")) >= k:
            best = cost
    found = suppress_cells(columns(rows), k).total
    assert best <= found <= 2 * best + width


@settings(deadline=None, max_examples=80)
@given(tables(), st.integers(2, 4), GAPS, st.integers(0, 3))
def test_limits_are_kept(rows: list[Row], k: int, gaps: Gaps, limit: int) -> None:
    assume(len(rows) >= k)
    limits = {"q0": limit}
    found = suppress_cells(columns(rows), k, gaps=gaps, limits=limits)
    assert found.cells["q0"] <= limit
    kept = rows_of(found)
    assert all(count >= k for count in counts(kept, list(range(len(kept))), gaps))


def test_the_less_important_column_loses_its_cells() -> None:
    table = columns([("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")])
    assert suppress_cells(table, 2, importance=["q0", "q1"]).cells == {"q0": 0, "q1": 2}
    assert suppress_cells(table, 2, importance=["q1", "q0"]).cells == {"q0": 2, "q1": 0}
    assert suppress_cells(table, 2, weights={"q1": 0.1}).cells["q0"] == 0


RECORDED: list[tuple[str, tuple[str, ...], str, int]] = [
    ("testdata", sdcmicro.K5, f"testdata_K5_k{k}", k) for k in (2, 3, 5)
] + [("testdata", sdcmicro.K7, f"testdata_K7_k{k}", k) for k in (2, 3, 5)]
RECORDED += [("francdat", sdcmicro.FRANC, f"francdat_k{k}", k) for k in (2, 3)]


@pytest.mark.parametrize(("data", "keys", "run", "k"), RECORDED)
def test_fewer_cells_than_sdcmicro(data: str, keys: tuple[str, ...], run: str, k: int) -> None:
    table = sdcmicro.columns(sdcmicro.table(data), keys)
    recorded = sdcmicro.document("localsuppression")
    default = suppress_cells(table, k)
    assert default.smallest is not None
    assert default.smallest >= k
    assert default.total <= recorded[f"{run}_default"]["total"]
    # There the column with the highest number is to be spared last.
    order = [keys[i] for i in np.argsort(recorded[f"{run}_rev"]["importance"])]
    chosen = suppress_cells(table, k, importance=order)
    assert chosen.total <= recorded[f"{run}_rev"]["total"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"k": 0}, "k is the size"),
        ({"k": 3}, "there are 2 subjects"),
        ({"k": 2, "importance": ["q0"]}, "does not name each"),
        ({"k": 2, "weights": {"other": 1}}, "weight is given for no"),
        ({"k": 2, "weights": {"q0": -1}}, "below zero"),
        ({"k": 2, "weights": {"q0": 0}}, "for nothing"),
        ({"k": 2, "limits": {"other": 1}}, "limit is given for no"),
    ],
)
def test_mistakes_are_told(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        suppress_cells(columns([("a", "a"), ("b", "b")]), **arguments)


def test_no_column_and_too_many_are_refused() -> None:
    with pytest.raises(InputError, match="no quasi-identifier"):
        suppress_cells({}, 2)
    many = {f"q{i}": pa.array(["a", "b"]) for i in range(17)}
    with pytest.raises(InputError, match="at most 16"):
        suppress_cells(many, 2)


def test_a_table_without_rows() -> None:
    found = suppress_cells({"a": pa.array([], pa.string())}, 2)
    assert found.total == 0
    assert found.smallest is None


def test_types_stay() -> None:
    found = suppress_cells({"n": pa.array([1, 2, 2]), "b": pa.array([True, True, None])}, 2)
    assert [c.type for c in found.columns.values()] == [pa.int64(), pa.bool_()]
