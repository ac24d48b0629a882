"""What families read, piece by piece, and the mistakes of French that a machine sees.

A piece is the text of one block (a paragraph, an item, a cell) or of one attribute that is read aloud. Code is not French,
nor is what has another ``lang``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import html

_BLOCKS = """address article aside blockquote body br caption dd details div dl dt fieldset figcaption figure footer form
h1 h2 h3 h4 h5 h6 head header label legend li main meta nav ol option p section summary table tbody td th thead title tr ul"""
BLOCKS = frozenset(_BLOCKS.split())
SILENT = {"code", "kbd", "pre", "script", "style", "svg", "template"}
SAID = ("alt", "aria-label", "placeholder", "title")
SPACES = " \u00a0\u202f"


@dataclass(frozen=True)
class Piece:
    """``sources``: at the foot of a record, where what was searched and found may be told."""

    text: str
    sources: bool = False


def pieces(page: Path) -> Iterator[Piece]:
    """The pieces of a page, in reading order; where two inline elements touch, ``¦`` stands between their letters."""
    root = html.parse(page).getroot()
    yield from _Reader().read(root)


class _Reader:
    def __init__(self) -> None:
        self.buffer: list[str] = []
        self.done: list[Piece] = []
        self.sources = False

    def read(self, root: html.HtmlElement) -> list[Piece]:
        self._walk(root)
        self._end()
        return self.done

    def _walk(self, element: html.HtmlElement) -> None:
        if not isinstance(element.tag, str) or element.tag in SILENT or element.get("lang", "fr") != "fr":
            return
        if element.get("aria-hidden") == "true":  # drawn beside words that say the same
            return
        block, outside = element.tag in BLOCKS, self.sources
        self.sources = outside or "provenance" in (element.get("class") or "").split()
        if block:
            self._end()
        self._attributes(element)
        self._say(element.text, touches=not block)
        for child in element:
            self._walk(child)
            self._say(child.tail, touches=isinstance(child.tag, str) and child.tag not in BLOCKS)
        if block:
            self._end()
        self.sources = outside

    def _attributes(self, element: html.HtmlElement) -> None:
        said = [element.get(name) for name in SAID]
        if element.tag == "meta" and (element.get("name") or element.get("property") or "").endswith(("description", "title")):
            said.append(element.get("content"))
        self.done += [Piece(_one_line(text), self.sources) for text in said if text]

    def _say(self, text: str | None, *, touches: bool) -> None:
        if text:
            glued = touches and self.buffer and self.buffer[-1][-1].isalnum() and text[0].isalnum()
            self.buffer += ["¦" * bool(glued), text] if glued else [text]

    def _end(self) -> None:
        if text := _one_line("".join(self.buffer)):
            self.done.append(Piece(text, self.sources))
        self.buffer.clear()


def _one_line(text: str) -> str:
    """Without line ends and doubled spaces; no-break spaces stay."""
    return re.sub(r"[ \n\t]+", " ", text).strip(" ")


COMMON = "Accueil|Antenne|Association|Centre|Communauté|Crèche|Guichet|Ludothèque|Maison|Mission|Pôle|Relais|Service|Ville"
"""Names that begin with a common noun: in a sentence, they need their article."""
COUNTED = "action|chiffre|chose|commune|enfant|famille|fiche|heure|jour|lieu|page|personne|point|service|structure"
SAME = "accueil de loisirs|bus|hors|cours|corps|fois|gens|mois|pays|relais|sans|secours|sous|temps"
"""Words that end in s or x and are singular too."""
VOWEL = "aeiouàâéèêëîïôùûœæAEIOUÀÂÉÈÊËÎÏÔÙÛŒÆ"

RULES: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "« à » ou « de » devant « Le » ou « Les »": (
        rf"\b(?:[àÀ]|[dD]e)[{SPACES}]Les?[{SPACES}](?=[A-ZÀ-Ý])",
        ("À Le Garn", "la mairie de Le Garn", "Appeler la mairie de\u00a0Les Angles"),
        ("Au Garn", "la mairie du Garn", "à le faire", "de La Roque"),
    ),
    "guillemets doublés": (r"«\s*«|»\s*»", ("Sans «\u202f« kreş »\u202f»",), ("«\u202fbus\u202f», «\u202fcar\u202f»",)),
    "espace qui peut couper la ligne": (
        r"[ \n](?:[;!?»](?!=)|:(?=[\s¦]|$))|«[ \n]",
        ("les actions :", "Où ?", "« bus\u00a0»"),
        ("les actions\u00a0:", "Où\u202f?", "«\u202fbus\u202f»", ":material-home:"),
    ),
    "espace oubliée devant un signe double": (
        r"[\w)][;!?»](?=\s|$)|[a-zé)]:(?=\s|$)|«\w",
        ("Une question? Appelez.", "Horaires: demandez", "«bus»"),
        ("Une question\u202f? Appelez.", "https://exemple.fr", "de 9:30 à 12:00"),
    ),
    "élision oubliée": (
        rf"(?<![\w’-])(?i:d|l|n|s|m|qu|jusqu|lorsqu|puisqu)’(?=[\s¦bcdfgjklmnpqrstvwxz])"
        rf"|(?<![\w’-])(?i:de|la|le|ne|que|se|me|jusque|lorsque|puisque)[{SPACES}]"
        rf"(?!onz|oui\b|ou[{SPACES}]|une?\b|\w\b|[A-ZÀ-Ý]{{2}})(?=[{VOWEL}])"
        rf"|(?<![\w’-])[cC]e[{SPACES}](?:est|était)\b",
        ("la mairie de Aubrelune", "le agenda", "la école", "que il vienne", "d’ Orsan", "l’rue", "ce est fermé"),
        ("d’Aubrelune", "de onze à midi", "de La Roque", "le YAML", "puis-je entrer"),
    ),
    "« 1 » devant un pluriel": (
        rf"(?<![\w,./:°{SPACES[1:]}-])[01][{SPACES}](?!(?:{SAME})\b)[^\W\d]{{2,}}[sx]\b",
        ("1 fiches", "0 places", "Et 1 autres lieux"),
        ("1 fiche", "11 fiches", "1 relais petite enfance", "1 sans nouvelle", "1\u202f000 habitants", "de 0 à 3\u00a0ans"),
    ),
    "nombre devant un singulier": (
        rf"(?<![\w,./:°-])(?:[2-9]|[1-9]\d+)[{SPACES}](?:{COUNTED})\b(?![-’])",
        ("2 fiche", "44 commune", "12 lieu"),
        ("2 fiches", "1 fiche", "en page 3"),
    ),
    "petit nombre en chiffres devant « choses »": (r"\b\d+ choses", ("la loi y demande 2 choses",), ("deux choses",)),
    "mot répété": (
        r"(?i)(?<![\w’-])(?!(?:nous|vous)\b)([^\W\d]{2,})[ \u00a0]\1(?![\w’-])|\b(gratuit)e?s?\. \2",
        ("dans dans la cour", "Gratuit. Gratuit et anonyme.", "Gratuit. Gratuite depuis 2023."),
        ("vous vous inscrivez", "La Cabane, Aubrelune", "Gratuit. Compris dans la carte.", "aide à l’aide-ménagère"),
    ),
    "date dite deux fois": (
        r"([^\W\d]+ \d{4}), \1\b",
        ("Base publique des aides, août 2026, août 2026",),
        ("septembre 2026, août 2026",),
    ),
    "mots collés": (r"¦", ("Police ou gendarmerie¦114 par SMS",), ("Police ou gendarmerie 114 par SMS",)),
    "nom sans son article": (
        rf"(?<![\w’-])(?:(?:par|chez|à|de|site de)[{SPACES}]|d’)(?:{COMMON})[{SPACES}]"
        rf"|(?:^|[.!?] )(?:{COMMON})[{SPACES}][^.!?:;]*[{SPACES}](?:peut|peuvent|informe|répond)\b",
        (
            "Publié par Communauté d’agglomération",
            "site d’Antenne de la CAF",
            "Nous n’avons pas de numéro sûr. Pôle Famille et Solidarités de l’agglomération peut vous répondre",
            "Ville de Bagnols-sur-Cèze peut vous orienter",
        ),
        ("Publié par\u202f: Communauté d’agglomération", "Le Pôle Famille peut vous répondre", "Centre social à Aubrelune"),
    ),
}
"""What it is → the pattern, texts that it must catch, texts that it must let through."""

FAMILIES = {"communes", "parcours", "services", "structures", "trouver"}
"""The folders of the pages that families look for a place in."""
RESEARCH = re.compile(
    r"(?i)\brecoup|\brecopi|\b(?:un|cet|l’) ?articles? |\bla presse\b|offre d’emploi|liste nationale"
    r"|\b(?:les|dernières?) sources?\b"
)
"""What was searched and how, told to a family that looks for a place: it belongs to the sources of the record."""
TU = re.compile(r"(?i)(?<![\w’])(?:tu|te|toi|ton|ta|tes)(?![\w-])|(?<![\w’-])[tT]’(?=\w)")
VOUS = re.compile(r"(?i)(?<![\w’])(?:vous|votre|vos|(?!assez|chez|nez|rez)\w+ez)\b")


def both_persons(text: str) -> str:
    """The words around a « tu » in a text that says « vous » elsewhere; empty when it speaks in one way."""
    found = TU.search(text)
    return text[max(0, found.start() - 30) : found.end() + 30] if found and VOUS.search(text) else ""


def mistakes(text: str) -> Iterator[str]:
    """« rule : …words around… » for each mistake of a text."""
    for rule, pattern in _COMPILED.items():
        if found := pattern.search(text):
            yield f"{rule} : {text[max(0, found.start() - 30) : found.end() + 30]}"


_COMPILED = {rule: re.compile(pattern) for rule, (pattern, _, _) in RULES.items()}
