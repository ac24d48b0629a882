"""Telephone numbers as the French dial them, and the form in which they are stored.

A number that looks like a French one may be of a territory overseas, which has a country code of its own."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import shortnumberinfo

OVERSEAS = dict.fromkeys(("262", "263", "269", "639", "692", "693"), "262")
OVERSEAS |= {"590": "590", "690": "590", "691": "590", "594": "594", "694": "594", "596": "596", "696": "596", "697": "596"}
OVERSEAS |= {"508": "508"}
"""The first figures of a number overseas, without its zero, and the code of its country (Arcep, decision 2018-0881)."""


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
    if not _is_fiction(number):
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


def _is_fiction(number: phonenumbers.PhoneNumber) -> bool:
    """Arcep reserves these ranges for films and examples (decision 2018-0881, section 2.5.12)."""
    return re.match(r"(19900|46571|63998)\d{4}$", str(number.national_number)) is not None and number.country_code == 33
