"""``ctg completer``: what registers say of emptied records is proposed right, never wrong; nothing is written alone."""

import io
import shutil
from pathlib import Path
from typing import Any

import pytest
from extraits import BPE, FINESS, as_json, bare, bpe, directory, finess, france_services, inclusion, table

from ctg import api
from ctg_registres.completer import take_in
from ctg_registres.proposals import RegisterFact, compared
from territoires import ESSAI

HALLS = ("Aubrelune", "L'Isle-aux-Loutres", "Cœur-de-Vive", "Saint-Coing-les-Étangs", "Vœuilly", "Moulin-l'Évêque", "Trébiscuit",
         "La Roche-aux-Merles")  # fmt: skip
LINES = Path(__file__).with_name("noms.txt").read_text("utf-8").splitlines()[1:]
SAID = {id: (word.strip("-"), name) for id, word, name in (line.split(" ; ") for line in LINES)}
"""Record → (its word in the directory, its name in a register)."""
EMPTIED = ("telephone", "courriel", "site_web", "adresse", "code_postal", "position", "horaires", "siret")
WRONG = {"telephone": "01 99 00 99 99", "adresse": "99 rue du Leurre", "site_web": "https://leurre.example"}


def hall(town: api.Commune) -> dict[str, Any]:
    return town.as_written["mairie"] | {"code_postal": town.codes_postaux[0]}


def extracts(catalogue: api.Catalogue) -> dict[str, bytes]:
    """Every register, as it would say what the territory knows, among neighbours of a like name."""
    codes = {one.nom: one.code_insee for one in catalogue.all(api.Commune)}
    places = {one.id: one for one in catalogue.all(api.Structure)}
    towns = [one for one in catalogue.all(api.Commune) if one.mairie]
    rows = [directory(f"Mairie - {one.nom}", "mairie", one.code_insee, hall(one)) for one in towns]
    shelter = {"telephone": places["hirondelles"].as_written["telephone"], "adresse": "3 rue Secrète", "siret": "99900001900017",
               "position": {"lat": 46.5, "lon": 2.5}}  # fmt: skip
    wanted_sites, equipments, networks = [], [], []
    for id, (word, name) in SAID.items():
        one, facts = places[id], places[id].as_written
        code = codes[one.commune]
        if word:
            rows.append(directory(name, word, code, facts, packed=False))
        elif one.type in FINESS:
            wanted_sites.append(finess(name, FINESS[one.type], code, facts))
        elif one.type in BPE:
            equipments.append(bpe(name, BPE[one.type], code, facts))
        elif one.type != "france-services":
            networks.append(inclusion(name, code, facts))
    rows += [
        directory("Mairie déléguée - Aubrelune-le-Petit", "mairie", "99001", WRONG),
        directory("Mairie annexe - Aubrelune", "mairie", "99001", WRONG),
        directory("CCAS - Château-Mirabelle", "ccas", codes["Château-Mirabelle"], WRONG),
        directory("Mission locale - antenne du Val", "mission_locale", codes["Trébiscuit"], WRONG),
        directory("Point-justice de la Balance", "point_justice", "01004", WRONG),
    ]
    wanted_sites += [
        finess("SESSAD LES LUCIOLES", "182", "99001", WRONG),
        finess("CMPP LA SAUTERELLE", "189", codes["Château-Mirabelle"], WRONG, state="I"),
        finess("CAMSP LES LUCIOLES", "190", "01004", WRONG),
        finess("LE REFUGE DES HIRONDELLES", "214", "99001", shelter),
    ]
    equipments += [
        bpe("MICRO CRECHE LES ECUREUILS", "D502", codes["Noisetière-sur-Vive"], WRONG),
        bpe("MULTI ACCUEIL LES PETITS RENARDS", "D502", "99001", WRONG),
        bpe("CRECHE LA PETITE LUNE", "D502", "99001", WRONG),
        bpe("RPE LE PETIT HERISSON", "D504", "99001", WRONG),
        bpe("ALSH LE CERF VOLANT ADOS", "D505", "99001", WRONG),
        bpe("CENTRE SOCIAL LA TABLEE", "D506", "99001", WRONG),
        bpe("", "D502", "99001", WRONG),
    ]
    networks += [
        inclusion("Epicerie du Coin", "99001", WRONG),
        inclusion("La Parenthèse", "99001", WRONG, source="autre", id="autre--1"),
        inclusion("Maison du Département - annexe", "99001", WRONG),
        inclusion("Refuge des Hirondelles", "99001", shelter, reseaux_porteurs=["chrs"]),
    ]
    hub = places["france-services"]
    halls = [france_services(SAID["france-services"][1], codes[hub.commune], hub.as_written),
             france_services("France services d'Aubrelune", "99001", WRONG)]  # fmt: skip
    return {
        "annuaire.json": as_json(rows),
        "finess-structures-journalier-20261125.json": as_json(wanted_sites, "pmej"),
        "BPE25.csv": table(equipments),
        "structures-inclusion-2026-11-25.json": as_json(networks),
        "liste-fs-20261125.csv": table(halls, ","),
    }


@pytest.fixture(scope="module")
def emptied(tmp_path_factory) -> tuple[Path, dict[str, dict]]:
    """A copy of the invented territory where thirty records have lost their contacts, and what each said."""
    root = tmp_path_factory.mktemp("vide")
    shutil.copytree(ESSAI / "data", root / "data")
    catalogue = api.load(ESSAI, drafts=True)
    truth = {f"structures/{id}": catalogue.get(api.Structure, id).as_written for id in SAID}
    for key in truth:
        path = root / f"data/{key}.yml"
        path.write_text(api.edit(path.read_text("utf-8"), {(name,): None for name in EMPTIED}), "utf-8")
    towns = root / "data/communes.yml"
    written = api.written_records(root)[0]
    for one in catalogue.all(api.Commune):
        if one.nom in HALLS:
            truth[one.key] = hall(one)
            towns.write_text(api.edit(towns.read_text("utf-8"), {("mairie",): None}, position=written[one.key].position), "utf-8")
    return root, truth


def proposed(root: Path, files: dict[str, bytes]) -> list[RegisterFact]:
    """What these registers propose for the records of a project."""
    catalogue = api.load(root, drafts=True)
    for name, content in files.items():
        take_in(root, catalogue, name, [io.BytesIO(content)], "2026-11-25")
    return compared(root, catalogue).fields


def right(one: RegisterFact, truth: dict[str, Any]) -> bool:
    """Whether a proposal is what the record said, its capitals and its accents aside."""
    said = truth.get(one.path[-1])
    if one.path[-1] == "horaires":
        said = {day: spans for day, spans in said.items() if day in api.JOURS}
    return bare(str(one.value)).replace(" ", "") == bare(str(said)).replace(" ", "")


def test_of_thirty_emptied_records_twenty_seven_are_proposed_right_and_none_wrong(emptied):
    root, truth = emptied
    assert len(truth) == 30
    found = proposed(root, extracts(api.load(ESSAI, drafts=True)))
    wrong = [(one.key, one.value) for one in found if not right(one, truth.get(one.key.split()[0], {}))]
    assert "\n".join(map(str, wrong)) == ""
    reached = {one.key.split()[0] for one in found if one.path[-1] in ("telephone", "adresse")}
    assert len(reached & truth.keys()) >= 27
