"""The list of entities and their roles."""

from __future__ import annotations

from importlib import resources

import pytest
import yaml

from sector_data.detect.checks import CHECKS
from sector_data.detect.engine import finders
from sector_data.detect.entities import ENTITIES, common_label, describe, role_of
from sector_data.detect.recognizers.model import LABELS
from sector_data.spec.words import LANGUAGES, Role


def test_every_entity_that_detection_can_name_is_listed() -> None:
    named = set(LABELS.values()) | {c.entity for c in CHECKS}
    for language in LANGUAGES:
        named |= {entity for finder in finders(language) for entity in finder.entities}
        words = resources.files("sector_data.detect") / "words" / language / "headers.yaml"
        document = yaml.safe_load(words.read_text("utf-8"))
        named |= set(document["whole"]) | set(document["entities"])
    assert named <= set(ENTITIES)


def test_what_identifies_is_a_direct_identifier() -> None:
    for entity in ("PERSON", "US_SSN", "IP_ADDRESS", "MEDICAL_RECORD_NUMBER", "GEO_COORDINATE"):
        assert role_of(entity) is Role.DIRECT_IDENTIFIER


def test_an_entity_that_nobody_listed_is_unknown_and_has_words() -> None:
    assert role_of("SHOE_SIZE") is Role.UNKNOWN
    assert describe("SHOE_SIZE") == "shoe size"
    assert describe("SEX") == "sex or gender"


@pytest.mark.parametrize(
    ("entity", "label"),
    [
        ("US_ZIP_CODE", "LOCATION"),
        ("STREET_ADDRESS", "ADDRESS"),
        ("ORGANIZATION", "ORG"),
        ("FR_SIREN", "ID_OTHER"),
        ("FR_NIR", "NATIONAL_ID"),
        ("UK_NHS", "HEALTH_ID"),
        ("ENCOUNTER_ID", "HEALTH_ID"),
        ("JP_PASSPORT", "PASSPORT"),
        ("BIC_CODE", "BANK_ACCOUNT"),
        ("MAC_ADDRESS", "ID_OTHER"),
        ("SHOE_SIZE", "ID_OTHER"),
    ],
)
def test_entities_have_a_label_that_other_tools_share(entity: str, label: str) -> None:
    assert common_label(entity) == label
