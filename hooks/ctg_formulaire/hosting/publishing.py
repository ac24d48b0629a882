"""A publication: the site built, sent to the host in a thread of its own, then looked at; what a screen shows meanwhile."""

import base64
import io
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Self
from urllib.parse import urlsplit

from ctg import api
from ctg_formulaire.hosting import sending
from ctg_formulaire.hosting.copying import Folder, copy, ftps, ready, sftp
from ctg_formulaire.hosting.hosts import REACHED, Agreement, Host, HostRefused, keep
from ctg_formulaire.hosting.sending import changes, fails, git, introduce, is_introduced, knows, run, save
from ctg_formulaire.workshop import Keeper, NotWritten

TERRITORY = "data/territoire.yml"
MOST = 5_000_000
HOPS = 3
OTHER_WORDS = {"geojson": ("application/json", "application/vnd.geo+json")}
"""Kinds that serve as well."""
FIRST_TIME = "L’hébergeur met parfois dix minutes à faire le site : regardez de nouveau plus tard."
UNREACHED: dict[type[api.Unreachable], str] = {
    api.BadCertificate: "Demandez à l’hébergeur un certificat pour cette adresse.",
    api.UnknownName: "Vérifiez l’adresse. Un nom tout neuf ? Regardez de nouveau plus tard, ou demandez à qui vous l’a donné.",
    api.PrivateNetwork: "Il ne se voit que de votre réseau : les familles ne l’ouvriront pas d’ailleurs.",
    api.BadAddress: "Corrigez l’adresse publique, ci-dessous.",
}
"""Why nothing answers → what to do."""
ASK_HOST = "Vérifiez la connexion de cet ordinateur, puis demandez à l’hébergeur."
REFUSED = {
    401: "L’hébergeur demande un mot de passe aux familles : faites-le retirer.",
    403: "L’hébergeur ferme ce dossier : demandez-lui de l’ouvrir à tous.",
    404: "Cette adresse ne mène pas au dossier où le site est envoyé : vérifiez les deux, ou demandez à l’hébergeur.",
}
ELSEWHERE = "L’adresse mène à un autre dossier, ou l’hébergeur garde d’anciennes pages : regardez de nouveau plus tard."


class Seen(NamedTuple):
    """One thing that was looked at; ``good`` is None where nothing needs to be done."""

    good: bool | None
    words: str


def looked_at(address: str, site: Path, forge: bool) -> Iterator[Seen]:
    """Each thing, the most important first. ``site``: what was built here; ``forge``: it is not what was sent."""
    client = api.Client(api.Pace(0), local=[urlsplit(address).netloc])
    try:
        answer, at = _followed(client, address)
    except api.Unreachable as failure:
        yield Seen(False, f"{address} ne répond pas : {failure}. {UNREACHED.get(type(failure), ASK_HOST)}")
        return
    if answer.status != 200:
        remedy = FIRST_TIME if forge and answer.status == 404 else REFUSED.get(answer.status, "Demandez à l’hébergeur.")
        yield Seen(False, f"{address} répond par {answer.status}. {remedy}")
        return
    yield Seen(True, f"{at} répond.")
    yield _version(answer.body, site, address if forge else "")
    yield from _manner(answer, at)
    yield from _files(client, address, site)


def _followed(client: api.Client, address: str) -> tuple[api.Fetched, str]:
    answer = client.send("GET", address, keep=MOST)
    for _ in range(HOPS):
        if not answer.location:
            break
        address = answer.location
        answer = client.send("GET", address, keep=MOST)
    return answer, address


def _version(body: bytes, site: Path, forge: str) -> Seen:
    """``forge``: the address that its pages say, when it makes the site by itself."""
    try:
        ours = (site / "index.html").read_bytes()
    except OSError:
        ours = b""
    if body == ours:
        return Seen(True, "C’est bien la version qui vient d’être envoyée.")
    if forge and f'rel="canonical" href="{forge}"'.encode() in body:
        return Seen(True, "C’est bien ce site.")
    return Seen(False, f"Ce n’est pas encore la version qui vient d’être envoyée. {FIRST_TIME if forge else ELSEWHERE}")


def _manner(answer: api.Fetched, address: str) -> Iterator[Seen]:
    if not address.startswith("https:"):
        yield Seen(False, "L’adresse n’est pas en https : demandez un certificat à l’hébergeur.")
    if answer.headers.get("content-encoding"):
        yield Seen(True, "Les pages voyagent compressées.")
    else:
        yield Seen(False, "Les pages ne sont pas compressées : elles arrivent moins vite. Demandez-le à l’hébergeur.")
    if missing := [name for name in api.HEADERS if name.lower() not in answer.headers]:
        yield Seen(None, f"L’hébergeur n’ajoute pas {api.plural(len(missing), 'protection')} : celles des pages suffisent.")


def _files(client: api.Client, address: str, site: Path) -> Iterator[Seen]:
    wrong = []
    for ending, kind in api.TYPES.items():
        found = next(iter(sorted(path for path in site.rglob(f"*.{ending}") if path.is_file())), None)
        if found is None:
            continue
        try:
            answer = client.send("HEAD", address + found.relative_to(site).as_posix())
        except api.Unreachable:
            wrong.append(f".{ending}")
            continue
        told = answer.headers.get("content-type", "").partition(";")[0]
        wrong += [f".{ending}"] if answer.status != 200 or told not in {kind, *OTHER_WORDS.get(ending, ())} else []
    if wrong:
        yield Seen(False, f"Ces fichiers s’ouvriront mal : {api.joined(wrong)}. Demandez à l’hébergeur d’ajouter leur type MIME.")
    else:
        yield Seen(True, "Agendas, tableaux et cartes s’ouvrent comme il faut.")


FOLDERS: dict[str, Callable[[dict[str, str]], AbstractContextManager[Folder]]] = {"ssh": sftp, "ftps": ftps}
LONGEST = 1800
"""Seconds of a command."""


@dataclass(kw_only=True)
class Aside:
    """What is done in a thread of its own, while the screens answer."""

    words: str = "C’est en cours."
    """What is being done."""
    over: bool = False
    refused: str = ""
    agreement: Agreement | None = None

    def start(self) -> Self:
        """Begins it."""
        threading.Thread(target=self._all, daemon=True).start()
        return self

    def work(self) -> None:
        """All of it. Raises :class:`HostRefused`."""
        raise NotImplementedError

    def _all(self) -> None:
        try:
            self.work()
        except NotWritten as refused:
            self.refused, self.agreement = str(refused), getattr(refused, "agreement", None)
        except Exception as error:  # a thread tells nobody else
            self.refused = f"C’est arrêté : {api.shown(str(error))}. Recommencez."
        finally:
            self.over = True


@dataclass
class SiteSending(Aside):
    """One, from the button to what its address answers. The secret is here alone, and goes with it."""

    root: Path
    host: Host
    values: dict[str, str]
    seen: list[Seen] = field(default_factory=list)

    def work(self) -> None:
        """Raises :class:`NotWritten`."""
        asked = False
        try:
            self._sent()
            self.look()
        except HostRefused as refused:
            asked = bool(refused.agreement)  # the secret serves again
            raise
        finally:
            if not asked:
                self.values.pop("secret", None)

    def _sent(self) -> None:
        """Raises :class:`NotWritten`."""
        if self.host.forge:
            self.words = "Le projet part : une ou deux minutes."
            push(self.root, self.host, self.values)
            if self.values.get("coffre"):
                keep_in_safe(self.root, self.host, self.values)
            self._keep({})
            self.words = "Envoyé. L’hébergeur fait le site : comptez cinq minutes."
            return
        opened, replace = FOLDERS.get(self.host.name), bool(self.values.get("remplacer"))
        if opened:  # a building takes a while: what would be refused is refused before
            self.words = "La connexion s’établit."
            with opened(self.values) as folder:
                ready(folder, replace, api.parse(api.read_plain(self.root / TERRITORY, self.root).decode()))
            self.values[REACHED] = self.values["serveur"]
            with suppress(OSError):  # it is told less well next time
                keep(self.root, self.host, self.values)
        self.words, texts = "Le site se construit.", sending.written_in(self.root)
        built(self.root)
        if opened:
            with opened(self.values) as folder:
                done = copy(self.root / "site", folder, replace, self._told)
            removed = f", {api.plural(done.removed, 'retiré')}" if done.removed else ""
            rest = " Les autres y étaient déjà." if done.sent < done.whole else ""
            self.words = f"Envoyé : {api.plural(done.sent, 'fichier')} sur {done.whole}{removed}.{rest}"
        else:
            self.words = "Le fichier est prêt."
        self._keep(texts)

    def _keep(self, texts: dict[str, str]) -> None:
        """Keeps the choice of a host, and what was sent to one that keeps no history."""
        with suppress(OSError):  # typed again next time
            keep(self.root, self.host, self.values, published=True)
            Keeper(self.root).keep(SENT, texts)

    def _told(self, sent: int, todo: int) -> None:
        self.words = f"Fichiers envoyés : {sent} sur {todo}."

    def look(self) -> None:
        """Asks the address what it answers."""
        if self.host.name in FOLDERS or self.host.forge:
            self.seen = list(looked_at(self.values["adresse"], self.root / "site", bool(self.host.forge)))


SENT = "publie"
"""Under which is kept what was sent to a host that keeps no history."""


def unsent(root: Path) -> list[sending.SharedChange] | None:
    """What changed since it was kept; None when it was not."""
    was, now = Keeper(root).read(SENT), sending.written_in(root)
    changed = (file for file in sorted({*was, *now} - {sending.MEMORY}) if was.get(file) != now.get(file))
    names = api.names_in(root)
    return [sending.change_of(root, file, was.get(file), names) for file in changed] if was else None


def built(root: Path) -> None:
    """``site/`` made anew by the command, in a process of its own. Raises :class:`HostRefused` with what it tells."""
    command = (sys.executable, "-m", "ctg", "--projet", str(root), "construire", "--noter-adresses")
    if told := stopped(root, root, *command):
        raise HostRefused(f"Le site ne se construit pas : {told[0]}")


CRASH, TRACE = "Traceback (most recent call last):", "brouillons/panne.txt"
CRASHED = f"l’outil s’est arrêté en chemin. Rien n’est perdu. Donnez à votre informaticien le fichier {TRACE} de votre dossier."


def stopped(root: Path, folder: Path, *command: str) -> list[str]:
    """What a command that runs in ``folder``, in a process of its own, tells of why it stopped; nothing when it did all. Where it
    crashed, the project at ``root`` keeps what it told, which is nothing to read. Raises :class:`HostRefused`."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=LONGEST, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        raise HostRefused("C’est trop long : rien n’est changé. Recommencez.") from None
    if not done.returncode:
        return []
    told = done.stderr.decode("utf-8", "replace").strip()
    if CRASH in told:
        api.write_atomically(root / TRACE, f"{' '.join(command)}\n\n{told}\n")
        return [CRASHED]
    return told.splitlines() or ["sans dire pourquoi"]


def zipped(root: Path) -> bytes:
    """The site as one file, the same each time for the same site. Raises :class:`OSError`."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted((root / "site").rglob("*")):
            if path.is_file() and not path.is_symlink():
                entry = zipfile.ZipInfo(path.relative_to(root).as_posix())
                archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return content.getvalue()


# --- to a forge ----------------------------------------------------------------------------------

BRANCH = "main"
FIRST = "Début du site"
SAFES = ("manager", "manager-core", "osxkeychain", "libsecret", "wincred")
"""The helpers of git that keep a token in the safe of the system, never in a file in clear."""
NOT_EMPTY = "Ce dépôt n’est pas vide, et ce qu’il contient n’est pas ce site. Créez-en un autre, sans rien cocher (ni README)."


def push(root: Path, host: Host, values: dict[str, str]) -> None:
    """Sends all of the project. Raises :class:`NotWritten`."""
    _begin(root, values)
    _link(root, values["depot"])
    secret = _header(host, values["secret"])
    branch = git(root, "symbolic-ref", "--short", "HEAD").strip()
    git(root, "fetch", "--quiet", "origin", secret=secret)
    theirs = f"refs/remotes/origin/{branch}"
    if knows(root, theirs):
        if fails(root, "merge-base", "HEAD", theirs):
            raise HostRefused(NOT_EMPTY)
        if fails(root, "merge-base", "--is-ancestor", theirs, "HEAD"):
            raise HostRefused("Quelqu’un d’autre a envoyé entre-temps. Passez par la page « Envoyer » : elle réunit.")
    git(root, "push", "--quiet", "--set-upstream", "origin", branch, secret=secret)


def has_safe(root: Path) -> bool:
    """Whether git keeps tokens in the safe of this computer."""
    helpers = run(root, "config", "--get-all", "credential.helper").stdout.decode().split()
    return bool(helpers) and all(helper in SAFES for helper in helpers)


def keep_in_safe(root: Path, host: Host, values: dict[str, str]) -> None:
    """Gives the token to the safe; what was sent stays sent if it will not have it."""
    told = f"url={values['depot']}\nusername={host.token_user}\npassword={values['secret']}\n\n"
    run(root, "credential", "approve", said=told.encode())


def _begin(root: Path, values: dict[str, str]) -> None:
    """A history of this very folder, with all that is to be sent. Raises :class:`NotWritten`."""
    if Path(run(root, "rev-parse", "--show-toplevel").stdout.decode("utf-8", "replace").strip() or "/") != root:
        git(root, "init", "--quiet", f"--initial-branch={BRANCH}")
    if not is_introduced(root):
        introduce(root, values.get("qui", ""), values.get("courriel", ""))
    if not knows(root, "HEAD"):
        sending.keep_places_hidden(root)
        git(root, "add", "--all")
        git(root, "commit", "--quiet", f"--message={FIRST}")
    elif changes(root):
        save(root, "Ce qui a changé avant de publier")


def _link(root: Path, address: str) -> None:
    """Raises :class:`HostRefused` when the project is sent elsewhere already."""
    if fails(root, "remote", "get-url", "origin"):
        git(root, "remote", "add", "origin", address)
    elif git(root, "config", "remote.origin.url").strip().removesuffix(".git") != address.removesuffix(".git"):
        if git(root, "for-each-ref", "--count=1", "refs/remotes/origin").strip():
            raise HostRefused("Ce projet est déjà envoyé à un autre dépôt. Demandez à la personne qui s’en occupe.")
        git(root, "remote", "set-url", "origin", address)


def _header(host: Host, token: str) -> dict[str, str]:
    """The token as a line of the request, which follows no redirection."""
    pair = base64.b64encode(f"{host.token_user}:{token}".encode()).decode()
    return {"http.extraHeader": f"Authorization: Basic {pair}", "http.followRedirects": "false", "credential.helper": ""}
