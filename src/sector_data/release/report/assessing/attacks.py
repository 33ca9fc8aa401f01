"""The part of a page on attacks: what an intruder gains beyond chance.

What lives here: which figures are told and drawn. What does not: attacking
(:mod:`sector_data.assessment.attacks`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from sector_data.release.report.assessing.blocks import (
    Block,
    Cell,
    Grid,
    Look,
    Plot,
    head,
    number,
)
from sector_data.release.report.catalogue import UNKNOWN, Catalogue
from sector_data.release.report.intervals import Comparison, Estimate, intervals
from sector_data.spec.evidence.attacks import AttackFigure, AttackFigures, Excess, Rate, Verdict

LOOKS: dict[Verdict, Look] = {"found": "unsafe", "not found": "safe", "cannot tell": "untold"}


def attack_block(found: AttackFigures, words: Catalogue, mark: str) -> Block:
    """Return what attacks on a table gained.

    Parameters
    ----------
    mark
        Tells the table's figures from those of others.
    """
    text = words.text
    title = text("assessed.attacks.figure")
    return Block(
        text("assessed.attacks.heading"),
        text(f"assessed.attacks.{'explanation' if found.control else 'alone'}"),
        _verdict(found.figures, words),
        (Plot(title, _figure(title, found.figures, words, mark)),),
        (
            ("is", text("assessed.attacks.release")),
            ("was", text("assessed.attacks.control")),
            ("guess", text("assessed.attacks.guess")),
        ),
        (_grid(found.figures, words),),
        (
            text(
                "assessed.attacks.subjects",
                members=words.integer(found.subjects),
                control=words.integer(min(found.subjects, found.control)),
                all=words.integer(found.members),
            ),
        ),
    )


def _verdict(figures: Sequence[AttackFigure], words: Catalogue) -> Cell:
    """Say the worst that was found: a gain, else what cannot be told, else that there is none."""
    gains = [f for f in figures if f.verdict == "found"]
    untold = [f for f in figures if f.verdict == "cannot tell"]
    count = words.integer(len(figures))
    if gains:
        named = words.joined(dict.fromkeys(label(figure, words) for figure in gains))
        number_ = words.integer(len(gains))
        told = words.text("assessed.attacks.found", found=number_, count=count, attacks=named)
        return Cell(told, "unsafe")
    if untold:
        by_reason = Counter(figure.reason for figure in untold if figure.reason)
        told = " ".join(
            words.text(
                "assessed.attacks.untold",
                untold=words.integer(attacks),
                count=count,
                why=words.text(f"assessed.attacks.reasons.{reason}"),
            )
            for reason, attacks in by_reason.most_common()
        )
        return Cell(told, "untold")
    return Cell(words.text("assessed.attacks.nothing", count=count), "safe")


def label(figure: AttackFigure, words: Catalogue) -> str:
    """Return what an attack is called, with the column that it is after."""
    name = words.text(f"assessed.attacks.names.{figure.attack}")
    if figure.secret is None:
        return name
    return words.text("assessed.attacks.of", attack=name, column=figure.secret)


def _labelled(figure: AttackFigure, words: Catalogue) -> str:
    method = words.text(f"assessed.attacks.methods.{figure.method}")
    return words.text("assessed.attacks.by", attack=label(figure, words), method=method)


def _figure(title: str, figures: Sequence[AttackFigure], words: Catalogue, mark: str) -> str:
    compared = []
    for figure in figures:
        if figure.main is None:
            continue
        estimates = [_estimate("release", figure.main, "is", words)]
        if figure.control is not None:
            estimates.append(_estimate("control", figure.control, "was", words))
        guess = figure.baseline.share if figure.baseline is not None else None
        compared.append(Comparison(_labelled(figure, words), tuple(estimates), guess))
    return intervals(
        title,
        compared,
        mark=f"{mark}-attacks",
        spell=words.share,
        guess=words.text("assessed.attacks.guess"),
    )


def _estimate(key: str, rate: Rate, look: Literal["is", "was"], words: Catalogue) -> Estimate:
    name = words.text(f"assessed.attacks.{key}")
    return Estimate(name, rate.share, rate.lower, rate.upper, words.share(rate.share), look)


def _grid(figures: Sequence[AttackFigure], words: Catalogue) -> Grid:
    text = words.text
    columns = [text(f"assessed.attacks.{key}") for key in ("release", "control", "guess", "gain")]
    return Grid(
        text("assessed.attacks.heading"),
        head(text("assessed.attacks.attack"), columns, text("assessed.attacks.verdict")),
        tuple(_row(figure, words) for figure in figures),
    )


def _row(figure: AttackFigure, words: Catalogue) -> tuple[Cell, ...]:
    why = words.text(f"assessed.attacks.reasons.{figure.reason}") if figure.reason else ""
    return (
        Cell(_labelled(figure, words), note=_notes(figure, words)),
        Cell(_share(figure.main, words), "now"),
        number(_share(figure.control, words)),
        number(_share(figure.baseline, words)),
        number(*gain(figure.excess, words)),
        Cell(words.text(f"assessed.attacks.verdicts.{figure.verdict}"), LOOKS[figure.verdict], why),
    )


def _notes(figure: AttackFigure, words: Catalogue) -> str:
    notes = []
    if figure.claims is not None and figure.claims.attempts:
        share, claims = words.share(figure.claims.share), words.integer(figure.claims.attempts)
        notes.append(words.text("assessed.attacks.claims", share=share, claims=claims))
    notes += [
        words.text(
            "assessed.attacks.subgroup",
            column=group.column,
            gain=gain(group.excess, words)[0],
        )
        for group in figure.subgroups
        if group.verdict == "found"
    ]
    if figure.rare is not None and figure.rare.verdict == "found":
        gained = gain(figure.rare.excess, words)[0]
        notes.append(words.text("assessed.attacks.rare", gain=gained))
    return words.joined(notes)


def _share(rate: Rate | None, words: Catalogue) -> str:
    return UNKNOWN if rate is None else words.share(rate.share)


def gain(excess: Excess | None, words: Catalogue) -> tuple[str, str]:
    """Return what the release adds, and its interval, in per cent."""
    if excess is None:
        return UNKNOWN, ""
    low, high = (signed(end, words) for end in (excess.lower, excess.upper))
    return signed(excess.value, words), f"{low} – {high}"


def signed(value: float, words: Catalogue) -> str:
    """Spell a share that may be below nothing."""
    text = words.percent(abs(value), 1)
    return f"−{text}" if value < 0 and text != words.percent(0.0, 1) else text
