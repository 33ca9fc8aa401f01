"""The steward's own rules for texts: thresholds, words to leave, words to hide, recognisers.

What lives here: carrying out a :class:`~sector_data.spec.detection.DetectionSpec`. What does not:
the recognisers that come with the package (:mod:`sector_data.detect.recognizers`).
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sector_data.detect.recognizers.vocabulary import Finder, any_of
from sector_data.errors import InputError
from sector_data.spec.detection import DetectionSpec, RecognizerSpec
from sector_data.spec.evidence.findings import Span
from sector_data.spec.words import Language

CONTEXT = 0.35
"""What a context word adds to a score, as in Presidio (``context_similarity_factor``)."""
BEFORE, AFTER = 60, 30
"""Characters before and behind a match in which a context word counts."""
DENIED = "DenyList"
"""Recogniser of what the steward wants hidden always; nothing overrules it."""
KNOWN = frozenset({"KnownValues", "KnownIdentifiers"})
"""Recognisers of what the tables hold: no allow list may bring an identifier back to light."""
_NOTHING = re.compile("(?!)")


@dataclass(frozen=True)
class Rules:
    """What the steward said, ready for use.

    Attributes
    ----------
    threshold, thresholds
        Lowest score that counts, and that of single entities.
    finders
        Recognisers of the steward's own, and the deny list.
    """

    threshold: float = DetectionSpec().threshold
    thresholds: Mapping[str, float] = field(default_factory=dict)
    finders: tuple[Finder, ...] = ()
    allowed: re.Pattern[str] = field(default=_NOTHING, repr=False)
    made_from: tuple[DetectionSpec, Language, Path] = (DetectionSpec(), "en", Path())

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to another process as what it was made from: finders are functions."""
        return make_rules, self.made_from

    def own(self, text: str) -> Iterator[Span]:
        """Find what the steward's own recognisers and lists find."""
        for finder in self.finders:
            for span in finder.find(text):
                yield span._replace(recognizer=finder.name, reason=span.reason or finder.reason)

    def keep(self, text: str, spans: Iterable[Span]) -> list[Span]:
        """Leave out what is too weak, and what the steward allows."""
        some = self.allowed is not _NOTHING
        harmless = [(m.start(), m.end()) for m in self.allowed.finditer(text)] if some else []
        return [s for s in spans if self._counts(s) and not _inside(s, harmless)]

    def _counts(self, span: Span) -> bool:
        return span.score >= self.thresholds.get(span.entity, self.threshold)


def _inside(span: Span, harmless: Iterable[tuple[int, int]]) -> bool:
    if span.recognizer in KNOWN or span.recognizer == DENIED:
        return False
    return any(start <= span.start and span.end <= end for start, end in harmless)


def make_rules(spec: DetectionSpec, language: Language, base: Path = Path()) -> Rules:
    """Make rules for texts of a language.

    Parameters
    ----------
    spec
        What the pipeline file says.
    language
        Of the texts; recognisers for other languages are left out.
    base
        Folder that the paths of deny lists start from.

    Raises
    ------
    InputError
        If a file of a deny list cannot be read, or a check is not one of python-stdnum's.
    """
    finders = [
        _recogniser(own)
        for own in spec.recognizers
        if not own.languages or language in own.languages
    ]
    denied = {
        entity: _lines(base / words) if isinstance(words, str) else words
        for entity, words in spec.deny.items()
    }
    finders.extend(_phrases(entity, words) for entity, words in denied.items() if any(words))
    return Rules(
        spec.threshold,
        spec.thresholds,
        tuple(finders),
        _as_they_are(spec.allow),
        (spec, language, base),
    )


def _lines(path: Path) -> tuple[str, ...]:
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise InputError(
            f"The deny list {path} cannot be read as a text file in UTF-8.",
            "Correct its path under `detect: deny:`, or write the words there as a list.",
        ) from None
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _as_they_are(words: Iterable[str]) -> re.Pattern[str]:
    """Match any of the phrases as whole words, in any case, blanks flexible."""
    phrases = [word for word in words if word.strip()]
    if not phrases:
        return _NOTHING
    return re.compile(rf"(?<!\w){any_of(phrases)}(?!\w)", re.IGNORECASE)


def _phrases(entity: str, words: Iterable[str]) -> Finder:
    pattern = _as_they_are(words)

    def find(text: str) -> Iterator[Span]:
        for match in pattern.finditer(text):
            yield Span(match.start(), match.end(), entity, 1.0)

    return Finder(DENIED, (entity,), find, "the deny list of the pipeline")


def _recogniser(spec: RecognizerSpec) -> Finder:
    patterns = [(re.compile(p.regex), p.score, p.name) for p in spec.patterns]
    listed = _as_they_are(spec.words)
    context = _as_they_are(spec.context)
    passes = _check(spec)

    def score_at(text: str, match: re.Match[str], score: float) -> float:
        before = text[max(0, match.start() - BEFORE) : match.start()]
        after = text[match.end() : match.end() + AFTER]
        near = context.search(before) or context.search(after)
        return min(1.0, score + CONTEXT) if near else score

    def find(text: str) -> Iterator[Span]:
        for pattern, score, name in patterns:
            group = "x" if "x" in pattern.groupindex else 0
            for match in pattern.finditer(text):
                if match[group] and passes(match[group]):
                    reason = f"the form {name!r}" if name else ""
                    start, end = match.span(group)
                    yield Span(start, end, spec.entity, score_at(text, match, score), "", reason)
        for match in listed.finditer(text):
            yield Span(match.start(), match.end(), spec.entity, 1.0, "", "a word of its list")

    return Finder(spec.name, (spec.entity,), find, "a recogniser of the pipeline")


def _check(spec: RecognizerSpec) -> Callable[[str], bool]:
    if spec.check is None:
        return lambda _: True
    try:
        module = importlib.import_module(f"stdnum.{spec.check}")
        valid: Callable[[str], bool] = module.is_valid
    except (ImportError, AttributeError):
        raise InputError(
            f"The recogniser {spec.name!r} asks for the check {spec.check!r}, which python-stdnum "
            "does not have.",
            "Name one of its modules, such as luhn, fr.nir or de.idnr, or leave `check` out.",
        ) from None
    return lambda value: bool(valid(value))
