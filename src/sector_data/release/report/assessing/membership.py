"""The part of a page on membership: whether the release tells who was in its source.

What lives here: which figures are told and drawn. What does not: inferring membership
(:mod:`sector_data.assessment.membership`).
"""

from __future__ import annotations

from sector_data.release.report.assessing.attacks import LOOKS
from sector_data.release.report.assessing.blocks import Block, Cell, Grid, Plot, head, number
from sector_data.release.report.catalogue import Catalogue
from sector_data.release.report.intervals import Comparison, Estimate, intervals
from sector_data.spec.evidence.membership import (
    ClosestRecords,
    MembershipFigure,
    MembershipFigures,
)


def membership_block(
    found: MembershipFigures, closest: ClosestRecords | None, words: Catalogue, mark: str
) -> Block:
    """Return whether a table tells who was in its source.

    Parameters
    ----------
    mark
        Tells the table's figures from those of others.
    """
    text = words.text
    title = text("assessed.membership.figure")
    svg = intervals(
        title,
        [_compared(figure, words) for figure in found.figures],
        mark=f"{mark}-membership",
        spell=words.share,
        guess=text("assessed.membership.mistaken"),
    )
    notes = []
    if closest is not None and closest.nearer_to_source is not None:
        share = words.share(closest.nearer_to_source.share)
        notes.append(text("assessed.membership.closest", share=share))
    return Block(
        text("assessed.membership.heading"),
        text("assessed.membership.explanation"),
        _verdict(found, words),
        (Plot(title, svg),) if svg else (),
        (
            ("is", text("assessed.membership.caught")),
            ("was", text("assessed.membership.mistaken")),
        )
        if svg
        else (),
        (_grid(found, words),),
        tuple(notes),
    )


def _verdict(found: MembershipFigures, words: Catalogue) -> Cell:
    why = words.text(f"assessed.attacks.reasons.{found.reason}") if found.reason else ""
    strongest = [f for f in (found.strongest("all"), found.strongest("outliers")) if f is not None]
    if not strongest:
        return Cell(why, "untold")
    worst = max(strongest, key=lambda figure: (figure.verdict == "found", figure.excess.lower))
    caught = words.share(worst.caught.share)
    look = LOOKS[found.verdict]
    if found.verdict == "cannot tell":
        return Cell(words.text("assessed.membership.verdict_untold", caught=caught, why=why), look)
    key = "found" if found.verdict == "found" else "not"
    return Cell(words.text(f"assessed.membership.verdict_{key}", caught=caught), look)


def _label(figure: MembershipFigure, words: Catalogue) -> str:
    name = words.text(f"assessed.membership.names.{figure.attack}")
    group = words.text(f"assessed.membership.groups.{figure.group}")
    return words.text("assessed.attacks.by", attack=name, method=group)


def _compared(figure: MembershipFigure, words: Catalogue) -> Comparison:
    estimates = (
        (words.text("assessed.membership.caught"), figure.caught),
        (words.text("assessed.membership.mistaken"), figure.mistaken),
    )
    caught, mistaken = (
        Estimate(name, rate.share, rate.lower, rate.upper, words.share(rate.share), "is")
        for name, rate in estimates
    )
    return Comparison(_label(figure, words), (caught, mistaken._replace(look="was")))


def _grid(found: MembershipFigures, words: Catalogue) -> Grid:
    text = words.text
    columns = [text(f"assessed.membership.{key}") for key in ("caught", "mistaken", "auc")]
    return Grid(
        text("assessed.membership.heading"),
        head(text("assessed.membership.attack"), columns, text("assessed.membership.verdict")),
        tuple(
            (
                Cell(_label(figure, words)),
                Cell(words.share(figure.caught.share), "now"),
                number(words.share(figure.mistaken.share)),
                number(
                    words.number(figure.auc, 3),
                    f"{words.number(figure.auc_lower, 3)}–{words.number(figure.auc_upper, 3)}",
                ),
                Cell(
                    words.text(f"assessed.attacks.verdicts.{figure.verdict}"),
                    LOOKS[figure.verdict],
                    words.text(f"assessed.attacks.reasons.{figure.reason}")
                    if figure.reason
                    else "",
                ),
            )
            for figure in found.figures
        ),
        folded=True,
    )
