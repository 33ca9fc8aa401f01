"""Times of day.

What lives here: the clock that belongs to a date, and clocks that stand alone. What does not:
durations ("for 3 h", "10時間"), which say when nothing happened.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sector_data.detect.recognizers.folding import trie
from sector_data.detect.recognizers.vocabulary import Words
from sector_data.spec.evidence.findings import Span

LIKELY, WEAK = 0.6, 0.45
_HOUR = r"(?:[01]?\d|2[0-4])"
_HALF = r"\s?[ap](?:\.\s?m\b\.?|m\b)"
_NAMED = rf"(?:{_HALF}|\s?(?:uhr|hrs?|hours|heures|h)\b)"
_SECONDS = r":[0-5]\d(?:[.,]\d{1,9})?"
_ZONE = r"(?:\s?(?:z\b|[+-]\d{2}:?\d{2}\b))"
_ATTACHED = re.compile(
    rf"(?:t|_|,?\s{{1,3}}){_HOUR}(?::[0-5]\d(?:{_SECONDS})?{_ZONE}?(?:{_HALF})?|h[0-5]\d"
    r"|時(?:[0-5]?\d分|半)?)(?![a-z0-9_%])(?!\s?uhr)"
)
"""A clock right behind a date is one stamp with it; behind "at", "um", "à" it stands alone."""
_WRITTEN = re.compile(
    rf"(?=\d)(?<![a-z0-9_.,/+-])(?<!\d:)(?<!\d )(?<!比)(?P<h>{_HOUR})(?:"
    rf"(?P<colon>:)[0-5]\d(?P<s>{_SECONDS})?(?P<named>{_NAMED})?"
    rf"|(?P<half>{_HALF})|[.:]?(?:[0-5]\d)?(?P<uhr>\s?uhr\b)|\s?(?P<french>h)\s?[0-5]\d(?!\s?min)"
    r"|(?P<dot>\.)[0-5]\d)(?![a-z0-9_%/+]|[:.,]\d)"
)
_DATED = re.compile(r"\d[./-]\d{1,4}\.?,?\s{1,2}(?:at|@|um|a|alle)\s{1,2}$")
_TO = re.compile(rf"\s?-\s?{_HOUR}[:.h][0-5]\d(?:{_NAMED})?(?![\d%/])")


def attached(text: str, end: int) -> int:
    """Return where the clock ends that follows a date; ``end`` itself where none does.

    Parameters
    ----------
    text
        A folded text.
    end
        Where the date ends in it.
    """
    match = _ATTACHED.match(text, end)
    return match.end() if match else end


def finder(words: Words) -> Callable[[str], Iterator[Span]]:
    """Return what finds clocks that stand alone in a folded text."""
    before = re.compile(rf"(?<![^\W\d_]){trie(words['before_clock'])}\.?\s{{0,2}}[:(]?\s{{0,2}}$")
    spelt = re.compile(
        rf"(?<![^\W\d_]){words.pattern('clock')}(?![a-z0-9_%/]|[:.,]\d)"
        if "clock" in words.patterns
        else r"(?!)"
    )
    bare = words.language == "ja"

    def find(text: str) -> Iterator[Span]:
        for match in _WRITTEN.finditer(text):
            named = match["named"] or match["half"] or match["uhr"] or match["french"]
            score = WEAK if (bare and match["colon"]) or match["s"] else 0.0
            left = text[max(0, match.start() - 20) : match.start()]
            if named or before.search(left) or _DATED.search(left):
                score = LIKELY
            if score:
                to = _TO.match(text, match.end())
                end = to.end() if to else match.end()
                yield Span(match.start(), end, "DATE_TIME", score, "", "time of day")
        for match in spelt.finditer(text):
            yield Span(match.start("x"), match.end("x"), "DATE_TIME", LIKELY, "", "time of day")

    return find
