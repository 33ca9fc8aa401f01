"""Following references through released tables."""

from __future__ import annotations

import pyarrow as pa
import pytest

from sector_data.sources.tables import Table
from sector_data.validate.surroundings import Surroundings, UnresolvedError
from tests.validate.worlds import no_identifiers


def surroundings(**tables: dict[str, pa.Array]) -> Surroundings:
    made = {name: Table(name, pa.table(columns)) for name, columns in tables.items()}
    return Surroundings(made, no_identifiers)


def test_subjects_are_found_over_two_references() -> None:
    world = surroundings(
        notes={"encounter": pa.array(["e2", "e1", "e9", None])},
        encounters={"id": pa.array(["e1", "e2"]), "patient": pa.array(["p1", "p2"])},
    )
    chain = ["notes.encounter", "encounters.id", "encounters.patient"]
    assert world.subjects(chain).to_pylist() == ["p2", "p1", None, None]


def test_a_key_that_leads_to_two_rows_leads_to_nobody() -> None:
    world = surroundings(
        notes={"encounter": pa.array([1, 2])},
        encounters={"id": pa.array([1, 1, 2, None]), "patient": pa.array(["a", "b", "c", "d"])},
    )
    chain = ["notes.encounter", "encounters.id", "encounters.patient"]
    assert world.subjects(chain).to_pylist() == [None, "c"]


def test_empty_tables_have_no_subjects_and_no_keys() -> None:
    empty = pa.array([], pa.string())
    world = surroundings(notes={"e": empty}, encounters={"id": empty, "p": empty})
    assert world.subjects(["notes.e", "encounters.id", "encounters.p"]).to_pylist() == []
    assert world.keys("encounters.id").to_pylist() == []


@pytest.mark.parametrize("path", ["absent.id", "encounters.absent"])
def test_what_is_not_released_cannot_be_followed(path: str) -> None:
    world = surroundings(encounters={"id": pa.array(["e1"])})
    with pytest.raises(UnresolvedError, match="not released"):
        world.keys(path)


def test_an_instant_is_the_same_in_every_time_zone() -> None:
    zoned = pa.array([946_652_400_000_000], pa.timestamp("us", "Asia/Tokyo"))
    world = surroundings(a={"t": zoned}, b={"t": zoned.cast(pa.int64()).cast(pa.timestamp("us"))})
    assert world.keys("a.t") == world.keys("b.t")
