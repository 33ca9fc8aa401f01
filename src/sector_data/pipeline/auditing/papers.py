"""Answering the papers of a bundle again, and writing its pages again, from its own evidence.

What lives here: the claims on ``evidence/governance.json``, and on report and README. What does
not: the answers (:mod:`sector_data.release.governance`), the pages
(:mod:`sector_data.release.report`), and recounting the evidence itself
(:mod:`sector_data.pipeline.auditing.claims`).

Both are made from plan, tables and evidence alone, so who has those can make them once more. A
statement that was altered is found, whoever signed it. Where another version of this program made
the bundle, questions and words may be others: then a difference proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sector_data._version import __version__
from sector_data.errors import BundleError
from sector_data.pipeline.auditing.conformity import read_validation
from sector_data.pipeline.auditing.privacy import holds
from sector_data.release import layout
from sector_data.release.documents import read_bytes, read_json, readable_model
from sector_data.release.governance.document import governance_of
from sector_data.release.report.content import (
    ReportContent,
    TextSearch,
    described_fields,
    page_names,
)
from sector_data.release.report.page import render_page
from sector_data.release.report.readme import render_readme
from sector_data.release.report.sequences import sequences_of
from sector_data.release.signature import key_id, read_public_key
from sector_data.sources.tables import Table
from sector_data.spec.evidence.conformity import Conformity
from sector_data.spec.evidence.release import Assessment, Claim, LeakReport
from sector_data.spec.governance import Governance
from sector_data.spec.plan import Plan

PAPERS = layout.evidence_path("governance")
_OURS = f"sector-data {__version__}"


def papers_claims(bundle: Path, plan: Plan, tables: Mapping[str, Table]) -> Iterator[Claim]:
    """Yield whether papers and pages say what plan, tables and evidence say.

    Parameters
    ----------
    bundle
        Its directory.
    plan
        Its plan.
    tables
        Its tables.
    """
    stated = readable_model(bundle, PAPERS, Governance)
    if stated is None:
        yield holds(PAPERS, False, "It is missing or damaged.")
        return
    content = _content(bundle, plan, tables)
    if content is None:
        yield holds("papers", False, "The evidence that they rest on is missing or damaged.")
        return
    yield _papers_claim(plan, stated, governance_of(content))
    yield _pages_claim(bundle, content)
    yield from _people_claim(stated)


def _content(bundle: Path, plan: Plan, tables: Mapping[str, Table]) -> ReportContent | None:
    """Return what the pages were made from, as the bundle tells it."""
    assessment = readable_model(bundle, layout.evidence_path("assessment"), Assessment)
    leaks = readable_model(bundle, layout.evidence_path("leaks"), LeakReport)
    validation = read_validation(bundle)
    if assessment is None or leaks is None or validation is None:
        return None
    try:
        fields = described_fields(read_json(bundle, layout.DATAPACKAGE))
        found = read_json(bundle, layout.evidence_path("detection"))["texts"]
        key = key_id(read_public_key(read_bytes(bundle, layout.SIGNER)))
        synthesis = _synthesis(bundle)
        sequences = sequences_of(synthesis)
    except (BundleError, KeyError, TypeError, AttributeError, ValueError):
        return None
    return ReportContent(
        plan=plan,
        assessment=assessment,
        validation=validation,
        texts=tuple(
            TextSearch(path, told["passages"], told["texts"]) for path, told in found.items()
        ),
        rows={name: table.rows for name, table in tables.items()},
        types={
            name: {column: table.data_type(column).value for column in table.columns}
            for name, table in tables.items()
        },
        key_id=key,
        leaks=leaks,
        conformity=readable_model(bundle, layout.evidence_path("conformity"), Conformity),
        fields=fields,
        synthetic=() if synthesis is None else tuple(synthesis["tables"]),
        sequences=sequences,
    )


def _synthesis(bundle: Path) -> dict[str, Any] | None:
    try:
        record: dict[str, Any] = read_json(bundle, layout.evidence_path("synthesis"))
    except BundleError:
        return None
    return record


def _papers_claim(plan: Plan, stated: Governance, again: Governance) -> Claim:
    if stated == again:
        return holds(
            "papers",
            True,
            f"All {len(again.statements()):,} statements are what plan, tables and evidence say.",
        )
    theirs, ours = _by_place(stated), _by_place(again)
    wrong = [place for place in theirs | ours if theirs.get(place) != ours.get(place)]
    return otherwise("papers", plan, f"Not as the evidence has it: {', '.join(wrong)}.")


def _by_place(papers: Governance) -> dict[str, Any]:
    """Return what is said to each question, what may be done, and what statistics are worth."""
    lists: dict[str, tuple[Any, ...]] = {
        "may": papers.may,
        "may not": papers.may_not,
        "statistics": papers.statistics,
    }
    answers = {answer.question: answer for frame in papers.frames for answer in frame.answers}
    return {**answers, **lists, "frames": [frame.frame for frame in papers.frames]}


def _pages_claim(bundle: Path, content: ReportContent) -> Claim:
    wrong = []
    for language, (page, readme) in page_names(content.plan.pipeline.release.languages).items():
        wrong += [
            name
            for name, text in (
                (page, render_page(content, language)),
                (readme, render_readme(content, language)),
            )
            if not _is(bundle, name, text)
        ]
    if not wrong:
        return holds("pages", True, "Report and README say what plan, tables and evidence say.")
    return otherwise("pages", content.plan, f"Not what the evidence gives: {', '.join(wrong)}.")


def _is(bundle: Path, name: str, text: str) -> bool:
    try:
        return read_bytes(bundle, name) == text.encode()
    except BundleError:
        return False


def otherwise(subject: str, plan: Plan, sentence: str) -> Claim:
    """Return the verdict where something was not made as this program would make it."""
    if plan.made_with == _OURS:
        return holds(subject, False, sentence)
    return Claim(
        subject=subject,
        verdict="cannot be told from here",
        sentence=f"The bundle was made with {plan.made_with}; this is {_OURS}. {sentence}",
    )


def _people_claim(stated: Governance) -> Iterator[Claim]:
    """Yield what nobody can check because a person said it."""
    said = [a.question for frame in stated.frames for a in frame.answers if a.status == "person"]
    if said:
        yield Claim(
            subject="answers of people",
            verdict="cannot be told from here",
            sentence=f"The publisher's word alone: {', '.join(said)}.",
        )
