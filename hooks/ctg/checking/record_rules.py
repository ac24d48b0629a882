"""Rules that compare records with each other (names, links, circles, duplicates) and with the date of the day; for whom: the
ages and the public of a place or of an action."""

import re
from collections import Counter, defaultdict
from difflib import SequenceMatcher
from functools import lru_cache

from ctg.checking.rules import Checked, Date, first_day, last_day
from ctg.checking.said_rules import EITHER
from ctg.common.phrases import at_name
from ctg.common.problems import Location, Problem, Problems, as_identifier, fold, identifier_fault, is_identifier, shown
from ctg.model import (
    Action,
    Mesure,
    Partenaire,
    Place,
    Record,
    Rencontre,
    Repere,
    Rupture,
    Service,
    Structure,
)
from ctg.model.fields import Ages, Part, PartialDate, traits_of
from ctg.model.framework import Jalon
from ctg.model.meeting import Nature
from ctg.model.periods import ENDLESS
from ctg.model.references import Source, mentions, references
from ctg.model.territory import Territoire
from ctg.reading.spoken.tokens import in_figures

AHEAD, BEHIND = 20, 60
"""Years from today: further, a figure of the year was changed."""
ZERO = {"1899-12-30", "1899-12-31", "1900-01-01", "1904-01-01", "1970-01-01"}
"""The first day of spreadsheets and of machines."""
HISTORY = (Source, Mesure, Repere, Rupture, Jalon)
"""What may be of long ago: a law, a census."""


def proof_of_doubtful(one: Checked[Record]) -> Problems:
    """A record that says it is to be verified must date its last proof (``derniere_preuve``)."""
    if one.record.doubtful and not one.record.derniere_preuve:
        told = "Une fiche « a_verifier » doit dire de quand datent ses faits."
        yield one.error("etat_fiche", told, "Ajoutez « derniere_preuve: 2024 ».")


def dates_of_their_time(one: Checked[Part]) -> Problems:
    """What has been seen, measured, voted or done (``passe``) is not after today; no date is of another century."""
    today = one.world.today
    for where, model, name, value in one.leaves:
        date = value if isinstance(value, Date) else year_of(name, value)
        if not date or date == ENDLESS:
            continue
        if traits_of(model)[name].passe and first_day(date) > today:
            told = f"L'année {value} n'est pas encore venue." if isinstance(value, int) else "Cette date est dans l'avenir."
            yield one.error(where, told, "Corrigez la date, ou supprimez ce qui n'a pas encore eu lieu.")
        elif getattr(date, "day", None) and first_day(date).isoformat() in ZERO:
            yield one.warning(where, "Un ordinateur écrit cette date quand il n'en a pas.", "Mettez la vraie, ou supprimez-la.")
        elif first_day(date).year > today.year + AHEAD:
            yield one.warning(where, f"Cette date est loin : dans plus de {AHEAD} ans.", "Corrigez l'année.")
        elif last_day(date).year < today.year - BEHIND and not (issubclass(model, HISTORY) and _of_long_ago(one, where)):
            yield one.warning(where, f"Cette date est ancienne : plus de {BEHIND} ans.", "Corrigez l'année.")


def _of_long_ago(one: Checked[Part], where: Location) -> bool:
    """Whether a source is a law, or what keeps its value; what is no source, always."""
    title = one.beside(where).get("titre")
    return not title or bool(re.search(r"\b(?:loi|décret|code|arrêté|statuts|archives|recens|acte)", title, re.IGNORECASE))


def numbered_in_its_year(one: Checked[Part]) -> Problems:
    """Warn of a deliberation « 2023-118 » of another year."""
    for at, (_, found) in one.groups.items():
        year, date = re.match(r"((?:19|20)\d\d)[-/ ]\d", str(found.get("numero") or "")), found.get("date")
        if year and isinstance(date, Date) and first_day(date).year != int(year[1]):
            told = f"Ce numéro est de {year[1]}, et la date, d'une autre année."
            yield from one.each(((*at, "numero"), (*at, "date")), told, EITHER)


def year_of(name: str, value: object) -> PartialDate | None:
    years = (
        isinstance(value, int) and not isinstance(value, bool) and name in {"annee", "publie_en", "population_annee", "perimetre"}
    )
    return PartialDate(value) if years and isinstance(value, int) and 1 <= value <= 9999 else None


def nothing_said_before_the_meeting(one: Checked[Rencontre]) -> Problems:
    """A meeting to come has no result yet."""
    meeting, told = one.record, "Cette rencontre n'a pas encore eu lieu : elle n'a pas de résultat."
    said = {"participation": meeting.participation, "resultats": meeting.resultats, "suites": meeting.follow_ups}
    for name in (name for name in said if said[name] and meeting.date.first > one.world.today):
        yield one.error(name, told, "Corrigez « date », ou supprimez la ligne.")


# Two names this alike, in one commune, are probably one place.
ALIKE = 0.88
FORMER = {"conseil general": "departement", "conseil departemental": "departement", "conseil regional": "region"}
"""What people still call assemblies, folded."""


def links_that_show(one: Checked[Record | Territoire]) -> Problems:
    """A link to itself is a slip; a link to a draft will not show."""
    record = one.record
    own, published = (record.key, record.published) if isinstance(record, Record) else ("", True)
    for field, folder, id in references(record):
        if f"{folder}/{id}" == own:
            yield one.error(field, "Cette fiche renvoie à elle-même.", "Choisissez une autre fiche, ou supprimez la ligne.")
        elif f"{folder}/{id}" in one.world.drafts and published:
            given = "nommez une autre fiche : sans cette ligne, c'est de la convention"
            remedy = f"Publiez-le, ou {given if field == 'cadre' else 'supprimez la ligne'}."
            yield one.warning(field, f"« {id} » est un brouillon : ce lien ne se verra pas.", remedy)


def circles(checked: list[Checked[Record]]) -> Problems:
    """Structures that answer for each other, partners that depend on each other: nobody would answer in the end."""
    chains: dict[tuple[str, str], dict[str, tuple[Checked[Record], str]]] = defaultdict(dict)
    for one in checked:
        for field, folder, id in references(one.record):
            if folder == one.record.folder and field in type(one.record).model_fields:  # one of its own kind, and only one
                chains[folder, field][one.record.id] = one, id
    for (_, field), named in chains.items():
        told: set[str] = set()
        for id in named:
            path = [id]
            while (following := named[path[-1]][1]) in named and following not in path:
                path.append(following)
            if following in path and (circle := path[path.index(following) :]) and len(circle) > 1 and not told & {*circle}:
                told |= {*circle}
                seen = f"Ces fiches renvoient l'une à l'autre : {' → '.join([*circle, following])}."
                yield from (named[member][0].error(field, seen, "Retirez l'un des renvois.") for member in circle)


def addresses(checked: list[Checked[Record]]) -> Problems:
    """A record's file names its address: one that can be read aloud, and that no other has."""
    seen: dict[str, str] = {}
    for one in checked:
        record = one.record
        if seen.setdefault(record.key, record.file) != record.file:
            told = f"Cette fiche a la même adresse que {seen[record.key]}."
            yield Problem(record.file, 1, "", "", told, "Renommez l'un des deux fichiers.")
        elif not is_identifier(record.id):
            meant = as_identifier(record.id)
            remedy = f"Renommez-le « {meant if is_identifier(meant) else 'nom'}.yml »."
            yield Problem(record.file, 1, "", "", f"Le nom du fichier sert d'adresse : {identifier_fault(record.id)}.", remedy)


def former_identifiers(checked: list[Checked[Record]]) -> Problems:
    """A former address leads to one record only, and not to where a record stands."""
    standing = {one.record.key: one.record for one in checked}
    claimed: dict[str, Record] = {}
    for one in checked:
        for i, id in enumerate(one.record.anciens_identifiants):
            field, key = f"anciens_identifiants.{i}", f"{one.record.folder}/{id}"
            if key in standing:
                whose = "de cette fiche" if key == one.record.key else f"d'une autre fiche ({standing[key].file})"
                yield one.error(field, f"« {id} » est l'identifiant actuel {whose}.", "Retirez-le de cette liste.")
            elif key in claimed:
                whose = "ici" if claimed[key] is one.record else f"dans {claimed[key].file}"
                yield one.error(field, f"« {id} » est déjà un ancien identifiant {whose}.", "Gardez-le une seule fois.")
            claimed.setdefault(key, one.record)


def probable_duplicates(checked: list[Checked[Structure]]) -> Problems:
    """Places of one commune whose names are nearly the same, or that answer to one number under near names."""
    seen: dict[tuple[str, str], list[tuple[str, Checked[Structure]]]] = {}
    named: dict[tuple[str, str], Checked[Structure]] = {}
    for one in checked:
        others = seen.setdefault((one.record.commune, one.record.type), [])
        name, manager = fold(one.record.nom), one.record.gestionnaire
        twin = named.setdefault((name, manager or one.record.key), one)
        if twin.record.commune != one.record.commune:
            told = f"{twin.record.file} a le même nom et le même gestionnaire."
            yield one.warning("nom", told, "Donnez à chaque lieu son nom.")
        for folded, other in others:
            if alike(name, folded):
                yield one.warning("nom", f"Cette fiche ressemble à « {other.record.nom} », {at_name(other.record.commune)}.",
                                  "Si c'est le même lieu, gardez une seule fiche.")  # fmt: skip
                break  # of a thousand that are alike, each is told once
        others.append((name, one))


def nearly_a_partner(checked: list[Checked[Record]]) -> Problems:
    """An institution written almost like a partner's name: the link between the two pages would be lost."""
    known = {fold(name): name for one in checked if isinstance(one.record, Partenaire) for name in one.record.names}
    told: set[str] = set()
    for one in checked:
        for field, name in mentions(one.record):
            folded = fold(name)
            if folded in known or folded in told:
                continue
            told.add(folded)
            today = next((folded.replace(before, now) for before, now in FORMER.items() if before in folded), folded)
            near = known.get(today) or next((known[other] for other in known if alike(folded, other)), None)
            if near:
                yield one.warning(field, f"« {shown(name)} » ressemble à « {near} », qui a une fiche de partenaire.",
                        f"Si c'est le même, écrivez « {near} ».")  # fmt: skip


BODIES = {
    Nature.CAF: r"\bcaf\b|\ballocations familiales", Nature.MSA: r"\bmsa\b|\bmutualite sociale agricole",
    Nature.DEPARTEMENT: r"^(?:conseil )?departement", Nature.REGION: r"^(?:conseil )?region", Nature.ASSOCIATION: "^association",
    Nature.COLLECTIVITE: r"^(?:commune|ville|mairie|communaute) d", Nature.ETAT: r"^(?:sous-)?prefecture",
}  # fmt: skip
"""What the name of some partners says that they are, folded."""


def of_its_nature(one: Checked[Partenaire]) -> Problems:
    """Warn of a partner whose name says that it is something else."""
    name, nature = fold(one.record.nom), one.record.nature
    said = {body for body, words in BODIES.items() if re.search(words, name)}
    if nature and said and nature not in said:
        told = f"Le nom ne dit pas « {nature.label} »."
        yield from one.each(("nature", "nom"), told, EITHER)


@lru_cache(maxsize=100_000)  # a preview compares the same names at each change
def alike(a: str, b: str) -> bool:
    """Whether two names have nearly the same letters in the same order. The number of letters, then the letters in any order,
    spare the comparison of names that cannot: a large territory has tens of thousands of pairs."""
    enough = ALIKE * (len(a) + len(b)) / 2
    if min(len(a), len(b)) < enough or (_letters(a) & _letters(b)).total() < enough:
        return False
    return SequenceMatcher(None, a, b).ratio() >= ALIKE


@lru_cache(maxsize=10_000)  # each name is compared with many
def _letters(name: str) -> Counter[str]:
    return Counter(name)


# --- for whom, by whom, and who sits ------------------------------------------------------------------


Months = tuple[float, float]
WHO: dict[str, Months] = {
    r"bébés?|nourrissons?": (0, 48), r"tout-petits": (0, 72), r"collégien\w*|collèges?": (108, 192), r"lycée\w*": (168, 252),
    r"ados?|adolescent\w*": (120, 252), r"étudiant\w*": (192, 480), r"jeunes(?! enfants| parents)": (120, 432),
    r"accueils? de loisirs|périscolaire": (24, 228), r"(?:micro-)?crèches?": (0, 84),
    r"retraités?|seniors?|personnes âgées": (540, 1440),
}  # fmt: skip
"""The months of those whom words name."""
_AGES = (
    re.compile(r"\b(\d+)(?: (semaines|mois|ans))? ?(?:à|et|-) ?(\d+) ?(semaines|mois|ans)\b"),
    re.compile(r"\b(?:moins de|jusqu'à)()() (\d+) (mois|ans)\b", re.IGNORECASE),
    re.compile(r"\b(?:plus de|dès|à partir de) (\d+) (mois|ans)\b()()", re.IGNORECASE),
)
_UNITS = {"semaines": 0.25, "mois": 1, "ans": 12}
_ANYONE = re.compile(r"(?i)\b(?:tous|toutes|familles?|habitants?|public|parents(?! d)|adultes?|personnes(?! âg)|assistant\w*)\b")


def _audience(text: str, words: bool = True) -> list[Months]:
    """The ages, in months, of those for whom a text is: what it says in figures, else whom it names; of anyone, none."""
    said = in_figures(text)
    ages = [(float(low or 0) * _UNITS[unit or last or "ans"],
             float(high) * _UNITS[last or "ans"] + (12 if last == "ans" else 1) if high
             else (float(low) + 3) * _UNITS[unit or last or "ans"])
            for form in _AGES for low, unit, high, last in form.findall(said)]  # fmt: skip
    named = [months for form, months in WHO.items() if words and re.search(rf"\b(?:{form})\b", said, re.IGNORECASE)]
    return [] if _ANYONE.search(said) and not ages else [*ages, *named]


def _ages_of(ages: Ages | None) -> list[Months]:
    return [(ages.de.mois if ages.de else 0, ages.a.mois + 12 if ages.a else 1440)] if ages else []


def for_the_same_people(one: Checked[Place | Action]) -> Problems:
    """Warn of a public that has nobody in common with the ages of the record, with what its title aims at, with what its type
    is for, or with who answers for it; and of words that name other people than the ages beside them."""
    record, words = one.record, one.world.vocabulary
    public = _audience(record.publics or "")
    aim = one.groups[()].values.get("objectif")
    titled, aimed = (_audience(str(text or "")) if record.folder == "actions" else [] for text in (record.title, aim))
    kind = words.types[record.type_id] if words and isinstance(record, Place) and record.type_id else None
    usual = _ages_of(kind.limites.ages) if kind and kind.limites else []
    meant = [(low, top - 12) for low, top in _ages_of(kind.ages if kind else None)]
    described, own = str(one.groups[()].values.get("description", "")), _ages_of(record.ages)
    named_there = [
        [months] for form, months in WHO.items() if re.search(rf"(?<!pas )\bpour (?:les |des )?(?:{form})\b", described)
    ]
    offered = [one.world.get(Service, id) for id in record.naming("services")]
    pairs = [("publics", public, "ages", own), ("publics", public, "objectif", aimed), ("publics", public, "titre", titled),
             ("publics", public, "type", usual),
             ("ages", own, "type", meant), ("objectif", aimed, "ages", own),
             *(("ages", own, "description", months) for months in named_there),
             ("publics", _audience(record.publics or "", False) or public, "services",
              [years for one in offered if one for years in _ages_of(one.ages)])]  # fmt: skip
    for name, these, other, those in pairs:
        if these and those and not any(low < top and least < high for low, high in these for least, top in those):
            told = f"« {name} » et « {other} » ne sont pas des mêmes personnes."
            yield from one.each((name, other), told, "Vérifiez les âges, leur unité, et pour qui c'est.")
