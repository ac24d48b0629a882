"""Fields of former versions → the fields of today, as changes to make in a sheet; what has no place left goes to its notes.

A function a kind: it reads the values of a sheet and fills a :class:`Rewriting`. What is not of a former form is left alone, so
that a sheet may be rewritten twice: what moves a whole list waits until the items of another have changed.

Frameworks that former sheets told without a sheet are each given one: the neighbours listed in a convention, the words of an
axis, of a body or of a meeting. Their file is then the only way to name them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import TypeAdapter, ValidationError

from ctg import api

NOTES = "notes_internes"


@dataclass
class Rewriting:
    """The changes of one sheet, and what goes to its notes: (field, sentence)."""

    values: Mapping[str, api.Value]
    changes: dict[api.FieldPath, api.Value] = field(default_factory=dict)
    noted: list[tuple[str, str]] = field(default_factory=list)

    def at(self, path: api.FieldPath) -> api.Value:
        """The value at a path; None where there is nothing, or something of another shape."""
        found: api.Value = self.values
        for step in path:
            if isinstance(step, int):
                found = found[step] if isinstance(found, list) and step < len(found) else None
            else:
                found = found.get(step) if isinstance(found, dict) else None
        return found

    def items(self, path: api.FieldPath) -> Iterator[tuple[api.FieldPath, api.Value]]:
        """(path, value) of each item of a list."""
        listed = self.at(path)
        yield from (((*path, i), item) for i, item in enumerate(listed if isinstance(listed, list) else ()))

    def take(self, *path: str | int) -> api.Value:
        """The value of a field that goes; None when it is not written."""
        value = self.at(path)
        if value is not None:
            self.changes[path] = None
        return value

    def note(self, path: api.FieldPath, label: str, unit: str = "") -> None:
        """Move a value to the notes: « Tolérance : 5. »."""
        if (value := self.take(*path)) is not None:
            self.noted.append((".".join(map(str, path)), f"{label} : {in_words(value)}{unit}."))

    def lengthen(self, path: api.FieldPath, sentences: Iterable[str]) -> None:
        """Put sentences at the end of a text."""
        if added := [*sentences]:
            self.changes[path] = "\n\n".join(map(str, [*filter(None, (self.at(path),)), *added]))


def rewriting(kind: type[api.Record], values: Mapping[str, api.Value]) -> Rewriting:
    """What must change in a sheet for it to be of today's form; ``values`` are those of its file. Nothing, if it already is."""
    found = Rewriting(values)
    STEPS.get(kind.kind, lambda _sheet: None)(found)
    for name, label in {"autres_noms": "Autres noms", "anciens_noms": "Anciens noms", "relu_le": "Relu le"}.items():
        if name in api.SHARED and name not in kind.model_fields:
            found.note((name,), label)
    found.note(("revoir_tous_les",), "À revoir tous les", " mois")
    if found.noted:
        found.lengthen((NOTES,), (sentence for _, sentence in found.noted))
    return found


def in_words(value: api.Value) -> str:
    """A value as a sentence may say it: « Les Petits Loups ; La Halte »."""
    if isinstance(value, list):
        return " ; ".join(map(in_words, value))
    if isinstance(value, dict):
        return " ".join(f"{name} {in_words(inner)}" for name, inner in value.items())
    return str(value).rstrip(".")


def _of_date(value: api.Value) -> str:
    """« 2026-11-20 » → « du 20 novembre 2026 »; what is no date, as it is."""
    try:
        return api.de_date(TypeAdapter(api.KnownDate).validate_python(value))
    except ValidationError:
        return in_words(value)


def _texts(value: api.Value) -> list[str]:
    """The texts of a list; one text alone is such a list."""
    return [value] if isinstance(value, str) else [str(item) for item in value] if isinstance(value, list) else []


# --- places --------------------------------------------------------------------------------------


def _hours(sheet: Rewriting, path: api.FieldPath) -> None:
    """The weeks that had each a field become items of ``semaines``; those of term stand at the top."""
    term, holidays = sheet.take(*path, "scolaire"), sheet.take(*path, "vacances")
    if isinstance(term, dict):
        sheet.changes.update({(*path, day): term[day] for day in api.JOURS if day in term})
    held = {api.Pendant.VACANCES: (holidays if isinstance(holidays, dict) else {}) if term or holidays else None,
            api.Pendant.PAIRES: sheet.take(*path, "semaines_paires"),
            api.Pendant.IMPAIRES: sheet.take(*path, "semaines_impaires")}  # fmt: skip
    weeks = [{"pendant": str(moment), **week} for moment, week in held.items() if isinstance(week, dict)]
    seasons = sheet.take(*path, "saisons")
    weeks += seasons if isinstance(seasons, list) else []
    if weeks:
        sheet.changes[(*path, "semaines")] = weeks


def _commune(sheet: Rewriting) -> None:
    _hours(sheet, ("mairie", "horaires"))


def _place(sheet: Rewriting) -> None:
    _hours(sheet, ("horaires",))
    for path, _ in sheet.items(("arrets",)):
        _hours(sheet, (*path, "horaires"))


def _service(sheet: Rewriting) -> None:
    _place(sheet)
    if (price := sheet.take("frais")) is not None:
        sheet.changes["tarif",] = price


def _structure(sheet: Rewriting) -> None:
    _place(sheet)
    parts = sheet.take("places", "par_age")
    if isinstance(parts, list):
        told = [f"{part.get('nombre')} pour {part.get('ages')}" for part in parts if isinstance(part, dict)]
        sheet.noted.append(("places.par_age", f"Places par âge : {in_words(told)}."))
    sheet.note(("identifiant_osm",), "OpenStreetMap")
    if (where := sheet.take("inscription", "ou")) is not None:
        sheet.lengthen(("inscription", "comment"), [f"Où s'inscrire : {in_words(where)}."])
    if (panel := sheet.take("inscription", "commission")) is not None:
        dates = _texts(sheet.at(("inscription", "dates")))
        sheet.changes["inscription", "dates"] = [*dates, f"commission d'attribution : {panel}"]


# --- the project ---------------------------------------------------------------------------------


def _cadre(sheet: Rewriting) -> None:
    points = sheet.take("schema_pluriannuel")
    if isinstance(points, dict):
        sheet.changes["designations",] = [
            {"point": str(point), **one} for point in api.PointSchema for one in points.get(point) or () if isinstance(one, dict)
        ]
    sheet.note(("connus",), "Ce qui est public")
    sheet.note(("avis",), "Appel à avis")


def _action(sheet: Rewriting) -> None:
    if leader := sheet.take("porteur"):
        others = _texts(sheet.at(("porteurs",)))
        sheet.changes["porteurs",] = [leader, *(one for one in others if api.fold(one) != api.fold(str(leader)))]
    sentences = []
    if roles := [role for _, role in sheet.items(("roles",)) if isinstance(role, dict)]:
        sheet.take("roles")
        partners = _texts(sheet.at(("partenaires",)))
        names = {api.fold(name): name for name in (*partners, *(str(role.get("partenaire")) for role in roles))}
        sheet.changes["partenaires",] = list(names.values())
        sentences += [f"{role.get('partenaire')} : {in_words(role.get('role'))}." for role in roles]
    for name, label in (("quartiers", "Quartiers"), ("risques", "Ce qui peut l'empêcher")):
        sentences += [f"{label} : {in_words(texts)}." for texts in [sheet.take(name)] if texts]
    sentences += [f"Moyens humains : {in_words(staff)}." for staff in [sheet.take("moyens", "humains")] if staff]
    sheet.lengthen(("description",), sentences)
    when, who = sheet.take("suite", "decidee_le"), sheet.take("suite", "par")
    by = f"{f' {_of_date(when)}' if when else ''}{f' ({in_words(who)})' if who else ''}"
    sheet.lengthen(("suite", "motif"), [f"Décision{by}."] if by else [])
    state, since = sheet.take("etat"), sheet.take("etat_le")
    if state and not sheet.at(("etats",)):
        sheet.changes["etats",] = [{"date": since, "etat": state} if since else {"etat": state}]
    if isinstance(blocked := sheet.at(("difficultes",)), str):
        sheet.changes["difficultes",] = [{"texte": blocked}]
    for path, part in sheet.items(("moyens", "financiers")):
        whose = f"{part.get('annee')}, {part.get('financeur')}" if isinstance(part, dict) else ""
        sheet.note((*path, "montant"), f"{whose}, montant prévu ou réalisé", " euros")
        sheet.note((*path, "taxes"), f"{whose}, taxes")


def _axe(sheet: Rewriting) -> None:
    sheet.lengthen(("enjeu",), [f"Ce que l'on a constaté : {in_words(texts)}." for texts in [sheet.take("constats")] if texts])
    objectives, plan = sheet.take("objectifs_operationnels"), sheet.at(("orientations",))
    if isinstance(objectives, list):
        sheet.changes["orientations",] = [*(plan if isinstance(plan, list) else []), *objectives]


def _evaluation(sheet: Rewriting) -> None:
    debut, fin, who = (sheet.take(name) for name in ("debut", "fin", "evaluateur"))
    period = " à ".join(in_words(day) for day in (debut, fin) if day)
    told = {"Qui a évalué": who, "Période évaluée": period}
    sheet.lengthen(("methode",), [f"{name} : {in_words(value)}." for name, value in told.items() if value])


def _indicateur(sheet: Rewriting) -> None:
    sheet.note(("tolerance",), "Tolérance")
    sheet.note(("officiel",), "Fichier officiel")
    why, years = sheet.take("rupture_de_serie"), sheet.at(("ruptures",))
    written = [year for year in _texts(years) if year.isdecimal()]
    if why and not written:
        sheet.changes["ruptures",] = [{"raison": why}]
    elif written:
        sheet.changes["ruptures",] = [{"annee": year, "raison": why or "autre façon de compter"} for year in written]
    for path, _ in (*sheet.items(("valeurs",)), *sheet.items(("comparaisons",))):
        if edition := sheet.take(*path, "millesime"):
            note = sheet.at((*path, "note"))
            sheet.changes[(*path, "note")] = ". ".join(filter(None, (f"Millésime : {in_words(edition)}", note)))
    for path, value in sheet.items(("valeurs",)):
        if isinstance(value, dict) and {"quartier", "ages", "sexe"} & value.keys():  # of a part: no value of the whole
            for inner in [inner for inner in sheet.changes if inner[:2] == path]:
                del sheet.changes[inner]
            sheet.note(path, "Valeur")


def _diagnostic(sheet: Rewriting) -> None:
    sheet.note(("succede_a",), "Succède à")
    sheet.note(("priorites",), "Priorités, et les actions qui y répondent")
    for path, text in sheet.items(("constats",)):
        if isinstance(text, str):
            sheet.changes[path] = {"texte": text}
        elif source := sheet.take(*path, "source"):
            sheet.changes[(*path, "texte")] = f"{in_words(sheet.at((*path, 'texte')))} (source : {in_words(source)})."
        sheet.note((*path, "etat"), f"« {in_words(sheet.at((*path, 'texte')))} »")
    if not sheet.changes and isinstance(followed := sheet.take("suivi"), list):
        findings = sheet.at(("constats",))
        sheet.changes["constats",] = [*followed, *(findings if isinstance(findings, list) else [])]


OF_A_CHOICE = {"publics": "Qui est touché", "communes": "Communes", "indicateurs": "Chiffres"}


def _rencontre(sheet: Rewriting) -> None:
    for path, _ in sheet.items(("suites",)):
        for choice, _ in sheet.items((*path, "options")):
            told = {label: sheet.take(*choice, name) for name, label in OF_A_CHOICE.items()}
            sheet.lengthen((*choice, "preuves"), [f"{label} : {in_words(value)}." for label, value in told.items() if value])
    if not sheet.changes and (decisions := _texts(sheet.take("decisions"))):
        suites = sheet.at(("suites",))
        decided: list[api.Value] = [{"texte": text} for text in decisions]
        sheet.changes["suites",] = decided + (suites if isinstance(suites, list) else [])


STEPS: dict[str, Callable[[Rewriting], None]] = {
    "commune": _commune,
    "structure": _structure,
    "service": _service,
    "cadre": _cadre,
    "axe": _axe,
    "action": _action,
    "indicateur": _indicateur,
    "diagnostic": _diagnostic,
    "evaluation": _evaluation,
    "rencontre": _rencontre,
}


FOLDER = "data/cadres"
Texts = dict[str, str]
"""The text of each file by its path in the project."""
OTHER = f"{FOLDER}/autre.yml"
TOLD = f"{OTHER} : dites quelle est cette démarche ; s'il y en a plusieurs, faites une fiche de chacune."
TODAY = {"nom": "titre", "description": "presentation"}


def with_sheets(texts: Texts, version: int, noted: list[str]) -> Texts:
    """The same files, and the new ones; ``noted``: told of what the coordinator must finish. ``version``: theirs.

    Until version 3, « ctg » named the convention of the day, in a body or a meeting; nothing says it today.
    """
    after = dict(texts)
    for name in [name for name in texts if name.startswith(f"{FOLDER}/")]:
        _neighbours(after, name)
    for name in [name for name, fields in _sheets(texts) if fields.get("cadre") and not name.startswith(f"{FOLDER}/")]:
        _named(after, name, version, noted)
    return after


def _sheets(texts: Texts) -> Iterator[tuple[str, dict[str, api.Value]]]:
    for name, text in texts.items():
        fields = api.parse(text)
        if isinstance(fields, dict):
            yield name, fields


def _neighbours(after: Texts, name: str) -> None:
    """A list of neighbours → a sheet each."""
    fields = api.parse(after[name])
    listed = fields.get("cadres") if isinstance(fields, dict) else None
    if not isinstance(listed, list) or not all(isinstance(one, dict) and one.get("nom") for one in listed):
        return
    for one in listed:
        fields = {TODAY.get(key, key): value for key, value in one.items()} if isinstance(one, dict) else {}
        title = str(fields.pop("titre"))
        _new(after, title, {"titre": title, "nature": str(_nature(title)), **fields})
    after[name] = api.edit(after[name], {("cadres",): None})


def _nature(title: str) -> api.NatureCadre:
    """What a neighbour's name says that it is: « Contrat de ville du Pays »; never a convention: those are ours."""
    said = api.fold(title)
    for nature in api.NatureCadre:
        label, _, acronym = nature.label.partition("(")
        if nature is not api.NatureCadre.CTG and (api.fold(label) in said or api.fold(acronym) in said.split()):
            return nature
    return api.NatureCadre.AUTRE


def _named(after: Texts, name: str, version: int, noted: list[str]) -> None:
    """The words that stood for a framework → the name of a sheet; none for the convention of the day."""
    word = dict(_sheets({name: after[name]}))[name].get("cadre")
    if not isinstance(word, str) or (word in api.FORMER_FRAMEWORKS and f"{FOLDER}/{word}.yml" in after):
        return
    if word == "ctg" and name.startswith(("data/instances/", "data/rencontres/")):
        if version < 3 or f"{FOLDER}/ctg.yml" not in after:
            after[name] = api.edit(after[name], {("cadre",): None})
    elif word == api.NatureCadre.AUTRE:
        after[OTHER] = api.record_text({"titre": "Autre démarche", "nature": word})
        noted.append(TOLD)
    elif word == api.NatureCadre.PROJET_DE_TERRITOIRE:
        after[name] = api.edit(after[name], {("cadre",): _project(after)})
    elif " " in word:
        nature = "missions" if word.lower().startswith("missions") else "autre"
        after[name] = api.edit(after[name], {("cadre",): _new(after, word, {"titre": api.capital(word), "nature": nature})})


def _project(after: Texts) -> str:
    """The only sheet of a « projet de territoire », else a new one."""
    word = str(api.NatureCadre.PROJET_DE_TERRITOIRE)
    known = [name for name, fields in _sheets(after) if name.startswith(f"{FOLDER}/") and fields.get("nature") == word]
    if len(known) == 1:
        return known[0].removeprefix(f"{FOLDER}/").removesuffix(".yml")
    return _new(after, word, {"titre": "Projet de territoire", "nature": word})


def _new(after: Texts, words: str, fields: dict[str, api.Value]) -> str:
    """The identifier of a new sheet, after its words: that of a file which says the same, else one that no file has."""
    nature, text = str(fields["nature"]), api.record_text(fields)
    found = nature if nature == api.NatureCadre.MISSIONS else api.as_identifier(words.partition("(")[0])
    first = found if api.is_identifier(found) else nature
    names = (first, *(f"{first}-{rank}" for rank in range(2, len(after) + 3)))
    id = next(id for id in names if after.get(f"{FOLDER}/{id}.yml", text) == text)
    after[f"{FOLDER}/{id}.yml"] = text
    return id
