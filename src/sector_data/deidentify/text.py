"""Passages of running text replaced by tags or by mask characters.

What lives here: the replacement, through Presidio's anonymizer. What does not: finding the
passages (:mod:`sector_data.detect.text`), and surrogates
(:mod:`sector_data.deidentify.plain_sight`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sector_data.spec.evidence.findings import Span
from sector_data.spec.transforms.values import RedactText

_MASK_CHARACTER = "*"
_WHOLE_PASSAGE = 2**31
"""More characters than any passage has: Presidio masks as many as there are."""


def replace_spans(
    texts: Sequence[str | None], spans: Sequence[Sequence[Span]], spec: RedactText
) -> list[str | None]:
    """Replace each passage of each text.

    Parameters
    ----------
    texts
        Running texts, None where there is none.
    spans
        The passages of each text: inside it, not empty, disjoint, in any order.
    spec
        With ``tags`` a passage becomes its entity's name, ``<PERSON>``; with ``mask`` as many
        ``*`` as it has code points.

    Returns
    -------
    list
        As long as `texts`; what lies outside the passages is untouched.

    Raises
    ------
    ValueError
        If texts and spans do not correspond, or the passages of a text are not as described.
    """
    from presidio_anonymizer import AnonymizerEngine
    from presidio_anonymizer.entities import OperatorConfig, RecognizerResult

    engine = AnonymizerEngine()
    operator = (
        OperatorConfig("replace")
        if spec.replacement == "tags"
        else OperatorConfig(
            "mask",
            {
                "masking_char": _MASK_CHARACTER,
                "chars_to_mask": _WHOLE_PASSAGE,
                "from_end": False,
            },
        )
    )

    def replaced(text: str | None, passages: Sequence[Span]) -> str | None:
        _check(0 if text is None else len(text), passages)
        if text is None or not passages:
            return text
        findings = [RecognizerResult(s.entity, s.start, s.end, s.score) for s in passages]
        # Merging would swallow the spaces between two passages, which nobody found to be personal.
        result = engine.anonymize(
            text, findings, {"DEFAULT": operator}, merge_entities_with_spaces=False
        )
        return str(result.text)

    return [replaced(text, passages) for text, passages in zip(texts, spans, strict=True)]


def _check(length: int, passages: Sequence[Span]) -> None:
    """Refuse passages that Presidio would reorder or cut silently."""
    ordered = sorted(passages)
    inside = all(0 <= s.start < s.end <= length for s in ordered)
    if not inside or any(one.end > other.start for one, other in pairwise(ordered)):
        raise ValueError("passages must lie inside their text, be disjoint and not be empty")
