"""The files of a new project: facts of registers with their source and date, and nothing invented."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from ctg.checks.files.folders import GUIDE
from ctg.ground.data_files import compact
from ctg.ground.escaping import for_markdown
from ctg.ground.files import read_plain, write_atomically
from ctg.ground.phrases import joined
from ctg.ground.problems import plural
from ctg.help.description import describe
from ctg.help.names import communes_in, names_in
from ctg.help.new_sheet import Filling, local_examples, new_sheet
from ctg.kinds import KINDS, Commune, Record
from ctg.kinds.territory.departements import APART, departement_of
from ctg.sheets.edit.text import Quoted, Value, field_lines, flow, scalar
from ctg.starting.communes import FoundCommune, simplified
from ctg.starting.names import called
from ctg.starting.town_halls import Halls

GEO_SOURCE = "API Découpage administratif (geo.api.gouv.fr), Licence Ouverte 2.0"
HALL_SOURCE = "Annuaire de l'administration (DILA), Licence Ouverte 2.0"
GEO_PAGE = "https://geo.api.gouv.fr/decoupage-administratif"
HALL_PAGE = "https://api-lannuaire.service-public.gouv.fr/explore/dataset/api-lannuaire-administration/information/"
MODELS = Path(__file__).parent / "modeles"
COPIED = {
    "site.yml": ".github/workflows/site.yml",
    "gitlab.yml": ".gitlab-ci.yml",
    "publier.sh": "publier.sh",
    "gitignore": ".gitignore",
    "devcontainer.json": ".devcontainer/devcontainer.json",
    "a-propos.md": "docs/a-propos/index.md",
    "contribuer.md": "docs/contribuer/index.md",
    "LISEZ-MOI.md": "README.md",
}
"""Files of every territory, by their models."""


@dataclass(frozen=True)
class Start:
    """What is known of a territory on its first day."""

    nom: str
    """As the register writes it, or as it was asked."""
    siren: str
    communes: list[FoundCommune]
    halls: Halls
    communes_on: dt.date
    """When the answers were collected."""
    halls_on: dt.date
    population_annee: int | None = None

    @property
    def apart(self) -> list[str]:
        """The codes of the departments that are in no school zone: Corsica, overseas."""
        return sorted({code for one in self.communes if (code := departement_of(one.code)) in APART})

    @property
    def departements(self) -> list[str]:
        """Their names, that of most inhabitants first."""
        people: Counter[str] = Counter()
        for one in self.communes:
            people[one.departement] += 1 + (one.population or 0)
        return [name for name, _ in people.most_common() if name]


def write_project(start: Start, folder: Path) -> None:
    """Write every file of the project below an empty folder. Raises :class:`OSError`."""
    nom = for_markdown(called(start.nom).official)
    for model, place in COPIED.items():
        write_atomically(folder / place, read_plain(MODELS / model).decode("utf-8").replace("@@NOM@@", nom))
    (folder / "publier.sh").chmod(0o755)
    for place, text in _made(start):
        write_atomically(folder / place, text)
    for kind in KINDS:  # after the communes: examples cite them
        if kind is not Commune:
            write_atomically(folder / "data" / kind.folder / GUIDE, _guide(kind, folder))


def _made(start: Start) -> Iterator[tuple[str, str]]:
    yield "mkdocs.yml", f"site_name: {scalar(called(start.nom).official)}\ndocs_dir: docs\nplugins: [ctg]\n"
    yield "requirements.txt", f"ctg-site=={version('ctg-site')}\n"
    yield "data/territoire.yml", territoire(start)
    yield "data/communes.yml", communes(start)
    outlines = simplified(start.communes)
    features = [
        {"type": "Feature", "properties": {"code_insee": one.code, "nom": one.nom}, "geometry": outlines[one.code]}
        for one in start.communes
    ]
    lines = ",\n".join(compact(one) for one in features)
    yield "data/communes.geojson", f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'


# --- territoire.yml ------------------------------------------------------------------------------


def territoire(start: Start) -> str:
    """``data/territoire.yml``: what is not known is there as a comment, to complete."""
    names, count = called(start.nom), len(start.communes)
    whom = f"les familles des {count} communes" if count > 1 else "les familles"
    lines = [
        "# L'identité du site. Ce qui n'est pas connu reste à compléter : retirez le « # » devant la ligne, et écrivez.",
        *field_lines("nom", names.short),
        *field_lines("nom_complet", names.official),
        *field_lines("titre_site", f"Familles {names.of}"),
        *field_lines("accroche", f"Crèches, loisirs, aides et démarches pour {whom} {names.of}."),
        *field_lines("exemple_recherche", "crèche"),
        "# adresse_site: …   à compléter : l'adresse publique, https://…",
    ]
    if start.departements:
        lines += field_lines("departement", start.departements[0])
        lines += [f"# Aussi : {joined(start.departements[1:])}."] if start.departements[1:] else []
    lines += field_lines("siren", Quoted(start.siren)) if start.siren else ["# siren: …   à compléter : neuf chiffres"]
    if start.apart:
        lines.append(f"# vacances_scolaires: …   à compléter pour {joined(start.apart)} : aucune des zones A, B et C")
    lines += ["", "editeur:", *field_lines("nom", names.official, 2)]
    known = start.halls.publisher
    for field in ("adresse", "code_postal", "ville", "telephone", "courriel", "site_web"):
        value = known.get(field)
        shown = Quoted(value) if value and field == "code_postal" else value
        lines += field_lines(field, shown, 2) if shown else [f"  # {field}: …   à compléter"]
    lines += [
        "  # directeur_publication: …   à compléter : une fonction, par exemple « présidence »",
        "  # hebergeur: {nom: …, adresse: …, telephone: …}   à compléter",
        "# donnees_personnelles: {delegue: …, journaux: …, messages: …}   à compléter",
        "",
        "sources:",
        f"  - {_source(GEO_SOURCE, start.communes_on, 'liste des communes, populations, contours', GEO_PAGE)}",
    ]
    if known:
        lines.append(f"  - {_source(HALL_SOURCE, start.halls_on, 'adresse et contact du siège', HALL_PAGE)}")
    return "\n".join(lines) + "\n"


def _source(titre: str, day: dt.date, appuie: str, url: str = "") -> str:
    return flow({"titre": titre, **({"url": url} if url else {}), "date": str(day), "appuie": appuie})


# --- communes.yml --------------------------------------------------------------------------------


def communes(start: Start) -> str:
    """``data/communes.yml``, by order of code."""
    annee = (
        f"# Population : année {start.population_annee}, donnée à la création."
        if start.population_annee
        else "# Population : la réponse ne dit pas son année. Ajoutez « population_annee » quand vous la savez."
    )
    head = [
        f"# {plural(len(start.communes), 'commune')}, par ordre de code INSEE. À confirmer : appelez, puis « ctg confirmer ».",
        f"# Noms, codes, populations, centres : {GEO_SOURCE}, le {start.communes_on:%d/%m/%Y}.",
        *([f"# Mairies : {HALL_SOURCE}, le {start.halls_on:%d/%m/%Y}."] if start.halls.by_code else []),
        annee,
    ]
    return "\n".join([*head, *(line for one in start.communes for line in ("", *_commune(one, start)))]) + "\n"


def _commune(one: FoundCommune, start: Start) -> list[str]:
    hall = start.halls.by_code.get(one.code)
    values: dict[str, Value] = {
        "nom": one.nom,
        "code_insee": Quoted(one.code),
        "codes_postaux": [Quoted(code) for code in one.codes_postaux],
    }
    if one.population is not None:
        values["population"] = str(one.population)
        values |= {"population_annee": str(start.population_annee)} if start.population_annee else {}
    values["centre"] = {"lat": str(one.centre[0]), "lon": str(one.centre[1])}
    values |= {"mairie": hall} if hall else {}
    values["etat_fiche"] = "a_verifier"
    values["derniere_preuve"] = str(start.halls.changed.get(one.code, start.communes_on))
    lines = [line for key, value in values.items() for line in field_lines(key, value)]
    lines += ["sources:", f"  - {_source(GEO_SOURCE, start.communes_on, 'nom, codes, population, centre')}"]
    if hall:
        changed = start.halls.changed.get(one.code)
        since = f"mairie ; fiche changée le {changed:%d/%m/%Y}" if changed else "mairie"
        lines.append(f"  - {_source(HALL_SOURCE, start.halls_on, since)}")
    return [f"- {lines[0]}", *(f"  {line}" for line in lines[1:])]


# --- folders -------------------------------------------------------------------------------------


def _guide(kind: type[Record], root: Path) -> str:
    """What a folder of records is for, with a whole example, that nothing publishes."""
    known, fields = communes_in(root), describe(kind)
    commune, values = next(iter(known.items()), ("", {}))
    names = {target: found or {"exemple": "exemple"} for target, found in names_in(root).items()}
    example = new_sheet(fields, Filling({}, local_examples(commune, values), names))
    return (
        f"# data/{kind.folder}/\n\n{kind.content} Une fiche par fichier ; le nom du fichier finit par « .yml ».\n\n"
        f'Pour en créer une : `ctg nouveau {kind.kind} "Son nom"`. Ce fichier n\'est ni lu ni publié.\n\n'
        f"Un exemple, avec tous les champs :\n\n```\n{example}```\n"
    )
