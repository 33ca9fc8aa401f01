"""Japanese addresses, from the largest part to the smallest, without blanks.

What lives here: "〒100-0005 東京都千代田区丸の内1-2-3 丸ビル5階". What does not: names of
prefectures and cities that stand alone (:mod:`sector_data.detect.recognizers.places`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sector_data.detect.gazetteers.places import place_names
from sector_data.detect.recognizers.addresses.forms import LIKELY, SURE, Street

_DIGIT = r"[0-9０-９〇一二三四五六七八九十百千]"
_DASH = r"[-－‐−–—ーの]"
_NAME = r"[\u4e00-\u9fff々〆ヶケノツァ-ヴ]"
_CODE = r"(?:〒\s?)?(?<![\d０-９-])[0-9０-９]{3}[-－‐−ー][0-9０-９]{4}(?![\d０-９-])[\s　]{0,2}"
PREFECTURE = (
    r"(?:北海道|東京都|京都府|大阪府|(?:青森|岩手|宮城|秋田|山形|福島|茨城|栃木|群馬|埼玉|千葉|神奈川|新潟"
    r"|富山|石川|福井|山梨|長野|岐阜|静岡|愛知|三重|滋賀|兵庫|奈良|和歌山|鳥取|島根|岡山|広島|山口|徳島"
    r"|香川|愛媛|高知|福岡|佐賀|長崎|熊本|大分|宮崎|鹿児島|沖縄)県)"
)
_LOT = (
    rf"(?:{_DIGIT}{{1,4}}(?:丁目|番町|番地|番|号|条|線|地割)[の東西南北]?[ 　]?){{1,5}}"
    rf"(?:{_DIGIT}{{1,4}}(?:{_DASH}{_DIGIT}{{1,5}}){{0,3}}号?)?"
    rf"|[0-9０-９]{{1,5}}(?:[-－‐−–—ーの][0-9０-９]{{1,5}}){{1,3}}(?:号|番地)?"
)
_BUILDING = (
    r"(?:[\s　]{0,2}(?:[ァ-ヴーA-Za-zＡ-Ｚ\u4e00-\u9fff・のヶ]{2,20}"
    r"(?:ビルディング|ビル|マンション|ハイツ|コーポ|アパート|荘|タワー"
    r"|レジデンス|ヒルズ"
    r"|ハウス|館|団地|号棟|棟|コート|パレス|メゾン|寮)"
    r"|[ァ-ヴー]{3,20})"
    r"(?:[A-ZＡ-Ｚ]?[0-9０-９]{3,4}(?![0-9０-９年月日歳人件円:：/.])(?:号室)?"
    r"|[A-ZＡ-Ｚ](?![A-Za-z]))?)?"
    r"(?:[\s　]{0,2}[A-Z0-9０-９]{1,5}(?:号室|号棟|号|階|F|Ｆ|棟)){0,2}"
    r"(?:[\s　][0-9０-９]{2,4}(?![0-9０-９年月日歳人件円:：/.]))?"
)
_PARTS = rf"(?:{_NAME}{{1,7}}?[市区町村郡]){{0,4}}"
_TOWN = (
    rf"(?:[\s　]?(?:{_NAME}|(?<={_NAME})[のが](?={_NAME})"
    r"|[ぁ-ん]{2,8}(?=町|丘|台|[0-9０-９])){0,14}?"
    r"[\s　]?)"
)
_FULL = re.compile(rf"(?:{_CODE})?{PREFECTURE}[\s　]?{_PARTS}{_TOWN}(?:{_LOT}){_BUILDING}")
_CITY_FIRST = re.compile(
    rf"(?:{_CODE})?(?<!{_NAME})(?P<city>{_NAME}{{1,6}}[市区町村郡]){_PARTS}{_TOWN}(?:{_LOT}){_BUILDING}"
)
_CODED = re.compile(
    rf"(?:〒\s?[0-9０-９]{{3}}[-－‐−ー]?[0-9０-９]{{4}}[\s　]{{0,2}}|{_CODE})"
    rf"{_PARTS}{_TOWN}(?:{_LOT}){_BUILDING}"
)
_CHAIN = re.compile(
    rf"(?P<code>{_CODE})?{PREFECTURE}[\s　]?(?:{_NAME}{{1,6}}?[市区町村郡]){{1,3}}"
    rf"(?:{_NAME}{{1,8}}(?:町|字{_NAME}{{1,4}}))?"
)
_CODE_ALONE = re.compile(r"〒\s?[0-9０-９]{3}[-－‐−ー]?[0-9０-９]{4}(?![0-9０-９])")
_POST_BOX = re.compile(rf"私書箱(?:第)?{_DIGIT}{{1,5}}号?")


def find_streets(text: str) -> Iterator[Street]:
    """Find addresses down to the lot, and postal codes behind their mark."""
    for match in _FULL.finditer(text):
        yield Street(*match.span(), SURE, "a prefecture and a lot")
    known = place_names("ja")
    for match in _CITY_FIRST.finditer(text):
        listed = match["city"] in known or match["city"][-1] in "市区郡"
        yield Street(*match.span(), SURE if listed else LIKELY, "a municipality and a lot")
    for pattern, reason in ((_CODED, "a postal code and a lot"), (_POST_BOX, "a post box")):
        for match in pattern.finditer(text):
            yield Street(*match.span(), SURE, reason)
    for match in _CHAIN.finditer(text):
        if match["code"]:
            yield Street(*match.span(), SURE, "a postal code and a prefecture")


def find_codes(text: str) -> Iterator[tuple[int, int]]:
    """Find postal codes behind their mark."""
    for match in _CODE_ALONE.finditer(text):
        yield match.span()


def find_places(text: str) -> Iterator[tuple[int, int]]:
    """Find prefectures with their municipalities, without a lot."""
    for match in _CHAIN.finditer(text):
        if not match["code"]:
            yield match.span()
