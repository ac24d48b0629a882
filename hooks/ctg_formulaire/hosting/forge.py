"""A project sent to a forge, GitHub or GitLab, which makes its site: a history begun if there is none, a token of one command.

Later sendings of the page « Envoyer » need no token where the computer keeps it in its own safe."""

from __future__ import annotations

import base64
from pathlib import Path

from ctg_formulaire.hosting.hosts import Host, HostRefused
from ctg_formulaire.waiting.git import fails, git, run
from ctg_formulaire.waiting.sending import changes, introduce, is_introduced, save

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
    if not fails(root, "rev-parse", "--verify", "--quiet", theirs):
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
    if fails(root, "rev-parse", "--verify", "--quiet", "HEAD"):
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
