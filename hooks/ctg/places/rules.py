"""Checks of a place: its commune, its point, its postcode, its hours."""

from __future__ import annotations

from collections.abc import Iterator

from shapely import Point

from ctg.checking.rules import Checked, Rules
from ctg.common.phrases import at_name, of_name
from ctg.common.problems import Problem
from ctg.model.fields import Position
from ctg.model.periods import Feries
from ctg.model.place import Place
from ctg.model.structure import Service, Structure

# The outlines are simplified: a point this close to a border (degrees, about 500 m) may be on either side.
BORDER = 0.005
POINT = "Corrigez la latitude ou la longitude, ou supprimez la position : le centre de la commune la remplacera."
OUTSIDE = "Corrigez la latitude ou la longitude."
FAR = 0.75
"""Degrees from the nearest outline, 60 to 83 km in France: further, a digit of the point is wrong, or nobody would go."""


def draft_of_an_offer(one: Checked[Structure]) -> Iterator[Problem]:
    """Warn of a draft for an offer that its commune is said not to have: coverage counts it « à vérifier »."""
    offre = one.world.offres.get(one.record.type)
    if offre and not (one.record.published or one.record.beyond):
        told = f"Ce brouillon compte « à vérifier » dans la page « Couverture » : {offre}."
        remedy = f"Appelez, puis : ctg confirmer {one.record.id} --publier ; ou supprimez la fiche."
        yield one.warning("etat_fiche", told, remedy)


def structure_in_its_commune(one: Checked[Structure]) -> Iterator[Problem]:
    if problem := away(one, "position", one.record.position, one.record.commune, POINT):
        yield problem


def outside_and_near(one: Checked[Structure]) -> Iterator[Problem]:
    """A place outside the territory is in no commune of ours, by code or by point, and is near enough to be of use."""
    place, world = one.record, one.world
    if place.code_insee and not place.hors_territoire:
        told = "Le code INSEE d'une commune du territoire est déjà dans communes.yml."
        yield one.warning("code_insee", told, "Supprimez cette ligne, ou ajoutez « hors_territoire: oui ».")
    if not place.hors_territoire or not place.position:
        return
    if nom := world.codes.get(place.code_insee or ""):
        yield one.error(
            "code_insee",
            f"« {place.code_insee} » est le code {of_name(nom)}, une commune du territoire.",
            "Corrigez le code, ou supprimez « hors_territoire: oui ».",
        )
    point, outlines = Point(place.position.lon, place.position.lat), world.outlines or {}
    if nom := next((nom for nom, outline in outlines.items() if outline.covers(point)), None):
        yield one.error("position", f"Ce point tombe {at_name(nom)}, dans le territoire.", OUTSIDE)
    elif outlines and min(outline.distance(point) for outline in outlines.values()) > FAR:
        yield one.error("position", "Ce point est trop loin pour être proche d'une commune du territoire.", OUTSIDE)


def hosted_here(one: Checked[Service]) -> Iterator[Problem]:
    """A service of the territory cannot be offered by a place outside it."""
    if one.record.structure in one.world.outside:
        yield one.error(
            "structure",
            f"« {one.record.structure} » est hors du territoire : ses services ne sont pas d'ici.",
            "Décrivez ce qu'on y fait dans la fiche de la structure.",
        )


def away(one: Checked, field: str, position: Position | None, nom: str, remedy: str) -> Problem | None:
    """The problem of a point that falls in another commune than the one named, or in none; None when it is right."""
    outlines = one.world.outlines or {}
    if position is None or nom not in outlines:
        return None
    point = Point(position.lon, position.lat)
    if outlines[nom].distance(point) <= BORDER:
        return None
    there = next((name for name, other in outlines.items() if other.covers(point)), None)
    told = f"Ce point tombe {at_name(there)}, pas {at_name(nom)}." if there else f"Ce point n'est pas {at_name(nom)}."
    return one.error(field, told, remedy)


def postcode_of_its_commune(one: Checked[Structure]) -> Iterator[Problem]:
    code, nom = one.record.code_postal, one.record.commune
    known = one.world.postcodes.get(nom, ())
    if code and known and code not in known:
        yield one.warning("code_postal", f"« {code} » n'est pas le code postal {of_name(nom)} ({', '.join(known)}).",
                          "Corrigez le code, ou la commune. Laissez-le s'il s'agit d'un code CEDEX.")  # fmt: skip


def empty_hours(one: Checked[Place]) -> Iterator[Problem]:
    written = [("horaires", one.record.horaires)]
    written += [(f"arrets.{i}.horaires", stop.horaires) for i, stop in enumerate(one.record.arrets)]
    for field, hours in written:
        if hours and not hours.known and not hours.note:
            yield one.warning(field, "Ces horaires ne disent aucune ouverture.", "Ajoutez un jour, ou « note: sur rendez-vous ».")


def public_holidays_said_twice(one: Checked[Place]) -> Iterator[Problem]:
    hours = one.record.horaires
    for i, closure in enumerate(one.record.fermetures):
        if isinstance(closure, Feries) and hours and hours.jours_feries == "ouvert":
            yield one.error(
                f"fermetures.{i}", "La fiche dit « jours_feries: ouvert » et les ferme ici.", "Supprimez l'une des deux lignes."
            )


PLACE_RULES = Rules(
    {
        Place: (empty_hours, public_holidays_said_twice),
        Structure: (draft_of_an_offer, structure_in_its_commune, outside_and_near, postcode_of_its_commune),
        Service: (hosted_here,),
    }
)
