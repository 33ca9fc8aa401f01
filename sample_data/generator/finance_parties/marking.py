"""Short texts with their identifiers on record.

What lives here: filling a template so that every identifier knows its place. What does not: the
templates, which stand with the sample that they are written for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sample_data.generator.prose import Span
from sample_data.generator.sample import Marked

_SLOT = re.compile(r"\{(\w+)\}")


def filled(template: str, values: Mapping[str, tuple[str, str | None]]) -> Marked:
    """Return a template with its slots filled.

    Parameters
    ----------
    template
        With slots such as ``{name}``.
    values
        What stands for a slot, and which kind of identifier it is; None for what is none.
    """
    text, spans, end = "", [], 0
    for slot in _SLOT.finditer(template):
        text += template[end : slot.start()]
        value, entity = values[slot[1]]
        if entity is not None:
            spans.append(Span(len(text), len(text) + len(value), entity))
        text, end = text + value, slot.end()
    return Marked(text + template[end:], spans)
