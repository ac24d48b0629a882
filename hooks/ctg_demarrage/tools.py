"""What a territory opens and installs: a file to double-click for each system, and in ``roues/`` the tool itself with the exact
versions and the digests of all that it needs. No public index holds the tool under its name: it is never asked there."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

from ctg import api

NAME = "ctg-site"
WHEELS = "roues"
MODELS = Path(__file__).parent / "modeles"
OPENED = {
    "ouvrir.bat": "Ouvrir le site.bat",
    "ouvrir.command": "Ouvrir le site.command",
    "ouvrir.desktop": "Ouvrir le site.desktop",
    "ouvrir.py": f"{WHEELS}/ouvrir.py",
}
"""Model → file of the project."""
LOCK = f"{WHEELS}/verrou.txt"
REQUIREMENTS = "requirements.txt"
NOT_OURS = frozenset({"INSTALLER", "REQUESTED", "direct_url.json", "RECORD"})
"""What an installer adds."""
HEAD = "# Ce que l’outil demande : versions exactes, empreinte de chaque fichier. Rien d’autre n’est installé.\n"


def write_tools(folder: Path, wheel: tuple[str, bytes] | None = None) -> None:
    """Writes them below a project; the tool itself when it is given, or installed whole here. Raises :class:`OSError`."""
    for model, place in OPENED.items():
        text = api.read_plain(MODELS / model).decode("utf-8")
        api.write_atomically(folder / place, text.replace("\n", "\r\n") if model.endswith(".bat") else text)
        if not model.endswith((".bat", ".py")):
            (folder / place).chmod(0o755)
    own = wheel or own_wheel()
    if own is None:  # from a repository: whoever develops the tool installs it, and nobody by its name
        api.write_atomically(folder / REQUIREMENTS, f"{HEAD}# L’outil manque : rangez sa roue (.whl) dans {WHEELS}/.\n")
        return
    name, content = own
    api.write_atomically(folder / WHEELS / name, content)
    api.write_atomically(folder / LOCK, api.read_plain(api.LOCK))
    api.write_atomically(folder / REQUIREMENTS, requirements(name, content))


def requirements(name: str, content: bytes) -> str:
    """The lines by which pip installs the tool from the project's own folder, and the rest with its digests."""
    digest = hashlib.sha256(content).hexdigest()
    own = f"{NAME}=={name.split('-')[1]} --hash=sha256:{digest}\n"
    return f"{HEAD}--find-links {WHEELS}\n--require-hashes\n-r {LOCK}\n{own}"


def own_wheel() -> tuple[str, bytes] | None:
    """Name and bytes of the installed tool, as a wheel again; None when it is run from its repository."""
    own = distribution(NAME)
    if "\nctg/" not in (own.read_text("RECORD") or ""):  # a repository: only its address is installed, if anything
        return None
    files = dict(_files(own))
    info = next(name.partition("/")[0] for name in files if name.endswith(".dist-info/METADATA"))
    lines = [f"{name},sha256={_digest(content)},{len(content)}" for name, content in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*lines, f"{info}/RECORD,,", ""]).encode()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return f"{info.removesuffix('.dist-info')}-py3-none-any.whl", made.getvalue()


def _files(own: Distribution) -> Iterator[tuple[str, bytes]]:
    for file in sorted(own.files or (), key=str):
        if ".." not in file.parts and "__pycache__" not in file.parts and file.name not in NOT_OURS:
            yield file.as_posix(), file.read_binary()


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
