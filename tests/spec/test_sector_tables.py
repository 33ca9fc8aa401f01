"""The usual tables of sectors: whole, joinable, found by any of their names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.errors import SectorDataError
from sector_data.spec.packs import load_sector, parse_sector, sector_names
from sector_data.spec.sectors import SectorSchema, SectorTable, TableColumn
from tests.spec.test_sectors import OMOP_TABLES, SYNTHEA_TABLES

SCHEMAS = [load_sector(name) for name in sector_names()]
TABLES = [
    pytest.param(schema, table, id=f"{schema.id}.{table.name}")
    for schema in SCHEMAS
    for table in schema.tables
]
COLUMNS = [
    (schema, table, name, column)
    for schema in SCHEMAS
    for table in schema.tables
    for name, column in table.columns.items()
]
MINIMAL = """\
id: trade
version: 1.0.0
title: Trade
description: What shops keep.
retrieved: 2026-11-29
sources: {shop: A shop}
columns:
  - {names: [Id, customer], role: direct-identifier, transform: pseudonym, source: shop}
tables:
  - name: customers
    layout: shop
    title: A customer
    subject: Id
    columns: {Id: {aliases: [Kundennummer, 顧客番号]}}
  - name: orders
    layout: shop
    title: An order
    columns: {customer: {references: customers.Id}}
"""


@pytest.mark.parametrize(("schema", "table"), TABLES)
def test_references_can_still_be_joined_by_default(
    schema: SectorSchema, table: SectorTable
) -> None:
    for name, column in table.columns.items():
        if column.references is not None:
            here = schema.column(table.name, name)
            there = schema.column(*column.references.split("."))
            assert here is not None
            assert there is not None
            assert here.transform == there.transform, name


@pytest.mark.parametrize(("schema", "table"), TABLES)
def test_a_subject_is_known_by_an_identifier(schema: SectorSchema, table: SectorTable) -> None:
    if table.subject is not None:
        entry = schema.column(table.name, table.subject)
        assert entry is not None
        assert entry.role.protected
        assert not table.columns[table.subject].optional


@given(case=st.sampled_from(COLUMNS), data=st.data())
def test_any_name_of_a_table_and_a_column_leads_to_the_column(
    case: tuple[SectorSchema, SectorTable, str, TableColumn], data: st.DataObject
) -> None:
    schema, table, name, column = case
    called = data.draw(st.sampled_from([table.name, *table.aliases]))
    spelt = data.draw(st.sampled_from([name, *column.aliases]))
    between = data.draw(st.sampled_from(["_", " ", "-", ""]))
    known = schema.column(called.upper(), spelt.replace("_", between))
    assert known is not None
    assert known == schema.column(table.name, name)


@pytest.mark.parametrize(("layout", "known"), [("synthea", SYNTHEA_TABLES), ("omop", OMOP_TABLES)])
def test_tables_have_every_column_of_their_standard(layout: str, known: dict[str, str]) -> None:
    tables = {t.name: t for t in load_sector("health").tables if t.layout == layout}
    for table, columns in known.items():
        assert set(columns.split(",")) <= set(tables[table].columns), table


def test_an_alias_counts_only_in_its_table() -> None:
    schema = parse_sector(MINIMAL, file="trade.yaml")
    assert schema.column("customers", "Kundennummer") is schema.column("customers", "id")
    assert schema.column("customers", "顧客番号") is not None
    assert schema.column("orders", "Kundennummer") is None


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ("subject: Id", "subject: Nr", "has no column 'Nr'"),
        ("{Id: {aliases: [Kundennummer, 顧客番号]}}", "{Id: {}, ID: {}}", "two columns 'id'"),
        ("aliases: [Kundennummer", "aliases: [i_d", None),
        ("name: orders", "name: Customers", "two tables are called 'customers'"),
        ("layout: shop", "layout: shap", "'shap' is not among 'sources'"),
        ("customers.Id}", "customers.Nr}", "refers to customers.Nr"),
        ("{customer:", "{buyer:", "do not tell what orders.buyer is"),
    ],
)
def test_contradictions_are_refused(right: str, wrong: str, sentence: str | None) -> None:
    assert right in MINIMAL
    text = MINIMAL.replace(right, wrong)
    if sentence is None:  # another spelling of the column's own name contradicts nothing
        assert parse_sector(text, file="trade.yaml").tables
        return
    with pytest.raises(SectorDataError, match="(?s)" + sentence):
        parse_sector(text, file="trade.yaml")


def test_a_schema_needs_no_tables() -> None:
    assert parse_sector(MINIMAL.split("tables:", maxsplit=1)[0], file="trade.yaml").tables == ()
