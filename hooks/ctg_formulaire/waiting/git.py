"""Git, asked by the form: in English, told in French; it asks nobody for a password and does not wait for ever."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from ctg import api
from ctg_formulaire.workshop import NotWritten

PATIENCE = 60
"""Seconds that git may take: a network that never answers is told."""


def is_in_history(root: Path) -> bool:
    """Whether git follows the project."""
    return not fails(root, "rev-parse", "--is-inside-work-tree")


def in_history(root: Path) -> None:
    """Raises :class:`NotWritten` when git does not follow the project."""
    if not is_in_history(root):
        raise NotWritten("Vos fiches sont enregistrées sur cet ordinateur. Le site n'a encore jamais été publié d'ici.")


def fails(root: Path, *arguments: str) -> bool:
    return run(root, *arguments).returncode != 0


def git(root: Path, *arguments: str, secret: Mapping[str, str] | None = None) -> str:
    """What git answers; ``secret``: settings of this command alone, which no list of programs shows. Raises
    :class:`NotWritten`."""
    done = run(root, *arguments, secret=secret)
    if done.returncode:
        raise NotWritten(_reason(done.stderr.decode("utf-8", "replace")))
    return done.stdout.decode("utf-8", "replace")


def run(
    root: Path, *arguments: str, secret: Mapping[str, str] | None = None, said: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Git, in English, which asks nobody for a password and does not wait for ever; ``said`` is what it is told."""
    # A page of the form starts it: nothing of what the browser sent is in the environment, nor an option (see « -- »).
    environment = os.environ | {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_SSH_COMMAND": "ssh -o BatchMode=yes"}
    for rank, (name, value) in enumerate((secret or {}).items()):
        environment |= {"GIT_CONFIG_COUNT": str(rank + 1), f"GIT_CONFIG_KEY_{rank}": name, f"GIT_CONFIG_VALUE_{rank}": value}
    command = ["git", "-C", str(root), "-c", "core.quotePath=false", *arguments]
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=PATIENCE, env=environment, input=said)
    except subprocess.TimeoutExpired:
        raise NotWritten(f"Pas de réponse en {PATIENCE} secondes. Vérifiez la connexion, puis recommencez.") from None
    except OSError:
        return subprocess.CompletedProcess(command, 127, b"", ABSENT.encode())


ABSENT = "git is not installed"
"""What is answered in its place: most hosts need none."""
REASONS: tuple[tuple[str, str], ...] = (
    (
        ABSENT,
        "Cet hébergeur demande le programme git, qui n'est pas installé ici. Vos fiches sont enregistrées. Installez-le "
        "(https://git-scm.com), ou choisissez un autre hébergeur, dans la page « Publier ».",
    ),
    ("Could not resolve host", "Pas de connexion : le site de publication ne répond pas. Recommencez plus tard."),
    ("unable to access", "Le site de publication ne répond pas. Vérifiez la connexion, puis recommencez."),
    ("Could not read from remote", "Le site de publication refuse de répondre. Vérifiez la connexion et votre accès."),
    ("Authentication failed", "Le site de publication ne vous reconnaît pas. Donnez un nouveau jeton, dans la page « Publier »."),
    ("terminal prompts disabled", "Le site de publication demande un jeton. Donnez-le, dans la page « Publier »."),
    ("Permission denied", "Vous n'avez pas le droit d'envoyer à ce site. Demandez-le à la personne qui s'en occupe."),
    ("protected branch", "Cette branche est protégée : proposez vos changements à la personne qui s'occupe du dépôt."),
    (r"\[rejected\]", "Quelqu'un d'autre vient de publier. Recommencez : son travail sera d'abord reçu."),
    ("empty ident name|tell me who you are", "On ne sait pas qui enregistre. Dites-le : un nom, et une adresse de courriel."),
    (r"index\.lock", "Git travaille déjà dans ce dossier. Attendez qu'il ait fini, puis recommencez."),
    (
        "not currently on a branch|ref HEAD is not a symbolic ref",
        "Ce dossier montre une ancienne version. Revenez à la dernière, puis recommencez.",
    ),
)
"""What git says (a pattern) → what to tell; the first that is found. What was saved stays saved in every case."""


def _reason(told: str) -> str:
    known = next((reason for mark, reason in REASONS if re.search(mark, told, re.IGNORECASE)), "")
    lines = [line for line in told.splitlines() if line.strip()]
    return known or f"Git a refusé : {api.shown(lines[-1] if lines else 'sans dire pourquoi')}. Rien n'est perdu."
