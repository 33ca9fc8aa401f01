"""Complaints about a hierarchy's declaration, in one form.

What lives here: the shape of the error. What does not: the rules, which stand with each kind.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction

from sector_data.errors import Problem, SpecificationError
from sector_data.spec.hierarchies import HierarchySpec
from sector_data.spec.hierarchy_rules import mistakes_of


def mistake(field: str, message: str, hint: str | None = None) -> SpecificationError:
    """Return the error for a field of a hierarchy's declaration."""
    return SpecificationError([Problem(f"hierarchy.{field}", message, hint=hint)])


def require_multiples(field: str, widths: Sequence[float]) -> None:
    """Insist that each width is a whole multiple (2 or more) of the one before.

    Otherwise an interval of one level would lie across two of the next, and raising a level
    could split an equivalence class. Widths are compared as the decimal fractions they are
    written as.

    Raises
    ------
    SpecificationError
        At the first pair that does not fit.
    """
    for finer, coarser in itertools.pairwise(widths):
        ratio = Fraction(repr(coarser)) / Fraction(repr(finer))
        if ratio < 2 or ratio.denominator != 1:
            raise mistake(
                field,
                f"{coarser:g} follows {finer:g} but is not a multiple of it.",
                f"Try {finer * max(2, round(ratio)):g}.",
            )


def require_rules(spec: HierarchySpec) -> None:
    """Insist on what must hold of a declaration's parameters.

    Raises
    ------
    SpecificationError
        With all mistakes.
    """
    problems = [
        Problem(f"hierarchy.{parameter}", message, hint=hint)
        for parameter, message, hint in mistakes_of(spec)
    ]
    if problems:
        raise SpecificationError(problems)
