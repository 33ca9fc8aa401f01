"""The section ``tabulate`` in the reference of the pipeline file.

What lives here: how its keys are written, the table of its parts, one example for each key. What
does not: the page (:mod:`sector_data.spec.reference.pages`) and what the keys mean
(:mod:`sector_data.spec.tabulation`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

_SECTION = "tabulate: {{table: patients, epsilon: 1, {}figures: [{{measure: count}}]}}"

TABULATION_WORDS = {
    "tabulate.domain": "mapping of `table.column` to a list of categories, or to the keys of "
    "[`interval`](#interval)",
    "tabulate.figures": "list of the keys of [`figure`](#figure)",
    "figure.by": "list of `table.column`",
    "figure.column": "`table.column`",
}
"""Types that read better than their schema, by chapter and key."""

TABULATION_EXAMPLES = {
    "tabulate.table": _SECTION.format(""),
    "tabulate.epsilon": _SECTION.format(""),
    "tabulate.delta": _SECTION.format("delta: 0.000001, "),
    "tabulate.unit": _SECTION.format("unit: row, "),
    "tabulate.contributions": _SECTION.format("contributions: 3, "),
    "tabulate.rows": _SECTION.format("rows: 5000, "),
    "tabulate.domain": _SECTION.format("domain: {patients.sex: [F, M]}, "),
    "tabulate.figures": _SECTION.format(""),
}
"""One line for each key of the section, as it could stand in a file."""


def tabulation_parts(parameters: Callable[[str, str], Iterator[str]]) -> Iterator[str]:
    """Yield the lines about figures.

    Parameters
    ----------
    parameters
        Yields the table of a part of the schema, by its name and the chapter of its words.
    """
    yield from ("### figure", "", "One figure, or one table of figures.", "")
    yield from parameters("FigureSpec", "figure.")
