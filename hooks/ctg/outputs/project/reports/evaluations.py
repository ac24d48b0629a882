"""The evaluations of the conventions: their list, the page of each, and its PDF."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from ctg.catalogue import Catalogue
from ctg.kinds import Cadre, Evaluation
from ctg.outputs.about import site_plan
from ctg.outputs.base.facets import Facets, newcomer, present, under
from ctg.outputs.base.formats.pdf import make_pdf, weight
from ctg.outputs.base.pictures.colours import printed
from ctg.outputs.base.rendering import Renderer, leads_on
from ctg.outputs.base.section import PROJECT, SectionLine, section_page
from ctg.outputs.base.site import Asset, SiteFile
from ctg.outputs.project.plan.frameworks import ordered
from ctg.outputs.project.reports.evaluation_text import answers, document, rendered

EVALUATIONS = section_page(
    "Évaluation",
    "ctg/evaluation/",
    92,
    "Ce que la convention a changé, d’après quelles preuves, et ce qui est recommandé.",
    filled=lambda catalogue, _today: bool(catalogue.all(Evaluation)),
)


@dataclass(frozen=True)
class EvaluationPdf:
    """An evaluation on paper, the same texts as its page."""

    render: Renderer
    record: Evaluation

    @property
    def path(self) -> str:
        """Where the site has it: beside the page."""
        return f"{self.record.key}.pdf"

    @cached_property
    def content(self) -> bytes:
        catalogue, today = self.render.catalogue, self.render.today
        return make_pdf("evaluation.typ", document(catalogue, self.record, today), today, printed(catalogue.territoire.couleurs))

    @property
    def weight(self) -> str:
        """What a link to the PDF says of it."""
        return weight(self.content)


def files(render: Renderer) -> Iterable[SiteFile]:
    """The list and the PDF of each; without any evaluation, its address leads to the convention."""
    catalogue = render.catalogue
    if not EVALUATIONS.filled(catalogue, render.today):
        yield leads_on(render, EVALUATIONS.path, *PROJECT)
        return
    yield render.page(
        "projet/fiches.html",
        EVALUATIONS.path,
        EVALUATIONS.name,
        trail=(PROJECT,),
        intro="Des questions, des preuves, puis une réponse : ce que chaque convention a changé, et ce qui est recommandé.",
        groups=list(groups(catalogue)),
        notes=[],
        unknown="",
        description="Les évaluations des conventions et des plans : questions, preuves, réponses et recommandations.",
    )
    for record in catalogue.all(Evaluation):
        yield _asset(EvaluationPdf(render, record))


def _asset(made: EvaluationPdf) -> Asset:
    return Asset(made.path, lambda: made.content)


def groups(catalogue: Catalogue) -> Iterable[tuple[str, list[SectionLine]]]:
    """(framework, its evaluations), the frameworks in the order of their archive."""
    for cadre in ordered(catalogue):
        if own := catalogue.referenced_by(cadre, Evaluation):
            yield cadre.title, [SectionLine(one, tuple(filter(None, (rendered(one), answers(one))))) for one in own]


def evaluation(render: Renderer, record: Evaluation) -> dict:
    """What the page of an evaluation shows besides the record."""
    return {
        "evaluation": document(render.catalogue, record, render.today),
        "printed": EvaluationPdf(render, record),
        "MARKS": MARKS,
    }


MARKS = {"positif": "realisee", "partage": "en-cours", "negatif": "suspendue", "": "inconnu"}
"""The shape of the mark beside an answer, as those of the states of an action."""


def _summary(catalogue: Catalogue, record: Evaluation) -> str:
    cadre = catalogue.get(Cadre, record.cadre)
    return f"Évaluation : {cadre.title}. {answers(record)}" if cadre else answers(record)


present(
    Facets(
        kind=Evaluation,
        above=under(PROJECT, EVALUATIONS.link),
        plan=(site_plan.PROJECT, "Les évaluations"),
        details=evaluation,
        summary=_summary,
        commune=None,
        has_map=None,
        script=None,
        arrival=newcomer("évaluation"),
        heading=lambda _catalogue, record: (record.titre, "Évaluation"),
        news=None,
        events=None,
        named="Dans ces évaluations",
        computed=None,
        linked=None,
    )
)
