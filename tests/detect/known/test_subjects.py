"""The index from a subject to the values of its rows."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.known.subjects import KnownColumn, SubjectValues, is_looked_for
from sector_data.spec.words import Role


@pytest.mark.parametrize(
    ("role", "entity", "expected"),
    [
        (Role.DIRECT_IDENTIFIER, None, True),
        (Role.DIRECT_IDENTIFIER, "PERSON", True),
        (Role.QUASI_IDENTIFIER, "DATE_OF_BIRTH", True),
        (Role.QUASI_IDENTIFIER, "CITY", True),
        (Role.SENSITIVE, "EVENT_DATE", True),
        (Role.INSENSITIVE, "ORGANIZATION", True),
        (Role.QUASI_IDENTIFIER, "SEX", False),
        (Role.QUASI_IDENTIFIER, "COUNTRY", False),
        (Role.SENSITIVE, "DIAGNOSIS", False),
        (Role.UNKNOWN, None, False),
        (Role.FREE_TEXT, "FREE_TEXT", False),
        (Role.FREE_TEXT, "PERSON", False),
    ],
)
def test_which_columns_are_looked_for(role: Role, entity: str | None, expected: bool) -> None:
    assert is_looked_for(role, entity) is expected


rows = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c", None]), st.none() | st.integers(0, 9)), max_size=12
)


@given(rows=rows, only=st.none() | st.lists(st.sampled_from(["a", "c", "z", None]), max_size=3))
@settings(deadline=None, max_examples=100)
def test_each_subject_has_the_values_of_its_rows_in_their_order(
    rows: list[tuple[str | None, int | None]], only: list[str | None] | None
) -> None:
    who = pa.array([subject for subject, _ in rows], pa.string())
    values = pa.chunked_array([pa.array([value for _, value in rows], pa.int64())])
    columns = [
        KnownColumn("t.x", "RECORD_ID", values, who),
        KnownColumn("t.y", "PERSON", values, who),
    ]
    index = SubjectValues(columns, None if only is None else pa.array(only, pa.string()))
    wanted = {s for s, _ in rows} if only is None else set(only)
    assert len(index) == len(wanted - {None})
    for subject in ("a", "b", "c", "z"):
        expected = [v for s, v in rows if s == subject and s in wanted]
        found = [column for table in index.rows_of(subject) for column in table]
        assert found == (
            [("t.x", "RECORD_ID", expected), ("t.y", "PERSON", expected)] if expected else []
        )


def test_tables_and_dictionaries_are_kept_apart_and_read() -> None:
    one, other = pa.array(["a", "a"]), pa.array(["a"])
    coded = pa.array(["x", "y"]).dictionary_encode()
    index = SubjectValues(
        [
            KnownColumn("t.x", "PERSON", pa.chunked_array([coded]), one),
            KnownColumn("u.x", "PERSON", pa.array(["z"]), other),
        ]
    )
    assert list(index.rows_of("a")) == [
        [("t.x", "PERSON", ["x", "y"])],
        [("u.x", "PERSON", ["z"])],
    ]


def test_nothing_of_the_values_is_shown() -> None:
    column = KnownColumn("t.x", "PERSON", pa.array(["Zyxel"]), pa.array(["s-17"]))
    assert repr(column) == "KnownColumn('t.x', 'PERSON', 1 rows)"
    assert repr(SubjectValues([column])) == "SubjectValues(1 subjects, 1 columns)"
