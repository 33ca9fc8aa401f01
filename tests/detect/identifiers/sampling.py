"""Random texts of the form that a regular expression describes.

What lives here: a sampler for the expressions that the catalogue allows for columns: literals,
classes, groups, alternatives and bounded repetitions. What does not: tests.
"""

from __future__ import annotations

import random
import re
import string
from collections.abc import Callable

_Draw = Callable[[random.Random], str]
_DIGITS = string.digits


def sampler(pattern: re.Pattern[str], seed: int = 0) -> Callable[[], str]:
    """Return a function that draws texts that a pattern matches from end to end.

    Look-aheads are left out and what they exclude is drawn again.
    """
    parts = _Parser(pattern.pattern).alternatives()
    source = random.Random(seed)

    def draw() -> str:
        for _ in range(10_000):
            text = parts(source)
            if pattern.fullmatch(text):
                return text
        message = f"no text of the form {pattern.pattern} was drawn"
        raise AssertionError(message)

    return draw


class _Parser:
    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def take(self) -> str:
        self.at += 1
        return self.pattern[self.at - 1]

    def alternatives(self) -> _Draw:
        options = [self.sequence()]
        while self.peek() == "|":
            self.take()
            options.append(self.sequence())
        return lambda source: source.choice(options)(source)

    def sequence(self) -> _Draw:
        items: list[_Draw] = []
        while self.peek() not in {"", "|", ")"}:
            items.append(self.repeated(self.atom()))
        return lambda source: "".join(item(source) for item in items)

    def atom(self) -> _Draw:
        character = self.take()
        if character == "[":
            return _one_of(self.members())
        if character == "\\":
            return _one_of(_escaped(self.take()))
        if character == "(":
            return self.group()
        return _one_of(character)

    def group(self) -> _Draw:
        look = self.pattern.startswith(("?=", "?!"), self.at)
        self.at += 2
        inside = self.alternatives()
        self.take()
        return (lambda _: "") if look else inside

    def members(self) -> str:
        found = ""
        while self.peek() != "]":
            character = self.take()
            if character == "\\":
                found += _escaped(self.take())
            elif character == "-" and found and self.peek() != "]":
                found += "".join(map(chr, range(ord(found[-1]) + 1, ord(self.take()) + 1)))
            else:
                found += character
        self.take()
        return found

    def repeated(self, item: _Draw) -> _Draw:
        low = high = 1
        if self.peek() == "?":
            self.take()
            low = 0
        elif self.peek() == "{":
            end = self.pattern.index("}", self.at)
            bounds = self.pattern[self.at + 1 : end].split(",")
            low, high, self.at = int(bounds[0]), int(bounds[-1]), end + 1
        return lambda source: "".join(item(source) for _ in range(source.randint(low, high)))


def _escaped(character: str) -> str:
    return _DIGITS if character == "d" else character


def _one_of(members: str) -> _Draw:
    return lambda source: source.choice(members)
