"""A bundle as its readers meet it: complete, checkable with common tools, nothing else in it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

import sector_data as sd
from sector_data.pipeline.releasing import Released
from tests.end_to_end.worlds import World

pytestmark = pytest.mark.slow

TABLES = ("patients", "encounters", "diagnoses", "notes")


def files_of(bundle: Path) -> dict[str, bytes]:
    """Return every file by its path in the bundle; Parquet also as it reads."""
    return {
        path.relative_to(bundle).as_posix(): path.read_bytes()
        for path in sorted(bundle.rglob("*"))
        if path.is_file()
    }


def texts_of(bundle: Path) -> dict[str, str]:
    """Return every file as text; of Parquet files what is stored in compressed pages as well."""
    texts = {}
    for path, content in files_of(bundle).items():
        texts[path] = content.decode("utf-8", "replace")
        if path.endswith(".parquet"):
            file = pq.ParquetFile(bundle / path)
            texts[path] += file.read().to_pandas().to_csv(index=False)
            texts[path] += str(file.metadata.to_dict()) + str(file.schema_arrow.metadata)
    return texts


def test_every_file_of_a_bundle_is_there_and_no_other(bundle: Path) -> None:
    found = set(files_of(bundle))
    docs = {path for path in found if path.startswith("evidence/data-docs/")}

    assert found - docs == {
        *(f"data/{table}.{kind}" for table in TABLES for kind in ("csv", "parquet")),
        *("datapackage.json", "croissant.json", "plan.json"),
        *("signer.pub", "SHA256SUMS", "release.intoto.jsonl"),
        *("README.md", "README.fr.md", "README.ja.md"),
        *("report.html", "report.fr.html", "report.ja.html"),
        *("evidence/assessment.json", "evidence/validation.json", "evidence/expectations.json"),
        *("evidence/detection.json", "evidence/leaks.json", "evidence/environment.json"),
        "evidence/governance.json",
    }
    assert "evidence/data-docs/index.html" in docs
    assert all(path.endswith((".html", ".css")) for path in docs)


def test_all_that_is_signed_was_searched_but_what_signing_adds(released: Released) -> None:
    added = {"signer.pub", "SHA256SUMS", "release.intoto.jsonl"}
    found = set(files_of(released.bundle))
    assert released.leaks.files == len(found - added)
    assert released.files == len(found)
    told = json.loads((released.bundle / "evidence" / "leaks.json").read_text("utf-8"))
    assert told["files"] == released.leaks.files


def test_nothing_is_left_beside_the_bundle(bundle: Path) -> None:
    assert [p.name for p in bundle.parent.iterdir() if p.name.startswith(".")] == []


def test_sha256sum_accepts_it(bundle: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"],
        cwd=bundle,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    listed = {line.split(": ")[0] for line in done.stdout.splitlines()}
    assert listed == set(files_of(bundle)) - {"SHA256SUMS", "release.intoto.jsonl"}


def test_frictionless_accepts_it(bundle: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", "datapackage.json", "--json"],
        cwd=bundle,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:]
    report = json.loads(done.stdout)
    assert report["valid"] is True
    assert {task["name"] for task in report["tasks"]} == set(TABLES)
    assert all(task["stats"]["rows"] > 0 for task in report["tasks"])


def pre_authentication(kind: str, body: bytes) -> bytes:
    """Encode what DSSE signs, written anew from its protocol."""
    return b" ".join(
        [b"DSSEv1", str(len(kind)).encode(), kind.encode(), str(len(body)).encode(), body]
    )


def test_signature_verifies_by_the_protocol_alone(bundle: Path) -> None:
    key = load_pem_public_key((bundle / "signer.pub").read_bytes())
    assert isinstance(key, Ed25519PublicKey)
    files = files_of(bundle)
    kinds = set()
    for line in files["release.intoto.jsonl"].splitlines():
        envelope = json.loads(line)
        body = base64.b64decode(envelope["payload"])
        (signature,) = envelope["signatures"]
        key.verify(
            base64.b64decode(signature["sig"]), pre_authentication(envelope["payloadType"], body)
        )
        statement = json.loads(body)
        assert statement["_type"] == "https://in-toto.io/Statement/v1"
        kinds.add(statement["predicateType"])
        assert {s["name"]: s["digest"]["sha256"] for s in statement["subject"]} == {
            path: hashlib.sha256(content).hexdigest()
            for path, content in files.items()
            if path != "release.intoto.jsonl"
        }
    assert len(kinds) == 2


@pytest.mark.parametrize("table", TABLES)
def test_csv_and_parquet_hold_the_same(table: str, bundle: Path) -> None:
    csv, parquet = bundle / f"data/{table}.csv", bundle / f"data/{table}.parquet"

    stored = pd.read_parquet(parquet, dtype_backend="pyarrow")
    types = dict(stored.dtypes.items())
    read = pd.read_csv(csv, dtype=types, engine="pyarrow", dtype_backend="pyarrow")
    assert len(stored) > 0
    pd.testing.assert_frame_equal(read, stored)


@pytest.mark.parametrize("table", TABLES)
def test_duckdb_reads_the_same_rows_from_both(table: str, bundle: Path) -> None:
    csv, parquet = bundle / f"data/{table}.csv", bundle / f"data/{table}.parquet"
    with duckdb.connect() as database:
        described = database.execute(f"DESCRIBE SELECT * FROM '{parquet}'").fetchall()
        columns = ", ".join(f"'{name}': '{kind}'" for name, kind, *_ in described)
        one = f"(FROM read_csv('{csv}', columns = {{{columns}}}, header = true))"
        other = f"(FROM '{parquet}')"
        for left, right in ((one, other), (other, one)):
            rest = f"SELECT count(*) FROM (FROM {left} EXCEPT ALL FROM {right})"
            assert database.execute(rest).fetchone() == (0,)


class _Loads(HTMLParser):
    """Collects what a page would load, and how much of it is scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.scripts = 0
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag in {"script", "iframe", "object", "embed"}
        for name, value in attrs:
            if name in {"src", "srcset", "poster", "data", "xlink:href", "background"} or (
                name == "href" and tag != "a"
            ):
                self.loaded.append(value or "")
            self.scripts += name.startswith("on")
            if name == "style":
                self.handle_data(value or "")

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def loads(page: str) -> _Loads:
    parser = _Loads()
    parser.feed(page)
    return parser


def test_no_page_loads_or_runs_anything(bundle: Path) -> None:
    pages = {path: text for path, text in texts_of(bundle).items() if path.endswith(".html")}
    assert len(pages) >= 3 + 1 + len(TABLES)
    for path, page in pages.items():
        parser = loads(page)
        assert parser.scripts == 0, path
        outside = [
            what
            for what in parser.loaded
            if not (what.startswith(("data:", "#")) or re.fullmatch(r"[\w./-]+\.(css|html)", what))
        ]
        assert outside == [], path
        assert not re.search(r"@import|url\(\s*['\"]?(?!data:|#)", page), path


def test_report_is_one_file(bundle: Path) -> None:
    page = (bundle / "report.html").read_text(encoding="utf-8")

    assert loads(page).loaded == []
    assert "<svg" in page


def test_report_shows_the_figures_that_matter(released: Released) -> None:
    page = (released.bundle / "report.html").read_text(encoding="utf-8")
    shown = " ".join(loads(page).text)
    patients = next(f for f in released.assessment.after if f.table == "patients")
    before = next(f for f in released.assessment.before if f.table == "patients")

    for figure in (
        f"{before.rows:,}",
        f"{patients.rows:,}",
        f"{patients.highest_risk:.3f}",
        str(patients.k),
        released.key_id[:16],
        "A slice of a fictional health system",
        "CC0-1.0",
        "data-office@valley-health.example",
    ):
        assert figure in shown, figure


@pytest.mark.parametrize(
    ("language", "report", "readme"),
    [
        ("en", "report.html", "README.md"),
        ("fr", "report.fr.html", "README.fr.md"),
        ("ja", "report.ja.html", "README.ja.md"),
    ],
)
def test_pages_are_in_the_languages_that_were_asked_for(
    language: str, report: str, readme: str, bundle: Path
) -> None:
    page = (bundle / report).read_text(encoding="utf-8")
    text = (bundle / readme).read_text(encoding="utf-8")

    assert f'lang="{language}"' in page
    said = {"en": "All gates passed", "fr": "lignes", "ja": "行"}[language]
    assert said in text
    for table in TABLES:
        assert table in text


def test_readme_has_a_line_for_each_column_of_the_source(bundle: Path, health: World) -> None:
    text = (bundle / "README.md").read_text(encoding="utf-8").replace("\\_", "_")
    for table in TABLES:
        for column in pd.read_csv(health.folder / "data" / f"{table}.csv", nrows=0):
            assert re.search(rf"^\| `{column}` \||`{column}`", text, re.MULTILINE), column


def test_python_in_the_readme_works(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (bundle / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == 5
    monkeypatch.chdir(bundle)
    for block in blocks:
        names: dict[str, Any] = {}
        exec(block, names)
        # A block reads records, rows or tables by name; what they hold, tests/clients compares.
        found = names.get("records") or names.get("rows") or names.get("tables") or names
        rows = found["patients"] if isinstance(found, dict) else list(found)
        assert len(rows) > 100


def test_no_file_tells_where_and_by_whom_it_was_made(bundle: Path, traces: dict[str, str]) -> None:
    for path, text in texts_of(bundle).items():
        for what, trace in traces.items():
            assert trace not in text, (path, what)
        assert not re.search(r"(?<![\w.])/(home|root|Users|tmp|var|work|private)/", text), path


def test_no_file_holds_a_key(bundle: Path, health: World) -> None:
    ring = json.loads(health.key_ring.read_text(encoding="utf-8"))
    for key in ring["keys"]:
        for secret in (key["secret"], key["signing-key"]):
            raw = base64.b64decode(secret)
            spellings = {
                raw,
                secret.rstrip("=").encode(),
                base64.urlsafe_b64encode(raw).rstrip(b"="),
                raw.hex().encode(),
                base64.b32encode(raw).rstrip(b"="),
            }
            for path, content in files_of(bundle).items():
                assert not [s for s in spellings if s in content], path


def test_direct_identifiers_are_in_no_file(bundle: Path, health: World) -> None:
    """Searched anew and simply: each whole value as it stands in the source."""
    source = {
        table: pd.read_csv(health.folder / "data" / f"{table}.csv", dtype=str) for table in TABLES
    }
    people = source["patients"]
    values: set[str] = set(people["first_name"] + " " + people["last_name"])
    for column in ("patient_id", "mrn", "street_address", "phone", "email", "ssn"):
        values |= set(people[column].dropna())
    values |= set(source["encounters"]["encounter_id"]) | set(source["encounters"]["attending"])
    values |= set(source["notes"]["note_id"]) | set(source["notes"]["author"])
    assert len(values) > 2000
    searched = re.compile(r"[\w@.+'’-]+(?: [\w@.+'’,-]+)*")
    assert all(searched.search(value) for value in values)
    for path, text in texts_of(bundle).items():
        found = [
            value
            for value in values
            if value in text and re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text)
        ]
        assert found == [], path


def test_direct_identifiers_are_columns_of_no_table(bundle: Path) -> None:
    descriptor = json.loads((bundle / "datapackage.json").read_text(encoding="utf-8"))
    fields: dict[str, list[str]] = {
        resource["name"]: [field["name"] for field in resource["schema"]["fields"]]
        for resource in descriptor["resources"]
    }
    gone = {"mrn", "first_name", "last_name", "street_address", "phone", "email", "ssn"}
    for table, names in fields.items():
        assert list(pd.read_parquet(bundle / f"data/{table}.parquet")) == names
        assert not gone & set(names)


def test_descriptor_has_what_a_data_package_must_have(bundle: Path, released: Released) -> None:
    descriptor: dict[str, Any] = json.loads((bundle / "datapackage.json").read_text("utf-8"))

    assert descriptor["name"] == "small-health"
    assert descriptor["$schema"].startswith("https://datapackage.org/profiles/2.")
    assert descriptor["licenses"][0]["name"] == "CC0-1.0"
    for resource in descriptor["resources"]:
        content = (bundle / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    keys = {r["name"]: r["schema"].get("primaryKey") for r in descriptor["resources"]}
    assert keys["patients"] in ("patient_id", ["patient_id"])
    foreign = {
        (r["name"], key["reference"]["resource"])
        for r in descriptor["resources"]
        for key in r["schema"].get("foreignKeys", [])
    }
    assert foreign == {
        ("encounters", "patients"),
        ("diagnoses", "encounters"),
        ("notes", "encounters"),
    }


def test_loading_gives_the_tables_as_frames(bundle: Path) -> None:
    release = sd.load(bundle)

    assert tuple(release) == TABLES
    for table in TABLES:
        stored = pd.read_parquet(bundle / f"data/{table}.parquet")
        assert list(release[table]) == list(stored)
        assert len(release[table]) == len(stored)
    assert release.plan.pipeline.release.name == "small-health"
    assert release.report == bundle / "report.html"


def test_kinds_of_passages_that_were_met_a_few_times_are_not_told(released: Released) -> None:
    document = json.loads((released.bundle / "evidence" / "detection.json").read_text())
    told = [count for text in document["texts"].values() for count in text["passages"].values()]
    met = [count for found in released.passages.values() for count in found.values()]
    assert told
    assert sorted(told) == sorted(count for count in met if count >= 10)
    assert min(met) < 10
