"""What labels of annotated texts mean."""

from __future__ import annotations

import pytest

from sector_data.detect.entities import ENTITIES
from sector_data.detect.labels import meanings, numbers
from sector_data.errors import InputError


def test_labels_of_several_tongues() -> None:
    said = meanings(["NOM", "Patient-ID", "location_street", "人名", "PERSON", "US_SSN"])
    assert "PERSON" in said["NOM"]
    assert said["NOM"] == said["人名"] == said["PERSON"]
    assert "MEDICAL_RECORD_NUMBER" in said["Patient-ID"]
    assert "STREET_ADDRESS" in said["location_street"]
    assert "MEDICAL_RECORD_NUMBER" in said["US_SSN"]


def test_every_answer_is_an_entity() -> None:
    from sector_data.detect.labels import _meanings

    for label, entities in _meanings().items():
        assert entities <= set(ENTITIES), label
        assert entities


def test_numbers_are_no_names() -> None:
    assert {"US_SSN", "MEDICAL_RECORD_NUMBER", "ACCOUNT_NUMBER"} <= numbers()
    assert not {"PERSON", "PHONE_NUMBER", "DATE_TIME", "SECRET"} & numbers()


def test_unknown_labels_are_named() -> None:
    with pytest.raises(InputError, match="'MISC2'"):
        meanings(["PERSON", "MISC2"])
    assert meanings(["MISC2"], {"misc2": "ignore"}) == {"MISC2": frozenset()}
    assert "PERSON" in meanings(["MISC2"], {"MISC2": "name"})["MISC2"]
