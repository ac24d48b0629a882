"""Words that look like an address, for whoever reads again the texts of a confidential place; and the sentences of a text.

No machine recognises every way of saying where something is."""

from __future__ import annotations

import re
import unicodedata

WAY = r"(?:rue|avenue|av|boulevard|bd|impasse|ruelle|quai|square|lotissement|place|allee|chemin|route|cours|passage|sentier)"
PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b\d{{1,4}}(?: ?bis| ?ter)?,? (?:{WAY}s?|r)\b\.?.{{0,40}}",
        rf"\b{WAY}[ -](?:de|du|des|d|la|l)\b.{{0,40}}",
        rf"\b{WAY}[ -](?-i:[A-Z]).{{0,30}}",
        r"\b(?:derriere|devant|en face|a cote|au[- ]dessus|au[- ]dessous|pres d|a l'angle|a deux pas|face a|voisin)\b.{0,40}",
        r"\b(?:residence|hameau|lieu-?dit|quartier|batiment|immeuble|etage|digicode|arret)\b.{0,40}",
        r"\b\d{2} ?\d{3} [A-Za-z]{3}\w*|\b(?:b\.?p\.?|cs) ?\d+",
        r"\b(?:r[dn]|route departementale|route nationale) ?\d+",
        r"-?\d{1,3}[.,]\d{3,}\W{1,4}-?\d{1,3}[.,]\d{3,}|\d{1,3} ?°|\b(?:lat|lon|lng|latitude|longitude)\b.{0,20}",
        r"\b[2-9CFGHJMPQRVWX]{4,8}\+[2-9CFGHJMPQRVWX]{2,3}\b|///\w+(?:\.\w+){2}",
        r"\S*(?:maps|openstreetmap|osm\.org|waze|mappy|geoportail|pagesjaunes|societe\.com|pappers|annuaire-entreprises|geo:)\S*",
    )
)


def whereabouts(text: str) -> str | None:
    """The first words of a text that look like an address or a way to it; None without any."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c) not in {"Cf", "Mn"})
    plain = " ".join(plain.replace("’", "'").split())
    found = (pattern.search(plain) for pattern in PATTERNS)
    return next((match[0].strip() for match in found if match), None)


def sentences(text: str) -> list[str]:
    """The sentences of a text; a line is one too, as in an address."""
    return [part.strip() for part in re.split(r"(?<=[.!?…])\s+|\n+", text) if part.strip()]
