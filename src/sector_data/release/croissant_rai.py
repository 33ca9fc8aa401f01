"""What a Croissant description says of use and responsibility, from plan and evidence alone.

What lives here: the RAI properties and the terms of use. What does not: files, fields and
provenance (:mod:`sector_data.release.croissant`).

Sources: MLCommons, *Croissant RAI Specification* 1.0 and *Croissant* 1.1 (data use conditions in
``usageInfo``: an ODRL offer and terms of DUO); W3C, *ODRL Information Model* 2.2 (offer,
permission, prohibition) and *ODRL Vocabulary* 2.2 (``use``, ``recipient``).

How the source was collected, and on whose consent, nobody told this program: it says so instead of
guessing. Figures are those of ``evidence/assessment.json``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sector_data.release.data_use import data_use_terms
from sector_data.release.report.catalogue import catalogue
from sector_data.release.report.content import limits_of
from sector_data.spec.evidence.release import Assessment
from sector_data.spec.pipeline import Pipeline, ReleaseSpec
from sector_data.spec.plan import ColumnPlan, Plan, TablePlan
from sector_data.spec.words import Recipient, Role

_PERSONAL = {
    Role.DIRECT_IDENTIFIER: "direct identifier",
    Role.QUASI_IDENTIFIER: "quasi-identifier",
    Role.SENSITIVE: "sensitive attribute",
    Role.FREE_TEXT: "free text",
    Role.SECURITY_SENSITIVE: "attribute of an asset that could be attacked",
}


def usage_info(pipeline: Pipeline) -> list[dict[str, Any]]:
    """Return the conditions of use: an ODRL offer, and the terms of DUO that bind."""
    return [use_terms(pipeline.release), *data_use_terms(pipeline)]


def use_terms(release: ReleaseSpec) -> dict[str, Any]:
    """Return who may use the release, and what nobody may do, as an ODRL offer.

    Without a licence nothing is permitted: its reader is to ask first.
    """
    words = catalogue("en")
    terms: dict[str, Any] = {
        "@type": ["sc:CreativeWork", "odrl:Offer"],
        "name": words.text("page.terms"),
        "odrl:prohibition": {
            "@type": "odrl:Prohibition",
            "odrl:action": {"@type": "odrl:Action", "name": words.text("use.forbidden")},
        },
    }
    if not release.licence:
        return terms
    permission: dict[str, Any] = {
        "@type": "odrl:Permission",
        "odrl:action": {"@id": "odrl:use"},
    }
    if release.recipient is not Recipient.PUBLIC:
        permission["odrl:constraint"] = {
            "@type": "odrl:Constraint",
            "odrl:leftOperand": {"@id": "odrl:recipient"},
            "odrl:operator": {"@id": "odrl:eq"},
            "odrl:rightOperand": words.text(f"recipients.{release.recipient.value}"),
        }
    return {**terms, "odrl:permission": permission}


def responsibility(
    plan: Plan, assessment: Assessment, synthetic: Collection[str] = ()
) -> dict[str, Any]:
    """Return the RAI properties that plan and evidence can answer.

    Parameters
    ----------
    plan
        The plan that was carried out.
    assessment
        What was measured on the release.
    synthetic
        Tables whose rows were made, not taken from the source.
    """
    answers: dict[str, Any] = {
        "rai:dataCollection": _collection(plan, synthetic),
        "rai:dataManipulationProtocol": " ".join(_manipulation(plan)),
        "rai:dataLimitations": [
            *limits_of(plan, catalogue("en")),
            *_missing_rows(assessment, synthetic),
        ],
        "rai:personalSensitiveInformation": [*_personal(plan), *_risk(assessment)],
    }
    if plan.pipeline.release.purpose:
        answers["rai:dataUseCases"] = [plan.pipeline.release.purpose]
    return {name: answer for name, answer in answers.items() if answer}


def _collection(plan: Plan, synthetic: Collection[str]) -> str:
    count = len(plan.tables)
    sentences = [
        f"Derived from {count} confidential {'table' if count == 1 else 'tables'}. "
        "How they were collected is not recorded in the release: ask its contact."
    ]
    sentences += [f"The rows of {table} are synthetic data." for table in sorted(synthetic)]
    return " ".join(sentences)


def _manipulation(plan: Plan) -> Iterator[str]:
    """Say which techniques each table went through, and which models its classes meet."""
    for table in plan.tables:
        techniques = {column.transform.nature.technique.value for column in _treated(table)}
        yield f"{table.table}: {', '.join(sorted(techniques))}."
        if table.protection and table.protection.models:
            yield f"Classes of {table.table} were chosen for {', '.join(table.protection.models)}."


def _treated(table: TablePlan) -> list[ColumnPlan]:
    """Return what was decided about: columns, and the parts of those of JSON."""
    return [part for column in table.columns for part in (column.parts or (column,))]


def _missing_rows(assessment: Assessment, synthetic: Collection[str]) -> Iterator[str]:
    for figures in assessment.utility:
        gone = figures.rows_before - figures.rows_after
        if gone > 0 and figures.table not in synthetic:
            yield (
                f"{figures.table}: {figures.rows_after:,} of {figures.rows_before:,} rows are "
                "released; what is missing was suppressed, so the rare is rarer than in the source."
            )


def _personal(plan: Plan) -> Iterator[str]:
    for table in plan.tables:
        for column in _treated(table):
            if kind := _PERSONAL.get(column.role):
                technique = column.transform.nature.technique.value
                yield f"{table.table}.{column.column}: {kind}; {technique}."


def _risk(assessment: Assessment) -> Iterator[str]:
    for figures in assessment.after:
        if figures.quasi_identifiers and figures.k:
            yield (
                f"{figures.table}: the smallest group of subjects with equal quasi-identifiers "
                f"counts {figures.k:,}; highest risk {figures.highest_risk:.3g}."
            )
