"""Addresses of many countries: as one passage, in any case behind a label, and what is none."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.recognizers import addresses
from sector_data.detect.recognizers.vocabulary import Finder, words_of_text
from sector_data.spec.evidence.findings import Span
from sector_data.spec.words import LANGUAGES, Language

FINDERS = {language: addresses.finder(words_of_text(language)) for language in LANGUAGES}


def found(finder: Finder, text: str) -> set[tuple[str, str]]:
    return {(text[s.start : s.end], s.entity) for s in finder.find(text)}


def longest(language: Language, text: str) -> str:
    """Return the longest address that is found."""
    spans = [s for s in FINDERS[language].find(text) if s.entity == "STREET_ADDRESS"]
    return max((text[s.start : s.end] for s in spans), key=len, default="")


# Each is found as a whole, in a sentence.
WHOLE: list[tuple[Language, str]] = [
    ("en", "14 High Street, Leeds LS1 4DY"),
    ("en", "Flat 2, Rose Court, 14 High Street, Leeds LS1 4DY"),
    ("en", "1600 N Main Ave, Apt 4B, Springfield, IL 62701"),
    ("en", "55 WILLOW CREEK RD, DAYTON, OH 45402"),
    ("en", "200 Wellington St W, Suite 400\nToronto, ON M5V 3C7"),
    ("en", "Unit 5, 12-14 Station Road\nHarrow\nHA1 2SJ"),
    ("en", "PO Box 1234, Toronto, ON M5V 2T6"),
    ("en", "Storgatan 12, Uppsala, Sweden"),
    ("en", "Kauppakatu 7 Apt. 12\nTampere\nFinland 33100"),
    ("en", "Prinsengracht 263, 1016 GV Amsterdam"),
    ("en", "Calle Mayor 12, 28013 Madrid"),
    ("en", "Bahnhofstrasse 12, 8001 Zürich, Switzerland"),
    ("en", "45 maple avenue"),
    ("fr", "12 bis, rue de la Paix, 75002 Paris"),
    ("fr", "27, rue du Faubourg Saint-Jacques 75679 PARIS CEDEX 14"),
    ("fr", "47-83 boulevard de l'Hôpital, 75013 Paris"),
    ("fr", "14 RUE DU DOCTEUR ROUX, 92300 LEVALLOIS-PERRET"),
    ("fr", "lieu-dit Les Granges, 24200 Sarlat"),
    ("fr", "cinq bd victor hugo 06000 NICE"),
    ("fr", "Résidence Les Lilas, Bât. C, 12 chemin du Moulin\n31400 Toulouse"),
    ("fr", "12 impasse des Mimosas\nBât A, esc. 2\n13008 Marseille"),
    ("fr", "1250, boul. René-Lévesque Ouest, bureau 200, Montréal (Québec) H3B 4W8"),
    ("fr", "Chemin des Vignes 5, 1003 Lausanne"),
    ("fr", "Avenue Louise 54, 1050 Bruxelles"),
    ("fr", "2, route d'Esch, L-1470 Luxembourg"),
    ("fr", "BP 123, 38000 Grenoble Cedex 9"),
    ("fr", "8 place du Marché, 1348 Louvain-la-Neuve"),
    ("de", "Lindenstr. 4, 80331 München"),
    ("de", "Am Mühlbach 3, 20223 Klein Wesendorf"),
    ("de", "An der Alster 5\n20099 Hamburg"),
    ("de", "Bergstraße 7-9\nD-69120 Heidelberg"),
    ("de", "Straße des 17. Juni 135, 10623 Berlin"),
    ("de", "Mariahilfer Straße 88a/5/14, 1070 Wien"),
    ("de", "Postfach 12 34, 3001 Bern"),
    ("de", "HAUPTSTRASSE 5, 12345 BERLIN"),
    ("de", "Unter den Linden 77, 10117 Berlin"),
    ("de", "Alte Gasse 3a, A-6020 Innsbruck"),
    ("de", "Dorfplatz 1, 4051 Basel, Schweiz"),
    ("de", "Auf der Höhe 2\n88045 Friedrichshafen"),
    ("it", "Via Roma, 3 - 20121 Milano (MI)"),
    ("it", "via G. Garibaldi n. 12/A, 00185 Roma"),
    ("it", "P.zza Duomo 1, Firenze"),
    ("it", "C.so Vittorio Emanuele II, 23 int. 4, 10128 Torino (TO)"),
    ("it", "Via XX Settembre 12"),
    ("it", "VIALE DELLA LIBERTÀ 45, 90143 PALERMO (PA)"),
    ("it", "loc. Le Piane s.n.c., 53100 Siena"),
    ("it", "Piazza San Marco 1\n30124 Venezia (VE)"),
    ("it", "Casella postale 45, 6900 Lugano"),
    ("ja", "東京都千代田区丸の内1-2-3 丸の内ビル5階"),
    ("ja", "〒100-0005 東京都千代田区丸の内一丁目9番1号"),
    ("ja", "北海道札幌市北区北8条西5丁目"),
    ("ja", "大阪府大阪市北区梅田３丁目１番３号"),
    ("ja", "横浜市西区みなとみらい2-3-5"),
    ("ja", "名古屋市中区栄3-15-33 サンライズマンション402号室"),
    ("ja", "神奈川県大和市中央林間1丁目73番22号 ハイツＡ302"),
    ("ja", "東京都町田市原町田4丁目40番12号 コーポ203号室"),
]


@pytest.mark.parametrize(("language", "address"), WHOLE)
def test_an_address_is_one_passage_wherever_it_stands(language: Language, address: str) -> None:
    assert longest(language, address) == address
    assert longest(language, f"2019.\n{address}\n\n") == address


@pytest.mark.parametrize(
    ("language", "text", "address"),
    [
        ("en", "Address: 12 elm street, boston ma 02110", "12 elm street, boston ma 02110"),
        ("en", "She lives at 4 orchard close with her son.", "4 orchard close"),
        ("fr", "Adresse : 3 allée des tilleuls, appt 14, 69003 lyon", "3 allée des tilleuls"),
        ("fr", "demeurant 4 rue des clercs depuis 2 ans", "4 rue des clercs"),
        ("de", "Anschrift: ulmenweg 12b, 50667 köln", "ulmenweg 12b, 50667 köln"),
        ("de", "wohnhaft in der Lindenstr. 4, 80331 München", "Lindenstr. 4, 80331 München"),
        ("it", "indirizzo: via dei mille 45, napoli", "via dei mille 45, napoli"),
        ("it", "residente in via verdi 3 e coniugata", "via verdi 3"),
        ("ja", "住所：札幌市北区北8条西5", "札幌市北区北8条西5"),
    ],
)
def test_a_label_stands_in_for_capitals(language: Language, text: str, address: str) -> None:
    assert address in longest(language, text)


NONE: list[tuple[Language, str]] = [
    ("de", "Mail: luca@example.ch. Die 63-jährige Person"),
    ("en", "took 2 tablets of Street drugs"),
    ("en", "Route 3 times daily by way of mouth"),
    ("en", "He had 3 falls on the road"),
    ("en", "Place 2 drops in each eye"),
    ("en", "15 mg via NG tube and via Port 3"),
    ("en", "walk 20 minutes per day"),
    ("en", "located at 5 mm from the pylorus"),
    ("en", "E-mail address: a.b@c.org, IP address: 10.0.0.1"),
    ("en", "BP 138/62, HR 88, RR 16"),
    ("en", "During 1971 he had the 3 Way valve"),
    ("en", "12 Lead EKG, CT 4 slices"),
    ("fr", "elle a saisi la Cour le 4 mai 2011 en vertu de la loi"),
    ("fr", "voie orale 2 fois par jour, 2 passages infirmiers"),
    ("fr", "en cours 3 cures, place de la chimiothérapie"),
    ("fr", "10 000 Plaquettes, 12000 Leucocytes"),
    ("fr", "3 allées et venues, route barrée"),
    ("fr", "sous perfusion via Port 3"),
    ("de", "Atemweg 2, auf Platz 3, Umweg 3, Arbeitsplatz 12"),
    ("de", "am Tag 3 nach OP, Im Alter von 65"),
    ("de", "10000 Leukozyten, Stadium 3, Ringer 500 ml"),
    ("de", "Im März 2020 Untersuchung, seit 2019 Berlin"),
    ("it", "via orale 3 volte, via endovenosa 2 g, per via sottocutanea"),
    ("it", "in corso 3 cicli, 10000 Piastrine, tramite via Internet"),
    ("ja", "3回の入院、血圧120/80、2-3日前から体温37-38度"),
    ("ja", "東京都の2人、5-10分、第3号"),
]


@pytest.mark.parametrize(("language", "text"), NONE)
def test_doses_and_directions_are_no_addresses(language: Language, text: str) -> None:
    entities = {e for _, e in found(FINDERS[language], text)}
    assert not entities & {"STREET_ADDRESS", "POSTAL_CODE", "US_ZIP_CODE"}


@settings(deadline=None, max_examples=60)
@given(
    st.integers(1, 199),
    st.sampled_from(["Lilas", "Clercs", "Capucins", "Trois Ponts"]),
    st.sampled_from(["rue des", "avenue des", "bd des", "chemin des", "impasse des", "quai des"]),
    st.sampled_from(["75011 Paris", "31000 Toulouse", "1205 Genève", "67000 Strasbourg"]),
    st.sampled_from([", ", "\n", " - ", " "]),
    st.booleans(),
)
def test_french_parts_make_one_address(
    number: int, name: str, street: str, city: str, between: str, capitals: bool
) -> None:
    address = f"{number} {street} {name}{between}{city}"
    address = address.upper() if capitals else address
    assert longest("fr", f"Patient : {address}\n") == address


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(["Linden", "Goethe", "Mühlen", "Schiller", "Kirch"]),
    st.sampled_from(["straße", "strasse", "str.", "weg", "gasse", "allee", "platz", "ring"]),
    st.integers(1, 250),
    st.sampled_from(["", "a", " b", "-12", "/3"]),
    st.sampled_from(["10115 Berlin", "D-80331 München", "8001 Zürich", "A-1010 Wien"]),
    st.sampled_from([", ", "\n", ",\n"]),
)
def test_german_parts_make_one_address(
    name: str, ending: str, number: int, more: str, city: str, between: str
) -> None:
    address = f"{name}{ending} {number}{more}{between}{city}"
    assert longest("de", f"Frau Muster, {address}.") == address


@pytest.mark.parametrize(
    ("language", "text", "code", "entity"),
    [
        ("en", "Lowell, MA 01852", "01852", "US_ZIP_CODE"),
        ("en", "Boise, ID 83702-1234", "83702-1234", "US_ZIP_CODE"),
        ("en", "New York 10001", "10001", "US_ZIP_CODE"),
        ("en", "zip code: 02139", "02139", "US_ZIP_CODE"),
        ("en", "London SW1A 1AA", "SW1A 1AA", "POSTAL_CODE"),
        ("en", "Ottawa K1A 0B1", "K1A 0B1", "POSTAL_CODE"),
        ("fr", "transféré à 44000 Nantes", "44000", "POSTAL_CODE"),
        ("fr", "dans le 94300", "94300", "POSTAL_CODE"),
        ("de", "aus CH-8001 Zürich", "CH-8001", "POSTAL_CODE"),
        ("de", "PLZ: 20223", "20223", "POSTAL_CODE"),
        ("it", "CAP 20121", "20121", "POSTAL_CODE"),
        ("ja", "〒100-0005", "〒100-0005", "POSTAL_CODE"),
    ],
)
def test_postal_codes(language: Language, text: str, code: str, entity: str) -> None:
    assert (code, entity) in found(FINDERS[language], text)


@pytest.mark.parametrize("text", ["(ID 31377)", "in OR 12345", "02139", "WBC 12000"])
def test_no_postal_codes(text: str) -> None:
    assert found(FINDERS["en"], text) == set()


@pytest.mark.parametrize(
    ("language", "text", "address"),
    [
        ("en", "No: 485 777 3456\n9 Thornbury Close, Leeds", "9 Thornbury Close, Leeds"),
        ("en", "at 14\nThornbury Close", "14\nThornbury Close"),
        (
            "de",
            "wohnhaft Gartenstraße 7, 01099 Dresden, die seit dem 4. Mai krank ist",
            "Gartenstraße 7, 01099 Dresden",
        ),
    ],
)
def test_what_stands_around_an_address_is_no_part_of_it(
    language: Language, text: str, address: str
) -> None:
    assert (address, "STREET_ADDRESS") in found(FINDERS[language], text)
    assert all(len(a) <= len(address) for a, _ in found(FINDERS[language], text))


def test_a_city_behind_its_code_is_a_place() -> None:
    assert ("Lille", "LOCATION") in found(FINDERS["fr"], "suivie à 59000 Lille depuis")


def test_what_stands_beside_is_taken_in() -> None:
    text = "5586 Storgatan 12; Chicopee 01013 and Lima 2019"
    street, city, year = (text.index(w) for w in ("Storgatan", "Chicopee", "Lima"))
    spans = [
        Span(street, street + 12, "STREET_ADDRESS", 0.9),
        Span(city, city + 8, "LOCATION", 0.6),
        Span(year, year + 4, "LOCATION", 0.6),
    ]
    more = {text[s.start : s.end] for s in addresses.beside(text, spans)}
    assert more == {"5586 Storgatan 12", "01013"}


@settings(deadline=None, max_examples=80)
@given(st.sampled_from(LANGUAGES), st.text(max_size=200))
def test_findings_lie_within_any_text(language: Language, text: str) -> None:
    for span in FINDERS[language].find(text):
        assert 0 <= span.start < span.end <= len(text)
        assert span.reason


HOSTILE = [
    "1 ",
    "Ab 12 ",
    "12345 Ab-Cd, ",
    "Flat 2, ",
    "via A. ",
    "de la ",
    "12 rue de la ",
    "市1",
    "１２－",
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_texts_are_read_in_time(language: Language, piece: str) -> None:
    text = piece * (20_000 // len(piece))
    start = time.process_time()
    list(FINDERS[language].find(text))
    assert time.process_time() - start < 2.0
