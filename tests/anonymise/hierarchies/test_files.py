"""Hierarchies from CSV and YAML files."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from sector_data.anonymise.hierarchies import Hierarchy, build
from sector_data.errors import InputError, PlanError, SpecificationError
from sector_data.spec.hierarchies import FileHierarchy


def listed(folder: Path, text: str | bytes, values: pa.Array, name: str = "h.csv") -> Hierarchy:
    data = text if isinstance(text, bytes) else text.encode()
    (folder / name).write_bytes(data)
    return build(FileHierarchy(path=Path(name)), values, base=folder)


COUNTRIES = "Canada;America;*\nBrazil;America;*\nJapan;Asia;*\n"


@pytest.mark.parametrize(
    "text",
    [
        COUNTRIES,
        COUNTRIES.replace(";", ","),
        COUNTRIES.replace("\n", "\r\n").encode("utf-8-sig"),
        '"Canada";"America"\n"Brazil";"America"\n\n"Japan";"Asia"\n',
    ],
    ids=["semicolon", "comma", "windows", "without a root"],
)
def test_csv_as_arx_writes_it(tmp_path: Path, text: str | bytes) -> None:
    values = pa.array(["Japan", "Canada", None, "Japan"])
    hierarchy = listed(tmp_path, text, values)
    assert hierarchy.levels == 3
    assert hierarchy.generalise(values, 1).to_pylist() == ["Asia", "America", None, "Asia"]
    # Leaves are those of the file: Brazil counts though the data do not have it.
    assert hierarchy.loss(values, 1).tolist() == [0.0, 0.5, 0.0, 0.0]


def test_labels_may_hold_the_other_delimiter(tmp_path: Path) -> None:
    values = pa.array(["17", "18"])
    hierarchy = listed(tmp_path, '17,"[15; 20[",*\n18,"[15; 20[",*\n', values)
    assert hierarchy.generalise(values, 1).to_pylist() == ["[15; 20[", "[15; 20["]


def test_numbers_are_matched_by_their_text(tmp_path: Path) -> None:
    hierarchy = listed(tmp_path, "1;low;*\n2;low;*\n", pa.array([1, 2, 2]))
    assert hierarchy.generalise(pa.array([2]), 1).to_pylist() == ["low"]


@pytest.mark.parametrize(
    "text",
    [
        "World:\n  America: [Canada, Brazil]\n  Asia:\n    - Japan\n",
        "World: {America: {Canada: , Brazil: }, Asia: [Japan]}\n",
    ],
)
def test_yaml_trees(tmp_path: Path, text: str) -> None:
    values = pa.array(["Japan", "Canada"])
    hierarchy = listed(tmp_path, text, values, "h.yaml")
    assert hierarchy.levels == 4
    assert hierarchy.generalise(values, 1).to_pylist() == ["Asia", "America"]
    assert hierarchy.generalise(values, 2).to_pylist() == ["World", "World"]


def test_yaml_scalars_are_text_and_values_may_hang_high(tmp_path: Path) -> None:
    values = pa.array(["no", "se", "0123", "us"])
    hierarchy = listed(
        tmp_path, "Nordic: [no, se]\nOther:\n  Deep: [0123]\n  us:\n", values, "h.yml"
    )
    assert hierarchy.generalise(values, 1).to_pylist() == ["no", "se", "Deep", "us"]
    assert hierarchy.generalise(values, 2).to_pylist() == ["Nordic", "Nordic", "Other", "Other"]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("h.csv", "a;b;*\nc;*\n", r"h\.csv:2: .*2 columns where the first line has 3"),
        ("h.csv", "a;x;*\na;x;*\n", r"h\.csv:2: .*value of line 1 stands here again"),
        ("h.csv", "a;x;p;*\nb;x;q;*\n", r"h\.csv:2: .*column 2 lies under another .* line 1"),
        ("h.csv", "", "no two columns"),
        ("h.csv", "only\none\n", "no two columns"),
        ("h.csv", '"open;x\n', "no two columns"),
        ("h.csv", "x;*\n" * 50 + "y;*\n", r"h\.csv:21: "),
        ("h.yaml", "[", "YAML"),
        ("h.yaml", "{}", "names no value"),
        ("h.yaml", "a: [x, ~]", "no name"),
        ("h.yaml", "a: &x [b]\na: *x", "twice"),
        ("h.yaml", "a: [x]\nb: [x]", "stands here again"),
    ],
)
def test_mistakes_of_a_file_are_told_with_their_line(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    with pytest.raises(SpecificationError, match=message):
        listed(tmp_path, text, pa.array(["a"]), name)


def test_values_that_the_file_does_not_name_are_counted_not_told(tmp_path: Path) -> None:
    values = pa.array(["Canada", "Zyxland", "Zyxland", "Qland", None])
    with pytest.raises(InputError, match=r"2 of the 3 distinct values .* \(3 rows\)") as caught:
        listed(tmp_path, COUNTRIES, values)
    assert "land" not in str(caught.value)
    hierarchy = listed(tmp_path, COUNTRIES, pa.array(["Canada"]))
    with pytest.raises(InputError, match="1 of the 1"):
        hierarchy.generalise(pa.array(["Zyxland"]), 1)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"missing\.csv cannot be read"):
        build(FileHierarchy(path=Path("missing.csv")), pa.array(["a"]), base=tmp_path)
    with pytest.raises(InputError, match="not UTF-8"):
        listed(tmp_path, "é;*\n".encode("latin-1"), pa.array(["é"]))


def test_a_plan_insists_on_the_file_it_was_made_with(tmp_path: Path) -> None:
    values = pa.array(["Canada"])
    spec = listed(tmp_path, COUNTRIES, values).spec
    assert isinstance(spec, FileHierarchy)
    assert spec.sha256 is not None
    assert build(spec, values, base=tmp_path).spec == spec
    (tmp_path / "h.csv").write_text(COUNTRIES + "Kenya;Africa;*\n")
    with pytest.raises(PlanError, match="not the one"):
        build(spec, values, base=tmp_path)
