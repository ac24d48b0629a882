"""Frameworks that former sheets told without a sheet, each given one: the neighbours listed in a convention, the words of an
axis, of a body or of a meeting. Their file is then the only way to name them."""

from __future__ import annotations

from collections.abc import Iterator

from ctg import api

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
