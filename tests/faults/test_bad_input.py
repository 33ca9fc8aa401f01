"""Files and pipelines that are not right: one clear sentence with a fix, through the commands."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest

from tests.cli.running import Outcome, sector_data
from tests.end_to_end.worlds import World, make_keys, plain_tables, plain_world


@pytest.fixture(autouse=True)
def _no_key_ring_of_mine(tmp_path_factory: pytest.TempPathFactory) -> None:
    os.environ.pop("SECTOR_DATA_KEYRING", None)


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def assert_refused(done: Outcome, *named: str) -> None:
    """One sentence, the way out, no traceback, exit code 2."""
    assert done.code == 2, (done.code, done.out, done.err)
    assert done.out == ""
    assert done.err.startswith(("Error: ", "Usage: "))
    assert "Traceback" not in done.err
    assert "Internal fault" not in done.err
    assert len(done.err) < 2000
    for word in named:
        assert word in done.err, done.err


VERBS = ("init", "assess", "plan", "run")


def call(verb: str, path: Path, folder: Path) -> Outcome:
    """Give a data file to a verb, through a pipeline where it needs one."""
    target = folder / "out"
    match verb:
        case "init":
            return sector_data("init", path, "-o", target)
        case "assess":
            return sector_data("assess", path, "--quasi-identifiers", "sex")
    pipeline = folder / "pipeline.yaml"
    pipeline.write_text(
        f"release: {{name: bad, key: demo}}\nsource: {{people: {path.name}}}\n"
        "columns: {people.sex: quasi-identifier}\nprivacy: {k-anonymity: 1}\n",
        encoding="utf-8",
    )
    if not (folder / "keys.json").exists():
        make_keys(folder, "demo")
    options = (
        ("-o", target) if verb == "plan" else ("-o", target, "--key-ring", folder / "keys.json")
    )
    return sector_data(verb, pipeline, *options)


BROKEN: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "empty": (b"", ("people.csv", "empty", "Fix:")),
    "header only": (b"sex,age\n", ("people.csv", "no rows", "Fix:")),
    "header only, no line end": (b"sex,age", ("people.csv", "no rows", "Fix:")),
    "blank lines only": (b"\n\n\n", ("people.csv", "Fix:")),
    "duplicate names": (b"sex,age,sex\nF,1,F\n", ("people.csv", "'sex'", "share a name", "Fix:")),
    "blank name": (b"sex,,age\nF,1,2\n", ("people.csv", "column 2", "no name", "Fix:")),
    "space for a name": (b"sex,  ,age\nF,1,2\n", ("people.csv", "column 2", "no name", "Fix:")),
    "too many values": (b"sex,age\nF,1\nM,2,3\n", ("people.csv", "line 3", "Fix:")),
    "too few values": (b"sex,age,zip\nF,1,2\nM\nF,1,2\n", ("people.csv", "line 3", "Fix:")),
    "open quote": (b'sex,age\nF,1\n"M,2\nF,3\n', ("people.csv", "line 3", "Fix:")),
    "NUL bytes": (b"sex,age\nF,1\nM\0,2\n", ("people.csv", "NUL", "Fix:")),
    "binary": (bytes(range(256)) * 40, ("people.csv", "Fix:")),
    "Parquet called CSV": (b"PAR1" + bytes(200) + b"PAR1", ("people.csv", "Fix:")),
    "UTF-16 cut in a character": ("sex,age\nF,1\n".encode("utf-16")[:-1], ("people.csv", "Fix:")),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("kind", BROKEN)
def test_broken_file(kind: str, verb: str, tmp_path: Path) -> None:
    content, named = BROKEN[kind]
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    done = call(verb, path, tmp_path)

    assert_refused(done, *named)
    assert path.read_bytes() == content
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("verb", VERBS)
def test_missing_file_names_the_nearest(verb: str, tmp_path: Path) -> None:
    (tmp_path / "people2.csv").write_text("sex\nF\n", encoding="utf-8")
    done = call(verb, tmp_path / "people.csv", tmp_path)

    assert_refused(done, "people.csv", "no such file", "people2.csv")


@pytest.mark.parametrize("verb", VERBS)
def test_missing_folder(verb: str, tmp_path: Path) -> None:
    done = (
        call(verb, tmp_path / "nowhere" / "people.csv", tmp_path)
        if verb in ("init", "assess")
        else call(verb, tmp_path / "people.csv", tmp_path)
    )
    assert_refused(done, "people.csv", "Fix:")


@pytest.mark.parametrize("verb", ["init", "assess"])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("people.csv.gz", b"not gzip at all"),
        ("people.csv.gz", gzip.compress(b"sex,age\nF,1\n" * 1000, mtime=0)[:-20]),
        ("people.parquet", b"not parquet"),
        ("people.parquet", b"PAR1" + b"\0" * 50 + b"PAR1"),
        ("people.xlsx", b"PK\x03\x04"),
        ("people", b"sex,age\nF,1\n"),
    ],
)
def test_broken_containers_and_unknown_formats(
    name: str, content: bytes, verb: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    assert_refused(call(verb, path, tmp_path), name, "Fix:")


def test_a_directory_in_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "people.csv").mkdir()

    assert_refused(call("init", tmp_path / "people.csv", tmp_path), "is a directory", "Fix:")


def test_a_pipe_in_place_of_a_file_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "people.csv")

    assert_refused(call("init", tmp_path / "people.csv", tmp_path), "not a regular file", "Fix:")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("sex\nF\n", encoding="utf-8")
    path.chmod(0)

    assert_refused(call("init", path, tmp_path), "may not read", "chmod")


ENCODINGS = {
    "utf-8-sig": ("nom,région,ville", "Zoé,Île-de-France,Évry"),
    "cp1252": ("nom,région,ville", "Zoé,Île-de-France,“Évry”"),
    "shift_jis": ("氏名,都道府県,年齢", "佐藤花子,東京都,41"),
    "utf-16": ("氏名,région,ville", "佐藤花子,Île-de-France,Évry"),
    "utf-16-le": ("name,place,age", "Anna,Zürich,41"),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encodings_are_recognised_and_work(encoding: str, tmp_path: Path) -> None:
    header, row = ENCODINGS[encoding]
    path = tmp_path / "people.csv"
    text = "\r\n".join([header, *[row] * 60]) + "\r\n"
    path.write_bytes(text.encode(encoding))
    first, second, third = header.split(",")
    done = sector_data(
        "assess", path, "--quasi-identifiers", f"{second},{third}", "--subject", first, "--json"
    )

    assert done.code == 0, done.err
    told = json.loads(done.out)
    assert told["rows"] == 60
    assert told["quasi-identifiers"] == [second, third]


def test_an_encoding_that_is_none_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    # 0x81 is nothing in Windows-1252, and with a blank behind it nothing in Shift_JIS either.
    path.write_bytes(b"name,place\nAnna,Ulm\nBo,\x81 x\n")
    done = call("init", path, tmp_path)

    assert_refused(done, "people.csv", "line 3", "UTF-8", "encoding:")


def test_a_wrong_encoding_in_the_pipeline_is_told(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes("name,place\nAnna,Zürich\n".encode("cp1252"))
    pipeline = tmp_path / "pipeline.yaml"
    for encoding in ("UTF-8", "klingon"):
        pipeline.write_text(
            "release: {name: bad}\n"
            f"source: {{people: {{path: people.csv, encoding: {encoding}}}}}\n",
            encoding="utf-8",
        )
        done = sector_data("plan", pipeline, "-o", tmp_path / "out")
        assert_refused(done, encoding)
        assert "Zürich" not in done.err


# Pipeline files

LAUGHS = """\
a: &a [x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c]
e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d]
f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e]
g: &g [*f, *f, *f, *f, *f, *f, *f, *f, *f]
h: &h [*g, *g, *g, *g, *g, *g, *g, *g, *g]
i: &i [*h, *h, *h, *h, *h, *h, *h, *h, *h]
release: {name: bad, keywords: *i}
source: {people: people.csv}
"""

PIPELINES: dict[str, bytes] = {
    "billion laughs": LAUGHS.encode(),
    "recursive alias": b"release: &r {name: *r}\nsource: {people: people.csv}\n",
    "deep nesting": b"release: " + b"[" * 20_000,
    "a tag": b"release: !!python/object/apply:os.system [echo pwned]\n",
    "empty": b"",
    "only comments": b"# nothing\n",
    "a list": b"- release\n",
    "a word": b"release\n",
    "tabs": b"release:\n\tname: bad\n",
    "not UTF-8": "release: {name: bad, title: Zürich}\n".encode("cp1252"),
    "UTF-16": "release: {name: bad}\n".encode("utf-16"),
    "NUL": b"release: {name: bad\0}\n",
    "duplicate key": b"release: {name: bad}\nrelease: {name: worse}\n",
    "unknown keys": b"relase: {name: bad}\nsorce: {people: people.csv}\n",
    "binary": bytes(range(256)) * 4,
    "huge": b"# " + b"x" * (2 << 20),
}


@pytest.mark.parametrize("kind", PIPELINES)
@pytest.mark.parametrize("verb", ["plan", "run"])
def test_broken_pipeline_file(kind: str, verb: str, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("sex\nF\n", encoding="utf-8")
    pipeline = tmp_path / "pipeline.yaml"
    pipeline.write_bytes(PIPELINES[kind])
    done = sector_data(verb, pipeline, "-o", tmp_path / "out")

    assert_refused(done, "pipeline.yaml")
    assert not (tmp_path / "out").exists()


def test_all_mistakes_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    pipeline = tmp_path / "pipeline.yaml"
    pipeline.write_text(
        "relase:\n  name: bad\nrelease: {name: Bad Name}\nsource: {people: people.csv}\n"
        "columns:\n  people.sex: quasi-identifer\n  poeple.age: drop\n"
        "privacy: {k-anonymity: many}\n",
        encoding="utf-8",
    )
    done = sector_data("plan", pipeline, "-o", tmp_path / "out")

    assert_refused(done, "mistakes in", "quasi-identifier", "people", "release")
    for line in (1, 3, 6, 7, 8):
        assert f"pipeline.yaml:{line}:" in done.err


def test_columns_that_the_data_do_not_have_are_told_with_the_nearest(tmp_path: Path) -> None:
    world = plain_world(tmp_path / "world")
    pipeline = world.edited(
        "wrong.yaml", ("people.surname:", "people.surnam:"), ("visits.day:", "visits.dya:")
    )
    done = sector_data("plan", pipeline, "-o", tmp_path / "plan.json")

    assert_refused(done, "2 mistakes", "surname", "day")


# Plans and key rings


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return plain_world(tmp_path_factory.mktemp("bad") / "world")


@pytest.fixture(scope="module")
def plan(world: World) -> Path:
    path = world.folder / "plan.json"
    assert sector_data("plan", world.pipeline, "-o", path, "-q").code == 0
    return path


def test_a_plan_for_data_that_have_changed_since(world: World, tmp_path: Path) -> None:
    moved = World(Path(shutil.copytree(world.folder, tmp_path / "world")))
    path = moved.folder / "plan.json"
    assert sector_data("plan", moved.pipeline, "-o", path, "-q").code == 0
    with (moved.folder / "visits.csv").open("a", encoding="utf-8") as stream:
        stream.write("V1,P10000,2023-01-01,E11\n")
    done = sector_data("apply", path, "-o", tmp_path / "out", "--key-ring", moved.key_ring)

    assert_refused(done, "visits changed after the plan was made", "sector-data plan")
    assert not (tmp_path / "out").exists()


def test_a_plan_for_data_that_are_gone(world: World, tmp_path: Path) -> None:
    moved = World(Path(shutil.copytree(world.folder, tmp_path / "world")))
    path = moved.folder / "plan.json"
    assert sector_data("plan", moved.pipeline, "-o", path, "-q").code == 0
    (moved.folder / "people.csv").unlink()
    done = sector_data("apply", path, "-o", tmp_path / "out", "--key-ring", moved.key_ring)

    assert_refused(done, "people.csv", "Fix:")


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text.replace("sector-data-plan/1", "sector-data-plan/9"),
        lambda text: text.replace('"kind": "drop"', '"kind": "publish"'),
        lambda text: "{}",
        lambda text: "",
        lambda text: "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
        lambda text: "[" * 100_000,
    ],
    ids=["cut", "version", "unknown transform", "empty object", "empty", "odd", "deep"],
)
def test_a_damaged_plan(damage: object, plan: Path, world: World, tmp_path: Path) -> None:
    assert callable(damage)
    path = tmp_path / "plan.json"
    path.write_text(damage(plan.read_text(encoding="utf-8")), encoding="utf-8")
    done = sector_data("apply", path, "-o", tmp_path / "out", "--key-ring", world.key_ring)

    assert_refused(done, "plan.json", "sector-data plan")


def test_a_data_file_in_place_of_a_plan_or_pipeline(world: World, tmp_path: Path) -> None:
    data = world.folder / "people.csv"

    assert_refused(sector_data("apply", data, "-o", tmp_path / "out"), "people.csv")
    assert_refused(sector_data("plan", data, "-o", tmp_path / "out"), "people.csv")
    surnames = plain_tables()["people"]["surname"]
    shown = sector_data("plan", data, "-o", tmp_path / "out").err
    assert not [name for name in surnames if name in shown]


@pytest.mark.parametrize(
    ("content", "mode", "named"),
    [
        (None, 0o600, "no key ring"),
        ("{}", 0o600, "damaged"),
        ("", 0o600, "damaged"),
        ("whole", 0o644, "chmod 600"),
        ("whole", 0o660, "chmod 600"),
        ("cut", 0o600, "damaged"),
    ],
)
def test_a_key_ring_that_is_not_right(
    content: str | None, mode: int, named: str, world: World, tmp_path: Path
) -> None:
    ring = tmp_path / "keys.json"
    text = world.key_ring.read_text(encoding="utf-8")
    if content is not None:
        ring.write_text({"whole": text, "cut": text[:-30]}.get(content, content), encoding="utf-8")
        ring.chmod(mode)
    done = sector_data("run", world.pipeline, "-o", tmp_path / "out", "--key-ring", ring)

    assert_refused(done, "keys.json", named, "Fix:")
    for secret in text.split('"secret": "')[1:]:
        assert secret.split('"')[0] not in done.err


def test_a_key_that_is_not_in_the_ring(world: World, tmp_path: Path) -> None:
    pipeline = world.edited("nokey.yaml", ("key: demo", "key: dmeo"))
    done = sector_data("run", pipeline, "-o", tmp_path / "out", "--key-ring", world.key_ring)

    assert_refused(done, "'dmeo'", "Did you mean 'demo'?", "sector-data keys new dmeo")


def test_nothing_of_all_this_touches_the_source(world: World) -> None:
    before = digests(world.folder)
    for verb in ("plan", "run"):
        sector_data(verb, world.pipeline, "-o", world.folder / "people.csv" / "below")

    assert digests(world.folder) == before
