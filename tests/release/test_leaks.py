"""Identifiers are met in any spelling, and what may stay in columns stays."""

from __future__ import annotations

import random
from pathlib import Path

import pyarrow as pa
import pytest

from sector_data.errors import TargetError
from sector_data.release.layout import csv_path, parquet_path
from sector_data.release.leaks.search import LeakSearch
from sector_data.release.leaks.vocabulary import package_vocabulary, words_of
from sector_data.sources.tables import Table
from sector_data.sources.writing import write_csv, write_parquet
from sector_data.spec.evidence.release import LeakReport
from tests.release.bundles import make_tables
from tests.release.searching import search_leaks

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
        ("5000500", "5 000 500"),
        ("5000500", "5.000 500"),
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
        ("5000500", "0.500 0.500–0.500"),
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
    assert (report.values or 0) > 2000
    assert report.files == 14


def test_without_secrets_nothing_is_found(bundle: Path) -> None:
    report = search_leaks(bundle, {}, kept={}, vocabulary=frozenset())
    assert (report.passed, report.values, report.not_searchable) == (True, 0, 0)
    empty = search_leaks(
        bundle, {"a.b": pa.array([], pa.string())}, kept={}, vocabulary=frozenset()
    )
    assert empty.passed


def test_only_some_files_can_be_searched(own_bundle: Path) -> None:
    for page in ("README.md", "report.html"):
        with (own_bundle / page).open("a", encoding="utf-8") as file:
            file.write("Zbrkwx")
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


def test_shares_are_told_by_the_portion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sector_data.sources.shares.LARGE", 1)
    rows = [f"visit {number}" for number in range(300_000)]
    write_table(tmp_path, text=rows)
    told: list[str] = []
    secrets = {"p.name": pa.array(["Zbrkwx"] * 200_000)}
    LeakSearch(secrets, kept={}, vocabulary=frozenset(), tell=told.append).report(tmp_path)
    stages = [phrase.rpartition(": ") for phrase in told]
    assert [*dict.fromkeys(stage for stage, _, _ in stages)] == [
        "learning the identifiers of the source",
        "searching every file for identifiers of the source",
    ]
    assert sum(share == "100 %" for _, _, share in stages) == 2
    assert len(stages) > 8


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
