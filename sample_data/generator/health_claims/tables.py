"""The tables of the insurer, row by row.

What lives here: members, claims, their lines, notes, and the ways in which dates are written. What
does not: what was billed (:mod:`sample_data.generator.health_claims.bills`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sample_data.generator.check_digits import luhn_digit
from sample_data.generator.dice import Dice
from sample_data.generator.health.identifiers import telephone
from sample_data.generator.health.region import Region
from sample_data.generator.health.staff import Clinician, clinicians
from sample_data.generator.health_claims.bills import Claim, claims_of, vaccinations
from sample_data.generator.sample import Marked, Table

NPI_PREFIX = "80840"
KINDS_OF_NOTES = ("phone", "referral", "social work")
HOSPITAL, PHARMACY = "070021", "229914"
SEXES = {"F": "2", "M": "1"}
"""As in the files of Medicare: 1 male, 2 female, 0 not known."""


class Insurer:
    """A region as its insurer knows it."""

    def __init__(self, seed: int, region: Region) -> None:
        self.seed = seed
        self.region = region
        # A stride without a common factor gives every member another number, in no visible order.
        self.members = {
            p.patient_id: f"W{10**8 + (n * 207_654_321 + seed) % (9 * 10**8)}"
            for n, p in enumerate(region.patients)
        }
        self.claims = self._claims()
        self.numbers = [f"CL{2_400_000_001 + n}" for n in range(len(self.claims))]
        self.npis = {
            c: self._npi(n)
            for n, c in enumerate(c for group in clinicians(seed).values() for c in group)
        }

    def _npi(self, number: int) -> str:
        """Return a number that begins with 9, as none does that was given (45 CFR 162.406)."""
        digits = f"9{self.dice('npi', number).integer(0, 99_999_999):08d}"
        return digits + luhn_digit(NPI_PREFIX + digits)

    def _claims(self) -> list[Claim]:
        made = [
            claim
            for e in self.region.encounters
            for claim in claims_of(self.dice("claim", e.encounter_id), e)
        ]
        for p in self.region.patients:
            made += vaccinations(self.dice("vaccine", p.patient_id), p)
        return sorted(made, key=lambda c: (c.first, c.patient.patient_id))

    def dice(self, *name: object) -> Dice:
        """Return a stream of draws for one thing."""
        return Dice(self.seed, "claims", *name)

    def beneficiaries(self) -> Iterator[tuple[str, ...]]:
        """Yield the members; births are written in two ways, names mistyped now and then."""
        for p in self.region.patients:
            dice = self.dice("beneficiary", p.patient_id)
            born = f"{p.birth_date:%m/%d/%Y}" if dice.chance(0.2) else p.birth_date.isoformat()
            first = _mistyped(dice, p.first_name) if dice.chance(0.02) else p.first_name
            yield (
                self.members[p.patient_id],
                first if dice.chance(0.9) else first.upper(),
                p.last_name if dice.chance(0.9) else p.last_name.upper(),
                born,
                p.death_date.isoformat() if p.death_date else "",
                "0" if dice.chance(0.005) else SEXES[p.sex],
                p.race,
                p.street,
                p.place.city,
                p.place.state,
                "" if dice.chance(0.005) else p.place.zip,
                "" if dice.chance(0.1) else _phone(dice, telephone(dice, "413")),
                p.email,
                p.ssn,
                p.insurance,
                str(dice.weighted((12, 11, 9, 6, 3), (86, 4, 4, 3, 3))),
            )

    def claim_rows(self) -> Iterator[tuple[str, ...]]:
        """Yield the claims; who sends paper has months first, an old system no dashes."""
        for number, claim in zip(self.numbers, self.claims, strict=True):
            dice = self.dice("row", number)
            spell = dice.weighted(("%Y-%m-%d", "%m/%d/%Y", "%Y%m%d"), (80, 14, 6))
            stay = claim.place == "21"
            encounter = claim.encounter
            yield (
                number,
                self.members[claim.patient.patient_id],
                claim.first.strftime(spell),
                claim.last.strftime(spell),
                claim.first.strftime(spell) if stay else "",
                claim.last.strftime(spell) if stay else "",
                str((claim.last - claim.first).days) if stay else "",
                HOSPITAL if encounter else PHARMACY,
                self.npis[encounter.attending] if encounter and not dice.chance(0.03) else "",
                "institutional" if stay or claim.place == "22" else "professional",
                claim.status,
                claim.place,
                "yes" if claim.in_network else "no",
                *(claim.diagnoses + ("",) * 5)[:5],
                f"{claim.charge:.2f}",
                f"{claim.allowed:.2f}",
                f"{claim.paid:.2f}",
                f"{max(claim.allowed - claim.paid, 0):.2f}" if claim.status == "paid" else "0.00",
            )

    def line_rows(self) -> Iterator[tuple[str, ...]]:
        """Yield the services of every claim."""
        for number, claim in zip(self.numbers, self.claims, strict=True):
            for place, line in enumerate(claim.lines, start=1):
                yield (
                    number,
                    str(place),
                    line.code,
                    line.modifier,
                    line.revenue,
                    str(line.units),
                    f"{line.charge:.2f}",
                    f"{line.paid:.2f}",
                )

    def note_rows(self) -> Iterator[tuple[str, ...]]:
        """Yield the notes that were sent with claims."""
        first: dict[str, str] = {}
        for number, claim in zip(self.numbers, self.claims, strict=True):
            if claim.encounter is not None:
                first.setdefault(claim.encounter.encounter_id, number)
        serial = 300_001
        for note in self.region.notes:
            if note.note_type in KINDS_OF_NOTES:
                yield (
                    f"A{serial}",
                    first[note.encounter.encounter_id],
                    note.note_type,
                    note.written_at.date().isoformat(),
                    _signed(note.author),
                    Marked(note.text, note.spans),
                )
                serial += 1


def tables(seed: int, region: Region, columns: Mapping[str, Iterable[str]]) -> dict[str, Table]:
    """Return the tables with the columns that the description gives them."""
    insurer = Insurer(seed, region)
    rows = {
        "beneficiaries": insurer.beneficiaries(),
        "claims": insurer.claim_rows(),
        "claim_lines": insurer.line_rows(),
        "notes": insurer.note_rows(),
    }
    return {name: Table(tuple(columns[name]), rows[name]) for name in columns}


def _signed(author: Clinician) -> str:
    return f"{author.full_name}, {author.degree}"


def _phone(dice: Dice, digits: str) -> str:
    form = dice.pick(("{}-{}-{}", "({}) {}-{}", "{}.{}.{}"))
    return form.format(digits[:3], digits[3:6], digits[6:])


def _mistyped(dice: Dice, name: str) -> str:
    """Return a name with two letters exchanged or one left out."""
    if len(name) < 4:
        return name
    at = dice.integer(1, len(name) - 3)
    swapped = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return swapped if dice.chance(0.6) else name[:at] + name[at + 1 :]
