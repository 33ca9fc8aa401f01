"""Every text that a document holds is read, however it is written there."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.release.leaks.passages import read_passages
from sector_data.release.signature import (
    public_key_pem,
    render_attestations,
    sign_statement,
)
from tests.release.bundles import KEY

ENDINGS = ["json", "jsonl", "html", "svg", "md", "txt", "pub", "css", ""]


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace")))
@pytest.mark.parametrize("ending", ENDINGS)
def test_any_content_is_taken_apart_without_a_fault(ending: str, content: bytes) -> None:
    passages = read_passages(f"file.{ending}", content)
    for text in (*passages.texts, *passages.figures):
        text.encode("utf-8")


@settings(max_examples=100, deadline=None)
@given(st.recursive(st.text(), lambda s: st.lists(s) | st.dictionaries(st.text(), s), max_leaves=8))
def test_every_text_of_json_is_a_passage(document: object) -> None:
    def texts(value: object) -> set[str]:
        if isinstance(value, dict):
            return set(value) | {t for entry in value.values() for t in texts(entry)}
        if isinstance(value, list):
            return {t for entry in value for t in texts(entry)}
        return {str(value)}

    passages = read_passages("a.json", json.dumps(document).encode())
    assert {text for text in texts(document) if text.strip()} <= set(passages.texts)


def test_numbers_of_json_are_figures_unless_they_are_counts() -> None:
    passages = read_passages("a.json", b'{"rows": 1, "rows_after": 2, "x": 3, "rows ": [4, 5.0]}')
    assert set(passages.figures) == {"3", "4", "5"}


def test_the_size_of_a_file_is_a_count_and_nothing_else_beside_it() -> None:
    content = b'{"contentSize": "20330 B", "name": "20331 B", "more": {"contentSize": "20332 BC"}}'
    texts = set(read_passages("croissant.json", content).texts)
    assert texts == {"contentSize", "name", "more", "20331 B", "20332 BC"}


def test_html_is_read_as_people_and_programs_do() -> None:
    page = """<!doctype html><title>T</title><p class="a&amp;b" hidden>one <b>t</b>wo</p>
    <!--comment--><script>let x = "s\\u0063ript"</script><svg><path d="M 1 2"/></svg>"""
    passages = read_passages("a.html", page.encode())
    assert {"T", "a&b", "hidden", "one two", "comment", "doctype html"} <= set(passages.texts)
    assert "M 1 2" in passages.figures
    assert any("script" in text for text in passages.figures)


@pytest.mark.parametrize(
    "markup", ["<?Zbrkwx?>", "<![CDATA[Zbrkwx]]>", "<!ELEMENT Zbrkwx>", "<p Zbrkwx", "<Zbrkwx>"]
)
def test_whatever_is_in_angle_brackets_is_read(markup: str) -> None:
    passages = read_passages("a.html", f"<p>a</p>{markup}".encode())
    assert any("Zbrkwx" in text for text in (*passages.texts, *passages.figures))


def test_what_only_pretends_to_be_an_embedded_file_is_read() -> None:
    passages = read_passages("a.html", b'<img src="data:x/y;base64,Zbrkwx=a">')
    assert any("Zbrkwx" in text for text in passages.texts)


def test_embedded_files_are_opened_and_not_searched_as_base64() -> None:
    page = '<img src="data:text/plain;base64,aGVsbG8gd29ybGQ="><img src="data:x/y;base64,AAEC/w==">'
    passages = read_passages("a.html", page.encode())
    assert "hello world" in passages.texts
    assert not any("aGVs" in text for text in (*passages.texts, *passages.figures))


def test_payloads_are_opened_and_signatures_left_aside() -> None:
    content = render_attestations([sign_statement({"a": {"b": "said"}}, KEY)])
    passages = read_passages("release.intoto.jsonl", content)
    assert {"a", "b", "said", "payloadType"} <= set(passages.texts)
    signature = json.loads(content)["signatures"][0]["sig"]
    assert not any(signature in text for text in passages.texts)
    # What only pretends to be a signature is read.
    forged = json.loads(content)
    forged["signatures"][0]["sig"] = "Zbrkwx"
    passages = read_passages("release.intoto.jsonl", json.dumps(forged).encode())
    assert "Zbrkwx" in passages.texts


def test_a_public_key_holds_no_passage_and_anything_else_in_its_file_does() -> None:
    pem = public_key_pem(KEY.public_key())
    assert read_passages("signer.pub", pem).texts == []
    assert "Zbrkwx" in "".join(read_passages("signer.pub", pem + b"Zbrkwx\n").texts)


def test_readable_parts_of_binary_files_are_passages() -> None:
    content = b"\x00\x01Zbrkwx\xff" + "Qvltmn".encode("utf-16-le") + b"\xfe"
    passages = read_passages("a.bin", content)
    assert {"Zbrkwx", "Qvltmn"} <= set(passages.texts)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("M&uuml;ller", "Müller"),
        ("M&amp;uuml;ller", "Müller"),
        ("M%C3%BCller+x", "Müller x"),
        ("M\\u00fcller", "Müller"),
        ("M\\xfcller", "Müller"),
        ("O\\'Brien", "O'Brien"),
        ("a\\nb", "a b"),
    ],
)
def test_escapes_are_undone(text: str, reading: str) -> None:
    assert read_passages("a.txt", text.encode()).texts == [text, reading]
