"""What the words of a cell say, whatever its column: a name apart from the rest, ages. What two readings
share is not taken. And the names of communes and of persons."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ctg import api
from ctg_tableurs.table_file import lines_of, text_of

PIECES = re.compile(r"\s+[-–—/|;]\s+|\n|;|,\s(?!\d{5})|\.\s+(?=[A-ZÀ-Þ])")
"""What parts the facts of a cell."""
_CLAUSES = re.compile(
    r"[;:\n|]|,(?!\d)|\.(?=\s+[A-ZÀ-Þ]|$)|\s[-–—](?=\s*[^\W\d])|(?<!\d)\s[-–—]\s(?!\d+ ?(?:an|mo|se))|\s/\s|\bet (?=(?:les )?\d)"
)
_OF_AGES = re.compile(
    r"(?:\W|\b(?:club|espace|local|groupe|pour|les?|aux?|[aà]|enfants?|ados?|adolescents?|jeunes|handicap[ée]s?|b[ée]b[ée]s?|tout|alsh|acm"
    r"|petits|du?|de|d[èe]s|[âa]g[ée]e?s?|partir|jusqu|moins|plus|entre|accueil\w*|public|naissance)\b)*(?:\d|naissance)",
    re.IGNORECASE,
)
"""How a clause begins that is of ages, and not of an activity."""
_UNITED = re.compile(r"(?i:\b(?:ans?|mois|sem\w*)\b|naissance)|^(?!.*\d ?h).*\d\s*(?:-|/|à)\s*\d+\s*$")
_BUT = re.compile(r"\b(?:si|sauf|selon|gratuit\w*|hors)\b", re.IGNORECASE)
_SHORT, _COUNTED = re.compile(r"1\d\d|10\d\d|3\d ?\d\d"), re.compile(r"€|\b(?:euros?|ans?|mois|places|enfants|jeunes|h)\b")
WRITTEN = re.compile(r"(?<!\d)(?:0[1-9]|(?:\+|00)33 ?(?:\(0\))? ?[1-9])(?:[ .-]\d\d){4}(?!\d)|\+33[1-9]\d{8}")
"""A telephone that is written as one, and not a number that might be: « 04 65 71 00 00 », « +33 4… »."""
_UNIT = re.compile(r"\b(ans?|années?|m(?:ois)?|semaines?)\b", re.IGNORECASE)
_MONTHS = ("janv", "fevr", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec")
_LINKS = {"des ": ("ecoles",), "de l'": ("ecole", "elementaire", "espace"), "de la ": ("maternelle", "salle", "maison", "mairie"),
          "du ": ("college", "groupe", "lycee", "foyer", "rpi")}  # fmt: skip


def of_place(what: str, where: str, kind: str = "") -> str:
    """« Cantine » and « École du Plan » → « Cantine de l'école du Plan ». ``kind``: what the place is, when it does not say."""
    first, _, rest = where.partition(" ")
    link = next((link for link, words in _LINKS.items() if api.fold(first) in words), "")
    if kind and not link:
        return of_place(what, f"{kind} {where}")
    return f"{what} {link}{first if len(first) < 4 else first.lower()} {rest}".strip() if link else f"{what}, {where}"


def age_as_typed(text: str) -> str:
    """An age as it was typed: « 3-11 », which a spreadsheet takes for the third of November."""
    if month := re.fullmatch(r"(\d\d?)-([a-z]{3,4})\.?", api.fold(text).replace(" ", "-")):
        near = [n for n, one in enumerate(_MONTHS, 1) if one == month[2]]
        return f"{int(month[1])}-{near[0]} ans" if near else text
    return text


def said_ages(text: str) -> dict[str, str]:
    """The ages that a text is about: « Les 3-6 ans en bas, les 6-11 ans en haut » → from 3 to 11; none when there is a gap."""
    plain = re.sub(r"\([^()]*\)", " ", text)
    asides = re.findall(r"\(([^()]*)\)", text) if not re.search(r"\d", plain) else []
    said = [*_ages_of(plain)] or [one for aside in asides for one in _ages_of(aside)]
    return joined_ages(said)


def _ages_of(text: str) -> Iterator[dict[str, str]]:
    for clause in _CLAUSES.split(text):
        of_ages = _OF_AGES.match(clause) and not _BUT.search(clause) and _UNITED.search(clause)
        found = of_ages and (api.read_ages(clause) or (in_years(text) and api.read_ages(f"{clause} ans")))  # « 3-6 et 6-12 »
        if found and found[0]:
            yield found[0]


SEASON = re.compile(r"(?:(?!hor |sauf |scolaire |jour |mercredi )[a-z]+ )?(?:vac|vacance|ete|juillet|aout)(?: scolaire| ete)*")
"""A title of a column of hours, bare, that is not of the ordinary week."""
REMARK = re.compile(r"\b(?:obs|remarq|comm?entai|notes?\b|infos?\b|information|divers|precis|detail|savoir|sait\b)")
"""The title of a column, folded, that says anything of a place."""
ROOMS = re.compile(r"(?i)\d ?(?:appart\w*|chambres?|classes|groupes?|logements?|sections?|salles?|studios?|unit[ée]s?)\b")
_PLACES = re.compile(
    r"(?i)(?:^|[,;.:!()\n/+]|\s[-–—]|accueille|capacit[ée]|maxi?)\s*([4-9]|\d\d+) (?:places?|berceaux?|lits?|enfants?|jeunes)"
    r"(?: (?:max\w*|agréé\w*|déclaré\w*|accueillis|seulement|chez|simultan\w*|à la fois)\b[^,;.]*)?\s*(?=$|[,;.!()\n]| -)"
)
_OTHERWISE = re.compile(
    r"(?i)rendez|\brdv|t[ée]l[ée]?ph|\bt[ée]l\b|r[ée]union|inscri|\bperm|atelier|secr[ée]t|sur deux|pair|\bbus\b|\bcar\b"
    r"|d[ée]part|livr|projet|ancien|avant|\bjusqu'en|à partir d[eu] (?:\d|janv|f[ée]v|mars|avr|mai|jui|ao|sept|oct|nov|d[ée]c)"
)
_HOURLY = re.compile(r"(?i)\d ?h\b|\d ?h ?\d\d|\d:\d\d|\b(?:lun|mar|mer|jeu|ven|sam|dim)(?:\w*dis?|anches?|s)?\b|\bmatin|midi\b")


def said_week(text: str) -> dict[str, Any]:
    """The week that a remark says in clauses of its own: « 12 places, ouvert du lundi au vendredi 8h-18h »; none in doubt."""
    clauses = re.split(r"[;\n(),!]|\.(?=\s+[A-ZÀ-Þ]|$)|\s[-–—]\s(?=\D)", text)
    week = api.read_opening(", ".join(filter(_HOURLY.search, clauses))) or {}
    sure = week.keys() <= {*api.JOURS} and {*map(str, week.values())} - {"oui", "ferme"} and "oui" not in week.values()
    return week if sure and not _OTHERWISE.search(text) else {}


def said_places(text: str) -> str:
    """How many places a text says, once: « 11 places seulement »; "" for « 2 places libres », « 6 enfants par séance »."""
    found = {*_PLACES.findall(text)} if not re.search(r"(?i)attente|inscrit|\blibres?\b|\bdispo|vacant", text) else {*()}
    return found.pop() if len(found) == 1 else ""


def reach(text: str) -> tuple[str, Any] | None:
    """The first way to reach someone that a text says, and what is beside: no short number that counts, « 110 € »."""
    found = None if re.match(r"(?i)\W*(?:fax|t[ée]l[ée]cop)", text) else api.read_reach(text)
    short = found[1].value if found and found[0] == "telephone" and len(found[1].value) < 7 else ""
    return None if short and (_COUNTED.search(text) or not _SHORT.fullmatch(short)) else found


def joined_ages(said: Sequence[dict[str, str]]) -> dict[str, str]:
    """The bounds of ages that follow one another, « 3-5 ans » and « 6-11 ans »; none when there is a gap."""
    if len(said) < 2:
        return dict(said[0]) if said else {}
    found = api.read_ages(" et ".join(f"de {one.get('de')} à {one.get('a')}" for one in said))
    return found[0] if found else {}


def in_years(*bounds: str) -> bool:
    """Whether ages without a unit, « 3/11 », are years: beyond those of a crèche, which may be months, or from birth."""
    numbers = [float(one.replace(",", ".")) for text in bounds for one in re.findall(r"\d+(?:[.,]\d+)?", text)]
    return bool(numbers) and numbers == sorted(numbers) and (6 < numbers[-1] <= 25 or numbers[0] == 0 < numbers[-1] <= 6)


def with_unit(title: str, text: str, without: str = "") -> str:
    """Ages whose unit is in their title, « Âge mini (ans) »; ``without``: the unit when it has none."""
    unit = _UNIT.search(title.replace("_", " ")) or re.match("(.+)", without)
    bare = re.fullmatch(r"(?:de |dès |à partir de |jusqu'à )?[\d,.]+(?:\s*(?:-|–|à|/|et)\s*[\d,.]+)?(?: et \+| et plus)?", text)
    said = {"m": "mois", "année": "an", "années": "ans"}.get(unit[1].lower(), unit[1].lower()) if unit else ""
    if said == "mois" and text.isdecimal() and int(text) > 23 and int(text) % 12 == 0:
        return f"{int(text) // 12} ans"
    return f"{text} {said}" if said and bare else text


_WAY = r"rue|av|avenue|place|pl|chemin|ch|route|rte|impasse|imp|bd|boulevard|quai"
_UNITS = r"places?(?! d)|berceau|lits?|enfant|ans?\b|mois"
_STREET = re.compile(rf"\d{{1,4}}\s*(?:bis|ter)?,?\s+(?!{_UNITS})[^\W\d]|(?:{_WAY})\b\.? ", re.IGNORECASE)
_ROOM = re.compile(
    r"(?:parking|devant|derriere|(?:en )?face|pres|salle|mairie|foyer|gymnase|stade|dojo|ecole|college|halle|parc|preau"
    r"|mediatheque|ancien\w*|sous|chez|(?:a|au|aux|dans) (?:(?:l|la|le|les) )?(?:\w+ )?"
    r"(?:ecole|mairie|etage|poste|gare|bourg|gymnase|college|foyer|salle|mediatheque|eglise|presbytere|stade|parc))\b"
)
"""How a cell begins that says where, and not what."""


def like_a_street(text: str) -> bool:
    """« 3 rue du Port », « chemin des Horts »."""
    return bool(_STREET.match(text) and re.search(r"[^\W\d]{3}", text))


def says_where(text: str) -> bool:
    """« 3 rue du Port », « salle des fêtes »."""
    return like_a_street(text) or bool(_ROOM.match(api.fold(text)))


def dated(text: str) -> str:
    """« mise à jour octobre 2026 », « au 3 mars 2026 » → the date."""
    words = re.split(r"[^\w/.]+", text)
    for size in (3, 2, 1):
        for n in range(len(words) - size + 1):
            if found := next((one for one in api.read_dates(" ".join(words[n : n + size])) if one[:2] == "20"), ""):
                return found
    return ""


# --- the names of communes, as lists write them, and those of persons, which are left in the table ---

WIDER = re.compile(r"\b(?:canton|agglo|intercommun|communaute|secteur|bassin|pays de|arrondissement|departement|agglomeration)")
"""In a title, what is wider than the commune that it names, folded."""
_PARTS = re.compile(r"\s+[-–—:]\s+|\s*(?:,|/|&|\bet\b)\s*|(?i:\b(?:c\.?c\.?a\.?s\.?|communes?|mairie|ville) (?:de |d['’]|du ))")
_TO = re.compile(r" (?:rue|route|rte|avenue|av|chemin|boulevard|faubourg)(?: (?:de|d|du|des|la|l|le|les))+ ")
"""In a title, folded, how the name of a street begins: it may be that of a commune where it leads."""


class Communes:
    """The communes of the territory, as lists write them."""

    def __init__(self, names: Iterable[str]):
        self.names = tuple(names)
        initials: dict[str, list[str]] = {}
        for name in self.names:
            letters = "".join(word[0] for word in api.fold(name).split())
            if len(letters) > 2:
                initials.setdefault(letters, []).append(name)
        self.short = {letters: found[0] for letters, found in initials.items() if len(found) == 1}

    def of(self, text: str) -> str:
        """The one that a text names, and nothing else; "" for none."""
        letters = re.sub(r"[.\s]", "", text)
        begun = [
            name for name in self.names if len(letters) > 2 and text.endswith(".") and api.fold(name).startswith(api.fold(text))
        ]
        short = self.short.get(letters.lower(), "") if letters.isupper() else begun[0] if len(begun) == 1 else ""  # « Aub. »
        return short or api.commune_of(text, self.names)

    def parted(self, text: str) -> tuple[str, str]:
        """« Valbourg, 5 rue Haute » → the commune, and the rest; "" for none."""
        if found := self.of(text):
            return found, ""
        parts = [part.strip() for part in re.split(r",|\n|;|\s[-–—/]\s|\(|\)|→|->", text) if part.strip()]
        for part in (*parts[:1], *reversed(parts[1:])):
            if found := self.of(re.sub(r"^(?:si[èe]ge|bas[ée]+|antenne) (?:[àa]|de) ", "", part)):
                return found, ", ".join(one for one in parts if one is not part)
        return "", ""

    def located(self, text: str) -> tuple[str, str]:
        """The same, of a place in it too: « mairie de Valbourg », which is all kept."""
        found, rest = self.parted(text)
        last = re.search(r"[a-zß-ÿ]\W+([^a-zß-ÿ\d]{4,})$", text)  # « Salle des fêtes VALBOURG »
        return (found, rest) if found else ((last and self.of(last[1])) or self.titled(text), text)

    def titled(self, text: str) -> str:
        """The only one that a title names: « Petite enfance à Valbourg »; "" for « canton de Valbourg »."""
        found = self.told(text)
        return found.pop() if len(found) == 1 else ""

    def told(self, text: str) -> set[str]:
        """All that a title names."""
        said = re.sub(r"\bst\b", "saint", f" {api.fold(text)} ")
        if WIDER.search(said):
            return set()
        said += re.sub(r" (?:du|au) ", " le ", re.sub(r" (?:des|aux) ", " les ", said))  # « Centre de loisirs du Pin »
        said = _TO.sub(" route-", said)
        plain = {name: f" {api.fold(name)} " for name in self.names}
        found = {name for name in self.names if plain[name] in said}
        found = {name for name in found if not any(name != one and plain[name] in plain[one] for one in found)}
        return found | {*filter(None, map(self.of, _PARTS.split(text)))}


_PEOPLE = re.compile(r"contact|coordonnee|referent|interlocut|responsable|direct|tel\b|telephone|mail|courriel")
"""In the title of a column that may name people, folded."""
_NAME = r"[A-ZÀ-Þ][\w'’-]+"
_POST = r"accueil|standard|secr|mairie|service|direct|respons|r[ée]f[ée]r|coord|anim|pr[ée]s|[ée]duc|pu[ée]r|poste|bureau|le|la"
_CIVIL = rf"(?:M|Mr|MM|Mme|Mmes|Mlle|Melle|Dr|Monsieur|Madame|Docteur)\b\.?\s+(?:[A-ZÀ-Þ]\.\s*)?{_NAME}(?:\s+{_NAME})*"
_NAMED = rf"(?:{_CIVIL}|(?:[A-ZÀ-Þ]\.[\s-]*)+{_NAME}|\b(?!(?i:{_POST})){_NAME}(?:\s+{_NAME})*(?:\s+[A-Z]\.)?)"
TIME, YEAR = re.compile(r"([01]\d|2[0-3])([0-5]\d)"), re.compile("19|20")
DAYS = re.compile(r"(?=.*[LMJVSD])[L-][M-][M-][J-][V-](?:[S-][D-])?")
NAMELESS = "(nom non repris)"
"""What stands for a person's name."""


def without_names(text: str, people: bool) -> str:
    """« Mme Exemple, directrice » → « (nom non repris), directrice ». ``people``: in a column that may name them, a name is one
    without « Mme » too.
    """
    said = re.sub(_NAMED if people else _CIVIL, NAMELESS, text)
    return re.sub(rf"{re.escape(NAMELESS)}(?:[\s,;/&]+(?:et )?{re.escape(NAMELESS)})+", NAMELESS, said)


def hours(raw: api.Raw) -> str:
    """« 07:30:00 », as a spreadsheet keeps it, is « 7h30 »."""
    return re.sub(r"^(\d\d):(\d\d):00$", r"\1h\2", text_of(raw))


def hours_of(cells: Sequence[api.Raw]) -> list[str]:
    """The same, of a row: the times of machines, « 0730 » and « 1830 », unless they may all be years, and the pattern of its
    days, « LM-JV » or « --M-- »: a sign each.
    """
    said = [hours(raw) for raw in cells]
    times = {text for text in said if TIME.fullmatch(text)}
    clock = len(times) > 1 and not all(map(YEAR.match, times))
    return [
        " ".join(day for day, sign in zip(api.JOURS, text, strict=False) if sign != "-")
        if DAYS.fullmatch(text)
        else re.sub(r"\W+", " ", text)
        if re.fullmatch(rf"(?:(?:{'|'.join(api.JOURS)})\W*){{2,}}", text.lower())  # « lundi;mardi »
        else TIME.sub(r"\1h\2", text)
        if clock and text in times
        else text
        for text in said
    ]


def note(title: str, raw: api.Raw, people: bool = False) -> list[str]:
    """« Observations : repas fournis »: a line of the internal notes, without the name of anyone; none of nothing."""
    text = " ; ".join(lines_of(raw).splitlines())
    said = without_names(text, people or bool(_PEOPLE.search(api.fold(title))))
    return [f"{title} : {said}"] if said else []
