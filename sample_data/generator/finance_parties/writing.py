"""How people's particulars are typed: e-mail addresses, and towns with the faults of hands.

What lives here: spelling. What does not: what is spelt.
"""

from __future__ import annotations

import unicodedata

from sample_data.generator.dice import Dice
from sample_data.generator.finance_parties.parties import Person

HOSTS = ("example.com", "example.org", "example.net", "mail.example.com")
"""Reserved for examples (RFC 2606)."""
LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "ı": "i", "ä": "ae", "ö": "oe", "ü": "ue"})


def plain(text: str) -> str:
    """Return a text in lower case without accents: letters, digits and the signs between."""
    return (
        unicodedata.normalize("NFKD", text.lower().translate(LETTERS))
        .encode("ascii", "ignore")
        .decode()
    )


def email(dice: Dice, who: Person) -> str:
    """Return an address of somebody at a host that is reserved for examples."""
    first, last = (plain(n).replace(" ", "").replace("'", "") for n in (who.first, who.last))
    local = dice.pick(
        (
            f"{first}.{last}",
            f"{first[0]}{last}",
            f"{last}{who.birth_date.year % 100:02d}",
            f"{first}_{last}",
        )
    )
    return f"{local}@{dice.pick(HOSTS)}"


def typed(dice: Dice, word: str) -> str:
    """Return a word as it was typed: mostly right, now and then in capitals or with a slip."""
    if not word or dice.chance(0.93):
        return word
    if dice.chance(0.5):
        return word.upper()
    if dice.chance(0.5):
        return unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()
    at = dice.integer(1, len(word) - 1)
    return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]  # two letters change places
