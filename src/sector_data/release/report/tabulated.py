"""``README.md`` of a bundle of figures: what is promised, how accurate they are, how to load them.

What lives here: filling the template. What does not: its words (``messages/tabulated/``), and the
bundle (:mod:`sector_data.release.tabulation`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from sector_data.release.layout import csv_path
from sector_data.release.report.catalogue import Catalogue, catalogue
from sector_data.release.report.content import page_names
from sector_data.release.report.markdown import code, escaped
from sector_data.release.report.readme import loading
from sector_data.release.report.templates import template
from sector_data.sources.tables import Table
from sector_data.spec.plan import Plan
from sector_data.spec.words import Language

_BOUNDS = {"count": "rows", "mean": "mean", "quantile": "rank"}
"""Column that tells what a table is of, to what its bound is of."""


def render_figures(
    plan: Plan,
    tables: Mapping[str, pa.Table],
    record: Mapping[str, Any],
    evidence: str,
    language: Language,
) -> str:
    """Return the README of a bundle of figures as Markdown.

    Parameters
    ----------
    plan
        What was asked for.
    tables
        Name to figures.
    record
        The guarantee.
    evidence
        Where that stands in the bundle.
    language
        Of the page.
    """
    words = catalogue(language)
    release = plan.pipeline.release
    stated = record["differential-privacy"]
    names = page_names(release.languages)

    def text(key: str, **values: object) -> str:
        return words.text(f"tabulated.{key}", **values)

    return template("figures.md.j2").render(
        t=words.text,
        w=text,
        labelled=words.labelled,
        md=escaped,
        code=code,
        release=release,
        made_on=plan.made_on.isoformat(),
        pages=[(readme, catalogue(each).text("page.language"))
               for each, (_, readme) in names.items()],
        epsilon=words.plain(stated["epsilon"]),
        delta=f"{stated['delta']:.0e}",
        factor=_spelt(math.exp(min(stated["epsilon"], 700)), words),
        unit=stated["unit"].removeprefix("one "),
        contributions=words.integer(stated["contributions"]),
        evidence=code(evidence),
        figures=[(name, csv_path(name), words.integer(table.num_rows), _within(table, words))
                 for name, table in tables.items()],
        domains=list(_domains(stated, words)),
        **loading({name: _types(Table(name, table)) for name, table in tables.items()}),
    )  # fmt: skip


def _types(table: Table) -> dict[str, str]:
    return {name: table.data_type(name).value for name in table.columns}


def _spelt(value: float, words: Catalogue) -> str:
    """Spell a number with three digits that count."""
    if value >= 1e6:
        return f"{value:.1e}"
    return words.plain(float(f"{value:.3g}"))


def _within(table: pa.Table, words: Catalogue) -> str:
    """Say how far the least accurate figure of a table may be off."""
    kind = next(word for column, word in _BOUNDS.items() if column in table.column_names)
    bounds = table.column("rank_plus_minus" if kind == "rank" else "plus_minus")
    known = [bound for bound in bounds.to_pylist() if bound is not None]
    nothing = words.text("tabulated.accuracy.nothing")
    if not known:
        return nothing
    said = words.text(f"tabulated.accuracy.{kind}", figure=f"± {_spelt(max(known), words)}")
    return said if len(known) == len(bounds) else words.joined([said, nothing])


def _domains(stated: Mapping[str, Any], words: Catalogue) -> Iterator[tuple[str, str, str]]:
    """Yield each column, what everybody knew of it, and who said so."""
    sources = stated["domain-sources"]
    for path, domain in stated["domain"].items():
        known = (
            words.joined(domain)
            if isinstance(domain, list)
            else words.text(
                "tabulated.domains.bounds",
                lowest=words.plain(domain["lowest"]),
                highest=words.plain(domain["highest"]),
            )
        )
        schema = sources[path].startswith("sector schema")
        yield path, known, sources[path] if schema else words.text("tabulated.domains.file")
