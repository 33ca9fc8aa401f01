"""Records of delimited text: where fields and records end, and where a file breaks the rules.

What lives here: the rules of RFC 4180 for quotes, as a slow exact reader that knows line numbers
and as a fast check of whole files. What does not: reading all values, which Arrow does
(:mod:`sector_data.sources.delimited`).

The rules, in which this reader and Arrow agree: a field is quoted if its first character is a
quotation mark; inside, two marks stand for one, and delimiters and line ends are text. A mark
later in a field that is not quoted is text (``5" pipe``). Lines end with LF, CR LF or CR. Text
between a closing mark and the next delimiter, and a mark that is never closed, are errors: Arrow
lets both pass and may swallow rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

_QUOTE = 0x22


@dataclass(frozen=True, slots=True)
class Record:
    """One record.

    Attributes
    ----------
    line
        1-based line on which it starts.
    end
        1-based line on which it ends.
    fields
        Its fields, quotes undone.
    """

    line: int
    end: int
    fields: list[str]

    @property
    def is_blank(self) -> bool:
        """Whether it is an empty line."""
        return self.fields == [""]


class QuotingError(Exception):
    """A break of the quoting rules.

    Attributes
    ----------
    line
        1-based line of the opening quotation mark, or of the text behind the closing one.
    is_open
        Whether the mark is never closed.
    """

    def __init__(self, line: int, *, is_open: bool) -> None:
        super().__init__(line)
        self.line = line
        self.is_open = is_open


def read_records(lines: Iterable[str], delimiter: str) -> Iterator[Record]:
    """Split lines (with their ends) into records.

    Parameters
    ----------
    lines
        Lines as a text stream opened with ``newline=""`` gives them.
    delimiter
        One character.

    Raises
    ------
    QuotingError
        If text follows a closing quotation mark, or a mark is never closed.
    """
    quoted: list[str] | None = None  # the pieces of a quoted field that is still open
    fields: list[str] = []
    start = opened = 0
    for number, line in enumerate(lines, 1):
        content = line.rstrip("\r\n")
        position = 0
        if quoted is None:
            fields, start = [], number
        while True:
            if quoted is None:
                if not content.startswith('"', position):
                    end = content.find(delimiter, position)
                    if end < 0:
                        fields.append(content[position:])
                        yield Record(start, number, fields)
                        break
                    fields.append(content[position:end])
                    position = end + 1
                    continue
                quoted, opened, position = [], number, position + 1
            close = content.find('"', position)
            if close < 0:
                quoted.append(line[position:])
                break
            quoted.append(content[position:close])
            position = close + 1
            if content.startswith('"', position):
                quoted.append('"')
                position += 1
                continue
            fields.append("".join(quoted))
            quoted = None
            if position == len(content):
                yield Record(start, number, fields)
                break
            if content[position] != delimiter:
                raise QuotingError(number, is_open=False)
            position += 1
    if quoted is not None:
        raise QuotingError(opened, is_open=True)


def is_plainly_quoted(chunks: Iterable[bytes], delimiter: str) -> bool:
    """Say whether all quotation marks of a text stand where RFC 4180 wants them.

    The marks are numbered through the text. If each mark with an odd number comes at the start of
    a field (or directly after another mark) and each with an even number before the end of one
    (or directly before another mark), then their parity tells inside from outside and every
    quoted field is closed. Where this does not hold, the text may still be good (``5" pipe``);
    :func:`read_records` decides.

    Parameters
    ----------
    chunks
        The text as UTF-8, in pieces.
    delimiter
        One ASCII character.
    """
    around = np.zeros(256, dtype=bool)
    around[list(f'\r\n"{delimiter}'.encode("ascii"))] = True
    outside = True
    before = b"\n"  # the byte in front of the piece: the text starts like a line
    for chunk in chunks:
        if not chunk:
            continue
        text = np.frombuffer(before + chunk, dtype=np.uint8)
        # The piece's last byte is looked at with the next piece, when its follower is known.
        marks = np.flatnonzero(text[1:-1] == _QUOTE) + 1
        opening = marks[0::2] if outside else marks[1::2]
        closing = marks[1::2] if outside else marks[0::2]
        if not (around[text[opening - 1]].all() and around[text[closing + 1]].all()):
            return False
        if len(marks) % 2:
            outside = not outside
        before = chunk[-2:] if len(chunk) > 1 else before[-1:] + chunk
    # What is left is the last byte: a mark there must close.
    return outside != (before[-1] == _QUOTE)
