"""Where things are, said twice: a postcode and its commune, a title or a file and the communes that a record is about."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from ctg.checking.rules import Checked, only
from ctg.common.phrases import joined, of_name
from ctg.common.problems import Location, Problem, as_identifier
from ctg.model.action import Action
from ctg.model.commune import Commune
from ctg.model.fields import Part
from ctg.model.meeting import Partenaire
from ctg.model.structure import Service, Structure


def postcodes_of_their_commune(one: Checked[Part]) -> Iterator[Problem]:
    """Warn of a postcode that is not of the commune beside it, in a field or in a text (« 99120 Vœuilly »)."""
    groups: dict[Location, dict[str, Any]] = defaultdict(dict)
    for where, _, name, value in one.leaves:
        if name in ("code_postal", "commune", "ville"):
            groups[where[:-1]][name] = value
    for at, found in groups.items():
        nom, code = str(found.get("commune") or found.get("ville")), found.get("code_postal")
        if code and code not in one.world.postcodes.get(nom, (code,)):
            yield one.warning((*at, "code_postal"), f"« {code} » n'est pas le code postal {of_name(nom)} "
                              f"({', '.join(one.world.postcodes[nom])}).",
                              "Corrigez le code, ou la commune. Laissez-le s'il s'agit d'un code CEDEX.")  # fmt: skip
    names = "|".join(sorted(map(re.escape, one.world.postcodes), key=len, reverse=True))
    for where, _, text in one.texts if names else ():
        for said in re.finditer(rf"\b(\d{{5}}) ({names})(?![\w-])(?! (?:cedex|sur|la|les|le)\b)", text, re.IGNORECASE):
            own = next(known for nom, known in one.world.postcodes.items() if nom.lower() == said[2].lower())
            another = any(said[1] in known for known in one.world.postcodes.values())
            if said[1] not in own and (another or said[1][:3] not in {code[:3] for code in own}):  # else a CEDEX
                told = f"« {said[0]} » n'est pas le code postal de cette commune."
                yield one.warning(where, told, "Corrigez le code, ou la commune.")


def communes_of_an_action(one: Checked[Action]) -> Iterator[Problem]:
    """Warn of a title, or of places to open, in another commune than those of an action."""
    known, titled = {*one.record.communes}, _named(one.record.titre, one)
    if known and titled and not titled & known:
        told = f"Le titre dit {joined(sorted(titled))}, et la fiche {joined(sorted(known))}."
        for where in ("communes", "titre"):
            yield one.warning(where, told, "Corrigez la commune, ou le titre.")
    for i, line in enumerate(one.record.places_accueil if known else ()):
        if line.commune not in known:
            told = f"{line.commune} n'est pas des communes de cette fiche ({joined(sorted(known))})."
            yield one.warning(f"places_accueil.{i}.commune", told, "Corrigez l'une, ou ajoutez-la.")


def named_as_its_file(one: Checked[Partenaire]) -> Iterator[Problem]:
    """Warn of « commune-de-voeuilly.yml » that is of another."""
    titled = _named(one.record.nom, one)
    filed = {nom for nom in one.world.postcodes if re.search(rf"(?:^|-){as_identifier(nom)}(?:-|$)", one.record.id)}
    if filed and titled and not titled & filed:
        yield one.warning("nom", f"Le nom du fichier dit {joined(sorted(filed))}.", "Corrigez le nom, ou renommez le fichier.")


def run_by_its_commune(one: Checked[Structure]) -> Iterator[Problem]:
    """Warn of a place that another commune runs."""
    body, named = one.record.gestionnaire or "", _named(one.record.gestionnaire or "", one)
    if (
        re.match(r"(?:commune|ville|mairie|ccas|centre communal)\b", body, re.IGNORECASE)
        and named - {one.record.commune} == named != set()
    ):
        told = f"{joined(sorted(named))} n'est pas la commune de cette fiche ({one.record.commune})."
        yield one.warning("gestionnaire", told, "Corrigez l'une des deux.")


def host_as_told(one: Checked[Service]) -> Iterator[Problem]:
    """Warn of a service whose texts name another place, and never the one that offers it."""
    host, said = (
        one.world.get(Structure, one.record.structure),
        " ".join(text for where, _, text in one.texts if where[0] != "nom"),
    )
    there = [place for place in only(one.world.records, Structure) if len(place.nom) > LONG and place.nom in said]
    if host and there and host not in there and not any(name in said for name in (host.nom, *host.autres_noms)):
        names = joined(f"« {place.nom} »" for place in there)
        yield one.warning("structure", f"La fiche nomme {names}, et pas « {host.nom} ».", "Corrigez la structure, ou le texte.")


LONG = 5
"""Letters of a name that is no common word."""


def town_halls(one: Checked[Commune]) -> Iterator[Problem]:
    """Warn, on both, of the postcode of a town hall that its commune has not."""
    hall = one.record.mairie
    said = re.match(r"\d+", hall.localite or "") if hall else None
    if said and said[0] not in one.record.codes_postaux and said[0][:3] not in {code[:3] for code in one.record.codes_postaux}:
        yield one.warning("codes_postaux", f"La mairie dit {said[0]}.", "Corrigez l'un des deux codes.")
    if said and len(said[0]) != 5:
        yield one.warning("mairie.localite", f"« {said[0]} » n'a pas cinq chiffres.", "Corrigez le code postal.")


def _named(text: str, one: Checked) -> set[str]:
    """The communes that a text names; one whose name is a part of another's, only alone."""
    found = set()
    for nom in sorted(one.world.postcodes, key=len, reverse=True):
        if nom in text and re.search(rf"(?<![\w-]){re.escape(nom)}(?![\w-])", text):
            found.add(nom)
            text = text.replace(nom, "")
    return found
