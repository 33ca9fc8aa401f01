"""Detection measured on texts that somebody marked.

What lives here: reading marked texts, searching them, and the figures. What does not: counting
(:mod:`sector_data.detect.scoring`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from sector_data._version import __version__
from sector_data.detect.labels import meanings
from sector_data.detect.models import model_for
from sector_data.detect.scoring import Score, Share, score
from sector_data.errors import InputError
from sector_data.pipeline.progress import Announce, silent
from sector_data.pipeline.texts.detecting import DocumentReader
from sector_data.sources.documents import LINES_SUFFIXES, Document, read_documents
from sector_data.spec.evidence.findings import (
    Confusion,
    EvaluationReport,
    LabelScore,
    MeasuredShare,
)
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.words import Language


def evaluate_detection(
    gold: Sequence[Path | str],
    *,
    language: Language | None = None,
    labels: Path | str | None = None,
    pipeline: Pipeline | Path | str | None = None,
    announce: Announce = silent,
) -> EvaluationReport:
    """Search marked texts and count what was found.

    Parameters
    ----------
    gold
        JSON Lines: ``text``, ``spans`` with ``start``, ``end`` and ``type``, perhaps ``lang``.
    language
        Of the texts; as their records say, or told from the texts, when not given.
    labels
        YAML file that says what labels mean: label to label, entity or ``ignore``.
    pipeline
        A pipeline, or the path of its file, whose section ``detect`` holds.
    announce
        Told what is being done.

    Returns
    -------
    EvaluationReport
        Recall, precision, F2 and the share that masking hides, with intervals of 95 %, and what
        was taken for what; no value of the texts.

    Raises
    ------
    InputError
        If a file is not of that form, marks nothing, or has a label that nobody knows.
    """
    documents = [document for path in gold for document in _marked(Path(path))]
    truth = [document.spans or () for document in documents]
    own = _own_labels(Path(labels)) if labels else {}
    said = meanings((span.entity for spans in truth for span in spans), own)
    announce(f"searching {len(documents):,} texts")
    reader = DocumentReader(pipeline, language)
    found = reader.find_in(documents)
    scores = score([document.text for document in documents], truth, found, answers=said)
    clean = [spans for spans, true in zip(found, truth, strict=True) if not true]
    return EvaluationReport(
        version=__version__,
        models={used: model_for(used) for used in reader.languages},
        texts=len(documents),
        clean_texts=len(clean),
        clean_texts_touched=sum(1 for spans in clean if spans),
        scores=tuple(_row(label, figures) for label, figures in scores.by_label.items()),
        confusions=tuple(
            Confusion(label=label, entity=entity, passages=count)
            for (label, entity), count in scores.confusions.items()
        ),
    )


def _marked(path: Path) -> list[Document]:
    if path.suffix.lower() not in LINES_SUFFIXES:
        raise InputError(
            f"{path.name} is not a file of marked texts.",
            'Name a .jsonl file with lines such as {"text": "…", "spans": [{"start": 0, "end": 4, '
            '"type": "PERSON"}]}.',
        )
    documents = read_documents(path)
    if not any(document.spans for document in documents):
        raise InputError(
            f"{path.name} marks no passage, so there is nothing to measure.",
            "Give its records `spans` with start, end and type.",
        )
    return documents


def _own_labels(path: Path) -> Mapping[str, str]:
    problem = InputError(
        f"{path.name} does not say what labels mean.",
        "Write one on each line of a YAML file, such as `WARD: facility` or `MISC: ignore`.",
    )
    try:
        read = yaml.safe_load(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise problem from None
    if not isinstance(read, dict) or not all(isinstance(v, str) for v in read.values()):
        raise problem
    return {str(label): meaning for label, meaning in read.items()}


def _row(label: str, figures: Score) -> LabelScore:
    return LabelScore(
        label=label,
        true=figures.true,
        found=figures.found,
        recall=_share(figures.recall),
        precision=_share(figures.precision),
        f2=_share(figures.f2),
        masked=_share(figures.masked),
    )


def _share(share: Share | None) -> MeasuredShare | None:
    return None if share is None else MeasuredShare(**share._asdict())
