"""What a bundle tells of its source: nothing that only a few brought about.

What lives here: the counts of evidence that are left out, or counted together, where they are
fewer than ten. What does not: shares and other figures of the source, which are told coarsely
(:mod:`sector_data.pipeline.coarsening`), and filling a bundle
(:mod:`sector_data.pipeline.packaging`).

Counts of the released rows are no secret: whoever has the rows counts them. Counts of the source
are one. What stays exact, since it is about everybody and names no group: how many rows and
subjects went in and came out, how small the smallest class was, and how often an attack was right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sector_data.pipeline.coarsening import coarse_assessment
from sector_data.pipeline.texts.replacing import TextFindings
from sector_data.sources.tables import Table
from sector_data.spec.coarse import FEWEST
from sector_data.spec.evidence.disclosure import SizeBin
from sector_data.spec.evidence.measurements import TableMeasurements
from sector_data.spec.evidence.release import Assessment, LeakReport


def told_count(count: int | None) -> int | None:
    """Return a count of the source; None where it is one of so few that it is not told."""
    return None if count is not None and 0 < count < FEWEST else count


def told_passages(findings: TextFindings) -> dict[str, int]:
    """Return the passages by entity, without the kinds that are so few that they may be one's."""
    return {entity: count for entity, count in findings.passages.items() if count >= FEWEST}


def told_leaks(leaks: LeakReport) -> LeakReport:
    """Return what the leak search may tell of the values that it passed over or let stand."""
    return leaks.model_copy(
        update={
            "not_searchable": told_count(leaks.not_searchable),
            "excused": told_count(leaks.excused),
        }
    )


def told_assessment(assessment: Assessment, released: Mapping[str, Table]) -> Assessment:
    """Return an assessment in which no bar of a histogram of the source stands for a few only, and
    no figure that compares with the source is finer than ten people."""
    told = coarse_assessment(assessment, released)
    return told.model_copy(update={"tables": tuple(map(_told_table, told.tables))})


def _told_table(table: TableMeasurements) -> TableMeasurements:
    if table.before is None:
        return table
    ends = tuple(bin_.largest for bin_ in merged(table.before.sizes))
    return table.model_copy(
        update={
            word: figures.model_copy(update={"sizes": tuple(_cut(figures.sizes, ends))})
            for word, figures in (("before", table.before), ("after", table.after))
            if figures is not None
        }
    )


def merged(bins: Sequence[SizeBin]) -> tuple[SizeBin, ...]:
    """Return a histogram with bars joined until each has none or enough subjects.

    Parameters
    ----------
    bins
        In order of their sizes.

    Returns
    -------
    tuple
        Bars with no subject, or with ten at least, unless all together have fewer.
    """
    found: list[SizeBin] = []
    for bin_ in bins:
        if found and 0 < found[-1].subjects < FEWEST:
            found[-1] = _joined(found[-1], bin_)
        else:
            found.append(bin_)
    while len(found) > 1 and 0 < found[-1].subjects < FEWEST:
        last = found.pop()
        found[-1] = _joined(found[-1], last)
    return tuple(found)


def _cut(bins: Sequence[SizeBin], ends: Sequence[int | None]) -> Iterator[SizeBin]:
    """Yield the bars of a histogram joined so that they end where others end."""
    waiting: SizeBin | None = None
    for bin_ in bins:
        waiting = bin_ if waiting is None else _joined(waiting, bin_)
        if bin_.largest in ends:
            yield waiting
            waiting = None
    if waiting is not None:
        yield waiting


def _joined(first: SizeBin, second: SizeBin) -> SizeBin:
    return SizeBin(
        smallest=first.smallest,
        largest=second.largest,
        classes=first.classes + second.classes,
        subjects=first.subjects + second.subjects,
    )
