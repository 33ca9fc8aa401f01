"""Keyed draws that depend on a value and its subject alone, and what must not be drawn.

What lives here: a stream of numbers from HMAC-SHA-256, the set of the source's own words and
numbers, and drawing until something outside it comes up. What does not: what is drawn from.

A draw is a pure function of key, subject, kind and value; only where it meets a value of the source
is it repeated, with a count. So a new value in the source changes the surrogates that are equal to
it, and no others.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Callable, Iterable

from sector_data.errors import InputError

TRIES = 64
"""Draws before a pool counts as exhausted: at half of it taken, that is one in 2**64."""
_SPARE = 2**64
"""How much larger than any choice a number must be, so that its remainder is nearly even."""
_WORD = re.compile(r"\w+")
_TIES = re.compile("['’ʼ‘`´‐-]")
_TIED = re.compile(rf"[^\W_]+(?:{_TIES.pattern}[^\W_]+)+")
_FEWEST_FIGURES = 4
"""A number of fewer figures is no value by itself: house numbers, days, ages."""
_NATIONAL = 9
"""Figures from which on a number may be a telephone number without its country's code."""
_FEWEST_TOGETHER = 7
"""Figures inside a longer number that are read as a number of their own."""
_LONGEST = 12
"""Words of a value that is looked for inside a longer text."""
_OF_NETWORKS = frozenset({"example", "com", "org", "net", "http", "https", "www", "mailto"})
"""Parts of addresses that are nobody's, whoever has them in the source."""
_CJK = "\u2e80"
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"}
)


def plain(text: str) -> str:
    """Return a text in small letters without accents; kana keep the marks that change their sound.

    Examples
    --------
    >>> plain("MÜLLER-Weiß")
    'muller-weiss'
    """
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text).casefold()
    letters = (
        c
        if c >= _CJK
        else "".join(p for p in unicodedata.normalize("NFKD", c) if not unicodedata.combining(p))
        for c in folded
    )
    return "".join(letters).translate(_LETTERS)


def joined(text: str) -> str:
    """Return the letters and figures of a text, plain and put together."""
    return "".join(_WORD.findall(plain(text))).replace("_", "")


def _tied(text: str) -> list[str]:
    """Return the words of a text that an apostrophe or a hyphen holds together, without it."""
    if not _TIES.search(text):
        return []
    return [_TIES.sub("", word) for word in _TIED.findall(plain(text))]


class Stream:
    """Numbers from a secret and a message.

    Parameters
    ----------
    secret
        The key of the texts' domain.
    message
        What the numbers depend on.
    """

    __slots__ = ("_block", "_message", "_rest", "_room", "_secret")

    def __init__(self, secret: bytes, message: bytes) -> None:
        self._secret = secret
        self._message = message
        self._block = 0
        self._rest = 0
        self._room = 1

    def below(self, count: int) -> int:
        """Return a number from 0 to `count` - 1, as good as evenly."""
        if self._room < count * _SPARE:
            message = self._block.to_bytes(4) + self._message
            self._rest = int.from_bytes(hmac.digest(self._secret, message, "sha256"))
            self._room = 2**256
            self._block += 1
        self._rest, drawn = divmod(self._rest, count)
        self._room //= count
        return drawn


class Forbidden:
    """The words and numbers of the source, none of which may come out as a surrogate.

    Parameters
    ----------
    values
        Identifiers of the source and passages of its texts. Every word of them is forbidden, and
        every number as a whole: the last figures of one telephone number are no value.
    """

    __slots__ = ("_tokens", "_wholes")

    def __init__(self, values: Iterable[str] = ()) -> None:
        self._tokens: set[str] = set()
        self._wholes: set[str] = set()
        self.add(values)

    def add(self, values: Iterable[str]) -> None:
        """Forbid more values."""
        for value in values:
            tokens = _WORD.findall(plain(value))
            words = (*tokens, *_tied(value))
            self._tokens.update(word for word in words if not word.isdigit())
            whole = "".join(tokens).replace("_", "")
            self._wholes.add(whole)
            if whole.isdigit():
                # Without the code of a country: +41 3555 ... is read as 3555 ... as well.
                self._wholes.update(whole[n:] for n in (1, 2, 3) if len(whole) - n >= _NATIONAL)

    def holds(self, text: str) -> bool:
        """Tell whether a text, or a word or a number in it, is one of the source.

        ``Stephens`` may be read as Stephen's, so names that differ in a last s count as one.
        """
        tokens = _WORD.findall(plain(text))
        if "".join(tokens).replace("_", "") in self._wholes or self._holds_number(text):
            return True
        return any(
            token in self._wholes and len(token) >= _FEWEST_FIGURES
            if token.isdigit()
            else len(token) >= 2
            and token not in _OF_NETWORKS
            and not self._tokens.isdisjoint((token, token.removesuffix("s"), f"{token}s"))
            for token in (*tokens, *_tied(text))
        )

    def is_value(self, text: str) -> bool:
        """Tell whether a text as a whole is a value of the source."""
        return joined(text) in self._wholes

    def holds_phrase(self, text: str) -> bool:
        """Tell whether some of the words of a text together are a value: 20 School Street."""
        tokens = _WORD.findall(plain(text))
        for start in range(len(tokens)):
            phrase = tokens[start]
            for token in tokens[start + 1 : start + _LONGEST]:
                phrase += token
                if len(phrase) >= _FEWEST_FIGURES and phrase in self._wholes:
                    return True
        return False

    def _holds_number(self, text: str) -> bool:
        """Tell whether figures in a text are a number of the source: 555-0141, however grouped."""
        figures = "".join(c for c in text if c.isdecimal())
        return any(
            figures[start:end] in self._wholes
            for start in range(len(figures))
            for end in range(start + _FEWEST_TOGETHER, len(figures) + 1)
        )

    def __len__(self) -> int:
        return len(self._wholes)

    def __repr__(self) -> str:
        return f"<Forbidden: {len(self):,} values>"


def exhausted(kind: str) -> InputError:
    """Return the error that there is nothing left to draw; nothing of a value is in it."""
    return InputError(
        f"The pool of surrogates for {kind} is exhausted: what was drawn {TRIES} times is a "
        "value of the source.",
        "Replace the passages by tags (redact-text: {replacement: tags}), or drop the column.",
    )


class Draws:
    """Draws for one domain of texts.

    Parameters
    ----------
    secret
        16 bytes or more.
    forbidden
        What must not be drawn.
    """

    __slots__ = ("_secret", "forbidden")

    def __init__(self, secret: bytes, forbidden: Forbidden) -> None:
        self._secret = secret
        self.forbidden = forbidden

    def stream(self, subject: str, kind: str, value: str, attempt: int = 0) -> Stream:
        """Return the numbers of a value of a subject."""
        parts = [part.encode() for part in (subject, kind, value, str(attempt))]
        return Stream(self._secret, b"".join(len(p).to_bytes(4) + p for p in parts))

    def free(self, subject: str, kind: str, value: str, make: Callable[[Stream, int], str]) -> str:
        """Make something out of a value's numbers that is neither the value nor of the source.

        Parameters
        ----------
        subject, kind, value
            What the draw depends on; a value is taken as :func:`plain`.
        make
            Gets the numbers and how many draws were refused before.

        Raises
        ------
        InputError
            If the pool is exhausted; nothing of the value is in the message.
        """
        own = plain(value)
        for attempt in range(TRIES):
            made = make(self.stream(subject, kind, own, attempt), attempt)
            if plain(made) != own and not self.forbidden.holds(made):
                return made
        raise exhausted(kind)

    def __repr__(self) -> str:
        return f"<Draws, {self.forbidden!r}>"
