"""How finely somebody knows what is released of an event.

What lives here: parts of times. What does not: how few known events single somebody out
(:mod:`sector_data.assessment.disclosure.unicity`).
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.errors import InputError
from sector_data.spec.assessing import KnownAs

_FORMS: dict[KnownAs, str] = {
    "hour": "%Y-%m-%dT%H",
    "day": "%Y-%m-%d",
    "weekday": "%u",
    "hour-of-day": "%H",
    "hour-of-week": "%u %H",
}
"""By the letters of ISO 8601: ``%u`` is 1 for Monday."""


def coarsened(path: str, values: pa.ChunkedArray, known: KnownAs) -> pa.ChunkedArray:
    """Return values as somebody knows them.

    Parameters
    ----------
    path
        Of the column, for messages.
    values
        As they are released.
    known
        How finely.

    Raises
    ------
    InputError
        If a part of a time is known of what is released as no time, or of days as an hour.
    """
    if known == "value":
        return values
    is_day = pa.types.is_date(values.type)
    if not (is_day or pa.types.is_timestamp(values.type)):
        raise InputError(
            f"{path} is released as no time, so that its {known} cannot be known.",
            "Write `value` under assess, events.",
        )
    if is_day and known.startswith("hour"):
        raise InputError(
            f"{path} is released by days, so that its {known} cannot be known.",
            "Write `day` or `weekday` under assess, events.",
        )
    return pc.strftime(values.cast(pa.timestamp("us")), format=_FORMS[known])
