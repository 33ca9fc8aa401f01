"""Keys, references and the subject."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.keys import KeyProposal, propose_keys
from sector_data.sources.tables import Table
from tests.detect.examples import shared_tables, table


def propose(*tables: Table) -> KeyProposal:
    return propose_keys({t.name: t for t in tables})


def patients(rows: int = 30) -> Table:
    return table(
        "patients",
        {
            "id": [f"p-{i:06d}" for i in range(rows)],
            "name": [f"N{i}" for i in range(rows)],
            "birth_date": ["1950-01-01"] * rows,
        },
    )


def test_keys_references_and_subject_are_found_with_reasons() -> None:
    visits = table(
        "visits",
        {"visit_id": list(range(90)), "patient_id": [f"p-{i % 30:06d}" for i in range(90)]},
    )
    found = propose(visits, patients())
    assert found.keys == {"visits": "visit_id", "patients": "id"}
    assert found.references == {"visits.patient_id": "patients.id"}
    assert found.subject == "patients.id"
    assert set(found.reasons) == {"visits", "patients", "visits.patient_id", "subject"}
    assert "p-0" not in " ".join(found.reasons.values())


def test_small_numbers_are_contained_in_any_key_and_prove_nothing() -> None:
    orders = table("orders", {"order_id": list(range(100)), "month": [i % 12 for i in range(100)]})
    shops = table("shops", {"shop_id": list(range(50)), "rooms": [i % 4 for i in range(50)]})
    assert propose(orders, shops).references == {}


def test_equal_names_and_numbers_refer() -> None:
    shops = table("shops", {"shop_id": list(range(50))})
    sales = table("sales", {"sale_id": list(range(99)), "shop_id": [i % 50 for i in range(99)]})
    assert propose(shops, sales).references == {"sales.shop_id": "shops.shop_id"}


def test_distinctive_values_refer_without_a_name() -> None:
    keys = [f"8f14e45f-{i:012d}" for i in range(40)]
    left = table("left", {"id": keys})
    right = table("right", {"id": [f"zz{i:010d}" for i in range(40)], "qq": keys})
    assert propose(left, right).references == {"right.qq": "left.id"}


def test_a_few_orphans_are_allowed_and_many_are_not() -> None:
    parents = table("shops", {"shop_id": list(range(1000))})
    few = table("sales", {"shop_id": [*range(995), 5000, 5001]})
    many = table("sales", {"shop_id": [*range(900), *range(5000, 5100)]})
    assert propose(parents, few).references == {"sales.shop_id": "shops.shop_id"}
    assert "of its values are in" in propose(parents, few).reasons["sales.shop_id"]
    assert propose(parents, many).references == {}


def test_two_keys_with_the_same_values_refer_one_way() -> None:
    details = table("details", {"patient_id": [f"p-{i:06d}" for i in range(30)]})
    for order in ((details, patients()), (patients(), details)):
        assert propose(*order).references == {"details.patient_id": "patients.id"}


def test_a_key_has_no_gaps_and_no_doubles() -> None:
    assert propose(table("t", {"t_id": [1, 2, None]})).keys == {}
    assert propose(table("t", {"t_id": [1, 2, 2]})).keys == {}
    assert propose(table("t", {"amount": [1.0, 2.0]})).keys == {}


def test_a_repeated_person_key_is_the_subject_of_a_lone_table() -> None:
    events = table("events", {"event_id": [1, 2, 3], "patient_id": ["a", "a", "b"]})
    assert propose(events).subject == "events.patient_id"
    assert propose(table("t", {"colour": ["red"]})).subject is None


def test_people_who_give_a_service_are_not_the_subject() -> None:
    doctors = table("doctors", {"id": [1, 2, 3], "name": ["A", "B", "C"], "sex": ["m", "f", "f"]})
    assert propose(doctors, patients()).subject == "patients.id"


@given(
    columns=st.dictionaries(
        st.text(min_size=1, max_size=8),
        st.lists(st.text(max_size=3), min_size=4, max_size=4),
        max_size=4,
    )
)
@settings(deadline=None, max_examples=60)
def test_proposals_name_only_what_is_there(columns: dict[str, list[str]]) -> None:
    one, two = table("a b", columns), table("c", columns)
    found = propose(one, two)
    for name, column in found.keys.items():
        assert column in columns
        assert len(set(columns[column])) == 4, name
    paths = {f"{t}.{c}" for t in ("a b", "c") for c in columns}
    assert {*found.references, *found.references.values()} <= paths
    assert found.subject is None or found.subject in paths


def test_no_tables_and_empty_tables() -> None:
    assert propose_keys({}) == KeyProposal({}, {}, None, {})
    assert propose(table("t", {"id": []})).keys == {}


def test_synthea() -> None:
    found = propose_keys(shared_tables("synthea"))
    assert found.subject == "patients.Id"
    assert found.references["conditions.PATIENT"] == "patients.Id"
    assert found.references["payer_transitions.PAYER"] == "payers.Id"
    assert not any(child.endswith(".CODE") for child in found.references)


def test_berka() -> None:
    found = propose_keys(shared_tables("berka"))
    assert found.subject == "client.client_id"
    assert found.references["disp.account_id"] == "account.account_id"
    assert found.references["client.district_id"] == "district.district_id"
    assert found.references["card.disp_id"] == "disp.disp_id"
    assert set(found.references.values()) <= {f"{t}.{k}" for t, k in found.keys.items()}


@pytest.mark.parametrize("name", ["adult"])
def test_a_census_without_keys_has_none(name: str) -> None:
    assert propose_keys(shared_tables(name)).keys == {}
