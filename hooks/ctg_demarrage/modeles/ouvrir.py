"""Opened by a double-click: prepares the tool in this folder, once, then opens the form. It needs
Python 3.11, which what starts it has looked for."""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / ".venv"
PYTHON = PLACE / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
WANTED = (ROOT / "requirements.txt", ROOT / "roues" / "verrou.txt")
READY = PLACE / ".pret"
"""What was installed: the digest of what is wanted."""
BARE = "Ce Python n’a pas de quoi préparer l’outil. Installez celui de https://www.python.org/downloads/, puis ouvrez de nouveau."
CLOSED = "On ne peut rien écrire dans ce dossier. Copiez-le tout entier dans « Documents », puis ouvrez ce fichier dans la copie."
STOPPED = "Le formulaire s’est arrêté. S’il sait pourquoi, c’est écrit au-dessus. Ce qui était enregistré l’est toujours."
FAILED = "L’outil n’a pas pu être préparé. Vérifiez la connexion, puis ouvrez de nouveau ce fichier. Rien n’est perdu."


def main() -> int:
    """0 once the form was closed; else why not is told, and the window waits."""
    os.chdir(ROOT)
    if not writable():
        return told(CLOSED)
    wanted = hashlib.sha256(b"".join(path.read_bytes() for path in WANTED if path.exists())).hexdigest()
    before = READY.read_text("ascii") if READY.exists() and starts() else ""
    if before != wanted:
        print("L’outil se prépare, une seule fois : comptez deux à trois minutes. Gardez cette fenêtre ouverte.", flush=True)
        try:
            if not before:  # a newer version needs little more: most often nothing of the network
                venv.create(PLACE, clear=True, with_pip=True, symlinks=os.name != "nt")
        except (OSError, subprocess.CalledProcessError):
            return told(BARE)
        if not any(installed(how) for how in (["--no-index"], [])) or (before and not again()):
            return told(FAILED)
        READY.write_text(wanted, "ascii")
    if sys.argv[1:] == ["--preparer"]:  # a version that is tried beside
        return 0
    print("Le formulaire s’ouvre dans le navigateur. Pour l’arrêter, fermez cette fenêtre.", flush=True)
    words = ["servir", "--ouvrir"] if (ROOT / "data").is_dir() else ["demarrer", "--ouvrir"]
    return subprocess.call([str(PYTHON), "-m", "ctg", *words]) and told(STOPPED)


def writable() -> bool:
    """Whether this folder takes a file: a share, or a key that is locked, does not."""
    mark = ROOT / ".essai-ecriture"
    try:
        mark.touch()
        mark.unlink()
    except OSError:
        return False
    return True


def starts() -> bool:
    """Whether there is a Python here that starts: that of a folder copied from another computer does not."""
    try:
        return subprocess.run([str(PYTHON), "-c", ""], check=False, stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def again() -> bool:
    """Whether the tool itself is installed over what was there: pip leaves a version of the same number as it is."""
    wanted = WANTED[0].read_text("utf-8")
    wheels = [one for one in WANTED[1].parent.glob("ctg_site-*.whl") if hashlib.sha256(one.read_bytes()).hexdigest() in wanted]
    command = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-index", "--no-deps"]
    return bool(wheels) and subprocess.run([*command, "--force-reinstall", *map(str, wheels)], check=False).returncode == 0


def installed(how: list[str]) -> bool:
    """Whether pip installed all, with the digests of the lock: first from this folder alone, else from the network."""
    command = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--require-hashes", *how]
    done = subprocess.run([*command, "-r", str(WANTED[0])], check=False, stderr=subprocess.PIPE if how else None)
    return done.returncode == 0


def told(why: str) -> int:
    """Says it, and waits for someone to have read it."""
    print(why, file=sys.stderr)
    if sys.stdin and sys.stdin.isatty():
        input("Appuyez sur la touche Entrée pour fermer. ")
    return 1


if __name__ == "__main__":
    sys.exit(main())
