"""What is not believed of what sites publish: what asks for the editor's accord, and what two of them say of one place.

What may lead to a confidential place is told to the editor, and is on no page."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ctg import api
from ctg_portail.copies import Copy
from ctg_portail.reading import Publication, some

TakenPlace = tuple[str, str, str, bool]
"""Of a record: the name of its territory, its key, its telephone, whether it is confidential."""


def unexpected(found: Publication, kept: Copy) -> Iterator[str]:
    """Why what a site publishes now needs the accord of the editor: it is older than its copy, has another name, far more or far
    fewer records, or other communes. Raises ``Unsound`` when the copy was changed."""
    name, day = api.visible(found.index["territoire"]["nom_complet"]), kept.manifest.publie_le
    if found.day < day:
        yield f"plus ancien que le rassemblement précédent, du {api.date_fr(found.day)} et non du {api.date_fr(day)}"
    if name != kept.manifest.nom:
        yield f"il se nomme {api.shown(name)}, et non {kept.manifest.nom}"
    for kind, records in kept.lists():
        before, now = len(records), len(found.records.get(kind, ()))
        if max(before, now) > 3 * min(before, now) + 20:
            yield f"il passe de {api.number(before)} à {api.number(now)} fiches de « {kind.folder} »"
        if kind is api.Commune:
            codes, new = ({one.get("code_insee") for one in own} for own in (records, found.records.get(kind, ())))
            if codes and len(codes & new) * 2 < max(len(codes), len(new)):
                yield f"il change de communes : {len(codes & new)} en commun, sur {len(codes)} avant et {len(new)} maintenant"


def withdrawn(found: Publication, kept: Copy) -> Iterator[str]:
    """What became confidential since the copy. Raises as :func:`unexpected` does."""
    hidden = {one["id"] for one in found.records.get(api.Structure, ()) if _secret(one)}
    before = (one for kind, records in kept.lists() if kind is api.Structure for one in records)
    if names := [f"structures/{one['id']}" for one in before if one["id"] in hidden and not _secret(one)]:
        yield f"devenu confidentiel, effacé de la copie : {some(names)}"


def crossed(copies: Iterable[Copy]) -> list[str]:
    """Places that two sites publish, where one says that it is confidential, or another telephone; and what, in the commune of a
    confidential place of another site, speaks of one. For the editor only. Raises ``Unsound``."""
    every, told = tuple(copies), set()
    secrets: dict[tuple[str, ...], set[TakenPlace]] = defaultdict(set)
    for place, one in _places(every):
        for mark in _marks(one, _words(one)) if place[3] else ():
            secrets[mark].add(place)
    seen: dict[tuple[str, ...], TakenPlace] = {}
    for place, one in _places(every):
        for mark in _marks(one, api.fold(json.dumps(one, ensure_ascii=False)).split()):
            other = seen.setdefault(mark, place) if mark[0] in {"nom", "siret"} else place
            hidden = [secret for secret in secrets.get(mark, ()) if secret[0] != place[0] and not place[3]]
            told |= {f"{_named(place)} : à relire, proche de {_named(secret)}, dit confidentiel" for secret in hidden}
            if other[0] != place[0] and other[2] != place[2] and not hidden:
                told.add(f"{_named(place)} et {_named(other)} : deux téléphones différents, {place[2]} et {other[2]}")
    return sorted(told)


def _places(copies: Iterable[Copy]) -> Iterator[tuple[TakenPlace, Mapping[str, Any]]]:
    for copy in copies:
        for kind, records in copy.lists():
            for one in records if issubclass(kind, api.Place) else ():
                key, phone = f"{kind.folder}/{one['id']}", str(one.get("telephone", "aucun"))
                yield (copy.manifest.nom, key, phone, _secret(one)), one


def _marks(one: Mapping[str, Any], words: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Its name, telephone, number, mail and point, and the words that are said in its commune."""
    where = one["calcule"]
    commune = where.get("code_insee") or api.fold(one.get("commune", ""))
    yield from (("nom", api.fold(name), commune) for name in (one["nom"], *one.get("autres_noms", ())))
    yield from ((field, str(one[field])) for field in ("telephone", "siret", "courriel") if one.get(field))
    if "latitude" in where and not where.get("position_approximative"):
        yield "point", f"{where['latitude']:.4f}", f"{where['longitude']:.4f}"
    yield from (("mot", word, commune) for word in words if commune)


def _words(one: Mapping[str, Any]) -> set[str]:
    """What speaks of a place without naming it: the words of its name, and of its sort."""
    sort = api.built_in_words().types.get(one.get("type", ""))
    said = " ".join((one["nom"], *(word for word in (sort.mots if sort else ()) if " " not in word)))
    return {word for word in api.fold(said).split() if len(word) > 3}


def _secret(one: Mapping[str, Any]) -> bool:
    return one.get("adresse_confidentielle") is True


def _named(place: TakenPlace) -> str:
    return f"{place[1]} ({place[0]})"
