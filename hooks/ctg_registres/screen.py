"""« Ce que disent les registres »: what they have and the records do not, to take, to leave, or never to hear of again."""

import io
from itertools import groupby

from ctg import api
from ctg_formulaire.desk import Desk, FormRequest, FormResponse, Screen
from ctg_formulaire.workshop import OLD_FORM, Note, NotWritten
from ctg_registres.completer import asked, take_in
from ctg_registres.entries import described
from ctg_registres.proposals import Compared, RegisterFact, compared, files_of, in_words, kept, written_day
from ctg_registres.shapes import UnreadableRegister

TITLE, PATH = "Ce que disent les registres", "registres/"
WRONG = "Une fiche a une erreur : corrigez-la d’abord."
MOST = 6
"""Records, and places, of a page: the others come when these are decided."""
CHOICES = {"prendre": "Prendre", "laisser": "Laisser", "jamais": "Ne plus proposer"}
DONE = {"prendre": "pris dans un registre", "laisser": "laissé de côté", "jamais": "ne sera plus proposé"}


def registers(request: FormRequest, desk: Desk) -> FormResponse:
    """The page, or what its buttons did. A register is asked while the other pages go on."""
    if request.method != "POST":
        return _page(desk)
    if request.said("_geste") not in ("lire", "demander"):
        return desk.tried(request, lambda: _decided(request, desk), lambda notes: _page(desk, *notes))
    return _read(request, desk, request.said("_geste") == "demander") if request.known else _page(desk, OLD_FORM)


def _read(request: FormRequest, desk: Desk, ask: bool) -> FormResponse:
    catalogue, root = desk.workshop.state().catalogue, desk.workshop.root
    sent = next(iter(request.uploads("registre")), None)
    if catalogue is None:
        return _page(desk, Note(WRONG))
    if not ask and sent is None:
        return _page(desk, Note("Aucun fichier n’est choisi.", "Choisissez un registre, puis envoyez-le."))
    day = catalogue.day.isoformat() if ask else request.said("date").strip()
    try:
        for name, contents in asked(catalogue) if ask else [(sent.name, [io.BytesIO(sent.content)])] if sent else ():
            desk.told.append(take_in(root, catalogue, name, contents, day))
    except UnreadableRegister as error:
        return _page(desk, Note(error.message, error.remedy))
    except OSError:
        return _page(desk, Note("Ce registre ne peut pas être gardé."))
    return desk.led(PATH)


def _decided(request: FormRequest, desk: Desk) -> FormResponse:
    """Writes what is taken or refused, in one gesture that can be undone. Raises :class:`NotWritten`, :class:`EditError`."""
    gesture, facts = request.said("_geste"), request.answers.get("fait", [])
    found = _found(desk)
    chosen = [one for one in (*found.fields, *found.places) if f"{one.key} {one.said}" in facts and gesture in CHOICES]
    if not chosen:
        raise NotWritten(Note("Rien n’est choisi.", "Cochez au moins un fait."))
    told = f"« {api.joined(dict.fromkeys(one.title for one in chosen))} » : {DONE[gesture]}"
    try:
        desk.change(told, files_of(desk.workshop.root, gesture, chosen))
    except OSError as error:
        raise NotWritten(Note(str(error))) from None
    return desk.led(PATH)


def _found(desk: Desk) -> Compared:
    catalogue = desk.workshop.state().catalogue
    if catalogue is None:
        desk.refuse(TITLE, WRONG)
    return compared(desk.workshop.root, catalogue)


def _page(desk: Desk, *notes: Note) -> FormResponse:
    found = _found(desk)
    records = [(target, list(some)) for target, some in groupby(found.fields, key=lambda one: one.target)]
    return desk.page(
        "formulaire/registres.html",
        TITLE,
        "fiches",
        notes,
        records=[(target.record, some) for target, some in records[:MOST] if target],
        places=[(one, _summary(one)) for one in found.places[:MOST]],
        more=max(len(records) - MOST, 0) + max(len(found.places) - MOST, 0),
        doubtful=found.doubtful,
        read=bool(kept(desk.workshop.root)),
        registers=described().registres,
        choices=CHOICES,
        in_words=in_words,
        written_day=written_day,
    )


def _summary(one: RegisterFact) -> str:
    """« 12 rue des Tilleuls · 04 65 71 00 34 »."""
    return " · ".join(one.value[name] for name in ("adresse", "telephone", "site_web") if name in one.value)


REGISTERS = Screen(PATH, registers, ("GET", "POST"), locked=False, link=TITLE)
