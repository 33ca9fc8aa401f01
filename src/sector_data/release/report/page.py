"""``report.html``: one self-contained page, no script, nothing from elsewhere.

What lives here: filling the page's template with figures and tables. What does not: its words
(``messages/``) and its look (``templates/report.html.j2``).
"""

from __future__ import annotations

from typing import Any

from sector_data.release.report.catalogue import Catalogue, catalogue
from sector_data.release.report.content import ReportContent, chosen_level, is_released
from sector_data.release.report.figures import Bar, Group, bars
from sector_data.release.report.templates import template
from sector_data.spec.evidence import GateResult
from sector_data.spec.metrics import GATE_METRICS
from sector_data.spec.plan import ColumnPlan, TablePlan
from sector_data.spec.words import Language


def render_page(content: ReportContent, language: Language) -> str:
    """Return the report as HTML in a language."""
    words = catalogue(language)
    return template("report.html.j2").render(
        t=words.text,
        items=words.items,
        n=words.integer,
        share=words.share,
        language=language,
        content=content,
        plan=content.plan,
        release=content.plan.pipeline.release,
        verdicts=verdicts(content, words),
        risks=_risks(content, words),
        risk_figure=_risk_figure(content, words),
        utility=content.assessment.utility,
        utility_figure=_utility_figure(content, words),
        gates=_gates(content, words),
        tables=[dictionary(table, content, words) for table in content.plan.tables],
    )


def verdicts(content: ReportContent, words: Catalogue) -> list[str]:
    """Return the one sentence that matters, for each table."""
    before = {f.table: f for f in content.assessment.before}
    after = {f.table: f for f in content.assessment.after}
    lines: list[str] = []
    for table in content.plan.tables:
        name = table.table
        counts = {
            "table": name,
            "rows_in": words.integer(table.rows),
            "rows_out": words.integer(content.rows[name]),
        }
        if name in after:
            lines.append(
                words.text(
                    "page.verdict",
                    **counts,
                    k=words.integer(after[name].k),
                    before=words.risk(before[name].highest_risk),
                    after=words.risk(after[name].highest_risk),
                )
            )
        else:
            lines.append(words.text("page.verdict_plain", **counts))
    return lines


def _risks(content: ReportContent, words: Catalogue) -> list[dict[str, Any]]:
    before = {f.table: f for f in content.assessment.before}
    rows: list[dict[str, Any]] = []
    for after in content.assessment.after:
        was = before[after.table]
        pairs = {
            "subjects": (words.integer(was.subjects), words.integer(after.subjects)),
            "smallest": (words.integer(was.k), words.integer(after.k)),
            "alone": (words.share(was.unique_subjects), words.share(after.unique_subjects)),
            "highest": (words.risk(was.highest_risk), words.risk(after.highest_risk)),
            "average": (words.risk(was.average_risk), words.risk(after.average_risk)),
        }
        diversity = [
            words.text("risk.diversity", column=column, count=words.integer(least))
            for column, least in after.l_diversity.items()
        ]
        rows.append(
            {
                "table": after.table,
                "quasi": ", ".join(after.quasi_identifiers),
                "pairs": [(words.text(f"risk.{key}"), *pair) for key, pair in pairs.items()],
                "diversity": diversity,
            }
        )
    return rows


def _risk_figure(content: ReportContent, words: Catalogue) -> str:
    before = {f.table: f.unique_subjects for f in content.assessment.before}
    groups = [
        Group(
            f.table,
            (
                Bar(before[f.table], words.share(before[f.table]), 0),
                Bar(f.unique_subjects, words.share(f.unique_subjects), 1),
            ),
        )
        for f in content.assessment.after
    ]
    legend = (words.text("risk.before"), words.text("risk.after"))
    return bars(words.text("risk.figure"), groups, legend)


def _utility_figure(content: ReportContent, words: Catalogue) -> str:
    groups = [
        Group(
            f"{figures.table}.{column.column}",
            (
                Bar(column.retained, words.share(column.retained), 1),
                Bar(column.shape, words.share(column.shape), 2),
            ),
        )
        for figures in content.assessment.utility
        for column in figures.columns
    ]
    legend = (words.text("utility.detail"), words.text("utility.shape"))
    # The first series' colour is for "before" alone.
    return bars(words.text("utility.figure"), groups, ("", *legend)).replace(
        '<rect class="s0"', '<rect class="none"'
    )


def _gates(content: ReportContent, words: Catalogue) -> list[dict[str, str | bool]]:
    rows: list[dict[str, str | bool]] = [
        {
            "name": words.text(f"metrics.{result.gate.metric}"),
            "subject": result.subject or "",
            "measured": _figure(result.measured, result, words),
            "bound": f"{result.gate.comparison} {_figure(result.gate.bound, result, words)}",
            "passed": result.passed,
        }
        for result in content.assessment.gates
    ]
    met = sum(1 for outcome in content.validation.outcomes if outcome.passed)
    total = len(content.validation.outcomes)
    rows.append(
        {
            "name": words.text("gates.expectations"),
            "subject": "",
            "measured": f"{words.integer(met)} / {words.integer(total)}",
            "bound": f"= {words.integer(total)}",
            "passed": met == total,
        }
    )
    return rows


def _figure(value: float | None, result: GateResult, words: Catalogue) -> str:
    metric = GATE_METRICS.get(result.gate.metric)
    if value is None:
        return "–"
    if metric is not None and metric.unit == "count":
        return words.integer(int(value))
    return words.number(value, 3)


def dictionary(table: TablePlan, content: ReportContent, words: Catalogue) -> dict[str, Any]:
    """Return the columns of a table and what happened to them, in words."""
    return {
        "title": words.text(
            "columns.table_rows", table=table.table, rows=words.integer(content.rows[table.table])
        ),
        "columns": [_column(table, column, content, words) for column in table.columns],
    }


def _column(
    table: TablePlan, column: ColumnPlan, content: ReportContent, words: Catalogue
) -> dict[str, Any]:
    kind = column.transform.kind
    level = chosen_level(table, column)
    treatment = words.text(f"transforms.{kind}.does")
    if level is not None:
        told = words.text("columns.level", level=level[0], levels=level[1])
        treatment = f"{treatment} ({told})"
    return {
        "name": column.column,
        "released": is_released(column),
        "type": content.types[table.table].get(column.column, "–"),
        "role": words.text(f"roles.{column.role.value}"),
        "treatment": treatment,
        "technique": column.transform.technique.value,
        "loss": words.text(f"transforms.{kind}.loses"),
    }
