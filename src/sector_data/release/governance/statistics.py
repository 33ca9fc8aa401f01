"""Which statistics of a release can be trusted.

What lives here: what the measures say of each column where there are any, else what the plan says
of its transform. What does not: the measures (:mod:`sector_data.assessment.usefulness`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sector_data.release.governance import risk_facts, table_facts
from sector_data.release.governance.statements import (
    ASSESSMENT,
    PlacedTable,
    at,
    say,
    tables_of,
)
from sector_data.release.layout import PLAN
from sector_data.release.report.content import PSEUDONYMS, ReportContent, chosen_level
from sector_data.spec.evidence.usefulness import Verdict
from sector_data.spec.governance import Trust, TrustedStatistic
from sector_data.spec.transforms.values import ShiftDate

COARSE = frozenset(
    {"generalise", "join-rare", "zip3", "grid", "geohash", "share-items", "truncate-date"}
)
GROUPS: tuple[tuple[Trust, str, frozenset[str]], ...] = (
    ("trusted", "trust_kept", frozenset({"keep"})),
    ("trusted", "trust_intervals", frozenset({"shift-date"})),
    ("trusted", "trust_joins", PSEUDONYMS),
    ("care", "trust_coarse", COARSE),
    ("care", "trust_rounded", frozenset({"round", "midpoint"})),
    ("care", "trust_capped", frozenset({"top-bottom"})),
    ("care", "trust_perturbed", table_facts.PERTURBED),
    ("care", "trust_texts", frozenset({"redact-text"})),
    ("no", "trust_elsewhere", PSEUDONYMS),
    ("no", "trust_masked", frozenset({"mask", "truncate-pan"})),
)
"""What transforms leave, and what they take; shifted dates have lines of their own besides."""

MEASURED: dict[Verdict, tuple[Trust, str]] = {
    "safe to use": ("trusted", "trust_measured"),
    "use with care": ("care", "care_measured"),
    "do not use": ("no", "no_measured"),
}
_ORDER: tuple[Trust, ...] = ("trusted", "care", "no")


def statistics(content: ReportContent) -> tuple[TrustedStatistic, ...]:
    """Return which statistics can be trusted, which with care, which not; in this order."""
    found = [*_measured(content), *_planned(content), *_of_tables(content)]
    return tuple(sorted(found, key=lambda each: _ORDER.index(each.trust)))


def trust_by_column(found: Sequence[TrustedStatistic]) -> dict[str, frozenset[Trust]]:
    """Return how far each column's statistics can be trusted, by ``table.column``; what measures
    say of a column is all that counts."""
    measured = {word for _, word in MEASURED.values()}
    trusts: dict[str, set[Trust]] = {}
    for wanted in (True, False):
        done = set(trusts)
        for each in found:
            columns = each.statement.values.get("columns")
            if isinstance(columns, tuple) and (each.statement.says in measured) is wanted:
                for name in set(columns) - done:
                    trusts.setdefault(name, set()).add(each.trust)
    return {name: frozenset(each) for name, each in trusts.items()}


def _measured(content: ReportContent) -> Iterator[TrustedStatistic]:
    columns = [
        (f"{part.table}.{each.column}", each.verdict)
        for part in content.assessment.tables
        for each in (part.usefulness.columns if part.usefulness else ())
    ]
    for verdict, (trust, word) in MEASURED.items():
        names = tuple(name for name, found in columns if found == verdict)
        if names:
            yield _line(trust, word, at(ASSESSMENT, "tables"), names)


def _planned(content: ReportContent) -> Iterator[TrustedStatistic]:
    measured = {
        f"{part.table}.{column.column}"
        for part in content.assessment.tables
        if part.usefulness is not None
        for column in part.usefulness.columns
        if column.verdict in MEASURED
    }
    # The rows of synthetic tables are nobody's: no transform tells what they are worth.
    tables = [each for each in tables_of(content.plan) if each.name not in content.synthetic]
    for trust, word, kinds in GROUPS:
        names = tuple(
            name
            for placed in tables
            for name in _treated(placed, kinds)
            if word != "trust_kept" or name not in measured
        )
        if names:
            joins_versions = content.plan.pipeline.release.link_versions
            told = "trust_versions" if word == "trust_elsewhere" and joins_versions else word
            yield _line(trust, told, at(PLAN, "tables"), names)
    yield from _calendar(tables)


def _line(trust: Trust, word: str, evidence: str, names: tuple[str, ...]) -> TrustedStatistic:
    return TrustedStatistic(trust=trust, statement=say(word, evidence, columns=names))


def _calendar(tables: Sequence[PlacedTable]) -> Iterator[TrustedStatistic]:
    """Yield what shifted dates still tell of the calendar, and what no more."""
    by_word: dict[tuple[Trust, str], list[str]] = {}
    for placed in tables:
        for column in placed.columns:
            if isinstance(column.transform, ShiftDate):
                kept = column.transform.keep
                words: list[tuple[Trust, str]] = [("trusted", f"trust_{what}") for what in kept]
                words.append(("no", "trust_moved" if kept else "trust_calendar"))
                for each in words:
                    by_word.setdefault(each, []).append(f"{placed.name}.{column.column}")
    for (trust, word), names in by_word.items():
        yield _line(trust, word, at(PLAN, "tables"), tuple(names))


def _treated(placed: PlacedTable, kinds: frozenset[str]) -> Iterator[str]:
    """Yield the columns of some kinds of transform; one that the search left alone is kept."""
    for column in placed.columns:
        chosen = chosen_level(placed.table, column)
        kind = "keep" if chosen is not None and not chosen.coarsest else column.transform.kind
        if kind in kinds:
            yield f"{placed.name}.{column.column}"


def _of_tables(content: ReportContent) -> Iterator[TrustedStatistic]:
    for statement in table_facts.suppressed(content):
        yield TrustedStatistic(trust="care", statement=statement)
    for statement in table_facts.synthetic(content):
        yield TrustedStatistic(
            trust="care", statement=statement.model_copy(update={"says": "trust_synthetic"})
        )
    for statement in risk_facts.guarantee(content):
        yield TrustedStatistic(
            trust="care", statement=statement.model_copy(update={"says": "trust_guarantee"})
        )
