"""Models that the user keeps in a folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sector_data.detect import local_models
from sector_data.detect.local_models import LocalModel
from sector_data.pipeline.installation import examine

CONFIG = {
    "architectures": ["BertForTokenClassification"],
    "id2label": {"0": "O", "1": "B-NOM", "2": "I-NOM", "3": "B-IPP", "4": "B-ZORBLAX"},
}
TRANSFORMERS = """
__version__ = "5.0.0"
def pipeline(task, *, model, tokenizer, aggregation_strategy, device):
    assert task == "token-classification" and device == -1
    def read(text):
        at = text.find("Quux")
        found = [{"entity_group": "ZORBLAX", "score": 0.9, "start": 0, "end": 3}]
        if at >= 0:
            found.append({"entity_group": "NOM", "score": 0.8, "start": at, "end": at + 4})
        return found
    return read
"""
"""Stands for the library: what is asked of it, and the form of its answers."""
GLINER = """
class GLiNERConfig: pass
class GLiNER:
    @classmethod
    def from_pretrained(cls, name, *, local_files_only, **_):
        assert local_files_only
        return cls()
    def predict_entities(self, text, labels, **_):
        assert "person" in labels
        at = text.find("Quux")
        return [{"start": at, "end": at + 4, "label": "person", "score": 0.7}] if at >= 0 else []
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    top = tmp_path / "models"
    transformer = top / "de" / "clinic-bert"
    transformer.mkdir(parents=True)
    (transformer / "config.json").write_text(json.dumps(CONFIG))
    (top / "any" / "gliner-pii").mkdir(parents=True)
    (top / "any" / "gliner-pii" / "gliner_config.json").write_text("{}")
    (top / "de" / "no-model").mkdir()
    (top / "de" / "classifier").mkdir()
    (top / "de" / "classifier" / "config.json").write_text('{"architectures": ["BertModel"]}')
    (top / "de" / "damaged").mkdir()
    (top / "de" / "damaged" / "config.json").write_text("{")
    (top / "readme.txt").write_text("mine")
    monkeypatch.setenv("SECTOR_DATA_MODELS", str(top))
    return top


def test_a_folder_is_told_by_its_files(folder: Path) -> None:
    found = {(m.name, m.kind, m.language) for m in local_models.local_models()}
    assert found == {("clinic-bert", "transformers", "de"), ("gliner-pii", "gliner", None)}
    assert [m.name for m in local_models.local_models("de")] == ["clinic-bert", "gliner-pii"]
    assert [m.name for m in local_models.local_models("en")] == ["gliner-pii"]


def test_no_folder_no_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECTOR_DATA_MODELS", str(tmp_path / "none"))
    assert local_models.local_models() == []
    monkeypatch.delenv("SECTOR_DATA_MODELS")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert local_models.models_folder() == tmp_path / ".local" / "share" / "sector-data" / "models"


def test_doctor_tells_which_are_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for loads, state in ((True, "ok"), (False, "optional")):
        model = LocalModel("clinic-bert", "transformers", "de", folder, loads)
        monkeypatch.setattr("sector_data.pipeline.installation.local_models", lambda m=model: [m])
        (check,) = [c for c in examine() if c.subject == "model clinic-bert"]
        assert check.state == state
        assert (check.command is None) is loads


def test_they_read_texts_beside_the_rules(folder: Path, tmp_path: Path) -> None:
    libraries = tmp_path / "libraries"
    libraries.mkdir()
    (libraries / "transformers.py").write_text(TRANSFORMERS)
    (libraries / "gliner.py").write_text(GLINER)
    script = (
        "import json; from sector_data.detect.text import TextDetector\n"
        "spans = TextDetector('de').find(['und quux Quux kam am 3.4.2020'])[0]\n"
        "print(json.dumps([[s.start, s.end, s.entity, s.recognizer, s.reason] for s in spans]))"
    )
    run = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(libraries)},
    )
    (person, date) = json.loads(run.stdout)
    assert person[:4] == [9, 13, "PERSON", "clinic-bert"]
    assert str(folder) not in person[4]
    assert date[2] == "DATE_TIME"
