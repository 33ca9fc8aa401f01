"""What the tests of dates, ages and contacts share: what a finder finds in a sentence."""

from __future__ import annotations

import random
import time

from sector_data.detect.recognizers.vocabulary import Finder
from sector_data.detect.text import merge

THRESHOLD = 0.4
_HOSTILE = (
    "1",
    "1 ",
    "12.",
    "12/",
    "12-",
    "a",
    " ",
    ".",
    "@",
    "a@",
    "a.",
    "a at ",
    "01 ",
    "'",
    "(",
)


def found(finder: Finder, text: str) -> list[str]:
    """Return the passages that a finder finds, overlapping ones as one."""
    spans = [s for s in finder.find(text) if s.score >= THRESHOLD]
    return [text[s.start : s.end] for s in merge(text, spans)]


def hostile_texts(length: int, *words: str) -> list[str]:
    """Return long lines of one sign, of one of the words, and of signs at random."""
    signs = random.Random(7).choices("0123456789 abmx.,:/-()@+'", k=length)
    repeated = [(p * (length // len(p) + 1))[:length] for p in (*_HOSTILE, *words)]
    return [*repeated, "".join(signs)]


def slowest(finder: Finder, texts: list[str]) -> float:
    """Return the seconds of processor time of the text that takes longest."""
    seconds = []
    for text in texts:
        start = time.process_time()
        for _ in finder.find(text):
            pass
        seconds.append(time.process_time() - start)
    return max(seconds)
