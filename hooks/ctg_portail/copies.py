"""``copies/<siren>.json``: what a site last said, as a closed list of typed values (:class:`Dit`) in which no word of it can be;
what waits for an accord."""

import datetime as dt
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints, TypeAdapter, ValidationInfo

from ctg import api
from ctg_portail.fetching import Unsound
from ctg_portail.portal_file import CodeInsee, Portail, SiteDuPortail, code_of


def rounded(value: float, figures: int = 4) -> float:
    """A number of four figures: neither a telephone nor a point. Raises ``ValueError`` of one that a page would write « 0 »."""
    if 0 < abs(value) < LEAST:
        raise ValueError
    short = float(f"{value:.{figures}g}")
    return int(short) if short.is_integer() else short


LEAST = 0.001
SmallCount = Annotated[int, Field(ge=0, le=999)]
Distance = Annotated[int | float, AfterValidator(partial(rounded, figures=2)), Field(ge=1, le=50)]
BoundedNumber = Annotated[int | float, AfterValidator(rounded), Field(ge=-1_000_000_000, le=1_000_000_000)]
_DAY: TypeAdapter[Any] = TypeAdapter(api.KnownDate)


def day_of(moment: str | None) -> Any:
    """What a page shows of it. Raises ``ValidationError``."""
    return _DAY.validate_python(moment) if moment else None


MOST_YEARS = 10  # that a convention may have to come


def believed(day: Any, today: dt.date) -> bool:
    """Whether a date may be one of a convention."""
    return 2000 <= day.year <= today.year + MOST_YEARS


_WRITTEN = StringConstraints(pattern=r"^(vers )?20[0-9]{2}(-[01][0-9](-[0-3][0-9])?)?$")
SaidDay = Annotated[str, _WRITTEN, AfterValidator(lambda one: day_of(one) and one)]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{10}$")]
OneYear = Annotated[int, Field(ge=1990, le=2100)]
Ours = Annotated[str, StringConstraints(pattern=r"^[a-z_-]{1,40}$")]  # a word of our vocabularies
STATES = {state.value if state else "inconnu": words for state, words in api.ETATS.items()}
MONEY = {"prevu": "prévus", "engage": "engagés", "realise": "réalisés"}
StateWord = Annotated[str, StringConstraints(pattern=f"^({'|'.join(STATES)})$")]  # a page has no other word to trip on, whatever
MoneyWord = Annotated[str, StringConstraints(pattern=f"^({'|'.join(MONEY)})$")]  # a damaged copy, or one of another version, says


class MontantDit(api.Part):
    """Euros; ``minimum``: a part of them is unknown."""

    euros: Annotated[BoundedNumber, Field(gt=0)] = api.requis("Euros")
    minimum: bool = api.champ("Au moins", default=False)


class ConventionDite(api.Part):
    """The convention of the day when the site was read; None: unknown."""

    debut: SaidDay | None = api.champ("Début")
    fin: SaidDay | None = api.champ("Fin")
    signature: SaidDay | None = api.champ("Signature")
    axes: SmallCount | None = api.champ("Axes")
    actions: SmallCount | None = api.champ("Actions")
    etats: dict[StateWord, SmallCount] = api.champ("Actions par état", default={})
    decidees: SmallCount | None = api.champ("Actions décidées")
    chiffrees: SmallCount | None = api.champ("Celles qui disent leur argent")
    argent: dict[MoneyWord, MontantDit] = api.champ("Argent prévu, engagé, réalisé", default={})


class OffreDite(api.Part):
    """Near how many communes an offer is known, lacks for sure, is not known."""

    connue: SmallCount = api.requis("Connue")
    absente: SmallCount = api.requis("Absente")
    inconnue: SmallCount = api.requis("Inconnue")
    recense: SaidDay | None = api.champ("Recensée en entier, le")


def _counted(offres: dict[str, OffreDite], info: ValidationInfo) -> dict[str, OffreDite]:
    """Less those that a list that is refused may count: what is left of it is not their number."""
    lost, themes = {*info.data.get("ecartees", ())}, api.built_in_words().themes.values()  # a service is what its theme is
    own = {one.offre for one in themes} if "services" in lost else set()
    return {} if lost & {"structures", "communes", api.TERRITORY} else {id: one for id, one in offres.items() if id not in own}


class ChiffreDit(api.Part):
    """The last value of a figure."""

    valeur: BoundedNumber = api.requis("Valeur")
    annee: OneYear = api.requis("Année")
    publie: bool = api.champ("Année de publication", default=False)
    a_confirmer: bool = api.champ("À confirmer", default=False)


Fact = int | float | str


class Dit(api.Part):
    """All that the portal keeps and shows of what a site says: None is unknown, never zero."""

    publie_le: api.FullDate = api.requis("Publié le")
    autre_version: bool = api.champ("D'une autre version que ce portail", default=False)
    identite: dict[Ours, Code] = api.champ("Qui il dit être, en empreintes", default={})
    ecartees: tuple[Ours, ...] = api.liste("Listes dont une fiche est refusée")
    communes: tuple[CodeInsee, ...] = api.liste("Celles qui ont une page à leur nom", max_length=400)
    convention: ConventionDite | None = api.champ("Convention")
    retards: SmallCount | None = api.champ("Actions en retard")
    hors_trajectoire: SmallCount | None = api.champ("Chiffres hors trajectoire")
    comite: SaidDay | None = api.champ("Prochain comité")
    distance_km: Distance | None = api.champ("Distance de la couverture")
    offres: Annotated[dict[Ours, OffreDite], AfterValidator(_counted)] = api.champ("Couverture", default={})
    chiffres: dict[api.Line, ChiffreDit] = api.champ("Chiffres, sous leur nom de portail.yml", default={})

    @property
    def facts(self) -> dict[str, Fact]:
        """« convention fin » → « 2028-12-31 »: each value that may be shown, under where it is; a « no » is not told."""
        return dict(_leaves(self.model_dump(mode="json", exclude_none=True)))

    def since(self, seen: "Dit | None") -> dict[str, tuple[Fact | None, Fact | None]]:
        """All that differs from what its editor saw: where it is → before and now, None where it is not said."""
        old, new = seen.facts if seen else {}, self.facts
        return {path: (old.get(path), new.get(path)) for path in {**old, **new} if old.get(path) != new.get(path)}

    def doubts(self, today: dt.date, most_days: int) -> Iterator[str]:
        """What a reader should know before trusting it on a day; ``most_days``: after which it is old."""
        if (today - self.publie_le).days > most_days:
            yield f"son site n’a pas été republié depuis le {api.date_fr(self.publie_le)}"
        if self.autre_version:
            yield "son site est d’une autre version que ce portail : des détails peuvent manquer"


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Fact]]:
    if isinstance(value, dict):
        yield from chain.from_iterable(_leaves(inner, f"{path} {name}".strip()) for name, inner in value.items())
    elif value is not False and value != []:
        yield path, ", ".join(value) if isinstance(value, list) else value


FEW, TIMES = 10, 3  # under FEW, a count is free, less its sign; beyond as many, or as few, TIMES, it waits
HELD = {"absente", "distance_km"}  # the numbers that wait whenever they change, as words do
FORWARD = {"publie_le", "annee"}  # what waits when it goes back
FREE = {"autre_version"}  # a doubt that our own version gives
MOVED = {"comite"}  # the words that may be others


DOUBTS = {"autre_version", "minimum", "a_confirmer"}  # what takes from a value: it does not wait
MEASURED = {"valeur", "annee", "publie"}  # the numbers that count nothing of its lists


def lowered(shown: Dit, now: Dit, today: dt.date) -> Dit:
    """What is shown, less what the site no longer says, that is unknown at once: a value, a part of a count, a convention that is
    over. What it adds waits."""
    old, new = (one.model_dump(mode="json", exclude_none=True) for one in (shown, now))
    if _over(now, today) and not _over(shown, today):
        new = {name: one for name, one in new.items() if name not in {"convention", "retards"}}
    return Dit.model_validate(_less(old, new) | {"ecartees": sorted({*shown.ecartees, *now.ecartees})})


def _over(said: Dit, today: dt.date) -> bool:
    return bool(said.convention and said.convention.fin and day_of(said.convention.fin).latest < today)


def _less(shown: Any, now: Any, name: str = "") -> Any:
    if isinstance(shown, list):
        return [one for one in shown if one in now]
    if not isinstance(shown, dict):
        kept = isinstance(shown, str) or name in MEASURED
        return (shown or now) if name in DOUBTS else shown if kept else min(shown, now)
    less = {name: _less(one, now[name], name) for name, one in shown.items() if name in now}
    if name == "etats" or isinstance(shown.get("connue"), int):  # an offer; a figure may bear that name
        rest = "inconnu" if name == "etats" else "inconnue"
        every = min(sum(count for count in one.values() if isinstance(count, int)) for one in (shown, now))
        less = {name: one for name, one in less.items() if name != rest and (name != "recense" or less["absente"])}
        less[rest] = every - sum(count for count in less.values() if isinstance(count, int))
    return less


def waits(now: Dit, seen: Dit | None, today: dt.date, shown: Dit | None = None) -> bool:
    """Whether a publication waits for an accord: something of it is not near what its editor saw, or older than what is shown. A
    committee that is over may go."""
    back = {path: both for path, both in now.since(shown or now).items() if path.rpartition(" ")[2] in FORWARD and all(both)}
    over = {"comite"} if seen and seen.comite and not now.comite and day_of(seen.comite).latest < today else set[str]()
    apart = chain(now.since(seen).items(), back.items())
    return not seen or any(_far(path.rpartition(" ")[2], *both) for path, both in apart if path not in over)


def _far(name: str, before: Fact | None, now: Fact | None) -> bool:
    if before is None or now is None or name in HELD | FREE:
        return name not in FREE
    if name in FORWARD:
        return str(now) < str(before)
    if isinstance(before, str) or isinstance(now, str):
        return name not in MOVED
    least, most = sorted((abs(before), abs(now)))
    few = most < FEW and not (before % 1 or now % 1)
    return (before < 0) != (now < 0) or not (few or most <= least * TIMES)


WHERE = "adresse_de_portail_yml"  # in « identite »


def where(address: str, secret: str) -> str:
    """The digest of the address of a site."""
    return code_of(secret + json.dumps(address))


class CopyRegister(api.Part):
    """What is kept beside the folder of the copies: who writes in it can neither seal one, nor put back that of another day."""

    cle: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] = api.requis("Ce qui scelle les copies")
    tours: dict[str, int] = api.champ("Par site, combien de fois sa copie a changé : une d'avant y fut remise", default={})
    fichiers: dict[str, str] = api.champ("Ce que nous avons écrit des autres fichiers, en empreintes", default={}, max_length=2)

    def keep(self, folder: Path, **noted: Any) -> None:
        """Put it in place of the former one, with what is noted. Raises ``OSError``."""
        new = self.model_copy(update={name: getattr(self, name) | one for name, one in noted.items()})
        api.write_atomically(register_path(folder), new.model_dump_json())


def register_path(folder: Path) -> Path:
    """Where that of the copies of a folder is."""
    return folder.with_name(f".{folder.name}.json")


def register_of(folder: Path) -> CopyRegister:
    """That of these copies, new when there is none. Raises ``OSError``, and :class:`OutputRefused` when it cannot be read."""
    path = register_path(folder)
    try:
        return CopyRegister.model_validate_json(api.read_plain(path, path.parent))
    except FileNotFoundError:
        (new := CopyRegister(cle=secrets.token_hex())).keep(folder)
        return new
    except ValueError:
        raise api.OutputRefused(NO_REGISTER.format(path.name)) from None


NO_REGISTER = """{} ne se lit pas : c'est lui qui scelle les copies, et aucun site n'y est pour rien.
    → Remettez-le d'une sauvegarde ; sinon supprimez-le : tout sera à relire, et vos accords à réécrire."""


def write_known(folder: Path, name: str, text: str) -> None:
    """Write a file beside the copies that no other hand may change unseen. Raises ``OSError``."""
    api.write_atomically(folder / name, text)
    register_of(folder).keep(folder, fichiers={name: hashlib.sha256(text.encode()).hexdigest()})


def read_known(folder: Path, name: str) -> str | None:
    """Such a file as we wrote it, or as a version did that noted nothing; "" when there is none yet, None when it was changed."""
    noted = register_of(folder).fichiers.get(name)
    try:
        content = api.read_plain(folder / name, folder, MOST_OF_COPY)
    except OSError as error:
        return "" if isinstance(error, FileNotFoundError) and not noted else None
    return content.decode("utf-8", "replace") if noted in {None, hashlib.sha256(content).hexdigest()} else None


MOST_OF_COPY = 5_000_000  # bytes
SEAL = re.compile(r',"sceau":"[0-9a-f]{64}"}\s*$')


class Copie(api.Part):
    """What is known of a site. ``vus``: what its editor accepted, then what he is asked to accept, by the code that says yes."""

    siren: Annotated[str, StringConstraints(pattern=r"^[0-9]{9}$")] = api.requis("SIREN")
    lu_le: api.FullDate = api.requis("Lu le")
    dernier: Dit = api.requis("Ce qu'il a dit en dernier")
    sens: dict[str, Code] = api.champ("Ce que comptaient les chiffres et la couverture", default={})
    a_dire: bool = api.champ("Ce qui en fut écarté n'a pas été dit", default=False)
    tour: int = api.champ("La combientième elle est", default=0)
    accord: Code | None = api.champ("L'accord qui vaut")
    montre: Dit | None = api.champ("Ce qui en est montré")
    conte: Dit | None = api.champ("Ce que l'éditeur sait en être montré")
    vus: dict[Code, Dit] = api.champ("Ce qui a été vu, sous son code", default={}, max_length=2)

    @property
    def asked(self) -> str | None:
        """The code of what waits."""
        return next((code for code in reversed(self.vus) if code != self.accord), None)

    def doubts(self, today: dt.date, most_days: int) -> Iterator[str]:
        """What its editor should know of what it says, on a day."""
        if (age := (today - self.lu_le).days) > 0:
            yield f"il n'a pas été lu depuis {api.plural(age, 'jour')} : ce qu'il dit peut avoir changé"
        yield from self.dernier.doubts(today, most_days)

    def elsewhere(self, here: Code) -> bool:
        """Whether what its editor accepted was read at another address than that of this digest."""
        agreed = self.vus.get(self.accord or "")
        return bool(agreed and agreed.identite.get(WHERE) != here)

    def under(self, portal: Portail, site: SiteDuPortail, today: dt.date, here: Code, now: Dit | None = None) -> "Copie":
        """The same under what ``portail.yml`` says today: nothing of what counts something else there, nor of what is no longer
        accepted. A new accord holds unless the site says ``now`` something else: the former one does, as it does when nothing has
        that code; ``here``: the digest of its address, and nothing that was read at another one is shown."""
        sens = portal.meanings(site)
        kept = {name for name in sens if sens[name] == self.sens.get(name)}

        def cut(said: Dit) -> Dit:
            figures = {name: one for name, one in said.chiffres.items() if name in kept}
            return said.model_copy(update={"chiffres": figures, "offres": said.offres if "" in kept else {}})

        seen = {code: cut(one) for code, one in self.vus.items() if one.identite.get(WHERE) == here}
        code = site.accepte or ""
        accord, new = code and self.accord in seen and self.accord, seen.get(code)
        shown, told = (self.montre and cut(self.montre), self.conte) if accord else (None, None)
        if new and code != accord and not (now and waits(cut(now), new, today)):
            accord, shown, told, seen = code, new, new, {code: new}
        same = {"sens": sens, "dernier": cut(self.dernier), "accord": accord or None, "montre": shown, "conte": told, "vus": seen}
        return self.model_copy(update=same)

    def keep(self, folder: Path) -> int:
        """Put it in place of the former one, unless it is that one; its number. Raises ``OSError``."""
        path, register = api.inside(folder, f"{self.siren}.json"), register_of(folder)
        for tour in (former := register.tours.get(self.siren, 0), former + 1):
            content = self.model_copy(update={"tour": tour}).model_dump_json(exclude_none=True, exclude_defaults=True)
            text = sealed(content, register.cle)
            with suppress(OSError):
                if api.read_plain(path, folder, MOST_OF_COPY) == text.encode():
                    return tour
        api.write_atomically(path, text)
        return tour


def read_again(former: Copie | None, portal: Portail, site: SiteDuPortail, now: Dit, today: dt.date) -> Copie:
    """The copy of a site once read. A code is drawn for what waits: it says yes to these values, to no other one, nobody can
    choose it, and it goes as soon as the site says something else."""
    copy = former.under(portal, site, today, now.identite.get(WHERE, ""), now) if former else None
    accord, shown, seen = (copy.accord, copy.montre, copy.vus) if copy else (None, None, dict[str, Dit]())
    agreed = seen.get(accord or "")
    known = {accord: agreed} if accord and agreed else {}
    if waits(now, agreed, today, shown):
        known[next((code for code, one in seen.items() if code != accord and one == now), secrets.token_hex(5))] = now
        shown = shown and lowered(shown, now, today)
    else:
        shown = now
    return Copie(
        siren=site.siren, lu_le=today, dernier=now, sens=portal.meanings(site), accord=accord, montre=shown,
        conte=copy and copy.conte, vus=known,
    )  # fmt: skip


def sealed(content: str, key: str) -> str:
    """The text of a copy, its digest at its end: what is changed there without the key is not what its editor saw."""
    return f'{content[:-1]},"sceau":"{hmac.new(key.encode(), content.encode(), "sha256").hexdigest()}"}}\n'


def copy_of(folder: Path, siren: str) -> Copie | None:
    """The copy of a site; None when there is none. Raises :class:`Unsound` when it cannot be read."""
    register, name = register_of(folder), f"{folder.name}/{siren}.json"
    try:
        text = api.read_plain(api.inside(folder, f"{siren}.json"), folder, MOST_OF_COPY).decode("utf-8")
        copy = Copie.model_validate_json(body := SEAL.sub("}", text))
        seal = sealed(body, register.cle)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, ArithmeticError, RecursionError):
        raise Unsound(f"{name} ne se lit pas : tout est à relire de ce site") from None
    if copy.siren != siren:
        raise Unsound(f"{name} est la copie d'un autre site, {copy.siren}")
    if text != seal:
        raise Unsound(f"{name} a été changée à la main, ou {register_path(folder).name} changé ou effacé : tout est à relire")
    if copy.tour < register.tours.get(siren, 0):
        raise Unsound(f"{name} est une copie d'avant, remise à sa place : tout est à relire")
    return copy
