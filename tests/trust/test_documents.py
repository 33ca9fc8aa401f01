"""Hostile JSON: refused where it is read, in bounded time and memory, whoever signed it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sector_data as sd
from sector_data.errors import BundleError
from sector_data.release.documents import MAX_BYTES, read_json, read_model
from sector_data.spec.plan import Plan
from tests.cli.running import sector_data
from tests.trust.bundles import DOCUMENTS, sign_anew

HOSTILE: dict[str, bytes] = {
    "nothing": b"",
    "half": b'{"a": 1',
    "two documents": b"{}{}",
    "a member twice": b'{"a": 1, "a": 2}',
    "a member twice, spelt differently": b'{"a": 1, "\\u0061": 2}',
    "a member twice, deep inside": b'[{"a": {"b": 1, "b": 1}}]',
    "not a number": b'{"a": NaN}',
    "no end": b'{"a": -Infinity}',
    "beyond doubles": b'{"a": 1e999}',
    "a million digits": b"9" * 1_000_000,
    "a million brackets": b"[" * 1_000_000,
    "a million closed brackets": b"[" * 1_000_000 + b"]" * 1_000_000,
    "a million objects": b'{"a":' * 1_000_000,
    "too many values": b"[" + b"[]," * 8_000_000 + b"[]]",
    "not UTF-8": b'{"a": "\xff"}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf{}",
    "a comment": b"{} // yes",
    "a control character": b'{"a": "\x00"}',
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_document_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_bytes(content)
    with pytest.raises(BundleError) as caught:
        read_json(tmp_path, "x.json")
    assert "x.json" in caught.value.message
    assert len(str(caught.value)) < 200
    with pytest.raises(BundleError):
        read_model(tmp_path, "x.json", Plan)


def test_a_document_larger_than_any_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "x.json").touch()
    os.truncate(tmp_path / "x.json", MAX_BYTES + 1)
    with pytest.raises(BundleError, match="larger than"):
        read_json(tmp_path, "x.json")


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(document=JSON, spaced=st.booleans())
def test_what_is_a_document_is_read_as_it_is(
    document: Any, spaced: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("json")
    (folder / "x.json").write_text(json.dumps(document, indent=2 if spaced else None), "utf-8")
    assert read_json(folder, "x.json") == document


@pytest.mark.parametrize(
    "name", ["../x.json", "a/../../x.json", "/etc/hostname", "a\0b", "a" * 300]
)
def test_names_that_lead_elsewhere_open_nothing(name: str, tmp_path: Path) -> None:
    (tmp_path / "bundle").mkdir()
    (tmp_path / "x.json").write_text("{}", "utf-8")
    with pytest.raises(BundleError):
        read_json(tmp_path / "bundle", name)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_forged_document_is_named_by_the_audit_and_breaks_nothing(
    name: str, bundle: Path
) -> None:
    """Signed anew by the forger, so that only what is in it speaks against it."""
    for content in (b"[" * 1_000_000, b"{}", b"[]", b'{"resources": [[]], "suites": [7]}'):
        (bundle / name).write_bytes(content)
        sign_anew(bundle)
        done = sector_data("audit", bundle)
        checked = sector_data("release", "publish-check", bundle)

        assert done.code == 1, (name, content[:20], done)
        assert "Internal fault" not in done.out + done.err + checked.out + checked.err
        assert checked.code in (1, 2)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_document_of_ours_with_something_else_in_one_place(
    bundle: Path, data: st.DataObject
) -> None:
    """Well-formed documents that say what cannot be: no fault of the program, whatever they say."""
    name = data.draw(st.sampled_from(DOCUMENTS))
    whole = (bundle / name).read_bytes()
    try:
        document = json.loads(whole)
        place = document
        while isinstance(place, dict | list) and place:
            keys = sorted(place) if isinstance(place, dict) else list(range(len(place)))
            key = data.draw(st.sampled_from(keys))
            if not (isinstance(place[key], dict | list) and place[key]) or not data.draw(
                st.integers(0, 5)
            ):
                place[key] = data.draw(
                    st.sampled_from([None, [], {}, "", "x/../y", -1, 1e300, 10**30, True])
                )
                break
            place = place[key]
        (bundle / name).write_text(json.dumps(document), "utf-8")
        sign_anew(bundle)
        done = sector_data("audit", bundle)
        assert done.code in (0, 1), done
        assert not done.err
        try:
            release = sd.load(bundle)
            assert all(len(release[table]) for table in release)
        except (BundleError, KeyError):
            pass
    finally:
        (bundle / name).write_bytes(whole)
