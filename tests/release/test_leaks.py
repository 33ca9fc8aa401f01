from __future__ import annotations

import base64
import html
import json
import random
import urllib.parse
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sector_data.errors import TargetError
from sector_data.release.layout import ATTESTATIONS, csv_path, parquet_path
from sector_data.release.leak_vocabulary import package_vocabulary, words_of
from sector_data.release.leaks import search_leaks
from sector_data.release.sealing import sign_bundle
from sector_data.release.statement import Predicate
from sector_data.sources.tables import Table
from sector_data.sources.writing import write_csv, write_parquet
from sector_data.spec.evidence import LeakReport
from tests.release.bundles import KEY, make_bundle, make_plan, make_tables, token, write_data

NOTHING: dict[str, pa.Array] = {}


def search(
    folder: Path,
    *secrets: str,
    kept: dict[str, pa.Array] | None = None,
    vocabulary: frozenset[str] = frozenset(),
) -> LeakReport:
    return search_leaks(
        folder,
        {"patients.name": pa.array(secrets, pa.string())},
        kept=kept or NOTHING,
        vocabulary=vocabulary,
    )


def places(report: LeakReport) -> set[tuple[str, str | None]]:
    return {(finding.file, finding.where) for finding in report.findings}


def write_table(folder: Path, name: str = "t", **columns: object) -> None:
    (folder / "data").mkdir(exist_ok=True)
    table = Table(name, pa.table(columns))
    write_csv(table, folder / csv_path(name))
    write_parquet(table, folder / parquet_path(name))


IN_BOTH = {("data/t.csv", "text"), ("data/t.parquet", "text")}

# Spellings


@pytest.mark.parametrize(
    ("secret", "written"),
    [
        ("O'Brien", "O'Brien"),
        ("O'Brien", "O’BRIEN"),
        ("O'Brien", "OBrien"),
        ("OBrien", "o'brien"),
        ("Jean-Luc", "jean luc"),
        ("Jean Luc", "Jean-Luc"),
        ("Müller", "MULLER"),
        ("Müller", "Mu\u0308ller"),
        ("Müller", "Müllers"),
        ("Strauß", "STRAUSS"),
        ("John Smith", "Smith, John"),
        ("Smith, John", "john  smith"),
        ("John Smith", "John\nSmith"),
        ("John Smith", "johnsmith"),
        ("John Smith", "John\u00a0Smith"),
        ("John Smith", "Jo\u00adhn Smith"),
        ("John Smith", "\uff2aohn Smith"),
        ("Aaron697", "Aaron697"),
        ("Aaron697 Brakus656", "aaron697-brakus656"),
        ("248 Effertz Quay Suite 19", "248 Effertz Quay, Suite 19"),
        ("617-555-0123", "(617) 555 0123"),
        ("617-555-0123", "6175550123"),
        ("617-555-0123", "1 617 555 0123"),
        ("617-555-0123", "+16175550123"),
        ("617-555-0123", "617 5550123"),
        ("617-555-0123", "617.555.0123"),
        ("(617) 555 0123", "tel:617-555-0123"),
        ("6175550123", "617-555-0123"),
        ("1 617 555 0123", "617-555-0123"),
        ("+1 617 555 0123", "(617)555-0123"),
        ("+44 20 7946 0958", "020 7946 0958"),
        ("020 7946 0958", "+44 20 7946 0958"),
        ("0044 20 7946 0958", "02079460958"),
        ("+49 (0)30 1234567", "+49 30 1234567"),
        ("123-45-6789", "123456789"),
        ("MRN-004512-A", "mrn 004512 a"),
        ("MRN004512A", "MRN-004512-A"),
        ("MRN0045129", "0045129"),
        ("MRN 482913", "MRN482913"),
        ("482913", "MRN482913"),
        ("482913", "no. 482913."),
        ("john.smith@example.org", "<John.Smith@Example.ORG>"),
        ("https://example.org/~smith", "example: https://example.org/~smith"),
        ("DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        ("d9f7a1de-0ff1-4b3c-9a9a-123456789abc", "D9F7A1DE0FF14B3C9A9A123456789ABC"),
        ("192.168.1.10", "192.168.1.10:80"),
        ("田中太郎", "田中　太郎"),
        ("田中", "患者は田中さんです"),
        ("ヤマダ", "ﾔﾏﾀﾞ様"),
        ("電話 090-1234-5678", "電話０９０１２３４５６７８"),
        ("090-1234-5678", "電話は０９０−１２３４−５６７８です".replace("−", "-")),
        ("2021-03-14", "seen 2021-03-14 at noon"),
        ("March 14, 2021", "on march 14 2021"),
        ("42.360112", "at 42.360112"),
        ("Xu Li", "xu li"),
    ],
)
def test_a_secret_is_met_in_any_spelling(tmp_path: Path, secret: str, written: str) -> None:
    write_table(tmp_path, text=[f"Note: {written}, and more.", "nothing here"])
    assert places(search(tmp_path, secret)) == IN_BOTH


@pytest.mark.parametrize(
    ("secret", "written"),
    [
        ("Bean", "be an issue"),
        ("Anna", "an na"),
        ("Smith", "Smithfield blacksmith"),
        ("Lee", "fleet sleep"),
        ("O'Brien", "Brien"),
        ("John Smith", "John saw Smith"),
        ("John Smith", "John and Ann Smith"),
        ("617-555-0123", "617-555-0124"),
        ("617-555-0123", "16175550123456"),
        ("482913", "1482913"),
        ("482913", "48-2913"),
        ("482913", "a482913f0"),
        ("482913", "0.482913"),
        ("482913", "482,913"),
        ("5550123", "2.5550123"),
        ("2021031", "2021-03-14"),
        ("20210314", "2021-03-14"),
        ("12080", "BP 120/80"),
        ("田中", "田の中"),
        ("john.smith@example.org", "jane.smith@example.org"),
    ],
)
def test_what_only_looks_alike_is_not_met(tmp_path: Path, secret: str, written: str) -> None:
    write_table(tmp_path, text=[f"Note: {written}, and more.", "nothing here"])
    report = search(tmp_path, secret)
    assert report.passed
    assert report.values == 1


@pytest.mark.parametrize(
    "secret",
    [
        *("", " ", "-", "a", "Li", "12", "1234", "A1", "A12", "St.", "田", "2 weeks"),
        *("45 years old", "Monday", "yesterday", "March 2021", "3月5日", "10:30 am", "le 5"),
    ],
)
def test_what_says_too_little_is_counted_and_not_searched(tmp_path: Path, secret: str) -> None:
    write_table(tmp_path, text=[f"Note: {secret}", secret])
    report = search(tmp_path, secret)
    assert report.passed
    assert (report.values, report.not_searchable) == (0, 1)


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


# Innocent bundles


def test_an_innocent_bundle_has_no_findings(bundle: Path) -> None:
    generator = random.Random(7)
    names = ["Zbrkwx", "Hartmann", "Nguyen", "Rossi", "Lefèvre", "Tanaka", "田中", "White", "Mark"]
    numbers = [str(generator.randint(10**6, 10**10)) for _ in range(2000)]
    report = search_leaks(
        bundle,
        {
            "patients.name": pa.array(names),
            "patients.mrn": pa.array(numbers),
            "patients.ssn": pa.array([f"{n[:3]}-{n[3:5]}-{n[5:]}" for n in numbers]),
            "patients.born": pa.array(["2020-01-01", "1890-01-01"]),
        },
        kept={"patients.sex": make_tables()["patients"].column("sex")},
        vocabulary=package_vocabulary() | words_of("Admissions", "data@hospital.example"),
    )
    assert report.passed
    assert report.values > 2000
    assert report.files == 13


def test_without_secrets_nothing_is_found(bundle: Path) -> None:
    report = search_leaks(bundle, {}, kept={}, vocabulary=frozenset())
    assert (report.passed, report.values, report.not_searchable) == (True, 0, 0)
    empty = search_leaks(
        bundle, {"a.b": pa.array([], pa.string())}, kept={}, vocabulary=frozenset()
    )
    assert empty.passed


def test_only_some_files_can_be_searched(own_bundle: Path) -> None:
    _append("README.md", "Zbrkwx")(own_bundle, "")
    _append("report.html", "Zbrkwx")(own_bundle, "")
    report = search_leaks(
        own_bundle,
        {"a.b": pa.array(["Zbrkwx"])},
        kept={},
        vocabulary=frozenset(),
        only=["README.md"],
    )
    assert report.files == 1
    assert places(report) == {("README.md", None)}


def test_a_link_cannot_be_searched(own_bundle: Path) -> None:
    (own_bundle / "link").symlink_to(own_bundle / "README.md")
    with pytest.raises(TargetError, match="cannot be searched"):
        search(own_bundle, "Zbrkwx")


def test_each_source_column_is_named_with_its_rows(tmp_path: Path) -> None:
    write_table(tmp_path, text=["Zbrkwx", "Zbrkwx", "met Qvltt and Zbrkwx", "none"])
    report = search_leaks(
        tmp_path,
        {"p.first": pa.array(["Zbrkwx"]), "p.last": pa.array(["Qvltt", "Zbrkwx"])},
        kept={},
        vocabulary=frozenset(),
    )
    hits = {(f.file, f.source_column): f.hits for f in report.findings}
    assert hits == {
        ("data/t.csv", "p.first"): 3,
        ("data/t.csv", "p.last"): 4,
        ("data/t.parquet", "p.first"): 3,
        ("data/t.parquet", "p.last"): 4,
    }


# What may stay in columns


def test_a_category_of_ten_rows_may_be_a_name(tmp_path: Path) -> None:
    city = ["Virginia"] * 10 + ["Boston"] * 9
    write_table(tmp_path, text=city)
    kept = {"t.text": pa.array(city)}
    assert search(tmp_path, "Virginia", kept=kept).passed
    assert search(tmp_path, "Virginia", kept=kept).excused == 20
    assert places(search(tmp_path, "Boston", kept=kept)) == IN_BOTH
    assert places(search(tmp_path, "Virginia")) == IN_BOTH


def test_a_name_inside_a_category_is_a_leak(tmp_path: Path) -> None:
    values = ["Dr Zbrkwx"] * 30
    write_table(tmp_path, text=values)
    assert places(search(tmp_path, "Zbrkwx", kept={"t.text": pa.array(values)})) == IN_BOTH


@pytest.mark.parametrize("value", ["White blood cells", "Barrett esophagus", "Boston General"])
def test_words_inside_a_category_may_be_ordinary_or_categories_themselves(
    tmp_path: Path, value: str
) -> None:
    kept = {"t.text": pa.array([value] * 10), "t.city": pa.array(["Boston"] * 10)}
    write_table(tmp_path, text=[value] * 10)
    assert search(tmp_path, value.partition(" ")[0], kept=kept).passed
    rare = {**kept, "t.text": pa.array([value] * 9)}
    assert not search(tmp_path, value.partition(" ")[0], kept=rare).passed


def test_ordinary_words_in_lower_case_may_stand_in_text(tmp_path: Path) -> None:
    write_table(tmp_path, text=["she will come in may", "stretch marks"])
    assert search(tmp_path, "Will", "May", "Mark").passed
    write_table(tmp_path, text=["she will come. Will is well", "Mark"])
    assert places(search(tmp_path, "Will")) == IN_BOTH
    assert places(search(tmp_path, "Mark")) == IN_BOTH
    assert places(search(tmp_path, "Will Mark")) == set()


def test_words_that_detection_leaves_may_stand_too(tmp_path: Path) -> None:
    write_table(tmp_path, text=["polyp of the colon", "x"])
    (tmp_path / "plan.json").write_text('["colon"]')
    secrets = {"p.last": pa.array(["Colón"])}
    nothing: frozenset[str] = frozenset()
    assert not search_leaks(tmp_path, secrets, kept={}, vocabulary=nothing).passed
    report = search_leaks(
        tmp_path, secrets, kept={}, vocabulary=nothing, ordinary=frozenset({"colon"})
    )
    assert report.passed


def test_ordinary_words_in_capitals_are_a_leak(tmp_path: Path) -> None:
    write_table(tmp_path, text=["Will called", "x"])
    assert places(search(tmp_path, "Will")) == IN_BOTH


def test_a_name_that_is_no_word_is_a_leak_in_lower_case_too(tmp_path: Path) -> None:
    write_table(tmp_path, text=["mrs smith called", "x"])
    assert places(search(tmp_path, "Smith")) == IN_BOTH


def test_figures_inside_labels_are_bounds(tmp_path: Path) -> None:
    labels = ["[10000, 20000)"] * 12
    write_table(tmp_path, text=labels)
    assert search(tmp_path, "10000", kept={"t.text": pa.array(labels)}).passed
    assert not search(tmp_path, "10000").passed


def test_dates_may_stand_in_date_columns_and_labels(tmp_path: Path) -> None:
    labels = ["2021-03-14 to 2021-03-20"] * 12
    write_table(tmp_path, day=["2021-03-14"] * 12, text=labels)
    assert search(tmp_path, "2021-03-14", kept={"t.text": pa.array(labels)}).passed
    assert places(search(tmp_path, "2021-03-14")) == IN_BOTH
    (tmp_path / "plan.json").write_text('{"made-on": "2021-03-14"}')
    assert places(search(tmp_path, "2021-03-14")) == IN_BOTH


def test_a_kept_column_of_another_table_excuses_nothing(tmp_path: Path) -> None:
    write_table(tmp_path, text=["Virginia"] * 20)
    assert not search(tmp_path, "Virginia", kept={"u.text": pa.array(["Virginia"] * 20)}).passed


# Numbers in columns of numbers


def test_an_identifier_column_left_in_place_is_found_however_short_or_dense(
    tmp_path: Path,
) -> None:
    for numbers in (
        [*range(100_000, 100_500)],
        [*range(10_000, 10_500)],
        [10**9 + 7919 * i for i in range(500)],
    ):
        write_table(tmp_path, text=pa.array(numbers))
        identifiers = {"p.mrn": pa.array(numbers)}
        report = search_leaks(tmp_path, identifiers, kept={}, vocabulary=frozenset())
        assert places(report) == IN_BOTH
        report = search_leaks(
            tmp_path,
            {"p.mrn": pa.array([f"MRN-{n:09d}" for n in numbers])},
            kept={},
            vocabulary=frozenset(),
        )
        assert places(report) == IN_BOTH


def test_amounts_may_coincide_with_identifiers_by_chance(tmp_path: Path) -> None:
    generator = random.Random(3)
    amounts = [generator.randint(1_000_000, 9_999_999) for _ in range(5000)]
    write_table(tmp_path, text=amounts)
    identifiers = pa.array([generator.randint(1_000_000, 9_999_999) for _ in range(5000)])
    report = search_leaks(tmp_path, {"p.mrn": identifiers}, kept={}, vocabulary=frozenset())
    assert report.passed
    assert report.excused > 0


def test_one_long_number_is_no_chance(tmp_path: Path) -> None:
    write_table(tmp_path, text=[6175550123, 12, 13])
    assert places(search(tmp_path, "617-555-0123")) == IN_BOTH
    write_table(tmp_path, text=[6175550123.0, 12.5, 13])
    assert places(search(tmp_path, "617-555-0123")) == IN_BOTH
    write_table(tmp_path, text=["0617555012", "0000000012"])
    assert places(search(tmp_path, "617555012")) == IN_BOTH


def test_a_coordinate_is_found_in_a_column_of_numbers(tmp_path: Path) -> None:
    write_table(tmp_path, text=[42.360112, -71.05])
    report = search_leaks(
        tmp_path, {"p.lat": pa.array([42.360112])}, kept={}, vocabulary=frozenset()
    )
    assert places(report) == IN_BOTH


def test_a_kept_column_of_numbers_may_hold_its_categories(tmp_path: Path) -> None:
    codes = [444814009] * 12
    write_table(tmp_path, text=codes)
    assert search(tmp_path, "444814009", kept={"t.text": pa.array(codes)}).passed
    assert not search(tmp_path, "444814009", kept={"t.text": pa.array(codes[:9])}).passed


# What may stay in documents


def test_the_programs_own_words_may_stand_in_documents(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("<h1>Mark of Quality</h1>")
    assert not search(tmp_path, "Mark").passed
    assert search(tmp_path, "Mark", vocabulary=frozenset({"mark"})).passed
    assert search(tmp_path, "Mark", vocabulary=frozenset({"mark"})).excused > 0


def test_phrases_and_numbers_are_never_excused_by_words(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("<p>Data Office, tel. 6175550123</p>")
    vocabulary = words_of("Data Office, tel. 6175550123")
    assert not search(tmp_path, "Data Office", vocabulary=vocabulary).passed
    assert not search(tmp_path, "6175550123", vocabulary=vocabulary).passed


def test_categories_of_the_release_may_stand_in_documents(tmp_path: Path) -> None:
    kept = {"t.city": pa.array(["New York"] * 10 + ["Salem"] * 9)}
    (tmp_path / "plan.json").write_text('[["New York"], "York and others"]')
    assert search(tmp_path, "New York", "York", kept=kept).passed
    (tmp_path / "plan.json").write_text('["Salem"]')
    assert not search(tmp_path, "Salem", kept=kept).passed


def test_counts_in_documents_are_no_identifiers(tmp_path: Path) -> None:
    counts = {"rows": 1234567, "bytes": 7654321, "share": 0.1234567, "n": 482913}
    (tmp_path / "a.json").write_text(json.dumps(counts))
    assert search(tmp_path, "1234567", "7654321", "482913").passed
    for document in ({"observed": 1234567}, {"values": [1234567]}, [1234567.0]):
        (tmp_path / "a.json").write_text(json.dumps(document))
        assert not search(tmp_path, "1234567").passed
    (tmp_path / "a.json").write_text(json.dumps({"observed": "482913"}))
    assert not search(tmp_path, "482913").passed


def test_geometry_is_no_number(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text('<svg><path d="M 482913 L 12 482913"/></svg>')
    assert search(tmp_path, "482913").passed


def test_digests_and_pseudonyms_are_not_taken_apart(tmp_path: Path) -> None:
    generator = random.Random(11)
    write_table(tmp_path, text=[token(generator.randint(0, 10**9)) for _ in range(3000)])
    (tmp_path / "SHA256SUMS").write_text(
        "".join(f"{generator.getrandbits(256):064x}  x{i}\n" for i in range(500))
    )
    numbers = pa.array([str(n) for n in range(10_000, 99_999)])
    report = search_leaks(tmp_path, {"p.id": numbers}, kept={}, vocabulary=frozenset())
    assert report.passed


def test_odd_contents_are_searched_without_a_fault(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    for name, content in {
        "data/empty.csv": b"",
        "data/header.csv": b"a,b\n",
        "data/nul.csv": b"a\x00b\nZbrkwx\n",
        "data/bad.parquet": b"PAR1 Zbrkwx PAR1",
        "deep.json": b"[" * 50_000,
        "surrogate.json": rb'["\ud800 Zbrkwx \ud83d\ude00"]',
        "bom.json": b'\xef\xbb\xbf["Zbrkwx"]',
        "empty.html": b"",
        "latin.txt": "Zbrkwx é".encode("latin-1"),
        "huge.json": b"[" + b"9" * 5000 + b"]",
    }.items():
        (tmp_path / name).write_bytes(content)
    report = search(tmp_path, "Zbrkwx")
    assert {finding.file for finding in report.findings} == {
        "data/nul.csv",
        "data/bad.parquet",
        "surrogate.json",
        "bom.json",
        "latin.txt",
    }


def test_a_whole_bundle_is_searched_with_its_own_signature(tmp_path: Path) -> None:
    tables = make_tables()
    folder = make_bundle(tmp_path / "bundle")
    write_data(folder, tables, make_plan(tables))
    sign_bundle(folder, [Predicate("urn:x", {})], KEY)
    assert search(folder, "Zbrkwx").passed
