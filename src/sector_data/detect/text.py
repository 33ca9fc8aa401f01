"""Personal data in running text.

What lives here: the detector, and what is made of findings that overlap. What does not: the finders
(:mod:`sector_data.detect.recognizers`), Presidio (:mod:`sector_data.detect.engine`), and what is
put in a finding's place (:mod:`sector_data.deidentify.text`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from sector_data.detect.known_values import KnownValues
from sector_data.detect.legible import Legible, legible
from sector_data.detect.recognizers import addresses, names, numbers
from sector_data.detect.recognizers.vocabulary import words_of_text
from sector_data.detect.rules import Rules
from sector_data.detect.values import identifiers_in
from sector_data.spec.evidence.findings import Span
from sector_data.spec.words import Language

if TYPE_CHECKING:
    from presidio_analyzer import RecognizerResult

__all__ = ["KnownValues", "TextDetector"]

PIECE = 20_000
"""Characters that are read at once. Longer texts are cut at a line or a blank; a model's memory
grows with the length of what it reads."""
OVERLAP = 300
"""Characters of a piece that the next one reads again, so that no passage is lost at a cut."""


class TextDetector:
    """Finds personal data in texts of one language.

    Parameters
    ----------
    language
        Of the texts. Without a model of it, patterns alone are used.
    known
        Direct identifiers of the source, looked for literally.
    all_ages
        Report every age, and not only those from 90 years up, which alone may tell who somebody is
        (45 CFR 164.514(b)(2)(i)(C)).
    rules
        What the steward said: thresholds, words to leave or to hide, recognisers.
    processes
        That read texts side by side, when there are enough texts to pay for starting them.
    """

    def __init__(
        self,
        language: Language = "en",
        known: KnownValues | None = None,
        *,
        all_ages: bool = False,
        rules: Rules | None = None,
        processes: int = 1,
    ) -> None:
        self.language = language
        self.known = known
        self.rules = rules or Rules()
        self.processes = processes
        self._all_ages = all_ages
        words = words_of_text(language)
        self._dull = frozenset((*words["common_names"], *words["clinical"], *words["no_names"]))

    def __repr__(self) -> str:
        return f"TextDetector(language={self.language!r}, known={self.known!r})"

    def alone(self) -> TextDetector:
        """Return a copy that searches in its own process only."""
        return TextDetector(self.language, self.known, all_ages=self._all_ages, rules=self.rules)

    def find(self, texts: Sequence[str | None]) -> list[list[Span]]:
        """Find personal data.

        Parameters
        ----------
        texts
            Any texts; equal texts are read once.

        Returns
        -------
        list of list of Span
            For each text its findings, disjoint and from left to right; none where there is no
            text. What is found in a text does not depend on the others.
        """
        [found] = self.find_in([texts], len(texts))
        return found

    def find_in(
        self, pieces: Iterable[Sequence[str | None]], count: int
    ) -> Iterator[list[list[Span]]]:
        """Find personal data in more texts than memory holds.

        Parameters
        ----------
        pieces
            Texts, some at a time; the next are taken when what was found in the last was.
        count
            Of the texts of all pieces: it says whether several processes are started for them.

        Yields
        ------
        list of list of Span
            Of each piece what :meth:`find` returns.
        """
        taken: deque[tuple[Sequence[str | None], dict[str, Legible], list[str]]] = deque()

        def distinct() -> Iterator[list[str]]:
            for texts in pieces:
                seen = {t: legible(t) for t in texts if t and not t.isspace()}
                some = sorted({look.text for look in seen.values() if look.text.strip()})
                taken.append((texts, seen, some))
                yield some

        for spans in self._spread(distinct(), count):
            texts, seen, some = taken.popleft()
            found = dict(zip(some, spans, strict=True))
            yield [
                [seen[t].back_whole(t, span) for span in found.get(seen[t].text, ())]
                if t in seen
                else []
                for t in texts
            ]

    def _spread(self, pieces: Iterable[list[str]], count: int) -> Iterator[Iterable[list[Span]]]:
        """Find in the texts of each piece, over several processes where that pays."""
        from sector_data.detect.processes import in_processes, worth_it

        if not worth_it(self.processes, count):
            return map(self._find, pieces)
        return in_processes(self, pieces, count)

    def _find(self, texts: Sequence[str]) -> Iterator[list[Span]]:
        if not texts:
            return
        from sector_data.detect.engine import BATCH, analyser

        pieces = [list(_pieces(text)) for text in texts]
        engine = analyser(self.language, all_ages=self._all_ages)
        flat = [piece for cut in pieces for _, piece in cut]
        # Sorted by length, texts of like length share a batch, and the model does not wait for the
        # longest of each.
        order = sorted(range(len(flat)), key=lambda i: (len(flat[i]), flat[i]))
        by_piece: dict[int, list[RecognizerResult]] = {}
        for some in (order[i : i + 8 * BATCH] for i in range(0, len(order), 8 * BATCH)):
            results = engine.analyze_iterator(
                [flat[i] for i in some],
                self.language,
                batch_size=BATCH,
                return_decision_process=True,  # it says why
            )
            by_piece.update(zip(some, results, strict=True))
        at = 0
        for text, cut in zip(texts, pieces, strict=True):
            spans = [
                _shifted(r, start)
                for number, (start, _) in enumerate(cut)
                for r in by_piece[at + number]
            ]
            at += len(cut)
            yield self._settle(text, spans)

    def _settle(self, text: str, spans: list[Span]) -> list[Span]:
        spans.extend(addresses.beside(text, spans))
        spans.extend(identifiers_in(text))
        if self.known is not None:
            spans.extend(self.known.find(text))
        spans.extend(numbers.beside(text, spans))
        spans.extend(self.rules.own(text))
        spans = self.rules.keep(text, spans)
        spans.extend(self.rules.keep(text, names.again(text, spans, self._dull)))
        return merge(text, spans)


def _shifted(result: RecognizerResult, start: int) -> Span:
    """Return a result of Presidio's as a span of the whole text."""
    why = result.analysis_explanation
    return Span(
        start + result.start,
        start + result.end,
        result.entity_type,
        float(result.score),
        (result.recognition_metadata or {}).get(result.RECOGNIZER_NAME_KEY, ""),
        (why.textual_explanation or why.pattern_name or "") if why else "",
    )


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Cut a long text into (offset, piece), at a line's end or a blank where there is one.

    Each piece begins a little before the end of the last: a passage that one cut runs through is
    whole in the other piece.
    """
    start, overlap = 0, min(OVERLAP, PIECE // 4)
    while len(text) - start > PIECE:
        window = text[start : start + PIECE]
        late = window[PIECE // 2 :]
        cut = max(late.rfind("\n"), late.rfind(". ")) + 1 or late.rfind(" ") + 1 or len(late)
        end = start + PIECE // 2 + cut
        yield start, text[start:end]
        start = text.rfind(" ", end - overlap, end - overlap // 2) + 1 or end - overlap
    yield start, text[start:]


WHOLE = 0.3
"""What covering all of a passage adds to the rank of a part: a date within a long address does not
name the address, unless it is much surer."""


def merge(text: str, spans: Iterable[Span]) -> list[Span]:
    """Make findings disjoint: what overlaps becomes one passage.

    The passage covers all of its parts, so that nothing that anybody found stays in sight. It is
    named after the part with the highest score, where a part that covers more of the passage counts
    up to :data:`WHOLE` more; of equals after the longest.

    Parameters
    ----------
    text
        The text they were found in.
    spans
        In any order.

    Returns
    -------
    list of Span
        From left to right; blanks at the ends are taken off.
    """
    passages: list[list[Span]] = []
    end = 0
    for span in sorted(spans):
        start, stop = _tight(text, span.start, span.end)
        tight = span._replace(start=start, end=stop)
        if tight.start >= tight.end:
            continue
        if passages and (tight.start < end or _continues(text, passages[-1], end, tight)):
            passages[-1].append(tight)
            end = max(end, tight.end)
        else:
            passages.append([tight])
            end = tight.end
    return [_named(parts) for parts in passages]


def _named(parts: Sequence[Span]) -> Span:
    """Return the passage of overlapping parts."""
    start, end = parts[0].start, max(part.end for part in parts)

    def rank(part: Span) -> tuple[float, int]:
        length = part.end - part.start
        return part.score + WHOLE * length / (end - start), length

    return max(parts, key=rank)._replace(start=start, end=end)


def _continues(text: str, parts: Sequence[Span], end: int, span: Span) -> bool:
    """Whether a finding goes on with a name: nothing but a blank between the two."""
    last = _named(parts)
    return last.entity == span.entity == "PERSON" and text[end : span.start] in {" ", "-"}


def _tight(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
