"""Which encoding a text file is in, judged from its bytes.

What lives here: the order in which encodings are tried, and strict decoding that says where it
failed. What does not: fields and rows (:mod:`sector_data.sources.records`).

The order, unless the pipeline file names the encoding:

1. A byte order mark decides: UTF-8 or UTF-16 (either byte order).
2. NUL bytes on one side of the byte pairs, as Latin letters, digits and line ends in UTF-16 have
   them: UTF-16, little or big endian. NUL bytes anywhere else are an error, never text.
3. UTF-8, if the whole file decodes strictly. (Text in another encoding all but never does.)
4. CP932 (Microsoft's Shift_JIS), if the whole file decodes strictly and what comes out looks
   Japanese: see :func:`_looks_japanese`.
5. Windows-1252, if the whole file decodes strictly (the five bytes that it leaves undefined do
   not occur). Latin-1 is its subset for printable text; the difference are control characters.

Other encodings (Mac Roman, EUC-JP, ISO 8859-2 …) cannot be told from these by their bytes alone
and have to be named.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

from sector_data.errors import SourceError

_CHUNK = 4 << 20
_HEAD = 1 << 16
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LABELS = {
    "utf-8-sig": "UTF-8",
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "cp932": "CP932 (Shift_JIS)",
    "cp1252": "Windows-1252",
}
_FIX = "Save the file as UTF-8, or name its encoding in the pipeline file (encoding: …)."


class _UndecodableError(Exception):
    """Bytes that an encoding does not allow; ``offset`` is the first of them, ``line`` its line."""

    def __init__(self, offset: int, line: int) -> None:
        self.offset = offset
        self.line = line


def detect_encoding(
    open_stream: Callable[[], AbstractContextManager[BinaryIO]],
    *,
    path: Path,
    encoding: str | None = None,
) -> str:
    """Return the name of the codec that decodes the whole of a file.

    Parameters
    ----------
    open_stream
        Opens the file's bytes from the start; called once for each pass.
    path
        The file, for messages.
    encoding
        The encoding that the steward named; it wins over everything that the bytes suggest.

    Returns
    -------
    str
        A Python codec. ``utf-8-sig`` stands for UTF-8 with or without a byte order mark.

    Raises
    ------
    SourceError
        If no encoding fits (byte offset and line of the first byte that is not UTF-8, or not the
        named encoding), if the named encoding is unknown, or if the text holds NUL.
    """
    with open_stream() as stream:
        head = stream.read(_HEAD)
    candidates = [_named_codec(encoding, path)] if encoding else _candidates(head, path)
    first: _UndecodableError | None = None
    for candidate in candidates:
        try:
            japanese = _check(open_stream, candidate, path)
        except _UndecodableError as error:
            first = first or error
            continue
        if candidate != "cp932" or encoding or japanese:
            return candidate
    assert first is not None  # the loop ends here only if the first candidate failed
    tried = ", ".join(_LABELS.get(name, name) for name in candidates)
    raise SourceError(
        f"{path.name}: the text cannot be decoded: byte {first.offset} (line {first.line}) "
        f"does not fit {_LABELS.get(candidates[0], candidates[0])}; tried: {tried}.",
        _FIX,
    )


def utf8_chunks(stream: BinaryIO, encoding: str) -> Iterator[bytes]:
    """Decode a stream strictly and give it back as UTF-8, chunk by chunk.

    Raises
    ------
    _UndecodableError
        At the first byte that the encoding does not allow.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    as_it_is = encoding == "utf-8-sig"
    offset = 0
    lines = 1
    while True:
        chunk = stream.read(_CHUNK)
        failure: _UndecodableError | None = None
        text = ""
        try:
            text = decoder.decode(chunk, final=not chunk)
            converted = chunk if as_it_is else text.encode()
        except UnicodeDecodeError as error:
            # The codec holds back the bytes of an unfinished character and puts them in front.
            held_back = len(error.object) - len(chunk)
            failure = _UndecodableError(
                offset - held_back + error.start,
                lines + error.object[: error.start].count(b"\n"),
            )
        except UnicodeError:
            failure = _UndecodableError(offset, lines)
        if failure:
            raise failure
        if not chunk:
            if converted:
                yield converted
            return
        yield converted
        offset += len(chunk)
        lines += converted.count(b"\n")


def _named_codec(encoding: str, path: Path) -> str:
    """Return the codec for an encoding's name."""
    try:
        codec = codecs.lookup(encoding).name
        b" ".decode(codec)
    except UnicodeDecodeError:  # one byte alone is not a character of UTF-16
        pass
    except LookupError:
        codec = ""
    if not codec:
        raise SourceError(
            f"{path.name}: the encoding {encoding!r} is not known.",
            "Use a name such as utf-8, utf-16, cp932, windows-1252 or iso-8859-15.",
        )
    return "utf-8-sig" if codec == "utf-8" else codec


def _candidates(head: bytes, path: Path) -> list[str]:
    """Return the codecs to try, in order, for a file that begins with these bytes."""
    for mark, codec in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return [codec]
    if b"\0" in head:
        utf16 = _utf16_without_mark(head)
        if utf16 is None:
            raise _nul_bytes(path, head.count(b"\n", 0, head.index(b"\0")) + 1)
        return [utf16]
    return ["utf-8-sig", "cp932", "cp1252"]


def _utf16_without_mark(head: bytes) -> str | None:
    """Return the UTF-16 codec that the pattern of NUL bytes speaks for, if any.

    Characters up to U+00FF (letters, digits, commas and line ends) have a NUL as their high byte.
    So nearly all NULs are on one side of the pairs (a few characters, such as U+4E00, have one on
    the other). 8-bit text with a stray NUL passes that test by chance; it is told apart because
    its pairs without NUL consist of printable ASCII.
    """
    pairs = [head[i : i + 2] for i in range(0, len(head) - 1, 2)]
    high = sum(pair[0] == 0 for pair in pairs)
    low = sum(pair[1] == 0 for pair in pairs)
    if min(high, low) * 4 > max(high, low) or max(high, low) * 50 < len(pairs):
        return None
    others = [pair for pair in pairs if b"\0" not in pair]
    printable = sum(all(byte in b"\t\n\r" or 0x20 <= byte < 0x7F for byte in p) for p in others)
    if printable > max(high, low) and printable > 0.8 * len(others):
        return None
    return "utf-16-be" if high > low else "utf-16-le"


def _check(
    open_stream: Callable[[], AbstractContextManager[BinaryIO]], encoding: str, path: Path
) -> bool:
    """Decode a whole file and say whether its first characters beyond ASCII look Japanese.

    Raises
    ------
    SourceError
        If the text holds NUL.
    """
    judged: bool | None = None
    lines = 1
    with open_stream() as stream:
        for chunk in utf8_chunks(stream, encoding):
            nul = chunk.find(b"\0")
            if nul >= 0:
                raise _nul_bytes(path, lines + chunk.count(b"\n", 0, nul))
            lines += chunk.count(b"\n")
            if encoding == "cp932" and judged is None and not chunk.isascii():
                judged = _looks_japanese(chunk.decode())
    return bool(judged)


def _nul_bytes(path: Path, line: int) -> SourceError:
    return SourceError(
        f"{path.name}: line {line} holds a NUL character, which no text has.",
        "Export the table again as text; the file may be damaged or of another kind.",
    )


def _looks_japanese(text: str) -> bool:
    """Say whether text decoded as CP932 is Japanese rather than a Western text misread.

    In Western text in Windows-1252, an accented letter is one byte from 0xC0 up, mostly followed
    by an ASCII letter. Misread as CP932 it becomes a rare kanji (first byte 0xE0 up), a
    private-use character, or a lone half-width katakana; a curly apostrophe becomes one common
    kanji between ASCII letters. Japanese has kana, full-width forms and common kanji, in runs or
    standing in a field of their own. Each character counts one for or against.
    """
    score = 0
    for run in re.finditer(r"[^\x00-\x7f]+", text):
        word = run.group()
        neighbours = text[max(run.start() - 1, 0) : run.start()] + text[run.end() : run.end() + 1]
        between_letters = len(word) == 1 and any(c.isalpha() for c in neighbours)
        for character in word:
            if "\uff61" <= character <= "\uff9f":  # half-width katakana
                score += 1 if len(word) > 1 else -1
            elif "\u3041" <= character <= "\u30ff" or "\uff01" <= character <= "\uff5e":
                score += 1
            else:
                common = character.encode("cp932")[0] < 0xA0
                score += 1 if common and not between_letters else -1
    return score > 0
