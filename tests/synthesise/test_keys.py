"""Keys are fresh and unique; references lead to them."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.errors import InputError
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.spec.transforms.values import Keep, Pseudonym
from sector_data.synthesise.keys import (
    count_rows,
    draw_references,
    fresh_ids,
    make_keys,
    order_of_keys,
)
from sector_data.synthesise.layout import lay_out
from tests.synthesise.plans import plan_of, table


def draw(
    learnt: list[str | None], referred: list[str], parents: int, rows: int, *, unique: bool = False
) -> list[str | None]:
    drawn: list[str | None] = draw_references(
        pa.array(learnt, pa.string()),
        pa.array(referred, pa.string()),
        pa.array([f"S{n}" for n in range(parents)], pa.string()),
        rows,
        np.random.default_rng(1),
        unique=unique,
    ).to_pylist()
    return drawn


@pytest.mark.parametrize(
    ("arrow_type", "expected"),
    [
        (pa.int64(), [1, 2, 3]),
        (pa.float64(), [1.0, 2.0, 3.0]),
        (pa.string(), ["S1", "S2", "S3"]),
    ],
    ids=str,
)
def test_ids_are_numbers_in_the_form_of_the_column(
    arrow_type: pa.DataType, expected: list[object]
) -> None:
    made = fresh_ids(arrow_type, Keep(), 3)
    assert made.type == arrow_type
    assert made.to_pylist() == expected


@given(st.integers(0, 3000), st.integers(12, 52))
def test_ids_in_place_of_pseudonyms_look_like_pseudonyms(rows: int, length: int) -> None:
    made = fresh_ids(pa.string(), Pseudonym(length=length, prefix="P-"), rows).to_pylist()
    assert len(set(made)) == rows
    assert made == sorted(made)
    assert all(re.fullmatch(rf"P-[0-9a-hjkmnp-tv-z]{{{length}}}", name) for name in made)


def test_a_date_is_no_key() -> None:
    with pytest.raises(InputError, match="date32"):
        fresh_ids(pa.date32(), Keep(), 1)


@settings(deadline=None)
@given(
    st.lists(st.none() | st.sampled_from(["a", "b", "c", "gone"]), max_size=30),
    st.integers(0, 12),
    st.integers(0, 40),
)
def test_every_reference_leads_to_a_parent_and_the_share_without_is_kept(
    learnt: list[str | None], parents: int, rows: int
) -> None:
    drawn = draw(learnt, ["a", "b", "c", "d"], parents, rows)
    assert len(drawn) == rows
    assert {d for d in drawn if d is not None} <= {f"S{n}" for n in range(parents)}
    found = sum(value in {"a", "b", "c"} for value in learnt)
    expected = rows - round(rows * (1 - found / len(learnt))) if found and parents else 0
    assert sum(d is not None for d in drawn) == expected


def test_children_per_parent_are_those_of_the_protected_tables() -> None:
    # Half of the parents have no child, the others four.
    referred = [f"p{n}" for n in range(200)]
    learnt = [f"p{n}" for n in range(0, 200, 2) for _ in range(4)]
    for times in (1, 3):
        drawn = draw([*learnt], referred, 200 * times, 400 * times)
        children = np.unique([d for d in drawn if d], return_counts=True)[1]
        assert children.tolist() == [4] * (100 * times)


def test_more_rows_than_drawn_are_filled_up_and_fewer_are_cut() -> None:
    assert len([d for d in draw(["a"] * 3, ["a"], 2, 50) if d]) == 50
    assert len([d for d in draw(["a"] * 50, ["a"], 20, 3) if d]) == 3


@settings(deadline=None)
@given(st.integers(1, 20), st.integers(0, 20))
def test_unique_references_share_no_parent(parents: int, rows: int) -> None:
    rows = min(rows, parents)
    drawn = draw(["a", "gone"], ["a", "b", "c"], parents, rows, unique=True)
    assert len(set(drawn)) == rows
    assert None not in drawn


def test_keys_come_behind_what_they_refer_to() -> None:
    references = {"c.b": "b.id", "b.id": "a.id", "a.up": "a.id"}
    ordered = order_of_keys(references)
    assert sorted(ordered) == sorted(references)
    assert ordered.index("b.id") < ordered.index("c.b")


@pytest.mark.parametrize(
    "references", [{"a.x": "a.x"}, {"a.x": "b.x", "b.x": "a.x"}], ids=["itself", "each other"]
)
def test_columns_that_refer_to_each_other_are_refused(references: dict[str, str]) -> None:
    with pytest.raises(InputError, match="in a circle"):
        order_of_keys(references)


def test_a_table_whose_rows_need_a_parent_each_gets_no_more_rows_than_parents() -> None:
    tables = {
        "more": table("more", {"id": ["x", "y", "z"]}),
        "people": table("people", {"id": ["x", "y", "z"]}),
        "extra": table("extra", {"id": ["x", "y"]}),
    }
    plan = plan_of(
        tables,
        keys=dict.fromkeys(tables, "id"),
        references={"extra.id": "people.id", "more.id": "extra.id"},
    )
    spec = SynthesisSpec(rows={"people": 4, "extra": 9, "more": 9})
    said: list[str] = []
    layout = lay_out(tables, plan, spec)
    rows = count_rows(tables, layout, spec, said.append)
    assert rows == {"people": 4, "extra": 4, "more": 4}
    assert len(said) == 2
    made = make_keys(tables, layout, rows, SynthesisSpec())
    assert set(made["more.id"].to_pylist()) <= set(made["extra.id"].to_pylist())
    assert len(set(made["extra.id"].to_pylist())) == 4


def test_rows_cannot_be_wanted_of_an_empty_table() -> None:
    tables = {"t": table("t", {"a": pa.array([], pa.string())})}
    spec = SynthesisSpec(rows={"t": 5})
    with pytest.raises(InputError, match="no rows to learn from"):
        count_rows(tables, lay_out(tables, plan_of(tables), spec), spec, print)


def test_references_of_another_type_are_refused() -> None:
    tables = {"a": table("a", {"id": [1, 2]}), "b": table("b", {"a": ["1", "2"]})}
    plan = plan_of(tables, references={"b.a": "a.id"})
    layout = lay_out(tables, plan, SynthesisSpec())
    with pytest.raises(InputError, match=r"type string, a\.id of type int64"):
        make_keys(tables, layout, {"a": 2, "b": 2}, SynthesisSpec())


def test_references_between_tables_that_keep_their_rows_are_not_drawn() -> None:
    tables = {
        "a": table("a", {"id": [1, 2]}),
        "b": table("b", {"a": [1, 2]}),
        "c": table("c", {"id": [1, 2]}),
    }
    plan = plan_of(tables, keys={"c": "id"}, references={"b.a": "a.id"})
    layout = lay_out(tables, plan, SynthesisSpec(tables=("c",)))
    assert make_keys(tables, layout, {"c": 2}, SynthesisSpec()).keys() == {"c.id"}
