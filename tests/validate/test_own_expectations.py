"""Counting subjects behind combinations, and the sentences of our own expectations."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.sources.tables import Table
from sector_data.validate.documents import ExpectationDocument
from sector_data.validate.frames import to_frame
from sector_data.validate.running import check_suites
from tests.validate.worlds import no_identifiers, token

ROWS = st.lists(
    st.tuples(
        st.none() | st.sampled_from(["", "a", "é", "nan", "<NA>"]),
        st.none() | st.integers(-2, 2) | st.just(2**62 + 1),
        st.none() | st.sampled_from([date(1850, 1, 1), date(2020, 1, 1)]),
        st.none() | st.sampled_from(["s1", "s2", "s3", "s4"]),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, k=st.integers(1, 4), by_subject=st.booleans())
def test_class_sizes_are_those_of_counting_by_hand(
    rows: list[tuple[str | None, int | None, date | None, str | None]], k: int, by_subject: bool
) -> None:
    from sector_data.validate.adapter import great_expectations

    great_expectations()
    from sector_data.validate.own_expectations import class_sizes

    names = ["index", "a b", "c"]
    types = [pa.string(), pa.int64(), pa.date32()]
    data = pa.table(
        {
            name: pa.array([row[place] for row in rows], arrow_type)
            for place, (name, arrow_type) in enumerate(zip(names, types, strict=True))
        }
    )
    subjects = pa.array([row[3] for row in rows], pa.string()) if by_subject else None
    found = class_sizes(to_frame(Table("t", data)), names, k, subjects)

    members: dict[object, set[object]] = defaultdict(set)
    for place, row in enumerate(rows):
        members[row[:3]] |= {row[3]} - {None} if by_subject else {place}
    sizes = {key: len(group) for key, group in members.items()}
    assert found == {
        "smallest": min(sizes.values(), default=0),
        "rows_below": sum(sizes[row[:3]] < k for row in rows),
        "rows": len(rows),
    }


def _passes(document: ExpectationDocument, tables: dict[str, Table]) -> bool:
    (result,) = check_suites(tables, {"t": (document,)}, find_identifiers=no_identifiers)
    assert result.evaluated
    return result.passed


@pytest.mark.parametrize("length", [12, 52])
@pytest.mark.parametrize("prefix", ["", "a_B-9"])
def test_pseudonyms_have_their_prefix_and_length(prefix: str, length: int) -> None:
    document = ExpectationDocument(
        expectation="expect_column_values_to_be_pseudonyms",
        column="c",
        arguments={"prefix": prefix, "length": length},
        reason="r",
    )
    good = [token(i * 32**7 + i, prefix=prefix, length=length) for i in range(50)]

    def table(values: list[str | None]) -> dict[str, Table]:
        return {"t": Table("t", pa.table({"c": pa.array(values, pa.string())}))}

    assert _passes(document, table([*good, None]))
    for wrong in (
        good[0][:-1],
        good[0] + "0",
        good[0].upper() + "I",
        "",
        " " + good[0],
        good[0] + "\n",
    ):
        assert not _passes(document, table([*good, wrong]))


def test_references_compare_numbers_and_texts_alike() -> None:
    document = ExpectationDocument(
        expectation="expect_column_values_to_refer_to",
        column="c",
        arguments={"reference": "parents.id"},
        reason="r",
    )
    child = Table("t", pa.table({"c": pa.array([1, 2, None], pa.int64())}))
    parents = Table("parents", pa.table({"id": ["1", "2", "3"]}))
    fewer = Table("parents", pa.table({"id": ["1", "3", None]}))
    assert _passes(document, {"t": child, "parents": parents})
    assert not _passes(document, {"t": child, "parents": fewer})


def test_a_search_that_fails_is_no_pass_and_tells_no_value() -> None:
    def breaks(values: pa.Array | pa.ChunkedArray) -> dict[str, int]:
        raise RuntimeError(str(values))

    document = ExpectationDocument(
        expectation="expect_column_values_to_hold_no_identifier", column="c", reason="r"
    )
    tables = {"t": Table("t", pa.table({"c": ["secret"]}))}
    (result,) = check_suites(tables, {"t": (document,)}, find_identifiers=breaks)
    assert (result.passed, result.evaluated) == (False, False)
    assert "secret" not in repr(result)


def test_identifiers_are_told_by_kind_and_number() -> None:
    document = ExpectationDocument(
        expectation="expect_column_values_to_hold_no_identifier", column="c", reason="r"
    )
    tables = {"t": Table("t", pa.table({"c": ["ID-123", "x", "ID-124", None]}))}
    (result,) = check_suites(tables, {"t": (document,)}, find_identifiers=no_identifiers)
    assert (result.unexpected, result.observed) == (2, "RECORD_NUMBER × 2")
