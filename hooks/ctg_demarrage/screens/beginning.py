"""« Commencer »: a territory found by its name or its SIREN, shown, then its project written in this folder."""

import re
from collections.abc import Callable, Sequence
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
from ctg_demarrage.ground import UnreadGround
from ctg_demarrage.new_project import Start, WrongChoices, make_project
from ctg_formulaire.desk import Desk, FormRequest, FormResponse, Screen, Upload
from ctg_formulaire.hosting.publishing import Aside

KEPT, SOUGHT = "commencer", "commencer:cherche"
KINDS = ".svg", ".png", ".jpg", ".webp"
ONE_OF = f"Choisissez un fichier {', '.join(KINDS[:-1])} ou {KINDS[-1]}."
"""What a logo may be: said by its box, and by its refusal."""
DARKER = re.compile(r'Essayez "(#[0-9a-f]{6})", la même en plus foncé\.')
IN_ITS_BOX = "La même en plus foncé est dans la case « Couleur » : pressez « Créer le site », ou choisissez-en une autre."
PATIENCE, EACH = 5.5, "2"
"""Seconds before the page says that a register is slow; between two looks at what it answered."""
TITLE = "Commencer"
SHOWN = 12
"""Communes that are named at once, the most peopled; the others are folded."""
DONE = "Ce dossier a déjà un site", "Ouvrez le formulaire : son adresse est dans la fenêtre qui s’est ouverte."


@dataclass(frozen=True)
class Beginning:
    """What is known so far."""

    asked: str = ""
    several: tuple[Holder, ...] = ()
    start: Start | None = None
    save: tuple[tuple[str, str], ...] = ()
    """(what it is, address) of the answers to save by hand, when a register does not answer."""
    logo: Upload | None = None
    """That which was chosen: a page shown again cannot hold a file."""


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
            chosen = next((one for one in request.uploads("logo") if one.content), known.logo)
            known = desk.kept[KEPT] = replace(known, logo=chosen)
            _make(request, root, known.start, chosen)
            return desk.page("formulaire/commence.html", "Votre site est créé", start=known.start, base=f"/{api.EDITING}")
        desk.kept[SOUGHT] = search = Search(request.said("qui"), _gathered(request, known)).start()
    except WrongChoices as refused:
        return _refused(request, desk, known, refused.problems)
    except (RegisterError, api.OddFile) as refused:
        return _page(desk, known, [_told(refused)], request)
    except OSError as error:
        return _page(desk, known, [f"{api.capital(api.reason(error))}."], request)
    end = monotonic() + PATIENCE
    while not search.over and monotonic() < end:
        sleep(0.05)
    return desk.led()


def _told(refused: Exception) -> str:
    """Its sentence: that nothing is written is the title of the page."""
    return str(refused).replace(" Rien n'est écrit.", "").replace("\n    → ", " ")


def _refused(request: FormRequest, desk: Desk, known: Beginning, problems: list[api.Problem]) -> FormResponse:
    """The page with all that is wrong with what was chosen; a logo that is refused is to be chosen again."""
    told, colour, logo = list[str](), "", known.logo
    for one in problems:
        said = f"{one.message} {one.remedy}"
        if darker := DARKER.search(said):
            said, colour = DARKER.sub(IN_ITS_BOX, said), darker[1]
        elif logo and one.field.startswith("allure.logo"):
            known = desk.kept[KEPT] = replace(known, logo=None)
            fit = logo.name.lower().endswith((*KINDS, ".jpeg"))
            said = f"Votre fichier « {api.shown(logo.name)} » " + (
                f"ne convient pas. {said}" if fit else f"n’est pas une image. {ONE_OF}"
            )
        told.append(said)
    return _page(desk, known, told, request, colour)


def _sought(desk: Desk, known: Beginning) -> FormResponse:
    """The page, with what the registers answered; while they do not, it says so and looks again."""
    search: Search | None = desk.kept.get(SOUGHT)
    if search and not search.over:
        response = _page(desk, replace(known, asked=search.asked), waits=True)
        response.headers["Refresh"] = EACH
        return response
    desk.kept[SOUGHT] = None
    if search and search.refused:
        return _page(desk, replace(known, asked=search.asked), [search.refused])
    desk.kept[KEPT] = found = (search and search.found) or known
    return _page(desk, found)


def _gathered(request: FormRequest, known: Beginning) -> Callable[[], Beginning]:
    """What will ask the registers. Raises :class:`RegisterError`."""
    found = registers.asked_registers()
    asked = " ".join(request.said("qui").split())
    if request.said("_geste") == "mairies" and known.start:
        bodies = [one.content for one in request.uploads("mairies")]
        services = [service for body in bodies for service in registers.read_services(body)]
        halls = registers.halls_of(services, known.start.communes, known.start.siren)
        return partial(replace, known, start=replace(known.start, halls=halls), save=())
    if saved := request.uploads("communes"):
        return partial(_of_saved, found, saved, request.said("qui"))
    if not asked:
        raise RegisterError("Écrivez le nom de votre territoire, ou son SIREN : neuf chiffres.")
    if request.said("_geste") == "lire" and asked == known.asked:  # « Entrée » after another name searches it
        raise RegisterError("Choisissez d’abord le fichier.")
    choice = request.said("choix") if asked == known.asked else ""  # another name was typed since
    if known.several and asked == known.asked and not choice:
        raise RegisterError("Cochez d’abord votre territoire.", "Il n’y est pas ? Essayez un autre mot de son nom.")
    return partial(_of_registers, found, choice or asked)


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
    except registers.Unanswered:
        if wanted == asked and (near := registers.nearly(asked)):
            return Beginning(asked, (near,))  # one thing at a time: which one, then its communes
        return Beginning(asked, save=(("la liste des communes", found.communes_address(wanted)),))
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


def _make(request: FormRequest, root: Path, start: Start, logo: Upload | None) -> None:
    """Raises :class:`RegisterError`, :class:`OSError`."""
    colour, who = request.said("couleur").strip().lower(), " ".join(request.said("direction").split())
    changes: dict[api.FieldPath, api.Value] = {}
    ending = logo.name.rpartition(".")[2].lower() if logo else ""
    if colour not in {"", api.GARRIGUE}:
        changes["allure", "couleur"] = api.Quoted(colour)
    if logo:
        changes["allure", "logo"] = {"clair": f"logo.{ending}", "alternative": start.names.official}
    if who:
        changes["editeur", "directeur_publication"] = who
    files = {f"data/images/logo.{ending}": logo.content} if logo and ending.isalnum() else {}
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
    desk: Desk,
    known: Beginning,
    refused: Sequence[str] = (),
    request: FormRequest | None = None,
    colour: str = "",
    waits: bool = False,
) -> FormResponse:
    start = known.start
    qui = request.said("qui") if request and "qui" in request.answers else known.asked
    known = known if start or qui == known.asked else Beginning(qui)  # what was proposed answers another name
    names = [one.nom for one in sorted(start.communes, key=lambda one: -(one.population or 0))] if start else []
    return desk.page(
        "formulaire/commencer.html", TITLE, wrong=bool(refused), refused=refused, known=known, start=start, tools=api.GARRIGUE,
        qui=qui, waits=waits, kinds=ONE_OF, made=request is not None and request.said("_geste") == "creer",
        communes=names[:SHOWN], others=names[SHOWN:], names=registers.known_names(),
        couleur=colour or (request.said("couleur") if request else ""), direction=request.said("direction") if request else "",
    )  # fmt: skip


BEGIN = Screen("commencer/", begin, ("GET", "POST"), locked=False)
