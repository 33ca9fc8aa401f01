"""Engines by name, the choice of `auto`, and engines of other packages."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

from sector_data.errors import InputError, MissingExtraError
from sector_data.spec.synthesis import BUILT_IN_ENGINES, SynthesisSpec
from sector_data.synthesise import registry
from sector_data.synthesise.engines import tabular_argn
from sector_data.synthesise.making import synthesise
from sector_data.synthesise.protocol import Drawn, Task
from tests.synthesise.plans import plan_of, table


class FirstRow:
    """An engine of another package."""

    name: ClassVar[str] = "first-row"
    licence: ClassVar[str] = "MIT"
    notice: ClassVar[str] = ""
    limits: ClassVar[tuple[str, ...]] = ("All rows are alike.",)
    conditional: ClassVar[bool] = False

    def versions(self) -> dict[str, str]:
        return {}

    def make(self, task: Task) -> Drawn:
        return {name: np.zeros(task.rows) for name in task.columns}


class Broken:
    """What another package takes for an engine."""


def register(monkeypatch: pytest.MonkeyPatch, **classes: str) -> None:
    entries = EntryPoints(
        EntryPoint(name.replace("_", "-"), f"{__name__}:{what}", registry.GROUP)
        for name, what in classes.items()
    )

    def entry_points(**words: Any) -> EntryPoints:
        return entries.select(**words)

    monkeypatch.setattr(registry, "entry_points", entry_points)


def test_every_engine_of_the_pipeline_file_is_known() -> None:
    assert set(BUILT_IN_ENGINES) - {"auto", "opendp"} <= set(registry.BUILT_IN)


def test_an_engine_of_an_installed_distribution_is_found_by_its_entry_point(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    described = tmp_path / "others_engines-1.0.dist-info"
    described.mkdir()
    (described / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: others-engines\nVersion: 1.0\n"
    )
    entry = f"[{registry.GROUP}]\nzeros = others_engines:Zeros\n"
    (described / "entry_points.txt").write_text(entry)
    (tmp_path / "others_engines.py").write_text(
        "import numpy as np\n"
        "class Zeros:\n"
        "    name, licence, notice, limits, conditional = 'zeros', 'MIT', '', (), False\n"
        "    def versions(self):\n"
        "        return {'others-engines': '1.0'}\n"
        "    def make(self, task):\n"
        "        return {name: np.zeros(task.rows) for name in task.columns}\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert registry.engine_names()[-1] == "zeros"
    tables = {"t": table("t", {"b": list(range(30))})}
    spec = SynthesisSpec(engine="zeros", fewest_rows=1)
    result = synthesise(tables, plan_of(tables), spec, announce=lambda _: None)
    assert set(result.tables["t"].column("b").to_pylist()) == {0}
    assert result.record["versions"] == {"others-engines": "1.0"}


def test_an_engine_of_another_package_is_found_and_used(monkeypatch: pytest.MonkeyPatch) -> None:
    register(monkeypatch, first_row="FirstRow")
    assert registry.engine_names()[-1] == "first-row"
    tables = {"t": table("t", {"a": ["x", "y"] * 10, "b": list(range(20))})}
    spec = SynthesisSpec(engine="first-row", fewest_rows=1)
    result = synthesise(tables, plan_of(tables), spec, announce=lambda _: None)
    assert result.tables["t"].column("a").to_pylist() == ["x"] * 20
    assert result.record["engine"] == "first-row"
    assert result.record["licence"] == "MIT"


@pytest.mark.parametrize(
    ("what", "told"),
    [("Broken", "has no name, licence"), ("NoSuchClass", r"cannot be loaded \(AttributeError\)")],
)
def test_what_is_no_engine_is_told(monkeypatch: pytest.MonkeyPatch, what: str, told: str) -> None:
    register(monkeypatch, odd=what)
    with pytest.raises(InputError, match=told):
        registry.engine_named("odd")


def test_an_unknown_name_lists_those_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    register(monkeypatch)
    with pytest.raises(InputError, match="There is no engine gan") as caught:
        registry.engine_named("gan")
    assert "gaussian-copula" in str(caught.value.fix)


def lacking_argn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECTOR_DATA_ARGN_PYTHON", raising=False)
    monkeypatch.setattr("sector_data.synthesise.environments.find_spec", lambda _: None)


def test_auto_takes_what_is_installed_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sdv.single_table", reason="the extra 'synthesis' is not installed")
    lacking_argn(monkeypatch)
    choice = registry.choose(SynthesisSpec())
    assert choice.engine.name == "gaussian-copula"
    assert "tabular-argn" in choice.reason
    monkeypatch.setenv("SECTOR_DATA_ARGN_PYTHON", sys.executable)
    assert registry.choose(SynthesisSpec()).engine.name == "tabular-argn"


def test_without_any_engine_the_command_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    lacking_argn(monkeypatch)
    monkeypatch.setitem(sys.modules, "sdv.single_table", None)
    with pytest.raises(MissingExtraError) as caught:
        registry.choose(SynthesisSpec())
    assert caught.value.fix == (
        "pip install 'sector-data[argn]' && pip install --no-deps 'mostlyai-engine==2.7.3', "
        "or pip install 'sector-data[synthesis]'"
    )


def test_a_variable_that_names_no_python_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setenv("SECTOR_DATA_ARGN_PYTHON", str(tmp_path))
    with pytest.raises(InputError, match="does not name a Python"):
        tabular_argn.TabularArgn()
