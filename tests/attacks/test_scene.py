"""The scene of an attack: common codes, equal groups, and no dependence on the order of rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.assessment.attacks.scene import Scene
from sector_data.errors import InputError
from sector_data.sources.tables import Table

ROWS = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(-3, 3)),
        st.one_of(st.none(), st.sampled_from(["a", "b", "c"])),
    ),
    min_size=1,
    max_size=30,
)


def table(rows: Sequence[tuple[int | None, str | None]]) -> Table:
    number, word = zip(*rows, strict=True)
    columns = {"number": pa.array(number, pa.int64()), "word": pa.array(word, pa.string())}
    return Table("people", pa.table(columns))


def scene(release: Table, members: Table, control: Table | None = None, **more: Any) -> Scene:
    settled: dict[str, Any] = {"known": ("number",), "secrets": ("word",), "seed": 3, **more}
    return Scene(release, members, control, **settled)


@given(ROWS, ROWS, ROWS)
def test_equal_values_have_equal_codes(
    release: list[Any], members: list[Any], control: list[Any]
) -> None:
    made = scene(table(release), table(members), table(control))
    for place, column in enumerate(made.columns()):
        for side, rows in (("members", members), ("control", control)):
            people = column.people(side)
            flat = people[:, 0] if people.ndim == 2 else people
            for mine, value in zip(flat, rows, strict=True):
                for other, released in zip(column.release, release, strict=True):
                    equal = mine == other or (np.isnan(mine) and np.isnan(other))
                    assert equal == (value[place] == released[place])


@given(ROWS, ROWS, ROWS, st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_nothing_depends_on_the_order_of_rows(
    release: list[Any], members: list[Any], control: list[Any], random: Any
) -> None:
    mixed = [random.sample(rows, len(rows)) for rows in (release, members, control)]
    one = scene(*map(table, (release, members, control)))
    other = scene(*map(table, mixed))
    assert [release[i] for i in one.release_order] == [mixed[0][i] for i in other.release_order]
    for side, before, after in (("members", members, mixed[1]), ("control", control, mixed[2])):
        ours = [before[i] for i in one.people(side)]  # type: ignore[arg-type]
        assert ours == [after[i] for i in other.people(side)]  # type: ignore[arg-type]


def test_members_and_control_are_equally_many_people() -> None:
    rows = [(i % 7, "a") for i in range(300)]
    members = pa.array([f"p{i // 3}" for i in range(300)])
    made = scene(table(rows), table(rows), table(rows[:60]), member_subjects=members)
    assert made.group == 60
    subjects = made.subjects("members")
    assert len(set(subjects[made.people("members")])) == 60 == len(made.people("control"))
    assert len(made.rows("members")) == 180
    assert set(subjects[made.rows("members")]) == set(subjects[made.people("members")])
    assert list(made.people("members", 5)) == list(made.people("members")[:5])
    assert made.shortage == "few-subjects"
    assert scene(table(rows), table(rows)).shortage == "no-control"
    assert scene(table(rows), table(rows), table(rows)).shortage is None


def test_a_value_is_known_by_every_label_that_it_may_have() -> None:
    ages = {str(age): f"[{age // 10 * 10}, {age // 10 * 10 + 10})" for age in range(100)}
    release = Table("people", pa.table({"age": ["[30, 40)", "37", "*"], "word": ["a"] * 3}))
    members = Table("people", pa.table({"age": pa.array([37, 41, None]), "word": ["a"] * 3}))
    made = scene(
        release,
        members,
        known=("age",),
        spellings={"age": [ages, dict.fromkeys(ages, "*")]},
    )
    column = made.column("age")
    met = (column.members[:, :, None] == column.release).any(axis=1)
    assert met.tolist() == [[True, True, True], [False, False, True], [False, False, False]]
    # The label of 37 and 41 covers both, that of 37 alone only itself.
    assert column.losses[column.release].tolist() == [0.0, 0.0, 1.0]


def test_a_column_without_any_value_fits_any_type() -> None:
    bare = Table("people", pa.table({"number": pa.nulls(3, pa.string()), "word": ["a"] * 3}))
    column = scene(bare, table([(1, "a")])).column("number")
    assert column.ordered
    assert column.empty
    assert column.constant


@pytest.mark.parametrize(
    ("release", "more", "said"),
    [
        (pa.table({"number": ["x"], "word": ["a"]}), {}, "of another"),
        (pa.table({"number": [1], "word": ["a"], "more": [1]}), {}, "source lacks"),
        (pa.table({"number": [1]}), {}, "needs the column word"),
        (pa.table({"number": [1], "word": ["a"]}), {"secrets": ("number",)}, "known .* and a sec"),
        (pa.table({"number": [1], "word": ["a"]}).slice(1), {}, "release has no row"),
        (
            pa.table({"number": [1], "word": ["a"]}),
            {"member_subjects": pa.array(["a", "b"])},
            "another number of rows",
        ),
        (
            pa.table({"number": [1], "word": ["a"]}),
            {"released_members": np.array([0, 0])},
            "differ in length",
        ),
    ],
)
def test_tables_that_do_not_fit_are_refused(release: Any, more: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        scene(Table("people", release), table([(1, "a")]), **more).columns()
