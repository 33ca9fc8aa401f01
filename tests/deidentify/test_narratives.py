"""Passages of markup are replaced where a reader sees them, and nothing unseen stays."""

from __future__ import annotations

import html
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.deidentify.narratives import Narrative, is_markup

DIV = (
    '<div xmlns="http://www.w3.org/1999/xhtml" id="x" title="Rossi"><p><b>Anna</b> <i>Rossi</i> '
    "&amp; co<br/>born&#32;1950 &lt;3</p><!-- Rossi --><table><tr><td colspan='2' "
    'class="Rossi">MRN</td><td>55</td></tr></table><script>var who = "Rossi"</script></div>'
)


def test_a_reader_sees_text_and_lines() -> None:
    seen = Narrative(DIV).text
    assert "Anna Rossi & co\nborn 1950 <3" in seen
    assert "MRN\n55" in seen
    assert seen.count("Rossi") == 1


def test_a_passage_over_elements_is_replaced_and_the_unseen_goes() -> None:
    narrative = Narrative(DIV)
    start = narrative.text.index("Anna Rossi")
    made = narrative.rewritten([(start, start + 10, "Rosa <Verdi>")])
    assert "Rossi" not in made
    assert "Anna" not in made
    assert "<b>Rosa &lt;Verdi&gt;</b><i></i>" in made
    assert 'colspan="2"' in made
    assert made.startswith('<div xmlns="http://www.w3.org/1999/xhtml">')
    ElementTree.fromstring(made)
    assert "Rosa <Verdi>" in Narrative(made).text


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)


@given(st.lists(TEXTS, min_size=1, max_size=5), st.data())
def test_all_but_the_passages_stays(texts: list[str], data: st.DataObject) -> None:
    tags = data.draw(st.lists(st.sampled_from(["b", "p", "td"]), min_size=len(texts)))
    markup = "<div>" + "".join(
        f"<{t}>{html.escape(x)}</{t}>" for t, x in zip(tags, texts, strict=False)
    )
    narrative = Narrative(markup)
    assert html.unescape(re.sub(r"<[^>]*>", "", narrative.rewritten([]))) == "".join(texts)
    size = len(narrative.text)
    if size:
        start = data.draw(st.integers(0, size - 1))
        end = data.draw(st.integers(start + 1, size))
        made = Narrative(narrative.rewritten([(start, end, "")])).text
        left = narrative.text[:start] + narrative.text[end:]
        assert made.replace("\n", "") == left.replace("\n", "")


@given(st.text(max_size=40))
def test_any_text_is_read(text: str) -> None:
    made = Narrative("<div>" + text).rewritten([])
    assert "<!--" not in made


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("<div>x</div>", True),
        ('  <div xmlns="x">', True),
        ("<?xml version='1.0'?><div/>", True),
        ("<p>one", True),
        ("BP <120/80", False),
        ("<PERSON> came", False),
        ("< 3", False),
        ("", False),
    ],
)
def test_markup_is_told_from_text(text: str, is_one: bool) -> None:
    assert is_markup(text) is is_one
