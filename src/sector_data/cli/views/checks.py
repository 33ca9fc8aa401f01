"""A check of a pipeline on a terminal: what binds each column, then mistakes and warnings."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.text import Text

from sector_data.cli.views.console import console
from sector_data.cli.views.papers import questions_line
from sector_data.cli.views.plans import SHORT_ROLES
from sector_data.errors import Problem
from sector_data.pipeline.checking.files import CheckedColumn, PipelineCheck
from sector_data.spec.words import Role

_NAME, _IDENTITY = 22, 28
_INDENT = "    "


def show_check(found: PipelineCheck, *, quiet: bool) -> None:
    """Print what is foreseen for each column, then every mistake and warning with its remedy."""
    out = console()
    if not quiet:
        for table, columns in groupby(found.columns, key=lambda column: column.table):
            out.print(Text(table, style="bold"))
            for column in columns:
                _show_column(column)
            out.print()
    _show_problems("✗", "red", found.mistakes, found.pipeline)
    if quiet:
        return
    _show_problems("!", "yellow", found.warnings, found.pipeline)
    counted = f"{_count(found.mistakes, 'mistake')}, {_count(found.warnings, 'warning')}"
    out.print(f"{found.pipeline}: {counted}. No value of the data was read.", soft_wrap=True)
    if found.passed:
        out.print(questions_line(found.questions))
        out.print(f"Next: sector-data plan {found.pipeline}", soft_wrap=True)


def _show_column(column: CheckedColumn) -> None:
    out = console()
    line = Text("  ")
    line.append(f"{_fitted(column.column, _NAME)}  {_fitted(_identity(column), _IDENTITY)}  ")
    line.append(_treatment(column), style="dim" if column.transform is None else "cyan")
    out.print(line, no_wrap=True, overflow="ellipsis")
    for rule in column.rules:
        mark = "" if rule.applied else " (unverified: told, not applied)"
        text = Text(f"{'':6}{rule.pack} {rule.rule}{mark}: {rule.source}", style="dim")
        out.print(text, no_wrap=True, overflow="ellipsis")


def _identity(column: CheckedColumn) -> str:
    role = SHORT_ROLES[Role(column.role)]
    entity = (column.entity or "").replace("_", " ").lower()
    return f"{role}: {entity}" if entity and entity != role else role


def _treatment(column: CheckedColumn) -> str:
    if column.transform is None:
        return "its values decide"
    return column.transform if isinstance(column.transform, str) else next(iter(column.transform))


def _fitted(text: str, width: int) -> str:
    return f"{text:{width}}" if len(text) <= width else f"{text[: width - 1]}…"


def _show_problems(mark: str, colour: str, problems: Sequence[Problem], file: str) -> None:
    out = console()
    for problem in problems:
        line = "" if problem.line is None else f":{problem.line}"
        out.print(Text.assemble((mark, colour), f" {file}{line}: {problem.path}"), soft_wrap=True)
        for label, text in (("", problem.message), ("Fix: ", problem.hint)):
            if text:
                lines = Text(f"{label}{text}").wrap(out, out.width - len(_INDENT))
                for part in lines:
                    part.rstrip()
                    out.print(Text.assemble(_INDENT, part), soft_wrap=True)
    if problems:
        out.print()


def _count(problems: Sequence[Problem], word: str) -> str:
    return f"{len(problems):,} {word}{'' if len(problems) == 1 else 's'}"
