"""Real web servers in front of a built site: nginx with the lines of the guide, Apache with the site's ``.htaccess``."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from territoires import ROOT

Command = list[str | Path]
PLACES = os.defpath + ":/usr/local/sbin:/usr/sbin:/sbin:" + os.environ.get("PATH", "")
"""Where web servers are: Debian does not have them in the path of everyone."""


def program(name: str, package: str) -> str:
    """The path of a web server; fails when it is not installed: what was not tried is not proved."""
    found = shutil.which(name, path=PLACES)
    assert found, f"Il manque {name} pour les tests des hébergeurs. Sous Debian : apt-get install {package}"
    return found


def nginx(site: Path, folder: Path, port: int) -> Command:
    """nginx with the block of ``hooks/ctg/guides/technique.md`` and its own usual types: the command that serves a site."""
    guide = (ROOT / "hooks/ctg/guides/technique.md").read_text("utf-8")
    block = re.search(r"```\n(log_format .*?)```", guide, re.DOTALL)[1]
    block = block.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};").replace("/srv/familles/courant", str(site))
    block = block.replace("/var/log/nginx", str(folder))
    temporary = "".join(f"{name}_temp_path {folder};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/erreurs; events {{}} "
        f"http {{ include /etc/nginx/mime.types; {temporary}\n{block}}}",
        "utf-8",
    )
    return [program("nginx", "nginx"), "-c", folder / "nginx.conf", "-e", folder / "erreurs"]


def apache2(site: Path, folder: Path, port: int) -> Command:
    """Apache with what the site's ``.htaccess`` asks for, and nothing more: the command that serves a site."""
    modules = (
        "mpm_event",
        "authz_core",
        "mime",
        "dir",
        "alias",
        "deflate",
        "filter",
        "headers",
        "expires",
        "rewrite",
        "setenvif",
    )
    (folder / "apache.conf").write_text(
        "\n".join(
            (
                f"ServerName 127.0.0.1\nListen 127.0.0.1:{port}\nPidFile {folder}/pid\nErrorLog {folder}/erreurs",
                *(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in modules),
                f"TypesConfig /etc/mime.types\nDocumentRoot {site}\nDirectoryIndex index.html",
                f"<Directory {site}>\nAllowOverride FileInfo Indexes\nRequire all granted\n</Directory>",
            )
        ),
        "utf-8",
    )
    return [program("apache2", "apache2-bin"), "-d", folder, "-f", folder / "apache.conf", "-DFOREGROUND"]


def free_port() -> int:
    """A port that nobody listens to, below those that the system gives to whoever connects: no browser takes it meanwhile.
    Each process looks from a place of its own."""
    for port in range(10_000 + os.getpid() * 7 % 20_000, 32_000):
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError("aucun port libre")


def wait_for(port: int, seconds: float = 300) -> None:
    """Until something listens there."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise TimeoutError(f"rien n'écoute sur le port {port}")


@contextmanager
def running(make: Callable[[Path, Path, int], Command], site: Path, folder: Path) -> Iterator[str]:
    """The address of a site that a real server serves; ``folder`` is the server's own."""
    port = free_port()
    server = subprocess.Popen(make(site, folder, port))
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(300)
