"""What the columns of an ordinary list are: by their titles, in the words of town halls, then by what their cells hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from ctg import api

AGES, CONTACT, NOTES, HOURS = "ages", "contact", "notes_internes", "horaires"
"""What a column may be besides a field: both ages in one cell, a number with a name, a note, hours in a sentence."""
WAYS: dict[str, tuple[str, ...]] = {
    "nom": ("nom", "structure", "etablissement", "lieu", "denomination", "raison sociale", "equipement", "intitule",
        "libelle", "service"),
    "type": ("type", "categorie", "nature", "quoi", "mode accueil", "mode garde", "genre", "activite", "offre"),
    "commune": ("commune", "ville", "localite", "ou", "localisation", "bourg", "implantation"),
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
        "effectif", "berceau", "capacite accueil", "lit"),
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


def by_cells(meant: list[str], columns: Sequence[Sequence[str]], communes: Iterable[str]) -> list[str]:
    """The same, once the cells are read: a column of communes is « Commune » whatever its title, one of numbers « Téléphone »…
    What is said of two columns is that of the first; the other is a note.
    """
    names = tuple(communes)
    tests: Mapping[str, Callable[[str], object]] = {
        "commune": lambda text: api.commune_of(text, names),
        "telephone": lambda text: (found := api.read_reach(text)) and found[0] == "telephone" and not found[1].rest,
        "courriel": lambda text: (found := api.read_reach(text)) and found[0] == "courriel" and not found[1].rest,
        AGES: api.read_ages,
        CONTACT: api.read_reach,
    }
    found = list(meant)
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
