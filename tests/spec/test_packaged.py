"""Data files of the package, in the repository and in a wheel."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from sector_data.errors import SectorDataError
from sector_data.spec import packaged as module
from sector_data.spec.packaged import names_in, packaged

REPOSITORY = Path(__file__).parents[2]


def test_the_repository_s_own_files_are_found() -> None:
    schemas = packaged("schemas")
    assert (schemas / "policies" / "hipaa-safe-harbor.yaml").is_file()
    assert names_in(schemas / "policies") == tuple(
        sorted(path.stem for path in (REPOSITORY / "schemas" / "policies").glob("*.yaml"))
    )


def test_the_wheel_carries_them_where_they_are_looked_for() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert included["schemas"] == "sector_data/_shipped/schemas"
    assert included["pipelines"] == "sector_data/_shipped/pipelines"
    shipped = "sector_data/_shipped/sample_data"
    assert included["sample_data/__init__.py"] == f"{shipped}/__init__.py"
    assert included["sample_data/generator"] == f"{shipped}/generator"


def test_the_shipped_ones_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    policies = tmp_path / "_shipped" / "schemas" / "policies"
    policies.mkdir(parents=True)
    (policies / "b.yaml").touch()
    (policies / "a.yaml").touch()
    (policies / "README.md").touch()
    (policies / "c.yaml").mkdir()
    monkeypatch.setattr("importlib.resources.files", lambda _: tmp_path)
    assert names_in(packaged("schemas") / "policies") == ("a", "b")


def test_an_incomplete_installation_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.resources.files", lambda _: tmp_path)
    monkeypatch.setattr(module, "__file__", str(tmp_path / "a" / "b" / "c" / "packaged.py"))
    with pytest.raises(SectorDataError, match="incomplete") as caught:
        packaged("pipelines")
    assert caught.value.exit_code == 3


def test_a_missing_folder_has_no_names(tmp_path: Path) -> None:
    assert names_in(tmp_path / "none") == ()
