"""Bad input ends in clear words or in sound rows: no traceback, nothing half fitted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sector_data.errors import InputError, SectorDataError
from sector_data.sources.tables import Table
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.synthesise.making import synthesise
from tests.synthesise.plans import plan_of, table

pytest.importorskip("sdv.single_table", reason="the extra 'synthesis' is not installed")
pytestmark = pytest.mark.slow

RNG = np.random.default_rng(15)


def make(data: dict[str, Any], **words: Any) -> Table:
    tables = {"t": table("t", data)}
    spec = SynthesisSpec.model_validate({"engine": "gaussian-copula", "epochs": 1, **words})
    return synthesise(tables, plan_of(tables), spec, announce=lambda _: None).tables["t"]


TEN = {"n": [0, 1, 2, 3, 4] * 2, "c": ["x", "y"] * 5}


@pytest.mark.parametrize("engine", ["gaussian-copula", "ctgan", "tvae", "hma", "par"])
def test_ten_rows_are_learnt_or_refused_in_words(engine: str) -> None:
    made = make(TEN, engine=engine, rows={"t": 25}, fewest_rows=2)
    assert made.rows == 25
    assert set(made.column("c").to_pylist()) <= {"x", "y"}
    with pytest.raises(InputError, match=r"t\.k is held by 5") as caught:
        make({**TEN, "k": [f"tell-tale {n}" for n in range(10)]}, engine=engine)
    assert "fewest-rows" in str(caught.value.fix)
    assert "tell-tale" not in str(caught.value)


@pytest.mark.parametrize("engine", ["gaussian-copula", "ctgan", "tvae", "hma", "par"])
def test_constant_and_empty_columns_come_back_as_they_were(engine: str) -> None:
    columns = {
        "same": ["x"] * 40,
        "none": pa.nulls(40, pa.float64()),
        "n": pa.array(RNG.normal(size=40)),
    }
    made = make(columns, engine=engine)
    assert made.column("same").to_pylist() == ["x"] * 40
    assert made.column("none").null_count == 40
    alone = make({"same": ["x"] * 40, "none": pa.nulls(40)}, engine=engine, rows={"t": 7})
    assert alone.column("same").to_pylist() == ["x"] * 7


def test_ten_thousand_categories_are_kept_where_enough_hold_them() -> None:
    codes = np.concatenate([RNG.integers(0, 10_000, 30_000), np.repeat(np.arange(20), 500)])
    made = make({"code": [f"c{n}" for n in codes], "n": RNG.normal(size=len(codes))})
    counts = np.bincount(codes, minlength=10_000)
    found = {int(code[1:]) for code in made.column("code").to_pylist()}
    assert all(counts[code] >= 5 for code in found)
    assert len(found) > 1000


def test_five_hundred_columns_are_learnt() -> None:
    base = RNG.normal(size=200)
    columns = {f"c{n}": base + RNG.normal(size=200) for n in range(500)}
    made = make(columns)
    assert made.columns == list(columns)
    assert np.corrcoef(made.column("c0").to_numpy(), made.column("c499").to_numpy())[0, 1] > 0.2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"dependencies": {"t.c": "t.gone"}}, r"names t\.gone, which is not learnt"),
        ({"orderings": [["t.n", "t.gone"]]}, r"names t\.gone, which is not learnt"),
        ({"columns": ["t.gone"]}, r"t\.gone cannot be made anew"),
        ({"shares": {"t.gone": {"x": 0.5}}}, r"t\.gone, which is not learnt as categories"),
        ({"tables": ["gone"]}, "no table gone"),
    ],
)
def test_columns_that_are_not_there_are_told(words: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        make(TEN, fewest_rows=2, **words)


def test_contradictory_rules_are_told() -> None:
    columns = {"low": [1, 2, 3] * 9, "high": [4, 5, 6] * 9, "c": ["x", "y", "z"] * 9}
    with pytest.raises(InputError, match="high ≤ low does not hold in 27 of 27"):
        make(columns, orderings=[["t.low", "t.high"], ["t.high", "t.low"]])
    with pytest.raises(InputError, match="asks for together"):
        make(columns, shares={"t.c": {"x": 1.0}, "t.low": {"2": 1.0}})


@pytest.mark.parametrize(
    "error",
    [MemoryError(), RuntimeError("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: "
                                 "can't allocate memory: you tried to allocate 9 bytes")],
    ids=["python", "torch"],
)  # fmt: skip
def test_too_little_memory_is_told_kindly(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sdv.single_table import GaussianCopulaSynthesizer

    def fail(*_arguments: object) -> None:
        raise error

    monkeypatch.setattr(GaussianCopulaSynthesizer, "fit", fail)
    with pytest.raises(SectorDataError, match="not enough memory for the engine") as caught:
        make(TEN, fewest_rows=2)
    assert "fewer rows or columns" in str(caught.value.fix)


@pytest.mark.parametrize("engine", ["ctgan", "tvae", "par"])
def test_without_torch_the_extra_is_named(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(InputError, match="not installed") as caught:
        make(TEN, engine=engine, fewest_rows=2)
    assert caught.value.fix == "pip install 'sector-data[synthesis]'"


def test_a_library_that_cannot_be_loaded_is_told_by_its_kind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_module: str) -> None:
        raise OSError("libtorch_cpu.so: cannot open shared object file")

    monkeypatch.setattr("sector_data.synthesise.engines.sdv_frames.import_module", fail)
    with pytest.raises(SectorDataError, match=r"cannot be loaded \(OSError\)") as caught:
        make(TEN, engine="ctgan", fewest_rows=2)
    assert "--force-reinstall" in str(caught.value.fix)
