"""Names in scripts with words: parts, order, initials, spelling."""

from __future__ import annotations

import pytest

from sector_data.detect.known.names import name_words
from tests.detect.known.looking import covered, knowing

COLUMNS = {"first_name": "Jane", "last_name": "Kellerman"}


def named(*words: str, **columns: str) -> dict[str, tuple[str, str]]:
    headers = ("given_name", "family_name", "middle_name")
    return {h: ("PERSON", w) for h, w in [*zip(headers, words, strict=False), *columns.items()]}


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        ("Jane Kellerman", "Kellerman, Jane; JANE KELLERMAN", "Kellerman, Jane | JANE KELLERMAN"),
        ("Jane Kellerman", "J. Kellerman; jane kellerman", "J. Kellerman | jane kellerman"),
        ("Jane Kellerman", "Kellerman J; Jane K. came", "Kellerman J | Jane K."),
        ("Jane Kellerman", "J.K. came, so did K. J.", "J.K. | K. J."),
        ("Jane Kellerman", "Kellermann; Kelerman; Kellremna", "Kellermann | Kelerman"),
        ("Jane Kellerman", "Jnae Kellerman; Jnae came", "Jnae Kellerman"),
        ("Jane Kellerman", "Kellerman's and Jane’s", "Kellerman | Jane"),
        ("Jane Kellerman", "J.R. and R.K., J K, M. Roe", ""),
        ("Ann Will", "will Ann Will, and mr will; he will", "Ann Will | will"),
        ("Li An", "An apple for Li; li an", "An | Li | li an"),
        ("Jürgen Müller", "Juergen Mueller; MULLER, JURGEN", "Juergen Mueller | MULLER, JURGEN"),
        ("Bjørn Ødegård", "Bjorn Odegard, Oedegaard", "Bjorn Odegard, Oedegaard"),
        ("Jean-Pierre Léger", "J.-P. Leger; Jean Pierre", "J.-P. Leger | Jean Pierre"),
        ("Jean-Pierre Léger", "JP Léger, LEGER J-P", "JP Léger, LEGER J-P"),
        ("Maria de la Cruz", "Maria Cruz; Delacruz; de la mer", "Maria Cruz | Delacruz"),
        ("Jan van der Berg", "Vanderberg, J. v. d. Berg", "Vanderberg, J. | Berg"),
        ("Nicolò D'Angelo", "N. D’Angelo; DAngelo", "N. D’Angelo | DAngelo"),
        ("Siobhán O'Neill", "S. ONeill; O Neill", "S. ONeill | O Neill"),
        ("Иван Петров", "ПЕТРОВ И.; Петрова", "ПЕТРОВ И. | Петрова"),
        ("Γιώργος Παππάς", "Παππασ, ΓΙΩΡΓΟΣ", "Παππασ, ΓΙΩΡΓΟΣ"),
        ("Ngoc Le", "Dr. Le saw", "Le"),
    ],
)  # fmt: skip
def test_forms(words: str, text: str, expected: str) -> None:
    given, family = words.split(" ", maxsplit=1)
    assert covered(knowing(named(given, family)), text) == (
        expected.split(" | ") if expected else []
    )


def test_a_misspelt_name_in_lower_case_counts_where_the_words_of_the_texts_are_known() -> None:
    text = "saw kelerman again, kettle on"
    assert covered(knowing(named("Jane", "Kellerman")), text) == []
    assert covered(knowing(named("Jane", "Kellerman"), usual={"kettle"}), text) == ["kelerman"]
    assert covered(knowing(named("Jane", "Kettla"), usual={"kettle"}), "Kettle on") == []


def test_a_name_that_is_a_word_counts_in_a_text_without_capitals() -> None:
    search = knowing(named("Rose", "Baker"), usual={"rose", "has"})
    assert covered(search, "rose has pain. baker has pain") == ["baker"]
    assert covered(search, "Then baker has pain") == []


def test_words_in_capitals_are_no_short_names() -> None:
    assert covered(knowing(named("Xu", "An")), "AN XRAY WAS DONE, An came") == ["An"]


def test_people_of_other_columns_count_and_are_not_mixed() -> None:
    search = knowing(named("Jane", "Kellerman", attending="Dr. Rajiv Bose, MD"))
    assert covered(search, "R. Bose and Bose, Rajiv") == ["R. Bose", "Bose, Rajiv"]
    assert covered(search, "J.B. and K.B. came") == []


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("Rajesh Venkataraman, DO", ["Rajesh", "Venkataraman"]),
        ("Dr. med. Anna Groß", ["Anna", "Groß"]),
        ("GARCIA LOPEZ, MARIA", ["GARCIA", "LOPEZ", "MARIA"]),
        ("Mme Claire Petit", ["Claire", "Petit"]),
        ("Sig.ra Rossi", ["Rossi"]),
        ("Do", ["Do"]),
        ("John Smith 3rd", ["John", "Smith", "rd"]),
        ("", []),
    ],
)
def test_titles_and_degrees_are_no_names(value: str, words: list[str]) -> None:
    assert name_words(value) == words
