"""« Ce que disent les registres »: what they have and the records do not, to take, to leave, or never to hear of again."""

from __future__ import annotations

import io
from itertools import groupby

from ctg import api
from ctg_formulaire.boxes import OLD_FORM, Note, of_others
from ctg_formulaire.desk import Desk, FormRequest, FormResponse, Screen
from ctg_formulaire.workshop import NotWritten, Save
from ctg_registres.completer import asked, take_in
from ctg_registres.described import described
from ctg_registres.proposals import Compared, NewPlace, Proposal, compared, files_of, kept, load_decisions, written_day
from ctg_registres.shapes import UnreadableRegister

TITLE, PATH = "Ce que disent les registres", "registres/"
MOST = 6
"""Records, and places, of a page: the others come when these are decided."""
CHOICES = {"prendre": "Prendre", "laisser": "Laisser", "jamais": "Ne plus proposer"}


def registers(request: FormRequest, desk: Desk) -> FormResponse:
    """The page, or what its buttons did. A register is asked while the other pages go on."""
    if request.method != "POST":
        return _page(desk)
    if not request.known:
        return _page(desk, OLD_FORM)
    gesture = request.said("_geste")
    done = _read(request, desk, gesture == "demander") if gesture in ("lire", "demander") else _decided(request, desk)
    return done or desk.led(PATH)


def _read(request: FormRequest, desk: Desk, ask: bool) -> FormResponse | None:
    catalogue, root = desk.workshop.state().catalogue, desk.workshop.root
    sent = next(iter(request.uploads("registre")), None)
    if catalogue is None:
        return _page(desk, Note("Une fiche a une erreur.", "Corrigez-la d’abord."))
    if not ask and sent is None:
        return _page(desk, Note("Aucun fichier n’est choisi.", "Choisissez un registre, puis envoyez-le."))
    try:
        today = catalogue.day.isoformat()
        files = asked(catalogue) if ask else [(sent.name, sent.content)] if sent else ()
        for name, content in files:
            desk.told.append(take_in(root, catalogue, name, io.BytesIO(content), today if ask else request.said("date").strip()))
    except (UnreadableRegister, OSError) as error:
        told = error.told if isinstance(error, UnreadableRegister) else ("Ce registre ne peut pas être gardé.", "")
        return _page(desk, Note(*told))
    return None


def _decided(request: FormRequest, desk: Desk) -> FormResponse | None:
    """Writes what is taken and what is refused, in one gesture that can be undone; else the page, which says why not."""
    with desk.workshop.lock:
        root, found = desk.workshop.root, _found(desk)
        every: dict[str, Proposal | NewPlace] = {f"{one.key} {one.said}": one for one in found.fields}
        every |= {f"{one.key} {one.said}": one for one in found.places}
        gesture, facts = request.said("_geste"), request.answers.get("fait", [])
        choices = {one: gesture for name, one in every.items() if name in facts and gesture in CHOICES}
        if not choices:
            return _page(desk, Note("Rien n’est choisi.", "Cochez au moins un fait."))
        try:
            files = files_of(root, choices)
            verdict = desk.workshop.verdict(files)
            if verdict.refused:
                return _page(desk, *of_others(one for one in (*verdict.own, *verdict.elsewhere) if one.level == api.ERROR))
            named = api.joined(dict.fromkeys(one.title for one in choices))
            told = f"Registres, « {named} » : {CHOICES[gesture].lower()}"
            desk.workshop.write(Save(told, {name: desk.workshop.on_disk(name) for name in files}, files))
        except (api.EditError, api.TableError, NotWritten, OSError) as error:
            return _page(desk, Note(str(error)))
        desk.told.append(f"Enregistré. {told}.")
    return None


def _found(desk: Desk) -> Compared:
    catalogue = desk.workshop.state().catalogue
    if catalogue is None:
        desk.refuse(TITLE, "Une fiche a une erreur : corrigez-la d’abord.")
    return compared(desk.workshop.root, catalogue, kept(desk.workshop.root), load_decisions(desk.workshop.root)[0])


def _page(desk: Desk, *notes: Note) -> FormResponse:
    found = _found(desk)
    records = [(record, list(some)) for record, some in groupby(found.fields, key=lambda one: one.target.record)]
    return desk.page(
        "formulaire/registres.html",
        TITLE,
        "fiches",
        wrong=bool(notes),
        general=notes,
        records=records[:MOST],
        places=found.places[:MOST],
        more=max(len(records) - MOST, 0) + max(len(found.places) - MOST, 0),
        doubtful=found.doubtful,
        read=sorted({one.registre for one in kept(desk.workshop.root)}),
        registers=described().registres,
        asking=[one.short for one in described().registres if one.demander],
        choices=CHOICES,
        in_words=_in_words,
        written_day=written_day,
    )


def _in_words(one: NewPlace) -> str:
    """« 12 rue des Tilleuls · 04 65 71 00 34 »."""
    facts = one.entry.champs
    return " · ".join(str(facts[name]) for name in ("adresse", "telephone", "site_web") if name in facts)


REGISTERS = Screen(PATH, registers, ("GET", "POST"), locked=False, link=TITLE)
