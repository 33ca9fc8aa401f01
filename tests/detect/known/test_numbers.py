"""One person's numbers with other separators, without parts, with an error."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.detect.known.looking import covered, knowing


@pytest.mark.parametrize(
    ("entity", "value", "text", "expected"),
    [
        (
            "PHONE_NUMBER",
            "(413) 555-0142",
            "413.555.0142 or 4135550142",
            "413.555.0142 | 4135550142",
        ),
        (
            "PHONE_NUMBER",
            "413-555-0142",
            "+1 413 555 0142, 555-0142",
            "+1 413 555 0142 | 555-0142",
        ),
        (
            "PHONE_NUMBER",
            "413-555-0142",
            "413-555-O142; 413-555-0143",
            "413-555-O142 | 413-555-0143",
        ),
        (
            "PHONE_NUMBER",
            "06 12 34 56 78",
            "+33 6 12 34 56 78 / 0033612345678",
            "+33 6 12 34 56 78 | 0033612345678",
        ),
        (
            "PHONE_NUMBER",
            "+49 30 1234567",
            "030/123 45 67, 0049 (0)30 1234567",
            "030/123 45 67 | 0049 (0)30 1234567",
        ),
        ("PHONE_NUMBER", "03-1234-5678", "０３（１２３４）５６７８", "０３（１２３４）５６７８"),
        ("PHONE_NUMBER", "06 1234567", "+39 06 1234567", "+39 06 1234567"),
        ("PHONE_NUMBER", "413-555-0142", "413-555-0199, 413 patients, 617-555-0242", ""),
        (
            "MEDICAL_RECORD_NUMBER",
            "MRN-00123456",
            "mrn 00123456, MRN00123456, 123456",
            "mrn 00123456 | MRN00123456 | 123456",
        ),
        ("MEDICAL_RECORD_NUMBER", "00123456", "no. 00124356 or OO123456", "00124356 | OO123456"),
        ("MEDICAL_RECORD_NUMBER", "00123456", "00214365, 0012345678, 5 mg", ""),
        ("MEDICAL_RECORD_NUMBER", 7781234, "7781234", "7781234"),
        ("MEDICAL_RECORD_NUMBER", 7781234.0, "#7781234", "7781234"),
        ("MEDICAL_RECORD_NUMBER", "10250769", "| #10250769 (10250769), I", "10250769 | 10250769"),
        (
            "NATIONAL_ID",
            "RSSMRA85T10A562S",
            "rssmra 85t10 a562s, RSSMRA85T1OA562S",
            "rssmra 85t10 a562s | RSSMRA85T1OA562S",
        ),
        ("NATIONAL_ID", "1 50 03 75 116 001 28", "150037511600128", "150037511600128"),
        (
            "UUID",
            "550e8400-e29b-41d4-a716-446655440000",
            "550E8400e29b41d4a716446655440000",
            "550E8400e29b41d4a716446655440000",
        ),
        ("RECORD_ID", "12", "12 mg", ""),
        ("RECORD_ID", "A12", "A12", ""),
        ("RECORD_ID", "A123", "a-123", "a-123"),
        ("POSTAL_CODE", "01060", "MA 01060, not 01061, O1060", "01060"),
        ("POSTAL_CODE", "SW1A 1AA", "sw1a1aa", "sw1a1aa"),
        ("POSTAL_CODE", "100-0005", "〒１００－０００５", "１００－０００５"),
    ],
)
def test_forms(entity: str, value: object, text: str, expected: str) -> None:
    assert covered(knowing({"x": (entity, value)}), text) == (
        expected.split(" | ") if expected else []
    )


@given(
    digits=st.text("0123456789", min_size=9, max_size=14),
    breaks=st.lists(st.sampled_from(["", "-", " ", ".", "/"]), min_size=14, max_size=14),
    edit=st.sampled_from(["none", "changed", "lost", "more", "swapped"]),
    at=st.integers(1, 7),
)
@settings(deadline=None, max_examples=100)
def test_any_separators_and_one_error(digits: str, breaks: list[str], edit: str, at: int) -> None:
    changed = {
        "none": digits,
        "changed": digits[:at] + str((int(digits[at]) + 1) % 10) + digits[at + 1 :],
        "lost": digits[:at] + digits[at + 1 :],
        "more": digits[:at] + "7" + digits[at:],
        "swapped": digits[: at - 1] + digits[at] + digits[at - 1] + digits[at + 1 :],
    }[edit]
    written = (
        "".join(
            f"{gap if i else ''}{c}"
            for i, (gap, c) in enumerate(zip(breaks, changed, strict=False))
        )
        + changed[len(breaks) :]
    )
    search = knowing({"x": ("RECORD_ID", digits)})
    assert covered(search, f"the file {written}; closed") == [written]
