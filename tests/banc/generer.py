"""Invented territories of any size for measures: seeded, so that two machines measure the same thing."""

import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

from territoires import ESSAI, wire

TYPES = ("multi-accueil", "mam", "accueil-de-loisirs", "espace-jeunes", "france-services", "ccas", "ludotheque", "centre-social")
THEMES = ("petite-enfance", "education", "jeunesse", "parentalite", "handicap", "sante")
WORDS = ("Les", "Petits", "Renards", "Maison", "des", "Lucioles", "La", "Cabane", "du", "Moulin", "Grand", "Verger", "Étoile")
HOURS = ("8h-18h", "[8h30-12h, 13h30-17h]", "9h-12h", "14h-18h30", "7h30-18h30")
STATES = ("en-preparation", "en-cours", "realisee")
KEPT = {"axes", "cadres", "images", "territoire.yml", "communes.yml", "communes.geojson"}
"""What the measured territory takes from the invented one; the other records are generated."""
TIED = ("chiffres_cles:", "  enfants_moins_de_3_ans:", "  besoins:")
"""Lines of ``territoire.yml`` that name records which are not kept."""
OF_A_FRAMEWORK = ("nature:", "titre:", "debut:", "fin:", "succede_a:")
"""Lines of a framework that are kept: the others name records which are not."""


def generate(folder: Path, records: int, seed: int = 30) -> Path:
    """A project with that many records (of ten: seven structures, two services, an action); returns its folder."""
    project = wire(shutil.copytree(ESSAI, folder / f"banc-{records}"))
    data = project / "data"
    for item in data.iterdir():
        if item.name not in KEPT:
            shutil.rmtree(item) if item.is_dir() else item.unlink()
    lines = (data / "territoire.yml").read_text("utf-8").splitlines()
    (data / "territoire.yml").write_text("\n".join(line for line in lines if not line.startswith(TIED)) + "\n", "utf-8")
    for path in (data / "cadres").iterdir():
        lines = path.read_text("utf-8").splitlines()
        path.write_text("\n".join(line for line in lines if line.startswith(OF_A_FRAMEWORK)) + "\n", "utf-8")
    for kind in ("structures", "services", "actions"):
        (data / kind).mkdir()
    for path, sheet in _sheets(random.Random(seed), records, _communes(data)):
        (data / path).write_text(sheet, "utf-8")
    return project


Place = tuple[str, list]
"""A commune's name and the ring of its outline."""


def _communes(data: Path) -> list[Place]:
    outlines = json.loads((data / "communes.geojson").read_text("utf-8"))["features"]
    rings = {one["properties"]["code_insee"]: one["geometry"]["coordinates"][0] for one in outlines}
    found, nom = [], ""
    for line in (data / "communes.yml").read_text("utf-8").splitlines():
        key, _, value = line.strip().removeprefix("- ").partition(": ")
        if key == "nom" and line.startswith("- "):
            nom = value.strip("\"'")
        elif key == "code_insee" and (ring := rings.get(value.strip("\"'"))):  # one that joined another has no outline
            found.append((nom, ring[0] if isinstance(ring[0][0], list) else ring))
    return found


def _sheets(dice: random.Random, records: int, communes: list[Place]) -> Iterator[tuple[str, str]]:
    for n in range(records):
        if n % 10 == 9:
            yield f"actions/action-{n}.yml", _action(dice, n)
        elif n % 10 in {4, 8}:
            yield f"services/service-{n}.yml", _service(dice, n)
        else:
            yield f"structures/lieu-{n}.yml", _structure(dice, n, *dice.choice(communes))


def _name(dice: random.Random, n: int) -> str:
    return f"{' '.join(dice.choices(WORDS, k=3))} {n}"


def _hours(dice: random.Random) -> str:
    """As places tell them: one week for all the year, or another one in the school holidays; a quarter tell none."""
    lot = dice.random()
    if lot < 0.25:
        return ""
    if lot < 0.65:
        return f"horaires:\n{_week(dice, 2)}\n"
    return f"horaires:\n{_week(dice, 2)}\n  semaines:\n    - pendant: vacances\n{_week(dice, 6)}\n"


def _week(dice: random.Random, indent: int) -> str:
    days = [day for day in ("lundi", "mardi", "mercredi", "jeudi", "vendredi") if dice.random() < 0.8] or ["lundi"]
    return "\n".join(f"{' ' * indent}{day}: {dice.choice(HOURS)}" for day in days)


def _structure(dice: random.Random, n: int, commune: str, ring: list) -> str:
    lon = sum(point[0] for point in ring) / len(ring) + dice.uniform(-0.005, 0.005)
    lat = sum(point[1] for point in ring) / len(ring) + dice.uniform(-0.005, 0.005)
    low = dice.randint(0, 12)
    return f"""nom: "{_name(dice, n)}"
type: {dice.choice(TYPES)}
commune: "{commune}"
adresse: {dice.randint(1, 90)} rue des Lilas
telephone: 01 99 00 {dice.randint(10, 99)} {dice.randint(10, 99)}
position: {{lat: {lat:.5f}, lon: {lon:.5f}}}
ages: {{de: {low} ans, a: {low + dice.randint(1, 12)} ans}}
{_hours(dice)}{_closure(dice)}description: "{" ".join(dice.choices(WORDS, k=40))}."
tarif: {{gratuit: {dice.choice(("oui", "non"))}}}
verifie_le: 2026-{dice.randint(1, 10):02d}-01
"""


def _closure(dice: random.Random) -> str:
    if dice.random() < 0.5:
        return ""
    return f"fermetures:\n  - {{du: 08-{dice.randint(1, 9):02d}, au: 08-{dice.randint(10, 28)}, motif: congés d'été}}\n"


def _service(dice: random.Random, n: int) -> str:
    """A service of the structure written just before it."""
    return f"""nom: "Atelier {_name(dice, n)}"
themes: [{dice.choice(THEMES)}]
structure: lieu-{n - 1}
ages: {{de: {dice.randint(0, 6)} ans, a: {dice.randint(7, 17)} ans}}
{_hours(dice)}acces: libre
tarif: {{gratuit: oui}}
description: "{" ".join(dice.choices(WORDS, k=30))}."
verifie_le: 2026-{dice.randint(1, 10):02d}-01
"""


def _action(dice: random.Random, n: int) -> str:
    return f"""titre: "Ouvrir {_name(dice, n)}"
numero: "9.{n}"
axe: {dice.choice(("accueillir", "grandir", "relier", "soutenir"))}
porteurs: [Communauté de communes du Val d'Aubrelune]
themes: [{dice.choice(THEMES)}]
description: "{" ".join(dice.choices(WORDS, k=30))}."
calendrier: {{debut: 2024-01, fin: 2028-12}}
etats:
  - etat: {dice.choice(STATES)}
    date: 2026-{dice.randint(1, 10):02d}-01
structures: [lieu-{n - 2}, lieu-{n - 3}]
sources:
  - {{titre: "Bilan (imaginaire)", date: 2026-03}}
"""
