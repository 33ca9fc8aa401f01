"""How fast notes are searched for personal data, beside Presidio as it comes.

Run ``python benchmarks/detect_notes.py [NOTES] [LANGUAGE]`` in an environment with the language's
model. Both read the same notes with the same spaCy model on one core (CPU time of one process):

- *Presidio*: ``AnalyzerEngine`` with its default recognisers for the language, through
  ``BatchAnalyzerEngine`` in batches of 32, its best way with many texts;
- *sector-data*: ``TextDetector``, with all of its recognisers, the catalogue of identifiers
  included.

English notes are those of the sample data; French ones (``fr``) repeat a text of their own.
"""

from __future__ import annotations

import csv
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a second thread costs time and saves none

from presidio_analyzer import AnalyzerEngine, BatchAnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NlpEngineProvider

from sector_data.detect.models import model_for
from sector_data.detect.text import TextDetector
from sector_data.spec.words import Language

NOTES = Path(__file__).parents[1] / "sample_data" / "health" / "notes.csv"
OTHERS = {
    "fr": "Mme DUPONT Marie, née le 3 mars 1950, est venue en consultation le 12/04/2021. Elle "
    "prend du paracétamol 1 g trois fois par jour et ne se plaint d'aucune douleur. Dr Martin.",
}


def notes(count: int, language: Language) -> list[str]:
    """Return so many different notes."""
    if language != "en":
        return [f"{n}. {OTHERS[language]}" for n in range(count)]
    with NOTES.open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file)][:count]


def presidio(language: Language) -> BatchAnalyzerEngine:
    """Return Presidio as it comes, with the same model."""
    models = [{"lang_code": language, "model_name": model_for(language)}]
    engine = NlpEngineProvider(
        nlp_configuration={"nlp_engine_name": "spacy", "models": models}
    ).create_engine()
    registry = RecognizerRegistry(supported_languages=[language])
    registry.load_predefined_recognizers(languages=[language], nlp_engine=engine)
    return BatchAnalyzerEngine(
        AnalyzerEngine(nlp_engine=engine, registry=registry, supported_languages=[language])
    )


def main(count: int, language: Language) -> None:
    """Time both and print the rates."""
    texts = notes(count, language)
    vanilla, ours = presidio(language), TextDetector(language)
    list(vanilla.analyze_iterator(texts[:5], language))
    ours.find(texts[:5])
    begun = time.process_time()
    list(vanilla.analyze_iterator(texts, language, batch_size=32))
    theirs = time.process_time() - begun
    begun = time.process_time()
    ours.find(texts)
    mine = time.process_time() - begun
    characters = sum(map(len, texts)) / len(texts)
    print(f"{len(texts)} notes of {characters:.0f} characters ({language}, {model_for(language)})")
    print(f"Presidio     {len(texts) / theirs:8.1f} notes per CPU second")
    print(f"sector-data  {len(texts) / mine:8.1f} notes per CPU second, {theirs / mine:.1f} times")


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 500,
        "fr" if sys.argv[2:] == ["fr"] else "en",
    )
