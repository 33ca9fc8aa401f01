"""A plan on a terminal: per column what it is, why, what happens; per table what it costs."""

from __future__ import annotations

from rich.text import Text

from sector_data.cli.views.console import console, grid, risk, share
from sector_data.cli.views.papers import questions_line
from sector_data.spec.documentation import open_questions
from sector_data.spec.plan import ColumnPlan, Plan, ProtectionPlan, TablePlan
from sector_data.spec.shorthands import render_transform
from sector_data.spec.transforms.values import Generalise
from sector_data.spec.words import Role


def show_plan(plan: Plan) -> None:
    """Print a plan: columns, protection, risks, warnings, the one sentence, open questions."""
    out = console()
    for table in plan.tables:
        subjects = "" if table.subjects is None else f", {table.subjects:,} subjects"
        out.print(f"[bold]{table.table}[/]  {table.rows:,} rows{subjects}")
        for column in table.columns:
            _show_column(column, table)
            for part in column.parts:
                _show_column(part, table)
        _show_protection(table)
        out.print()
    for warning in plan.warnings:
        out.print(f"! {warning}", style="yellow")
    for sentence in sentences(plan):
        out.print(sentence, style="bold")
    out.print(questions_line(open_questions(plan.pipeline.documentation)))


def _show_column(column: ColumnPlan, table: TablePlan) -> None:
    """Print two lines: what the column is and what happens to it; then why.

    The second is cut at the edge of the terminal; the plan file has all of it.
    """
    out = console()
    line = Text("  ")
    line.append(f"{_fitted(column.column, 22)}  {_fitted(_identity(column), 28)}  ")
    line.append(_treatment(column, table), style=_colour(column))
    out.print(line, no_wrap=True, overflow="ellipsis")
    why = Text(f"{'':6}{_reason(column)}", style="dim")
    out.print(why, no_wrap=True, overflow="ellipsis")


def _fitted(text: str, width: int) -> str:
    """Return a text of exactly a width: padded, or cut with a sign that it was."""
    return f"{text:{width}}" if len(text) <= width else f"{text[: width - 1]}…"


def _colour(column: ColumnPlan) -> str:
    return {"drop": "red", "keep": "green"}.get(column.transform.kind, "cyan")


SHORT_ROLES = {
    Role.DIRECT_IDENTIFIER: "direct",
    Role.QUASI_IDENTIFIER: "quasi",
    Role.SENSITIVE: "sensitive",
    Role.FREE_TEXT: "free text",
    Role.SECURITY_SENSITIVE: "security",
    Role.INSENSITIVE: "insensitive",
    Role.UNKNOWN: "unknown",
}


def _identity(column: ColumnPlan) -> str:
    entity = (column.finding.entity or "").replace("_", " ").lower()
    role = SHORT_ROLES[column.role]
    return f"{role}: {entity}" if entity and entity != role else role


def _treatment(column: ColumnPlan, table: TablePlan) -> str:
    name = str(column.transform.kind)
    if isinstance(column.transform, Generalise) and table.protection is not None:
        for chosen in table.protection.generalisations:
            if chosen.column == column.column:
                ends = sorted({chosen.level, chosen.coarsest})
                which = f"level{'s' * (len(ends) > 1)} {'–'.join(map(str, ends))}"
                return f"{which} of {chosen.levels - 1} ({chosen.hierarchy.kind})"
    rendered = render_transform(column.transform)
    settings = next(iter(rendered.values())) if isinstance(rendered, dict) else None
    if not isinstance(settings, dict):
        return name
    told = [f"{k} {v}" for k, v in settings.items() if k != "domain"]
    return f"{name} ({', '.join(told)})" if told else name


def _reason(column: ColumnPlan) -> str:
    parts = [line.rstrip(".") for line in column.finding.evidence[:2]]
    return f"{'; '.join(parts)} → {column.reason}" if parts else column.reason


def _show_protection(table: TablePlan) -> None:
    before, after, protection = table.before, table.after, table.protection
    if before is None or after is None or protection is None:
        return
    figures = grid("", "before", "after", right=(1, 2))
    figures.add_row("rows", f"{before.rows:,}", f"{after.rows:,}")
    figures.add_row("subjects", f"{before.subjects:,}", f"{after.subjects:,}")
    figures.add_row("equivalence classes", f"{before.classes:,}", f"{after.classes:,}")
    figures.add_row("smallest class (k)", f"{before.k:,}", f"{after.k:,}")
    figures.add_row(
        "alone in their class", share(before.unique_subjects), share(after.unique_subjects)
    )
    figures.add_row("highest risk", risk(before.highest_risk), risk(after.highest_risk))
    figures.add_row("average risk", risk(before.average_risk), risk(after.average_risk))
    figures.add_row("detail kept (1 - loss)", "100 %", share(1 - protection.loss))
    out = console()
    out.print(figures)
    if len(protection.models) > 1:
        out.print(f"  for {', '.join(protection.models)}")
    out.print(f"  {_found(protection)}", style="dim")


def _found(protection: ProtectionPlan) -> str:
    """Say how the levels were found, and how far from the best they may be."""
    if protection.recoding != "none":
        return f"{protection.recoding} classes, at {len(protection.stages):,} sets of levels"
    if len(protection.stages) > 1 or protection.cost is None:
        return f"cells emptied in {len(protection.stages):,} sets of columns"
    word = "best" if protection.optimal else "best found"
    told = (
        f"the {word} of {protection.nodes:,} combinations of levels, "
        f"{protection.checked:,} looked at"
    )
    if protection.optimal or protection.least_cost is None:
        return told
    return (
        f"{told}; its {protection.metric} is {protection.cost:.4g}, and none can be below "
        f"{protection.least_cost:.4g}"
    )


def sentences(plan: Plan) -> list[str]:
    """Return the sentence that matters, for each protected table."""
    lines: list[str] = []
    for table in plan.tables:
        if table.before is None or table.after is None:
            continue
        lines.append(
            f"{table.table}: {table.rows:,} rows in, {table.after.rows:,} out; no group smaller "
            f"than {table.after.k:,}; highest risk {risk(table.before.highest_risk)} → "
            f"{risk(table.after.highest_risk)}."
        )
    return lines or ["No table has quasi-identifiers: nothing is generalised or suppressed."]
