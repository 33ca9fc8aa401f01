"""Personal data in files of any kind: tables, texts, folders of both.

What lives here: going through files, and what is told of each. What does not: how a column or a
passage is recognised (:mod:`sector_data.detect`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from sector_data._version import __version__
from sector_data.detect.entities import common_label
from sector_data.detect.languages import guess_language
from sector_data.detect.models import model_for
from sector_data.detect.rules import make_rules
from sector_data.detect.text import TextDetector
from sector_data.errors import InputError, SourceError
from sector_data.pipeline.planning.knowing import powers, structure_of
from sector_data.pipeline.planning.profiling import profile
from sector_data.pipeline.progress import Announce, silent
from sector_data.pipeline.sectors.naming import table_name
from sector_data.pipeline.subjects import subjects_of_rows
from sector_data.sources.documents import Document, is_document, read_documents
from sector_data.sources.numbering import numbered, rows_at
from sector_data.sources.reading import is_table, read_file
from sector_data.sources.tables import Table
from sector_data.spec.detection import DetectionSpec
from sector_data.spec.evidence.findings import (
    DetectionReport,
    DocumentFindings,
    PassageFinding,
    Span,
    TableFindings,
    TextColumnFindings,
)
from sector_data.spec.packs import SectorSchema, load_sector
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.reading import the_pipeline
from sector_data.spec.words import LANGUAGES, Language, Role

SAMPLE = 2_000
"""Distinct texts of a column that are read, spread evenly over all."""


class DocumentReader:
    """Reads texts with the detector of their language, each made once.

    Parameters
    ----------
    pipeline
        A pipeline, or the path of its file, whose section ``detect`` holds; none for the defaults.
    language
        Of all texts; each text's own when not given.
    """

    def __init__(self, pipeline: Pipeline | Path | str | None, language: Language | None) -> None:
        read = None if pipeline is None else the_pipeline(pipeline)
        self.pipeline = read
        self._spec = read.detect if read else DetectionSpec()
        self._base = read.base if read else Path()
        self._language = language
        self._detectors: dict[Language, TextDetector] = {}

    @property
    def languages(self) -> list[Language]:
        """Those that texts were read in."""
        return [language for language in LANGUAGES if language in self._detectors]

    def language_of(self, texts: Iterable[str], said: str | None = None) -> Language:
        """Return the language of texts: as the user said, as they say, as they look, English."""
        known = next(
            (language for language in LANGUAGES if language == (said or "")[:2].lower()), None
        )
        return self._language or known or guess_language(texts) or "en"

    def find(self, texts: Sequence[str], language: Language) -> list[list[Span]]:
        """Find personal data in texts of one language."""
        if language not in self._detectors:
            rules = make_rules(self._spec, language, self._base)
            self._detectors[language] = TextDetector(
                language, all_ages=self._spec.all_ages, rules=rules, processes=self._spec.processes
            )
        return self._detectors[language].find(texts)

    def find_in(self, documents: Sequence[Document]) -> list[list[Span]]:
        """Find personal data in texts, each in its own language."""
        languages = [self.language_of([d.text], d.language) for d in documents]
        found: list[list[Span]] = [[] for _ in documents]
        for language in sorted(set(languages)):
            places = [place for place, one in enumerate(languages) if one == language]
            spans = self.find([documents[place].text for place in places], language)
            for place, some in zip(places, spans, strict=True):
                found[place] = some
        return found


def detect_files(
    files: Sequence[Path | str],
    *,
    language: Language | None = None,
    sector: str | None = None,
    pipeline: Pipeline | Path | str | None = None,
    text_field: str | None = None,
    announce: Announce = silent,
) -> DetectionReport:
    """Look for personal data in files.

    Parameters
    ----------
    files
        Tables (CSV, Parquet), texts (``.txt``, ``.jsonl``), and folders, searched with all below.
    language
        Of headers and texts; told from the texts when not given.
    sector
        Name of a sector schema whose columns these may be.
    pipeline
        A pipeline, or the path of its file, whose section ``detect`` holds.
    text_field
        Field of JSON Lines records that holds the text.
    announce
        Told what is being done.

    Returns
    -------
    DetectionReport
        Roles, entities, places and reasons; no value of the data.

    Raises
    ------
    InputError
        If a named file cannot be read, a folder holds none to read, or the pipeline is not right.
        What cannot be read in a folder is told in the report.
    """
    reader = DocumentReader(pipeline, language)
    tables: list[tuple[Path, Table]] = []
    documents: list[DocumentFindings] = []
    unread: dict[str, str] = {}
    named = [Path(file) for file in files]
    for path in files_in(named):
        announce(f"looking at {path.name}")
        try:
            if is_document(path):
                documents.extend(_documents(read_documents(path, text_field=text_field), reader))
            else:
                tables.append((path, read_file(path, tell=announce)))
        except SourceError as error:
            if path in named:
                raise
            unread[str(path)] = str(error).partition("\n")[
                0
            ]  # what else lies in a folder need not be meant
    known = None if sector is None else load_sector(sector)
    found = [
        finding
        for together in _sources(tables)
        for finding in _tables(together, reader, language, known)
    ]
    return DetectionReport(
        version=__version__,
        models={used: model_for(used) for used in reader.languages},
        tables=tuple(found),
        documents=tuple(documents),
        unread=unread,
    )


def files_in(paths: Sequence[Path]) -> list[Path]:
    """Return the files that are meant: folders are searched for tables and texts, sorted.

    Raises
    ------
    InputError
        If a folder holds neither.
    """
    files: list[Path] = []
    for path in paths:
        if not path.is_dir():
            files.append(path)
            continue
        found = sorted(
            file
            for file in path.rglob("*")
            if file.is_file()
            and not any(part.startswith(".") for part in file.relative_to(path).parts)
            and (is_document(file) or is_table(file))
        )
        if not found:
            raise InputError(
                f"The folder {path} holds no table and no text.",
                "Name files that end in .csv, .tsv, .parquet, .txt or .jsonl.",
            )
        files.extend(found)
    return list(dict.fromkeys(files))


def _documents(documents: Sequence[Document], reader: DocumentReader) -> list[DocumentFindings]:
    return [
        _document(document, reader.language_of([document.text], document.language), spans)
        for document, spans in zip(documents, reader.find_in(documents), strict=True)
    ]


def _document(document: Document, language: Language, spans: Sequence[Span]) -> DocumentFindings:
    return DocumentFindings(
        file=str(document.path),
        record=document.record,
        characters=len(document.text),
        language=language,
        passages=tuple(
            PassageFinding(
                start=span.start,
                end=span.end,
                line=document.text.count("\n", 0, span.start) + 1,
                entity=span.entity,
                type=common_label(span.entity),
                score=round(span.score, 2),
                recognizer=span.recognizer,
                reason=span.reason,
            )
            for span in spans
        ),
    )


def _sources(tables: Sequence[tuple[Path, Table]]) -> list[list[tuple[Path, Table]]]:
    """Return the tables that may be of one source: all, unless two of them have one name."""
    names = {table_name(path) for path, _ in tables}
    if len(names) == len(tables):
        return [list(tables)] if tables else []
    return [[one] for one in tables]


def _tables(
    files: Sequence[tuple[Path, Table]],
    reader: DocumentReader,
    language: Language | None,
    sector: SectorSchema | None,
) -> list[TableFindings]:
    """Say of the tables of one source what is in them, and whom their columns tell apart."""
    tables = {table_name(path): table for path, table in files}
    said = reader.pipeline if reader.pipeline and reader.pipeline.subject else None
    spoken = language or "en"
    pipeline = said or structure_of(tables, spoken)
    subjects = {
        name: of for name, of in subjects_of_rows(tables, pipeline).items() if of is not None
    }
    findings = profile(tables, subjects=subjects, sector=sector, language=spoken)
    power = powers(tables, findings, subjects)
    return [
        TableFindings(
            file=str(path),
            table=table.name,
            rows=table.rows,
            subject=pipeline.subject if name in subjects else None,
            columns=findings[name],
            texts=tuple(
                _text_column(table, finding.column, reader)
                for finding in findings[name]
                if finding.role is Role.FREE_TEXT
            ),
            power=power[name],
        )
        for path, (name, table) in zip((p for p, _ in files), tables.items(), strict=True)
    ]


def _text_column(table: Table, column: str, reader: DocumentReader) -> TextColumnFindings:
    _, distinct = numbered(table.column(column))
    step = -(-len(distinct) // SAMPLE) or 1
    some = rows_at(distinct, np.arange(0, len(distinct), step))
    texts: list[str] = some.cast(pa.string()).to_pylist()
    language = reader.language_of(texts)
    found = reader.find(texts, language)
    return TextColumnFindings(
        column=column,
        language=language,
        texts=len(distinct),
        looked_at=len(texts),
        with_findings=sum(1 for spans in found if spans),
        passages=_by_entity(span for spans in found for span in spans),
    )


def _by_entity(spans: Iterable[Span]) -> Mapping[str, int]:
    return dict(sorted(Counter(span.entity for span in spans).items()))
