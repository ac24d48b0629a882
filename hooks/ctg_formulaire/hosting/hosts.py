"""The hosts that a territory may choose, what each asks for, and what was chosen: never a password nor a token."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter

from ctg import api
from ctg_formulaire.workshop import Keeper, NotWritten

KEPT = "hebergeur"


class Agreement(NamedTuple):
    """What a person may agree to, so that it is sent all the same: the words of the button, what is then known."""

    button: str
    name: str
    value: str


class HostRefused(NotWritten):
    """Nothing was sent, or not all, and what one may agree to."""

    def __init__(self, message: str, agreement: Agreement | None = None) -> None:
        super().__init__(message)
        self.agreement = agreement


class HostBox(NamedTuple):
    """A box of the screen of a host."""

    name: str
    label: str
    help: str = ""
    optional: bool = False

    @property
    def secret(self) -> bool:
        """Whether what it holds is written nowhere."""
        return self.name == "secret"


class HostStep(NamedTuple):
    """What is done in the page of a host, before: a sentence, and where."""

    words: str
    address: str = ""


@dataclass(frozen=True)
class Host:
    """A way to publish."""

    name: str
    label: str
    about: str
    boxes: tuple[HostBox, ...]
    steps: tuple[HostStep, ...] = ()
    forge: str = ""
    """The address of its repositories, when it makes the site itself."""
    token_user: str = ""
    """Whose name a forge wants beside a token."""


HOSTS = TypeAdapter(tuple[Host, ...]).validate_python(
    api.parse(api.read_plain(Path(__file__).with_name("hebergeurs.yml")).decode())
)
UNKNOWN = "Le serveur ne reconnaît pas ce compte, ou son mot de passe."
NOBODY = "Personne ne répond là, par le port {}. Un autre port s’écrit ainsi : ftp.exemple.fr:2222."
SILENT = (
    "Le serveur ne répond pas, et il répondait. Ce qui était envoyé y reste. Attendez un peu, puis recommencez. Toujours rien ? "
    "Appelez l’hébergeur."
)
REACHED, AGREED = "joint", "empreinte"
"""What is kept of a server with what was typed: that which answered once, the fingerprint that was agreed to."""


def host_named(name: str) -> Host | None:
    """The host of an address of the form."""
    return next((one for one in HOSTS if one.name == name), None)


def typed(host: Host, given: Mapping[str, str]) -> dict[str, str]:
    """What was typed in the boxes of a host, the secret included. Raises :class:`HostRefused` for an odd box."""
    values = {
        box.name: given.get(box.name, "") if box.secret else " ".join(given.get(box.name, "").split()) for box in host.boxes
    }
    if empty := [box.label for box in host.boxes if not values[box.name] and not box.optional]:
        raise HostRefused(f"Il manque : {', '.join(empty)}.")
    if any(not one.isprintable() for one in values.values()):
        raise HostRefused("Un caractère ne se voit pas dans ce que vous avez collé : tapez-le.")
    if host.forge:
        values["depot"] = repository(host, values["depot"])
        values["adresse"] = values["adresse"] or pages_address(host, values["depot"])
    if "serveur" in values:
        values["serveur"] = re.sub(r"^[a-z]+://", "", values["serveur"]).rstrip("/")
        server_of(values["serveur"], 0)
        values["dossier"] = folder_of(values["dossier"])
    if re.fullmatch(r"[\w.-]+\.\w+(:\d+)?(/\S*)?", values["adresse"]):
        values["adresse"] = f"https://{values['adresse']}"
    if not re.fullmatch(r"https?://[^\s/@]+(/\S*)?", values["adresse"]):
        raise HostRefused("L’adresse publique ressemble à https://familles.exemple.fr/")
    values["adresse"] = values["adresse"].rstrip("/") + "/"
    return values


def repository(host: Host, given: str) -> str:
    """The address of a repository, as git wants it: « https://github.com/nom/familles.git ». Raises :class:`HostRefused`."""
    path = given.removeprefix(host.forge).strip("/").removesuffix(".git")
    parts = path.split("/")
    good = len(parts) >= 2 and all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]*", part) for part in parts)
    if not good or not given.startswith(host.forge):
        raise HostRefused(f"L’adresse du dépôt ressemble à {host.forge}votre-nom/familles")
    return f"{host.forge}{path}.git"


def pages_address(host: Host, address: str) -> str:
    """Where a forge shows the site of a repository."""
    owner, _, name = address.removeprefix(host.forge).removesuffix(".git").lower().partition("/")
    domain = f"{owner}.{host.name}.io"
    return f"https://{domain}/" if name == domain else f"https://{domain}/{name}/"


def server_of(text: str, port: int) -> tuple[str, int]:
    """Name and port of a server. Raises :class:`HostRefused`."""
    if not (found := re.fullmatch(r"([A-Za-z0-9][A-Za-z0-9.-]*)(?::(\d{1,5}))?", text)):
        raise HostRefused("Le serveur est un nom, sans dossier : ftp.exemple.fr")
    return found[1], int(found[2] or port)


def unanswered(values: Mapping[str, str], port: int) -> str:
    """What is told of a server where nobody answers: where somebody did, nothing that was typed is to change."""
    return SILENT if values.get(REACHED) == values["serveur"] else NOBODY.format(port)


def folder_of(text: str) -> str:
    """A folder of a host. Raises :class:`HostRefused` for the root of everything, or a way out of a folder."""
    parts = [part for part in text.split("/") if part]
    if not parts or any(part in {".", "..", "~"} for part in parts):
        raise HostRefused("Donnez un dossier qui ne sert qu’à ce site : www/familles")
    return ("/" if text.startswith("/") else "") + "/".join(parts)


def chosen(root: Path) -> Host | None:
    """The host of the last publication."""
    return host_named(str(Keeper(root).read(KEPT).get("hote")))


def settings(root: Path, host: Host) -> dict[str, str]:
    """What was typed for a host, without the secret; each has its own."""
    own = Keeper(root).read(KEPT).get(host.name)
    return {name: text for name, text in own.items() if isinstance(text, str)} if isinstance(own, dict) else {}


def keep(root: Path, host: Host, values: Mapping[str, str], published: bool = False) -> None:
    """Keeps it, the secret apart, in the folder that git does not follow. Raises :class:`OSError`."""
    kept = Keeper(root).read(KEPT) | {host.name: {name: text for name, text in values.items() if name != "secret"}}
    Keeper(root).keep(KEPT, kept | ({"hote": host.name} if published else {}))
