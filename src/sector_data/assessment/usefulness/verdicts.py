"""The words for columns and pairs, by a rule that can be read.

What lives here: the bounds and what is told. What does not: the distances.

All distances are differences of shares or of measures of dependence on [0, 1], less the most that
two halves of the source differ by:

========================  ============================================
at most 0.05, or no more  safe to use: a share read from the column is
than halves ever differ   off by at most 5 percentage points
at most 0.15              use with care
more                      do not use
========================  ============================================

Where halves of the source differ by more than 0.15 themselves, a release cannot be told unless it
differs clearly more, or the whole tables by 0.05 at most. A pair that lost more than half of a weak
dependence is to be used with care, however small the difference. Detail that generalisation took
is told beside it: a column whose labels keep less than half of the information, and of a number
less than nine tenths of the variance, is to be used with care; one that kept nothing is not to be
used. The bounds are conventions of this program, not of a norm.
"""

from __future__ import annotations

from sector_data.spec.evidence.usefulness import (
    DetailKept,
    NotMeasured,
    Reason,
    Verdict,
    VerdictReason,
    Yardstick,
)

CLOSE = 0.05
FAR = 0.15
LEAST_INFORMATION = 0.5
LEAST_VARIANCE = 0.9
LEAST_DEPENDENCE = 0.5

_GRADES: tuple[Verdict, ...] = ("safe to use", "use with care", "do not use")

SENTENCES: dict[Reason, str] = {
    "bounds-of-texts": "The release holds labels or texts in a column that bounds are put on; "
    "name the labels under values.",
    "constant": "The column has a single value.",
    "did-not-converge": "The model could not be fitted to these rows.",
    "few-cases": "Fewer than 10 rows have the rarer outcome.",
    "few-columns": "Fewer than two columns vary, so nothing can depend on anything.",
    "few-rows": "There are fewer than 100 subjects or rows, too few to tell use from chance.",
    "few-such-rows": "Fewer than 10 rows of the source meet the conditions.",
    "no-columns": "Source and release have no column in common that can be compared.",
    "no-dependence": "The two do not depend on each other in the source.",
    "no-event-column": "The event column has values other than true and false, or 1 and 0.",
    "no-events": "Fewer than 10 rows of the source met the event.",
    "no-number": "The column holds no numbers.",
    "no-values": "The source has no value in the column.",
    "not-compared": "The column is not among those that were compared.",
    "not-in-release": "The release does not have the column.",
    "not-in-source": "The source does not have the column.",
    "not-predictable": "The source itself does not predict the target.",
    "one-class": "The target has a single value, so there is nothing to predict.",
    "too-many-classes": "The target has more than 20 classes.",
    "too-many-values": "Nearly every value is different, so shares cannot be compared.",
    "types-differ": "Source and release have values of different types.",
}
"""Why something could not be measured, in plain words."""


def not_measured(reason: Reason) -> NotMeasured:
    """Say why there is no figure."""
    return NotMeasured(reason=reason, sentence=SENTENCES[reason])


def column_verdict(
    distance: Yardstick, detail: DetailKept | None
) -> tuple[Verdict, tuple[VerdictReason, ...]]:
    """Put a column into words, with the reasons."""
    grade, reason = _grade(distance, ("differs", "differs-much"))
    reasons = [reason]
    if detail is not None:
        if detail.information == 0:
            return "do not use", ("no-detail",)
        if (
            detail.information < LEAST_INFORMATION
            if detail.variance is None
            else detail.variance < LEAST_VARIANCE
        ):
            grade = None if grade is None else max(grade, 1)
            reasons.append("coarse")
    return ("cannot tell" if grade is None else _GRADES[grade]), tuple(reasons)


def pair_verdict(
    strength: Yardstick, joint: Yardstick
) -> tuple[Verdict, tuple[VerdictReason, ...]]:
    """Put a pair into words: the worse of its dependence and its two-way table."""
    tables, why = _grade(joint, ("differs", "differs-much"))
    links, also = _grade(strength, ("dependence-differs", "dependence-differs-much"))
    if links == 0 and _mostly_lost(strength):
        links, also = 1, "dependence-differs"
    known = [grade for grade in (tables, links) if grade is not None]
    worst = max(known, default=0)
    if len(known) < 2 and worst < 2:
        return "cannot tell", ("noisy",)
    reasons = [r for grade, r in ((tables, why), (links, also)) if grade == worst]
    return _GRADES[worst], tuple(dict.fromkeys(reasons))


def _mostly_lost(strength: Yardstick) -> bool:
    if strength.score is None or strength.useless is None:
        return False
    # A dependence that is hardly stronger than noise comes and goes with the sample.
    seen = strength.useless > 2 * strength.floor_high and strength.beyond_noise
    return seen and strength.score < LEAST_DEPENDENCE and strength.value > strength.floor


def _grade(
    distance: Yardstick, words: tuple[VerdictReason, VerdictReason]
) -> tuple[int | None, VerdictReason]:
    """Return 0, 1 or 2, or None where noise hides it."""
    if distance.excess > FAR:
        return 2, words[1]
    if distance.value <= CLOSE:
        return 0, "close" if distance.beyond_noise else "within-noise"
    if distance.floor > FAR:
        return None, "noisy"
    if not distance.beyond_noise:
        return 0, "within-noise"
    return (0, "close") if distance.excess <= CLOSE else (1, words[0])
