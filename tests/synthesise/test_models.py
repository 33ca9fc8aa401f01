"""What an engine learnt is kept when asked for, sealed, and drawn from again."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sector_data.deidentify.keyring import Key, KeyRing
from sector_data.errors import InputError, KeyRingError, TargetError
from sector_data.pipeline.keying import Keyed
from sector_data.pipeline.synthesis.storing_models import check_place, open_models, store_models
from sector_data.sources.tables import Table
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.synthesise.making import SynthesisResult, synthesise
from sector_data.synthesise.models import Models
from tests.synthesise.plans import plan_of, table

RNG = np.random.default_rng(8)
PEOPLE = {
    "people": table(
        "people",
        {
            "age": RNG.integers(20, 80, 500),
            "place": [f"tell-tale {n}" for n in RNG.integers(0, 4, 500)],
        },
    )
}


@pytest.fixture
def keyed(tmp_path: Path) -> Keyed:
    return Keyed(plan_of(PEOPLE), new_key(tmp_path / "keys.json"))


def new_key(path: Path) -> Key:
    KeyRing.open(path, create=True).new("default", holder="the tests")
    return KeyRing.open(path).get("default")


MODELS = Models("fits", {"people": b"tell-tale" * 9, "visits": b""})


def test_models_come_back_as_they_were(keyed: Keyed, tmp_path: Path) -> None:
    path = tmp_path / "m.model"
    check_place(path)
    store_models(MODELS, path, keyed)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"tell-tale" not in path.read_bytes()
    assert b"people" not in path.read_bytes()
    found = open_models(path, keyed)
    assert (found.fits, found.learnt, found.opened) == ("fits", MODELS.learnt, True)
    with pytest.raises(TargetError, match="there already"):
        check_place(path)


def test_models_open_with_their_key_and_release_alone(keyed: Keyed, tmp_path: Path) -> None:
    path = tmp_path / "m.model"
    store_models(MODELS, path, keyed)
    other_key = new_key(tmp_path / "other.json")
    other_release = plan_of(PEOPLE)
    release = other_release.pipeline.release.model_copy(update={"name": "another"})
    other_release = other_release.model_copy(
        update={"pipeline": other_release.pipeline.model_copy(update={"release": release})}
    )
    ring_key = KeyRing.open(tmp_path / "keys.json").get("default")
    for wrong in (Keyed(plan_of(PEOPLE), other_key), Keyed(other_release, ring_key)):
        with pytest.raises(InputError, match="sealed for another release or key"):
            open_models(path, wrong)


@pytest.mark.parametrize("place", [0, 25, -1])
def test_models_that_were_changed_are_refused(keyed: Keyed, tmp_path: Path, place: int) -> None:
    path = tmp_path / "m.model"
    store_models(MODELS, path, keyed)
    raw = bytearray(path.read_bytes())
    raw[place] ^= 1
    path.write_bytes(raw)
    with pytest.raises(InputError, match="damaged"):
        open_models(path, keyed)


def test_models_that_others_can_read_or_that_are_not_there_are_told(
    keyed: Keyed, tmp_path: Path
) -> None:
    path = tmp_path / "m.model"
    with pytest.raises(InputError, match="no stored model"):
        open_models(path, keyed)
    store_models(MODELS, path, keyed)
    path.chmod(0o644)
    with pytest.raises(KeyRingError, match="read or changed by others"):
        open_models(path, keyed)


def draw(**words: Any) -> SynthesisResult:
    given = {word: words.pop(word) for word in ("keep", "models", "tables") if word in words}
    spec = SynthesisSpec.model_validate({"engine": "gaussian-copula", **words})
    tables: dict[str, Table] = given.pop("tables", PEOPLE)
    return synthesise(tables, plan_of(tables), spec, announce=lambda _: None, **given)


@pytest.mark.slow
@pytest.mark.parametrize(
    "effort", [{"engine": "gaussian-copula"}, {"engine": "tvae", "epochs": 1}], ids=str
)
def test_the_same_rows_are_drawn_from_a_model_and_other_ones_with_another_seed(
    effort: dict[str, Any],
) -> None:
    pytest.importorskip("sdv.single_table", reason="the extra 'synthesis' is not installed")
    first = draw(keep=True, **effort)
    assert first.models is not None
    assert draw(**effort).models is None
    # Nothing of the rows is in it, and no value.
    assert b"tell-tale" not in first.models.learnt["people"]
    opened = Models(first.models.fits, first.models.learnt, opened=True)
    again = draw(models=opened, **effort)
    assert again.record["drawn-from-stored-model"]
    assert again.tables["people"].data.equals(first.tables["people"].data)
    more = draw(models=opened, rows={"people": 800}, seed=5, **effort)
    assert more.tables["people"].rows == 800
    assert not more.tables["people"].data.slice(0, 500).equals(first.tables["people"].data)
    places = set(PEOPLE["people"].column("place").to_pylist())
    assert set(more.tables["people"].column("place").to_pylist()) <= places


@pytest.mark.slow
def test_a_model_of_other_rows_rules_or_tables_is_refused() -> None:
    pytest.importorskip("sdv.single_table", reason="the extra 'synthesis' is not installed")
    models = draw(keep=True).models
    assert models is not None
    opened = Models(models.fits, models.learnt, opened=True)
    fewer = {"people": Table("people", PEOPLE["people"].data.slice(1))}
    for words in ({"tables": fewer}, {"fewest_rows": 9}, {"shares": {"people.place": {"x": 1}}}):
        with pytest.raises(InputError, match="does not fit"):
            draw(models=opened, **words)
    empty = Models(models.fits, {}, opened=True)
    with pytest.raises(InputError, match="knows nothing of people"):
        draw(models=empty)


@pytest.mark.slow
def test_what_cannot_be_stored_is_told_before_it_is_learnt() -> None:
    pytest.importorskip("sdv.single_table", reason="the extra 'synthesis' is not installed")
    with pytest.raises(InputError, match="hma learns cannot be stored"):
        draw(keep=True, engine="hma")
    with pytest.raises(InputError, match="single columns are not stored"):
        draw(keep=True, columns=("people.age",))


@pytest.mark.slow
def test_a_model_holds_no_row() -> None:
    """Two tables of the same distribution in another order give models of the same size."""
    pytest.importorskip("sdv.single_table", reason="the extra 'synthesis' is not installed")
    twice = {"people": Table("people", pa.concat_tables([PEOPLE["people"].data] * 20))}
    small, large = (draw(keep=True, tables=t).models for t in (PEOPLE, twice))
    assert small is not None
    assert large is not None
    sizes = [len(each.learnt["people"]) for each in (small, large)]
    assert sizes[1] < sizes[0] * 1.1
