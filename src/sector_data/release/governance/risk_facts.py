"""What the evidence tells of risk, of tests, and of what was promised.

What lives here: figures of risk, attacks, the leak gate, privacy models, gates, packs. What does
not: tables and columns (:mod:`sector_data.release.governance.table_facts`).
"""

from __future__ import annotations

from collections.abc import Iterator

from sector_data.release.governance.statements import ASSESSMENT, at, say
from sector_data.release.layout import PLAN, evidence_path
from sector_data.release.report.content import ReportContent
from sector_data.spec.evidence.measurements import TableMeasurements
from sector_data.spec.evidence.release import RiskFigures
from sector_data.spec.governance import Statement


def _with_rows(content: ReportContent) -> Iterator[tuple[int, RiskFigures]]:
    for place, found in enumerate(content.assessment.after):
        if found.k and found.quasi_identifiers:
            yield place, found


def risk(content: ReportContent) -> Iterator[Statement]:
    """Yield the smallest group and the largest risk of each table."""
    for place, found in _with_rows(content):
        yield say(
            "risk",
            at(ASSESSMENT, "after", place),
            table=found.table,
            k=found.k,
            highest=found.highest_risk,
        )


def risk_before_and_after(content: ReportContent) -> Iterator[Statement]:
    """Yield the largest risk before and after, and the size of groups that was asked for."""
    before = {found.table: found.highest_risk for found in content.assessment.before}
    for place, found in _with_rows(content):
        yield say(
            "lowered",
            at(ASSESSMENT, "after", place),
            table=found.table,
            before=before[found.table],
            after=found.highest_risk,
        )
    for number, table in enumerate(content.plan.tables):
        if table.protection is not None:
            where = at(PLAN, "tables", number, "protection", "k")
            yield say("asked", where, table=table.table, k=table.protection.k)


def both_risks(content: ReportContent) -> Iterator[Statement]:
    """Yield the largest and the average risk of each table."""
    for place, found in _with_rows(content):
        yield say(
            "both_risks",
            at(ASSESSMENT, "after", place),
            table=found.table,
            highest=found.highest_risk,
            average=found.average_risk,
        )


def population(content: ReportContent) -> Iterator[Statement]:
    """Yield where risks were counted: in the release, and in the population where it is known."""
    for place, found in _with_rows(content):
        yield say("in_sample", at(ASSESSMENT, "after", place), table=found.table)
    for place, part in enumerate(content.assessment.tables):
        if part.after is not None and part.after.journalist.highest is not None:
            yield say(
                "in_population",
                at(ASSESSMENT, "tables", place, "after", "journalist", "highest"),
                table=part.table,
                highest=part.after.journalist.highest,
            )


def models(content: ReportContent) -> Iterator[Statement]:
    """Yield which privacy models hold in the released classes, and a guarantee if there is one."""
    by_table: dict[str, list[str]] = {}
    for result in content.assessment.models:
        if result.passed:
            by_table.setdefault(result.table, []).append(result.model)
    for name, held in by_table.items():
        yield say("models", at(ASSESSMENT, "models"), table=name, models=tuple(held))
    for number, table in enumerate(content.plan.tables):
        if table.protection is not None and table.table not in by_table:
            where = at(PLAN, "tables", number, "protection", "k")
            yield say("asked", where, table=table.table, k=table.protection.k)
    yield from guarantee(content)


def guarantee(content: ReportContent) -> Iterator[Statement]:
    """Yield the guarantee of differential privacy, with its unit."""
    synthesis = content.plan.pipeline.synthesise
    if synthesis is not None and (promised := synthesis.differential_privacy) is not None:
        yield say(
            "guarantee",
            at(PLAN, "pipeline", "synthesise", "differential-privacy"),
            epsilon=promised.epsilon,
            delta=promised.delta,
            contributions=promised.contributions,
        )


def leaks(content: ReportContent) -> Iterator[Statement]:
    """Yield what the leak gate searched and found."""
    if (report := content.leaks) is not None:
        yield say(
            "leaks",
            at(evidence_path("leaks"), "findings"),
            values="–" if report.values is None else report.values,
            files=report.files,
            found=len(report.findings),
        )


def attacks(content: ReportContent) -> Iterator[Statement]:
    """Yield what attacks on the release found, beside people whom it never saw."""
    for place, part in enumerate(content.assessment.tables):
        yield from _attacks(part, place)


def _attacks(part: TableMeasurements, place: int) -> Iterator[Statement]:
    if part.attacks is not None and part.attacks.figures:
        verdicts = [figure.verdict for figure in part.attacks.figures]
        yield say(
            "attacks",
            at(ASSESSMENT, "tables", place, "attacks", "figures"),
            table=part.table,
            count=len(verdicts),
            found=verdicts.count("found"),
            clean=verdicts.count("not found"),
            untold=verdicts.count("cannot tell"),
        )
    if part.membership is not None:
        word = {"found": "members_told", "not found": "members_hidden"}.get(
            part.membership.verdict, "members_untold"
        )
        where = at(ASSESSMENT, "tables", place, "membership", "verdict")
        yield say(word, where, table=part.table)
    if part.traces is not None:
        yield say(
            "traces",
            at(ASSESSMENT, "tables", place, "traces", "findings"),
            table=part.table,
            count=len(part.traces.serious),
        )
        if untold := len(part.traces.untold):
            where = at(ASSESSMENT, "tables", place, "traces", "findings")
            yield say("traces_untold", where, table=part.table, count=untold)


def tested(content: ReportContent) -> Iterator[Statement]:
    """Yield what attacks found and, where there were some, what the leak gate found."""
    found = tuple(attacks(content))
    if found:
        yield from found
        yield from leaks(content)


def searched(content: ReportContent) -> Iterator[Statement]:
    """Yield what the leak gate found, and attacks where there were some."""
    yield from leaks(content)
    yield from attacks(content)


def expectations(content: ReportContent) -> Iterator[Statement]:
    """Yield how many expectations the released tables meet."""
    outcomes = content.validation.outcomes
    yield say(
        "expectations",
        evidence_path("validation"),
        met=sum(outcome.passed for outcome in outcomes),
        count=len(outcomes),
    )


def gates(content: ReportContent) -> Iterator[Statement]:
    """Yield how many gates of the pipeline file were passed."""
    results = content.assessment.gates
    if results:
        yield say(
            "gates",
            at(ASSESSMENT, "gates"),
            passed=sum(result.passed for result in results),
            count=len(results),
        )


def packs(content: ReportContent) -> Iterator[Statement]:
    """Yield what each policy pack asks, and how much of it is shown."""
    for place, pack in enumerate(content.conformity.packs if content.conformity else ()):
        yield say(
            "pack",
            at(evidence_path("conformity"), "packs", place),
            pack=f"{pack.pack} {pack.version}",
            holds=pack.count("holds"),
            fails=pack.count("fails"),
            human=pack.count("needs a human"),
        )


def usefulness(content: ReportContent) -> Iterator[Statement]:
    """Yield how many columns the measures call safe to use."""
    for place, part in enumerate(content.assessment.tables):
        if part.usefulness is not None and part.usefulness.columns:
            verdicts = [column.verdict for column in part.usefulness.columns]
            yield say(
                "useful",
                at(ASSESSMENT, "tables", place, "usefulness", "columns"),
                table=part.table,
                safe=verdicts.count("safe to use"),
                count=len(verdicts),
            )
