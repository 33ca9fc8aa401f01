"""The list of all entries.

What lives here: the entries of all countries and sectors, in one order. What does not: the entries
themselves (:mod:`sector_data.detect.identifiers.countries`).
"""

from __future__ import annotations

from sector_data.detect.identifiers.countries.ca import CA
from sector_data.detect.identifiers.countries.de import DE
from sector_data.detect.identifiers.countries.eu_east import EU_EAST
from sector_data.detect.identifiers.countries.eu_west import EU_WEST
from sector_data.detect.identifiers.countries.finance import FINANCE
from sector_data.detect.identifiers.countries.fr import FR
from sector_data.detect.identifiers.countries.gb import GB
from sector_data.detect.identifiers.countries.it import IT
from sector_data.detect.identifiers.countries.jp import JP
from sector_data.detect.identifiers.countries.others import OTHERS
from sector_data.detect.identifiers.countries.technology import TECHNOLOGY
from sector_data.detect.identifiers.countries.us import US
from sector_data.detect.identifiers.record import Identifier

CATALOGUE: tuple[Identifier, ...] = (
    *(*CA, *FR, *DE, *IT, *JP, *GB, *US),
    *(*EU_WEST, *EU_EAST, *OTHERS),
    *(*FINANCE, *TECHNOLOGY),
)
"""All entries, in the order in which the documentation lists them."""

BY_ID: dict[str, Identifier] = {entry.id: entry for entry in CATALOGUE}
"""All entries by their id."""
