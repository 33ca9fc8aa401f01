"""`sector-data synthesise -o`: a scenario, a stored model, texts from templates, in a bundle."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import sector_data as sd
from tests.cli.running import Outcome, sector_data

pytest.importorskip("sdv.single_table", reason="the extra 'synthesis' is not installed")
pytestmark = pytest.mark.slow

PIPELINE = """\
release: {name: people}
source: {people: people.csv}
columns:
  people.age: insensitive
  people.class: insensitive
  people.note: {role: free-text, language: en, transform: {redact-text: {replacement: surrogates}}}
synthesise:
  engine: gaussian-copula
  fewest-rows: 2
  texts: {people.note: ['{PERSON} is {age}, class {class}.']}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scenario")
    rng = np.random.default_rng(6)
    rich = rng.random(200) < 0.1
    lines = [
        f"{int(a)},{'>50K' if r else '<=50K'},Mr Telltale said so"
        for a, r in zip(rng.integers(20, 50, 200) + 30 * rich, rich, strict=True)
    ]
    (path / "people.csv").write_text("age,class,note\n" + "\n".join(lines) + "\n")
    (path / "p.yaml").write_text(PIPELINE)
    assert sector_data("keys", "new", "default", "--key-ring", path / "keys.json").code == 0
    return path


def synthesise(folder: Path, *arguments: str | Path) -> Outcome:
    return sector_data(
        "synthesise", folder / "p.yaml", "--key-ring", folder / "keys.json", *arguments
    )


def test_a_scenario_is_filled_and_its_model_drawn_from_again(folder: Path) -> None:
    model = folder / "m.model"
    done = synthesise(
        folder, "-o", folder / "one", "--where", "class=>50K", "--rows", "60",
        "--store-model", model,
    )  # fmt: skip
    assert done.code == 0, done.err
    assert str(model) not in (folder / "one/evidence/synthesis.json").read_text()
    made = sd.load(folder / "one")["people"]
    assert len(made) == 60
    assert set(made["class"]) == {">50K"}
    assert made["age"].astype(int).min() >= 45
    assert made["note"].str.match(r"\S.* is \d+, class >50K\.").all()
    assert "Telltale" not in "".join(made["note"])
    assert sd.audit(folder / "one").passed

    again = synthesise(
        folder, "-o", folder / "two", "--where", "class=>50K", "--rows", "people=90",
        "--seed", "3", "--model", model,
    )  # fmt: skip
    assert again.code == 0, again.err
    record = json.loads((folder / "two/evidence/synthesis.json").read_text())
    assert record["drawn-from-stored-model"]
    assert len(sd.load(folder / "two")["people"]) == 90


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--rows", "5"], "need -o"),
        (["-o", "x", "--compare", "tvae"], "only compare"),
        (["-o", "x", "--where", "class"], "COLUMN=VALUE"),
        (["-o", "x", "--rows", "many"], "TABLE=NUMBER"),
        (["-o", "x", "--where", "class=<=99K"], "not among those that are learnt"),
        (["-o", "x", "--where", "gone=1"], "names people.gone"),
        (["-o", "x", "--engine", "gan"], "There is no engine gan"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_written(
    folder: Path, tmp_path: Path, arguments: list[str], told: str
) -> None:
    places = [str(tmp_path / "x") if word == "x" else word for word in arguments]
    done = synthesise(folder, *places)
    assert done.code == 2
    assert told in " ".join(done.err.split())
    assert list(tmp_path.iterdir()) == []
