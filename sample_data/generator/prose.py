"""A small grammar for running text that remembers where its slots went.

What lives here: templates, their expansion, and the text under construction with its spans. What
does not: what the slots stand for (the teller of each sample).

Templates are written with ``[this|that]`` for one of several wordings, ``<in full|telegraphic>``
for the author's manner, and ``{slot}`` or ``{slot:argument}`` for what is filled in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple, Protocol

from sample_data.generator.dice import Dice

# What a full stop does not end: no capital follows.
ABBREVIATED = ("Dr. ", "Mr. ", "Mrs. ", "Ms. ", "St. ", "y.o. ", "tel. ", "vs. ")


class UnfitError(Exception):
    """A slot has nothing to say of this patient; another wording must be found."""


class Piece(NamedTuple):
    """A stretch of text, and what kind of identifier it is."""

    text: str
    entity: str | None = None


class Span(NamedTuple):
    """An identifier in a finished text: ``text[start:end]``, in code points."""

    start: int
    end: int
    entity: str


class Slot(NamedTuple):
    """A place to be filled in."""

    name: str
    argument: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Several wordings; by manner (in full, telegraphic) or at random."""

    options: tuple[tuple[Node, ...], ...]
    by_manner: bool


Node = str | Slot | Choice


class Filler(Protocol):
    """Who knows what the slots stand for."""

    dice: Dice

    @property
    def terse(self) -> bool:
        """Whether the telegraphic wording is wanted."""

    def fill(self, name: str, argument: str) -> Sequence[Piece]:
        """Return what goes into a slot, or raise `UnfitError`."""


@cache
def parse(template: str) -> tuple[Node, ...]:
    """Return the nodes of a template."""
    nodes, end = _sequence(template, 0, "")
    if end != len(template):
        raise ValueError(f"unbalanced template: {template}")
    return nodes


def _sequence(text: str, at: int, stops: str) -> tuple[tuple[Node, ...], int]:
    nodes: list[Node] = []
    literal = ""
    while at < len(text) and text[at] not in stops:
        sign = text[at]
        if sign not in "[<{":
            literal, at = literal + sign, at + 1
            continue
        nodes += [literal] if literal else []
        literal = ""
        if sign == "{":
            close = text.index("}", at)
            name, _, argument = text[at + 1 : close].partition(":")
            nodes.append(Slot(name, argument))
            at = close + 1
        else:
            choice, at = _choice(text, at + 1, "]" if sign == "[" else ">")
            nodes.append(choice)
    nodes += [literal] if literal else []
    return tuple(nodes), at


def _choice(text: str, at: int, close: str) -> tuple[Choice, int]:
    options = []
    while True:
        nodes, at = _sequence(text, at, f"|{close}")
        options.append(nodes)
        if at >= len(text):
            raise ValueError(f"unbalanced template: {text}")
        at += 1
        if text[at - 1] == close:
            return Choice(tuple(options), close == ">"), at


def expand(nodes: Sequence[Node], filler: Filler) -> list[Piece]:
    """Return the pieces of a template.

    Raises
    ------
    UnfitError
        If a slot, or every wording of a choice, does not fit.
    """
    pieces: list[Piece] = []
    for node in nodes:
        if isinstance(node, str):
            pieces.append(Piece(node))
        elif isinstance(node, Slot):
            pieces += filler.fill(node.name, node.argument)
        elif node.by_manner:
            pieces += expand(node.options[1 if filler.terse else 0], filler)
        else:
            pieces += first_that_fits(node.options, filler)
    return pieces


def first_that_fits(options: Sequence[Sequence[Node]], filler: Filler) -> list[Piece]:
    """Return the expansion of an option drawn among those that fit."""
    for option in filler.dice.shuffled(options):
        try:
            return expand(option, filler)
        except UnfitError:
            continue
    raise UnfitError


@dataclass(slots=True)
class Text:
    """A text under construction."""

    parts: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    length: int = 0

    def _last(self) -> str:
        return self.parts[-1][-1] if self.parts else "\n"

    def _sentence_begins(self) -> bool:
        end = "".join(self.parts[-3:])[-6:]
        return end.endswith((". ", "? ", ".\n")) and not end.endswith(ABBREVIATED)

    def add(self, pieces: Sequence[Piece]) -> None:
        """Append pieces; blanks that a dropped wording left behind are taken out."""
        for piece in pieces:
            text = piece.text
            if text[:1] == " " and self._last() in " \n":
                text = text.lstrip(" ")
            if text[:1] in {".", ",", ";", ":"} and self._last() == " ":
                self._cut()
            if text[:1] == "." and self._last() == ".":
                text = text[1:]
            if not text:
                continue
            if piece.entity is None and self._sentence_begins():
                text = text[0].upper() + text[1:]
            if piece.entity is not None:
                self.spans.append(Span(self.length, self.length + len(text), piece.entity))
            self.parts.append(text)
            self.length += len(text)

    def _cut(self) -> None:
        self.parts[-1] = self.parts[-1][:-1]
        self.length -= 1
        if not self.parts[-1]:
            self.parts.pop()

    def end_line(self) -> None:
        """Begin a new line, unless one has just begun."""
        while self._last() == " ":
            self._cut()
        if self._last() != "\n":
            self.add([Piece("\n")])

    def sentence(self, pieces: Sequence[Piece], lead: str = " ") -> None:
        """Append a sentence after a lead, beginning with a capital."""
        if not pieces:
            return
        first, *rest = pieces
        if first.entity is None and first.text:
            first = Piece(first.text[0].upper() + first.text[1:])
        follows = self._last() in " \n" and not lead.strip()
        self.add([Piece("" if follows else lead), first, *rest])

    def finished(self) -> tuple[str, tuple[Span, ...]]:
        """Return the text without blank ends, and its spans."""
        return "".join(self.parts).rstrip(), tuple(self.spans)

    @property
    def words(self) -> int:
        """Words so far."""
        return len("".join(self.parts).split())
