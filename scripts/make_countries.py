"""Write the table of countries that the hierarchy ``country`` reads.

What lives here: the regions of the United Nations' M49 standard, and joining them with names from
Unicode's CLDR through an installed Babel. What does not: reading the table
(:mod:`sector_data.anonymise.hierarchies.structures.countries`).

Nothing of this is needed to use the program. To make the file again::

    python -m venv /tmp/countries
    /tmp/countries/bin/pip install Babel==2.19.0
    /tmp/countries/bin/python scripts/make_countries.py
"""

from __future__ import annotations

import csv
from pathlib import Path

from babel import Locale

TARGET = Path(__file__).parents[1] / "schemas/hierarchies/countries.csv"
LANGUAGES = ("en", "fr", "de", "it", "ja")

REGIONS = {
    "Africa": {
        "Northern Africa": "DZ012 EG818 LY434 MA504 SD729 TN788 EH732",
        "Eastern Africa": "IO086 BI108 KM174 DJ262 ER232 ET231 TF260 KE404 MG450 MW454 MU480 YT175 "
        "MZ508 RE638 RW646 SC690 SO706 SS728 UG800 TZ834 ZM894 ZW716",
        "Middle Africa": "AO024 CM120 CF140 TD148 CG178 CD180 GQ226 GA266 ST678",
        "Southern Africa": "BW072 SZ748 LS426 NA516 ZA710",
        "Western Africa": "BJ204 BF854 CV132 CI384 GM270 GH288 GN324 GW624 LR430 ML466 MR478 NE562 "
        "NG566 SH654 SN686 SL694 TG768",
    },
    "Americas": {
        "Caribbean": "AI660 AG028 AW533 BS044 BB052 BQ535 VG092 KY136 CU192 CW531 DM212 DO214 "
        "GD308 GP312 HT332 JM388 MQ474 MS500 PR630 BL652 KN659 LC662 MF663 VC670 SX534 TT780 TC796 "
        "VI850",
        "Central America": "BZ084 CR188 SV222 GT320 HN340 MX484 NI558 PA591",
        "South America": "AR032 BO068 BV074 BR076 CL152 CO170 EC218 FK238 GF254 GY328 PY600 PE604 "
        "GS239 SR740 UY858 VE862",
        "Northern America": "BM060 CA124 GL304 PM666 US840",
    },
    "Asia": {
        "Central Asia": "KZ398 KG417 TJ762 TM795 UZ860",
        "Eastern Asia": "CN156 HK344 MO446 KP408 JP392 MN496 KR410 TW158",
        "South-eastern Asia": "BN096 KH116 ID360 LA418 MY458 MM104 PH608 SG702 TH764 TL626 VN704",
        "Southern Asia": "AF004 BD050 BT064 IN356 IR364 MV462 NP524 PK586 LK144",
        "Western Asia": "AM051 AZ031 BH048 CY196 GE268 IQ368 IL376 JO400 KW414 LB422 OM512 QA634 "
        "SA682 PS275 SY760 TR792 AE784 YE887",
    },
    "Europe": {
        "Eastern Europe": "BY112 BG100 CZ203 HU348 PL616 MD498 RO642 RU643 SK703 UA804",
        "Northern Europe": "AX248 DK208 EE233 FO234 FI246 GG831 IS352 IE372 IM833 JE832 LV428 "
        "LT440 NO578 SJ744 SE752 GB826",
        "Southern Europe": "AL008 AD020 BA070 HR191 GI292 GR300 VA336 IT380 MT470 ME499 MK807 "
        "PT620 SM674 RS688 SI705 ES724",
        "Western Europe": "AT040 BE056 FR250 DE276 LI438 LU442 MC492 NL528 CH756",
    },
    "Oceania": {
        "Australia and New Zealand": "AU036 CX162 CC166 HM334 NZ554 NF574",
        "Melanesia": "FJ242 NC540 PG598 SB090 VU548",
        "Micronesia": "GU316 KI296 MH584 FM583 NR520 MP580 PW585 UM581",
        "Polynesia": "AS016 CK184 PF258 NU570 PN612 WS882 TK772 TO776 TV798 WF876",
    },
    "Antarctica": {"Antarctica": "AQ010"},
}
"""Regions and subregions of M49 with the codes of their countries, ISO 3166-1 alpha-2 and numeric.
M49 has no entry for TW, which stands with Eastern Asia here, as most statistics have it."""

ALPHA_3 = """
ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM AOAGO AQATA ARARG ASASM ATAUT AUAUS AWABW AXALA AZAZE
BABIH BBBRB BDBGD BEBEL BFBFA BGBGR BHBHR BIBDI BJBEN BLBLM BMBMU BNBRN BOBOL BQBES BRBRA BSBHS
BTBTN BVBVT BWBWA BYBLR BZBLZ CACAN CCCCK CDCOD CFCAF CGCOG CHCHE CICIV CKCOK CLCHL CMCMR CNCHN
COCOL CRCRI CUCUB CVCPV CWCUW CXCXR CYCYP CZCZE DEDEU DJDJI DKDNK DMDMA DODOM DZDZA ECECU EEEST
EGEGY EHESH ERERI ESESP ETETH FIFIN FJFJI FKFLK FMFSM FOFRO FRFRA GAGAB GBGBR GDGRD GEGEO GFGUF
GGGGY GHGHA GIGIB GLGRL GMGMB GNGIN GPGLP GQGNQ GRGRC GSSGS GTGTM GUGUM GWGNB GYGUY HKHKG HMHMD
HNHND HRHRV HTHTI HUHUN IDIDN IEIRL ILISR IMIMN ININD IOIOT IQIRQ IRIRN ISISL ITITA JEJEY JMJAM
JOJOR JPJPN KEKEN KGKGZ KHKHM KIKIR KMCOM KNKNA KPPRK KRKOR KWKWT KYCYM KZKAZ LALAO LBLBN LCLCA
LILIE LKLKA LRLBR LSLSO LTLTU LULUX LVLVA LYLBY MAMAR MCMCO MDMDA MEMNE MFMAF MGMDG MHMHL MKMKD
MLMLI MMMMR MNMNG MOMAC MPMNP MQMTQ MRMRT MSMSR MTMLT MUMUS MVMDV MWMWI MXMEX MYMYS MZMOZ NANAM
NCNCL NENER NFNFK NGNGA NINIC NLNLD NONOR NPNPL NRNRU NUNIU NZNZL OMOMN PAPAN PEPER PFPYF PGPNG
PHPHL PKPAK PLPOL PMSPM PNPCN PRPRI PSPSE PTPRT PWPLW PYPRY QAQAT REREU ROROU RSSRB RURUS RWRWA
SASAU SBSLB SCSYC SDSDN SESWE SGSGP SHSHN SISVN SJSJM SKSVK SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD
STSTP SVSLV SXSXM SYSYR SZSWZ TCTCA TDTCD TFATF TGTGO THTHA TJTJK TKTKL TLTLS TMTKM TNTUN TOTON
TRTUR TTTTO TVTUV TWTWN TZTZA UAUKR UGUGA UMUMI USUSA UYURY UZUZB VAVAT VCVCT VEVEN VGVGB VIVIR
VNVNM VUVUT WFWLF WSWSM YEYEM YTMYT ZAZAF ZMZMB ZWZWE
"""
"""ISO 3166-1: alpha-2 and alpha-3 of each country, run together."""

OTHER_NAMES = {
    "US": "United States of America|USA|U.S.A.|U.S.|États-Unis d'Amérique|"
    "Vereinigte Staaten von Amerika|Stati Uniti d'America|米国",
    "GB": "UK|U.K.|Great Britain|England|Scotland|Wales|Northern Ireland|Grande-Bretagne|"
    "Großbritannien|Grossbritannien|Gran Bretagna|Regno Unito di Gran Bretagna|英国",
    "RU": "Russian Federation|Fédération de Russie|Russische Föderation|Federazione Russa",
    "KR": "Republic of Korea|Korea, Republic of|Korea (South)|South Korea",
    "KP": "Korea, Democratic People's Republic of|Korea (North)|North Korea",
    "CZ": "Czech Republic|République tchèque|Tschechische Republik|Repubblica Ceca|チェコ共和国",
    "NL": "The Netherlands|Holland|Hollande|Holland|Olanda",
    "VN": "Viet Nam",
    "IR": "Iran, Islamic Republic of|Islamic Republic of Iran",
    "SY": "Syrian Arab Republic",
    "MD": "Republic of Moldova|Moldova, Republic of",
    "BO": "Bolivia (Plurinational State of)|Bolivia, Plurinational State of",
    "VE": "Venezuela (Bolivarian Republic of)|Venezuela, Bolivarian Republic of",
    "TZ": "United Republic of Tanzania|Tanzania, United Republic of",
    "LA": "Lao People's Democratic Republic",
    "BN": "Brunei Darussalam",
    "MK": "Macedonia|FYROM",
    "TR": "Turkey|Turquie|Türkei|Turchia|トルコ",
    "TW": "Taiwan, Province of China",
    "HK": "Hong Kong|China, Hong Kong Special Administrative Region",
    "MO": "Macao|Macau",
    "PS": "Palestine|State of Palestine",
    "CD": "Democratic Republic of the Congo|Congo, Democratic Republic of the",
    "CG": "Congo|Republic of the Congo",
    "CI": "Ivory Coast|Elfenbeinküste",
    "CV": "Cabo Verde",
    "SZ": "Swaziland",
    "MM": "Burma|Birmanie|Birma|Birmania",
    "TL": "East Timor",
    "VA": "Holy See|Vatican",
    "FM": "Micronesia (Federated States of)",
    "BY": "Weißrussland|Weissrussland|Bielorussia",
    "CN": "People's Republic of China|中華人民共和国",
    "JP": "日本国",
    "DE": "Federal Republic of Germany|Bundesrepublik Deutschland|BRD",
}
"""Names that data use and CLDR does not give first."""

HEAD = """\
# Countries with their regions. Made by scripts/make_countries.py; do not edit.
# Codes: ISO 3166-1. Regions: United Nations Statistics Division, M49. Names: Unicode CLDR through
# Babel 2.19.0, under the Unicode License v3 (https://www.unicode.org/license.txt).
"""


def main() -> None:
    """Write the table, one country a line, sorted by code."""
    alpha_3 = {pair[:2]: pair[2:] for pair in ALPHA_3.split()}
    locales = [Locale.parse(language) for language in LANGUAGES]
    rows = []
    for region, subregions in REGIONS.items():
        for subregion, codes in subregions.items():
            for code in codes.split():
                alpha_2, number = code[:2], code[2:]
                names = [locale.territories[alpha_2] for locale in locales]
                names += filter(None, OTHER_NAMES.get(alpha_2, "").split("|"))
                distinct = "|".join(dict.fromkeys(names))
                rows.append([alpha_2, alpha_3[alpha_2], number, subregion, region, distinct])
    with TARGET.open("w", encoding="utf-8", newline="") as stream:
        stream.write(HEAD)
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["alpha-2", "alpha-3", "number", "subregion", "region", "names"])
        writer.writerows(sorted(rows))


if __name__ == "__main__":
    main()
