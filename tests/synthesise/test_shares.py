"""Values get the shares that were asked for; the rest stays as it belongs together."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.errors import InputError
from sector_data.synthesise.columns import Category, Learnable, encode
from sector_data.synthesise.shares import weigh


def learnable(**columns: list[Any]) -> dict[str, Learnable]:
    found: dict[str, Learnable] = {}
    for name, values in columns.items():
        column = encode(pa.array(values))
        assert isinstance(column, Category)
        found[name] = column
    return found


SEX = ["f"] * 20 + ["m"] * 80
ILL = (["y"] * 2 + ["n"] * 8) * 10


@settings(deadline=None)
@given(st.floats(0.01, 0.99), st.integers(50, 500), st.integers(0, 99))
def test_shares_are_met_to_the_row(share: float, rows: int, seed: int) -> None:
    columns = learnable(sex=[*SEX], ill=[*ILL])
    weighed = weigh("t", columns, {"t.sex": {"f": share}}, seed)
    assert weighed is not None
    codes = weighed.given(rows)["sex"]
    assert abs((codes == 0).sum() - share * rows) <= 1
    learnt = weighed.columns()["ill"]
    assert isinstance(learnt, Category)
    assert len(learnt.codes) == 100


def test_several_columns_are_raked() -> None:
    columns = learnable(sex=[*SEX], ill=[*ILL])
    weighed = weigh("t", columns, {"t.sex": {"f": 0.5}, "t.ill": {"y": 0.5, "n": 0.5}}, 1)
    assert weighed is not None
    given_rows = weighed.given(1000)
    assert np.mean(given_rows["sex"] == 0) == pytest.approx(0.5, abs=0.01)
    assert np.mean(given_rows["ill"] == 1) == pytest.approx(0.5, abs=0.01)


def test_only_shares_of_the_table_count() -> None:
    assert weigh("t", learnable(sex=[*SEX]), {"other.sex": {"f": 1.0}}, 0) is None


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"t.sex": {"tell-tale": 0.5}}, "1 of the values"),
        ({"t.gone": {"f": 0.5}}, "not learnt as categories"),
        ({"t.sex": {"f": 1.0}, "t.only_m": {"y": 1.0}}, "asks for together"),
    ],
)
def test_what_cannot_be_is_told_without_a_value(
    asked: dict[str, dict[str, float]], told: str
) -> None:
    columns = learnable(sex=[*SEX], only_m=["n"] * 20 + ["y"] * 80)
    with pytest.raises(InputError, match=told) as caught:
        weigh("t", columns, asked, 0)
    assert "tell-tale" not in str(caught.value)
