"""A new project, written whole or not at all: made in a folder beside, loaded as ``ctg verifier`` does, then moved in place.

Its files hold facts of registers with their source and date, and nothing invented. What is left to do, « ctg verifier » and
« ctg bilan » tell.
"""

import datetime as dt
import shutil
import tempfile
import textwrap
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ctg import api
from ctg_demarrage.communes import Called, FoundCommune, RegisterError, called, simplified
from ctg_demarrage.registers import Halls
from ctg_demarrage.tools import MODELS, WHEELS, write_tools

GEO_SOURCE = "API Découpage administratif (geo.api.gouv.fr), Licence Ouverte 2.0"
HALL_SOURCE = "Annuaire de l'administration (DILA), Licence Ouverte 2.0"
GEO_PAGE = "https://geo.api.gouv.fr/decoupage-administratif"
HALL_PAGE = "https://api-lannuaire.service-public.gouv.fr/explore/dataset/api-lannuaire-administration/information/"
COPIED = {
    "site.yml": ".github/workflows/site.yml",
    "gitlab.yml": ".gitlab-ci.yml",
    "gitignore": ".gitignore",
    "a-propos.md": "docs/a-propos/index.md",
    "contribuer.md": "docs/contribuer/index.md",
    "LISEZ-MOI.md": "README.md",
}
"""Files of every territory, by their models."""
TERRITORY = "data/territoire.yml"


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

    @property
    def names(self) -> Called:
        """What people call it."""
        towns = [one.nom for one in self.communes]
        return called(self.nom, towns == [self.nom], towns)

    @property
    def apart(self) -> list[str]:
        """The codes of the departments that are in no school zone: Corsica, overseas."""
        return sorted({code for one in self.communes if (code := api.departement_of(one.code)) in api.APART})

    @property
    def departements(self) -> list[str]:
        """Their names, that of most inhabitants first."""
        people: Counter[str] = Counter()
        for one in self.communes:
            people[one.departement] += 1 + (one.population or 0)
        return [name for name, _ in people.most_common() if name]


def write_project(start: Start, folder: Path, tools: bool = True) -> None:
    """Write every file of the project below an empty folder; ``tools``: what opens and installs it too. Raises
    :class:`OSError`."""
    names, outlines = start.names, simplified(start.communes)
    texts = {place: api.read_plain(MODELS / model).decode("utf-8") for model, place in COPIED.items()}
    made = {place: text.replace("@@NOM@@", api.for_markdown(names.official)) for place, text in texts.items()}
    made["mkdocs.yml"] = f"site_name: {api.scalar(names.official)}\ndocs_dir: docs\nplugins: [ctg]\n"
    made[TERRITORY], made["data/communes.yml"] = territoire(start), communes(start)
    lines = ",\n".join(
        api.compact({"type": "Feature", "properties": {"code_insee": one.code, "nom": one.nom}, "geometry": outlines[one.code]})
        for one in start.communes
    )
    made["data/communes.geojson"] = f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'
    for place, text in made.items():
        api.write_atomically(folder / place, text)
    if tools:
        write_tools(folder)


# --- territoire.yml ------------------------------------------------------------------------------


def territoire(start: Start) -> str:
    """``data/territoire.yml``: what is not known, the form and « ctg verifier » ask for."""
    names, count, known = start.names, len(start.communes), start.halls.publisher
    whom = f"les familles des {count} communes" if count > 1 else "les familles"
    values: dict[str, api.Value] = {
        "nom": names.short,
        "nom_complet": names.official,
        "titre_site": f"Familles {names.of}",
        "accroche": f"Pour {whom} {names.of} : où aller, qui appeler.",
        "exemple_recherche": "crèche",
        "version_fiches": str(api.VERSION_FICHES),
        **({"departement": start.departements[0]} if start.departements else {}),
        **({"siren": api.Quoted(start.siren)} if start.siren else {}),
        "editeur": {"nom": names.official, **known},
        "sources": [
            _source(GEO_SOURCE, start.communes_on, "liste des communes, populations, contours", GEO_PAGE),
            *([_source(HALL_SOURCE, start.halls_on, "adresse et contact du siège", HALL_PAGE)] if known else []),
        ],
    }
    also = f"# Aussi : {api.joined(start.departements[1:])}.\n" if start.departements[1:] else ""
    return f"# L'identité du site. Ce qui manque : le formulaire et « ctg verifier » le disent.\n{also}{api.record_text(values)}"


def _source(titre: str, day: dt.date, appuie: str, url: str = "") -> dict[str, api.Value]:
    return {"titre": titre, **({"url": url} if url else {}), "date": str(day), "appuie": appuie}


# --- communes.yml --------------------------------------------------------------------------------


def communes(start: Start) -> str:
    """``data/communes.yml``, by order of code."""
    head = [
        f"# {api.plural(len(start.communes), 'commune')}, par ordre de code INSEE. "
        "À confirmer : appelez, puis « Tout est juste » dans le formulaire.",
        f"# Noms, codes, populations, centres : {GEO_SOURCE}, le {start.communes_on:%d/%m/%Y}.",
        *([f"# Mairies : {HALL_SOURCE}, le {start.halls_on:%d/%m/%Y}."] if start.halls.by_code else []),
        "# Population : la réponse ne dit pas son année. Ajoutez « population_annee » quand vous la savez.",
    ]
    items = (textwrap.indent(api.record_text(_commune(one, start)), "  ") for one in start.communes)
    return "\n".join([*head, *(f"\n- {item[2:-1]}" for item in items)]) + "\n"


def _commune(one: FoundCommune, start: Start) -> dict[str, api.Value]:
    hall, changed = start.halls.by_code.get(one.code), start.halls.changed.get(one.code)
    sources = [_source(GEO_SOURCE, start.communes_on, "nom, codes, population, centre")]
    if hall:
        since = f"mairie ; fiche changée le {changed:%d/%m/%Y}" if changed else "mairie"
        sources.append(_source(HALL_SOURCE, start.halls_on, since))
    return {
        "nom": one.nom,
        "code_insee": api.Quoted(one.code),
        "codes_postaux": [api.Quoted(code) for code in one.codes_postaux],
        **({"population": str(one.population)} if one.population is not None else {}),
        "centre": {"lat": str(one.centre[0]), "lon": str(one.centre[1])},
        **({"mairie": hall} if hall else {}),
        "etat_fiche": "a_verifier",
        "derniere_preuve": str(changed or start.communes_on),
        "sources": sources,
    }


# --- the whole of it ------------------------------------------------------------------------------


OF_REGISTERS = ("data/communes.yml", "data/communes.geojson")
"""What comes from the registers alone: a mistake there is theirs. One elsewhere is for a person, and told by « ctg verifier »."""


class WrongChoices(RegisterError):
    """What the territory says of itself is refused: every problem."""

    def __init__(self, problems: list[api.Problem]):
        super().__init__(problems[0].message, problems[0].remedy)
        self.problems = problems


def make_project(
    start: Start, place: Path, changes: Mapping[api.FieldPath, api.Value] | None = None, files: Mapping[str, bytes] | None = None
) -> None:
    """``changes``: to what the territory says of itself; ``files``: those of its own. Raises :class:`RegisterError` when the
    answers or these choices make no territory or something is in the way, :class:`OSError`."""
    there = next(folder for folder in (place, *place.parents) if folder.is_dir())  # on the same disk
    with tempfile.TemporaryDirectory(prefix=".ctg-demarrer-", dir=there) as beside:
        new = Path(beside) / "projet"
        new.mkdir()
        write_project(start, new, tools=not (place / WHEELS).is_dir())  # a folder that was delivered has them
        for name, content in (files or {}).items():
            api.write_atomically(api.inside(new, name), content)
        wrong = _wrong(new, dict(changes or {}))
        if damaged := [one for one in wrong if one.file in OF_REGISTERS]:
            told = f"Ces réponses ne font pas un territoire. Rien n'est écrit.\n\n{api.report(damaged[:3])}"
            raise RegisterError(told, "Enregistrez de nouveau les réponses des registres, en entier.")
        if wrong and changes:
            raise WrongChoices(wrong)
        _put(new, place)


def _wrong(new: Path, changes: dict[api.FieldPath, api.Value]) -> list[api.Problem]:
    """The errors of the project once changed: one that is refused hides what is wrong with the others, so it is left out, and the
    rest is read again."""
    text, wrong = api.read_plain(new / TERRITORY, new).decode(), list[api.Problem]()
    while True:
        api.write_atomically(new / TERRITORY, api.edit(text, changes))
        try:
            api.load(new, drafts=True)
        except api.DataError as error:
            found = [one for one in error.problems if one.level == api.ERROR]
        else:
            return wrong
        wrong += found
        left = {
            path: value
            for path, value in changes.items()
            if not any(one.field.startswith(".".join(map(str, path))) for one in found)
        }
        if left == changes:
            return wrong
        changes = left


def _put(new: Path, place: Path) -> None:
    """Each file and folder of the top, moved where nothing is; what was moved is taken back when one cannot be."""
    names = sorted(path.name for path in new.iterdir())
    if taken := [name for name in names if (place / name).exists() or (place / name).is_symlink()]:
        why = f"{place} contient déjà : {api.joined(taken)}. Rien n'est écrit."
        raise RegisterError(why, "Donnez un autre dossier : ctg demarrer SIREN DOSSIER.")
    fresh = not place.exists()
    place.mkdir(parents=True, exist_ok=True)
    moved: list[Path] = []
    try:
        for name in names:
            (new / name).rename(api.inside(place, name))
            moved.append(place / name)
    except BaseException:
        for path in moved:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if fresh:
            place.rmdir()
        raise
