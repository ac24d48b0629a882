"""A folder of a server, by SSH (SFTP). Sole importer of ``paramiko``."""

from __future__ import annotations

import base64
import hashlib
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import PurePosixPath

import paramiko

from ctg_formulaire.hosting.copying import BESIDE, LARGEST
from ctg_formulaire.hosting.hosts import NOBODY, UNKNOWN, Agreement, HostRefused, server_of

TIMEOUT = 30
"""Seconds without an answer."""
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
            raise HostRefused(told, Agreement("C’est bien cette empreinte : envoyer", "empreinte", f"SHA256:{digest}"))


class SftpFolder:
    """The folder, while the connection lasts."""

    def __init__(self, client: paramiko.SFTPClient, base: str) -> None:
        self._client, self._base = client, PurePosixPath(base)
        self._made: set[PurePosixPath] = set()

    def read(self, path: str) -> bytes | None:
        try:
            with self._client.open(str(self._base / path), "rb") as file:
                return file.read(LARGEST)
        except FileNotFoundError:
            return None

    def put(self, path: str, content: bytes) -> None:
        target = self._base / path
        self._folder(target.parent)
        beside = f"{target}{BESIDE}"
        with self._client.open(beside, "wb") as file:
            file.set_pipelined(True)
            file.write(content)
        try:
            self._client.posix_rename(beside, str(target))
        except OSError:  # a server that is not OpenSSH's
            self.remove(path)
            self._client.rename(beside, str(target))

    def remove(self, path: str) -> None:
        with suppress(FileNotFoundError):
            self._client.remove(str(self._base / path))

    def _folder(self, path: PurePosixPath) -> None:
        if path in self._made or path == path.parent:
            return
        try:
            self._client.stat(str(path))
        except FileNotFoundError:
            self._folder(path.parent)
            self._client.mkdir(str(path))
        self._made.add(path)


@contextmanager
def sftp(values: dict[str, str]) -> Iterator[SftpFolder]:
    """The folder of an account; « empreinte » is that of its server. Raises :class:`HostRefused`."""
    name, port = server_of(values["serveur"], 22)
    with paramiko.SSHClient() as client:
        client.set_missing_host_key_policy(_Known(values.get("empreinte", "")))
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
            raise HostRefused("Aucun serveur n’a ce nom. Vérifiez-le, ou votre connexion.") from None
        except (OSError, EOFError, paramiko.SSHException) as error:
            raise HostRefused(_why(error, client.get_transport(), port, by_key)) from None


def _why(error: Exception, reached: paramiko.Transport | None, port: int, by_key: bool) -> str:
    if reached is None:
        return NOBODY.format(port)
    if by_key and reached.is_active() and not reached.is_authenticated():  # there was no key to try
        return NO_KEY
    why = "pas de réponse à temps" if isinstance(error, TimeoutError) else "le serveur a coupé, ou le disque y est plein"
    return f"La connexion s’est arrêtée : {why}. Recommencez : l’envoi reprend là."
