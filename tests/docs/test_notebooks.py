"""The notebooks run from top to bottom, without a network, and are committed without outputs."""

from __future__ import annotations

import json
import re
import shutil
import socket
from pathlib import Path
from typing import Any, NoReturn

import matplotlib.pyplot as plt
import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NEEDED = ("notebooks", "docs/examples", "sample_data", "pipelines")
"""What the notebooks read, from the top of the repository."""


def cells(notebook: Path) -> list[dict[str, Any]]:
    content: list[dict[str, Any]] = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return content


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of what the notebooks use; it is the current place, and cut off."""

    def refuse(*_: object, **__: object) -> NoReturn:
        raise OSError("a notebook reached for the network")

    for name in NEEDED:
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.chdir(tmp_path / "notebooks")
    monkeypatch.setenv("SECTOR_DATA_KEYRING", str(tmp_path / "nobody.json"))
    monkeypatch.setenv("MPLBACKEND", "Agg")
    monkeypatch.setattr(socket.socket, "connect", refuse)
    return tmp_path


def test_there_is_one_for_each_user_and_sector() -> None:
    users, sectors = {"auditor", "sme", "steward"}, {"finance", "health", "infrastructure"}
    assert {notebook.stem for notebook in NOTEBOOKS} == users | sectors


@pytest.mark.slow
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_cell_runs_and_pictures_are_drawn(
    notebook: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[bool] = []

    def show() -> None:
        shown.append(any(axes.has_data() for axes in plt.gcf().axes))
        plt.close("all")

    monkeypatch.setattr(plt, "show", show)
    names: dict[str, Any] = {"__name__": "__notebook__"}
    for number, cell in enumerate(cells(notebook), start=1):
        if cell["cell_type"] == "code":
            exec(compile(source(cell), f"{notebook.name}, cell {number}", "exec"), names)
    assert shown
    assert all(shown)
    left = {p.name for p in checkout.iterdir()}
    assert left <= {"notebooks", "docs", "sample_data", "pipelines", "build"}
    assert {p.name for p in (checkout / "notebooks").iterdir()} == {p.name for p in NOTEBOOKS}


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_output_is_committed(notebook: Path) -> None:
    for cell in cells(notebook):
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_cells_can_be_told_apart(notebook: Path) -> None:
    document = json.loads(notebook.read_text(encoding="utf-8"))
    assert (document["nbformat"], document["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in document["cells"]]
    assert len(set(ids)) == len(ids)
    assert all(set("".join(cell["source"])) - set(" \n") for cell in document["cells"])


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_links_lead_to_files(notebook: Path) -> None:
    texts = [source(cell) for cell in cells(notebook) if cell["cell_type"] == "markdown"]
    links = re.findall(r"\]\(([^)#:\s]+)\)", "\n".join(texts))
    assert links
    assert [link for link in links if not (notebook.parent / link).is_file()] == []
