"""Hosts on this machine: an SSH server, an FTP server with TLS or without, a forge that wants a token."""

import base64
import os
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import paramiko
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
from pyftpdlib.ioloop import IOLoop
from pyftpdlib.servers import FTPServer

ACCOUNT, PASSWORD = "familles", "Mot de passe, d'été"
"""Of every host here."""


class _Door(paramiko.ServerInterface):
    def check_auth_password(self, username: str, password: str) -> int:
        good = (username, password) == (ACCOUNT, PASSWORD)
        return paramiko.AUTH_SUCCESSFUL if good else paramiko.AUTH_FAILED

    def get_allowed_auths(self, username: str) -> str:
        return "password"

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED


def _files(home: Path) -> type[paramiko.SFTPServerInterface]:
    class Files(paramiko.SFTPServerInterface):
        def _told(self, act: Callable[[], object]) -> int:
            try:
                act()
            except OSError as error:
                return paramiko.SFTPServer.convert_errno(error.errno)
            return paramiko.SFTP_OK

        def _path(self, path: str) -> Path:
            return home / self.canonicalize(path).lstrip("/")

        def stat(self, path):
            try:
                return paramiko.SFTPAttributes.from_stat(self._path(path).stat())
            except OSError as error:
                return paramiko.SFTPServer.convert_errno(error.errno)

        def open(self, path, flags, attr):
            try:
                number = os.open(self._path(path), flags, 0o644)
            except OSError as error:
                return paramiko.SFTPServer.convert_errno(error.errno)
            handle = paramiko.SFTPHandle(flags)
            handle.readfile = handle.writefile = os.fdopen(number, "wb" if flags & os.O_WRONLY else "rb")
            return handle

        def mkdir(self, path, attr):
            return self._told(self._path(path).mkdir)

        def remove(self, path):
            return self._told(self._path(path).unlink)

        def rename(self, oldpath, newpath):
            return self._told(lambda: os.link(self._path(oldpath), self._path(newpath))) or self.remove(oldpath)

    return Files


@contextmanager
def ssh(home: Path) -> Iterator[dict[str, str]]:
    """What the form is told of an SSH server of this process, which knows a password."""
    key, door = paramiko.RSAKey.generate(2048), socket.create_server(("127.0.0.1", 0))
    home.mkdir(exist_ok=True)

    def serve() -> None:
        with suppress(OSError):  # the door is closed
            while True:
                caller = door.accept()[0]
                with suppress(OSError, EOFError, paramiko.SSHException):  # one who hangs up: the door stays open for the next
                    transport = paramiko.Transport(caller)
                    transport.add_server_key(key)
                    transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _files(home))
                    transport.start_server(server=_Door())

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield {"serveur": f"127.0.0.1:{door.getsockname()[1]}", "compte": ACCOUNT, "secret": PASSWORD, "dossier": "www/familles"}
    finally:
        door.shutdown(socket.SHUT_RDWR)  # who waits there leaves
        door.close()


@contextmanager
def ftp(home: Path, tls: bool = True) -> Iterator[dict[str, str]]:
    """What the form is told of an FTP server. With TLS, nothing is taken in clear; its certificate is ``home``.pem."""
    home.mkdir(exist_ok=True)
    certificate = home.with_suffix(".pem")
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names]
    subprocess.run([*command, "-keyout", certificate, "-out", f"{certificate}.crt"], capture_output=True, check=True)
    certificate.write_bytes(certificate.read_bytes() + Path(f"{certificate}.crt").read_bytes())
    known = DummyAuthorizer()
    known.add_user(ACCOUNT, PASSWORD, str(home), perm="elradfmw")
    settings = {"authorizer": known, "passive_ports": None, "auth_failed_timeout": 0}  # says no at once, not after 3 s
    if tls:
        settings |= {"certfile": str(certificate), "tls_control_required": True, "tls_data_required": True}
    loop = IOLoop()
    server = FTPServer(("127.0.0.1", 0), type("Handler", (TLS_FTPHandler if tls else FTPHandler,), settings), ioloop=loop)
    ends = threading.Event()

    def serve() -> None:
        while not ends.is_set():
            loop.loop(timeout=0.02, blocking=False)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        port = server.address[1]
        yield {"serveur": f"localhost:{port}", "compte": ACCOUNT, "secret": PASSWORD, "dossier": "www/familles"}
    finally:
        ends.set()
        thread.join(300)
        server.close_all()


@contextmanager
def forge(folder: Path, user: str, token: str) -> Iterator[str]:
    """The address of a forge whose repositories are those of a folder, for who bears a token: git's own program answers."""
    wanted = "Basic " + base64.b64encode(f"{user}:{token}".encode()).decode()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.headers.get("Authorization") != wanted:
                self.send_response(401)
                self.send_header("WWW-Authenticate", 'Basic realm="forge"')
                self.end_headers()
                return
            path, _, query = self.path.partition("?")
            asked = {
                "GIT_PROJECT_ROOT": str(folder), "GIT_HTTP_EXPORT_ALL": "1", "REMOTE_USER": user, "PATH_INFO": path,
                "QUERY_STRING": query, "REQUEST_METHOD": self.command, "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                "CONTENT_LENGTH": str(len(body)), "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
                "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            }  # fmt: skip
            done = subprocess.run(["git", "http-backend"], input=body, capture_output=True, env=os.environ | asked, check=False)
            head, _, content = done.stdout.partition(b"\r\n\r\n")
            lines = dict(line.split(": ", 1) for line in head.decode().splitlines())
            self.send_response(int(lines.pop("Status", "200").split()[0]))
            for name, value in lines.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _answer

        def log_message(self, *_: object) -> None:
            """Silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
