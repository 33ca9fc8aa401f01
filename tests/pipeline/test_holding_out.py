"""The control group: set aside by subject, the same whatever the order of rows, never released."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.errors import InputError, SpecificationError
from sector_data.pipeline.assessing.holding_out import control_remarks, split_off_control
from sector_data.pipeline.sourcing import read_source
from sector_data.sources.tables import Table
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.reading import parse_pipeline

HEAD = """\
release: {name: r}
source: {people: people.csv, visits: visits.csv, wards: wards.csv}
subject: people.id
references: {visits.person: people.id}
"""


def pipeline(assess: str, head: str = HEAD, base: Path = Path()) -> Pipeline:
    return parse_pipeline(f"{head}assess: {assess}\n", base=base)


def tables(people: int, seed: int = 0) -> dict[str, Table]:
    order = np.random.default_rng(seed).permutation(people)
    visits = np.repeat(order[::-1], 3)
    return {
        "people": Table("people", pa.table({"id": order, "age": order % 90})),
        "visits": Table("visits", pa.table({"person": visits.astype(str)})),
        "wards": Table("wards", pa.table({"name": ["a", "b"]})),
    }


def ids(table: Table, column: str) -> set[str]:
    return {str(value) for value in table.data.column(column).to_pylist()}


@given(people=st.integers(2, 60), share=st.floats(0.05, 0.95), seed=st.integers(0, 3))
def test_people_are_on_one_side_with_all_their_rows(people: int, share: float, seed: int) -> None:
    count = round(share * people)
    asked = pipeline(f"{{control: {share!r}, seed: {seed}}}")
    if not 0 < count < people:
        with pytest.raises(SpecificationError, match="leaves nobody"):
            split_off_control(tables(people), asked)
        return
    released, control = split_off_control(tables(people), asked)
    assert len(ids(control["people"], "id")) == count
    for name, column in (("people", "id"), ("visits", "person")):
        inside, outside = ids(released[name], column), ids(control[name], column)
        assert not inside & outside
        assert len(inside | outside) == people
    assert released["wards"].rows == control["wards"].rows == 2


@given(order=st.integers(1, 50))
def test_the_order_of_rows_does_not_decide(order: int) -> None:
    first, second = (split_off_control(tables(40, seed), pipeline("{control: 50%}"))[1]
                     for seed in (0, order))  # fmt: skip
    assert ids(first["people"], "id") == ids(second["people"], "id")


def test_another_seed_and_other_people_give_other_sides() -> None:
    def outside(people: int, assess: str) -> set[str]:
        return ids(split_off_control(tables(people), pipeline(assess))[1]["people"], "id")

    half = outside(100, "{control: 50%}")
    assert half != outside(100, "{control: 50%, seed: 1}")
    # Whoever knows 100 of 101 people does not know the sides: half of them are elsewhere then.
    assert 25 < len(half ^ outside(101, "{control: 50%}")) < 76


def test_equal_rows_of_a_table_without_subjects_stay_together() -> None:
    head = "release: {name: r}\nsource: {t: t.csv}\n"
    rows = Table("t", pa.table({"a": [*range(20), *range(20)], "b": [None] * 40}))
    released, control = split_off_control({"t": rows}, pipeline("{control: 50%}", head))
    assert released["t"].rows == control["t"].rows == 20
    assert not ids(released["t"], "a") & ids(control["t"], "a")


def test_several_tables_need_a_subject() -> None:
    head = "release: {name: r}\nsource: {people: p.csv, visits: v.csv, wards: w.csv}\n"
    with pytest.raises(SpecificationError, match="without a subject"):
        split_off_control(tables(10), pipeline("{control: 50%}", head))


def frames() -> dict[str, pd.DataFrame]:
    return {name: table.data.to_pandas() for name, table in tables(10).items()}


def test_a_source_knows_its_control_group() -> None:
    source = read_source(pipeline("{control: 30%}"), frames())
    assert (source.tables["people"].rows, source.control["people"].rows) == (7, 3)
    assert source.whole["people"].rows == 10
    assert not read_source(pipeline("{}"), frames()).control


def test_a_control_group_can_come_from_files(tmp_path: Path) -> None:
    (tmp_path / "others.csv").write_text("age,id,more\n30,x1,1\n40,x2,2\n")
    asked = pipeline("{control: {tables: {people: others.csv}}}", base=tmp_path)
    with pytest.raises(InputError, match="other types"):
        read_source(asked, frames())
    (tmp_path / "others.csv").write_text("age,id,more\n30,101,1\n40,102,2\n")
    source = read_source(asked, frames())
    assert source.control["people"].columns == ["id", "age"]
    assert source.tables["people"].rows == 10
    (tmp_path / "others.csv").write_text("id\n101\n")
    with pytest.raises(InputError, match="lacks the columns age"):
        read_source(asked, frames())


@pytest.mark.parametrize(
    "assess", ["{control: 0}", "{control: 1}", "{control: {}}", "{control: 150%}",
               "{control: {hold-out: 50%, tables: {people: p.csv}}}"],
)  # fmt: skip
def test_what_is_no_control_group_is_refused(assess: str) -> None:
    with pytest.raises(SpecificationError):
        pipeline(assess)


def test_a_control_group_of_the_sources_own_people_is_refused(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("id,age\n3,40\n500,50\n", encoding="utf-8")
    asked = pipeline("{control: {tables: {people: own.csv}}}", base=tmp_path)
    with pytest.raises(InputError, match="people of the source, too"):
        read_source(asked, frames())


def test_who_is_set_aside_is_remarked_and_whole_tables_are_not() -> None:
    asked = pipeline("{control: 30%}")
    source = read_source(asked, frames())
    told = control_remarks(source.tables, source.control, asked)
    assert told[0].startswith("3 of 10 rows of people are set aside")
    assert not any("wards" in sentence for sentence in told)
