"""What plan and counts tell of tables and columns.

What lives here: size, columns, relations, transforms, what is missing. What does not: risk and
tests (:mod:`sector_data.release.governance.risk_facts`).
"""

from __future__ import annotations

from collections.abc import Iterator

from sector_data.release.governance.statements import ASSESSMENT, at, say, tables_of
from sector_data.release.layout import PLAN, SUMS, evidence_path, parquet_path
from sector_data.release.report.content import ReportContent
from sector_data.spec.governance import Statement
from sector_data.spec.words import Role, Technique

PERTURBED = frozenset({"noise", "rank-swap", "pram", "microaggregate"})
"""Transforms that change values at random, or by those of others."""


def tables(content: ReportContent) -> Iterator[Statement]:
    """Yield which tables there are."""
    names = tuple(table.table for table in content.plan.tables)
    yield say("tables", at(PLAN, "pipeline", "source"), tables=names)


def synthetic(content: ReportContent) -> Iterator[Statement]:
    """Yield which tables hold rows that were made."""
    for name in content.synthetic:
        yield say("synthetic", at(evidence_path("synthesis"), "tables"), table=name)


def subject(content: ReportContent) -> Iterator[Statement]:
    """Yield whose privacy is protected."""
    if path := content.plan.pipeline.subject:
        yield say("subject", at(PLAN, "pipeline", "subject"), column=path)


def rows(content: ReportContent) -> Iterator[Statement]:
    """Yield how many rows and subjects are released."""
    # In an order of their own: a plan that was read again has the sections of its file sorted.
    for name, count in sorted(content.rows.items()):
        yield say("rows", parquet_path(name), table=name, rows=count)
    for place, found in enumerate(content.assessment.utility):
        linked = any(t.table == found.table and t.subjects is not None for t in content.plan.tables)
        if linked and found.table not in content.synthetic:
            where = at(ASSESSMENT, "utility", place, "subjects-after")
            yield say("subjects", where, table=found.table, subjects=found.subjects_after)


def kept(content: ReportContent) -> Iterator[Statement]:
    """Yield what share of the source's rows is released."""
    yield from synthetic(content)
    for place, found in enumerate(content.assessment.utility):
        if found.rows_before and found.table not in content.synthetic:
            yield say(
                "kept",
                at(ASSESSMENT, "utility", place),
                table=found.table,
                rows=found.rows_after,
                of=found.rows_before,
                share=found.rows_after / found.rows_before,
            )


def suppressed(content: ReportContent) -> Iterator[Statement]:
    """Yield which tables lack rows that privacy asked to leave out."""
    for place, found in enumerate(content.assessment.utility):
        gone = found.rows_before - found.rows_after
        if gone > 0 and found.table not in content.synthetic:
            where = at(ASSESSMENT, "utility", place)
            yield say("suppressed", where, table=found.table, share=gone / found.rows_before)


def columns(content: ReportContent) -> Iterator[Statement]:
    """Yield how many columns each table has; the data dictionary tells each."""
    for placed in tables_of(content.plan):
        released = sum(c.transform.kind != "drop" for c in placed.table.columns)
        total = len(placed.table.columns)
        yield say("columns", placed.place, table=placed.name, released=released, total=total)


def targets(content: ReportContent) -> Iterator[Statement]:
    """Yield what users are expected to predict."""
    if target := content.plan.pipeline.assessed.target:
        yield say("target", at(PLAN, "pipeline", "assess", "target"), column=target)


def left_out(content: ReportContent) -> Iterator[Statement]:
    """Yield the columns that are not released, and the texts of which passages are gone."""
    for placed in tables_of(content.plan):
        gone = tuple(c.column for c in placed.table.columns if c.transform.kind == "drop")
        if gone:
            yield say("dropped", placed.place, table=placed.name, columns=gone)
    yield from redacted(content)


def redacted(content: ReportContent) -> Iterator[Statement]:
    """Yield the free texts."""
    for placed in tables_of(content.plan):
        if texts := placed.named({"redact-text"}):
            yield say("redacted", placed.place, table=placed.name, columns=texts)


def relations(content: ReportContent) -> Iterator[Statement]:
    """Yield which columns refer to others."""
    where = at(PLAN, "pipeline", "references")
    for child, parent in sorted(content.plan.pipeline.references.items()):
        yield say("reference", where, child=child, parent=parent)
    if not content.plan.pipeline.references:
        yield say("unreferenced", where)


def changed_on_purpose(content: ReportContent) -> Iterator[Statement]:
    """Yield the columns whose values are not those of their row."""
    for placed in tables_of(content.plan):
        if found := placed.named(PERTURBED):
            yield say("perturbed", placed.place, table=placed.name, columns=found)
    yield from shifted(content)


def shifted(content: ReportContent) -> Iterator[Statement]:
    """Yield the dates that are not those of the calendar."""
    for placed in tables_of(content.plan):
        if found := placed.named({"shift-date"}):
            yield say("shifted", placed.place, table=placed.name, columns=found)


def self_contained(_: ReportContent) -> Iterator[Statement]:
    """Yield that a bundle needs nothing from elsewhere: its own digests cover it."""
    yield say("self_contained", SUMS)


def of_role(content: ReportContent, word: str, none: str, *roles: Role) -> Iterator[Statement]:
    """Yield the released columns that have some roles; that there is none, where there is none."""
    found = False
    for placed in tables_of(content.plan):
        names = tuple(column.column for column in placed.columns if column.role in roles)
        if names:
            found = True
            yield say(word, placed.place, table=placed.name, columns=names)
    if not found:
        yield say(none, at(PLAN, "tables"))


def groups(content: ReportContent) -> Iterator[Statement]:
    """Yield the columns by which groups of people can be told apart."""
    yield from of_role(content, "groups", "no_groups", Role.QUASI_IDENTIFIER)


def sensitive(content: ReportContent) -> Iterator[Statement]:
    """Yield the columns that are sensitive."""
    yield from of_role(content, "sensitive", "insensitive", Role.SENSITIVE, Role.FREE_TEXT)


def attributes(content: ReportContent) -> Iterator[Statement]:
    """Yield the columns of each role, dropped ones included."""
    for placed in tables_of(content.plan):
        for role in Role:
            names = tuple(c.column for c in placed.table.columns if c.role is role)
            if names:
                yield say(
                    "attributes", placed.place, table=placed.name, role=role.value, columns=names
                )


def kinds(content: ReportContent) -> Iterator[Statement]:
    """Yield what kind of data there are: single records, texts, events of a subject."""
    yield from tables(content)
    yield from redacted(content)
    if (events := content.plan.longitudinal) is not None:
        names = tuple(part.table for part in events.events)
        if names:
            yield say("events", at(PLAN, "longitudinal", "events"), tables=names)


def techniques(content: ReportContent) -> Iterator[Statement]:
    """Yield which techniques were applied to which columns, by their names of ISO/IEC 20889."""
    for placed in tables_of(content.plan):
        every = [part for column in placed.table.columns for part in (column.parts or (column,))]
        for technique in Technique:
            names = tuple(c.column for c in every if c.transform.nature.technique is technique)
            if names and technique is not Technique.NONE:
                yield say(
                    "technique",
                    placed.place,
                    table=placed.name,
                    technique=technique.value,
                    columns=names,
                )


def sources(content: ReportContent) -> Iterator[Statement]:
    """Yield that the source is not released, and that its digests are."""
    yield say("unreleased", at(PLAN, "sources"))
    if count := len(content.plan.sources):
        yield say("sources", at(PLAN, "sources"), count=count)


def software(content: ReportContent) -> Iterator[Statement]:
    """Yield what made the release."""
    yield say("software", at(PLAN, "made-with"), text=content.plan.made_with)
