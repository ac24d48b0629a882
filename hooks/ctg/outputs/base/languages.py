"""The languages of the emergency pages: those in which the search knows words, each as it is called by those who read it."""

from __future__ import annotations

from typing import NamedTuple


class Language(NamedTuple):
    """``code`` is that of BCP 47; ``said``, « en anglais »."""

    code: str
    name: str
    said: str
    direction: str = "ltr"


EMERGENCY = (
    Language("en", "English", "en anglais"),
    Language("ar", "العربية", "en arabe", "rtl"),
    Language("de", "Deutsch", "en allemand"),
    Language("es", "Español", "en espagnol"),
    Language("it", "Italiano", "en italien"),
    Language("pt", "Português", "en portugais"),
    Language("prs", "دری", "en dari", "rtl"),
    Language("ro", "Română", "en roumain"),
    Language("tr", "Türkçe", "en turc"),
    Language("uk", "Українська", "en ukrainien"),
)
"""No native reader has read these pages again: each says so."""
