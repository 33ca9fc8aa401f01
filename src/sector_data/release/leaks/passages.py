"""Documents as the leak gate reads them: passages of text, whatever they are wrapped in.

What lives here: JSON, HTML, Markdown, signed statements and plain or binary files taken apart. What
does not: tables (:mod:`sector_data.release.leaks.columns`).
"""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from sector_data.release.leaks.rules import COUNT_KEYS
from sector_data.spec.model import kebab

_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "br", "caption", "dd", "details"),
        *("div", "dl", "dt", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4"),
        *("h5", "h6", "head", "header", "hr", "html", "legend", "li", "main", "nav", "ol"),
        *("option", "p", "pre", "section", "summary", "svg", "table", "tbody", "td", "text"),
        *("tfoot", "th", "thead", "title", "tr", "ul"),
    }
)
"""Elements whose text does not run on into that of their neighbours."""

_GEOMETRY = frozenset(
    {
        *("cx", "cy", "d", "dx", "dy", "fx", "fy", "height", "offset", "opacity", "points", "r"),
        *("rx", "ry", "stroke-dasharray", "stroke-width", "style", "transform", "viewbox"),
        *("width", "x", "x1", "x2", "y", "y1", "y2"),
    }
)
"""Attributes that hold coordinates: long numbers there are no identifiers."""

_DATA_URI = re.compile(r"data:[^,;\s]*(?:;[^,;\s]+)*;base64,([A-Za-z0-9+/=]+)")
_JS_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")
_READABLE = re.compile("[^\x00-\x1f\x7f\ufffd]{4,}")
_READABLE_16 = re.compile(rb"(?:[\x20-\x7e]\x00){4,}")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_SIZE_KEY = "contentSize"
_SIZE = re.compile(r"\d+ B")
"""The size of a file, as Croissant spells it."""
_OPAQUE_KEYS = frozenset({"sig", "keyid"})


@dataclass(slots=True)
class Passages:
    """The texts of a document.

    Attributes
    ----------
    texts
        What people and programs read as text.
    figures
        Texts in which figures are nothing unusual (scripts, coordinates, numbers of JSON): numbers
        of 5 and 6 digits are not searched there.
    """

    texts: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)

    def add(self, other: Passages) -> None:
        """Take over the passages of another document."""
        self.texts += other.texts
        self.figures += other.figures


def read_passages(name: str, content: bytes) -> Passages:
    """Take a document apart by the ending of its name.

    Parameters
    ----------
    name
        File name.
    content
        The file.
    """
    try:
        text = content.decode("utf-16" if content.startswith(_UTF_16) else "utf-8-sig")
    except UnicodeDecodeError:
        return _unwrapped(_binary(content))
    if "\x00" in text:
        return _unwrapped(_binary(content))
    ending = name.rpartition(".")[2].lower()
    match ending:
        case "json":
            passages = _json(text)
        case "jsonl":
            passages = _json_lines(text)
        case "html" | "htm" | "xhtml" | "svg" | "xml":
            passages = _markup(text)
        case "pub" | "pem" if _is_public_key(content):
            passages = Passages()
        case _:
            passages = _plain(text)
    return _unwrapped(passages)


def _plain(text: str) -> Passages:
    return Passages(texts=re.split(r"\n\s*\n", text))


def _binary(content: bytes) -> Passages:
    """Return what can be read in a file that is no text."""
    texts = _READABLE.findall(content.decode("utf-8", "replace"))
    texts += [found.decode("utf-16-le") for found in _READABLE_16.findall(content)]
    return Passages(texts=texts)


def _is_public_key(content: bytes) -> bool:
    from sector_data.errors import BundleError
    from sector_data.release.signature import public_key_pem, read_public_key

    try:
        return public_key_pem(read_public_key(content)) == content
    except BundleError:
        return False


def _json(text: str) -> Passages:
    try:
        document = json.loads(text, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        return _plain(text)
    passages = Passages()
    _walk(document, None, passages)
    return passages


class _Pairs(list[tuple[str, Any]]):
    """An object with all its entries, repeated keys too."""


def _walk(document: Any, key: str | None, passages: Passages) -> None:
    pending: list[tuple[str | None, Any]] = [(key, document)]
    while pending:
        key, value = pending.pop()
        if isinstance(value, _Pairs):
            for name, entry in value:
                passages.texts.append(name)
                pending.append((name, entry))
        elif isinstance(value, list):
            pending += [(None, entry) for entry in value]  # a list holds values, not counts
        elif isinstance(value, str):
            if key != _SIZE_KEY or not _SIZE.fullmatch(value):
                passages.texts.append(value)
        elif (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and (key is None or kebab(key) not in COUNT_KEYS)
        ):
            whole = isinstance(value, float) and value.is_integer()
            passages.figures.append(str(int(value) if whole else value))


def _json_lines(text: str) -> Passages:
    """Read JSON Lines; payloads of DSSE envelopes are opened, their signatures left aside."""
    passages = Passages()
    for line in text.split("\n"):
        try:
            envelope = json.loads(line)
            payload = base64.b64decode(envelope["payload"], validate=True).decode("utf-8")
        except (ValueError, KeyError, TypeError, RecursionError, binascii.Error):
            passages.add(_json(line))
            continue
        passages.add(_json(payload))
        passages.add(_json(json.dumps(_without_signatures(envelope))))
    return passages


def _without_signatures(envelope: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is base64 or hexadecimal by its form, and nothing else."""
    rest = {key: value for key, value in envelope.items() if key != "payload"}
    signatures = rest.get("signatures")
    if isinstance(signatures, list):
        rest["signatures"] = [
            {key: value for key, value in entry.items() if not _is_opaque(key, value)}
            if isinstance(entry, dict)
            else entry
            for entry in signatures
        ]
    return rest


def _is_opaque(key: str, value: Any) -> bool:
    if key not in _OPAQUE_KEYS or not isinstance(value, str):
        return False
    form = r"[A-Za-z0-9+/]{86}==" if key == "sig" else r"[0-9a-f]{64}"
    return re.fullmatch(form, value) is not None


class _Markup(HTMLParser):
    """Collects text, attributes, scripts and comments."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.passages = Passages()
        self._running: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag in {"script", "style"}
        if tag in _BLOCKS or self._in_script:
            self.end_passage()
        for name, value in attrs:
            self.passages.texts.append(name)
            if value:
                (self.passages.figures if name in _GEOMETRY else self.passages.texts).append(value)

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False
        if tag in _BLOCKS:
            self.end_passage()

    def handle_data(self, data: str) -> None:
        if self._in_script:
            script = _json(data)
            self.passages.figures += [*script.texts, *script.figures]
        else:
            self._running.append(data)

    def handle_comment(self, data: str) -> None:
        self.passages.texts.append(data)

    def handle_decl(self, decl: str) -> None:
        self.passages.texts.append(decl)

    def handle_pi(self, data: str) -> None:
        self.passages.texts.append(data)

    def unknown_decl(self, data: str) -> None:
        self.passages.texts.append(data)

    def end_passage(self) -> None:
        """Close a run of text: once as it is read, and piece by piece."""
        self.passages.texts.append("".join(self._running))
        if len(self._running) > 1:
            self.passages.texts += self._running
        self._running = []


def _markup(text: str) -> Passages:
    parser = _Markup()
    # Embedded files are opened; as base64 they would be pieces of chance words.
    without_files, embedded = _take_files(text)
    parser.feed(without_files)
    parser.close()
    parser.end_passage()
    passages = parser.passages
    # Whatever a lenient parser might pass over (broken tags, an open comment) is still searched.
    passages.figures += _plain(without_files).texts
    passages.add(embedded)
    return passages


def _take_files(text: str) -> tuple[str, Passages]:
    embedded = Passages()

    def opened(match: re.Match[str]) -> str:
        try:
            content = base64.b64decode(match[1], validate=True)
        except binascii.Error:
            return match[0]
        try:
            decoded = content.decode("utf-8")
        except UnicodeDecodeError:
            embedded.add(_binary(content))
        else:
            embedded.texts.append(decoded)
        return match[0][: match.start(1) - match.start()]

    return _DATA_URI.sub(opened, text), embedded


def _unwrapped(passages: Passages) -> Passages:
    """Add to each passage what it is after entities, per cents and escapes are undone."""
    return Passages(
        texts=[reading for text in passages.texts for reading in _readings(text)],
        figures=[reading for text in passages.figures for reading in _readings(text)],
    )


def _readings(text: str) -> Iterator[str]:
    if not text.strip():
        return
    yield _sound(text)
    reading = text
    if "&" in reading:
        reading = html.unescape(html.unescape(reading))
    if "%" in reading:
        reading = urllib.parse.unquote_plus(reading)
    if "\\" in reading:
        reading = _JS_ESCAPE.sub(lambda m: chr(int(m[1] or m[2], 16)), reading)
        reading = re.sub(r"\\[ntr]", " ", reading).replace("\\", "")
    if reading != text:
        yield _sound(reading)


def _sound(text: str) -> str:
    """Join surrogate pairs, and replace lone surrogates, which no text can hold."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
