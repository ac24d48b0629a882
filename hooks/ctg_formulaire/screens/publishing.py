"""« Publier »: a host chosen, what it wants, the site sent by a button, and what its address answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from ctg import api
from ctg_formulaire.desk import NOWHERE, Desk, FormRequest, FormResponse
from ctg_formulaire.hosting.hosts import HOSTS, Host, HostBox, chosen, host_named, typed
from ctg_formulaire.hosting.publishing import MADE_OF, SiteSending, digest_of, has_safe, zipped
from ctg_formulaire.waiting.sending import is_introduced
from ctg_formulaire.workshop import Note

KEPT = "publication"
TERRITORY = "data/territoire.yml"
ADDRESS = "adresse_site"
TO_COMPLETE = re.compile(rf"^# {ADDRESS}: .*$", re.MULTILINE)
"""The line by which a new project says that it has no address yet."""
EACH = "3"
"""Seconds between two looks of a browser at what is being sent."""
WHO = (
    HostBox("qui", "Qui publie ?", "Gardé dans l’historique, que d’autres peuvent lire. Exemple : Service petite enfance"),
    HostBox("courriel", "Son adresse de courriel", "Celle du service convient."),
)
ZIP = "site-des-familles.zip"


def hosts(_request: FormRequest, desk: Desk) -> FormResponse:
    """The hosts to choose from."""
    before = host_named(chosen(desk.workshop.root).get("hote", ""))
    links = [(one.link, one.path) for one in desk.screens if one.of == "publier"]
    return desk.page("formulaire/publier.html", "Publier le site", "partager", hosts=HOSTS, before=before, links=links)


def host(request: FormRequest, desk: Desk, name: str) -> FormResponse:
    """The screen of a host, or what its buttons did."""
    found = host_named(name)
    if found is None:
        desk.refuse(*NOWHERE)
    under_way = _under_way(desk, found)
    if request.method != "POST" or (under_way and not under_way.over):
        return _page(desk, found, under_way)

    def begun() -> FormResponse:
        desk.kept[KEPT] = _done(request, desk, found, under_way)
        return desk.led(f"publier/{name}/")

    given = {box.name: request.said(box.name) for box in (*found.boxes, *WHO)}
    return desk.tried(request, begun, lambda notes: _page(desk, found, None, notes, given))


def site_file(_request: FormRequest, desk: Desk) -> FormResponse:
    """The whole site, as one file to hand over."""
    try:
        return desk.download(ZIP, "application/zip", zipped(desk.workshop.root))
    except OSError:
        desk.refuse("Le site n’est pas prêt", "Revenez en arrière, et préparez-le d’abord.")


def _under_way(desk: Desk, host: Host) -> SiteSending | None:
    found = desk.kept.get(KEPT)
    return found if isinstance(found, SiteSending) and found.host == host else None


def _done(request: FormRequest, desk: Desk, host: Host, before: SiteSending | None) -> SiteSending:
    """Raises :class:`HostRefused`, :class:`NotWritten`, :class:`EditError`."""
    root, gesture = desk.workshop.root, request.said("_geste")
    if gesture == "regarder" and before:
        before.look()
        return before
    if gesture == "convenir" and before and before.agreement:
        agreed = {before.agreement.name: before.agreement.value}
        return SiteSending(root, host, before.values | agreed).start()
    values = typed(host, {name: request.said(name) for name in request.answers})
    with desk.workshop.lock:
        desk.workshop.sound()
        _write_address(desk, values["adresse"])
    for known in (chosen(root), before.values if before else {}):
        if "empreinte" in known and all(known.get(part) == values.get(part) for part in ("serveur", "compte")):
            values["empreinte"] = known["empreinte"]  # agreed to once, for a server
    values |= {part: request.said(part) for part in ("qui", "courriel", "coffre") if host.forge}
    return SiteSending(root, host, values).start()


def _write_address(desk: Desk, address: str) -> None:
    """Raises :class:`NotWritten`, :class:`EditError`."""
    before = (desk.workshop.on_disk(TERRITORY) or b"").decode("utf-8")
    known = api.parse(before)
    if isinstance(known, dict) and str(known.get(ADDRESS) or "").rstrip("/") == address.rstrip("/"):
        return
    line = f"{ADDRESS}: {api.scalar(address)}"
    after = TO_COMPLETE.sub(lambda _: line, before, count=1)
    if after == before:
        after = api.edit(before, {(ADDRESS,): address})
    desk.workshop.change("Adresse du site", {TERRITORY: after.encode()})


def _late(root: Path, host: Host, known: dict[str, str]) -> bool | None:
    """Whether something changed since this host was sent the site; None when it never was."""
    if host.forge or known.get("hote") != host.name or MADE_OF not in known:  # to a forge, « Envoyer » sends the rest
        return None
    return known[MADE_OF] != digest_of(root)


def _page(
    desk: Desk, host: Host, publication: SiteSending | None, notes: Sequence[Note] = (), given: dict[str, str] | None = None
) -> FormResponse:
    root, waits = desk.workshop.root, bool(publication and not publication.over)
    if publication and publication.refused:
        notes = (Note(publication.refused),)
    asked = (*host.boxes, *(() if not host.forge or is_introduced(root) else WHO))
    known = chosen(root)
    state = desk.workshop.state()
    if not known.get("adresse") and state.catalogue:
        known["adresse"] = state.catalogue.territoire.adresse_site or ""
    lacking = [one.message for one in state.problems if one.file == TERRITORY and one.field.startswith("editeur")]
    late = None if waits else _late(root, host, known)
    said = {**known, **(publication.values if publication else {}), **(given or {})}
    texts = {box.name: "" if box.secret else said.get(box.name, "") for box in asked}
    response = desk.page(
        "formulaire/publier_chez.html", host.label, "partager", notes, host=host, asked=asked, texts=texts,
        publication=publication, waits=waits, late=late, lacking=lacking,
        sent=bool(publication) and not (waits or notes or late), safe=bool(host.forge) and has_safe(root), zip=ZIP,
        repository=known.get("depot", "").removesuffix(".git"),
    )  # fmt: skip
    if waits:
        response.headers["Refresh"] = EACH
    return response
