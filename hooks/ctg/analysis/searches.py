"""What a search of the finder looks at, for those who answer it in the browser and those who count what it finds."""

from __future__ import annotations

import re

from ctg.analysis.ages import months
from ctg.analysis.hours.rounds import halts, round_of
from ctg.catalogue import Catalogue
from ctg.ground.problems import fold
from ctg.kinds.families.parcours import Recherche
from ctg.kinds.families.place import Place


def words(catalogue: Catalogue, place: Place) -> str:
    """Every word by which people may look for a place, folded, once each."""
    texts = [place.nom, *place.autres_noms, *place.anciens_noms, place.publics or "", *place.mots]
    for theme in catalogue.themes_of(place):
        texts += [theme.titre, *theme.mots]
    if type_ := catalogue.type_of(place):
        texts += [type_.singulier, type_.pluriel, *type_.mots]
        texts += [] if catalogue.moves(place) else [place.seat or ""]
    texts += [commune.nom for commune, _ in halts(catalogue, place)]
    return " ".join(dict.fromkeys(fold(" ".join(texts)).split()))


def served(catalogue: Catalogue, place: Place) -> list[str]:
    """The communes that a place comes to or is for, then ``*`` when it is for all, or may come to others. Among several
    territories, only those that are named: nobody knows where its own ends."""
    names = place.communes_named
    going = round_of(catalogue, place)
    everywhere = not names and not place.seat and not place.host_id
    found = [catalogue.commune(name).id for name in dict.fromkeys(names)]
    more = everywhere or (going and not going.complete)
    return [*found, "*"] if more else found


def finds(catalogue: Catalogue, search: Recherche, place: Place) -> bool:
    """Whether a place passes a search by its need, its age and its words, as they are written: ``chercher.js`` forgives more.
    The day is not looked at."""
    themes = catalogue.themes_of(place)
    if search.besoin and search.besoin not in {theme.id for theme in themes} | {theme.rubrique for theme in themes}:
        return False
    if search.age and (ages := catalogue.ages_of(place)):
        first, last = months(ages)
        if not first <= int(search.age[:-1]) * (12 if search.age.endswith("a") else 1) <= last:
            return False
    said = " " + words(catalogue, place)
    asked = re.findall(r"\w+", fold(search.mots or ""))
    return all(" " + (re.sub("[sx]$", "", word) if len(word) > 3 else word) in said for word in asked)
