"""A built site copied to a folder of a host, by FTP over TLS or by SSH: first what no page shows yet, then pages, then what is
no more. Sole importer of ``ftplib`` and ``paramiko``.

The host keeps a list of what was copied, with digests: only what changed goes again, and nothing that is not of the site is ever
removed. Each file is whole when it takes its name.
"""

import base64
import ftplib
import hashlib
import io
import json
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import paramiko

from ctg import api
from ctg_formulaire.hosting.hosts import AGREED, UNKNOWN, Agreement, HostRefused, server_of, unanswered

LIST = ".publie.json"
"""What was copied: path → digest."""
LARGEST = 20_000_000
BESIDE = ".en-cours"
"""How a file ends while it is sent."""
TAKEN = (
    "Ce dossier contient déjà une page d’accueil qui n’est pas de ce site. Donnez un autre dossier, ou remplacez-la : les "
    "fichiers du site prendront la place de ceux qui ont le même nom."
)
WHOSE = "api/v1/index.json"
"""The file of a site that says whose it is."""
OF_ANOTHER = (
    "Ce dossier contient le site d’un autre territoire : « {} ». L’envoyer effacerait le sien. Donnez un autre dossier ; ou, si "
    "son site ne sert plus, remplacez-le."
)
REPLACE = Agreement("Remplacer ce qui s’y trouve", "remplacer", "oui")


class Folder:
    """A folder of a host, while the connection to it lasts. Paths are relative to it."""

    refuses: type[Exception] = OSError
    """What says that a file is not renamed over another."""

    def __init__(self, client: Any, base: str) -> None:
        self.client, self.base = client, PurePosixPath(base)
        self._made = {PurePosixPath(), PurePosixPath("/")}

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None when it is not there."""
        raise NotImplementedError

    def remove(self, path: str) -> None:
        """Removes a file, if it is there."""
        raise NotImplementedError

    def write(self, target: str, content: bytes) -> None:
        """Writes a file where it stands on the host."""
        raise NotImplementedError

    def make(self, folder: str) -> None:
        """Makes a folder, unless it is there; the one above it is."""
        raise NotImplementedError

    def rename(self, old: str, new: str) -> None:
        """Gives a file another name, in place of the one that has it. Raises :attr:`refuses`."""
        self.client.rename(old, new)

    def put(self, path: str, content: bytes) -> None:
        """Writes a file whole, and the folders that it needs."""
        target = self.base / path
        for folder in reversed(target.parents):
            if folder not in self._made:
                self.make(str(folder))
                self._made.add(folder)
        beside = f"{target}{BESIDE}"
        self.write(beside, content)
        try:
            self.rename(beside, str(target))
        except self.refuses:
            self.remove(path)
            self.client.rename(beside, str(target))


class Copied(NamedTuple):
    """How many files were sent, were removed, and are of the site."""

    sent: int
    removed: int
    whole: int


def copy(site: Path, folder: Folder, replace: bool, told: Callable[[int, int], None]) -> Copied:
    """Makes the folder hold the site; ``told(sent, all to be sent)``. Raises :class:`HostRefused`."""
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file() and not path.is_symlink()}
    digests = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}
    before = ready(folder, replace)
    todo = sorted((name for name in files if digests[name] != before.get(name)), key=_rank)
    gone = sorted(before.keys() - files.keys())
    # A copy that stops on the way is taken up: what is to be sent is of the site, and not sure until the list says so, which is
    # written again each time that as much was sent as it weighs.
    known, listed, since = {**before, **dict.fromkeys(todo, "")}, b"", 0
    for rank, name in enumerate(todo):
        told(rank, len(todo))
        if since >= len(listed):
            listed, since = _as_json(known), 0
            folder.put(LIST, listed)
        content = files[name].read_bytes()
        folder.put(name, content)
        known[name], since = digests[name], since + len(content)
    for name in gone:
        folder.remove(name)
    folder.put(LIST, _as_json(digests))
    return Copied(len(todo), len(gone), len(files))


def ready(folder: Folder, replace: bool, ours: Mapping[str, Any] | None = None) -> dict[str, str]:
    """What a folder holds of the site already, once it is sure that one may write there. ``ours``: the sheet of the territory
    that sends. Raises :class:`HostRefused`."""
    before, theirs = _listed(folder), (_json(folder, WHOSE) or {}).get("territoire")
    if ours and isinstance(theirs, dict) and not replace:
        told = next((name for name in ("siren", "nom_complet") if theirs.get(name) and ours.get(name)), "")
        if told and str(theirs[told]) != str(ours[told]):
            raise HostRefused(OF_ANOTHER.format(api.shown(str(theirs.get("nom_complet", theirs[told])))), REPLACE)
    if before is None and not replace and folder.read("index.html") is not None:
        raise HostRefused(TAKEN, REPLACE)
    if before is None:
        folder.put(LIST, _as_json({}))
    return before or {}


def _rank(name: str) -> tuple[bool, bool, str]:
    """What pages ask for, the pages, the first one."""
    return name == "index.html", name.endswith(".html"), name


def _listed(folder: Folder) -> dict[str, str] | None:
    found = _json(folder, LIST)
    if found is None or any(".." in PurePosixPath(name).parts or name[:1] == "/" for name in found):
        return None
    return {name: str(digest) for name, digest in found.items()}


def _json(folder: Folder, path: str) -> dict[str, Any] | None:
    """What a file of the host says; None when it is not there, or says something else."""
    try:
        found = json.loads(folder.read(path) or b"")
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _as_json(digests: dict[str, str]) -> bytes:
    return json.dumps(dict(sorted(digests.items())), ensure_ascii=False, indent=0).encode()


# --- by FTP over TLS: the certificate is checked, nothing passes in clear ------------------------


NO_SERVER = "Aucun serveur n’a ce nom. Vérifiez-le, ou votre connexion."
TIMEOUT = 30
"""Seconds without an answer."""
IN_CLEAR = (
    "Ce serveur ne parle que le FTP sans chiffrement : votre mot de passe se lirait en chemin. Rien n’est envoyé. Demandez à "
    "l’hébergeur le « FTPS », ou l’accès « SFTP »."
)


class _Ftps(ftplib.FTP_TLS):
    """Whose files come by the TLS session of its commands, as most servers want."""

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple[socket.socket, int | None]:
        connection, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
        session = self.sock.session if isinstance(self.sock, ssl.SSLSocket) else None
        return self.context.wrap_socket(connection, server_hostname=self.host, session=session), size


class FtpsFolder(Folder):
    refuses = ftplib.error_perm

    def read(self, path: str) -> bytes | None:
        parts: list[bytes] = []
        try:
            self.client.retrbinary(f"RETR {self.base / path}", parts.append)
        except ftplib.error_perm:  # 550: it is not there
            return None
        return b"".join(parts)[:LARGEST]

    def remove(self, path: str) -> None:
        with suppress(ftplib.error_perm):
            self.client.delete(str(self.base / path))

    def write(self, target: str, content: bytes) -> None:
        self.client.storbinary(f"STOR {target}", io.BytesIO(content))

    def make(self, folder: str) -> None:
        with suppress(ftplib.error_perm):
            self.client.mkd(folder)


@contextmanager
def ftps(values: dict[str, str]) -> Iterator[FtpsFolder]:
    """The folder of an account. Raises :class:`HostRefused`, before the password is sent where it would be read."""
    name, port = server_of(values["serveur"], 21)
    client = _Ftps(timeout=TIMEOUT, context=ssl.create_default_context())
    try:
        client.connect(name, port)
        _signed_in(client, values)
        yield FtpsFolder(client, values["dossier"])
        with suppress(OSError, EOFError, ftplib.Error):
            client.quit()
    except ssl.SSLCertVerificationError:
        raise HostRefused(
            f"Le certificat de « {name} » n’est pas à ce nom. Prenez le nom que l’hébergeur donne pour le FTPS."
        ) from None
    except socket.gaierror:
        raise HostRefused(NO_SERVER) from None
    except ftplib.error_perm as error:
        raise HostRefused(f"Le serveur refuse d’écrire dans ce dossier ({str(error)[:3]}). Vérifiez son nom.") from None
    except ftplib.all_errors:
        if client.sock is None:
            raise HostRefused(unanswered(values, port)) from None
        raise HostRefused("La connexion s’est arrêtée. Recommencez : l’envoi reprend là.") from None
    finally:
        client.close()


def _signed_in(client: ftplib.FTP_TLS, values: dict[str, str]) -> None:
    try:
        client.auth()
    except (ftplib.error_perm, ftplib.error_proto):
        raise HostRefused(IN_CLEAR) from None
    try:
        client.login(values["compte"], values["secret"])
    except ftplib.error_perm:
        raise HostRefused(UNKNOWN) from None
    client.prot_p()


# --- by SSH (SFTP) -------------------------------------------------------------------------------


FIRST_TIME = (
    "C’est la première fois que cet ordinateur parle à ce serveur. Comparez son empreinte à celle que donne l’hébergeur "
    "(vous ne l’avez pas ? Appelez-le d’abord) : {}"
)
NO_KEY = "Le mot de passe est vide, et ce serveur n’accepte aucune clé de cet ordinateur. Donnez le mot de passe."
CHANGED = "Ce serveur n’est plus celui de la dernière fois. N’envoyez rien avant d’avoir appelé l’hébergeur. Son empreinte est {}"


class _Known(paramiko.MissingHostKeyPolicy):
    def __init__(self, known: str) -> None:
        self.known = known

    def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:
        digest = base64.b64encode(hashlib.sha256(key.asbytes()).digest()).decode().rstrip("=")
        if f"SHA256:{digest}" != self.known:
            told = (CHANGED if self.known else FIRST_TIME).format(f"SHA256:{digest}")
            raise HostRefused(told, Agreement("C’est bien cette empreinte : envoyer", AGREED, f"SHA256:{digest}"))


class SftpFolder(Folder):
    def read(self, path: str) -> bytes | None:
        try:
            with self.client.open(str(self.base / path), "rb") as file:
                return bytes(file.read(LARGEST))
        except FileNotFoundError:
            return None

    def remove(self, path: str) -> None:
        with suppress(FileNotFoundError):
            self.client.remove(str(self.base / path))

    def write(self, target: str, content: bytes) -> None:
        with self.client.open(target, "wb") as file:
            file.set_pipelined(True)
            file.write(content)

    def make(self, folder: str) -> None:
        try:
            self.client.stat(folder)
        except FileNotFoundError:
            self.client.mkdir(folder)

    def rename(self, old: str, new: str) -> None:
        self.client.posix_rename(old, new)  # of OpenSSH; another server refuses


@contextmanager
def sftp(values: dict[str, str]) -> Iterator[SftpFolder]:
    """The folder of an account; « empreinte » is that of its server. Raises :class:`HostRefused`."""
    name, port = server_of(values["serveur"], 22)
    with paramiko.SSHClient() as client:
        client.set_missing_host_key_policy(_Known(values.get(AGREED, "")))
        by_key = not values["secret"]
        try:
            client.connect(
                name, port, values["compte"], values["secret"] or None, timeout=TIMEOUT, auth_timeout=TIMEOUT,
                banner_timeout=TIMEOUT, allow_agent=by_key, look_for_keys=by_key,
            )  # fmt: skip
            with client.open_sftp() as opened:
                yield SftpFolder(opened, values["dossier"])
        except paramiko.AuthenticationException:
            raise HostRefused(NO_KEY if by_key else UNKNOWN) from None
        except PermissionError:
            raise HostRefused("Ce compte n’a pas le droit d’écrire dans ce dossier. Demandez-le à l’hébergeur.") from None
        except socket.gaierror:
            raise HostRefused(NO_SERVER) from None
        except (OSError, EOFError, paramiko.SSHException) as error:
            raise HostRefused(_why(error, client.get_transport(), unanswered(values, port), by_key)) from None


def _why(error: Exception, reached: paramiko.Transport | None, silent: str, by_key: bool) -> str:
    if reached is None:
        return silent
    if by_key and reached.is_active() and not reached.is_authenticated():  # there was no key to try
        return NO_KEY
    why = "pas de réponse à temps" if isinstance(error, TimeoutError) else "le serveur a coupé, ou le disque y est plein"
    return f"La connexion s’est arrêtée : {why}. Recommencez : l’envoi reprend là."
