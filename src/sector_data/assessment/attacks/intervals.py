"""Intervals of shares and of what one share exceeds another by, and the verdict on them.

What lives here: Wilson's and Koopman's intervals. What does not: what is counted.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist

from sector_data.spec.evidence.attacks import Excess, Rate, Reason, Verdict

CONFIDENCE = 0.95

TOLERATED = 0.1
"""An interval of nothing to more than this tells neither that there is a risk nor that there is
none. 0.09 is the largest risk of recognition for public data at the EMA (Policy 0070) and Health
Canada."""


def rate(successes: float, attempts: int, *, confidence: float = CONFIDENCE) -> Rate:
    """Return a share with its score interval (Wilson 1927, JASA 22).

    Parameters
    ----------
    successes
        From 0 to `attempts`; not whole where one of several equally good guesses is taken.
    attempts
        At least 1.
    """
    z2 = _z(confidence) ** 2
    share = successes / attempts
    middle = (share + z2 / (2 * attempts)) / (1 + z2 / attempts)
    half = math.sqrt(share * (1 - share) / attempts + z2 / (4 * attempts**2)) * math.sqrt(z2)
    half /= 1 + z2 / attempts
    # Roundings must not push a limit past what was seen.
    return Rate(
        successes=successes,
        attempts=attempts,
        share=share,
        lower=min(max(middle - half, 0.0), share),
        upper=max(min(middle + half, 1.0), share),
    )


def excess(main: Rate, control: Rate, *, confidence: float = CONFIDENCE) -> Excess | None:
    """Return (main - control) / (1 - control) with its score interval.

    It is 1 - the ratio of the two shares of failures, whose interval is Koopman's (1984, Biometrics
    40) with the correction of Miettinen & Nurminen (1985, Statistics in Medicine 4): every ratio
    that the score test does not reject.

    Returns
    -------
    Excess or None
        None when the control never fails: nothing can exceed it.
    """
    failures, others = main.attempts - main.successes, control.attempts - control.successes
    if others <= 0:
        return None
    ratio = (failures / main.attempts) / (others / control.attempts)
    z = _z(confidence)

    def score(tried: float) -> float:
        return _score(failures, main.attempts, others, control.attempts, tried)

    low = 0.0 if failures <= 0 else _where(lambda tried: score(tried) - z, 0.0, ratio)
    # Beyond a ratio of 2 the excess is below -1, which no reader asks more about.
    high = 2.0 if score(2.0) > -z else _where(lambda tried: score(tried) + z, ratio, 2.0)
    value = max(1 - ratio, -1.0)
    return Excess(value=value, lower=min(1 - high, value), upper=max(1 - low, value))


def judge(found: Excess | None, shortage: Reason | None) -> tuple[Verdict, Reason | None]:
    """Return what an excess tells, and why it tells nothing if so.

    Parameters
    ----------
    found
        None when the control never fails.
    shortage
        Why the groups cannot be compared, if they cannot.
    """
    if shortage is not None:
        return "cannot tell", shortage
    if found is None:
        return "cannot tell", "always-guessed"
    if found.lower > 0:
        return "found", None
    return ("cannot tell", "wide-interval") if found.upper > TOLERATED else ("not found", None)


def _z(confidence: float) -> float:
    return NormalDist().inv_cdf(1 - (1 - confidence) / 2)


def _score(x: float, n: int, y: float, m: int, ratio: float) -> float:
    """Return the standardised difference of x/n from ratio * y/m if that is the true ratio."""
    apart = x / n - ratio * y / m
    if ratio <= 0:
        return math.inf if apart > 0 else 0.0
    # The most likely share q = p / ratio under the ratio solves a quadratic.
    a, b = (n + m) * ratio, -(n * ratio + x + m + y * ratio)
    q = (-b - math.sqrt(max(b * b - 4 * a * (x + y), 0.0))) / (2 * a)
    p = min(ratio * q, 1.0)
    variance = p * (1 - p) / n + ratio**2 * q * (1 - q) / m
    variance *= (n + m) / (n + m - 1)
    if variance <= 0:
        return 0.0 if apart == 0 else math.copysign(math.inf, apart)
    return apart / math.sqrt(variance)


def _where(function: Callable[[float], float], low: float, high: float) -> float:
    """Return where a falling function crosses 0 between two points."""
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) > 0 else (low, middle)
    return (low + high) / 2
