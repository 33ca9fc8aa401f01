"""Filling a bundle's directory: data, descriptions, evidence, pages, leak search, signature.

What lives here: which file is written when. The pages tell what the leak search found, and the
search reads the pages: so it runs over everything first, and once more over what was written
since. What does not: the content of any file (:mod:`sector_data.release`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa

from sector_data.pipeline.policies.conforming import Shown, conformity_of
from sector_data.pipeline.progress import Announce, silent
from sector_data.pipeline.synthesis.quality_record import with_quality
from sector_data.pipeline.telling import (
    told_assessment,
    told_count,
    told_leaks,
    told_passages,
)
from sector_data.pipeline.texts.replacing import TextFindings
from sector_data.release import croissant, layout
from sector_data.release.datapackage import describe, pattern_of_pseudonyms, to_json
from sector_data.release.environment import describe_environment
from sector_data.release.exporters.described import DescribedRelease
from sector_data.release.exporters.formats import EXPORT_FILES, export
from sector_data.release.governance.document import governance_of
from sector_data.release.leaks.search import LeakSearch
from sector_data.release.leaks.vocabulary import package_vocabulary, words_of
from sector_data.release.report.content import (
    ReportContent,
    TextSearch,
    described_fields,
    page_names,
)
from sector_data.release.report.pack_words import said
from sector_data.release.report.page import render_page
from sector_data.release.report.readme import render_readme
from sector_data.release.report.sequences import sequences_of
from sector_data.release.sealing import sign_bundle
from sector_data.release.statement import anonymisation_predicate, validation_predicate
from sector_data.sources.digests import file_digest
from sector_data.sources.tables import Table
from sector_data.sources.writing import write_csv, write_parquet
from sector_data.spec.evidence.conformity import Conformity
from sector_data.spec.evidence.release import Assessment, LeakReport, ValidationReport
from sector_data.spec.model import Model
from sector_data.spec.packs import load_policy
from sector_data.spec.plan import Plan
from sector_data.spec.transforms.values import Pseudonym, RedactText, Surrogate
from sector_data.spec.words import Role
from sector_data.validate.docs import write_docs
from sector_data.validate.documents import Suites, suites_to_json
from sector_data.validate.results import ExpectationResult, validation_json

if TYPE_CHECKING:
    from sector_data.deidentify.keyring import Key

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Contents:
    """What goes into a bundle."""

    plan: Plan
    tables: Mapping[str, Table]
    assessment: Assessment
    validation: ValidationReport
    results: Sequence[ExpectationResult]
    suites: Suites
    texts: Mapping[str, TextFindings]
    synthesis: dict[str, Any] | None = None
    approvals: bytes = b""
    """Of the plan, as they were signed; empty where none is asked for."""


@dataclass(frozen=True, slots=True)
class Packaged:
    """What packaging found out."""

    leaks: LeakReport
    files: int
    conformity: Conformity | None


def package(
    directory: Path,
    contents: Contents,
    source: Mapping[str, Table],
    key: Key,
    *,
    beneath: Mapping[str, pa.ChunkedArray] | None = None,
    announce: Announce = silent,
) -> Packaged:
    """Write all files of a bundle into an empty directory, search them for leaks, and sign.

    `beneath` are further columns that no file may hold a value of: of tables that are added up.

    Nothing is signed when the search finds something; the caller refuses the release then.
    """
    whole, contents = contents, _untold(contents)
    announce("writing tables")
    _write_data(directory, contents, announce)
    announce("writing descriptions and evidence")
    _write_evidence(directory, contents)
    conformity = _write_pages(directory, contents, key, leaks=None)
    announce("searching every file for identifiers of the source")
    secrets = {**leak_secrets(whole.plan, source, whole.texts), **(beneath or {})}
    kept = kept_columns(contents.plan, contents.tables)
    words = package_vocabulary() | pipeline_words(contents.plan) | pack_words(contents.plan)
    ordinary = ordinary_words_of(contents.plan)
    search = LeakSearch(
        secrets,
        kept=kept,
        vocabulary=words,
        ordinary=ordinary,
        tokens=token_patterns(contents.plan),
        tell=announce,
    )
    leaks = search.report(directory)
    if leaks.passed:
        # What is told of the search is searched, too, once it is written.
        leaks = leaks.model_copy(update={"files": leaks.files + 1})
        told = _told(leaks, contents.plan)
        _write_json(directory, layout.evidence_path("leaks"), told.model_dump(mode="json"))
        conformity = _write_pages(directory, contents, key, leaks=told)
        pages = page_names(contents.plan.pipeline.release.languages).values()
        written = [layout.evidence_path("leaks"), layout.evidence_path("governance")]
        again = [*written, *(name for pair in pages for name in pair)]
        if contents.plan.pipeline.policy:
            again.append(layout.evidence_path("conformity"))
        late = search.report(directory, only=again)
        leaks = leaks if late.passed else late
    if leaks.passed:
        announce("signing")
        _sign(directory, contents, _told(leaks, contents.plan), key)
    return Packaged(leaks, len(layout.list_files(directory).files), conformity)


def _untold(contents: Contents) -> Contents:
    """Return what a bundle may tell: nothing that a few alone brought about, and under a guarantee
    nothing but what noise was added to."""
    if not contents.plan.pipeline.guaranteed:
        told = told_assessment(contents.assessment, contents.tables)
        quality = with_quality(contents.synthesis, told.tables)
        return replace(contents, assessment=told, synthesis=quality)
    nothing = Assessment(before=(), after=(), utility=())
    return replace(contents, plan=contents.plan.untold(), assessment=nothing, texts={})


def _told(leaks: LeakReport, plan: Plan) -> LeakReport:
    if not plan.pipeline.guaranteed:
        return told_leaks(leaks)
    return leaks.model_copy(update=dict.fromkeys(("values", "not_searchable", "excused")))


def leak_secrets(
    plan: Plan, source: Mapping[str, Table], texts: Mapping[str, TextFindings]
) -> dict[str, pa.ChunkedArray | pa.Array]:
    """Return the source values that no file may hold: what points at a person or an asset, and what
    was found in free text. To keep a direct identifier is no exception: a column that identifies
    nobody has another role."""
    secrets: dict[str, pa.ChunkedArray | pa.Array] = {}
    for table in plan.tables:
        for column in table.columns:
            if column.role.protected:
                path = f"{table.table}.{column.column}"
                secrets[path] = source[table.table].column(column.column)
    for path, findings in texts.items():
        secrets[f"findings in {path}"] = findings.values
    return secrets


def kept_columns(plan: Plan, tables: Mapping[str, Table]) -> dict[str, pa.ChunkedArray]:
    """Return the released columns whose values are there on purpose: categories and measures."""
    roles = {Role.QUASI_IDENTIFIER, Role.SENSITIVE, Role.INSENSITIVE}
    return {
        f"{table.table}.{column.column}": tables[table.table].column(column.column)
        for table in plan.tables
        for column in table.columns
        if column.role in roles and column.column in tables[table.table].columns
    }


def token_patterns(plan: Plan) -> dict[str, str]:
    """Return for each column of pseudonyms or codes the pattern that all its values have."""
    return {
        f"{table.table}.{column.column}": f"^(?:{pattern_of_pseudonyms(column.transform)})$"
        for table in plan.tables
        for column in table.columns
        if isinstance(column.transform, Pseudonym | Surrogate)
    }


def ordinary_words_of(plan: Plan) -> frozenset[str]:
    """Return the words that detection does not take for names when they are in lower case."""
    from sector_data.detect.recognizers.vocabulary import ordinary_words

    texts = [c for t in plan.tables for c in t.columns if isinstance(c.transform, RedactText)]
    languages = {column.finding.language or "en" for column in texts}
    languages.add(plan.pipeline.release.languages[0])
    return frozenset(word for language in languages for word in ordinary_words(language))


def pipeline_words(plan: Plan) -> frozenset[str]:
    """Return the words that the steward wrote and that name tables and columns."""
    release, catalogue = plan.pipeline.release, plan.pipeline.catalogue
    texts = [
        release.name,
        release.title or "",
        release.purpose or "",
        release.contact or "",
        *release.keywords,
        catalogue.publisher or "",
        catalogue.provenance or "",
        catalogue.population or "",
        catalogue.access_body or "",
        *(f"{t.table} {c.column}" for t in plan.tables for c in t.columns),
        *(d.path for d in plan.public().sources),
    ]
    return words_of(*texts)


def pack_words(plan: Plan) -> frozenset[str]:
    """Return the words that the statement of conformity quotes from the packs."""
    packs = [load_policy(name) for name in plan.pipeline.policy]
    texts = [
        text
        for pack in packs
        for text in (
            *(rule.title for rule in pack.rules),
            *(caution for rule in pack.rules for caution in rule.cautions.values()),
            *(check.title for check in pack.checks),
            *pack.requires,
        )
    ]
    languages = plan.pipeline.release.languages
    return words_of(
        *(pack.model_dump_json() for pack in packs),
        *(said(text, language).text for text in texts for language in languages),
    )


def _write_data(directory: Path, contents: Contents, announce: Announce) -> None:
    (directory / layout.DATA).mkdir()
    for name, table in contents.tables.items():
        write_csv(table, directory / layout.csv_path(name), announce)
        write_parquet(table, directory / layout.parquet_path(name), announce)
    paths = [p for n in contents.tables for p in (layout.csv_path(n), layout.parquet_path(n))]
    files = {path: file_digest(directory / path) for path in paths}
    descriptor = describe(contents.plan, contents.tables, files)
    (directory / layout.DATAPACKAGE).write_text(to_json(descriptor), encoding="utf-8")
    synthetic = tuple(contents.synthesis["tables"]) if contents.synthesis else ()
    (directory / layout.CROISSANT).write_text(
        croissant.to_json(
            croissant.describe_croissant(
                contents.plan, descriptor, contents.assessment, synthetic=synthetic
            )
        ),
        encoding="utf-8",
    )
    told = DescribedRelease(contents.plan.public(), descriptor, contents.assessment, synthetic)
    for name in contents.plan.pipeline.release.exports:
        (directory / EXPORT_FILES[name]).write_text(export(told, name), encoding="utf-8")
    (directory / layout.PLAN).write_text(contents.plan.public().to_json(), encoding="utf-8")


def _write_evidence(directory: Path, contents: Contents) -> None:
    (directory / layout.EVIDENCE).mkdir()
    _write_json(
        directory,
        layout.evidence_path("assessment"),
        contents.assessment.model_dump(mode="json"),
    )
    (directory / layout.evidence_path("expectations")).write_text(
        suites_to_json(contents.suites), encoding="utf-8"
    )
    (directory / layout.evidence_path("validation")).write_text(
        validation_json(contents.results, contents.validation.engine), encoding="utf-8"
    )
    _write_json(directory, layout.evidence_path("detection"), _detection(contents))
    _write_json(directory, layout.evidence_path("environment"), describe_environment())
    if contents.synthesis is not None:
        _write_json(directory, layout.evidence_path("synthesis"), contents.synthesis)
    write_docs(contents.results, directory / layout.DATA_DOCS, engine=contents.validation.engine)


def _detection(contents: Contents) -> dict[str, Any]:
    """Return what was recognised in columns and texts, without counts that could single out."""
    return {
        "columns": [
            {
                "table": table.table,
                "column": column.column,
                "role": column.role.value,
                "entity": column.finding.entity,
                "confidence": round(column.finding.confidence, 2),
                "evidence": list(column.finding.evidence),
            }
            for table in contents.plan.tables
            for column in table.columns
        ],
        "texts": {
            path: {"texts": told_count(findings.texts), "passages": told_passages(findings)}
            for path, findings in contents.texts.items()
        },
    }


def _write_pages(
    directory: Path, contents: Contents, key: Key, *, leaks: LeakReport | None
) -> Conformity | None:
    """Write report and README in each language, and the statement of conformity that they tell."""
    # Pages follow the order of JSON members, so that whoever reads the bundle writes them alike.
    assessment = _as_read(contents.assessment)
    synthesis = json.loads(_json(contents.synthesis)) if contents.synthesis else None
    conformity = conformity_of(
        Shown(contents.plan, contents.tables, assessment, contents.validation, leaks)
    )
    if conformity is not None:
        _write_json(
            directory, layout.evidence_path("conformity"), conformity.model_dump(mode="json")
        )
    report = ReportContent(
        plan=contents.plan.public(),
        assessment=assessment,
        validation=contents.validation,
        texts=tuple(
            TextSearch(path, told_passages(findings), told_count(findings.texts))
            for path, findings in sorted(contents.texts.items())
        ),
        rows={name: table.rows for name, table in contents.tables.items()},
        types={
            name: {column: table.data_type(column).value for column in table.columns}
            for name, table in contents.tables.items()
        },
        key_id=key.fingerprint,
        leaks=leaks,
        conformity=None if conformity is None else _as_read(conformity),
        fields=described_fields(
            json.loads((directory / layout.DATAPACKAGE).read_text(encoding="utf-8"))
        ),
        synthetic=() if synthesis is None else tuple(synthesis["tables"]),
        sequences=sequences_of(synthesis),
    )
    governance = governance_of(report).model_dump(mode="json")
    _write_json(directory, layout.evidence_path("governance"), governance)
    names = page_names(contents.plan.pipeline.release.languages)
    for language, (page, readme) in names.items():
        (directory / page).write_text(render_page(report, language), encoding="utf-8")
        (directory / readme).write_text(render_readme(report, language), encoding="utf-8")
    return conformity


def _write_json(directory: Path, path: str, document: Any) -> None:
    (directory / path).write_text(_json(document), encoding="utf-8")


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _as_read(document: M) -> M:
    """Return a document as whoever reads it in the bundle has it."""
    return type(document).model_validate_json(_json(document.model_dump(mode="json")))


def _sign(directory: Path, contents: Contents, leaks: LeakReport, key: Key) -> None:
    expectations = (directory / layout.evidence_path("expectations")).read_bytes()
    keyed = any(c.keyed for t in contents.plan.tables for c in t.columns)
    if contents.approvals:
        (directory / layout.APPROVALS).write_bytes(contents.approvals)
    sign_bundle(
        directory,
        [
            anonymisation_predicate(
                contents.plan,
                contents.assessment,
                leaks,
                key_id=key.fingerprint if keyed else None,
            ),
            validation_predicate(contents.validation, hashlib.sha256(expectations).hexdigest()),
        ],
        key.signing_key(),
    )
