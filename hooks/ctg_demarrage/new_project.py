"""A new project, written whole or not at all: made in a folder beside, loaded as ``ctg verifier`` does, then moved in place.

Its files hold facts of registers with their source and date, and nothing invented. With them comes the list of what is left to do
on the first day, in the first week and in the first month, counted from what the records lack.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ctg import api
from ctg_demarrage.communes import Called, FoundCommune, RegisterError, called, simplified
from ctg_demarrage.tools import MODELS, WHEELS, write_tools
from ctg_demarrage.town_halls import Halls

GEO_SOURCE = "API Découpage administratif (geo.api.gouv.fr), Licence Ouverte 2.0"
HALL_SOURCE = "Annuaire de l'administration (DILA), Licence Ouverte 2.0"
GEO_PAGE = "https://geo.api.gouv.fr/decoupage-administratif"
HALL_PAGE = "https://api-lannuaire.service-public.gouv.fr/explore/dataset/api-lannuaire-administration/information/"
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
    def names(self) -> Called:
        """What people call it."""
        return called(self.nom, len(self.communes) == 1 and self.nom == self.communes[0].nom)

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
    nom = api.for_markdown(start.names.official)
    for model, place in COPIED.items():
        api.write_atomically(folder / place, api.read_plain(MODELS / model).decode("utf-8").replace("@@NOM@@", nom))
    (folder / "publier.sh").chmod(0o755)
    if tools:
        write_tools(folder)
    for place, text in _made(start):
        api.write_atomically(folder / place, text)
    for kind in api.KINDS:  # after the communes: examples cite them
        if kind is not api.Commune:
            api.write_atomically(folder / "data" / kind.folder / api.GUIDE, _guide(kind, folder))


def _made(start: Start) -> Iterator[tuple[str, str]]:
    yield "mkdocs.yml", f"site_name: {api.scalar(start.names.official)}\ndocs_dir: docs\nplugins: [ctg]\n"
    yield "data/territoire.yml", territoire(start)
    yield "data/communes.yml", communes(start)
    outlines = simplified(start.communes)
    features = [
        {"type": "Feature", "properties": {"code_insee": one.code, "nom": one.nom}, "geometry": outlines[one.code]}
        for one in start.communes
    ]
    lines = ",\n".join(api.compact(one) for one in features)
    yield "data/communes.geojson", f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'


# --- territoire.yml ------------------------------------------------------------------------------


def territoire(start: Start) -> str:
    """``data/territoire.yml``: what is not known is there as a comment, to complete."""
    names, count = start.names, len(start.communes)
    whom = f"les familles des {count} communes" if count > 1 else "les familles"
    lines = [
        "# L'identité du site. Ce qui n'est pas connu reste à compléter : retirez le « # » devant la ligne, et écrivez.",
        *api.field_lines("nom", names.short),
        *api.field_lines("nom_complet", names.official),
        *api.field_lines("titre_site", f"Familles {names.of}"),
        *api.field_lines("accroche", f"Crèches, loisirs, aides et démarches pour {whom} {names.of}."),
        *api.field_lines("exemple_recherche", "crèche"),
        "# adresse_site: …   à compléter : l'adresse publique, https://…",
    ]
    if start.departements:
        lines += api.field_lines("departement", start.departements[0])
        lines += [f"# Aussi : {api.joined(start.departements[1:])}."] if start.departements[1:] else []
    lines += api.field_lines("siren", api.Quoted(start.siren)) if start.siren else ["# siren: …   à compléter : neuf chiffres"]
    if start.apart:
        lines.append(f"# vacances_scolaires: …   à compléter pour {api.joined(start.apart)} : aucune des zones A, B et C")
    lines += ["", "editeur:", *api.field_lines("nom", names.official, 2)]
    known = start.halls.publisher
    for field in ("adresse", "code_postal", "ville", "telephone", "courriel", "site_web"):
        value = known.get(field)
        shown = api.Quoted(value) if value and field == "code_postal" else value
        lines += api.field_lines(field, shown, 2) if shown else [f"  # {field}: …   à compléter"]
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
    return api.flow({"titre": titre, **({"url": url} if url else {}), "date": str(day), "appuie": appuie})


# --- communes.yml --------------------------------------------------------------------------------


def communes(start: Start) -> str:
    """``data/communes.yml``, by order of code."""
    annee = (
        f"# Population : année {start.population_annee}, donnée à la création."
        if start.population_annee
        else "# Population : la réponse ne dit pas son année. Ajoutez « population_annee » quand vous la savez."
    )
    head = [
        f"# {api.plural(len(start.communes), 'commune')}, par ordre de code INSEE. "
        "À confirmer : appelez, puis « Tout est juste » dans le formulaire.",
        f"# Noms, codes, populations, centres : {GEO_SOURCE}, le {start.communes_on:%d/%m/%Y}.",
        *([f"# Mairies : {HALL_SOURCE}, le {start.halls_on:%d/%m/%Y}."] if start.halls.by_code else []),
        annee,
    ]
    return "\n".join([*head, *(line for one in start.communes for line in ("", *_commune(one, start)))]) + "\n"


def _commune(one: FoundCommune, start: Start) -> list[str]:
    hall = start.halls.by_code.get(one.code)
    values: dict[str, api.Value] = {
        "nom": one.nom,
        "code_insee": api.Quoted(one.code),
        "codes_postaux": [api.Quoted(code) for code in one.codes_postaux],
    }
    if one.population is not None:
        values["population"] = str(one.population)
        values |= {"population_annee": str(start.population_annee)} if start.population_annee else {}
    values["centre"] = {"lat": str(one.centre[0]), "lon": str(one.centre[1])}
    values |= {"mairie": hall} if hall else {}
    values["etat_fiche"] = "a_verifier"
    values["derniere_preuve"] = str(start.halls.changed.get(one.code, start.communes_on))
    lines = [line for key, value in values.items() for line in api.field_lines(key, value)]
    lines += ["sources:", f"  - {_source(GEO_SOURCE, start.communes_on, 'nom, codes, population, centre')}"]
    if hall:
        changed = start.halls.changed.get(one.code)
        since = f"mairie ; fiche changée le {changed:%d/%m/%Y}" if changed else "mairie"
        lines.append(f"  - {_source(HALL_SOURCE, start.halls_on, since)}")
    return [f"- {lines[0]}", *(f"  {line}" for line in lines[1:])]


# --- folders -------------------------------------------------------------------------------------


def _guide(kind: type[api.Record], root: Path) -> str:
    """What a folder of records is for, with a whole example, that nothing publishes."""
    known, fields = api.communes_in(root), api.fields_of(kind)
    commune, values = next(iter(known.items()), ("", {}))
    names = {target: found or {"exemple": "exemple"} for target, found in api.names_in(root).items()}
    example = api.new_sheet(fields, api.Filling({}, api.local_examples(commune, values), names))
    return (
        f"# data/{kind.folder}/\n\n{kind.content} Une fiche par fichier ; le nom du fichier finit par « .yml ».\n\n"
        f'Pour en créer une : `ctg nouveau {kind.kind} "Son nom"`. Ce fichier n\'est ni lu ni publié.\n\n'
        f"Un exemple, avec tous les champs :\n\n```\n{example}```\n"
    )


FILE = "A-FAIRE.md"
NAMED = 5
"""Records of one line that are named; the others are counted."""
PLACES, WAYS = 10, 3
"""Places and parcours from which a family finds something."""


def as_markdown(catalogue: api.Catalogue, root: Path) -> str:
    """The whole list; ``catalogue`` has its drafts. Boxes to tick, as a forge shows them."""
    lines = [
        f"# À faire : {api.for_markdown(catalogue.territoire.nom)}",
        "",
        f"Cette liste est tirée de ce qui manque. Pour la refaire : `ctg demarrer --a-faire > {FILE}`.",
    ]
    for title, found in (
        ("Premier jour", _first_day(catalogue)),
        ("Première semaine", _first_week(catalogue)),
        ("Premier mois", _first_month(catalogue, root)),
    ):
        items = [f"- [ ] {item}" for item in found]
        lines += ["", f"## {title}", "", *(items or ["Rien ne manque."])]
    return "\n".join(lines) + "\n"


def _first_day(catalogue: api.Catalogue) -> Iterator[str]:
    territoire = catalogue.territoire
    if not catalogue.all(api.Structure):
        yield "Relisez `data/territoire.yml` : le nom, le titre, l'accroche."
        yield 'Créez la fiche d\'un premier lieu : `ctg nouveau lieu "Son nom" --commune "…"`.'
    if not territoire.siren:
        yield "Ajoutez le `siren` de l'éditeur."
    if not territoire.adresse_site:
        yield "Choisissez l'adresse publique du site : `adresse_site`. Puis publiez (README.md)."
    missing = [field for field in api.missing_notices(territoire) if field.startswith("editeur")]
    yield from (f"Mentions légales : {api.NOTICES[field][0]} {api.NOTICES[field][1]}" for field in missing)


def _first_week(catalogue: api.Catalogue) -> Iterator[str]:
    communes = catalogue.all(api.Commune)
    halls = [one for one in communes if one.published]
    yield from _of_halls("sans téléphone", (one for one in halls if not (one.mairie and one.mairie.telephone)))
    yield from _of_halls("sans horaires", (one for one in halls if not one.opening))
    if unproved := [one for one in halls if one.doubtful]:
        yield f"Appelez les mairies (page « Appeler ») : {api.plural(len(unproved), 'fiche')} de commune à confirmer."
    if undated := [one for one in communes if one.population is not None and not one.population_annee]:
        yield f"Populations sans leur année : {api.plural(len(undated), 'commune')}. Elle est sur insee.fr : `population_annee`."
    yield from (f"{problem.message} {problem.remedy}" for problem in api.calendar_problems(catalogue, api.today(catalogue.clock)))
    yield from _too_few(
        catalogue, api.Structure, PLACES, "lieux que les familles demandent : crèches, relais petite enfance, loisirs"
    )
    yield from _too_few(catalogue, api.Parcours, WAYS, "parcours : « J'attends un bébé », « Je reprends le travail »")
    missing = [field for field in api.missing_notices(catalogue.territoire) if not field.startswith("editeur")]
    yield from (f"Données personnelles : {api.NOTICES[field][0]} {api.NOTICES[field][1]}" for field in missing)


def _of_halls(lack: str, communes: Iterable[api.Commune]) -> Iterator[str]:
    names = [one.nom for one in communes]
    if names:
        first = [api.for_markdown(api.phrases_town_hall(name)) for name in names[:NAMED]]
        others = [api.plural(len(names) - NAMED, "autre")] if len(names) > NAMED else []
        yield f"{api.plural(len(names), 'mairie')} {lack} : {api.joined([*first, *others])}."


def _too_few(catalogue: api.Catalogue, kind: type[api.Record], wanted: int, what: str) -> Iterator[str]:
    found = sum(one.published for one in catalogue.all(kind))
    if found < wanted:
        yield f"Publiez {wanted} {what} ({found} aujourd'hui)."


def _first_month(catalogue: api.Catalogue, root: Path) -> Iterator[str]:
    convention = catalogue.convention
    if not (convention.debut and convention.fin and convention.signataires):
        yield "Dites ce que l'on sait de la convention, dans `data/cadres/` : son nom, ses dates, ses signataires."
    for kind, why in (
        (api.Axe, "ce que la convention veut changer"),
        (api.Action, "ce qui est fait, par qui, avec quels moyens"),
        (api.Partenaire, "qui signe et qui agit"),
        (api.Instance, "qui décide, et quand"),
        (api.Indicateur, "les chiffres, avec leur source : `ctg chiffres`"),
    ):
        if not catalogue.all(kind):
            yield f"Écrivez vos {kind.plural} dans `data/{kind.folder}/` : {why}."
    if drafts := [one for found in catalogue.records.values() for one in found if not one.published]:
        yield f"Relisez les brouillons, puis publiez-les : {api.plural(len(drafts), 'fiche')}."
    yield from (one.task for one in api.LONE_FILES if one.task and not (root / one.path).exists())


OF_REGISTERS = ("data/communes.yml", "data/communes.geojson")
"""What comes from the registers alone: a mistake there is theirs. One elsewhere is for a person, and told by « ctg verifier »."""
NOT_YET = "# À faire\n\n- [ ] Complétez `data/territoire.yml` : `ctg verifier` dit quoi.\n"


@dataclass(frozen=True)
class Choices:
    """What the territory chose at once: changes to what it says of itself, and files of its own."""

    changes: Mapping[api.FieldPath, api.Value] = dataclasses.field(default_factory=dict)
    files: Mapping[str, bytes] = dataclasses.field(default_factory=dict)


TERRITORY = "data/territoire.yml"


def make_project(start: Start, place: Path, choices: Choices | None = None) -> None:
    """Raises :class:`RegisterError` when the answers or the choices make no territory or something is in the way,
    :class:`OSError`."""
    choices = choices or Choices()
    there = next(folder for folder in (place, *place.parents) if folder.is_dir())  # on the same disk
    with tempfile.TemporaryDirectory(prefix=".ctg-demarrer-", dir=there) as beside:
        new = Path(beside) / "projet"
        new.mkdir()
        write_project(start, new, tools=not (place / WHEELS).is_dir())  # a folder that was delivered has them
        for name, content in choices.files.items():
            api.write_atomically(api.inside(new, name), content)
        if choices.changes:
            text = api.read_plain(new / TERRITORY, new).decode()
            api.write_atomically(new / TERRITORY, api.edit(text, dict(choices.changes)))
        try:
            list_to_do = as_markdown(api.load(new, drafts=True), new)
        except api.DataError as error:
            damaged = [one for one in error.problems if one.file in OF_REGISTERS and one.level == api.ERROR]
            if damaged:
                told = f"Ces réponses ne font pas un territoire. Rien n'est écrit.\n\n{api.report(damaged[:3])}"
                raise RegisterError(told, "Enregistrez de nouveau les réponses des registres, en entier.") from None
            chosen = [one for one in error.problems if one.level == api.ERROR and choices.changes]
            if chosen:
                raise RegisterError(chosen[0].message, chosen[0].remedy) from None
            list_to_do = NOT_YET
        api.write_atomically(new / FILE, list_to_do)
        _put(new, place)


def _put(new: Path, place: Path) -> None:
    """Each file and folder of the top, moved where nothing is; what was moved is taken back when one cannot be."""
    names = sorted(path.name for path in new.iterdir())
    if taken := [name for name in names if (place / name).exists() or (place / name).is_symlink()]:
        raise RegisterError(
            f"{place} contient déjà : {api.joined(taken)}. Rien n'est écrit.",
            "Donnez un autre dossier : ctg demarrer SIREN DOSSIER.",
        )
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
