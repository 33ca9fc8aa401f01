"""The section about synthetic rows in the reference of the pipeline file.

What lives here: how its keys are written, the tables of its parts and of the engines, examples.
What does not: the rest of the page (:mod:`sector_data.spec.reference.pages`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sector_data.spec.synthesis import BUILT_IN_ENGINES

_PRIVATE = (
    "synthesise: {{differential-privacy: {{epsilon: 1, domain: {{patients.sex: [F, M]}}{}}}}}"
)

SYNTHESIS_WORDS = {
    "synthesise.engine": "an [engine](#engines)",
    "synthesise.columns": "list of `table.column`",
    "synthesise.shares": "mapping of `table.column` to a mapping of values to shares from 0 to 1",
    "synthesise.dependencies": "mapping of `table.column` to `table.column`, or to a list of them",
    "synthesise.combinations": "list of lists of `table.column`",
    "synthesise.orderings": "list of lists of `table.column`",
    "synthesise.sequences": "mapping of tables to the keys of [`sequence`](#sequence)",
    "synthesise.texts": "mapping of `table.column` to a list of templates",
    "synthesise.differential-privacy": "the keys of "
    "[`differential-privacy`](#differential-privacy)",
    "private.domain": "mapping of `table.column` to a list of categories, or to the keys of "
    "[`interval`](#interval)",
    "private.target": "`table.column`",
    "private.marginals": "list of lists of `table.column`",
}
"""Types that read better than their schema, by chapter and key."""

SYNTHESIS_EXAMPLES = {
    "synthesise.engine": "synthesise: {engine: gaussian-copula}",
    "synthesise.tables": "synthesise: {tables: [patients]}",
    "synthesise.columns": "synthesise: {columns: [patients.income]}",
    "synthesise.rows": "synthesise: {rows: {patients: 5000}}",
    "synthesise.shares": "synthesise: {shares: {patients.readmitted: {'yes': 0.5}}}",
    "synthesise.dependencies": "synthesise: {dependencies: {encounters.title: encounters.code}}",
    "synthesise.combinations": "synthesise: {combinations: [[patients.town, patients.region]]}",
    "synthesise.orderings": "synthesise: {orderings: [[encounters.start, encounters.stop]]}",
    "synthesise.sequences": "synthesise: {sequences: {visits: {key: patient_id, order: start}}}",
    "synthesise.texts": "synthesise: {texts: {encounters.note: ['Seen by {PERSON} on {start}.']}}",
    "synthesise.fewest-rows": "synthesise: {fewest-rows: 10}",
    "synthesise.epochs": "synthesise: {engine: ctgan, epochs: 40}",
    "synthesise.minutes": "synthesise: {minutes: 30}",
    "synthesise.seed": "synthesise: {seed: 7}",
    "synthesise.differential-privacy": _PRIVATE.format(", target: patients.readmitted"),
}
"""One line for each key of the section, as it could stand in a file."""


def synthesis_parts(
    parameters: Callable[[str, str], Iterator[str]],
    table: Callable[[list[str], list[list[str]]], Iterator[str]],
) -> Iterator[str]:
    """Yield the lines about engines and the guarantee.

    Parameters
    ----------
    parameters
        Yields the table of a part of the schema, by its name and the chapter of its words.
    table
        Yields a table of a head and rows.
    """
    yield from (
        "### engines",
        "",
        "[Synthetic rows](../synthesis.md) tells what each promises.",
        "",
    )
    yield from table(
        ["Engine", "What it is"],
        [[f"`{name}`", meaning] for name, meaning in BUILT_IN_ENGINES.items()],
    )
    yield from (
        "### sequence",
        "",
        "A table whose rows follow each other, an entry of `sequences`.",
        "",
    )
    yield from parameters("SequenceSpec", "sequence.")
    yield from (
        "### differential-privacy",
        "",
        "A differential privacy guarantee for the synthetic rows.",
        "",
    )
    yield from parameters("DifferentialPrivacySpec", "private.")
    yield from ("### interval", "", "Bounds of a number that everybody may know.", "")
    yield from parameters("IntervalSpec", "private.")
