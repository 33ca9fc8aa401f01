"""All measurements of the tables, in the order that a page tells them.

What lives here: which blocks a table has. What does not: the blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sector_data.release.report.assessing.attacks import attack_block
from sector_data.release.report.assessing.blocks import Block
from sector_data.release.report.assessing.cells import cell_block
from sector_data.release.report.assessing.disclosure import (
    population_block,
    special_block,
    unicity_block,
)
from sector_data.release.report.assessing.gate import gate_block
from sector_data.release.report.assessing.membership import membership_block
from sector_data.release.report.assessing.sdmetrics import sdmetrics_block
from sector_data.release.report.assessing.selftest import self_test_block
from sector_data.release.report.assessing.traces import trace_block
from sector_data.release.report.assessing.usefulness import usefulness_block
from sector_data.release.report.catalogue import Catalogue
from sector_data.spec.evidence.measurements import TableMeasurements


class MeasuredTable(NamedTuple):
    """A table with what was measured of it: what it gives away, and what it is good for."""

    table: str
    privacy: tuple[Block, ...]
    use: tuple[Block, ...]


def measured_tables(found: Sequence[TableMeasurements], words: Catalogue) -> list[MeasuredTable]:
    """Return every table that something was measured of."""
    tables = [
        MeasuredTable(
            part.table,
            tuple(_privacy(part, words, f"measured-{place}")),
            tuple(_use(part, words, f"measured-{place}")),
        )
        for place, part in enumerate(found, 1)
    ]
    return [table for table in tables if table.privacy or table.use]


def _use(part: TableMeasurements, words: Catalogue, mark: str) -> Iterator[Block]:
    if part.usefulness is not None:
        yield usefulness_block(part.usefulness, part.distributions, words, mark)
    if part.sdmetrics is not None:
        yield sdmetrics_block(part.sdmetrics, words)


def _privacy(part: TableMeasurements, words: Catalogue, mark: str) -> Iterator[Block]:
    if part.gate is not None:
        yield gate_block(part.gate, words)
        if part.self_test is not None:
            yield self_test_block(part.self_test, words)
    if part.attacks is not None:
        yield attack_block(part.attacks, words, mark)
    if part.membership is not None:
        yield membership_block(part.membership, part.closest_records, words, mark)
    if part.self_test is not None and part.gate is None:
        yield self_test_block(part.self_test, words)
    if part.traces is not None:
        yield trace_block(part.traces, words)
    if part.after is not None:
        yield population_block(part.after, part.before, words, mark)
    if part.special_uniques is not None:
        yield special_block(part.special_uniques, words)
    if part.unicity is not None:
        yield unicity_block(part.unicity, words)
    if part.cells is not None:
        yield cell_block(part.cells, part.differencing, words)
