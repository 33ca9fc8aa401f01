"""Numbers that coincide, and what may stay in documents."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pyarrow as pa

from sector_data.release.leaks.vocabulary import words_of
from sector_data.release.sealing import sign_bundle
from sector_data.release.statement import Predicate
from tests.release.bundles import KEY, make_bundle, make_plan, make_tables, token, write_data
from tests.release.searching import search_leaks
from tests.release.test_leaks import IN_BOTH, places, search, write_table

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
    assert (report.excused or 0) > 0


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
    assert (search(tmp_path, "Mark", vocabulary=frozenset({"mark"})).excused or 0) > 0


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
        "data/zero.csv": b"a\x00b\nZbrkwx\n",
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
        "data/zero.csv",
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
