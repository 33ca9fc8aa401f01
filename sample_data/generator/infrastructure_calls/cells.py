"""The network: cells of towns in four regions, always the same ones.

What lives here: where a cell is. What does not: who uses it
(:mod:`sample_data.generator.infrastructure_calls.subscribers`).
"""

from __future__ import annotations

from dataclasses import dataclass

NETWORK = "00101"
"""Country and network of 3GPP's test networks."""
TOWNS = {
    "Rennes": ("Bretagne", 22),
    "Brest": ("Bretagne", 12),
    "Vannes": ("Bretagne", 6),
    "Nantes": ("Pays de la Loire", 28),
    "Angers": ("Pays de la Loire", 12),
    "Le Mans": ("Pays de la Loire", 10),
    "Rouen": ("Normandie", 16),
    "Caen": ("Normandie", 12),
    "Le Havre": ("Normandie", 10),
    "Tours": ("Centre-Val de Loire", 12),
    "Orléans": ("Centre-Val de Loire", 12),
    "Bourges": ("Centre-Val de Loire", 5),
}
"""Region of each town, and how many people live there against the others."""
PER_TOWN = 8


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a town; the first is that of the station and the offices."""

    town: str
    place: int

    @property
    def area(self) -> str:
        """Code of the town's location area."""
        return f"{4101 + list(TOWNS).index(self.town)}"

    @property
    def number(self) -> str:
        """Global identity: network, area, cell (3GPP TS 23.003, 4.3.1)."""
        return f"{NETWORK}-{self.area}-{1000 + self.place * 37}"

    @property
    def region(self) -> str:
        """Region that its town lies in."""
        return TOWNS[self.town][0]


def cells() -> tuple[Cell, ...]:
    """Return all cells."""
    return tuple(Cell(town, place) for town in TOWNS for place in range(PER_TOWN))
