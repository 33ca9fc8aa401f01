"""``README.md`` of a bundle: how to load and check it, and what every column is.

What lives here: filling the template. What does not: its words (``messages/``), and how names are
escaped (:mod:`sector_data.release.report.markdown`).
"""

from __future__ import annotations

import builtins
import json
import keyword
import re
from collections.abc import Iterable, Mapping
from typing import Any

from sector_data.release.exporters.formats import EXPORT_FILES
from sector_data.release.layout import REPORT, parquet_path
from sector_data.release.report.aggregates import aggregate_blocks
from sector_data.release.report.catalogue import catalogue
from sector_data.release.report.columns import dictionary
from sector_data.release.report.conformity import pack_parts
from sector_data.release.report.content import ReportContent, limits_of, page_names
from sector_data.release.report.gates import gate_lines, verdict
from sector_data.release.report.glance import verdicts
from sector_data.release.report.markdown import code, escaped
from sector_data.release.report.papers import MARKDOWN, papers_of
from sector_data.release.report.r_code import r_lines
from sector_data.release.report.sequences import sequence_blocks
from sector_data.release.report.templates import template
from sector_data.spec.words import DataType, Language

_OWN = (
    "Package field fields file json kind mlc name pd records release resource resources rows sd "
    "tables types"
)
TAKEN = frozenset({*keyword.kwlist, *dir(builtins), *_OWN.split()})
"""Names that the README's examples use themselves, or that Python keeps."""


def render_readme(content: ReportContent, language: Language) -> str:
    """Return the README as Markdown in a language."""
    words = catalogue(language)
    files = page_names(content.plan.pipeline.release.languages)
    names = [table.table for table in content.plan.tables]
    return template("readme.md.j2").render(
        t=words.text,
        labelled=words.labelled,
        joined=words.joined,
        md=escaped,
        code=code,
        codes=lambda columns: [code(column) for column in columns],
        content=content,
        plan=content.plan,
        release=content.plan.pipeline.release,
        verdict=verdict(gate_lines(content, words), words)[1],
        verdicts=verdicts(content, words, spell=code),
        report=files.get(language, (REPORT,))[0],
        pages=[(*pair, catalogue(each).text("page.language")) for each, pair in files.items()],
        **loading({name: content.types.get(name, {}) for name in names}),
        exports={name: EXPORT_FILES[name] for name in content.plan.pipeline.release.exports},
        blocks=[
            *aggregate_blocks(content.plan.aggregates, words),
            *sequence_blocks(content.sequences, words),
        ],
        packs=pack_parts(content, words),
        papers=papers_of(content, words, MARKDOWN),
        places=lambda evidence: [code(place) for _, place in evidence],
        limits=limits_of(content.plan, words, spell=code),
        dictionaries=[dictionary(table, content, words) for table in content.plan.tables],
    )


def loading(tables: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Return what the examples of loading name (``loading.md.j2``).

    Parameters
    ----------
    tables
        Name to the types of its columns.
    """
    named = variables(tables)
    return {
        "loads": [
            (variable, _literal(name), _literal(parquet_path(name)), _dates(tables[name]))
            for name, variable in named.items()
        ],
        "r": [
            line
            for name, variable in named.items()
            for line in r_lines(name, variable, tables[name])
        ],
        "first": parquet_path(next(iter(tables))).replace("'", "''"),
    }


def _dates(types: Mapping[str, str]) -> list[str]:
    """Return the columns whose dates pandas would read from Parquet as objects of Python."""
    return [_literal(column) for column, kind in types.items() if kind == DataType.DATE]


def _literal(text: str) -> str:
    """Return a text as Python writes it, in double quotes."""
    return json.dumps(text, ensure_ascii=False)


def variables(tables: Iterable[str]) -> dict[str, str]:
    """Return a Python name for each table, no two the same."""
    chosen: dict[str, str] = {}
    for table in tables:
        name = re.sub(r"\W+", "_", table, flags=re.ASCII)
        if name in TAKEN or not name.isidentifier():
            name = f"table_{name}"
        while name in chosen.values():
            name += "_"
        chosen[table] = name
    return chosen
