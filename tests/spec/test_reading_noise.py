"""Pipeline files that nobody meant: only our own error ever escapes the reader."""

from __future__ import annotations

from pathlib import Path

import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sector_data.errors import SpecificationError
from sector_data.spec.reading import parse_pipeline
from sector_data.spec.reference.examples import COMPLETE_EXAMPLE

KEYS = st.sampled_from(
    [
        "release", "name", "source", "t", "path", "missing", "sector", "policy", "subject", "keys",
        "references", "t.a", "t.b", "u.c", "columns", "role", "transform", "hierarchy", "language",
        "kind", "mask", "keep-last", "generalise", "number", "widths", "age", "reference", "date",
        "levels", "file", "privacy", "k-anonymity", "l-diversity", "suppression-limit",
        "synthesise", "tables", "rows", "seed", "quality", "expectations", "gates", "base", "sql",
        "pair-trends", "expect_column_values_to_not_be_null", "column", "table", "", "<<", "[key]",
    ]
)  # fmt: skip
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.dates()
    | st.text(max_size=8)
    | KEYS
    | st.sampled_from(
        ["drop", "sensitive", "icd-10", "x.csv", "2%", ">= 0.5", "≤ 5%", "health", "gdpr-wp29"]
    )
)
DOCUMENTS = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=25,
)


def _swallow(text: str | bytes) -> None:
    try:
        pipeline = parse_pipeline(text, base=Path())
    except SpecificationError as error:
        told = error.problems
    else:
        assert pipeline.source
        return
    assert told
    assert all(problem.message and problem.path for problem in told)


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(KEYS, DOCUMENTS, max_size=8))
@example({"columns": {"t.a": {"transform": {"kind": ["x"]}}}})
@example({"source": {"t": {"path": "x", "missing": {"a": 1}}}, "release": {"name": "r"}})
def test_only_its_own_error_escapes_documents(document: dict[str, object]) -> None:
    _swallow(yaml.safe_dump(document, allow_unicode=True))


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(KEYS, DOCUMENTS, max_size=4))
def test_only_its_own_error_escapes_sections(document: dict[str, object]) -> None:
    whole = {"release": {"name": "r"}, "source": {"t": "t.csv"}} | document
    _swallow(yaml.safe_dump(whole, allow_unicode=True, sort_keys=False))


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=60) | st.binary(max_size=60))
def test_only_its_own_error_escapes_noise(text: str | bytes) -> None:
    _swallow(text)
    if isinstance(text, str):
        _swallow(COMPLETE_EXAMPLE + text)
    else:
        _swallow(COMPLETE_EXAMPLE.encode() + text)


@settings(deadline=None, max_examples=100)
@given(st.integers(0, len(COMPLETE_EXAMPLE)), st.text(max_size=3))
def test_only_its_own_error_escapes_a_damaged_file(place: int, noise: str) -> None:
    _swallow(COMPLETE_EXAMPLE[:place] + noise + COMPLETE_EXAMPLE[place + 1 :])
