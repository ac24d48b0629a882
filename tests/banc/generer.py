"""Invented territories of any size for measures: seeded, so that two machines measure the same thing."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

from territoires import ESSAI, ROOT

TYPES = ("multi-accueil", "mam", "accueil-de-loisirs", "espace-jeunes", "france-services", "ccas", "ludotheque", "centre-social")
WORDS = ("Les", "Petits", "Renards", "Maison", "des", "Lucioles", "La", "Cabane", "du", "Moulin", "Grand", "Verger", "Étoile")
HOURS = ("8h-18h", "[8h30-12h, 13h30-17h]", "9h-12h", "14h-18h30", "7h30-18h30")


def generate(folder: Path, records: int, seed: int = 30) -> Path:
    """A project with that many structures, beside the tool of this repository; returns its folder."""
    project = folder / "tests" / f"banc-{records}"
    shutil.copytree(ESSAI, project)
    for name in ("hooks", "overrides"):
        link = folder / name
        if not link.exists():
            link.symlink_to(ROOT / name)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    for kind in ("structures", "services", "actions", "axes", "indicateurs", "instances", "parcours"):
        shutil.rmtree(project / "data" / kind)
    territoire = project / "data" / "territoire.yml"
    lines = territoire.read_text("utf-8").splitlines()
    territoire.write_text("\n".join(line for line in lines if not line.startswith("chiffres_cles")), "utf-8")
    outlines = json.loads((project / "data" / "communes.geojson").read_text("utf-8"))["features"]
    communes = _communes(project / "data" / "communes.yml")
    dice = random.Random(seed)
    (project / "data" / "structures").mkdir()
    for n in range(records):
        nom, code = dice.choice(communes)
        outline = next(f for f in outlines if f["properties"]["code_insee"] == code)
        (project / "data" / "structures" / f"lieu-{n}.yml").write_text(_record(dice, n, nom, outline), "utf-8")
    return project


def _communes(path: Path) -> list[tuple[str, str]]:
    found, nom = [], ""
    for line in path.read_text("utf-8").splitlines():
        key, _, value = line.strip().removeprefix("- ").partition(": ")
        if key == "nom" and line.startswith("- "):
            nom = value.strip("\"'")
        elif key == "code_insee":
            found.append((nom, value.strip("\"'")))
    return found


def _record(dice: random.Random, n: int, commune: str, outline: dict) -> str:
    ring = outline["geometry"]["coordinates"][0]
    ring = ring[0] if isinstance(ring[0][0], list) else ring
    lon = sum(point[0] for point in ring) / len(ring) + dice.uniform(-0.005, 0.005)
    lat = sum(point[1] for point in ring) / len(ring) + dice.uniform(-0.005, 0.005)
    days = "\n".join(
        f"    {jour}: {dice.choice(HOURS)}" for jour in ("lundi", "mardi", "mercredi", "jeudi", "vendredi") if dice.random() < 0.8
    )
    low = dice.randint(0, 12)
    return f"""nom: "{" ".join(dice.choices(WORDS, k=3))} {n}"
type: {dice.choice(TYPES)}
commune: "{commune}"
adresse: {dice.randint(1, 90)} rue des Lilas
telephone: 01 99 00 {dice.randint(10, 99)} {dice.randint(10, 99)}
position: {{lat: {lat:.5f}, lon: {lon:.5f}}}
ages: {{de: {low} ans, a: {low + dice.randint(1, 12)} ans}}
horaires:
  scolaire:
{days or "    lundi: 9h-12h"}
  vacances:
    lundi: {dice.choice(HOURS)}
fermetures:
  - {{du: 08-{dice.randint(1, 9):02d}, au: 08-{dice.randint(10, 28)}, motif: congés d'été}}
description: "{" ".join(dice.choices(WORDS, k=40))}."
tarif: {{gratuit: {dice.choice(("oui", "non"))}}}
verifie_le: 2026-{dice.randint(1, 10):02d}-01
"""
