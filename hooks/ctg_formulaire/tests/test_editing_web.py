"""The form of a record as a browser meets it: what it sends back, what is said of it, what is written."""

import re
from threading import Thread

import pytest
from shapely import Point

from cas import each
from ctg import api
from ctg.loading import load
from ctg.model.freshness import confirmed
from ctg.model.structure import Structure
from ctg.model.territory import PARIS, today
from ctg.places.contacts import PublicView
from ctg.publish.build import make_site
from ctg.reading.changes import written_records
from ctg.site import frame
from ctg.territory.outlines import AddressService, Found, NotLocated
from ctg_formulaire.opened import OpenedRecord
from formulaire import Surfer, lines
from territoires import ESSAI, small

PLACE = "/structures/ecureuils/"


def test_a_form_holds_exactly_its_record_and_names_its_boxes():
    """The longest of each kind; ``test_editing`` sends back all of them."""
    surfer = Surfer(ESSAI)
    records = sorted(written_records(ESSAI)[0].values(), key=lambda one: one.path.stat().st_size)
    for one in {one.key.partition("/")[0]: one for one in records}.values():
        page, record = surfer.get(f"/{one.key}/"), OpenedRecord.read(ESSAI, one)
        reading, values = record.reading({name: texts for name, texts in page.answers.items() if name[0] != "_"})
        assert (reading.changes, reading.faults, values) == ({}, {}, record.values), one.key
        form = page.form
        assert [name for name in form.named if name not in form.ids] == []


def test_the_words_of_people_are_understood_and_nothing_of_them_is_lost(surfer):
    saved = surfer.send(
        PLACE,
        telephone="tél : 01.99.00.11.03 (le matin)",
        adresse="5, av. du Bois 99140 NOISETIERE SUR VIVE CEDEX",
        dit__heures="lun-ven 7h30/18h, hors vacances scolaires, sauf jours fériés",
        dit__fermetures="Noël : du 24/12/26 au 03/01/27\nle pont de l’Ascension",
        site_web="www.exemple.fr",
        ages__de="dix semaines",
    )
    told = re.sub(r"\s", " ", saved.plain)
    assert "« le pont de l'Ascension » est compris : le " in told
    assert ("« Noël" in told, "Jours fériés : fermé." in told, "(vide) → ferme" in told) == (False, True, False)
    written = surfer.text()
    for line in (
        "telephone: 01 99 00 11 03\n", "Téléphone : le matin.", "adresse: 5 avenue du Bois\n", "mercredi: 7h30-18h",
        "pendant: vacances", "{du: 2026-12-24, au: 2027-01-03, motif: Noël}", "site_web: https://www.exemple.fr",
        "de: 10 semaines", "jours_feries: ferme",
    ):  # fmt: skip
        assert line in written, written


def test_a_remedy_is_a_button_that_fills_the_box(still):
    page = still.send(PLACE, type="multi-acueil", nom="")
    assert page.status.startswith("422")
    assert "Le champ «\u202fNom\u202f» est obligatoire" in page.html, "in the words of the form"
    assert "Mettre «\u202fmulti-accueil\u202f»" in page.html
    assert 'value="mettre:[[&#34;type&#34;, [&#34;multi-accueil&#34;]]]"' in page.html
    again = still.send(PLACE, 'mettre:[["type", ["multi-accueil"]]]', type="multi-acueil")
    assert again.answers["type"] == ["multi-accueil"]
    hours = "« lundi de 8h à 18h » dit les heures d’une semaine"
    assert hours in still.send(PLACE, telephone="01 99 00 11 03, lundi de 8h à 18h").html.replace("\u202f", " ").replace(
        "\xa0", " "
    )
    assert "août a 31 jours" in still.send(PLACE, **{"dit.fermetures": "du 32 août au 40 août 2027"}).plain
    named = still.send(PLACE, telephone="01 99 00 11 03 poste 12, demander Mme Exemple", faits_a_savoir="")
    assert "Mettre «\u202f01 99 00 11 03\u202f», garder «\u202fTéléphone\xa0: poste 12\u202f» dans" in named.html


def test_what_would_be_wrong_here_or_elsewhere_is_refused(still):
    before = still.data
    page = still.send(PLACE, adresse="5 rue Haute 99100 Petit-Ormeau")
    assert (page.status[:3], "Cette adresse est à Petit-Ormeau" in page.html) == ("422", True)
    assert still.send("/structures/guichet-familles/", hors_territoire="oui").status.startswith("422")
    assert still.data == before


def test_a_row_is_added_and_removed(surfer):
    before = surfer.text()
    page = surfer.send(PLACE, "ajouter:fermetures")
    assert page.answers["fermetures"] == ["=0", "0"]
    assert surfer.text() == before
    answers = page.answers | {"fermetures.0.du": ["2026-12-24"], "fermetures.0.au": ["2027-01-03"], "_geste": ["enregistrer"]}
    page = surfer.post(PLACE, answers)
    assert lines(before, surfer.text()) == {"fermetures:", "  - {du: 2026-12-24, au: 2027-01-03}"}
    page = surfer.send(PLACE, "retirer:fermetures.0")
    surfer.post(PLACE, page.answers | {"_geste": ["enregistrer"]})
    assert surfer.text() == before
    page = surfer.send(PLACE, "ligne:autres_noms", autres_noms="Les Noisettes")
    assert page.answers["autres_noms"] == ["Les Noisettes", ""], "one empty box more"


def test_all_is_right_lifts_the_doubt_with_the_date(surfer):
    file, address = "data/structures/coquelicot.yml", "/structures/coquelicot/"
    assert "etat_fiche: a_verifier" in surfer.text(file)
    for _ in range(2):  # the same day: the same source
        surfer.send(address, "verifier", repas="Fournis.")
    written = surfer.text(file)
    assert written.count(f"- {{titre: Vérification du {api.date_fr(today(PARIS))}, date: {today(PARIS)}}}") == 1
    assert (f"verifie_le: {today(PARIS).isoformat()}" in written, "etat_fiche: publiee" in written) == (True, True)
    catalogue = load(surfer.root)
    place = catalogue.get(Structure, "coquelicot")
    assert (confirmed(place), PublicView(catalogue, place, today(PARIS)).caution) == (True, "")


def test_the_last_saves_are_undone_one_by_one_unless_the_file_changed_since(surfer):
    before = surfer.text()
    surfer.send(PLACE, telephone="01 99 00 11 03")
    surfer.send(PLACE, repas="Fournis.")
    surfer.press("/annuler/")
    assert ("01 99 00 11 03" in surfer.text(), "Fournis." in surfer.text()) == (True, False)
    saved = surfer.text()
    surfer.file.write_text(saved + "# relu\n", "utf-8")
    assert "a changé entre-temps" in surfer.press("/annuler/").html
    assert surfer.text() == saved + "# relu\n"
    surfer.file.write_text(saved, "utf-8")
    surfer.press("/annuler/")
    assert surfer.text() == before
    assert "rien à annuler" in surfer.press("/annuler/").html


# --- the file changes while it is open -----------------------------------------------------------


def test_what_changed_on_the_disk_is_told_with_both_versions_and_nothing_is_lost(surfer):
    answers = surfer.get(PLACE).answers | {"telephone": ["01 99 00 11 03"], "repas": ["Fournis."], "_geste": ["enregistrer"]}
    other = surfer.text().replace("01 99 00 11 02", "01 99 00 11 04").replace("8h-18h", "8h-17h")
    surfer.file.write_text(other, "utf-8")
    page = surfer.post(PLACE, answers)
    assert surfer.text() == other
    assert "La fiche a changé sur le disque" in page.html
    assert "<td>01 99 00 11 03</td><td>01 99 00 11 04</td>" in page.html
    assert re.search(r"<li>Horaires.: Lundi.: 8h-18h → 8h-17h</li>", page.html)
    assert page.answers["repas"] == ["Fournis."]
    assert page.answers["horaires.lundi"][0] == "8h-17h"
    surfer.post(PLACE, page.answers | {"_geste": ["enregistrer"]})
    assert surfer.text() == other.replace("01 99 00 11 04", "01 99 00 11 03").replace(
        "Le repas est apporté par les familles.", "Fournis."
    )


def test_a_remark_that_comes_meanwhile_is_no_conflict_and_what_is_no_yaml_is_told(surfer):
    answers = surfer.get(PLACE).answers | {"telephone": ["01 99 00 11 03"], "_geste": ["enregistrer"]}
    surfer.file.write_text("# une remarque\n" + surfer.text(), "utf-8")
    surfer.post(PLACE, answers)
    assert surfer.text().startswith("# une remarque\n")
    assert "01 99 00 11 03" in surfer.text()
    surfer.file.write_text("nom: [", "utf-8")
    assert "Ce fichier ne se lit pas" in surfer.get(PLACE).html


def test_a_preview_leads_to_the_form_and_a_published_page_does_not_nor_without_the_form(tmp_path, monkeypatch):
    root = small(tmp_path / "projet", {"data/structures/a.yml": "nom: A\ntype: mam\ncommune: Valbourg\netat_fiche: brouillon\n"})
    for drafts, form, links in ((True, True, ["structures/les-lutins/", "nouvelle/"]), (False, True, []), (True, False, [])):
        monkeypatch.setattr(frame, "has_form", lambda form=form: form)
        site = make_site(root, drafts)
        html = site.document(next(file for file in site.files if file.path == "structures/les-lutins/")).content.decode()
        assert re.findall(r'href="\.\./\.\./_editer/([^"]*)"', html) == links
        assert ("_editer" in html) is ("Aperçu avec vos brouillons" in html) is bool(links)


# --- what comes back spoilt ----------------------------------------------------------------------


def test_a_form_that_is_old_cut_or_spoilt_writes_nothing_and_keeps_what_was_typed(still):
    was, answers = still.text(), still.get(PLACE).answers | {"repas": ["Fournis."], "_geste": ["enregistrer"]}
    spoilt = [{"_avant": [before]} for before in ("", "é", "AAAA", "bm9tOiBb", "LSB1bg==", "/////w==", "bm9tOiAmYSBiCg==")]
    for change in ({"_jeton": ["hier"]}, {"_fin": []}, *spoilt):
        page = still.post(PLACE, answers | change)
        assert (page.status[:3], page.answers["repas"]) == ("422", ["Fournis."]), change
        assert page.answers["_jeton"] == [still.desk.workshop.token]
        assert still.text() == was


def test_hostile_texts_are_shown_as_texts_and_come_back_whole(still):
    for text in ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "{% raw %}", "</textarea><b>",
                 "a\nb</textarea>"):  # fmt: skip
        typed = text.replace("\n", "\r\n")
        expected = {"nom": typed, "description": typed, "adresse": typed, "telephone": typed, "publics": typed, "type": text}
        page = still.send(PLACE, "ajouter:sources", **dict.fromkeys(expected, text))
        assert {name: page.answers[name] for name in expected} == {name: [shown] for name, shown in expected.items()}
        assert ("<script>alert" in page.html, "<img" in page.html) == (False, False)


# --- where it is ---------------------------------------------------------------------------------


class _Service:
    """Answers instead of the network, and notes what it is asked."""

    def __init__(self, still: Surfer, answer: Found | Exception, meanwhile=lambda: None):
        self.answer, self.asked, self.meanwhile = answer, [], meanwhile
        still.desk.services = (AddressService("à l'annuaire d'essai", self.find),)

    def find(self, question, outline, day):
        self.asked.append(question.text)
        self.meanwhile()
        if isinstance(self.answer, Exception):
            raise self.answer
        assert outline.contains(Point(outline.centroid))
        return self.answer


FOUND = Found(lat=46.51, lon=2.52, score=0.9, adresse="x", reponse="4 Rue des Noisetiers", type="street", date="2026-11-27")
SILENT = NotLocated("Le service d'adresses ne marche pas.")


@pytest.mark.parametrize(("answer", "told"), [(FOUND, "Le point est celui de la rue"), (SILENT, str(SILENT))])
def test_a_point_is_found_by_the_address_of_the_form_and_nothing_is_written(still, answer, told):
    service, before, was = _Service(still, answer), still.text(), still.get(PLACE).answers["position.lat"]
    page = still.send(PLACE, "situer", adresse="4 rue des Noisetiers")
    assert told in page.plain
    assert page.answers["position.lat"] == (["46.51"] if answer is FOUND else was)
    assert [one.partition(" 9")[0] for one in service.asked] == ["4 rue des Noisetiers"]
    assert still.text() == before


def test_other_pages_answer_while_the_service_of_addresses_is_asked(still):
    def meanwhile():
        other = Thread(target=still.get, args=("/nouvelle/",), daemon=True)
        other.start()
        other.join(300)
        assert not other.is_alive(), "it waits for the answer"

    _Service(still, FOUND, meanwhile)
    assert still.send(PLACE, "situer").answers["position.lat"] == ["46.51"]


@each("changes", [{"adresse": ""}, {"commune": "Ailleurs"}, {"adresse_confidentielle": "oui"}])
def test_an_address_that_is_lacking_or_confidential_is_sent_to_nobody(still, changes):
    service = _Service(still, FOUND)
    page = still.send(PLACE, "situer", **({"adresse": "4 rue des Noisetiers"} | changes))
    assert (page.answers.get("position.lat") == ["46.51"], service.asked) == (False, [])


# --- its page as it would be ---------------------------------------------------------------------


def test_the_page_is_shown_as_it_would_be_and_nothing_is_written(still):
    before = still.text()
    page = still.send(PLACE, "apercu", nom="Les Écureuils roux")
    assert f'<iframe src="/apercu{PLACE}#contenu"' in page.html
    assert page.answers["nom"] == ["Les Écureuils roux"]
    shown = still.get(f"/apercu{PLACE}")
    assert "Les Écureuils roux" in shown.html
    policy = shown.headers["Content-Security-Policy"]
    assert ("script-src" in policy, "frame-ancestors 'self'" in policy, "form-action 'none'" in policy) == (False, True, True)
    sheet = re.search(r'href="\.\./\.\./(assets/css/[^"]+)"', shown.html)[1]
    assert still.get(f"/apercu/{sheet}").headers["Content-Type"] == "text/css; charset=utf-8"
    elsewhere = still.get("/apercu/structures/cerf-volant/")
    assert elsewhere.status.startswith("404")
    assert "frame-ancestors 'self'" in elsewhere.headers["Content-Security-Policy"]  # else the frame is blank
    assert still.text() == before
