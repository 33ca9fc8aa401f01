"""Every transform is a pure function of value, parameters, key and subject."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.deidentify.transforms import transform
from sector_data.errors import InputError
from sector_data.spec.transforms.values import (
    Drop,
    Generalise,
    Keep,
    Mask,
    Pseudonym,
    RedactText,
    Round,
    ShiftDate,
    TopBottom,
    TransformSpec,
    TruncateDate,
    Zip3,
)
from tests.deidentify.strategies import SECRET, jobs

Job = tuple[pa.Array, TransformSpec, pa.Array]


def run(values: pa.Array | pa.ChunkedArray, spec: TransformSpec, subjects: pa.Array) -> pa.Array:
    return transform(values, spec, secret=SECRET, subjects=subjects)


def same(left: pa.Array, right: pa.Array) -> bool:
    """Equality of type and values in which NaN equals NaN."""
    return left.type == right.type and repr(left.to_pylist()) == repr(right.to_pylist())


@settings(deadline=None, max_examples=100)
@given(jobs(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(job: Job, rng: random.Random) -> None:
    values, spec, subjects = job
    order = list(range(len(values)))
    rng.shuffle(order)
    indices = pa.array(order, pa.int64())
    permuted = run(values.take(indices), spec, subjects.take(indices))
    assert same(permuted, run(values, spec, subjects).take(indices))


@settings(deadline=None, max_examples=100)
@given(jobs(), st.integers(0, 12))
def test_batches_do_not_matter(job: Job, cut: int) -> None:
    values, spec, subjects = job
    whole = run(values, spec, subjects)
    parts = [run(values[s], spec, subjects[s]) for s in (slice(0, cut), slice(cut, None))]
    assert same(pa.concat_arrays(parts), whole)
    chunks = pa.chunked_array([values[:cut], values[cut:]], values.type)
    assert same(run(chunks, spec, subjects), whole)


@settings(deadline=None, max_examples=100)
@given(jobs())
def test_duplicates_do_not_matter_and_nulls_stay(job: Job) -> None:
    values, spec, subjects = job
    once = run(values, spec, subjects)
    twice = run(pa.concat_arrays([values, values]), spec, pa.concat_arrays([subjects, subjects]))
    assert same(twice, pa.concat_arrays([once, once]))
    assert len(once) == len(values)
    for before, after in zip(values, once, strict=True):
        assert before.is_valid or not after.is_valid


@settings(deadline=None, max_examples=100)
@given(jobs())
def test_the_input_is_left_alone(job: Job) -> None:
    values, spec, subjects = job
    before = (repr(values.to_pylist()), repr(subjects.to_pylist()))
    run(values, spec, subjects)
    assert (repr(values.to_pylist()), repr(subjects.to_pylist())) == before


@pytest.mark.parametrize("chunks", [[], [[]], [["a"], [], ["b"]]])
def test_chunked_columns_without_rows_or_chunks(chunks: list[list[str]]) -> None:
    values = pa.chunked_array(chunks, pa.string())
    assert transform(values, Keep()).to_pylist() == [text for chunk in chunks for text in chunk]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (pa.array([1, None], pa.int8()), pa.int64()),
        (pa.array([1.5], pa.float32()), pa.float64()),
        (pa.array(["a"], pa.large_string()), pa.string()),
        (pa.array(["a", "b", "a"]).dictionary_encode(), pa.string()),
        (pa.array([None, None]), pa.string()),
        (pa.array([0], pa.timestamp("ms", "UTC")), pa.timestamp("us", "UTC")),
    ],
    ids=str,
)
def test_other_widths_are_brought_to_the_types_of_tables(
    values: pa.Array, expected: pa.DataType
) -> None:
    assert transform(values, Keep()).type == expected


def test_a_type_that_no_table_holds_is_refused() -> None:
    with pytest.raises(InputError, match="binary cannot be de-identified"):
        transform(pa.array([b"secret"]), Keep())


def test_a_value_that_does_not_fit_is_not_quoted() -> None:
    with pytest.raises(InputError, match="does not fit") as caught:
        transform(pa.array([2**64 - 12345], pa.uint64()), Keep())
    assert str(2**64 - 12345) not in str(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("spec", [Drop(), Generalise(), RedactText()], ids=lambda s: s.kind)
def test_transforms_of_more_than_a_value_are_refused(spec: TransformSpec) -> None:
    with pytest.raises(InputError, match=spec.kind):
        transform(pa.array(["a"]), spec)


@pytest.mark.parametrize(
    ("spec", "values"),
    [
        (Round(), ["tell-tale"]),
        (TopBottom(top=9), ["tell-tale"]),
        (Round(), [True]),
        (TruncateDate(), [20200131]),
        (ShiftDate(), [20200131]),
        (Zip3(), [True]),
    ],
    ids=lambda x: getattr(x, "kind", None) or type(x[0]).__name__,
)
def test_a_transform_that_does_not_suit_names_the_type_and_no_value(
    spec: TransformSpec, values: list[object]
) -> None:
    array = pa.array(values)
    with pytest.raises(InputError, match=str(array.type)) as caught:
        transform(array, spec, secret=SECRET, subjects=pa.array(["p"]))
    assert str(values[0]) not in str(caught.value)


@pytest.mark.parametrize("spec", [Pseudonym(), ShiftDate()], ids=lambda s: s.kind)
@pytest.mark.parametrize("secret", [None, b"", b"fifteen bytes!!"], ids=repr)
def test_a_keyed_transform_wants_a_real_secret(spec: TransformSpec, secret: bytes | None) -> None:
    with pytest.raises(InputError, match="at least 16 bytes"):
        transform(pa.array(["2020-01-01"]), spec, secret=secret, subjects=pa.array(["p"]))


def test_masks_need_no_secret() -> None:
    assert transform(pa.array(["ab"]), Mask()).to_pylist() == ["**"]
