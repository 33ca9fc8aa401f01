"""Order of rows, running numbers and keyless pseudonyms: found where they tell, and only there."""

from __future__ import annotations

import base64
import hashlib
import hmac
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.assessment.traces import find_traces
from sector_data.assessment.traces.order import running_numbers
from sector_data.errors import InputError
from sector_data.sources.tables import Table
from sector_data.spec.evidence.traces import TraceFinding
from tests.attacks.populations import changed, people, shuffled, staged, with_column

ROWS = 600
MEMBERS = people(ROWS, 1)
ORDER = np.random.default_rng(5).permutation(ROWS)


def found(trace: str, release: pa.Table, members: pa.Table, **more: Any) -> list[TraceFinding]:
    staging = {"released_members": more.pop("released_members", None)}
    figures = find_traces(
        staged(release, members, None, **staging), made=more.pop("made", "anonymised"), **more
    )
    return [f for f in figures.findings if f.trace == trace and f.verdict == "found"]


def test_rows_in_the_order_of_the_source_are_found_though_some_are_left_out() -> None:
    kept = np.sort(ORDER[:400])
    for given_rows in (kept, None):
        (finding,) = found("row-order", MEMBERS.take(kept), MEMBERS, released_members=given_rows)
        assert finding.share == 1.0
    (finding,) = found("row-order", MEMBERS.take(kept[::-1]), MEMBERS)
    assert finding.method == "rank correlation -1.00"
    assert finding.count == 0


def test_members_may_stand_as_they_are_released_when_their_places_are_given() -> None:
    places = ORDER[:400]
    taken = MEMBERS.take(places)
    rows = np.arange(400)
    assert found("row-order", taken, taken, released_members=rows, places=places) == []
    along = MEMBERS.take(np.sort(places))
    (finding,) = found("row-order", along, along, released_members=rows, places=np.sort(places))
    assert finding.share == 1.0
    with pytest.raises(InputError, match="list of places has other rows"):
        found("row-order", taken, taken, places=places[1:])


def test_blocks_of_the_source_that_were_moved_about_are_found() -> None:
    blocks = np.random.default_rng(0).permutation(np.arange(ROWS).reshape(-1, 10)).ravel()
    (finding,) = found("row-order", MEMBERS.take(blocks), MEMBERS)
    assert finding.count >= 9 * ROWS // 10


@pytest.mark.slow
def test_shuffled_rows_seldom_seem_to_follow_the_source() -> None:
    alarms = sum(bool(found("row-order", shuffled(MEMBERS, seed), MEMBERS)) for seed in range(100))
    assert alarms <= 2


def test_a_release_sorted_by_a_column_tells_no_more_than_the_column() -> None:
    members = MEMBERS.sort_by("age")
    mixed = members.take(ORDER)
    ties = np.argsort(mixed.column("age").to_numpy(), kind="stable")
    assert found("row-order", mixed.take(ties), members) == []
    # Rows of one age that stand as they stood in the source tell more.
    (finding,) = found("row-order", members, members)
    assert finding.looked_at < ROWS - 1


def test_values_that_stay_in_their_rows_are_found_though_no_record_is() -> None:
    noise = np.random.default_rng(0)
    release = MEMBERS.select(["age", "income", "height", "job"])
    members = release
    for name in ("age", "income", "height"):
        release = changed(release, name, lambda v: v + noise.normal(0, np.nanstd(v), len(v)))
    (finding,) = found("row-order", release, members, made="synthetic")
    assert (finding.count, finding.looked_at) == (4, 4)
    assert found("row-order", release.take(ORDER), members, made="synthetic") == []


@pytest.mark.parametrize("spell", ["{}", "P-{:06d}", "2024/{}"])
def test_running_numbers_in_the_order_of_the_source_are_found(spell: str) -> None:
    numbers = [spell.format(place + 100) for place in range(ROWS)]
    values = pa.array(numbers) if spell != "{}" else pa.array(map(int, numbers), pa.int64())
    members = with_column(MEMBERS, "id", values)
    (kept,) = found("counters", members.take(ORDER), members)
    assert kept.column == "id"
    # Numbered anew along the source, then shuffled: another start, the same places.
    anew = with_column(members, "id", np.arange(ROWS)).take(ORDER)
    raw = Table("people", members)
    (finding,) = found("counters", anew, with_column(members, "id", np.arange(ROWS)), source=raw)
    assert finding.method is not None
    assert "rank correlation +1.00" in finding.method
    # Numbered anew after the shuffle: nothing.
    after = with_column(members.take(ORDER), "id", np.arange(ROWS))
    spelt = with_column(members, "id", np.arange(ROWS)[np.argsort(ORDER)])
    assert found("counters", after, spelt, source=raw, released_members=ORDER) == []


@given(
    st.lists(st.integers(0, 10**6), min_size=1, max_size=9, unique=True), st.text("ab-", max_size=3)
)
@settings(deadline=None)
def test_numbers_behind_a_common_beginning_are_read(numbers: list[int], beginning: str) -> None:
    read = running_numbers(pa.array([f"{beginning}{number}" for number in numbers]))
    assert read is not None
    assert read.tolist() == numbers


@pytest.mark.parametrize("values", [["1", None], ["1", "1"], ["1a", "2b"], [1.5, 2.5], ["a", "b"]])
def test_others_are_no_running_numbers(values: list[Any]) -> None:
    assert running_numbers(pa.array(values)) is None


def digest(name: str) -> Callable[[str], str]:
    return lambda text: hashlib.new(name, text.encode()).hexdigest()


KEYLESS: dict[str, Callable[[str], str]] = {
    "md5 of as it is": digest("md5"),
    "sha1 of lower case": lambda text: digest("sha1")(text.lower()),
    "sha256 of as it is, first 10 characters": lambda text: "x_" + digest("sha256")(text)[:10],
    "sha512 of letters and digits only, last 16 characters": lambda text: digest("sha512")(
        text.replace("-", "")
    )[-16:].upper(),
    "sha256 of as it is in base64url": lambda text: base64.urlsafe_b64encode(
        hashlib.sha256(text.encode()).digest()
    ).decode(),
    "base64 of as it is": lambda text: base64.b64encode(text.encode()).decode(),
    "hexadecimals of as it is": lambda text: text.encode().hex(),
    "crc32 of as it is in decimals": lambda text: str(zlib.crc32(text.encode())),
    "backwards": lambda text: text[::-1],
}


def identified() -> pa.Table:
    drawn = np.random.default_rng(3).integers(10**7, 10**8, ROWS)
    return with_column(MEMBERS, "patient", pa.array([f"MR-{number}A" for number in drawn]))


@pytest.mark.parametrize("method", KEYLESS)
def test_tokens_that_anybody_can_make_are_found(method: str) -> None:
    raw = identified()
    tokens = pa.array([KEYLESS[method](text) for text in raw.column("patient").to_pylist()])
    members = with_column(raw, "patient", tokens)
    kept = ORDER[:300]  # half of the rows are left out
    (finding,) = found("pseudonyms", members.take(kept), members, source=Table("people", raw))
    assert (finding.column, finding.source_column, finding.method) == ("patient", "patient", method)
    assert finding.share == pytest.approx(0.5, abs=0.1)


def test_tokens_are_looked_for_in_all_columns_of_the_release() -> None:
    raw = identified()
    tokens = pa.array([digest("md5")(text) for text in raw.column("patient").to_pylist()])
    kept = ORDER[:300]
    scene = staged(MEMBERS.take(kept), MEMBERS.take(kept), None, released_members=np.arange(300))
    figures = find_traces(
        scene,
        made="anonymised",
        released=Table("people", with_column(raw, "patient", tokens).take(kept)),
        source=Table("people", raw.take(kept)),
        places=kept,
    )
    found = {f.trace for f in figures.findings if f.verdict == "found"}
    assert "pseudonyms" in found
    assert "row-order" not in found


def test_tokens_made_with_a_key_are_not() -> None:
    raw = identified()
    for width in (6, 16, 64):
        tokens = pa.array(
            [
                hmac.new(b"secret key of the domain", text.encode(), "sha256").hexdigest()[:width]
                for text in raw.column("patient").to_pylist()
            ]
        )
        members = with_column(raw, "patient", tokens)
        assert found("pseudonyms", members, members, source=Table("people", raw)) == []


def test_values_that_are_the_sources_own_are_no_tokens() -> None:
    """Dates of strangers meet, and a spelling that changes one of them leaves the others alone."""
    days = np.arange("2020-01-01", "2023-12-31", dtype="datetime64[D]").astype(str)

    def seen(seed: int) -> pa.Table:
        drawn = np.random.default_rng(seed).choice(days, ROWS, replace=False).tolist()
        return with_column(MEMBERS, "seen", pa.array(["01/02/2021", *drawn[1:]]))

    raw, others = seen(4), seen(5)
    assert found("pseudonyms", others, others, source=Table("people", raw)) == []
