"""The part of a page on what a release is good for: columns, pairs, analyses.

What lives here: which figures are told and drawn. What does not: measuring them
(:mod:`sector_data.assessment.usefulness`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sector_data.release.report.assessing.analyses import analysis_grids
from sector_data.release.report.assessing.blocks import (
    Block,
    Cell,
    Grid,
    Look,
    Plot,
    named,
    number,
)
from sector_data.release.report.catalogue import UNKNOWN, Catalogue
from sector_data.release.report.histogram import Columns, histogram
from sector_data.release.report.matrix import matrix
from sector_data.spec.evidence.distributions import Distribution
from sector_data.spec.evidence.usefulness import (
    ColumnUsefulness,
    PairUsefulness,
    UsefulnessFigures,
    Verdict,
)

LOOKS: dict[Verdict, Look] = {
    "safe to use": "safe",
    "use with care": "care",
    "do not use": "unsafe",
    "cannot tell": "untold",
}
_ORDER = tuple(LOOKS)
MOST_COLUMNS = 16
"""Columns that a matrix of changes has room for; those that changed most are shown."""
CHANGED = 0.1
"""Change of a correlation or Cramér's V that is crossed; half of it is small by Cohen 1988."""
FULL = 0.4


def usefulness_block(
    found: UsefulnessFigures,
    distributions: Sequence[Distribution],
    words: Catalogue,
    mark: str,
) -> Block:
    """Return what a table of the release is good for.

    Parameters
    ----------
    distributions
        Shares before and after that can be shown.
    mark
        Tells the table's figures from those of others.
    """
    text = words.text
    if found.why_not is not None:
        verdict = Cell(text(f"assessed.use.why.{found.why_not.reason}"), "untold")
        return Block(text("assessed.use.heading"), text("assessed.use.explanation"), verdict)
    plots = [_matrix(found.pairs, words, mark)] if found.pairs else []
    plots += [
        _distribution(part, words, f"{mark}-shares-{place}")
        for place, part in enumerate(distributions)
    ]
    notes = []
    if distributions:
        fewest = words.integer(distributions[0].fewest)
        notes.append(text("assessed.use.distribution_note", fewest=fewest))
    if found.left_out:
        columns = words.joined(part.column for part in found.left_out)
        notes.append(text("assessed.use.left_out", columns=columns))
    return Block(
        text("assessed.use.heading"),
        text("assessed.use.explanation"),
        _answer(found.columns, words),
        plots=tuple(plots),
        legend=(("was", text("assessed.use.before")), ("is", text("assessed.use.after"))),
        grids=(
            _columns(found.columns, words),
            *analysis_grids(found, words),
            _pairs(found.pairs, words),
        ),
        notes=tuple(notes),
    )


def _answer(columns: Sequence[ColumnUsefulness], words: Catalogue) -> Cell:
    verdicts = [column.verdict for column in columns]
    safe, care, unsafe = (verdicts.count(v) for v in ("safe to use", "use with care", "do not use"))
    told = words.text(
        "assessed.use.answer",
        safe=words.integer(safe),
        columns=words.integer(len(columns)),
        care=words.integer(care),
        unsafe=words.integer(unsafe),
    )
    return Cell(told, "unsafe" if unsafe else "care" if safe < len(columns) else "safe")


def _columns(columns: Sequence[ColumnUsefulness], words: Catalogue) -> Grid:
    text = words.text
    rows = []
    for part in sorted(columns, key=lambda c: -_ORDER.index(c.verdict)):
        distance = part.distance
        missing = _both(part.missing_source, part.missing_release, words)
        rows.append(
            (
                named(part.column),
                _verdict(part, words),
                Cell(words.share(distance.score), "n", meter=distance.score)
                if distance
                else number(UNKNOWN),
                number(words.number(distance.value, 3) if distance else UNKNOWN),
                number(words.number(distance.floor, 3) if distance else UNKNOWN),
                number(missing),
            )
        )
    return Grid(
        text("assessed.use.columns"),
        (
            Cell(text("assessed.use.column")),
            Cell(text("assessed.use.verdict")),
            *(
                Cell(text(f"assessed.use.{key}"), "n")
                for key in ("score", "distance", "noise", "missing")
            ),
        ),
        tuple(rows),
    )


def _pairs(pairs: Sequence[PairUsefulness], words: Catalogue) -> Grid:
    text = words.text
    rows = []
    for pair in sorted(pairs, key=lambda p: (-_ORDER.index(p.verdict), p.first, p.second)):
        measure = text(f"assessed.use.measures.{pair.measure}") if pair.measure else ""
        score = pair.joint.score if pair.joint else None
        rows.append(
            (
                Cell(f"{pair.first} × {pair.second}", "code", measure),
                _verdict(pair, words),
                Cell(words.share(score), "n", meter=score),
                number(_signed(pair.source, words)),
                number(_signed(pair.release, words)),
            )
        )
    return Grid(
        text("assessed.use.pairs"),
        (
            Cell(text("assessed.use.pairs")),
            Cell(text("assessed.use.verdict")),
            *(Cell(text(f"assessed.use.{key}"), "n") for key in ("score", "source", "release")),
        ),
        tuple(rows),
        folded=True,
    )


def _verdict(part: ColumnUsefulness | PairUsefulness, words: Catalogue) -> Cell:
    reasons = [words.text(f"assessed.use.reasons.{reason}") for reason in part.reasons]
    if part.why_not is not None:
        reasons = [words.text(f"assessed.use.why.{part.why_not.reason}")]
    return Cell(
        words.text(f"assessed.use.verdicts.{part.verdict}"),
        LOOKS[part.verdict],
        words.joined(reasons),
    )


def _both(before: float | None, after: float | None, words: Catalogue) -> str:
    if not before and not after:
        return words.share(0.0)
    return f"{words.share(before)} → {words.share(after)}"


def _signed(value: float | None, words: Catalogue) -> str:
    return UNKNOWN if value is None else words.number(value, 2).replace("-", "−")


def _matrix(pairs: Sequence[PairUsefulness], words: Catalogue, mark: str) -> Plot:
    changes = {
        (pair.first, pair.second): min(pair.strength.value, 1.0)
        for pair in pairs
        if pair.strength is not None
    }
    worst: dict[str, float] = {}
    for (first, second), change in changes.items():
        for name in (first, second):
            worst[name] = max(worst.get(name, 0.0), change)
    there = list(dict.fromkeys(name for pair in pairs for name in (pair.first, pair.second)))
    shown = sorted(worst, key=lambda name: (-worst[name], there.index(name)))[:MOST_COLUMNS]
    title = words.text("assessed.use.matrix")
    svg = matrix(
        title,
        [name for name in there if name in shown],
        changes,
        mark=f"{mark}-matrix",
        full=FULL,
        bound=CHANGED,
        spell=lambda change: words.number(change, 2),
    )
    note = words.text(
        "assessed.use.pairs_note",
        compared=words.integer(len(changes)),
        there=words.integer(len(pairs)),
        bound=words.number(CHANGED, 1),
    )
    return Plot(title, svg, note)


def _distribution(found: Distribution, words: Catalogue, mark: str) -> Plot:
    title = words.text("assessed.use.distribution", column=found.column)
    bins = list(_bins(found, words))
    svg = histogram(
        title,
        bins,
        mark=mark,
        spell=words.share,
        words=(
            words.text("assessed.use.before"),
            words.text("assessed.use.after"),
            words.text("assessed.use.values"),
        ),
    )
    return Plot(title, svg)


def _bins(found: Distribution, words: Catalogue) -> Iterator[Columns]:
    for share in found.shares:
        yield Columns(share.label, share.before, share.after)
    for rest, key in ((found.others, "others"), (found.missing, "missing_label")):
        if rest is not None:
            yield Columns(words.text(f"assessed.use.{key}"), rest.before, rest.after)
