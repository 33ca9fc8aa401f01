"""The generator of the health data: same seed, same bytes, and the grammar of its notes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from sample_data.generator.check_digits import luhn_digit
from sample_data.generator.dice import Dice
from sample_data.generator.health.identifiers import record_number
from sample_data.generator.health.sample import SAMPLE, make
from sample_data.generator.health.surface import spell_date
from sample_data.generator.health.teller import SLOTS
from sample_data.generator.health.words import WORDS, conditions, frames, phrases
from sample_data.generator.prose import Piece, Text, UnfitError, expand, parse
from sample_data.generator.writing import write

ROOT = Path(__file__).parents[2]


def test_the_same_seed_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sample_data.generator", "health-admissions"]
    options = ["--size", "30", "--seed", "4", "--output", str(tmp_path / "other")]
    subprocess.run([*command, *options], cwd=ROOT, check=True, capture_output=True)
    for path in write(SAMPLE, tmp_path / "here", 4, 30):
        other = tmp_path / "other" / path.relative_to(tmp_path / "here")
        assert other.read_bytes() == path.read_bytes()


def test_another_seed_gives_other_people(tmp_path: Path) -> None:
    one, other = (write(SAMPLE, tmp_path / str(seed), seed, 30) for seed in (1, 2))
    by_name = {path.name: path.read_bytes() for path in one}
    differing = {path.name for path in other if path.read_bytes() != by_name[path.name]}
    tables = {"patients.csv", "encounters.csv", "diagnoses.csv", "notes.csv", "notes.jsonl"}
    assert differing == {*tables, "README.md"}


@pytest.mark.parametrize("size", [1, 2, 25])
def test_small_registers_have_exactly_the_patients_asked_for(size: int) -> None:
    assert len(list(make(9, size).tables["patients"].rows)) == size


@pytest.mark.parametrize(("digits", "check"), [("7992739871", "3"), ("0000000", "0")])
def test_luhn_digit_agrees_with_the_standard(digits: str, check: str) -> None:
    assert luhn_digit(digits) == check


def test_a_wrong_digit_breaks_a_record_number() -> None:
    number = record_number(1234567)
    for place in range(7):
        wrong = str((int(number[place]) + 1) % 10)
        changed = number[:place] + wrong + number[place + 1 : 7]
        assert luhn_digit(changed) != number[7]


def test_every_slot_that_a_template_names_exists_and_is_used() -> None:
    named = set()
    for path in WORDS.glob("*.toml"):
        text = re.sub(r"^#.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        named |= set(re.findall(r"\{([A-Za-z_0-9]+)[:}]", text))
    assert named == set(SLOTS)


def test_every_template_can_be_parsed() -> None:
    def templates(value: object) -> list[str]:
        if isinstance(value, str):
            return [value]
        parts = value.values() if isinstance(value, dict) else value
        assert isinstance(parts, list | type({}.values()))
        return [template for part in parts for template in templates(part)]

    for template in templates(frames()) + templates(phrases()):
        assert parse(template)


def test_every_condition_has_words_to_write_about_it() -> None:
    for condition in conditions():
        parts = phrases()[condition.family]
        assert {"story", "exam", "plan", "ask"} <= set(parts), condition.family
        if "i" in condition.classes:
            assert parts["course"], condition.family


@pytest.mark.parametrize("template", ["[a|b", "a]{x", "<a|b"])
def test_unbalanced_templates_are_refused(template: str) -> None:
    with pytest.raises(ValueError, match=r"unbalanced|substring"):
        parse(template)


class _Filler:
    """Knows two slots: one that fits and one that never does."""

    dice = Dice("test")
    terse = False

    def fill(self, name: str, argument: str) -> list[Piece]:
        if name == "no":
            raise UnfitError
        return [Piece(f"{name}{argument}", "PERSON")]


def test_a_wording_that_does_not_fit_gives_way_to_one_that_does() -> None:
    for _ in range(20):
        assert expand(parse("[{no}|{yes:1}]"), _Filler()) == [Piece("yes1", "PERSON")]
    with pytest.raises(UnfitError):
        expand(parse("[{no}|a {no}]"), _Filler())


def test_text_keeps_offsets_when_it_takes_blanks_out() -> None:
    text = Text()
    text.sentence([Piece("seen by "), Piece("José", "PERSON"), Piece("  , "), Piece(" , then .")])
    text.sentence([Piece("next to "), Piece("Anh", "PERSON"), Piece(".")])
    written, spans = text.finished()
    assert [written[s.start : s.end] for s in spans] == ["José", "Anh"]
    assert written.startswith("Seen by José")
    assert ". Next to Anh." in written


def test_dice_depend_on_their_name_alone() -> None:
    assert [Dice("a", 1).share() for _ in range(2)] == [Dice("a", 1).share()] * 2
    assert Dice("a", 1).share() != Dice("a", 2).share()
    draws = [Dice("w", n).weighted("ab", (3, 1)) for n in range(2000)]
    assert 0.70 < draws.count("a") / 2000 < 0.80


def test_dates_are_spelt_as_the_style_says() -> None:
    from datetime import date

    day = date(2024, 3, 5)
    assert spell_date(day, "m/d/yy") == "3/5/24"
    assert spell_date(day, "Month d, yyyy") == "March 5, 2024"
    assert spell_date(day, "d Mon yyyy") == "5 Mar 2024"
    assert spell_date(day, "weekday") == "Tuesday 3/5"
