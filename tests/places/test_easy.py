"""« Version facile à lire »: one invented record's reviewed text, and every generated sentence held to the rules."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest

from ctg.common.text_checks import findings
from ctg.loading import load
from ctg.model.commune import Commune
from ctg.model.structure import Structure
from ctg.pages.renderer import Renderer
from ctg.places import easy
from ctg.places.easy_sentences import Block, blocks, day_line, introduction, warning
from territoires import ESSAI, ROOT

TODAY = dt.date(2026, 11, 25)


def renderer(root: Path) -> Renderer:
    return Renderer(load(root), TODAY)


def told(answer: Block) -> list[str]:
    items = [" / ".join(lines) for lines in answer.items]
    return [*answer.lines, *(f"- {item}" for item in items), *([f"[{answer.link.text}]"] if answer.link else [])]


def plain(text: str) -> str:
    return re.sub("[\u00a0\u202f]", " ", text).replace("’", "'")


LUTINS = """\
nom: Les Lutins
type: multi-accueil
commune: Valbourg
adresse: 3 place de la Mairie
telephone: 04 65 71 00 00
courriel: lutins@exemple.fr
site_web: https://www.exemple.fr/lutins
ages: {de: 10 semaines, a: 3 ans}
tarif: {gratuit: non, texte: selon le quotient familial}
horaires: {lundi: [8h-12h, 14h-18h30], mardi: [8h-12h, 14h-18h30], mercredi: ferme, jeudi: matin, note: "Appelez avant."}
fermetures: [{du: 2026-12-24, au: 2026-12-31, motif: congés}]
verifie_le: 2026-11-01
"""
EXPECTED = """\
C'est une crèche.
La crèche garde les enfants toute la journée, ou quelques heures.
# pour-qui
Pour les enfants de 10 semaines à 3 ans.
# quand
Ouvert le lundi et le mardi : de 8 h à 12 h et de 14 h à 18 h 30.
Fermé le mercredi.
Ouvert le jeudi : le matin.
Fermé du vendredi au dimanche.
Fermé du 24 au 31 décembre : congés.
Appelez avant.
# ou
3 place de la Mairie
99100 Valbourg
# prix
C'est payant.
La page complète donne des détails sur le prix.
# appeler
Vous pouvez appeler.
[04 65 71 00 00]
# ecrire
Vous pouvez écrire à cette adresse :
[lutins@exemple.fr]
# internet
Vous pouvez regarder ce site :
[exemple.fr]
"""


def test_a_record_in_easy_sentences(project):
    render = renderer(project({"data/structures/les-lutins.yml": LUTINS}))
    place = render.catalogue.get(Structure, "les-lutins")
    lines = [*introduction(render, place), *warning(render, place)]
    for answer in blocks(render, place):
        lines += [f"# {answer.label}", *told(answer)]
    assert plain("\n".join(lines) + "\n") == EXPECTED


def test_what_is_not_known_is_asked_to_who_answers(project):
    bare = "nom: Les Lutins\ntype: guichet-unique\ncommune: Valbourg\netat_fiche: a_verifier\nderniere_preuve: 2024\n"
    render = renderer(project({"data/structures/les-lutins.yml": bare}))
    place = render.catalogue.get(Structure, "les-lutins")
    assert warning(render, place)[0] == "Attention."
    found = {answer.label: told(answer) for answer in blocks(render, place)}
    assert list(found) == ["ou", "appeler"]
    asked = ["- si c'est pour vous", "- les jours et les heures", "- l'adresse", "- le prix"]
    mairie = render.catalogue.commune("Valbourg").mairie
    if mairie and mairie.telephone:
        assert plain(found["appeler"][0]) == "La mairie peut vous aider."
    assert [plain(line) for line in found["appeler"]][1:6] == ["Vous pouvez demander :", *asked]


def test_a_written_summary_comes_first_and_hard_texts_stay_on_the_whole_page(project):
    more = "resume_facile: Votre enfant joue ici.\npublics: bénéficiaires du dispositif\n"
    render = renderer(project({"data/structures/les-lutins.yml": LUTINS + more}))
    place = render.catalogue.get(Structure, "les-lutins")
    assert introduction(render, place) == ["Votre enfant joue ici."]
    assert next(blocks(render, place)).lines == ["Pour les enfants de 10 semaines à 3 ans."]


@pytest.mark.parametrize(
    ("ages", "said"),
    [
        ("{de: 3 ans, a: 12 ans}", "Pour les enfants de 3 ans à 12 ans."),
        ("{de: 3 ans, a: 145 mois}", "Pour les personnes de 3 ans à 145 mois."),
        ("{de: 10 ans, a: 30 ans}", "Pour les jeunes de 10 ans à 30 ans."),
        ("{de: 119 mois, a: 30 ans}", "Pour les personnes de 119 mois à 30 ans."),
        ("{de: 10 ans, a: 361 mois}", "Pour les personnes de 10 ans à 361 mois."),
    ],
)
def test_children_are_twelve_at_most_and_the_young_from_ten_to_thirty(project, ages, said):
    text = LUTINS.replace("{de: 10 semaines, a: 3 ans}", ages)
    render = renderer(project({"data/structures/les-lutins.yml": text}))
    assert next(blocks(render, render.catalogue.get(Structure, "les-lutins"))).lines == [said]


def test_a_confidential_address_stays_secret():
    render = renderer(ESSAI)
    hidden = [s for s in render.catalogue.all(Structure) if s.adresse_confidentielle]
    assert hidden
    for place in hidden:
        there = next(answer for answer in blocks(render, place) if answer.label == "ou")
        assert there.lines[0] == f"Commune : {place.commune}."
        assert "secrète" in there.lines[1]


@pytest.mark.parametrize(
    ("days", "spans", "line"),
    [
        ("lundi", "9 h à 12 h", "Ouvert le lundi : de 9 h à 12 h."),
        ("samedi et dimanche", "fermé", "Fermé le samedi et le dimanche."),
        ("du lundi au jeudi", "8 h à 12 h et 14 h à 18 h", "Ouvert du lundi au jeudi : de 8 h à 12 h et de 14 h à 18 h."),
        ("tous les jours", "le matin", "Ouvert tous les jours : le matin."),
    ],
)
def test_a_row_of_hours_is_a_sentence(days, spans, line):
    assert day_line(days, spans) == line


@pytest.mark.parametrize("root", [ROOT, ESSAI], ids=["reel", "essai"])
def test_every_sentence_of_the_tool_follows_the_rules(root):
    render = renderer(root)
    names = own_words(render)
    hard = {}
    for place in render.catalogue.places:
        lines = [*warning(render, place), *(line for answer in blocks(render, place) for line in lines_of(answer))]
        if not place.resume_facile:
            lines += introduction(render, place)
        for line in lines:
            if found := list(findings(line, names)):
                hard[place.key, line] = found
    assert hard == {}
    for terms in (render.catalogue.vocabulary.rubriques, render.catalogue.vocabulary.themes, render.catalogue.vocabulary.types):
        for id, term in terms.items():
            assert term.facile, id
            assert list(findings(term.facile)) == [], id


def lines_of(answer: Block) -> list[str]:
    return [*answer.lines, *(line for lines in answer.items for line in lines)]


def own_words(render: Renderer) -> set[str]:
    """Names and addresses: shown as the record has them."""
    names = {commune.nom for commune in render.catalogue.all(Commune)}
    for place in render.catalogue.places:
        names |= {place.nom, place.adresse or place.nom, place.complement_adresse or place.nom}
        names |= {stop.lieu for stop in place.arrets if stop.lieu}
    return names


@pytest.mark.parametrize(
    "template", sorted((ROOT / "hooks/ctg/places/templates").glob("*facile*.html")), ids=lambda path: path.stem
)
def test_the_words_of_the_templates_follow_the_rules(template):
    for sentence in re.findall(r"<p>([^<>{}]+)</p>", template.read_text("utf-8")):
        assert list(findings(sentence)) == []


def test_headings_stand_in_four_languages_each_said(project):
    page = next(p for p in easy.files(renderer(project())) if p.path == "structures/les-lutins/facile/")
    (line,) = re.findall(r'<h2>Où</h2>\s*<p class="langues">(.*?)</p>', page.body)
    assert re.findall(r'<span lang="(..)" dir="(...)">([^<]+)</span>', line) == [
        ("en", "ltr", "Where"), ("es", "ltr", "Dónde"), ("pt", "ltr", "Onde"), ("ar", "rtl", "أين"),
    ]  # fmt: skip
    words = json.loads(easy.LABELS.read_text("utf-8"))
    assert all(set(entry) == {"pictogramme", "fr", *easy.LANGUAGES} for entry in words.values())
    assert all(re.fullmatch("[\u0600-\u06ff ]+", entry["ar"]) for entry in words.values())


def test_each_page_has_its_easy_version_linked_both_ways(essai_site):
    catalogue = load(ESSAI)
    needs = [f"trouver/{id}/" for id in catalogue.vocabulary.rubriques]
    for path in ["", *needs, *(f"{place.key}/" for place in catalogue.places)]:
        whole = (essai_site / path / "index.html").read_text("utf-8")
        html = (essai_site / path / "facile" / "index.html").read_text("utf-8")
        if path not in needs or 'class="lieu"' in whole:
            assert re.search(r'<a href="facile/">.*Version facile à lire</a>', whole), path
        assert re.search(r'<a href="../">.*Voir la page complète</a>', html), path
        assert "pas encore relue" in html
        assert "FALC" not in html
    theme = (essai_site / "trouver/themes/logement/index.html").read_text("utf-8")
    assert 'href="../../vie-locale/facile/#logement"' in theme
