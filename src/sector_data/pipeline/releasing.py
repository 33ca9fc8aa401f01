"""From a plan to a signed bundle: apply, synthesise, measure, validate, gate, package, sign.

What lives here: that order, and the rule that nothing looking like a release is left behind when a
gate refuses. What does not: any of the steps, nor what the files of a bundle hold
(:mod:`sector_data.pipeline.packaging`).
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sector_data.assessment.gates import evaluate_gates
from sector_data.errors import ReleaseRefusedError, TargetError
from sector_data.pipeline.applying import apply_plan
from sector_data.pipeline.assessing.measuring import measure
from sector_data.pipeline.assessing.releases import Release, measure_release
from sector_data.pipeline.keying import Keyed
from sector_data.pipeline.packaging import Contents, package
from sector_data.pipeline.policies.conforming import Shown, conformity_of
from sector_data.pipeline.progress import Announce, silent
from sector_data.pipeline.sourcing import Source
from sector_data.pipeline.synthesis.gating import FIX as _GATE_FIX
from sector_data.pipeline.synthesis.gating import gate_reasons
from sector_data.pipeline.synthesis.releasing import NO_MODELS, ModelFiles, synthesise_tables
from sector_data.release import layout
from sector_data.release.formulas import formulas_in
from sector_data.sources.tables import Table
from sector_data.sources.writing import atomic_directory
from sector_data.spec.evidence.conformity import Conformity
from sector_data.spec.evidence.release import Assessment, LeakReport, ValidationReport
from sector_data.spec.ledger import BetweenReleases
from sector_data.spec.pipeline import Gate
from sector_data.spec.plan import Plan
from sector_data.synthesise.telling import Paying
from sector_data.validate.adapter import engine_name
from sector_data.validate.documents import suites_to_json
from sector_data.validate.promises import NO_IDENTIFIER
from sector_data.validate.results import report_of
from sector_data.validate.running import check_suites
from sector_data.validate.suites import build_suites

if TYPE_CHECKING:
    from sector_data.deidentify.keyring import Key


@dataclass(frozen=True, slots=True)
class Released:
    """A finished release.

    Attributes
    ----------
    bundle
        Its directory.
    plan
        What was carried out.
    assessment, validation, leaks
        What was measured.
    passages
        Personal passages in the free text of released rows: column path, then entity, then count.
    files
        Files in the bundle.
    key_id
        Fingerprint of the key that signed it.
    notice
        What a library's licence asks to be told, when one was used that does.
    conformity
        What is shown of each policy pack; None when the pipeline names none.
    synthesis
        The record of its synthesis; None when no table is synthetic.
    between
        What it tells together with earlier releases; None when no ledger is kept.
    """

    bundle: Path
    plan: Plan
    assessment: Assessment
    validation: ValidationReport
    leaks: LeakReport
    passages: Mapping[str, Mapping[str, int]]
    files: int
    key_id: str
    notice: str | None = None
    conformity: Conformity | None = None
    synthesis: Mapping[str, Any] | None = None
    between: BetweenReleases | None = None

    def gate_lines(self) -> list[tuple[bool, str]]:
        """Return every gate with whether it passed, in sentences."""
        met = sum(1 for outcome in self.validation.outcomes if outcome.passed)
        total = len(self.validation.outcomes)
        return [
            *((result.passed, result.sentence) for result in self.assessment.gates),
            *(
                (result.passed, f"{result.table}: {result.name}: {result.sentence}.")
                for result in self.assessment.models
                if result.name != "k-anonymity"
            ),
            (met == total, f"{met:,} of {total:,} expectations met ({self.validation.engine})."),
            (
                self.leaks.passed,
                f"No identifier of the source in any file: {self.leaks.values:,} values searched "
                f"in {self.leaks.files:,} of {self.files:,} files (all but digests, signatures and "
                f"keys), {self.leaks.not_searchable:,} others too short or common to search.",
            ),
        ]

    def summary(self) -> dict[str, Any]:
        """Return the release as plain data, for programs."""
        return {
            "bundle": str(self.bundle),
            "plan": self.plan.digest(),
            "key": self.key_id,
            "notice": self.notice,
            "files": self.files,
            "assessment": self.assessment.model_dump(mode="json"),
            "validation": self.validation.model_dump(mode="json"),
            "leaks": self.leaks.model_dump(mode="json"),
            "passages": {path: dict(counts) for path, counts in self.passages.items()},
            "conformity": self.conformity and self.conformity.model_dump(mode="json"),
            "between": self.between and self.between.model_dump(mode="json"),
        }


def check_output(output: Path, *, replace: bool) -> None:
    """Insist that a bundle may be written to a place, before any work is done.

    Raises
    ------
    TargetError
        If something is there that may not be replaced. Only an earlier bundle may.
    """
    if not os.path.lexists(output):
        return
    if not replace:
        raise TargetError(
            f"{output} is there already.", "Name another -o, or add --replace to take its place."
        )
    if not (output / layout.SUMS).is_file() or not (output / layout.DATAPACKAGE).is_file():
        raise TargetError(
            f"{output} is not a release bundle, so it is not replaced.", "Name another -o."
        )


def release(
    plan: Plan,
    source: Source,
    *,
    output: Path,
    key: Key,
    approvals: bytes = b"",
    replace: bool = False,
    models: ModelFiles = NO_MODELS,
    announce: Announce = silent,
    paying: Paying = nullcontext,
) -> Released:
    """Carry out a plan and write the bundle, or refuse and write nothing.

    `paying` is entered while noise is drawn that spends a privacy budget.

    Raises
    ------
    ReleaseRefusedError
        With one sentence for each gate that failed.
    TargetError
        If the output cannot be written.
    """
    check_output(output, replace=replace)
    with atomic_directory(output, replace=replace) as directory:
        contents, passages = _make(plan, source, key, models, announce, paying)
        contents = dataclasses.replace(contents, approvals=approvals)
        beneath = {path: v for made in source.aggregates for path, v in made.protected().items()}
        packaged = package(
            directory, contents, source.whole, key, beneath=beneath, announce=announce
        )
        _refuse_if_any(_leak_reasons(packaged.leaks), _LEAK_FIX)
        announce("writing to disk")
    return Released(
        bundle=output,
        plan=plan,
        assessment=contents.assessment,
        validation=contents.validation,
        leaks=packaged.leaks,
        passages=passages,
        files=packaged.files,
        key_id=key.fingerprint,
        conformity=packaged.conformity,
        synthesis=contents.synthesis,
        notice=contents.synthesis["notice"] if contents.synthesis else None,
    )


def _make(
    plan: Plan, source: Source, key: Key, files: ModelFiles, announce: Announce, paying: Paying
) -> tuple[Contents, dict[str, dict[str, int]]]:
    from sector_data.detect.values import count_identifiers

    applied = apply_plan(plan, source.tables, key, announce=announce)
    keyed = Keyed(plan, key)
    tables, record = synthesise_tables(
        plan, applied.tables, source.tables, keyed, files, announce, paying
    )
    announce("measuring risk and utility")
    measured = measure(plan, source.tables, applied, tables, announce)
    suites = build_suites(plan, tables)
    documents = {
        layout.PLAN: plan.public().to_json(),
        layout.evidence_path("expectations"): suites_to_json(suites),
    }
    measurements = measure_release(
        Release(plan, source, applied, tables, keyed, documents), announce=announce
    )
    announce("validating")
    results = check_suites(tables, suites, find_identifiers=count_identifiers, tell=announce)
    validation = report_of(results, engine_name())
    assessment = Assessment(
        before=measured.before,
        after=measured.after,
        events_before=measured.events_before,
        events_after=measured.events_after,
        models=applied.models,
        utility=measured.utility,
        gates=evaluate_gates(
            _gates(plan),
            risks=measured.after,
            utilities=measured.utility,
            expectations_met=_share_met(validation),
            tables=measurements,
            aggregates=plan.aggregates,
        ),
        # Figures of the source would undo a guarantee of differential privacy.
        tables=() if plan.pipeline.guaranteed else measurements,
    )
    _refuse_if_any(list(_formula_reasons(tables, announce)), _FORMULA_FIX)
    conformity = conformity_of(Shown(plan, tables, assessment, validation, None))
    packs = conformity.failures() if conformity else []
    synthetic = list(gate_reasons(plan.pipeline, measurements))
    _refuse_if_any(
        [*_gate_reasons(assessment, validation), *packs, *synthetic],
        " ".join(
            [
                *_fixes(assessment, validation),
                *([_PACK_FIX] if packs else ()),
                *([_GATE_FIX] if synthetic else ()),
            ]
        ),
    )
    contents = Contents(
        plan=plan,
        tables=tables,
        assessment=assessment,
        validation=validation,
        results=tuple(results),
        suites=suites,
        texts=applied.text_findings,
        synthesis=record,
    )
    return contents, {path: dict(f.passages) for path, f in applied.text_findings.items()}


def _gates(plan: Plan) -> list[Gate]:
    """Return the steward's gates, and k itself: it is measured on the output, not believed."""
    k = plan.pipeline.privacy.k_anonymity
    own = list(plan.pipeline.quality.gates)
    if k is not None and any(t.protection for t in plan.tables):
        own.insert(0, Gate(metric="k-anonymity", comparison=">=", bound=k))
    return own


def _share_met(validation: ValidationReport) -> float | None:
    outcomes = validation.outcomes
    return sum(o.passed for o in outcomes) / len(outcomes) if outcomes else None


def _gate_reasons(assessment: Assessment, validation: ValidationReport) -> list[str]:
    reasons = [result.sentence for result in assessment.gates if not result.passed]
    reasons += [
        f"{result.table}: {result.model} does not hold in what would be released: "
        f"{result.sentence}."
        for result in assessment.models
        if not result.passed
    ]
    reasons += [
        f"{o.table}{'.' + o.column if o.column else ''} does not meet {o.expectation}"
        + (f" in {o.unexpected:,} row{'s' * (o.unexpected != 1)}." if o.unexpected else ".")
        for o in validation.outcomes
        if not o.passed
    ]
    return reasons


def _fixes(assessment: Assessment, validation: ValidationReport) -> Iterator[str]:
    """Yield what may help against each kind of reason that there is."""
    if any(not result.passed for result in assessment.models):
        yield _MODEL_FIX
    elif any(not result.passed for result in assessment.gates):
        yield _BOUND_FIX
    missed = {outcome.expectation for outcome in validation.outcomes if not outcome.passed}
    if NO_IDENTIFIER in missed:
        yield _IDENTIFIER_FIX
    if missed - {NO_IDENTIFIER}:
        yield _EXPECTATION_FIX


_MODEL_FIX = (
    "Which events of a subject stay is the key's choice, so that a plan foresees it only nearly: "
    "ask for a little less, or for a larger k."
)

_BOUND_FIX = (
    "Change columns or privacy settings (sector-data explore tells what others would cost), or the "
    "bound under quality: gates."
)

_IDENTIFIER_FIX = (
    "Give free text the transform redact-text, which replaces what identifies somebody, and other "
    "columns that hold identifiers pseudonym or mask; or drop them."
)

_EXPECTATION_FIX = (
    "Correct the values in the source, or what is expected of them under quality: expectations, or "
    "choose another transform of the column."
)

_PACK_FIX = "Give the columns what the pack accepts (sector-data policies show PACK)."

_LEAK_FIX = (
    "Drop or generalise the column they were met in; if where they come from identifies nobody, "
    "give it another role."
)


def _leak_reasons(leaks: LeakReport) -> list[str]:
    return [
        (
            f"1 value of {finding.source_column} is in {finding.file}"
            if finding.hits == 1
            else f"{finding.hits:,} values of {finding.source_column} are in {finding.file}"
        )
        + (f", column {finding.where}." if finding.where else ".")
        for finding in leaks.findings
    ]


_FORMULA_FIX = (
    "Drop the column or give it a transform: somebody may have written these cells so that they "
    "run on the machine of whoever opens the CSV file."
)


def _formula_reasons(tables: Mapping[str, Table], announce: Announce) -> Iterator[str]:
    for name, table in tables.items():
        for column, cells in formulas_in(table, announce).items():
            some = "1 cell of" if cells == 1 else f"{cells:,} cells of"
            yield f"{some} {name}.{column} would be carried out as a formula by a spreadsheet."


def _refuse_if_any(reasons: list[str], fix: str | None = None) -> None:
    if reasons:
        raise ReleaseRefusedError(reasons, fix)
