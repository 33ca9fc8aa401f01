"""Identifiers that a word before them announces: "MRN", "n° de dossier", "Fall-Nr.", 患者番号.

What lives here: the grammar of a label and its value, in any of the languages. What does not: the
labels (``words/<language>/identifiers.yaml``), values under the heading of a table
(:mod:`.tables`), identifiers that show by their form (:mod:`.numbers`), and secrets
(:mod:`.secrets`).

A plain label ("MRN") is enough for a value of three digits or more. A weak one ("patient", "case")
wants "no.", "#", "ID" or a colon beside it, or a long number: "case 2" and "record 2019" are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from sector_data.detect.recognizers.folding import fold, trie
from sector_data.detect.recognizers.values import read_value
from sector_data.detect.recognizers.vocabulary import Finder, Words
from sector_data.spec.evidence.findings import Span

SURE, ANNOUNCED, WITH_NUMBER, BARE = 0.88, 0.78, 0.8, 0.5
"""Scores: a plain label with "no." or a colon, without; a weak one with, without."""
_LONG = 6
"""Digits from which a number right behind a weak label is an identifier without more."""
_SHORT = 3
"""Letters up to which a plain label in small letters is taken for a weak one: "fin", "pan"."""
_FEW = 4
"""Digits that a value on the line below its label has at least, and each value after the first."""
_MOST = 20
"""Values behind one label, and labels before one value, at most."""
_UNLIKE = 2
"""Digits by which the values behind one label may differ in length."""
_BEFORE = 48
"""Characters before a label in which "n° de" and the like are looked for."""
_PREFIX = re.compile(r"[A-Z]{1,5}(?:[A-Z]{0,2}\d[A-Z\d]|[-_/][A-Z]{0,3}\d)")
"""A number that begins with letters which may be a label: "MR-0048"."""
_OPENING = r"[\"'(\[「『【<*]{0,2}"
_NOTE = r"(?:\((?![^()\n]{0,24}\d{3})[^()\n]{1,24}\)|\[(?![^\]\n]{0,24}\d{3})[^\]\n]{1,24}\])"
"""What a writer puts between label and value: "(MRN)", "[hospital]"."""
_AND = r"(?:[,;/+&、・|]|(?:and|or|et|ou|und|oder|e|o|sowie)(?![a-z])|と|及び|および)"


@dataclass(frozen=True, slots=True)
class Label:
    """A label in a folded text.

    Attributes
    ----------
    start, end
        Where it stands; "n°" and the like before it are not part of it.
    entity
        What it announces.
    plain
        Whether it is enough by itself.
    """

    start: int
    end: int
    entity: str
    plain: bool


class Labels:
    """Finds the labels of one language in folded texts.

    Parameters
    ----------
    words
        The word lists of the language.
    """

    def __init__(self, words: Words) -> None:
        self._plain = {_bare(w): e for e, ws in words.ids.items() for w in ws}
        self._weak = {_bare(w): e for e, ws in words.ids_weak.items() for w in ws}
        number = words.pattern("id_numbers")
        every = trie(w for ids in (words.ids, words.ids_weak) for ws in ids.values() for w in ws)
        edge = r"(?<![a-z])" if words.language == "ja" else r"(?<![a-z0-9])"
        plural = "s?" if words.language in {"en", "fr"} else ""
        # Behind kanji a letter begins the number: "検査番号X99120".
        ends = "(?:(?<![a-z])|(?![a-z]))" if words.language == "ja" else "(?![a-z])"
        self._label = re.compile(rf"{edge}(?P<w>{every})(?:{plural}{ends}|(?={number}))")
        self._before = re.compile(rf"{edge}{words.pattern('id_before')}$")
        self._harmless = re.compile(rf"{edge}{trie(words['no_ids_before'])}\W{{0,3}}$")
        self._next = re.compile(
            rf"(?:[ \t]{{0,3}}{number}\.?)?(?:[ \t]{{0,3}}{_AND}|(?=[ \t]))[ \t]{{0,3}}"
            rf"(?:{words.pattern('id_before')})?(?P<w>{every})(?![a-z])"
        )

    def scan(self, folded: str) -> Iterator[Label]:
        """Yield the labels of a folded text from left to right."""
        for match in self._label.finditer(folded):
            yield self._made(match)

    def at(self, folded: str, at: int) -> Label | None:
        """Return the label that begins at a place, if there is one."""
        match = self._label.match(folded, at)
        return self._made(match) if match else None

    def after(self, folded: str, label: Label) -> Iterator[Label]:
        """Yield the labels that follow one directly: "IPP / NDA"."""
        end = label.end
        for _ in range(_MOST):
            match = self._next.match(folded, end)
            if not match:
                return
            yield self._made(match)
            end = match.end("w")

    def counted(self, folded: str, label: Label) -> bool:
        """Whether "n°", "number of" and the like stand before a label."""
        return bool(self._before.search(folded, max(0, label.start - _BEFORE), label.start))

    def harmless(self, folded: str, label: Label) -> bool:
        """Whether a word before a label takes its meaning: "page", "law"."""
        return bool(self._harmless.search(folded, max(0, label.start - _BEFORE), label.start))

    def _made(self, match: re.Match[str]) -> Label:
        bare = _bare(match["w"])
        plain = self._plain.get(bare)
        entity = plain or self._weak.get(bare, "")
        end = match.end("w") + (match[0][-1:] == "s" and match.end() > match.end("w"))
        return Label(match.start("w"), end, entity, plain is not None)


def _bare(label: str) -> str:
    return re.sub(r"[\W_]+", "", fold(label))


def finder(words: Words) -> Finder:
    """Return the finder of identifiers that a word before them announces."""
    labels = Labels(words)
    number = words.pattern("id_numbers")
    copulas = trie(words["id_copulas"])
    end = "" if words.language == "ja" else r"(?![a-z])"
    join = re.compile(
        rf"(?P<num>[ \t_-]{{0,2}}\.?[ \t]?{number}\.?)?\.?[ \t]{{0,2}}"
        rf"{_NOTE}?[)\]】」』\"'_*]?[ \t]{{0,3}}"
        rf"(?:(?:{copulas}){end}[ \t]{{0,3}})?"
        r"(?P<sep>[:=#|>]{1,2}|\.{2,20}|-{1,2}>?(?=[ \t]|\d))?[ \t]{0,12}(?P<line>\n[ \t]{0,8})?"
        rf"[(\[]?(?P<more>{number}[ \t.:°]{{0,3}})?{_OPENING}"
    )
    several = re.compile(rf"[)\]]?[ \t]{{0,3}}{_AND}\s{{0,3}}(?:{number}[ \t.:°]{{0,3}})?[(\[]?")
    units = (*words["no_ids_after"], *words["months"], *words["plain_months"])
    letters = "" if words.language == "ja" else r"(?![a-z])"
    unit = re.compile(rf"[ \t]{{0,2}}{trie(units)}{letters}")

    def read(text: str, folded: str, label: Label) -> Iterator[Span]:
        # "record number MR-0048": the second label is part of the number, when it is written so.
        after = labels.after(folded, label)
        rest = tuple(takewhile(lambda one: not _PREFIX.match(text, one.start), after))
        last = rest[-1] if rest else label
        joined = join.match(folded, last.end)
        if joined is None:
            return
        if labels.at(folded, joined.end()) and not _PREFIX.match(text, joined.end()):
            return
        counted = bool(joined["num"] or joined["more"] or labels.counted(folded, label))
        announced = counted or joined["sep"] is not None
        start, end = read_value(text, folded, joined.end(), last.entity, unit)
        digits = _digits(folded, start, end)
        written = text[last.start : last.end]
        spelt = last.plain and (
            len(written) > _SHORT or (len(written) == _SHORT and written.isupper())
        )
        if joined["line"] and (digits < _FEW or not (spelt or announced)):
            return
        score = _score(text, label, digits, counted=counted, announced=announced)
        if start == end or not score or labels.harmless(folded, label):
            return
        if text[label.start : label.end].isascii() and folded[last.end : start] in {"", "-", "_"}:
            start = label.start if last is label else start  # "MRN-12345" is one word
        entities = iter([label.entity, *(one.entity for one in rest)])
        entity = next(entities)
        yield Span(start, end, entity, score, "", _REASON)
        first = digits
        for _ in range(_MOST):
            comma = several.match(folded, end)
            blank = end if folded[end : end + 1].isspace() else -1
            at = comma.end() if comma else blank + 1 if rest and blank >= 0 else -1
            if at < 0 or labels.at(folded, at):
                return
            start, end = read_value(text, folded, at, entity, unit)
            entity = next(entities, entity)
            digits = _digits(folded, start, end)
            if digits < _FEW or abs(digits - first) > _UNLIKE:
                return
            yield Span(start, end, entity, score, "", _REASON)

    def find(text: str) -> Iterator[Span]:
        if not any(c.isdigit() for c in text):
            return
        folded = fold(text)
        done = 0
        for label in labels.scan(folded):
            if label.start < done:
                continue
            for span in read(text, folded, label):
                done = span.end
                yield span

    entities = tuple(dict.fromkeys((*words.ids, *words.ids_weak)))
    return Finder("Labelled", entities or ("RECORD_ID",), find)


_REASON = "behind a label for identifiers"


def _digits(folded: str, start: int, end: int) -> int:
    return sum(c.isdigit() for c in folded[start:end])


def _score(text: str, label: Label, digits: int, *, counted: bool, announced: bool) -> float:
    """Return how sure a value is behind its label; 0 where the label does not suffice for it."""
    written = text[label.start : label.end]
    if label.plain and announced:
        return SURE
    if label.plain and (len(written) > _SHORT or not written.islower() or digits >= _FEW):
        return ANNOUNCED
    if announced and (counted or digits >= _FEW):
        return WITH_NUMBER
    return BARE if digits >= _LONG else 0.0
