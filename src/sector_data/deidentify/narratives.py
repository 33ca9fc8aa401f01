"""Texts in markup: what a reader sees, and its passages replaced inside the markup.

What lives here: narratives of FHIR (XHTML, R4 2.4.0) and other texts in HTML. What does not:
finding the passages, and what stands in their place.

A name can lie over several elements (``<b>Anna</b> <i>Rossi</i>``), so passages are found in the
text that a reader sees. Comments, scripts and attributes hold what no reader sees: they go, but for
the namespace and the size of table cells.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import NamedTuple

_MARKUP = re.compile(
    r"\s*<(?:\?xml|!doctype|/?(?:html|body|head|div|p|span|table|ul|ol|pre|b|i|em|strong|h[1-6])\b)",
    re.IGNORECASE,
)
_UNSEEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<!.*?(?:>|\Z)"
    r"|<(script|style|head)\b.*?(?:</\1\s*>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_TOKEN = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Za-z][\w:-]*)(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>"
    r"|(?P<text>[^<]+|<)"
)
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_BLOCKS = frozenset(
    {
        *("address", "blockquote", "br", "caption", "dd", "div", "dl", "dt", "h1", "h2", "h3"),
        *("h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "table", "tbody", "td", "tfoot", "th"),
        *("thead", "tr", "ul", "body", "html", "section", "article"),
    }
)
_XHTML = "http://www.w3.org/1999/xhtml"


class _Piece(NamedTuple):
    """A tag as it is written again, or where a run of text lies in what a reader sees."""

    tag: str
    start: int = 0
    end: int = 0


def is_markup(text: str) -> bool:
    """Tell whether a text is XHTML or HTML."""
    return _MARKUP.match(text) is not None


class Narrative:
    """A text in markup.

    Parameters
    ----------
    markup
        As it stands in the data.

    Attributes
    ----------
    text
        What a reader sees: entities undone, a line for each block.
    """

    def __init__(self, markup: str) -> None:
        pieces: list[_Piece] = []
        seen: list[str] = []
        length = 0
        for match in _TOKEN.finditer(_UNSEEN.sub("", markup)):
            if match["text"] is None:
                name = match["name"].lower()
                pieces.append(_Piece(_tag(match["end"], match["name"], match["attributes"])))
                if name in _BLOCKS and seen and not seen[-1].endswith("\n"):
                    seen.append("\n")
                    length += 1
                continue
            text = html.unescape(match["text"])
            pieces.append(_Piece("", length, length + len(text)))
            seen.append(text)
            length += len(text)
        self._pieces = pieces
        self.text = "".join(seen)

    def __repr__(self) -> str:
        return f"<Narrative of {len(self.text):,} characters>"

    def rewritten(self, passages: Sequence[tuple[int, int, str]]) -> str:
        """Return the markup with passages of its text replaced.

        Parameters
        ----------
        passages
            Start and end in :attr:`text`, and what stands there instead; disjoint, in order. What
            replaces a passage over several elements stands in the first of them.
        """
        written: list[str] = []
        for piece in self._pieces:
            if piece.tag:
                written.append(piece.tag)
                continue
            at = piece.start
            for start, end, other in passages:
                if end <= at or start >= piece.end:
                    continue
                written.append(html.escape(self.text[at : max(at, start)], quote=False))
                if start >= piece.start:
                    written.append(html.escape(other, quote=False))
                at = min(end, piece.end)
            written.append(html.escape(self.text[at : piece.end], quote=False))
        return "".join(written)


def _tag(end: str, name: str, attributes: str) -> str:
    if end:
        return f"</{name}>"
    kept = "".join(
        f' {key}="{value}"'
        for key, one, other in _ATTRIBUTE.findall(attributes)
        for value in [one or other]
        if (key == "xmlns" and value == _XHTML)
        or (key in ("colspan", "rowspan") and value.isdecimal() and len(value) < 3)
    )
    return f"<{name}{kept}{'/' if attributes.rstrip().endswith('/') else ''}>"
