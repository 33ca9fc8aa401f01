"""``README.md`` of a bundle: how to load and check it, and what every column is.

What lives here: filling the template. What does not: its words (``messages/``).
"""

from __future__ import annotations

import keyword
import re
from typing import Any

from sector_data.release.report.catalogue import catalogue
from sector_data.release.report.content import ReportContent
from sector_data.release.report.page import dictionary, verdicts
from sector_data.release.report.templates import template
from sector_data.spec.words import Language


def render_readme(content: ReportContent, language: Language) -> str:
    """Return the README as Markdown in a language."""
    words = catalogue(language)
    return template("readme.md.j2").render(
        t=words.text,
        items=words.items,
        content=content,
        plan=content.plan,
        release=content.plan.pipeline.release,
        verdicts=verdicts(content, words),
        tables=[
            {"name": table.table, "variable": _variable(table.table)}
            | _escaped(dictionary(table, content, words))
            for table in content.plan.tables
        ],
    )


def _variable(table: str) -> str:
    """Return a Python name for a table."""
    name = re.sub(r"\W+", "_", table)
    return f"table_{name}" if name[0].isdigit() or keyword.iskeyword(name) else name


def _escaped(table: dict[str, Any]) -> dict[str, Any]:
    """Escape what would break a Markdown table."""
    columns = [
        {k: _cell(v) if isinstance(v, str) else v for k, v in column.items()}
        for column in table["columns"]
    ]
    return table | {"columns": columns}


def _cell(text: str) -> str:
    return re.sub(r"([\\|`*_<>\[\]])", r"\\\1", " ".join(text.split()))
