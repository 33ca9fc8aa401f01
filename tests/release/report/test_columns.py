"""What happened to each column, in words."""

from __future__ import annotations

import pytest

from sector_data.release.report.catalogue import UNKNOWN, catalogue
from sector_data.release.report.columns import Dictionary, Dropped, dictionary
from sector_data.release.report.content import ReportContent
from sector_data.release.report.page import render_page
from sector_data.release.report.readme import render_readme
from sector_data.spec.hierarchies import HierarchySpec, NumberHierarchy, UsZipHierarchy
from sector_data.spec.plan import Generalisation, Stage
from sector_data.spec.transforms.values import Generalise, Keep
from sector_data.spec.words import LANGUAGES, Language
from tests.release.report.contents import QUASI, content_of, hospital, protection, table_plan
from tests.release.report.governed import governed
from tests.release.report.odd_contents import GENERALISED

WORDS = catalogue("en")


def dictionaries(content: ReportContent, language: Language = "en") -> dict[str, Dictionary]:
    words = catalogue(language)
    return {t.table: dictionary(t, content, words) for t in content.plan.tables}


def treatments(content: ReportContent, table: str) -> dict[str, str]:
    return {c.name: c.treatment for c in dictionaries(content)[table].columns}


def test_what_happened_to_each_column_with_its_parameters() -> None:
    content = hospital()
    assert treatments(content, "patients") == {
        "patient_id": "replaced by a keyed pseudonym",
        "birth_date": "generalised (age bands of 5 years, level 2 of 5)",
        "sex": "kept",
        "zip": "generalised (characters kept: 3, level 2 of 5)",
        "height_cm": "rounded (to multiples of 5)",
    }
    assert treatments(content, "encounters") == {
        "encounter_id": "replaced by a keyed pseudonym",
        "patient_id": "replaced by a keyed pseudonym",
        "admitted": "moved by a secret number of days (182 at most)",
        "department": "kept",
        "charge_usd": "capped (≥ 0.5, ≤ 90,000)",
        "billed": "cut to a period (month)",
        "card": "masked",
        "ward_zip": "cut to three digits",
    }
    assert treatments(content, "notes")["text"] == (
        "personal passages replaced (by tags such as <PERSON>)"
    )


def test_columns_that_are_not_released_are_told_by_role() -> None:
    patients = dictionaries(hospital())["patients"]
    assert patients.dropped == [
        Dropped("direct identifier", ("mrn", "last_name")),
        Dropped("quasi-identifier", ("city",)),
        Dropped("not classified", ("employer",)),
    ]
    assert (patients.rows, patients.released, patients.total) == ("1,992", "5", "9")


def test_a_kept_column_has_no_technique() -> None:
    techniques = {c.name: c.technique for c in dictionaries(hospital())["patients"].columns}
    assert techniques["sex"] == ""
    assert techniques["birth_date"] == "generalization"
    assert techniques["patient_id"] == "pseudonymization"


def one(hierarchy: HierarchySpec, level: int, labels: tuple[str | None, ...] = ()) -> str:
    chosen = Generalisation(column="c", hierarchy=hierarchy, chosen=(level,), levels=7)
    plan = protection([chosen]).model_copy(
        update={"stages": (Stage(levels=(level,), kept_classes=tuple((t,) for t in labels)),)}
    )
    table = table_plan("t", {"c": (QUASI, Generalise())}, protection=plan)
    return treatments(content_of([table]), "t")["c"]


@pytest.mark.parametrize(
    ("place", "meaning"),
    [
        (0, "unchanged"),
        (1, "age in years"),
        (2, "age bands of 5 years"),
        (3, "one value for all"),
        (4, "day"),
        (5, "year"),
        (6, "decade"),
        (7, "intervals of 1,000"),
        (8, "characters kept: 3"),
    ],
)
def test_the_meaning_of_a_level(place: int, meaning: str) -> None:
    hierarchy, level = GENERALISED[place]
    assert one(hierarchy, level) == f"generalised ({meaning}, level {level} of 6)"


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        (("021**", None, "*"), "generalised (characters kept: 3, level 2 of 6)"),
        ((None, "*"), "generalised (level 2 of 6)"),
        ((), "generalised (level 2 of 6)"),
    ],
)
def test_zip_codes_say_by_their_labels_how_many_digits_are_left(
    labels: tuple[str | None, ...], told: str
) -> None:
    assert one(UsZipHierarchy(), 2, labels) == told


def test_no_label_of_a_class_is_told() -> None:
    """Labels of level 0 are values of the source."""
    assert "Rarely" not in one(NumberHierarchy(widths=(1.0,)), 0, ("Rarely",))


def test_a_level_outside_the_search_is_told_without_its_number() -> None:
    table = table_plan("t", {"c": (QUASI, Generalise(level=1))})
    assert treatments(content_of([table]), "t") == {"c": "generalised"}


def test_a_released_column_without_a_type_is_told_with_a_dash() -> None:
    content = content_of([table_plan("t", {"c": (QUASI, Keep())})])
    object.__setattr__(content, "types", {"t": {}})
    assert dictionaries(content)["t"].columns[0].data_type == UNKNOWN


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_tells_the_same_columns(language: Language) -> None:
    own = dictionaries(hospital(), language)
    assert {t: [c.name for c in d.columns] for t, d in own.items()} == {
        t: [c.name for c in d.columns] for t, d in dictionaries(hospital()).items()
    }


def test_meaning_unit_codes_gaps_and_trust_are_told() -> None:
    lines = {line.name: line for line in dictionaries(hospital())["patients"].columns}
    sex, height, zip_code = lines["sex"], lines["height_cm"], lines["zip"]
    assert sex.description == "Sex at birth"
    assert sex.values == "codes: F, M · none missing"
    assert (sex.sign, sex.trust) == ("✓", "can be trusted")
    assert height.data_type == "string (cm)"
    assert height.values == "may be missing"
    assert (height.sign, height.trust) == ("!", "with care")
    assert zip_code.values.startswith("codes: 000xx, 001xx")
    assert "and 18 more" in zip_code.values
    assert lines["birth_date"].values.startswith("codes: 5-9, 10-14")
    moved = {line.name: line for line in dictionaries(hospital())["encounters"].columns}
    assert moved["admitted"].trust == "in part"
    assert moved["card"].trust == "not to be relied on"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_of_both_pages_says_what_it_is_worth(language: Language) -> None:
    words = catalogue(language)
    content = hospital()
    for table in content.plan.tables:
        for line in dictionary(table, content, words).columns:
            assert line.trust, f"{table.table}.{line.name}"
            assert line.trust in render_page(content, language)
    assert words.text("papers.columns.heading") in render_readme(content, language)


def test_what_was_measured_is_all_that_counts() -> None:
    [table] = governed().plan.tables
    lines = {line.name: line for line in dictionary(table, governed(), catalogue("en")).columns}
    assert (lines["cost"].sign, lines["cost"].trust) == ("!", "with care")
