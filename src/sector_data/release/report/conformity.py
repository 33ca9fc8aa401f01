"""What the pages tell of each policy pack: what it asks, the evidence, and the result.

What lives here: the words of the evidence. What does not: the verdicts
(:mod:`sector_data.pipeline.policies.conforming`) and the packs' own words
(:mod:`sector_data.release.report.pack_words`).
"""

from __future__ import annotations

from typing import NamedTuple

from sector_data.release.report.catalogue import UNKNOWN, Catalogue
from sector_data.release.report.content import ReportContent
from sector_data.release.report.pack_words import Said, quoted, said
from sector_data.spec.evidence.conformity import ConformityLine, PackConformity, Verdict
from sector_data.spec.transforms.values import Drop

FIGURES = {
    "k-anonymity": "metrics.k-anonymity",
    "highest-risk": "metrics.highest-risk",
    "unique": "metrics.unique-subjects",
    "leaks": "gates.leaks",
    "expectations": "conformity.expectations",
    "gates": "gates.heading",
}
"""The message that names a figure of a pack."""

SHOWN = 6
"""Columns that are named of those that the same happened to; the others are counted."""

DROPPED = Drop.model_fields["kind"].default

MARKS = {"holds": "✓", "fails": "✗", "needs a human": "?"}


class Treated(NamedTuple):
    """Columns that the same happened to; those that are too many to name are counted."""

    treatment: str
    names: tuple[str, ...]
    more: str


class Asked(NamedTuple):
    """One thing that a pack asks."""

    id: str
    title: Said
    source: Said
    status: str
    """Empty when it is the pack's."""
    evidence: str
    notes: tuple[Said, ...]
    columns: tuple[Treated, ...]
    verdict: Verdict
    result: str


class PackPart(NamedTuple):
    """A pack and what it asks; `questions` are for a person."""

    title: Said
    facts: str
    source: Said
    summary: str
    failed: bool
    asked: tuple[Asked, ...]
    questions: tuple[Said, ...]


def pack_parts(content: ReportContent, words: Catalogue) -> list[PackPart]:
    """Return what each pack asks; nothing when the pipeline names none."""
    if content.conformity is None:
        return []
    return [_part(pack, words) for pack in content.conformity.packs]


def _part(pack: PackConformity, words: Catalogue) -> PackPart:
    counts = {
        "holds": words.integer(pack.count("holds")),
        "fails": words.integer(pack.count("fails")),
        "human": words.integer(pack.count("needs a human")),
    }
    facts = [f"{pack.pack} {pack.version}", pack.jurisdiction, _status(pack.status.value, words)]
    return PackPart(
        title=quoted(pack.title, words.language),
        facts=" · ".join(facts),
        source=quoted(pack.source, words.language),
        summary=words.text("conformity.summary", **counts),
        failed=pack.count("fails") > 0,
        asked=tuple(_asked(line, pack, words) for line in pack.lines if line.part != "person"),
        questions=tuple(
            said(line.title, words.language) for line in pack.lines if line.part == "person"
        ),
    )


def _asked(line: ConformityLine, pack: PackConformity, words: Catalogue) -> Asked:
    return Asked(
        id="" if line.part in {"figure", "recipients", "validity"} else line.id,
        title=_title(line, words),
        source=quoted(line.source or "", words.language),
        status="" if line.status is pack.status else _status(line.status.value, words),
        evidence=_evidence(line, words),
        notes=tuple(said(caution, words.language) for caution in line.cautions),
        columns=_treated(line, words),
        verdict=line.verdict,
        result=f"{MARKS[line.verdict]} {_verdict(line.verdict, words)}",
    )


def _title(line: ConformityLine, words: Catalogue) -> Said:
    """Return what is asked: the page's words for figures, the pack's for everything else."""
    match line.part:
        case "figure" if line.figure == "dominance":
            share = words.share(line.bound)
            return Said(
                words.text("conformity.dominance", subjects=line.note or UNKNOWN, share=share),
                False,
            )
        case "figure" if line.figure is not None:
            return Said(words.text(FIGURES[line.figure]), False)
        case "recipients":
            return Said(words.text("page.recipient"), False)
        case "validity":
            return Said(words.text("conformity.validity"), False)
        case _:
            return said(line.title, words.language)


def _treated(line: ConformityLine, words: Catalogue) -> tuple[Treated, ...]:
    by_kind: dict[str, list[str]] = {}
    for column, kind in sorted(line.columns.items()):
        by_kind.setdefault(kind, []).append(column)
    treated = []
    for kind, names in by_kind.items():
        hidden = len(names) - SHOWN
        treated.append(
            Treated(
                words.text("columns.dropped" if kind == DROPPED else f"transforms.{kind}.does"),
                tuple(names[:SHOWN]),
                words.text("conformity.more", count=words.integer(hidden)) if hidden > 0 else "",
            )
        )
    return tuple(treated)


def _evidence(line: ConformityLine, words: Catalogue) -> str:
    match line.evidence:
        case "measured" | "counted":
            bound = "≥" if line.figure == "k-anonymity" else "≤"
            return words.text(
                "conformity.against",
                figure=words.text(FIGURES[line.figure or ""]),
                measured=_spelt(line.measured, line, words),
                bound=f"{bound} {_spelt(line.bound, line, words)}",
            )
        case "recipient":
            return words.labelled(
                words.text("page.recipient"), words.text(f"recipients.{line.note}")
            )
        case "validity":
            return words.labelled(words.text("page.date"), line.note or UNKNOWN)
        case _:
            return words.text(f"conformity.evidence.{line.evidence}")


def _spelt(value: float | None, line: ConformityLine, words: Catalogue) -> str:
    if value is None:
        return UNKNOWN
    if line.figure == "unique":
        return words.share(value)
    return words.risk(value) if line.figure == "highest-risk" else words.integer(int(value))


def _status(status: str, words: Catalogue) -> str:
    return words.text(f"conformity.status.{status}")


def _verdict(verdict: Verdict, words: Catalogue) -> str:
    return words.text(f"conformity.verdict.{verdict.replace(' ', '-')}")
