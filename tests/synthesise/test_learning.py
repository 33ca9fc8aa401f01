"""What a column means decides how it is learnt: integers that are codes are no quantities."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.spec.synthesis import SynthesisSpec
from sector_data.synthesise.columns import Category, Grid
from sector_data.synthesise.layout import lay_out
from sector_data.synthesise.learning import Prepared, prepare
from tests.synthesise.plans import plan_of, table


def prepared(values: pa.Array, entity: str, fewest: int = 5) -> Prepared:
    """Return a table of one column of an entity, ready to be learnt."""
    tables = {"payments": table("payments", {"mcc": values})}
    spec = SynthesisSpec(fewest_rows=fewest)
    layout = lay_out(tables, plan_of(tables, entities={"payments.mcc": entity}), spec)
    return prepare(tables["payments"], layout.tables["payments"], spec, seed=0, subjects=None)


MANY = pa.array([1000 + 37 * (n % 60) for n in range(600)])


@settings(deadline=None)
@given(
    st.lists(st.integers(1000, 1060) | st.none(), max_size=200),
    st.integers(2, 5),
    st.integers(0, 2**32 - 1),
)
def test_no_code_is_invented_and_none_that_few_hold_is_learnt(
    codes: list[int | None], fewest: int, seed: int
) -> None:
    rare = [5000 + n for n in range(fewest - 1)]
    values = [*rare, *codes, *[1000, 1001] * (fewest * (len(set(codes)) + fewest))]
    ready = prepared(pa.array(values), "CATEGORY", fewest)
    held = {code for code, rows in Counter(values).items() if rows >= fewest}
    (column,) = ready.learnable.values()
    assert isinstance(column, Category)
    drawn = np.random.default_rng(seed).integers(0, len(column.values), 200)
    assert set(ready.decode({"mcc": drawn}, 200)["mcc"].to_pylist()) <= held


@pytest.mark.parametrize("entity", ["CATEGORY", "FLAG", "DIAGNOSIS_CODE", "POSTAL_CODE"])
def test_integers_that_are_codes_are_categories(entity: str) -> None:
    column = prepared(MANY, entity).learnable["mcc"]
    assert isinstance(column, Category)
    assert column.values.type == pa.int64()


@pytest.mark.parametrize(
    ("values", "entity"),
    [
        (MANY, "MEASUREMENT"),
        (MANY.cast(pa.float64()), "CATEGORY"),
        # A line number is a technical mark that no two rows share.
        (pa.array(range(600)), "FLAG"),
    ],
    ids=["a measurement", "not whole", "each its own"],
)
def test_what_is_no_code_stays_a_quantity(values: pa.Array, entity: str) -> None:
    assert isinstance(prepared(values, entity).learnable["mcc"], Grid)
