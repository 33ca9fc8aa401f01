"""Random codes are drawn once, kept by the steward, and unreadable without the key."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings

from sector_data.deidentify.surrogates import Lookup
from sector_data.deidentify.transforms import transform
from sector_data.errors import InputError, KeyRingError
from sector_data.spec.transforms.identifiers import Surrogate
from tests.deidentify.strategies import ANY_COLUMNS, SECRET

SPEC = Surrogate(length=8, prefix="C-", domain="people")


def codes(values: Sequence[str | None], lookup: Lookup, spec: Surrogate = SPEC) -> list[str | None]:
    made: list[str | None] = transform(
        pa.array(values, pa.string()), spec, lookup=lookup
    ).to_pylist()
    return made


@settings(deadline=None, max_examples=30)
@given(ANY_COLUMNS)
def test_equal_values_have_equal_codes_and_others_differ(values: pa.Array) -> None:
    lookup = Lookup()
    first = transform(values, SPEC, lookup=lookup)
    assert transform(values, SPEC, lookup=lookup) == first
    assert pa.types.is_string(first.type)
    again = transform(first.dictionary_encode().dictionary, SPEC, lookup=Lookup())
    assert len(set(again.to_pylist())) == len(again)


def test_codes_are_not_derived_from_the_values() -> None:
    assert codes(["a", "b"], Lookup()) != codes(["a", "b"], Lookup())


def test_a_written_lookup_gives_the_same_codes_and_only_with_its_key(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "x.lookup"
    lookup = Lookup.open(path, SECRET)
    made = codes(["Ayşe", None, "b"], lookup)
    lookup.save(path, SECRET)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "Ayşe".encode() not in path.read_bytes()
    read = Lookup.open(path, SECRET)
    assert codes(["b", "Ayşe", None], read) == [made[2], made[0], None]
    assert read.value_of("people", str(made[0])) == "Ayşe"
    assert read.value_of("people", "C-none") is None
    with pytest.raises(KeyRingError, match="another key"):
        Lookup.open(path, bytes(32))


def test_nothing_is_written_when_nothing_is_new(tmp_path: Path) -> None:
    path = tmp_path / "x.lookup"
    Lookup().save(path, SECRET)
    assert not path.exists()


def test_a_damaged_or_open_lookup_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.lookup"
    path.write_bytes(b"none")
    path.chmod(0o600)
    with pytest.raises(KeyRingError, match="damaged"):
        Lookup.open(path, SECRET)
    path.chmod(0o644)
    with pytest.raises(KeyRingError, match="read or changed by others"):
        Lookup.open(path, SECRET)


def test_used_up_codes_are_refused() -> None:
    few = Surrogate(length=20, alphabet="01", domain="d")
    many = [str(n) for n in range(2**19 + 1)]
    with pytest.raises(InputError, match="too few codes of 20 characters"):
        codes(many, Lookup(), few)


def test_there_must_be_a_lookup() -> None:
    with pytest.raises(InputError, match="lookup"):
        transform(pa.array(["a"]), SPEC)


def test_a_lookup_shows_and_hands_on_nothing() -> None:
    import pickle

    lookup = Lookup({"d": {"tell-tale": "C"}})
    assert "tell-tale" not in repr(lookup)
    with pytest.raises(TypeError, match="neither copied nor pickled"):
        pickle.dumps(lookup)
