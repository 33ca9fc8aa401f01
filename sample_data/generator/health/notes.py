"""Clinical notes: who writes which kind about what, and how it is laid out.

What lives here: choosing the encounters that are written about, and putting a note together from
its parts. What does not: the wording (``words/*.toml``) and the slots in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sample_data.generator.dice import Dice
from sample_data.generator.health import slots_dates, slots_findings, slots_people, slots_places
from sample_data.generator.health.care import Encounter, History
from sample_data.generator.health.people import LAST_DAY
from sample_data.generator.health.staff import Clinician, clinicians
from sample_data.generator.health.teller import Teller
from sample_data.generator.health.words import frames, phrases
from sample_data.generator.prose import Piece, Span, Text, UnfitError, first_that_fits, parse

MIN_WORDS, MAX_WORDS = 40, 180
SPECIAL = {"newborn", "delivery", "well child", "wellness", "screening"}
# The slots enter themselves into the table when their modules are imported.
SLOT_MODULES = (slots_dates, slots_findings, slots_people, slots_places)

HEADINGS = {
    "colon": ("HPI: ", "Exam: ", "Plan: "),
    "caps": ("SUBJECTIVE:\n", "OBJECTIVE:\n", "ASSESSMENT/PLAN:\n"),
    "soap": ("S: ", "O: ", "A/P: "),
    "none": ("", "", ""),
}
COURSE_HEADINGS = {
    "colon": ("On arrival: ", "Hospital course: ", "Disposition: "),
    "caps": ("ADMISSION EXAM\n", "HOSPITAL COURSE\n", "DISPOSITION AND FOLLOW-UP\n"),
    "soap": ("Exam: ", "Course: ", "D/C plan: "),
    "none": ("", "", ""),
}


@dataclass(frozen=True, slots=True)
class Note:
    """A finished note."""

    note_id: str
    encounter: Encounter
    note_type: str
    written_at: datetime
    author: Clinician
    text: str
    spans: tuple[Span, ...]


class Sheet:
    """One note on its way: a teller, a text, and what has been used up already."""

    def __init__(self, teller: Teller) -> None:
        self.teller = teller
        self.text = Text()
        self._used: set[str] = set()

    def lines(self, templates: Sequence[str], count: int, lead: str = " ") -> int:
        """Append up to `count` different sentences that fit; return how many were."""
        added = 0
        for template in self.teller.dice.shuffled(templates):
            if added == count:
                break
            if template in self._used:
                continue
            try:
                pieces = first_that_fits((parse(template),), self.teller)
            except UnfitError:
                continue
            self._used.add(template)
            self.text.sentence(self._mannered(pieces), lead)
            added += 1
        return added

    def family(self, part: str, count: int, *, second: bool = False) -> int:
        """Append sentences about the main reason, or the second one, of the encounter."""
        reasons = self.teller.encounter.reasons
        if second and len(reasons) < 2:
            return 0
        topic = reasons[1 if second else 0]
        self.teller.about = topic
        added = self.lines(phrases()[topic.family].get(part, ()), count)
        self.teller.about = None
        return added

    def raw(self, text: str) -> None:
        """Append text as it stands."""
        self.text.add([Piece(text)])

    def heading(self, text: str, *, new_paragraph: bool) -> None:
        """Begin a part of the note."""
        if self.text.length and (text or new_paragraph):
            self.text.end_line()
            if not text and self.teller.dice.chance(0.3):
                self.raw("\n")
        self.raw(text)

    def _mannered(self, pieces: Sequence[Piece]) -> list[Piece]:
        """Return pieces with the author's abbreviations and slips in what is no identifier."""
        author, dice = self.teller.author, self.teller.dice
        result = []
        for piece in pieces:
            text = piece.text
            if piece.entity is None:
                for long, short in author.abbreviations:
                    if long in text and dice.chance(0.8):
                        text = text.replace(long, short)
                if author.slips:
                    text = " ".join(_slip(dice, word, author.slips) for word in text.split(" "))
            result.append(Piece(text, piece.entity))
        return result


def _slip(dice: Dice, word: str, share: float) -> str:
    """Return a word, rarely with two neighbouring letters exchanged."""
    if len(word) < 5 or not word.isalpha() or not word.islower() or not dice.chance(share):
        return word
    at = dice.integer(1, len(word) - 3)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _sign(sheet: Sheet, share: float) -> None:
    if sheet.teller.dice.chance(share):
        sheet.lines(frames()["signature"]["lines"], 1, lead="\n")


def _opening(sheet: Sheet, kind: str) -> None:
    family = sheet.teller.main.family
    if family in SPECIAL and kind in {"progress", "ward", "discharge"}:
        sheet.lines(frames()["special"][family], 1)
    else:
        sheet.lines(frames()["opening"][kind], 1)


def _social(sheet: Sheet, count: int) -> None:
    sheet.lines(frames()["social"]["child" if sheet.teller.age < 18 else "adult"], count)


def _odds(sheet: Sheet, share: float) -> None:
    if sheet.teller.dice.chance(share):
        sheet.lines(frames()["odds"]["any"], 1)


def _plan(sheet: Sheet, count: int) -> None:
    if sheet.teller.dice.chance(0.25):
        templates = phrases()[sheet.teller.main.family]["plan"]
        sheet.text.end_line()
        for number in range(max(2, count)):
            source = templates if number < count else frames()["plan"]["generic"]
            if sheet.lines(source, 1, lead=f"{number + 1}. ") == 0:
                break
            sheet.raw("\n")
    elif sheet.family("plan", count) == 0:
        sheet.lines(frames()["plan"]["generic"], 1)


def progress(sheet: Sheet) -> None:
    """Write a visit or ward note."""
    teller, dice = sheet.teller, sheet.teller.dice
    first, second, third = HEADINGS[teller.author.headings]
    if dice.chance(0.4):
        sheet.lines(frames()["head"]["lines"], 1)
    apart = dice.chance(0.5)
    ward = teller.encounter.kind in {"inpatient", "observation"}
    sheet.heading(first, new_paragraph=False)
    _opening(sheet, "ward" if ward else "progress")
    sheet.family("story", dice.integer(1, 3))
    _social(sheet, dice.weighted((0, 1, 2), (35, 45, 20)))
    sheet.heading(second, new_paragraph=apart)
    sheet.family("exam", 1)
    sheet.heading(third, new_paragraph=apart)
    _plan(sheet, dice.integer(1, 3))
    if dice.chance(0.35):
        sheet.family("plan", 1, second=True)
    _odds(sheet, 0.5)
    _sign(sheet, 0.65)


def discharge(sheet: Sheet) -> None:
    """Write a discharge summary."""
    teller, dice = sheet.teller, sheet.teller.dice
    first, second, third = COURSE_HEADINGS[teller.author.headings]
    if dice.chance(0.65):
        sheet.lines(frames()["head"]["blocks"], 1)
    _opening(sheet, "discharge")
    sheet.family("story", dice.integer(0, 2))
    if dice.chance(0.45):
        sheet.heading(first, new_paragraph=False)
        sheet.family("exam", 1)
    sheet.heading(second, new_paragraph=True)
    written = sheet.family("course", dice.integer(1, 2))
    sheet.lines(frames()["course"]["generic"], max(0 if written else 1, dice.integer(0, 1)))
    sheet.heading(third, new_paragraph=dice.chance(0.5))
    if teller.encounter.disposition == "Expired":
        sheet.lines(frames()["discharge"]["death"], 2)
    else:
        sheet.lines(frames()["discharge"][teller.encounter.disposition or "Home"], 1)
        sheet.lines(frames()["discharge"]["plan"], dice.integer(2, 3))
    _odds(sheet, 0.3)
    _sign(sheet, 0.8)


def triage(sheet: Sheet) -> None:
    """Write an emergency department note."""
    teller, dice = sheet.teller, sheet.teller.dice
    first, second, third = HEADINGS[teller.author.headings]
    if dice.chance(0.35):
        sheet.lines(frames()["head"]["lines"], 1)
    sheet.heading(first, new_paragraph=False)
    _opening(sheet, "triage")
    sheet.family("story", dice.integer(1, 3))
    _social(sheet, dice.weighted((0, 1), (60, 40)))
    sheet.heading(second, new_paragraph=dice.chance(0.4))
    sheet.family("exam", dice.integer(1, 2))
    sheet.heading(third, new_paragraph=dice.chance(0.4))
    _plan(sheet, dice.integer(1, 2))
    _odds(sheet, 0.45)
    _sign(sheet, 0.6)


def phone(sheet: Sheet) -> None:
    """Write down a telephone call."""
    dice = sheet.teller.dice
    if dice.chance(0.2):
        sheet.lines(frames()["head"]["lines"], 1)
    _opening(sheet, "phone")
    sheet.family("call", 1)
    if dice.chance(0.4):
        sheet.family("call", 1, second=True)
    sheet.lines(frames()["phone"]["admin"], dice.weighted((0, 1, 2), (30, 50, 20)))
    sheet.lines(frames()["phone"]["result"], dice.integer(1, 2))
    _odds(sheet, 0.15)
    _sign(sheet, 0.7)


def referral(sheet: Sheet) -> None:
    """Write a letter to a colleague."""
    dice = sheet.teller.dice
    sheet.lines(frames()["letter"]["heads"], 1)
    _opening(sheet, "referral")
    sheet.family("story", dice.integer(1, 2))
    sheet.family("ask", 1)
    if dice.chance(0.35):
        sheet.raw("\n")
        sheet.family("exam", 1)
    sheet.lines(frames()["referral"]["background"], dice.integer(1, 3))
    sheet.raw("\n\n")
    sheet.lines(frames()["referral"]["closing"], 1)
    _sign(sheet, 1.0)


def social_work(sheet: Sheet) -> None:
    """Write a social worker's note."""
    dice = sheet.teller.dice
    _opening(sheet, "social")
    sheet.lines(frames()["social_work"]["body"], dice.integer(3, 5))
    if dice.chance(0.12):
        sheet.lines(frames()["social_work"]["eligibility"], 1)
    _social(sheet, dice.integer(0, 1))
    _odds(sheet, 0.3)
    _sign(sheet, 0.8)


WRITERS: dict[str, Callable[[Sheet], None]] = {
    "progress": progress,
    "discharge": discharge,
    "triage": triage,
    "phone": phone,
    "referral": referral,
    "social work": social_work,
}


def _author(seed: int, dice: Dice, encounter: Encounter, note_type: str) -> Clinician:
    if note_type == "social work":
        return dice.pick(clinicians(seed)["Social Work"])
    staff = clinicians(seed)[encounter.attending.department]
    if note_type == "phone":
        return dice.pick([c for c in staff if c.degree in {"RN", "NP", "LICSW"}] or staff)
    colleague = note_type != "referral" and dice.chance(0.3)
    return dice.pick(staff) if colleague else encounter.attending


def _wanted(dice: Dice, encounter: Encounter) -> list[str]:
    """Draw which kinds of notes an encounter has."""
    routine = encounter.reasons[0].family in SPECIAL
    shares = {
        "inpatient": {"discharge": 0.45, "progress": 0.1, "social work": 0.1},
        "observation": {"discharge": 0.5, "progress": 0.3},
        "emergency": {"triage": 0.34, "phone": 0.07},
        "ambulatory": {"progress": 0.195, "phone": 0.07, "referral": 0.07},
        "virtual": {"progress": 0.18, "phone": 0.28},
    }[encounter.kind]
    dropped = {"social work", "referral", "triage"} if routine else set()
    if encounter.disposition == "Expired":
        dropped |= {"social work"}
    return [kind for kind, share in shares.items() if dice.chance(share) and kind not in dropped]


def _day(dice: Dice, encounter: Encounter, note_type: str) -> date:
    if note_type in {"progress", "social work"} and encounter.stay:
        return encounter.admitted + timedelta(days=dice.integer(1, encounter.stay))
    if note_type == "phone":
        return min(encounter.discharged + timedelta(days=dice.integer(1, 12)), LAST_DAY)
    if note_type == "referral":
        return min(encounter.discharged + timedelta(days=dice.integer(0, 3)), LAST_DAY)
    return encounter.admitted if note_type == "triage" else encounter.discharged


def write(seed: int, encounter: Encounter, history: History) -> list[Note]:
    """Write the notes of one encounter; their numbers are given later."""
    draw = Dice(seed, "notes", encounter.encounter_id)
    notes = []
    for note_type in _wanted(draw, encounter):
        day = _day(draw, encounter, note_type)
        if encounter.patient.death_date is not None and day > encounter.patient.death_date:
            continue
        moment = datetime.combine(day, time(draw.integer(7, 19), draw.integer(0, 59)))
        author = _author(seed, draw, encounter, note_type)
        for attempt in range(50):
            dice = Dice(seed, "note", encounter.encounter_id, note_type, attempt)
            sheet = Sheet(Teller(seed, dice, author, encounter, history, day))
            WRITERS[note_type](sheet)
            if MIN_WORDS <= sheet.text.words <= MAX_WORDS:
                text, spans = sheet.text.finished()
                notes.append(Note("", encounter, note_type, moment, author, text, spans))
                break
    return notes
