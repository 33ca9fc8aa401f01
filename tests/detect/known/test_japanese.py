"""Japanese names and addresses in the writings that records and notes have."""

from __future__ import annotations

import pytest

from tests.detect.known.looking import covered, knowing

TAKAHASHI = knowing(
    {
        "name_kanji": ("PERSON", "髙橋 由紀子"),
        "name_kana": ("PERSON", "ﾀｶﾊｼ ﾕｷｺ"),
        "address": ("STREET_ADDRESS", "東京都千代田区丸の内1丁目2番3号"),
    },
    language="ja",
)
YAMADA = knowing(
    {
        "name": ("PERSON", "山田太郎"),
        "kana": ("PERSON", "ヤマダタロウ"),
        "doctor": ("PERSON", "林 健"),
    },
    language="ja",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("患者の高橋由紀子さんは", ["高橋由紀子"]),
        ("髙橋　由紀子様", ["髙橋　由紀子"]),
        ("高橋さん", ["高橋"]),
        ("由紀子が来院", ["由紀子"]),
        ("タカハシユキコ", ["タカハシユキコ"]),
        ("たかはし ゆきこ", ["たかはし ゆきこ"]),
        ("ﾀｶﾊｼさん", ["ﾀｶﾊｼ"]),
        ("ゆきこさん", ["ゆきこ"]),
        ("高い橋の下で", []),
        ("高橋病院に転院", []),
        ("タカハシーナ錠", []),
    ],
)
def test_names_in_every_script(text: str, expected: list[str]) -> None:
    assert covered(TAKAHASHI, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("山田さんと太郎くん", ["山田", "太郎"]),
        ("やまだたろう", ["やまだたろう"]),
        ("ヤマダ様", ["ヤマダ"]),
        ("林先生が診察", ["林"]),
        ("山林、健康、林立", []),
        ("山田県、山田駅", []),
    ],
)
def test_names_in_one_run_are_divided(text: str, expected: list[str]) -> None:
    assert covered(YAMADA, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("千代田区丸の内1-2-3に住む", ["千代田区丸の内1-2-3"]),
        ("丸の内１－２－３", ["丸の内１－２－３"]),
        ("丸の内一丁目二番三号", ["丸の内一丁目二番三号"]),
        ("東京都千代田区丸の内に", ["東京都千代田区丸の内"]),
        ("丸の内で食事", []),
        ("丸の内4-5", []),
    ],
)
def test_addresses(text: str, expected: list[str]) -> None:
    assert covered(TAKAHASHI, text) == expected
