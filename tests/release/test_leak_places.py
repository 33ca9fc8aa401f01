"""A planted identifier is found in every file of a bundle and every place of a file."""

from __future__ import annotations

import base64
import html
import json
import urllib.parse
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sector_data.release.layout import ATTESTATIONS, csv_path, parquet_path
from sector_data.release.leaks.vocabulary import package_vocabulary
from sector_data.release.sealing import sign_bundle
from sector_data.release.statement import Predicate
from sector_data.sources.tables import Table
from sector_data.sources.writing import write_csv, write_parquet
from tests.release.bundles import KEY, make_tables, token
from tests.release.searching import search_leaks
from tests.release.test_leaks import places, search

# Every file and every place

Plant = Callable[[Path, str], None]


def _append(path: str, text: str) -> Plant:
    def plant(folder: Path, secret: str) -> None:
        file = folder / path
        old = file.read_text("utf-8") if file.exists() else ""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(old + text.replace("SECRET", secret), "utf-8")

    return plant


def _json_plant(path: str, make: Callable[[str], object], *, ascii_only: bool = False) -> Plant:
    def plant(folder: Path, secret: str) -> None:
        (folder / path).write_text(json.dumps(make(secret), ensure_ascii=ascii_only), "utf-8")

    return plant


def _escaped(path: str, text: str, escape: Callable[[str], str]) -> Plant:
    return lambda folder, secret: _append(path, text.replace("SECRET", escape(secret)))(folder, "")


def _in_table(column: str, kind: str) -> Plant:
    def plant(folder: Path, secret: str) -> None:
        tables = make_tables()
        data = tables["notes"].data
        place = data.column_names.index(column)
        values = data.column(place).to_pylist()
        values[5] = f"{values[5]} {secret}" if kind == "inside" else secret
        data = data.set_column(place, column, pa.array(values, pa.string()))
        table = Table("notes", data)
        if kind == "csv":
            write_csv(table, folder / csv_path("notes"))
        else:
            write_parquet(table, folder / parquet_path("notes"))

    return plant


def _unused_dictionary_entry(folder: Path, secret: str) -> None:
    values = pa.DictionaryArray.from_arrays(pa.array([0, 0, None]), pa.array(["a", secret]))
    pq.write_table(pa.table({"text": values}), folder / parquet_path("notes"))


def _parquet_metadata(folder: Path, secret: str) -> None:
    path = folder / parquet_path("notes")
    table = pq.read_table(path).replace_schema_metadata({"note": secret})
    pq.write_table(table, path)


def _field_metadata(folder: Path, secret: str) -> None:
    field = pa.field("text", pa.string(), metadata={"note": secret})
    table = pa.Table.from_arrays([pa.array(["a"])], schema=pa.schema([field]))
    pq.write_table(table, folder / parquet_path("notes"))


def _column_name(folder: Path, secret: str) -> None:
    table = pq.read_table(folder / parquet_path("notes"))
    pq.write_table(
        table.rename_columns([secret, *table.column_names[1:]]), folder / parquet_path("notes")
    )


def _csv_header(folder: Path, secret: str) -> None:
    path = folder / csv_path("notes")
    lines = path.read_text("utf-8").split("\n")
    quoted = '"' + secret.replace('"', '""') + '"'
    path.write_text("\n".join([lines[0].replace("seen", quoted), *lines[1:]]), "utf-8")


def _ragged_row(folder: Path, secret: str) -> None:
    _append(csv_path("notes"), 'one,"SECRET"\n')(folder, secret.replace('"', '""'))


def _signed(folder: Path, secret: str) -> None:
    sign_bundle(folder, [Predicate("urn:x", {"a": [1, {"b": secret}]})], KEY)


def _key_of_statement(folder: Path, secret: str) -> None:
    sign_bundle(folder, [Predicate("urn:x", {secret: 1})], KEY)


def _binary(folder: Path, secret: str) -> None:
    (folder / "logo.png").write_bytes(b"\x89PNG\x00\xff" + secret.encode() + b"\x00\xfe")


def _utf16(folder: Path, secret: str) -> None:
    (folder / "notes.txt").write_bytes(secret.encode("utf-16"))


def _file_name(folder: Path, secret: str) -> None:
    (folder / f"chart {secret.replace('/', ' ')}.txt").write_text("x")


def _data_uri(folder: Path, secret: str) -> None:
    inner = base64.b64encode(f"<svg><text>{html.escape(secret)}</text></svg>".encode()).decode()
    _append("report.html", f'<img src="data:image/svg+xml;base64,{inner}">')(folder, "")


def _html_numeric(secret: str) -> str:
    return "".join(f"&#{ord(c)};" for c in secret)


def _js(secret: str) -> str:
    return "".join(f"\\u{ord(c):04x}" for c in secret)


def _percent(secret: str) -> str:
    return urllib.parse.quote(secret, safe="")


PLANTS: dict[str, tuple[str, Plant]] = {
    "csv cell": ("data/notes.csv", _in_table("text", "csv")),
    "csv pseudonym": ("data/notes.csv", _in_table("id", "csv")),
    "csv header": ("data/notes.csv", _csv_header),
    "csv ragged": ("data/notes.csv", _ragged_row),
    "parquet cell": ("data/notes.parquet", _in_table("text", "parquet")),
    "parquet inside": ("data/notes.parquet", _in_table("text", "inside")),
    "parquet dictionary": ("data/notes.parquet", _unused_dictionary_entry),
    "parquet metadata": ("data/notes.parquet", _parquet_metadata),
    "parquet field metadata": ("data/notes.parquet", _field_metadata),
    "parquet column name": ("data/notes.parquet", _column_name),
    "json value": ("plan.json", _json_plant("plan.json", lambda s: {"a": [{"b": s}]})),
    "json sentence": ("plan.json", _json_plant("plan.json", lambda s: f"row of {s} dropped")),
    "croissant": ("croissant.json", _json_plant("croissant.json", lambda s: {"name": s})),
    "json key": ("datapackage.json", _json_plant("datapackage.json", lambda s: {"a": {s: 1}})),
    "json escaped": (
        "evidence/validation.json",
        _json_plant("evidence/validation.json", lambda s: [s], ascii_only=True),
    ),
    "json repeated key": (
        "evidence/leaks.json",
        _escaped("evidence/leaks.json", '{"a": SECRET, "a": 1}', json.dumps),
    ),
    "json in json": (
        "evidence/leaks.json",
        _json_plant("evidence/leaks.json", lambda s: {"a": json.dumps({"b": s})}),
    ),
    "damaged json": ("evidence/leaks.json", _append("evidence/leaks.json", '{"a": SECRET')),
    "markdown": ("README.md", _append("README.md", "\n| a | **SECRET** |\n")),
    "html text": ("report.html", _escaped("report.html", "<p>of SECRET.</p>", html.escape)),
    "html numeric": ("report.html", _escaped("report.html", "<p>SECRET</p>", _html_numeric)),
    "html twice": (
        "report.html",
        _escaped("report.html", "<p>SECRET</p>", lambda s: html.escape(html.escape(s))),
    ),
    "html attribute": (
        "report.html",
        _escaped("report.html", '<i title="SECRET">x</i>', html.escape),
    ),
    "html data attribute": (
        "report.html",
        _escaped("report.html", "<i data-x='SECRET'>", lambda s: html.escape(s, quote=True)),
    ),
    "html link": ("report.html", _escaped("report.html", '<a href="?q=SECRET">x</a>', _percent)),
    "html comment": ("report.html", _append("report.html", "<!-- SECRET -->")),
    "html open comment": ("report.html", _append("report.html", "<!-- SECRET ")),
    "html broken tag": ("report.html", _append("report.html", '<p class="SECRET ')),
    "html split": (
        "report.html",
        _escaped(
            "report.html",
            "<p>SECRET</p>",
            lambda s: f"<b>{html.escape(s[:2])}</b>{html.escape(s[2:])}",
        ),
    ),
    "html svg": (
        "report.html",
        _escaped("report.html", "<svg><text x='1'>SECRET</text></svg>", html.escape),
    ),
    "html script": (
        "report.html",
        _escaped("report.html", "<script>var x = SECRET;</script>", json.dumps),
    ),
    "html script json": (
        "report.html",
        _escaped("report.html", '<script type="application/json">[SECRET]</script>', json.dumps),
    ),
    "html script escaped": (
        "report.html",
        _escaped("report.html", "<script>var x = 'SECRET';</script>", _js),
    ),
    "html style": (
        "report.html",
        _escaped("report.html", "<style>p:after {content: SECRET}</style>", json.dumps),
    ),
    "html embedded": ("report.html", _data_uri),
    "data docs": (
        "evidence/data-docs/tables/notes.html",
        _escaped("evidence/data-docs/tables/notes.html", "<td>SECRET</td>", html.escape),
    ),
    "svg": ("plot.svg", _escaped("plot.svg", "<svg><desc>SECRET</desc></svg>", html.escape)),
    "statement": (ATTESTATIONS, _signed),
    "statement key": (ATTESTATIONS, _key_of_statement),
    "sums": ("SHA256SUMS", _append("SHA256SUMS", f"{'0' * 64}  SECRET\n")),
    "no key": ("signer.pub", _append("signer.pub", "SECRET\n")),
    "unknown text": ("notes.txt", _append("notes.txt", "a\n\nb SECRET c")),
    "binary": ("logo.png", _binary),
    "utf-16": ("notes.txt", _utf16),
    "file name": ("./ (the name of a file)", _file_name),
}

letters = st.text(st.sampled_from("bcdfghjklmnpqrstvwxz"), min_size=4, max_size=9).filter(
    lambda word: word not in package_vocabulary()
)
"""Without vowels: no words of a language, and none of the program's (``zstd``)."""
words = st.one_of(letters, letters.map(str.title), letters.map(str.upper))
figures = st.text(st.sampled_from("0123456789"), min_size=7, max_size=15).filter(
    lambda digits: not digits.startswith(("19", "20"))
)
secrets = st.one_of(
    words,
    st.tuples(words, words).map(" ".join),
    st.tuples(words, words).map("-".join),
    st.tuples(st.sampled_from(["O'", "d’", "Mc "]), words).map("".join),
    st.tuples(words, words, words).map(lambda w: f"{w[0]}, {w[1]} {w[2]}"),
    figures,
    st.tuples(st.integers(200, 999), st.integers(200, 999), st.integers(1000, 9999)).map(
        lambda n: f"({n[0]}) {n[1]}-{n[2]}"
    ),
    st.tuples(letters, figures).map("".join),
    st.tuples(letters, st.integers(10_000, 99_999)).map(lambda p: f"{p[0]}-{p[1]}"),
    st.tuples(letters, letters).map(lambda w: f"{w[0]}.{w[1]}@example.org"),
    st.tuples(st.integers(1, 999), words, st.integers(1, 99)).map(
        lambda p: f"{p[0]} {p[1]} Street Apt. {p[2]}"
    ),
    st.uuids().map(str),
)


def respell(data: st.DataObject, secret: str) -> str:
    """Write a secret otherwise: another case, other separators."""
    separator = data.draw(st.sampled_from([None, " ", "-", ".", "  ", "/"]))
    cases = [secret, secret.lower(), secret.upper(), secret.title()]
    written = data.draw(st.sampled_from(cases))
    if separator is not None:
        written = "".join(c if c.isalnum() else separator for c in written)
    return written


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_a_planted_secret_is_found_wherever_it_is(
    bundle: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    import shutil

    place = data.draw(st.sampled_from(sorted(PLANTS)))
    secret = data.draw(secrets)
    file, plant = PLANTS[place]
    written = secret if place in {"html split"} else respell(data, secret)
    folder = Path(shutil.copytree(bundle, tmp_path_factory.mktemp("planted") / "bundle"))
    others = data.draw(st.lists(secrets, max_size=5))
    plant(folder, written)
    report = search_leaks(
        folder,
        {"patients.name": pa.array([secret, None]), "patients.other": pa.array(others)},
        kept={"patients.sex": make_tables()["patients"].column("sex")},
        vocabulary=package_vocabulary(),
    )
    found = {f.file for f in report.findings if f.source_column == "patients.name"}
    assert file in found
    told = report.model_dump_json()
    assert secret not in told
    assert written not in told or len(written) < 6


@pytest.mark.parametrize("place", sorted(PLANTS))
def test_every_place_is_searched(own_bundle: Path, place: str) -> None:
    file, plant = PLANTS[place]
    assert search(own_bundle, "Zbrkwx Qvlt").passed
    plant(own_bundle, "Zbrkwx Qvlt")
    assert file in {finding.file for finding in search(own_bundle, "Zbrkwx Qvlt").findings}


def test_a_leak_in_a_column_name_is_not_repeated_in_the_report(own_bundle: Path) -> None:
    _column_name(own_bundle, "Zbrkwx Qvlt")
    report = search(own_bundle, "Zbrkwx Qvlt", token(100))
    assert "Zbrkwx" not in report.model_dump_json()
    assert ("data/notes.parquet", None) in places(report)
