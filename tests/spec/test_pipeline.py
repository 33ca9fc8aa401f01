"""The models of the pipeline file by themselves."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sector_data.spec.hierarchies import NumberHierarchy
from sector_data.spec.pipeline import Gate, Pipeline, ReleaseSpec, SourceSpec, split_path
from sector_data.spec.transforms.values import Round, TopBottom


@given(st.text(min_size=1).filter(lambda t: "." not in t), st.text(min_size=1))
def test_a_path_is_split_at_its_first_dot(table: str, column: str) -> None:
    assert split_path(f"{table}.{column}") == (table, column)


@pytest.mark.parametrize("path", ["", ".", "a", "a.", ".a"])
def test_what_is_no_path(path: str) -> None:
    with pytest.raises(ValueError, match=r"table\.column"):
        split_path(path)


@pytest.mark.parametrize("name", ["", "A", "a b", "a.b", "../a", "-a", "é", "a" * 65, "a\n"])
def test_table_names_are_safe_and_without_dots(name: str) -> None:
    with pytest.raises(ValidationError):
        Pipeline(release=ReleaseSpec(name="r"), source={name: SourceSpec(path="x.csv")})


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan])
def test_parameters_are_finite(number: float) -> None:
    """JSON cannot hold anything else, and a comparison with NaN is always false."""
    for model, values in (
        (Gate, {"metric": "k-anonymity", "comparison": ">=", "bound": number}),
        (Round, {"to": number}),
        (TopBottom, {"top": number}),
        (NumberHierarchy, {"origin": number}),
        (NumberHierarchy, {"widths": [number]}),
    ):
        with pytest.raises(ValidationError):
            model.model_validate(values)
