"""What is not believed of what sites publish: what asks for the editor's accord, and what two of them say of one place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ctg import api
from ctg_portail.copies import Copy
from ctg_portail.reading import Publication, secret, some

MOST_LINES = 20
"""Of two territories: who floods hides nothing of the others."""
TakenPlace = tuple[str, str, str, bool]
"""Of a record: its territory, its key with it, its telephone, whether it is confidential."""


def unexpected(found: Publication, kept: Copy) -> Iterator[str]:
    """Why what a site publishes now needs the accord of the editor: it is older than its copy, has another name, far more or far
    fewer records, or other communes. Raises ``Unsound`` when the copy was changed."""
    name, day = api.visible(found.index["territoire"]["nom_complet"]), kept.manifest.publie_le
    if found.day < day:
        yield f"plus ancien que le rassemblement précédent, du {api.date_fr(found.day)} et non du {api.date_fr(day)}"
    if name != kept.manifest.nom:
        yield f"il se nomme {api.shown(name)}, et non {kept.manifest.nom}"
    for kind in api.KINDS:
        records = kept.of(kind)
        before, now = len(records), len(found.records.get(kind, ()))
        if max(before, now) > 3 * min(before, now) + 20:
            yield f"il passe de {api.number(before)} à {api.number(now)} fiches de « {kind.folder} »"
        if kind is api.Commune:
            codes, new = ({one.get("code_insee") for one in own} for own in (records, found.records.get(kind, ())))
            if codes and len(codes & new) * 2 < max(len(codes), len(new)):
                yield f"il change de communes : {len(codes & new)} en commun, sur {len(codes)} avant et {len(new)} maintenant"


def withdrawn(found: Publication, kept: Copy) -> Iterator[str]:
    """What became confidential since the copy. Raises as :func:`unexpected` does."""
    hidden = {one["id"] for one in found.records.get(api.Structure, ()) if secret(one)}
    if names := [f"structures/{one['id']}" for one in kept.of(api.Structure) if one["id"] in hidden and not secret(one)]:
        yield f"devenu confidentiel, effacé de la copie : {some(names)}"


def crossed(copies: Iterable[Copy]) -> Iterator[str]:
    """Places that two sites publish, where one says that it is confidential, or another telephone. For the editor only. Raises
    ``Unsound``."""
    every = tuple(copies)
    secrets: dict[tuple[str, ...], dict[str, TakenPlace]] = defaultdict(dict)
    for place, one in _places(every):
        for mark in _marks(one) if place[3] else ():
            secrets[mark].setdefault(place[0], place)
    seen: dict[tuple[str, ...], TakenPlace] = {}
    told: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for place, one in _places(every):
        for mark in _marks(one):
            other = seen.setdefault(mark, place) if mark[0] in {"nom", "siret"} else place
            hidden = next((taken for name, taken in secrets.get(mark, {}).items() if name != place[0] and not place[3]), None)
            if hidden:
                told[place[0], hidden[0]][f"{place[1]} : à relire, proche de {hidden[1]}, dit confidentiel"] = None
            elif other[0] != place[0] and other[2] != place[2]:
                words = f"{place[1]} et {other[1]} : deux téléphones différents, {place[2]} et {other[2]}"
                told[place[0], other[0]][words] = None
    for (name, other_name), lines in sorted(told.items()):
        yield from sorted(lines)[:MOST_LINES]
        if len(lines) > MOST_LINES:
            yield f"{name} et {other_name} : {len(lines) - MOST_LINES} autres rapprochements, non écrits ici"


def _places(copies: Iterable[Copy]) -> Iterator[tuple[TakenPlace, Mapping[str, Any]]]:
    for copy in copies:
        for kind in (one for one in api.KINDS if issubclass(one, api.Place)):
            for one in copy.of(kind):
                key, whose = f"{kind.folder}/{one['id']}", f"{copy.manifest.nom}, {copy.manifest.siren}"
                yield (whose, f"{key} ({whose})", str(one.get("telephone", "aucun")), secret(one)), one


def _marks(one: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Its names, in its commune; its telephone, number, mail and point."""
    where = one.get("calcule", {})
    for commune in {where.get("code_insee", ""), api.fold(one.get("commune", ""))} - {""}:
        yield from (("nom", api.fold(name), commune) for name in (one["nom"], *one.get("autres_noms", ())))
    yield from ((field, str(one[field])) for field in ("telephone", "siret", "courriel") if one.get(field))
    if "latitude" in where and not where.get("position_approximative"):
        yield "point", f"{where['latitude']:.4f}", f"{where['longitude']:.4f}"
