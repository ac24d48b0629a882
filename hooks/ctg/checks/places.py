"""A place against its commune; its hours."""

from __future__ import annotations

from collections.abc import Iterator

from shapely import Point

from ctg.checks.base import Checked
from ctg.kinds import Commune, Structure
from ctg.kinds.fields import Position
from ctg.kinds.periodes import Feries
from ctg.phrases import at_name, of_name
from ctg.problems import Problem

# The outlines are simplified: a point this close to a border (degrees, about 500 m) may be on either side.
BORDER = 0.005


def point_in_its_commune(one: Checked) -> Iterator[Problem]:
    points: list[tuple[str, str, Position | None]] = []
    if isinstance(one.record, Structure):
        points.append(("position", one.record.commune, one.record.position))
    if isinstance(one.record, Commune):
        mairie = one.record.mairie
        points.append(("centre", one.record.nom, one.record.centre))
        points.append(("mairie.position", one.record.nom, mairie.position if mairie and not mairie.position_douteuse else None))
    for field, nom, position in points:
        outline = one.world.outlines.get(nom)
        if position is None or outline is None:
            continue
        point = Point(position.lon, position.lat)
        if outline.buffer(BORDER).covers(point):
            continue
        there = next((name for name, other in one.world.outlines.items() if other.covers(point)), None)
        where = f"Ce point tombe {at_name(there)}, pas {at_name(nom)}." if there else f"Ce point n'est pas {at_name(nom)}."
        remedy = "Corrigez la latitude ou la longitude, ou supprimez la position : le centre de la commune la remplacera."
        if field == "mairie.position":
            remedy = "Corrigez le point, ou ajoutez « position_douteuse: oui » : le centre de la commune le remplacera."
        yield one.error(field, where, remedy)


def postcode_of_its_commune(one: Checked) -> Iterator[Problem]:
    code, nom = getattr(one.record, "code_postal", None), getattr(one.record, "commune", None)
    known = one.world.postcodes.get(nom or "", ())
    if code and known and code not in known:
        yield one.warning("code_postal", f"« {code} » n'est pas le code postal {of_name(nom)} ({', '.join(known)}).",
                          "Corrigez le code, ou la commune. Laissez-le s'il s'agit d'un code CEDEX.")  # fmt: skip


def places_add_up(one: Checked) -> Iterator[Problem]:
    places = getattr(one.record, "places", None)
    if places and places.par_age and (total := sum(part.nombre for part in places.par_age)) != places.total:
        yield one.warning(
            "places.par_age", f"Les places par âge font {total}, le total dit {places.total}.", "Corrigez l'un des deux."
        )


def empty_hours(one: Checked) -> Iterator[Problem]:
    written = [("horaires", getattr(one.record, "horaires", None))]
    written += [(f"arrets.{i}.horaires", stop.horaires) for i, stop in enumerate(getattr(one.record, "arrets", ()))]
    for field, hours in written:
        if hours and not hours.known and not hours.note:
            yield one.warning(field, "Ces horaires ne disent aucune ouverture.", "Ajoutez un jour, ou « note: sur rendez-vous ».")


def public_holidays_said_twice(one: Checked) -> Iterator[Problem]:
    hours, closures = getattr(one.record, "horaires", None), getattr(one.record, "fermetures", ())
    for i, closure in enumerate(closures):
        if isinstance(closure, Feries) and hours and hours.jours_feries == "ouvert":
            yield one.error(
                f"fermetures.{i}", "La fiche dit « jours_feries: ouvert » et les ferme ici.", "Supprimez l'une des deux lignes."
            )
