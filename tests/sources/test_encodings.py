"""Encodings are told from bytes, and what cannot be told is said."""

from __future__ import annotations

import codecs
import io
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sector_data.errors import SourceError
from sector_data.sources import encodings
from sector_data.sources.encodings import detect_encoding, utf8_chunks

FILE = Path("people.csv")


def detect(content: bytes, encoding: str | None = None) -> str:
    return detect_encoding(lambda: io.BytesIO(content), path=FILE, encoding=encoding)


WESTERN = [
    "name,city\nJäger,Köln\n",
    "name\nnée Élodie\nélève\npréférée\n",
    "nom,note\nFrançois,d’élève à l’école\n",
    "name,note\nO’Brien,the patient’s notes\n",
    "nome,città\nNicolò,Forlì\nperché,è già là\n",
    "temp,unit\n37,°C\n",
    "price\n5 €\n“quoted” – dash…\n",
    "Straße\nGrößenmaß\nWEISSENSEE ÄÖÜ\n",
    "ä,ö\nx,y\n",
]
JAPANESE = [
    "氏名,性別\n佐藤 太郎,男\n",
    "id,sex\n1,男\n2,女\n",
    "ID,カナ\n1,ﾔﾏﾀﾞ ﾀﾛｳ\n",
    "名前,住所\n髙橋 はなこ,東京都新宿区１－２－３\n",
    "note\n患者は38℃の発熱、A病棟に入院。\n",
]


@pytest.mark.parametrize("text", WESTERN)
def test_western_text_in_windows_1252(text: str) -> None:
    assert detect(text.encode("cp1252")) == "cp1252"


@pytest.mark.parametrize("text", JAPANESE)
def test_japanese_text_in_cp932(text: str) -> None:
    assert detect(text.encode("cp932")) == "cp932"


@pytest.mark.parametrize("text", WESTERN + JAPANESE + ["a,b\n1,😀\n"])
@pytest.mark.parametrize(
    ("codec", "mark", "expected"),
    [
        ("utf-8", b"", "utf-8-sig"),
        ("utf-8", codecs.BOM_UTF8, "utf-8-sig"),
        ("utf-16-le", codecs.BOM_UTF16_LE, "utf-16"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "utf-16"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
    ],
)
def test_unicode_encodings(text: str, codec: str, mark: bytes, expected: str) -> None:
    assert detect(mark + text.encode(codec)) == expected


@settings(deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
@example(text="\ufeff")
def test_utf8_is_always_recognised(text: str) -> None:
    assert detect(text.encode()) in ("utf-8-sig", "utf-16")  # U+FEFF alone could be either
    assert detect(b"a,b\n" + text.encode()) == "utf-8-sig"


@settings(deadline=None)
@given(
    text=st.text(st.characters(exclude_categories=["Cs"])),
    codec=st.sampled_from(["utf-8-sig", "utf-16", "utf-16-be"]),
    size=st.integers(1, 7),
)
def test_pieces_make_the_whole(text: str, codec: str, size: int) -> None:
    content = text.encode(codec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encodings, "_CHUNK", size)
        pieces = b"".join(utf8_chunks(io.BytesIO(content), codec))
    assert pieces.decode("utf-8-sig") == text.removeprefix("\ufeff") or pieces.decode() == text


@pytest.mark.parametrize("size", [1, 2, 3, 5, 1 << 20])
@pytest.mark.parametrize(
    ("content", "encoding", "offset", "line"),
    [
        (b"a,b\n1,\xff\n", "utf-8", 6, 2),
        ("a,é\n日,".encode() + b"\xe9\n", "utf-8", 9, 2),
        (codecs.BOM_UTF8 + b"a\n\n\xc3(", "utf-8", 6, 3),
        ("a\nあい".encode("cp932") + b"\x81\x20", "shift_jis", 6, 2),
        (b"a\n\x81\n", "windows-1252", 2, 2),
        (b"a\nb\xc3", "utf-8", 3, 2),
    ],
)
def test_named_encoding_that_does_not_fit(
    content: bytes, encoding: str, offset: int, line: int, size: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encodings, "_CHUNK", size)
        with pytest.raises(SourceError, match=rf"byte {offset} \(line {line}\)") as caught:
            detect(content, encoding)
    assert "people.csv" in caught.value.message
    assert "encoding" in (caught.value.fix or "")


def test_named_encoding_of_what_is_not_text() -> None:
    with pytest.raises(SourceError, match="does not fit unicode-escape"):
        detect(b"\\ud800", "unicode_escape")


def test_named_encoding_wins() -> None:
    assert detect("a\né\n".encode(), "iso-8859-15") == "iso8859-15"
    assert detect("a\né\n".encode("cp1252"), "latin-1") == "iso8859-1"
    assert detect(b"a\n1\n", "utf8") == "utf-8-sig"
    assert detect("a\n男\n".encode("cp932"), "Shift_JIS") == "shift_jis"


@pytest.mark.parametrize("name", ["utf-9", "hex", "base64", " ", "rot13"])
def test_unknown_encoding(name: str) -> None:
    with pytest.raises(SourceError, match="is not known"):
        detect(b"a\n1\n", name)


def test_undecodable_bytes_name_all_that_was_tried() -> None:
    # 0x81 0x20 is not CP932, 0x81 is not Windows-1252.
    with pytest.raises(SourceError, match=r"byte 2 \(line 2\).*UTF-8, CP932.*, Windows-1252"):
        detect(b"a\n\x81 \n")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"a,b\n1,\x002\n", 2),
        (b"a,b\n1,\0\n", 2),
        (b"\0\0\0\0", 1),
        (b"a,b\n" + b"1,2\n" * 30_000 + b"\0,\n", 30_002),
        ("a\nb\0c\n".encode("utf-16"), 2),
    ],
    ids=["odd", "even", "only", "far behind", "in UTF-16"],
)
def test_nul_bytes(content: bytes, line: int) -> None:
    with pytest.raises(SourceError, match=f"line {line} holds a NUL"):
        detect(content)
