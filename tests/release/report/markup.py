"""A parser that refuses what a browser would silently mend."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

VOID = frozenset({"meta"})
"""Elements without an end tag."""

SHAPES = frozenset({"rect", "path", "circle"})
"""Elements of SVG, which may close themselves."""

ELEMENTS: dict[str, frozenset[str]] = {
    "html": frozenset({"lang"}),
    "head": frozenset(),
    "meta": frozenset({"charset", "name", "content", "http-equiv"}),
    "title": frozenset({"id"}),
    "style": frozenset(),
    "body": frozenset(),
    "div": frozenset({"class", "role", "aria-label", "tabindex"}),
    "header": frozenset(),
    "main": frozenset(),
    "section": frozenset({"id", "aria-label"}),
    "nav": frozenset({"class", "aria-label", "aria-labelledby"}),
    "p": frozenset({"class", "id"}),
    "h1": frozenset(),
    "h2": frozenset(),
    "h3": frozenset(),
    "a": frozenset({"href", "hreflang", "lang"}),
    "span": frozenset({"class", "lang", "aria-current"}),
    "b": frozenset(),
    "small": frozenset(),
    "bdi": frozenset({"class"}),
    "code": frozenset(),
    "pre": frozenset(),
    "time": frozenset({"datetime"}),
    "ul": frozenset({"class"}),
    "li": frozenset(),
    "dl": frozenset({"class"}),
    "dt": frozenset(),
    "dd": frozenset({"class"}),
    "table": frozenset({"class"}),
    "thead": frozenset(),
    "tbody": frozenset(),
    "tr": frozenset({"class"}),
    "th": frozenset({"scope", "class"}),
    "td": frozenset({"class", "data-label"}),
    "details": frozenset({"open"}),
    "summary": frozenset(),
    "figure": frozenset(),
    "figcaption": frozenset(),
    "footer": frozenset({"class"}),
    "svg": frozenset({"class", "viewbox", "role", "aria-labelledby", "aria-hidden"}),
    "desc": frozenset({"id"}),
    "g": frozenset(),
    "text": frozenset({"class", "x", "y"}),
    "rect": frozenset({"class", "x", "y", "width", "height", "rx"}),
    "path": frozenset({"class", "d"}),
    "circle": frozenset({"class", "cx", "cy", "r"}),
}
"""All that the pages are made of, with the attributes of each. No script, image, link or form."""


class Page(HTMLParser):
    """A parsed page.

    Attributes
    ----------
    elements
        How often each element stands in the page, with its attributes' names.
    attributes
        All attributes with their values.
    text
        What is read, without the style sheet.
    style
        The style sheet.
    """

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: Counter[tuple[str, tuple[str, ...]]] = Counter()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.style = ""
        self._open: list[str] = []
        assert source.startswith("<!doctype html>")
        self.feed(source)
        self.close()
        assert not self._open, f"never closed: {self._open}"
        ids = self.values("id")
        assert len(ids) == len(set(ids)), "an id stands twice"
        named = " ".join(self.values("aria-labelledby")).split()
        assert set(named) <= set(ids), "a label points nowhere"
        targets = [value[1:] for value in self.values("href") if value.startswith("#")]
        assert set(targets) <= set(ids), "an anchor points nowhere"

    def values(self, attribute: str) -> list[str]:
        """Return the values of an attribute wherever it stands."""
        return [value for name, value in self.attributes if name == attribute]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert tag in ELEMENTS, f"<{tag}> is nothing the report is made of"
        assert set(names) <= ELEMENTS[tag], f"<{tag}> has {names}"
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice"
        self.elements[tag, tuple(names)] += 1
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in SHAPES, f"<{tag}/> does not close itself in HTML"
        self.handle_starttag(tag, attrs)
        self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        if "style" in self._open:
            self.style += data
        else:
            self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"a processing instruction: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")
