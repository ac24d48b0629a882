"""Telephone numbers as the French dial them, and the form in which they are stored.

A number that looks like a French one may be of a territory overseas, which has a country code of its own."""

import re

import phonenumbers
from phonenumbers import shortnumberinfo

OVERSEAS = dict.fromkeys(("262", "263", "269", "639", "692", "693"), "262")
OVERSEAS |= {"590": "590", "690": "590", "691": "590", "594": "594", "694": "594", "596": "596", "696": "596", "697": "596"}
OVERSEAS |= {"508": "508"}
"""The first figures of a number overseas, without its zero, and the code of its country (Arcep, decision 2018-0881)."""

ZONES = {
    "01": "75 77 78 91 92 93 94 95",
    "02": "14 18 22 27 28 29 35 36 37 41 44 45 49 50 53 56 61 72 76 85",
    "03": "02 08 10 21 25 39 51 52 54 55 57 58 59 60 62 67 68 70 71 80 88 89 90",
    "04": "01 03 04 05 06 07 11 13 15 26 2A 2B 30 34 38 42 43 48 63 66 69 73 74 83 84",
    "05": "09 12 16 17 19 23 24 31 32 33 40 46 47 64 65 79 81 82 86 87",
    "0590": "971", "0596": "972", "0594": "973", "0262": "974", "0269": "976", "0508": "975",
}  # fmt: skip
"""The departments of each zone of fixed telephones. Since 2023 a number may be kept from one to another: unlikely, not false."""
ZONE_OF = {departement: zone for zone, departements in ZONES.items() for departement in departements.split()}


FICTION = re.compile(r"(?:\+33)?(19900|46571|63998)\d{4}")
"""The ranges that Arcep reserves for films and examples (decision 2018-0881, section 2.5.12)."""


def dialled(text: str) -> str:
    """The figures of a number as it is dialled from France: « +33 (0)4 65 71 00 00 » → « 0465710000 »; another country's keeps
    its « + »."""
    return re.sub(r"^(?:\+|00)330?", "0", re.sub(r"[^\d+]", "", text))


def zone_of(number: str) -> str:
    """« 04 », « 0262 »: how a stored fixed number begins when it is dialled; empty for a mobile, a special or a short one."""
    dialled = re.sub(r"^\+(?:33|(?=508)|(?:262|590|594|596))", "0", number)
    return next((zone for zone in sorted(ZONES, key=len, reverse=True) if dialled.startswith(zone)), "")


def stored_number(text: str) -> str | None:
    """The number that a text is: in E.164 (``+33465710000``), or as it is dialled when it is short (``115``, ``3919``).

    None when it is none, and when words stand around it: they would break its link.
    """
    if not re.fullmatch(r"\+?[\d\s().\-\u2010\u2011]+", text):
        return None
    try:
        number = phonenumbers.parse(text, "FR")
    except phonenumbers.NumberParseException:
        return None
    if number.country_code != 33 or not FICTION.fullmatch(str(number.national_number)):
        number = _overseas(number) or number
        if not phonenumbers.is_valid_number(number):
            return _short(number, text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _short(number: phonenumbers.PhoneNumber, text: str) -> str | None:
    known = not text.startswith("+") and shortnumberinfo.is_valid_short_number_for_region(number, "FR")
    return re.sub(r"\D", "", text) if known else None


def _overseas(number: phonenumbers.PhoneNumber) -> phonenumbers.PhoneNumber | None:
    """The same number where its country has another code than the mainland's, though it is dialled alike from France."""
    figures = str(number.national_number)
    code = OVERSEAS.get(figures[:3]) if number.country_code == 33 and len(figures) == 9 else None
    return phonenumbers.parse(f"+{code}{figures.removeprefix('508')}") if code else None
