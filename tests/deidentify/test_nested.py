"""Documents come apart into parts and together again, and nothing unnamed stays."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.deidentify.nested import ALONE, Documents, document

LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(-9, 9)
NAMES = st.sampled_from(["a", "b", "name", "c d"])
TREES: st.SearchStrategy[Any] = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=12,
)
DOCUMENTS = st.dictionaries(NAMES, TREES, min_size=1, max_size=4) | st.lists(TREES, max_size=4)


def pruned(node: Any) -> Any:
    """Leave out what is nothing: nulls, and what is empty without them."""
    if isinstance(node, dict):
        return {k: p for k, v in node.items() if (p := pruned(v)) is not None} or None
    if isinstance(node, list):
        return [p for v in node if (p := pruned(v)) is not None] or None
    return node


@given(st.lists(DOCUMENTS, max_size=4))
def test_documents_come_together_as_they_were(trees: list[Any]) -> None:
    read = Documents.read([json.dumps(tree) for tree in trees])
    made = read.written({path: part.values for path, part in read.parts.items()}).to_pylist()
    assert [None if m is None else json.loads(m) for m in made] == [pruned(t) for t in trees]


@given(st.lists(DOCUMENTS, max_size=4), st.sets(NAMES))
def test_what_is_not_named_is_left_out(trees: list[Any], left: set[str]) -> None:
    read = Documents.read([json.dumps(tree) for tree in trees])
    kept = {p: part.values for p, part in read.parts.items() if p in left}
    made = [m for m in read.written(kept).to_pylist() if m is not None]
    assert set(Documents.read(made).parts) <= left


def test_parts_know_their_rows_and_types() -> None:
    read = Documents.read(
        [
            '{"id": 1, "name": [{"given": ["Anna", "Maria"]}], "ok": true}',
            None,
            "no json",
            '{"id": 2, "name": [{"given": ["Ugo"]}], "mix": [1, "x"], "dose": [1, 2.5]}',
        ]
    )
    assert read.broken == 1
    assert read.parts["name.given"].rows == [0, 0, 3]
    assert read.parts["name.given"].array().to_pylist() == ["Anna", "Maria", "Ugo"]
    assert read.parts["id"].array().type == pa.int64()
    assert read.parts["ok"].array().type == pa.bool_()
    assert read.parts["dose"].array().type == pa.float64()
    assert read.parts["mix"].array().to_pylist() == ["1", "x"]
    assert read.written({"id": [7, None]}).to_pylist() == ['{"id":7}', None, None, None]
    assert set(Documents.read(['["a", ["b"]]']).parts) == {ALONE}


@pytest.mark.parametrize("text", ["", "x", "3", '"a"', "{", "{'a': 1}", "[" * 100_000, "[1,]"])
def test_what_is_no_document_is_told(text: str) -> None:
    assert document(text) is None


def test_numbers_that_are_none_are_null() -> None:
    assert document('{"a": NaN, "b": Infinity}') == {"a": None, "b": None}
