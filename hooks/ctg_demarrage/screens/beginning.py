"""« Commencer »: a territory found by its name or its SIREN, shown, then its project written in this folder."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

from ctg import api
from ctg_demarrage import registers
from ctg_demarrage.communes import FoundCommune, Holder, RegisterError, called, read_communes, together
from ctg_demarrage.fond import from_network
from ctg_demarrage.ground_files import UnreadGround
from ctg_demarrage.new_project import Start, make_project
from ctg_formulaire.desk import Desk, FormRequest, FormResponse, Screen, Upload
from ctg_formulaire.hosting.publishing import Aside

KEPT, SOUGHT = "commencer", "commencer:cherche"
DARKER = re.compile(r'Essayez "(#[0-9a-f]{6})", la même en plus foncé\.')
IN_ITS_BOX = "La même en plus foncé est dans la case « Couleur » : pressez « Créer le site », ou choisissez-en une autre."
PATIENCE, EACH = 5.5, "2"
"""Seconds before the page says that a register is slow; between two looks at what it answered."""
TITLE = "Commencer"
SHOWN = 12
"""Communes that are named; the others are counted."""
DONE = "Ce dossier a déjà un site", "Ouvrez le formulaire : son adresse est dans la fenêtre qui s’est ouverte."


@dataclass(frozen=True)
class Beginning:
    """What is known so far."""

    asked: str = ""
    several: tuple[Holder, ...] = ()
    start: Start | None = None
    save: tuple[tuple[str, str], ...] = ()
    """(what it is, address) of the answers to save by hand, when a register does not answer."""


@dataclass
class Search(Aside):
    """What registers are asked, while the page answers."""

    asked: str
    ask: Callable[[], Beginning]
    found: Beginning | None = None

    def work(self) -> None:
        """What was found, or why nothing is."""
        try:
            self.found = self.ask()
        except RegisterError as refused:
            self.refused = _told(refused)


def begin(request: FormRequest, desk: Desk) -> FormResponse:
    """The page, or what its buttons did."""
    root = desk.workshop.root
    if (root / "data").exists():
        desk.refuse(*DONE, status=409)
    known = desk.kept.get(KEPT, Beginning())
    if request.method != "POST":
        return _sought(desk, known)
    try:
        if not request.known:
            raise RegisterError("La page a été relancée depuis.", "Recommencez.")
        if request.said("_geste") == "creer" and known.start:
            _make(request, root, known.start)
            return desk.page("formulaire/commence.html", "Votre site est créé", start=known.start)
        desk.kept[SOUGHT] = search = Search(request.said("qui"), _gathered(request, known)).start()
    except (RegisterError, api.OddFile) as refused:
        darker = DARKER.search(told := _told(refused))
        return _page(desk, known, DARKER.sub(IN_ITS_BOX, told), request, darker[1] if darker else "")
    except OSError as error:
        return _page(desk, known, f"Rien n’est écrit : {api.reason(error)}.", request)
    end = monotonic() + PATIENCE
    while not search.over and monotonic() < end:
        sleep(0.05)
    return desk.led()


def _told(refused: Exception) -> str:
    return str(refused).replace("\n    → ", " ")


def _sought(desk: Desk, known: Beginning) -> FormResponse:
    """The page, with what the registers answered; while they do not, it says so and looks again."""
    search: Search | None = desk.kept.get(SOUGHT)
    if search and not search.over:
        response = _page(desk, replace(known, asked=search.asked), waits=True)
        response.headers["Refresh"] = EACH
        return response
    desk.kept[SOUGHT] = None
    if search and search.refused:
        return _page(desk, replace(known, asked=search.asked), search.refused)
    desk.kept[KEPT] = found = (search and search.found) or known
    return _page(desk, found)


def _gathered(request: FormRequest, known: Beginning) -> Callable[[], Beginning]:
    """What will ask the registers. Raises :class:`RegisterError`."""
    found = registers.asked_registers()
    asked = " ".join((request.said("choix") or request.said("qui")).split())
    if request.said("_geste") == "mairies" and known.start:
        bodies = [one.content for one in request.uploads("mairies")]
        services = [service for body in bodies for service in registers.read_services(body)]
        halls = registers.halls_of(services, known.start.communes, known.start.siren)
        return partial(replace, known, start=replace(known.start, halls=halls), save=())
    if saved := request.uploads("communes"):
        return partial(_of_saved, found, saved, request.said("qui"))
    if not asked:
        raise RegisterError("Quel territoire ?", "Écrivez son nom, ou son SIREN : neuf chiffres.")
    return partial(_of_registers, found, asked)


def _of_registers(found: registers.Registers, asked: str) -> Beginning:
    """Raises :class:`RegisterError`."""
    figures = re.sub(r"\s", "", asked).upper()
    asked = registers.bodies().get(figures, asked)
    number = bool(re.fullmatch(r"\d{9}|\d[0-9AB]\d{3}", figures))
    wanted = figures if number else asked
    try:
        if not number and not (len(named := _named(found, asked)) == 1 and registers.is_called(asked, named[0])):
            return Beginning(asked, tuple(named))
        holder = found.holder(wanted) if number else named[0]
        wanted = holder.code
        communes = together([found.communes(holder)])
    except registers.Unanswered as failure:
        what = f"la liste des communes (pas de réponse ici : {failure})"
        near = None if wanted != asked else registers.nearly(asked)
        return Beginning(asked, (near,) if near else (), save=((what, found.communes_address(wanted)),))
    return _with_halls(found, asked, holder, communes)


def _named(found: registers.Registers, asked: str) -> list[Holder]:
    """Raises :class:`RegisterError` when nobody is called so, with the name that was probably meant, :class:`Unanswered`."""
    if named := found.named(asked):
        return named
    near = registers.nearly(asked)
    remedy = f"Vouliez-vous dire « {called(near.nom).official} » ?" if near else "Essayez un mot du nom, ou le SIREN."
    raise RegisterError(f"Personne ne s’appelle « {api.shown(asked)} ».", remedy)


def _of_saved(found: registers.Registers, saved: list[Upload], asked: str) -> Beginning:
    """Raises :class:`RegisterError`, also for communes that are somebody else's."""
    communes, body = registers.of_saved(together(read_communes(one.content) for one in saved), [asked])
    if other := registers.others(communes, [asked]) if asked else "":
        told = f"Ces communes sont celles de « {api.shown(other)} », pas de « {api.shown(asked)} »."
        raise RegisterError(told, "Vérifiez le fichier.")
    if body is None:
        bodies = {one.epci for one in communes}
        body = next(iter(bodies)) if len(bodies) == 1 and len(communes) > 1 else None
    holder = body or Holder(communes[0].code, communes[0].nom)
    if body is None and len(communes) > 1:
        raise RegisterError(
            "Ces communes ne sont pas d’une seule intercommunalité.", "Écrivez d’abord son SIREN, ou le code INSEE de la commune."
        )
    return _with_halls(found, asked or holder.nom, holder, communes)


def _with_halls(found: registers.Registers, asked: str, holder: Holder, communes: list[FoundCommune]) -> Beginning:
    alone = communes[0] if holder.is_commune else None
    nom, siren = (alone.nom, alone.siren) if alone else (holder.nom, holder.code)
    today = api.today(api.PARIS)
    start = Start(nom, siren, communes, registers.Halls(), today, today)
    try:
        return Beginning(asked, start=replace(start, halls=registers.halls_of(found.services(communes), communes, siren)))
    except registers.Unanswered:
        save = tuple(("les mairies", address) for address in found.halls_addresses(communes))
        return Beginning(asked, start=start, save=save)


# --- written -------------------------------------------------------------------------------------


def _make(request: FormRequest, root: Path, start: Start) -> None:
    """Raises :class:`RegisterError`, :class:`OSError`."""
    colour, who = request.said("couleur").strip().lower(), " ".join(request.said("direction").split())
    changes: dict[api.FieldPath, api.Value] = {}
    logos = [one for one in request.uploads("logo") if one.content]
    ending = logos[0].name.rpartition(".")[2].lower() if logos else ""
    if colour not in {"", api.GARRIGUE}:
        changes["allure", "couleur"] = api.Quoted(colour)
    if logos:
        changes["allure", "logo"] = {"clair": f"logo.{ending}", "alternative": start.names.official}
    if who:
        changes["editeur", "directeur_publication"] = who
    files = {f"data/images/logo.{ending}": logos[0].content} if logos and ending.isalnum() else {}
    make_project(start, root, changes, files)
    if not registers.local_services():  # the registers are the State's: so is the ground of the maps, which takes its time
        Thread(target=_ground, args=(start, root), daemon=True).start()


def _ground(start: Start, root: Path) -> None:
    """The ground of the maps, where the network gives it; « ctg fond » makes it later."""
    with suppress(UnreadGround, api.Unreachable, OSError):
        made = from_network(registers.asked_registers().client, [one.outline for one in start.communes])
        if made.counts:
            api.write_atomically(root / api.GROUND_FILE, made.text)


def _page(
    desk: Desk, known: Beginning, refused: str = "", request: FormRequest | None = None, colour: str = "", waits: bool = False
) -> FormResponse:
    start = known.start
    names = [one.nom for one in start.communes] if start else []
    shown = [*names[:SHOWN], api.plural(len(names) - SHOWN, "autre")] if len(names) > SHOWN else names
    return desk.page(
        "formulaire/commencer.html", TITLE, wrong=bool(refused), refused=refused, known=known, start=start, tools=api.GARRIGUE,
        qui=(request.said("qui") if request else "") or known.asked, communes=api.joined(shown), waits=waits,
        names=registers.known_names(),
        couleur=colour or (request.said("couleur") if request else ""), direction=request.said("direction") if request else "",
    )  # fmt: skip


BEGIN = Screen("commencer/", begin, ("GET", "POST"), locked=False)
