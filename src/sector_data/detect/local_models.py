"""Language models that the user keeps in a folder: transformers and GLiNER.

What lives here: finding them, and making Presidio's recognisers of them. What does not: spaCy
models, which are packages (:mod:`sector_data.detect.models`).

The folder is ``$SECTOR_DATA_MODELS``, or ``~/.local/share/sector-data/models``; in it one folder
for each language (``de``, or ``any``), and in that one for each model, as its makers offer it. What
a folder holds is told by its files, without importing a library. Nothing is ever downloaded.
"""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sector_data.errors import InputError
from sector_data.spec.words import Language

if TYPE_CHECKING:
    from presidio_analyzer import EntityRecognizer, RecognizerResult

ANY = "any"
"""Folder of models that read every language."""
Kind = Literal["transformers", "gliner"]
_ASKED = {
    "person": "PERSON",
    "address": "STREET_ADDRESS",
    "location": "LOCATION",
    "hospital": "ORGANIZATION",
    "date": "DATE_TIME",
    "phone number": "PHONE_NUMBER",
    "email": "EMAIL_ADDRESS",
    "medical record number": "MEDICAL_RECORD_NUMBER",
    "social security number": "NATIONAL_ID",
    "passport number": "US_PASSPORT",
    "bank account number": "ACCOUNT_NUMBER",
    "credit card number": "CREDIT_CARD",
    "username": "USERNAME",
    "password": "SECRET",
}
"""What a GLiNER model, which finds whatever it is asked for, is asked for."""


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A model in a folder.

    Attributes
    ----------
    name
        Of its folder.
    kind
        The library that reads it.
    language
        That it reads; None for all.
    path
        Of its folder.
    loads
        Whether the library is installed.
    """

    name: str
    kind: Kind
    language: str | None
    path: Path
    loads: bool


def models_folder() -> Path:
    """Return the folder that models are looked for in."""
    said = os.environ.get("SECTOR_DATA_MODELS")
    return Path(said) if said else Path.home() / ".local" / "share" / "sector-data" / "models"


def local_models(language: Language | None = None) -> list[LocalModel]:
    """List the models of a language, or of all, by name."""
    top = models_folder()
    if not top.is_dir():
        return []
    asked = sorted(f.name for f in top.iterdir()) if language is None else [language, ANY]
    found: list[LocalModel] = []
    for name in asked:
        folders = sorted(f for f in (top / name).iterdir()) if (top / name).is_dir() else []
        for folder in folders:
            kind = _kind(folder)
            if kind:
                loads = importlib.util.find_spec(kind) is not None
                reads = None if name == ANY else name
                found.append(LocalModel(folder.name, kind, reads, folder, loads))
    return found


def _kind(folder: Path) -> Kind | None:
    if (folder / "gliner_config.json").is_file():
        return "gliner"
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    kinds = config.get("architectures") if isinstance(config, dict) else None
    tells = isinstance(kinds, list) and any("ForTokenClassification" in str(k) for k in kinds)
    return "transformers" if tells else None


def recognisers(language: Language) -> Iterator[EntityRecognizer]:
    """Yield a recogniser of Presidio's for each model of a language whose library is installed.

    Raises
    ------
    InputError
        If a model cannot be loaded all the same.
    """
    make: dict[Kind, Callable[[LocalModel, Language], EntityRecognizer]] = {
        "transformers": _transformers,
        "gliner": _gliner,
    }
    for model in local_models(language):
        if not model.loads:
            continue
        try:
            yield make[model.kind](model, language)
        except (ImportError, OSError, ValueError, RuntimeError, KeyError):
            raise InputError(
                f"The language model {model.path} cannot be loaded with the {model.kind} that is "
                "installed.",
                "Take the folder away, or bring model and library to versions that fit.",
            ) from None


def _transformers(model: LocalModel, language: Language) -> EntityRecognizer:
    from presidio_analyzer.predefined_recognizers import HuggingFaceNerRecognizer

    from sector_data.detect.labels import entity_of

    config = json.loads((model.path / "config.json").read_text("utf-8"))
    labels = {str(label) for label in config.get("id2label", {}).values()}
    plain = {label.split("-", 1)[-1] if label[1:2] == "-" else label for label in labels}
    mapping = {label: entity for label in sorted(plain) if (entity := entity_of(label))}

    class Transformer(HuggingFaceNerRecognizer):  # type: ignore[misc]  # Presidio ships no types
        """Leaves out what the model finds besides personal data, and where the model lies."""

        def analyze(
            self, text: str, entities: list[str], nlp_artifacts: object = None
        ) -> list[RecognizerResult]:
            wanted = set(mapping.values())
            found: list[RecognizerResult] = super().analyze(text, entities, nlp_artifacts)
            kept = [result for result in found if result.entity_type in wanted]
            for result in kept:
                result.analysis_explanation.textual_explanation = f"the model {model.name}"
            return kept

    return Transformer(
        name=model.name,
        supported_language=language,
        model_name=str(model.path),
        label_mapping=mapping,
        device="cpu",
    )


def _gliner(model: LocalModel, language: Language) -> EntityRecognizer:
    from presidio_analyzer.predefined_recognizers import GLiNERRecognizer

    return GLiNERRecognizer(
        name=model.name,
        supported_language=language,
        model_name=str(model.path),
        entity_mapping=_ASKED,
        map_location="cpu",
        local_files_only=True,
    )
