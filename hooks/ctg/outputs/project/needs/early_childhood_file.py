"""The file for the departmental committee of services to families: what a convention holds of the multi-year plan, as a PDF.

The plan is sent to that committee once adopted (CASF, art. L. 214-2, II); a convention may stand for it (III).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from ctg.analysis.project.needs.early_childhood import Duties, Transfer, duties, transfers
from ctg.analysis.project.needs.early_childhood_law import CHECKED, CONTENT, DECREE, PLAN
from ctg.catalogue import Catalogue
from ctg.ground.phrases import capital, date_fr, joined, number
from ctg.ground.problems import plural
from ctg.kinds import Cadre, Commune
from ctg.kinds.project.action import SPPE
from ctg.kinds.territory.territoire import DeliberationCommune
from ctg.outputs.base.formats.pdf import make_pdf, weight
from ctg.outputs.base.pictures.colours import printed
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.project.needs.early_childhood_plan import ANSWERS, HEADS, answered, plan_texts, votes
from ctg.outputs.project.reports.parts import period

TITLE = "Schéma de la petite enfance"


@dataclass(frozen=True)
class PlanFile:
    """The PDF of the convention of the day."""

    render: Renderer
    page: str
    """The address of the page that links it."""

    @property
    def path(self) -> str:
        return f"{self.page}schema.pdf"

    @cached_property
    def content(self) -> bytes:
        catalogue, today = self.render.catalogue, self.render.today
        return make_pdf("schema.typ", document(catalogue, today, self.page), today, printed(catalogue.territoire.couleurs))

    @property
    def weight(self) -> str:
        """What a link to the PDF says of it."""
        return weight(self.content)


def document(catalogue: Catalogue, today: dt.date, page: str) -> dict:
    """The texts of the PDF."""
    territoire, cadre = catalogue.territoire, catalogue.convention
    texts, site = plan_texts(catalogue, cadre, today), territoire.adresse_site
    return {
        "titre": TITLE,
        "territoire": territoire.nom_complet,
        "convention": f"{cadre.titre}, {period(cadre)}",
        "etabli": f"Dossier établi le {date_fr(today)} d’après les fiches publiées sur le site.",
        "provisoire": "",
        "contact": capital(cadre.contact or ""),
        "adresse": f"{site.rstrip('/')}/{page}" if site else "",
        "compte": answered(texts),
        "statut": _status(catalogue, cadre),
        "points": texts,
        "missions": [[capital(SPPE[mission]), _bearer(catalogue, found)] for mission, found in transfers(catalogue).items()],
        "colonnes": ["Commune", "Habitants", *HEADS.values(), "Schéma", "Délibération de transfert"],
        "communes": [_row(one, votes(catalogue).get(one.commune.nom, [])) for one in duties(catalogue)],
        "loi": f"{len(CONTENT)} points, d’après : {DECREE.titre}, {DECREE.date} ; {PLAN.titre}. Lus le {date_fr(CHECKED)}.",
    }


def _status(catalogue: Catalogue, cadre: Cadre) -> str:
    stands = catalogue.territoire.petite_enfance.ctg_vaut_schema
    said = {True: "Les signataires disent que oui.", False: "Les signataires disent que non.", None: "Ce n’est pas dit."}[stands]
    votes_of = [f"{vote.organe}, {date_fr(vote.date)}" for vote in cadre.deliberations]
    approved = f" Délibérations : {joined(votes_of)}." if votes_of else " Aucune délibération n’est citée."
    return f"La convention tient-elle lieu de schéma ? {said}{approved}"


def _bearer(catalogue: Catalogue, found: Transfer) -> str:
    """« Intercommunalité, pour 6 communes sur 12 »."""
    total, own = len(catalogue.all(Commune)), len(found.communes)
    said = capital(found.exercee_par.label)
    return f"{said}, pour {plural(own, 'commune')} sur {total}" if own < total else said


def _row(row: Duties, found: list[DeliberationCommune]) -> list[str]:
    told = [f"{f'n° {vote.numero}, ' if vote.numero else ''}{date_fr(vote.date)}" for vote in found]
    return [
        row.commune.nom,
        "inconnu" if row.commune.population is None else number(row.commune.population),
        *(ANSWERS[duty.obligatoire] for duty in (*row.missions.values(), row.schema)),
        " ; ".join(told) or "aucune citée",
    ]
