"""The action sheets: a page for each action, tagged, where what is not known is a line to fill."""

from __future__ import annotations

import datetime as dt
import io
import re

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctg.model.action import Action, Bilan, Calendrier, Devenir, Difficulte, EtapeAction, EtatDate, Financement, Moyens, Poste
from ctg.model.references import Source
from ctg.pages.pdf import printable
from ctg.pages.renderer import Renderer
from ctg.plan import action_pages
from ctg.plan.words import label
from ctg_comites import action_sheets
from ctg_comites.action_sheets import printed, sheet
from lieux_hostiles import LINE, TEXT
from octets import pdf_tag_names, pdf_text
from territoires import ESSAI, catalogue_of

TODAY = dt.date(2026, 11, 25)
ESSAI_CATALOGUE = catalogue_of(ESSAI)
HANDICAP = ESSAI_CATALOGUE.get(Action, "accueil-des-enfants-handicapes")
LONG = "Anticonstitutionnellement " * 400


def sheets(*actions: Action) -> bytes:
    return printed(Renderer(ESSAI_CATALOGUE, TODAY), "x.pdf", actions).pdf


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def fields(made: dict) -> dict[str, list[str]]:
    """Every field of a sheet, by name."""
    return {
        field["nom"]: field["textes"]
        for part in ("acteurs", "contenu", "periode", "moyens", "avancement")
        for field in made[part]
    }


@pytest.fixture(scope="module")
def plan() -> bytes:
    """The sheets of the whole convention of the invented territory."""
    return sheets(*ESSAI_CATALOGUE.of_the_convention(Action))


# --- the document --------------------------------------------------------------------------------


def test_one_page_for_each_action(plan):
    assert len(opened(plan).pages) == pdf_tag_names(plan).count("/H1") == len(ESSAI_CATALOGUE.of_the_convention(Action)) == 25


# --- what it says --------------------------------------------------------------------------------


def test_every_field_of_an_action_is_there():
    made = sheet(ESSAI_CATALOGUE, HANDICAP, TODAY)
    told = fields(made)
    assert made["cadre"].startswith("Convention territoriale globale (CTG) du Val d'Aubrelune, du 1er janvier 2024")
    assert (made["axe"], made["numero"]) == ("Axe 1. Accueillir chaque tout-petit", "1.9")
    assert told["Pilote"] == ["Association Grandir autrement"]
    assert told["Petite enfance"] == ["Service public de la petite enfance : soutenir la qualité"]
    assert told["Postes"] == [
        "Éducatrice partagée entre les crèches, 0,8 équivalent temps plein, employeur : Association Grandir autrement, "
        "financeur : CAF de la Haute-Lune, à partir de septembre 2024"
    ]
    assert made["etapes"][-1] == ["Septembre 2026", "Guide d'accueil pour les équipes", "pas faite à la date prévue"]
    assert made["montants"]["colonnes"] == ["Prévu", "Réalisé", "Écart"]
    assert [text.replace("\u202f", " ").replace("\xa0", " ") for text in made["montants"]["total"]] == [
        "80 000 €", "au moins 41 500 €", "inconnu"
    ]  # fmt: skip
    assert told["État"] == ["En cours, au 30 juin 2026"]
    assert told["Suite décidée"] == []
    assert made["adresse"] == "https://familles.exemple.fr/actions/accueil-des-enfants-handicapes/"


def test_what_is_not_known_is_a_line_to_fill():
    action = Action(titre="Un guide", axe="accueillir", porteurs=("Mairie",)).read_from("g", "data/actions/g.yml", {})
    told = fields(sheet(ESSAI_CATALOGUE, action, TODAY))
    assert {name for name, texts in told.items() if texts} == {"Pilote", "Communes"}
    content = sheets(action)
    assert pdf_text(content).count("àcompléter") == len(told) - 2 + len(("Étapes", "Budget", "À suivre", "Sources"))
    assert len(opened(content).pages) == 1


# --- hostile texts -------------------------------------------------------------------------------


@st.composite
def hostile(draw) -> Action:
    """An action whose every text is hostile."""
    line, text = draw(LINE), draw(TEXT)
    means = Moyens(
        postes=(Poste(fonction=line, etp=0.5, employeur=line, financeur=line),),
        financiers=tuple(
            Financement(annee=2026, financeur=line, prevu=10**12, realise=spent, dispositif=line) for spent in (None, 10**12)
        ),
    )
    update = dict.fromkeys(("titre", "numero", "publics"), line) | {"porteurs": (line,)}
    update |= dict.fromkeys(("constat", "objectif", "description"), text)
    return HANDICAP.model_copy(
        update=update
        | {
            "communes": (line,),
            "partenaires": (line, line),
            "calendrier": Calendrier(etapes=(EtapeAction(date="2026-01", titre=line),)),
            "moyens": means,
            "etats": (EtatDate(date=TODAY, etat="suspendue", note=line, source=line),),
            "bilans": (Bilan(annee=2026, texte=text),),
            "difficultes": (Difficulte(texte=text),),
            "suite": Devenir(decision="arretee", motif=text),
            "sources": (Source(titre=line, url=f"https://www.exemple.fr/{'long-' * 40}"),),
            "indicateurs": ("places-collectif",),
        }
    )


@settings(max_examples=25)
@given(hostile())
def test_hostile_text_stays_text(action):
    content = sheets(action)
    assert pdf_tag_names(content).count("/H1") == 1
    assert re.sub(r"[\s\u200b]", "", printable(action.titre)) in pdf_text(content)


def test_a_long_sheet_runs_on_to_the_next_page():
    action = HANDICAP.model_copy(update={"description": LONG, "numero": "9"})
    content = sheets(action, HANDICAP)
    assert len(opened(content).pages) >= 4
    assert pdf_text(content).count("Anticonstitutionnellement") == 400
    assert pdf_text(content).count("Ficheaction9·") >= 3  # each of its pages says whose it is


def test_beyond_as_many_as_one_file_holds_there_are_several(monkeypatch):
    own = ESSAI_CATALOGUE.of_the_convention(Action)
    assert [one.path for _, one in action_sheets.by_file(Renderer(ESSAI_CATALOGUE, TODAY))] == ["ctg/actions/fiches-actions.pdf"]
    monkeypatch.setattr(action_sheets, "MOST", len(own) - 1)
    render = Renderer(ESSAI_CATALOGUE, TODAY)
    made = [(file.path, file.content) for file in action_sheets.sheets_pdf(render)]
    assert [path for path, _ in made] == ["ctg/actions/fiches-actions.pdf", "ctg/actions/fiches-actions-2.pdf"]
    assert [content for _, content in made] == [sheets(*own[:-1]), sheets(own[-1])]
    (page,) = action_pages.files(render)
    told = re.findall(r"Fiches actions de la convention, (.*?), à imprimer", page.body)
    assert told == [f"de {label(some[0])} à {label(some[-1])}" for some in (own[:-1], own[-1:])]
