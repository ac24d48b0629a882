"""A folder of a host, by FTP over TLS: the certificate is checked, and nothing passes in clear. Sole importer of ``ftplib``."""

from __future__ import annotations

import ftplib
import io
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import PurePosixPath

from ctg_formulaire.hosting.copying import BESIDE, LARGEST
from ctg_formulaire.hosting.hosts import NOBODY, UNKNOWN, HostRefused, server_of

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


class FtpsFolder:
    """The folder, while the connection lasts."""

    def __init__(self, client: ftplib.FTP_TLS, base: str) -> None:
        self._client, self._base = client, PurePosixPath(base)
        self._made: set[PurePosixPath] = set()

    def read(self, path: str) -> bytes | None:
        parts: list[bytes] = []
        try:
            self._client.retrbinary(f"RETR {self._base / path}", parts.append)
        except ftplib.error_perm:  # 550: it is not there
            return None
        return b"".join(parts)[:LARGEST]

    def put(self, path: str, content: bytes) -> None:
        target = self._base / path
        self._folder(target.parent)
        beside = f"{target}{BESIDE}"
        self._client.storbinary(f"STOR {beside}", io.BytesIO(content))
        try:
            self._client.rename(beside, str(target))
        except ftplib.error_perm:  # a server that renames over nothing
            self.remove(path)
            self._client.rename(beside, str(target))

    def remove(self, path: str) -> None:
        with suppress(ftplib.error_perm):
            self._client.delete(str(self._base / path))

    def _folder(self, path: PurePosixPath) -> None:
        if path in self._made or path == path.parent:
            return
        self._folder(path.parent)
        with suppress(ftplib.error_perm):  # it is there
            self._client.mkd(str(path))
        self._made.add(path)


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
        raise HostRefused("Aucun serveur n’a ce nom. Vérifiez-le, ou votre connexion.") from None
    except ftplib.error_perm as error:
        raise HostRefused(f"Le serveur refuse d’écrire dans ce dossier ({str(error)[:3]}). Vérifiez son nom.") from None
    except ftplib.all_errors:
        if client.sock is None:
            raise HostRefused(NOBODY.format(port)) from None
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
