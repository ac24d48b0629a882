"""The words of town halls: what the columns of an ordinary list are, by their titles then by what their cells hold; and which
type of place « M.A.M. », « RAM (RPE) » or « ALSH extrascolaire » is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ctg import api

AGES, CONTACT, NOTES, HOURS = "ages", "contact", "notes_internes", "horaires"
"""What a column may be besides a field: both ages in one cell, a number with a name, a note, hours in a sentence."""
WAYS: dict[str, tuple[str, ...]] = {
    "nom": ("nom", "structure", "etablissement", "lieu", "denomination", "raison sociale", "equipement", "intitule",
        "libelle", "service"),
    "type": ("type", "categorie", "nature", "quoi", "mode accueil", "mode garde", "genre", "activite", "offre",
        "ce que c est", "c est quoi"),
    "commune": ("commune", "ville", "localite", "ou", "localisation", "bourg", "implantation", "lieu implantation"),
    "code_insee": ("insee", "code commune", "code insee"),
    "code_postal": ("cp", "code postal", "code post"),
    "adresse": ("adresse", "rue", "voie", "adresse postale", "numero rue", "adresse 1", "coordonnee postale"),
    "complement_adresse": ("complement", "complement adresse", "adresse 2", "batiment", "residence"),
    "telephone": ("tel", "telephone", "numero telephone", "fixe", "standard", "tel 1", "contact tel",
        "contact telephonique", "joindre"),
    "courriel": ("mail", "email", "e mail", "mel", "courriel", "adresse mail", "adresse electronique", "contact mail",
        "messagerie"),
    "site_web": ("site", "site web", "url", "site internet", "lien", "page web", "internet", "web"),
    "gestionnaire": ("gestionnaire", "porteur", "organisme gestionnaire", "organisme", "association", "gestion"),
    "themes": ("theme", "thematique", "domaine"),
    "structure": ("structure porteuse", "structure accueil"),
    AGES: ("age", "tranche age", "age accueilli", "age enfant", "age public", "tranche"),
    "ages.de": ("age mini", "age min", "age minimum", "mini", "a partir", "de", "age debut"),
    "ages.a": ("age maxi", "age max", "age maximum", "maxi", "jusqu", "jusqua", "a", "age fin"),
    "publics": ("public", "pour qui", "beneficiaire", "public accueilli", "public vise"),
    "places.total": ("place", "capacite", "nombre place", "nb place", "nbre place", "agrement", "place agreee",
        "effectif", "berceau", "capacite accueil", "lit", "pl", "nb pl", "capa"),
    HOURS: ("horaire", "horaire ouverture", "quand", "jour heure", "jour horaire", "ouverture", "jour ouverture",
        "heure", "permanence"),
    CONTACT: ("contact", "coordonnee", "referent", "interlocuteur"),
    NOTES: ("observation", "remarque", "commentaire", "note", "info", "divers", "precision", "information", "tel 2",
        "portable", "autre tel", "mobile", "responsable", "directrice", "directeur", "direction"),
    "description": ("description", "descriptif", "presentation"),
    "tarif.texte": ("tarif", "prix", "cout", "participation"),
    "inscription.comment": ("inscription", "modalite inscription"),
    "date": ("maj", "mise jour", "date maj", "date mise jour", "date", "actualise"),
    "position.lat": ("lat", "latitude"),
    "position.lon": ("lon", "lng", "long", "longitude"),
    "siret": ("siret", "numero siret", "n siret"),
}  # fmt: skip
"""What a column is → what lists call it, as :func:`bare` leaves it."""
_SMALL = {"de", "du", "des", "d", "la", "le", "les", "l", "en", "et", "n", "no"}
_BY_WORDS = {way: name for name, ways in WAYS.items() for way in ways}
_PEOPLE = re.compile(r"contact|coordonnee|referent|interlocut|responsable|direct|tel\b|telephone|mail|courriel")
"""In the title of a column that may name people, folded."""
_NAME = r"[A-ZÀ-Þ][\w'’-]+"
_POST = r"accueil|standard|secr|mairie|service|direct|respons|r[ée]f[ée]r|coord|anim|pr[ée]s|[ée]duc|pu[ée]r|poste|bureau|le|la"
_CIVIL = rf"(?:M|Mr|MM|Mme|Mmes|Mlle|Melle|Dr|Monsieur|Madame|Docteur)\b\.?\s+(?:[A-ZÀ-Þ]\.\s*)?{_NAME}(?:\s+{_NAME})*"
_NAMED = rf"(?:{_CIVIL}|(?:[A-ZÀ-Þ]\.[\s-]*)+{_NAME}|\b(?!(?i:{_POST})){_NAME}(?:\s+{_NAME})*)"
NAMELESS = "(nom non repris)"
"""What stands for a person's name."""
CLEAR = 0.85
"""A title is like a known one above this."""


def bare(text: str) -> str:
    """« N° de Tél. » → « tel »; « Nbre de places » → « nbre place »: no small words, no plural, no brackets."""
    words = api.fold(re.sub(r"\([^()]*\)", " ", re.sub(r"(?<=\w)\.(?=\w\b)", "", text))).split()
    kept = [word for word in words if word not in _SMALL] or words
    return " ".join(word[:-1] if len(word) > 3 and word[-1] in "sx" else word for word in kept)


def meaning_of(title: str) -> str:
    """What a title says that its column is; "" when it is unknown."""
    said = bare(title)
    if not said or said in _BY_WORDS:
        return _BY_WORDS.get(said, "")
    if said.startswith("nom ") and (whose := meaning_of(said[4:])) in {"commune", NOTES}:
        return whose  # « Nom du responsable »
    inside = [way for way in _BY_WORDS if len(way) > 2 and f" {way} " in f" {said} "]
    if inside:
        return _BY_WORDS[min(inside, key=lambda way: (-len(way.split()), said.index(way)))]
    near = api.nearest(said, _BY_WORDS, CLEAR) if len(said) > 3 else None
    return _BY_WORDS[near] if near else ""


def meanings(titles: Sequence[str], above: Sequence[str]) -> list[str]:
    """What each column is. ``above``: the titles over those that stand under several columns."""
    found = []
    for title, over in zip(titles, above, strict=True):
        ways = (title, f"{over} {title}", over) if title and over else (title or over,)
        found.append(next(filter(None, map(meaning_of, ways)), ""))
    return found


def by_cells(
    meant: list[str], columns: Sequence[Sequence[str]], communes: Iterable[str], type_of: Callable[[str], str]
) -> list[str]:
    """The same, once the cells are read: a column of communes is « Commune » whatever its title, one of numbers « Téléphone »…
    What is said of two columns is that of the first; the other is a note.
    """
    names = tuple(communes)
    tests: Mapping[str, Callable[[str], object]] = {
        "commune": lambda text: api.commune_of(text, names),
        "telephone": lambda text: (found := api.read_reach(text)) and found[0] == "telephone" and not found[1].rest,
        "courriel": lambda text: (found := api.read_reach(text)) and found[0] == "courriel" and not found[1].rest,
        AGES: api.read_ages,
        "type": type_of,
        CONTACT: api.read_reach,
    }
    found = [meaning if any(cells) else "" for meaning, cells in zip(meant, columns, strict=True)]
    if not {"nom", "structure"} & {*found} and (rank := _names_of(found, columns)) is not None:
        found[rank] = "nom"
    for rank, cells in enumerate(columns):
        said = [text for text in cells if text]
        free = found[rank] in {"", CONTACT, "publics", "nom", "type"}
        for name, test in tests.items() if said and free else ():
            elsewhere = (
                name in found
                or (name == CONTACT and found[rank] not in {"", CONTACT})
                or (found[rank] == "nom" and found.count("nom") < 2 and name != "commune")
            )
            if not elsewhere and sum(bool(test(text)) for text in said) > len(said) * 0.6:
                found[rank] = name
                break
    first: dict[str, int] = {}
    for rank, name in enumerate(found):
        if name and name != NOTES and first.setdefault(name, rank) != rank:
            found[rank] = NOTES
    if "nom" not in first and first.get("structure") is not None:
        found[first["structure"]] = "nom"
    return found


def _names_of(found: Sequence[str], columns: Sequence[Sequence[str]]) -> int | None:
    """The column of names, when no title says it: the first whose cells are all words, and all different."""
    for rank, (meaning, cells) in enumerate(zip(found, columns, strict=True)):
        said = [text for text in cells if text]
        words = [text for text in said if re.match(r"\W*\w*[^\W\d]{2}|\d,", text) and not api.read_reach(text)]
        if meaning in {"", "type", HOURS} and len({*words}) > max(1, 0.8 * len(said)):
            return rank
    return None


def said_of_people(title: str) -> bool:
    """Whether the cells of a column may name a person."""
    return bool(_PEOPLE.search(api.fold(title)))


def without_names(text: str, people: bool) -> str:
    """« Mme Exemple, directrice » → « (nom non repris), directrice ». ``people``: in a column that may name them, a name is one
    without « Mme » too.
    """
    return re.sub(_NAMED if people else _CIVIL, NAMELESS, text)


# --- types of places -------------------------------------------------------------------------------


ALSO = {
    "espace-jeunes": (
        "accueil jeune",
        "accueil ado",
        "accueil adolescent",
        "point jeune",
        "local jeune",
        "secteur jeune",
        "espace ado",
        "ado",
        "mjc",
        "foyer jeune",
    ),
    "multi-accueil": ("creche", "creche collective", "eaje", "halte garderie", "jardin enfant", "jardin eveil"),
    "mam": ("assistante maternelle", "ass mat"),
    "periscolaire": ("alae", "clae", "alp", "periscolaire", "perisco", "garderie", "accueil matin soir"),
    "accueil-de-loisirs": ("alsh", "clsh", "acm", "extrascolaire", "centre loisir", "centre aere"),
    "relais-petite-enfance": ("relai assistante maternelle", "relais assistante maternelle"),
    "laep": ("lieu accueil parent enfant", "lape"),
    "pmi": ("consultation nourrisson", "pesee"),
    "centre-social": (
        "centre socioculturel",
        "centre socio culturel",
        "csc",
        "cla",
        "aide aux devoir",
        "soutien scolaire",
        "accompagnement scolarite",
        "accompagnement scolaire",
    ),
    "maison-des-parents": ("ecoute parent", "ecoute", "mediation familiale", "soutien parentalite"),
    "france-services": ("fs", "msap"),
    "soins": ("cmpp", "cmp"),
    "repit": ("repit",),
    "service-public": ("cms", "centre medico social", "msd"),
    "information-jeunesse": ("info jeunesse",),
}
"""What town halls call them besides the words of the vocabulary, as :func:`bare` leaves them."""


class TypeWords:
    """The words by which a type is known, those of the territory's vocabulary included."""

    def __init__(self, root: Path):
        own, _ = api.read_sheet(root / "data" / "vocabulaire.yml", root)
        ways: dict[str, set[str]] = defaultdict(set)
        self.names: dict[str, str] = {}
        looked_for: dict[str, set[str]] = defaultdict(set)
        ours = {id: one.model_dump() for id, one in api.built_in_words().types.items()}
        theirs = own.values.get("types") if own else None
        for terms in (ours, theirs if isinstance(theirs, dict) else {}):
            for id, term in terms.items():
                for word in _called(id, term if isinstance(term, dict) else {}):
                    ways[bare(word)].add(id)
                for word in map(str, (term or {}).get("mots") or ()):
                    (ways if re.fullmatch("[A-Z]{3,6}", word) else looked_for)[bare(word)].add(id)
        self.names = {word: next(iter(ids)) for ids_of in (looked_for, ways) for word, ids in ids_of.items() if len(ids) == 1}
        self.names |= {word: id for id, words in ALSO.items() for word in words}
        # What families look for (« accueil », « maternelle ») says a type only when it is all that is said.
        self.inside = {word for word in self.names if word in ways} | {word for words in ALSO.values() for word in words}
        initials: dict[str, set[str]] = defaultdict(set)
        for word in self.inside:
            initials["".join(part[0] for part in word.split())].add(self.names[word])
        self.initials = {letters: ids.pop() for letters, ids in initials.items() if len(letters) > 1 and len(ids) == 1}

    def of(self, text: str) -> str:
        """The type that a text names; "" when none is, or several may be."""
        parts = [
            text,
            re.sub(r"(?<=\w)-(?=\w)", "", text),
            re.sub(r"\([^()]*\)", " ", text),
            *re.findall(r"\(([^()]*)\)", text),
            *re.split(r"\s*[/,;]\s*", text),
        ]
        for said in filter(None, (bare(re.sub(r"\b(\w)\.? ?(?=\w\b\.?)", r"\1", one) if "." in one else one) for one in parts)):
            if found := self.names.get(said) or self._shortened(said) or self._inside(said):
                return found
        return self.initials.get(text.lower(), "") if text.isupper() else ""  # « CS »

    def beginning(self, name: str) -> str:
        """The type with which the name of a place begins, « Micro-crèche Tilou », « CS Mosaïque », or that it says in brackets;
        "" for none."""
        said = f"{bare(name)} "
        if known := [word for word in self.inside if said.startswith(f"{word} ")]:
            return self.names[max(known, key=len)]
        first, *aside = name.split(maxsplit=1)[:1] + re.findall(r"\(([^()]*)\)", name) or [""]
        return next(filter(None, map(self.of, aside)), "") or (self.initials.get(first.lower(), "") if first.isupper() else "")

    def _shortened(self, said: str) -> str:
        """« maison ass mat »: each word begins the one of the name."""
        ids = {
            id
            for word, id in self.names.items()
            if len(parts := said.split()) > 1
            and len(parts) == len(names := word.split())
            and all(name.startswith(part) and len(part) > 2 for part, name in zip(parts, names, strict=True))
        }
        return ids.pop() if len(ids) == 1 else ""

    def _inside(self, said: str) -> str:
        inside = [word for word in self.inside if len(word) > 2 and f" {word} " in f" {said} "]
        best = max(map(len, inside), default=0)
        ids = {self.names[word] for word in inside if len(word) == best}
        near = None if ids or len(said) < 5 else api.nearest(said, self.inside, 0.88)
        return ids.pop() if len(ids) == 1 else self.names[near] if near else ""


def _called(id: str, term: Mapping[str, Any]) -> list[str]:
    return [
        id.replace("-", " "),
        *(str(term[name]) for name in ("singulier", "pluriel", "courant") if isinstance(term.get(name), str)),
    ]
