"""Odd names do not break out of Markdown."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sector_data.release.report.markdown import code, escaped

NAMES = st.text(
    st.one_of(
        st.sampled_from("`|\\<>&*_~$#[]()!\"' :ab1é😀א"),
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp")),
    ),
    max_size=30,
)
MARKDOWN = MarkdownIt("gfm-like", {"linkify": False})


class Text(HTMLParser):
    """The text of HTML, and its elements."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.read = ""
        self.elements: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag + "".join(f" {name}" for name, _ in attrs))

    def handle_data(self, data: str) -> None:
        self.read += data


def cells(row: str) -> Text:
    return Text(MARKDOWN.render(f"| a | b |\n|---|---|\n| {row} | end |\n"))


@given(name=NAMES)
@example(name="")
@example(name="``` `|` \\| \\")
@example(name="</code><script>alert(1)</script>")
@example(name=" lead and trail ")
@settings(deadline=None, max_examples=100)
def test_a_name_stays_one_piece_of_code_in_one_cell(name: str) -> None:
    found = cells(code(name))
    assert found.elements == [
        *("table", "thead", "tr", "th", "th"),
        *("tbody", "tr", "td", "code", "td"),
    ]
    assert f"\n{name}\nend" in found.read


@given(text=NAMES)
@example(text="# [a](http://b) ![c](d) <b> **x** _y_ ~~z~~ `q` &lt; $1$ | \\")
@settings(deadline=None, max_examples=100)
def test_text_stays_text(text: str) -> None:
    line = re.sub(" +", " ", text).strip(" ")
    found = Text(MARKDOWN.render(f"- x {escaped(text)} y\n"))
    assert found.elements == ["ul", "li"]
    assert found.read.strip("\n") == f"x {line} y"


def test_lines_become_one() -> None:
    assert escaped("one\n\n# two\r\nthree") == r"one \# two three"
    assert "\n" not in code("a\r\nb")


def test_plain_names_stay_plain() -> None:
    assert code("birth_date") == "`birth_date`"
    assert code("größe 😀") == "`größe 😀`"
