"""What a member says and that nobody is told again, not even its editor: a street, what may be a telephone, the name of a place
whose address any member says confidential. What is refused of a member goes to a screen, a mail, the log of a machine."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator, Mapping
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator

from ctg import api

MEANING = ("definition", "calcul", "echelle", "unite")
"""The fields that say what a figure counts."""
MOST_SAID = 400  # letters and signs of a text that may be proposed: the longest one of ours has 169
MOST_WORDS, SHORTEST = 12, 4  # words of a name, and its letters: one of three is any word
UNSAID = "[tu : une rue, un numéro ou un lieu confidentiel]"
OPEN = (None, False, "non")
"""What says clearly that an address is not confidential."""
_WAYS = r"(?:rue|ruelle|avenue|av|boulevard|bd|impasse|allee|chemin|quai|square|lotissement|faubourg|venelle|sentier|lieu[- ]dit)"
_MAYBE_WAYS = r"(?:place|cours|route|passage|residence|traverse|res|montee|hameau|quartier|[rR]|[iI]mp|[cC]h|[aA]ll|[pP]l|[sS]q)"
_OF = r"(?:de la |des? |du |les? |la |de l'|[dl]')"
WAY = re.compile(rf"(?<![^\W\d])(?:(?i:{_WAYS}\b\.? {_OF})|(?i:{_WAYS})\b\.? [A-Z]|(?i:{_MAYBE_WAYS})\b\.? {_OF}*[A-Z])")
"""« impasse du Secret », « place Haute »; not « à la rue », « une place en crèche », « au cours de l'année »."""
NUMBER = re.compile(r"(?:\d[\W_]*){9}")
"""What may be a telephone, were its first nought left out."""
NOT_COPIED = re.compile(r"@|//|\w\.[^\W\d]|(?:\d[\W_]*){5}")
"""A mail, a link, a number: of a text that says what a figure counts."""


def _plain(text: str) -> str:
    """As it is looked at: without accents, nor what cannot be seen; numbers in figures."""
    said = api.in_figures("".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf"))
    seen = (c for c in unicodedata.normalize("NFKD", said) if unicodedata.category(c) not in {"Mn", "Me"})
    return " ".join("".join(seen).replace("’", "'").split())


@lru_cache(maxsize=5000)
def private(text: str) -> bool:
    """Whether a text, or an identifier, has a street or what may be a telephone."""
    plain = _plain(text)
    forms, figures = (plain, re.sub(r"%20|[-_/+]", " ", plain)), re.sub(r"\bun\b", "1", plain)
    return bool(NUMBER.search(figures)) or any(bool(WAY.search(one) or api.street_said(one)) for one in forms)


def visible(text: object) -> str:
    """A word of a member, for the screen of the editor, and for no file."""
    said = api.shown(str(text)[: 2 * MOST_SAID])
    return UNSAID if private(str(text)[:MOST_SAID]) else api.visible(said)


def foreign(text: str) -> bool:
    """Whether a letter of it is of another alphabet, that looks like one of ours."""
    letters = (c for c in unicodedata.normalize("NFKC", text) if c.lower() != c.upper())
    return not all("LATIN" in unicodedata.name(c, "") for c in letters)


def _ours(name: str) -> str:
    if foreign(name):
        raise api.french(f"« {api.shown(name)} » a une lettre d'un autre alphabet, qui ressemble à une des nôtres.", "Tapez-le.")
    return name


Name = Annotated[api.Line, AfterValidator(_ours)]
"""A name that the portal shows."""


def why_not(words: Mapping[str, str]) -> str:
    """Why what a figure counts is not proposed to be copied; "" when it may be."""
    said = " ".join(words.values())
    if max(map(len, words.values()), default=0) > MOST_SAID:
        return f"un texte de plus de {MOST_SAID} signes"
    if private(said) or NOT_COPIED.search(_plain(said)):
        return "un courriel, un lien, un numéro ou une rue"
    return "des lettres d'un autre alphabet" if foreign(said) else ""


def solid(text: str) -> str:
    """A name without its spaces and signs."""
    return api.fold(text).replace(" ", "")


def hidden_names(published: Mapping[str, object]) -> Iterator[str]:
    """What a place is known by, solid, when it is confidential, or when nobody can read whether it is."""
    if published.get("adresse_confidentielle") in OPEN:
        return
    for field in ("id", "nom", "autres_noms", "anciens_noms", "anciens_identifiants"):
        said = published.get(field)
        for name in said if isinstance(said, list) else [said]:
            if isinstance(name, str) and len(name) < MOST_SAID:
                short = re.sub(r"(?i)^(?:les?|la|l['’]|une?)\b\s*", "", name)
                yield from (one for one in (solid(name), solid(short)) if len(one) >= SHORTEST)


def names(text: str, hidden: Container[str]) -> bool:
    """Whether a text names one of them: its words, however they are parted."""
    words = api.fold(text).split()
    spans = ((start, end) for start in range(len(words)) for end in range(start + 1, start + MOST_WORDS + 1))
    return any("".join(words[start:end]) in hidden for start, end in spans)


def told(text: str, hidden: Container[str], own: Container[str] = ()) -> str:
    """A word of a member as its editor is told it: without what is in brackets, or not at all, if it names a place that hides.
    ``own``: how the same member names its own, that it may say."""
    short, _, why = text.partition(" (")
    if names(short, hidden) and solid(short) not in own:
        return UNSAID
    return short if names(why, hidden) else text
