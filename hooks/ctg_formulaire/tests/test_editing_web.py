"""The form as a browser meets it: what it sends back, what is said of it, what is written, who may ask."""

from __future__ import annotations

import re
import subprocess
from threading import Thread

import pytest
from shapely import Point

from ctg import api
from ctg.common import files
from ctg.common.clock import PARIS, today
from ctg.common.files import PACKAGE
from ctg.loading import load
from ctg.model.freshness import confirmations, confirmed
from ctg.model.structure import Structure
from ctg.places.contacts import PublicView
from ctg.publish.build import make_site
from ctg.reading.changes import written_records
from ctg.site import frame
from ctg.territory.outlines import AddressService, Found, NotLocated
from ctg_demarrage import registers
from ctg_formulaire.desk import Desk, Screen
from ctg_formulaire.opened import OpenedRecord, in_words, labels_of
from ctg_formulaire.web import BUILT_IN, Editor
from formulaire import HOST, Surfer
from maison.test_templates import misgiven
from territoires import ESSAI, ROOT, hamlet, small

LUTINS = "data/structures/ecureuils.yml"
PLACE = "/structures/ecureuils/"
URGENCE = "- {numero: '3018', relu_le: 2026-05-20, source: {titre: Page du 3018, date: 2026-05}}\n"


@pytest.fixture
def surfer(tmp_path) -> Surfer:
    """In front of a copy of the invented territory."""
    return Surfer(hamlet(tmp_path))


def text_of(surfer: Surfer, file: str = LUTINS) -> str:
    return (surfer.root / file).read_text("utf-8")


def lines(before: str, after: str) -> set[str]:
    """The lines that only one of two texts has."""
    return set(before.splitlines()) ^ set(after.splitlines())


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


def test_a_closing_time_is_corrected_on_its_line(surfer):
    before = text_of(surfer)
    page = surfer.send(PLACE, horaires__lundi=["8h-18h30", ""])
    assert lines(before, text_of(surfer)) == {"  lundi: 8h-18h", "  lundi: 8h-18h30"}
    assert "Enregistré. « Les Écureuils » : horaires." in page.plain


def test_sent_back_as_it_is_nothing_is_written(surfer):
    before = (surfer.root / LUTINS).stat().st_mtime_ns
    assert "Rien n’a changé." in surfer.send(PLACE).html
    assert (surfer.root / LUTINS).stat().st_mtime_ns == before
    assert surfer.desk.workshop.saves == []


def test_the_words_of_people_are_understood_and_nothing_of_them_is_lost(surfer):
    surfer.send(
        PLACE,
        telephone="tél : 01.99.00.11.03 (le matin)",
        adresse="5, av. du Bois 99140 NOISETIERE SUR VIVE CEDEX",
        dit__heures="lun-ven 7h30/18h, hors vacances scolaires",
        dit__fermetures="Noël : du 24/12/26 au 03/01/27",
        site_web="www.exemple.fr",
        ages__de="dix semaines",
    )
    written = text_of(surfer)
    for line in (
        "telephone: 01 99 00 11 03\n", "Téléphone : le matin.", "adresse: 5 avenue du Bois\n", "mercredi: 7h30-18h",
        "pendant: vacances", "{du: 2026-12-24, au: 2027-01-03, motif: Noël}", "site_web: https://www.exemple.fr",
        "de: 10 semaines",
    ):  # fmt: skip
        assert line in written, written


def test_an_address_in_another_commune_is_told(surfer):
    before = text_of(surfer)
    page = surfer.send(PLACE, adresse="5 rue Haute 99100 Petit-Ormeau")
    assert page.status.startswith("422")
    assert "Cette adresse est à Petit-Ormeau" in page.html
    assert text_of(surfer) == before


def test_a_remedy_is_a_button_that_fills_the_box(surfer):
    page = surfer.send(PLACE, type="multi-acueil")
    assert page.status.startswith("422")
    assert "Mettre «\u202fmulti-accueil\u202f»" in page.html
    assert 'value="mettre:[[&#34;type&#34;, [&#34;multi-accueil&#34;]]]"' in page.html
    again = surfer.send(PLACE, 'mettre:[["type", ["multi-accueil"]]]', type="multi-acueil")
    assert again.answers["type"] == ["multi-accueil"]


def test_a_mistake_is_told_under_its_box_and_above_and_nothing_is_written(surfer):
    before = text_of(surfer)
    page = surfer.send(PLACE, horaires__mardi=["8h-25h", ""], type="creche", nom="Les Écureuils bleus")
    assert page.status.startswith("422")
    assert text_of(surfer) == before
    assert '<a href="#champ-horaires-mardi">' in page.html
    assert '<a href="#champ-type">' in page.html
    assert 'aria-invalid="true"' in page.html
    assert "Rien n'est enregistré : 2 points à corriger" in page.plain
    assert page.answers["nom"] == ["Les Écureuils bleus"]
    assert page.answers["type"] == ["creche"]
    assert page.answers["horaires.mardi"] == ["8h-25h", ""]
    assert page.form.ids >= {"champ-horaires-mardi", "champ-type", "resume"}


def test_what_would_break_another_record_is_refused(surfer):
    page = surfer.send("/structures/guichet-familles/", hors_territoire="oui")
    assert page.status.startswith("422")


def test_a_closure_is_added_and_another_day_removed(surfer):
    before = text_of(surfer)
    page = surfer.send(PLACE, "ajouter:fermetures")
    assert page.answers["fermetures"] == ["=0", "0"]
    assert 'id="champ-fermetures-0-du" name="fermetures.0.du" value="" inputmode="text" autocomplete="off"' in page.html
    assert text_of(surfer) == before
    answers = page.answers | {"fermetures.0.du": ["2026-12-24"], "fermetures.0.au": ["2027-01-03"], "_geste": ["enregistrer"]}
    page = surfer.post(PLACE, answers)
    assert lines(before, text_of(surfer)) == {"fermetures:", "  - {du: 2026-12-24, au: 2027-01-03}"}
    page = surfer.send(PLACE, "retirer:fermetures.0")
    surfer.post(PLACE, page.answers | {"_geste": ["enregistrer"]})
    assert text_of(surfer) == before


def test_a_list_has_one_empty_box_to_write_more(surfer):
    page = surfer.get(PLACE)
    assert page.answers["autres_noms"] == [""]
    page = surfer.post(PLACE, page.answers | {"autres_noms": ["Les Noisettes"], "_geste": ["ligne:autres_noms"]})
    assert page.answers["autres_noms"] == ["Les Noisettes", ""]


def test_all_is_right_writes_the_date_and_the_call_as_a_source(surfer):
    day, before = today(PARIS), text_of(surfer)
    surfer.send(PLACE, "verifier")
    added = {line.strip() for line in lines(before, text_of(surfer))} - set(map(str.strip, before.splitlines()))
    assert {f"verifie_le: {day}", f"- {{titre: Appel du {api.date_fr(day)}, date: {day}}}"} == added
    surfer.send(PLACE, "verifier")  # the same day: the same source
    assert text_of(surfer).count("titre: Appel du") == 1


def test_all_is_right_lifts_the_doubt_with_the_date(surfer):
    file, address = "data/structures/coquelicot.yml", "/structures/coquelicot/"
    assert "etat_fiche: a_verifier" in text_of(surfer, file)
    surfer.send(address, "verifier", repas="Fournis.")
    written = text_of(surfer, file)
    assert (f"verifie_le: {today(PARIS).isoformat()}" in written, "etat_fiche: publiee" in written) == (True, True)
    catalogue = load(surfer.root)
    place = catalogue.get(Structure, "coquelicot")
    assert (confirmed(place), PublicView(catalogue, place, today(PARIS)).caution) == (True, "")


def test_a_new_record_is_a_draft_whose_file_is_named_after_it_then_it_is_published(surfer):
    page = surfer.get("/nouvelle/?genre=partenaires&nom=Caisse d’Aubrelune")
    assert page.answers["etat_fiche"] == ["brouillon"]
    page = surfer.post("/nouvelle/partenaires/", page.answers | {"_geste": ["enregistrer"]})
    file = surfer.root / "data/partenaires/caisse-d-aubrelune.yml"
    assert file.read_text("utf-8") == "nom: Caisse d’Aubrelune\netat_fiche: brouillon\n"
    assert surfer.followed == ["/partenaires/caisse-d-aubrelune/"]
    assert "Enregistrer et publier" in page.html
    assert "Elle reste un brouillon" in surfer.send("/partenaires/caisse-d-aubrelune/", "verifier").html
    checked = file.read_text("utf-8")
    assert "etat_fiche: brouillon\n" in checked
    surfer.send("/partenaires/caisse-d-aubrelune/", "publier")
    assert file.read_text("utf-8") == checked.replace("brouillon", "publiee")


def test_a_name_that_is_nearly_taken_is_told_and_no_name_leads_elsewhere(surfer):
    page = surfer.get("/nouvelle/?genre=structures&nom=Les Ecureuil")
    assert f'<a href="{PLACE}">Les Écureuils</a>' in page.html
    filled = page.answers | {"type": ["ludotheque"], "commune": ["Aubrelune"], "_geste": ["enregistrer"]}
    again = surfer.post("/nouvelle/structures/", filled | {"_semblable": []})
    assert "Une fiche porte un nom proche." in again.html
    surfer.post("/nouvelle/structures/", again.answers | {"_geste": ["enregistrer"]})
    assert surfer.followed[-1] == "/structures/les-ecureuil/"
    for name, led in (("../ecureuils", "ecureuils-2"), ("CON", "fiche-con"), ("é", "e"), ("!", "fiche")):
        surfer.post("/nouvelle/structures/", filled | {"nom": [name], "_fois": [name], "_semblable": ["1"]})
        assert surfer.followed[-1] == f"/structures/{led}/", name
    assert {path.name for path in surfer.root.iterdir()} == {"data"}


def test_a_new_place_is_reached_one_way(surfer):
    page = surfer.get("/nouvelle/structures/")
    given = {"nom": ["La Cabane"], "type": ["ludotheque"], "commune": ["Aubrelune"], "_geste": ["enregistrer"]}
    for reach, field in (("01 99 00 11 22", "telephone"), ("a@b.exemple.fr", "courriel"), ("cabane.exemple.fr", "site_web")):
        once = {"_fois": [reach], "dit.joindre": [reach], "_semblable": ["1"]}
        surfer.post("/nouvelle/structures/", page.answers | given | once)
        assert f"{field}: " in text_of(surfer, f"data{surfer.followed[-1].rstrip('/')}.yml")
    files = set((surfer.root / "data/structures").iterdir())
    surfer.post("/nouvelle/structures/", page.answers | given | once)  # pressed twice
    assert set((surfer.root / "data/structures").iterdir()) == files


def test_what_must_be_cited_stays_and_what_is_not_goes(surfer):
    cited, before = surfer.get("/axes/relier/fin/"), surfer.data
    assert "Cette fiche la cite" in cited.html
    assert "Rien n’est enregistré" in surfer.post("/axes/relier/fin/", cited.answers).html
    assert surfer.data == before
    page = surfer.get("/rencontres/samedi-des-familles-2026/fin/")
    surfer.post("/rencontres/samedi-des-familles-2026/fin/", page.answers)
    assert not (surfer.root / "data/rencontres/samedi-des-familles-2026.yml").exists()


def test_a_page_that_was_published_says_why_it_goes(surfer):
    (surfer.root / "data/adresses.txt").write_text("rencontres/samedi-des-familles-2026/\n", "utf-8")
    page = surfer.get("/rencontres/samedi-des-familles-2026/fin/")
    refused = surfer.post("/rencontres/samedi-des-familles-2026/fin/", page.answers)
    assert "Rien n’est enregistré" in refused.html
    surfer.post("/rencontres/samedi-des-familles-2026/fin/", page.answers | {"_fois": ["2"], "quand": ["mars 2026"]})
    territoire = text_of(surfer, "data/territoire.yml")
    assert re.search(r"adresse: rencontres/samedi-des-familles-2026/, raison: .* n’existe plus depuis mars 2026", territoire)
    assert not (surfer.root / "data/rencontres/samedi-des-familles-2026.yml").exists()


def test_the_last_saves_are_undone_one_by_one(surfer):
    before = text_of(surfer)
    surfer.send(PLACE, telephone="01 99 00 11 03")
    surfer.send(PLACE, repas="Fournis.")
    assert "Annuler le dernier enregistrement" in surfer.get("/").html
    surfer.press("/annuler/")
    assert "01 99 00 11 03" in text_of(surfer)
    assert "Fournis." not in text_of(surfer)
    surfer.press("/annuler/")
    assert text_of(surfer) == before
    assert "rien à annuler" in surfer.press("/annuler/").html


def test_what_changed_since_is_not_undone(surfer):
    surfer.send(PLACE, telephone="01 99 00 11 03")
    (surfer.root / LUTINS).write_text(text_of(surfer) + "# relu\n", "utf-8")
    page = surfer.press("/annuler/")
    assert "a changé entre-temps" in page.html
    assert "# relu" in text_of(surfer)


def test_a_disk_that_fails_in_the_middle_leaves_every_file_as_it_was(surfer, monkeypatch):
    before = surfer.data
    write, done = files.write_atomically, []

    def fail(path, content):
        done.append(path)
        if len(done) == 2:
            raise OSError(28, "No space left on device")
        write(path, content)

    monkeypatch.setattr(api, "write_atomically", fail)
    keys = sorted(f"structures/{path.stem}" for path in (surfer.root / "data/structures").glob("*.yml"))[:3]
    page = surfer.press("/ensemble/", "ecrire", fiche=keys, fermeture=["du 2 au 6 août 2027"])
    assert "Rien n'est écrit : le disque est plein" in page.plain
    assert surfer.data == before
    assert surfer.desk.workshop.saves == []


# --- the file changes while it is open -----------------------------------------------------------


def test_what_changed_on_the_disk_is_told_with_both_versions_and_nothing_is_lost(surfer):
    answers = surfer.get(PLACE).answers | {"telephone": ["01 99 00 11 03"], "repas": ["Fournis."], "_geste": ["enregistrer"]}
    other = text_of(surfer).replace("01 99 00 11 02", "01 99 00 11 04").replace("8h-18h", "8h-17h")
    (surfer.root / LUTINS).write_text(other, "utf-8")
    page = surfer.post(PLACE, answers)
    assert text_of(surfer) == other
    assert "La fiche a changé sur le disque" in page.html
    assert "<td>01 99 00 11 03</td><td>01 99 00 11 04</td>" in page.html
    assert re.search(r"<li>Horaires.: Lundi.: 8h-18h → 8h-17h</li>", page.html)
    assert page.answers["repas"] == ["Fournis."]
    assert page.answers["horaires.lundi"][0] == "8h-17h"
    surfer.post(PLACE, page.answers | {"_geste": ["enregistrer"]})
    assert text_of(surfer) == other.replace("01 99 00 11 04", "01 99 00 11 03").replace(
        "Le repas est apporté par les familles.", "Fournis."
    )


def test_a_remark_that_comes_meanwhile_is_no_conflict(surfer):
    answers = surfer.get(PLACE).answers | {"telephone": ["01 99 00 11 03"], "_geste": ["enregistrer"]}
    (surfer.root / LUTINS).write_text("# une remarque\n" + text_of(surfer), "utf-8")
    surfer.post(PLACE, answers)
    assert text_of(surfer).startswith("# une remarque\n")
    assert "01 99 00 11 03" in text_of(surfer)


def test_a_form_of_before_the_start_is_shown_again_with_what_was_written(surfer):
    before = text_of(surfer)
    page = surfer.post(PLACE, surfer.get(PLACE).answers | {"_jeton": ["hier"], "repas": ["Fournis."], "_geste": ["enregistrer"]})
    assert text_of(surfer) == before
    assert page.answers["repas"] == ["Fournis."]
    assert page.answers["_jeton"] == [surfer.desk.workshop.token]


# --- lists ---------------------------------------------------------------------------------------


def test_a_sheet_is_found_by_anything_that_it_says(surfer):
    for typed in ("ecureuil", "cachette", "01.99.00.11.02", "+33 1 99 00 11 02", "0199001102"):
        found = surfer.get(f"/fiches/?mots={typed}").html
        assert (f'href="{PLACE}"' in found, "/structures/coquelicot/" in found) == (True, False), typed


def test_every_file_that_people_write_has_its_form(surfer):
    (surfer.root / "data/vocabulaire.yml").write_text("types:\n  ludotheque:\n    pluriel: ludothèques\n", "utf-8")
    (surfer.root / "data/urgences.yml").write_text(URGENCE, "utf-8")
    listed = surfer.get("/fiches/").html
    given = {"territoire": {}, "vocabulaire": {"types__ludotheque__pluriel": "ludos"},
             "urgences.0": {"relu_le": "2026-06-20"}}  # fmt: skip
    for name, changes in given.items():
        file = f"data/{name.partition('.')[0]}.yml"
        before = text_of(surfer, file)
        assert f'href="/fichier/{name}/"' in listed
        surfer.send(f"/fichier/{name}/", **changes)
        assert len(lines(before, text_of(surfer, file))) == 2 * len(changes)
    surfer.send("/fichier/territoire/", accroche="Des aides près de vous.")
    assert "accroche: Des aides près de vous.\n" in text_of(surfer, "data/territoire.yml")


def test_the_first_page_says_how_many_places_are_confirmed(surfer):
    with_drafts = load(surfer.root, drafts=True)
    figure = confirmations(with_drafts.places, today(PARIS))
    assert figure == confirmations(load(surfer.root).places, today(PARIS))
    assert 0 < figure.done < figure.places
    assert f"{figure.done} lieux confirmés sur {figure.places}" in surfer.get("/").html


def test_a_call_is_noted_place_by_place_and_what_was_interrupted_is_found_again(surfer):
    home = surfer.get("/").html
    call = re.search(r'href="(/appeler/[^"]+/)"', home)[1]
    page = surfer.get(call)
    place = page.answers["fiche"][0]
    file = f"data/{place}.yml"
    form = f"/{place}/?appel={call.split('/')[2]}"
    surfer.send(form, "garder", tarif__texte="Deux euros en 2026.")
    assert surfer.followed[-1] == call
    assert f'href="{form}">reprenez où vous en étiez' in surfer.get(call).html
    assert surfer.get(form).answers["tarif.texte"] == ["Deux euros en 2026."]
    assert (surfer.root / "brouillons/.gitignore").read_text("utf-8") == "*\n"
    assert "Deux euros" not in text_of(surfer, file)
    assert surfer.get(f"/{place}/?oublier").answers.get("tarif.texte") != ["Deux euros en 2026."]
    surfer.post(call, page.answers | {"_geste": ["juste"]})
    assert f"verifie_le: {today(PARIS)}" in text_of(surfer, file)
    assert ", appel du " in text_of(surfer, file)
    other = surfer.get(call).answers["fiche"][0]
    assert other != place
    surfer.send(form.replace(place, other), "verifier", tarif__texte="Trois euros en 2026.")
    assert surfer.followed[-1] == call
    assert "Trois euros en 2026." in text_of(surfer, f"data/{other}.yml")
    assert surfer.get(call).answers.get("fiche", []) not in ([place], [other])
    put_off = re.search(r'href="/appeler/([^"]+)/"', surfer.get("/").html)[1]
    surfer.press(f"/appeler/{put_off}/", "plus-tard")
    assert re.search(r'href="/appeler/([^"]+)/"', surfer.get("/").html)[1] != put_off


def test_a_place_that_ended_says_so_and_the_sheets_that_name_it_change_with_it(surfer):
    naming = {path: path.read_text("utf-8") for path in (surfer.root / "data").rglob("*.yml")
              if re.search(r"\bgrande-tablee\b", path.read_text("utf-8")) and path.stem != "grande-tablee"}  # fmt: skip
    (surfer.root / "data/adresses.txt").write_text("structures/grande-tablee/\n", "utf-8")
    address = "/structures/grande-tablee/fin/"
    page = surfer.get(address)
    assert naming
    assert "Depuis quand" in surfer.post(address, page.answers).html
    surfer.post(address, page.answers | {"_fois": ["2"], "quand": ["1er septembre 2026"], "vers": ["les ecureuils"]})
    assert not (surfer.root / "data/structures/grande-tablee.yml").exists()
    assert "La Grande Tablée n’existe plus depuis le 1er septembre 2026. Adressez-vous à : Les Écureuils." in text_of(
        surfer, "data/territoire.yml"
    )
    assert not [path for path in naming if re.search(r"\bgrande-tablee\b", path.read_text("utf-8"))]
    load(surfer.root, drafts=True)
    surfer.press("/annuler/")
    assert {path: path.read_text("utf-8") for path in naming} == naming


def test_a_number_is_changed_wherever_it_is_and_all_or_none_is_written(surfer):
    page = surfer.get("/numero/0199001102/")
    before = text_of(surfer)
    refused = surfer.post("/numero/0199001102/", page.answers | {"nouveau": ["12"]})
    assert (refused.status[:3], text_of(surfer)) == ("422", before)
    surfer.post("/numero/0199001102/", page.answers | {"nouveau": ["01 99 00 11 03"]})
    assert lines(before, text_of(surfer)) == {"telephone: 01 99 00 11 02", "telephone: 01 99 00 11 03"}


@pytest.mark.parametrize(
    ("boxes", "written"),
    [
        ({"fermeture": "le 24 décembre 2026"}, ["{du: 2026-12-24}"]),
        ({"heures": "lundi à mercredi 9h-12h"}, ["lundi: 9h-12h", "mercredi: 9h-12h"]),
        ({"saison": "du 1er juillet au 31 août", "saison_heures": "lundi 9h-12h"}, ["{du: 07-01, au: 08-31, lundi: 9h-12h}"]),
        ({"telephone": "01 99 00 11 03"}, ["telephone: 01 99 00 11 03"]),
    ],
)
def test_several_places_are_changed_together_once_it_is_shown(surfer, boxes, written):
    keys = ["structures/ecureuils", "structures/cerf-volant"]
    asked = {"fiche": keys, **{name: [text] for name, text in boxes.items()}}
    before = [text_of(surfer, f"data/{key}.yml") for key in keys]
    shown = surfer.press("/ensemble/", "voir", **asked)
    assert "2 fiches à changer" in shown.plain
    assert [text_of(surfer, f"data/{key}.yml") for key in keys] == before
    surfer.press("/ensemble/", "ecrire", **asked)
    assert all(line in text_of(surfer, f"data/{key}.yml") for key in keys for line in written)
    assert "Rien n’est enregistré" in surfer.press("/ensemble/", "ecrire", **asked | {"fermeture": ["en août"]}).html


def test_while_a_record_is_wrong_the_form_leads_to_it_and_mends_it(surfer):
    (surfer.root / LUTINS).write_text(text_of(surfer).replace("type: multi-accueil", "type: creche"), "utf-8")
    home = surfer.get("/").html
    assert f'<a href="{PLACE}">data/structures/ecureuils.yml</a>' in home
    assert f'href="{PLACE}"' in surfer.get("/fiches/?genre=structures").html
    assert "n'est pas un type de structure connu" in surfer.get(PLACE).plain
    surfer.send(PLACE, type="multi-accueil")
    assert "type: multi-accueil\n" in text_of(surfer)


def test_a_file_that_is_no_yaml_is_told(surfer):
    (surfer.root / LUTINS).write_text("nom: [", "utf-8")
    assert "Ce fichier ne se lit pas" in surfer.get(PLACE).html


def test_a_preview_leads_to_the_form_and_a_published_page_does_not_nor_without_the_form(tmp_path, monkeypatch):
    root = small(tmp_path / "projet")
    for drafts, form, links in ((True, True, ["structures/les-lutins/", "nouvelle/"]), (False, True, []), (True, False, [])):
        monkeypatch.setattr(frame, "has_form", lambda form=form: form)
        site = make_site(root, drafts)
        html = site.document(next(file for file in site.files if file.path == "structures/les-lutins/")).content.decode()
        assert re.findall(r'href="\.\./\.\./_editer/([^"]*)"', html) == links
        assert ("_editer" in html) is bool(links)


def test_a_package_adds_a_screen_with_its_link_and_a_service_of_addresses(surfer):
    """Neither stands in the form without the package that gives it."""
    alone = Editor(Desk(surfer.desk.workshop, screens=BUILT_IN, services=()))
    hello = Screen(
        "bonjour/<folder>/", lambda _request, desk, folder: desk.download("", "text/plain", folder.encode()), link="Bonjour"
    )
    more = Editor(Desk(surfer.desk.workshop, screens=(*BUILT_IN, hello), services=(AddressService("au cadastre", print),)))
    for editor, given in ((alone, False), (more, True)):
        surfer.editor = editor
        listed, form = surfer.get("/fiches/?genre=structures").html, surfer.get(PLACE).html
        assert 'href="/tableur/' not in listed
        assert surfer.get("/tableur/structures/").status[:3] == "404"
        assert ('<a href="/bonjour/structures/">Bonjour</a>' in listed) is given
        assert surfer.get("/bonjour/structures/").status[:3] == ("200" if given else "404")
        assert surfer.get("/bonjour/structures/", HTTP_COOKIE="").status[:3] == "403"
        assert ('value="situer"' in form, "envoyée au cadastre." in form) == (given, given)


# --- who may ask ---------------------------------------------------------------------------------

CLOSED = "403"


def test_another_name_or_another_machine_gets_nothing(surfer):
    for host in ("example.org", "example.org:8001", "127.0.0.1", "127.0.0.1:80", "127.0.0.1.example.org:8001", ""):
        assert surfer.get("/", HTTP_HOST=host).status[:3] == CLOSED, host
    for remote in ("192.168.1.20", "10.0.0.1", "", "::ffff:10.0.0.1", "1127.0.0.1"):
        assert surfer.get("/", REMOTE_ADDR=remote).status[:3] == CLOSED, remote


def test_another_site_writes_nothing(surfer):
    before = text_of(surfer)
    answers = surfer.get(PLACE).answers | {"nom": ["Pirate"], "_geste": ["enregistrer"]}
    for origin in ("", "null", "http://example.org", "https://127.0.0.1:8001", "http://127.0.0.1:8002"):
        assert surfer.post(PLACE, answers, HTTP_ORIGIN=origin).status[:3] == CLOSED, origin
    assert text_of(surfer) == before


def test_the_browser_of_a_forge_writes_only_from_its_own_port(surfer, monkeypatch):
    monkeypatch.setenv("CODESPACE_NAME", "verte-colline")
    monkeypatch.setenv("GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN", "app.exemple.fr")
    before = text_of(surfer)
    answers = surfer.get(PLACE).answers | {"nom": ["Les Petits Écureuils"], "_geste": ["enregistrer"]}
    for origin in ("https://autre-8001.app.exemple.fr", "https://verte-colline-8002.app.exemple.fr",
                   "http://verte-colline-8001.app.exemple.fr", "https://-8001."):  # fmt: skip
        surfer.post(PLACE, answers, HTTP_ORIGIN=origin)
        assert text_of(surfer) == before, origin
    surfer.post(PLACE, answers, HTTP_ORIGIN="https://verte-colline-8001.app.exemple.fr")
    assert "Les Petits Écureuils" in text_of(surfer)


def test_without_the_token_nothing_is_written(surfer):
    before = surfer.data
    answers = {"reponse": ["autre"], "_fichier": ["autre"], "nom": ["Autre"], "_fin": ["1"], "_geste": ["enregistrer"]}
    for address in (f"{PLACE}fin/", "/ensemble/", "/numero/0199001102/",
                    "/annuler/", "/nouvelle/structures/", "/tableur/structures/"):  # fmt: skip
        surfer.post(address, answers)
        assert surfer.data == before, address


def test_what_is_sent_has_a_form_and_a_size(surfer):
    before = text_of(surfer)
    for status, environ in (
        ("413", {"CONTENT_LENGTH": "3000001"}),
        ("411", {"CONTENT_LENGTH": ""}),
        ("411", {"CONTENT_LENGTH": "-1"}),
        ("400", {"CONTENT_LENGTH": "99"}),
        ("415", {"CONTENT_TYPE": "text/plain"}),
        ("403", {"HTTP_ORIGIN": "http://example.org"}),
        ("411", {"CONTENT_LENGTH": "²"}),
        ("400", {"QUERY_STRING": "a=1&" * 30}),
        ("405", {"REQUEST_METHOD": "PUT"}),
    ):
        page = surfer.post(PLACE, {"a": ["b"]}, **environ)
        assert (page.status[:3], "3 Mo" in page.plain) == (status, status == "413"), environ
        assert '<html lang="fr"' in page.html
        assert len(re.search(r"</h1>\s*<p>(.*?)</p>", page.html)[1]) > 40
    assert text_of(surfer) == before


def test_no_address_leads_out_of_the_records(surfer):
    for address in ("/../../etc/passwd", "/structures/../territoire/", "/structures/%2e%2e/",
                    "/assets/css/../../../mkdocs.yml", "/data/territoire.yml", "/structures/ecureuils.yml/", "/territoire/",
                    "/structures/ecureuils/autre/", "/\x00/\x00/", "/structures/ecureuils/fin/x/",
                    "/tableur/structures/²/"):  # fmt: skip
        assert surfer.get(address).status.startswith("404"), address


def test_a_form_cut_on_the_way_deletes_nothing(surfer):
    before = text_of(surfer)
    answers = surfer.get(PLACE).answers
    page = surfer.post(PLACE, {name: answers[name] for name in ("_jeton", "_avant", "nom")} | {"_geste": ["enregistrer"]})
    assert "arrivé coupé" in page.html
    assert text_of(surfer) == before


def test_a_form_whose_memory_is_spoilt_writes_nothing_and_keeps_what_was_written(surfer):
    was, answers = text_of(surfer), surfer.get(PLACE).answers | {"repas": ["Fournis."], "_geste": ["enregistrer"]}
    for before in ("", "é", "AAAA", "bm9tOiBb", "LSB1bg==", "/////w==", "bm9tOiAmYSBiCg=="):
        page = surfer.post(PLACE, answers | {"_avant": [before]})
        assert (page.status[:3], page.answers["repas"]) == ("422", ["Fournis."]), before
        assert text_of(surfer) == was


def test_each_template_is_given_what_it_reads_and_nothing_else(surfer, monkeypatch):
    given: list[tuple[str, set[str]]] = []
    page = Desk.page

    def noted(self, template, title, here="", wrong=False, status=200, part="", **values):
        given.append((template, {"title", "here", "wrong", "base", "site", "token", "told", "help", *values}))
        return page(self, template, title, here, wrong, status, part, **values)

    monkeypatch.setattr(Desk, "page", noted)
    subprocess.run(["git", "init", "--quiet", str(surfer.root)], check=True)
    surfer.upload("/reponses/", "fichiers", ("", b""), texte="Tout va.", _envoi="x")
    surfer.press(surfer.followed[-1], "choisir", cible=[PLACE[1:-1]], le=[today(PARIS).isoformat()])
    call = re.search(r'href="(/appeler/[^"]+/)"', surfer.get("/").html)[1]
    for address in ("/", call, "/ensemble/", "/numero/0199001102/", f"{PLACE}fin/", "/partager/", "/fiches/", "/nouvelle/",
                    "/nouvelle/?genre=axes&nom=A", PLACE, "/axes/relier/fin/",
                    "/tableur/structures/", "/registres/", "/bilans/", "/demander/", f"/demander/seul/?fiche={PLACE[1:-1]}",
                    "/publier/", "/publier/ftps/", "/version/", "/aide/convention/", "/x/"):  # fmt: skip
        surfer.get(address)
    monkeypatch.setattr(registers, "DIRECTORY", "http://127.0.0.1:9")
    monkeypatch.setattr(registers, "GEO", "http://127.0.0.1:9")
    new = Surfer(surfer.root / "neuf")
    new.root.mkdir()
    new.upload("/commencer/", "communes", ("c.json", (ROOT / "tests/registres/communes.json").read_bytes()), _geste="chercher")
    new.get("/commencer/")
    new.press("/commencer/", "creer")
    environment = surfer.desk.templates
    own = {f"formulaire/{path.name}" for path in PACKAGE.parent.glob("ctg_*/templates/formulaire/*")}
    parts = {f"formulaire/{name}.html" for name in ("cadre", "_champs", "_appel", "_coller")}
    assert {name for name, _ in given} | parts == own
    wrong = [(name, said) for name, names in given if (said := misgiven(environment, name, names))]
    assert [(name, said) for name, said in wrong if said != "token : n'est jamais lu"] == []


def test_hostile_texts_are_shown_as_texts_and_come_back_whole(surfer):
    for text in ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "{% raw %}", "</textarea><b>",
                 "a\nb</textarea>"):  # fmt: skip
        typed = text.replace("\n", "\r\n")
        expected = {"nom": typed, "description": typed, "adresse": typed, "telephone": typed, "publics": typed, "type": text}
        page = surfer.send(PLACE, "ajouter:sources", **dict.fromkeys(expected, text))
        assert {name: page.answers[name] for name in expected} == {name: [shown] for name, shown in expected.items()}
        assert ("<script>alert" in page.html, "<img" in page.html) == (False, False)


def test_every_page_has_the_policy_and_asks_nothing_elsewhere(surfer):
    for address in ("/", "/fiches/", "/nouvelle/", "/tableur/structures/", PLACE, f"{PLACE}fin/",
                    "/rien/"):  # fmt: skip
        page = surfer.get(address)
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert "unsafe" not in page.headers["Content-Security-Policy"]
        assert "style=" not in page.html
        assert page.html.count("<script") == 2
        assert "http" not in page.html.replace(f"http://{HOST}", "").partition("<main")[0]
    for address in ("assets/css/site.css", "assets/css/formulaire.css", "assets/js/palette.js", "assets/images/icone.svg"):
        assert surfer.get(f"/{address}").status == "200 OK"


# --- where it is ---------------------------------------------------------------------------------


class _Service:
    """Answers instead of the network, and notes what it is asked."""

    def __init__(self, answer):
        self.answer, self.asked = answer, []

    def find(self, question, outline, day):
        self.asked.append(question.text)
        if isinstance(self.answer, Exception):
            raise self.answer
        assert outline.contains(Point(outline.centroid))
        return self.answer


def asked_of(surfer: Surfer, service: _Service) -> None:
    surfer.desk.services = (AddressService("à l'annuaire d'essai", service.find),)


FOUND = Found(lat=46.51, lon=2.52, score=0.9, adresse="x", reponse="4 Rue des Noisetiers", type="street", date="2026-11-27")


@pytest.mark.parametrize(
    ("answer", "told", "lat"),
    [
        (FOUND, "Le point est celui de la rue", ["46.51"]),
        (NotLocated("Le service d'adresses ne marche pas."), "Le service d'adresses ne marche pas", None),
    ],
)
def test_a_point_is_found_by_the_address_of_the_form_and_nothing_is_written(surfer, answer, told, lat):
    service, before = _Service(answer), text_of(surfer)
    asked_of(surfer, service)
    was = surfer.get(PLACE).answers["position.lat"]
    page = surfer.send(PLACE, "situer", adresse="4 rue des Noisetiers")
    assert told in page.plain
    assert page.answers["position.lat"] == (lat or was)
    assert [one.partition(" 9")[0] for one in service.asked] == ["4 rue des Noisetiers"]
    assert text_of(surfer) == before


def test_other_pages_answer_while_the_service_of_addresses_is_asked(surfer):
    class Slow(_Service):
        def find(self, *asked):
            other = Thread(target=surfer.get, args=("/nouvelle/",), daemon=True)
            other.start()
            other.join(300)
            assert not other.is_alive(), "it waits for the answer"
            return super().find(*asked)

    asked_of(surfer, Slow(FOUND))
    assert surfer.send(PLACE, "situer").answers["position.lat"] == ["46.51"]


@pytest.mark.parametrize("changes", [{"adresse": ""}, {"commune": "Ailleurs"}, {"adresse_confidentielle": "oui"}])
def test_an_address_that_is_lacking_or_confidential_is_sent_to_nobody(surfer, changes):
    service = _Service(FOUND)
    asked_of(surfer, service)
    page = surfer.send(PLACE, "situer", **({"adresse": "4 rue des Noisetiers"} | changes))
    assert page.answers.get("position.lat") != ["46.51"]
    assert service.asked == []


# --- its words -----------------------------------------------------------------------------------


def test_what_is_said_of_a_box_has_its_words_not_those_of_the_file(surfer):
    page = surfer.send(PLACE, type="", telephone="", site_web="", courriel="", contact_relais="").html
    assert "Le champ «\u202fType\u202f» est obligatoire" in page
    assert "«\u202ftype\u202f»" not in page
    labels = labels_of(Structure)
    assert in_words("Ajoutez « telephone » ou « site_web ».", labels) == "Ajoutez « Téléphone » ou « Site web »."
    assert in_words("« fermetures.2.du », « inconnu »", labels) == "« Du, n° 2 », « inconnu »"


# --- its page as it would be ---------------------------------------------------------------------


def test_the_page_is_shown_as_it_would_be_and_nothing_is_written(surfer):
    before = text_of(surfer)
    page = surfer.send(PLACE, "apercu", nom="Les Écureuils roux")
    assert f'<iframe src="/apercu{PLACE}#contenu"' in page.html
    assert page.answers["nom"] == ["Les Écureuils roux"]
    shown = surfer.get(f"/apercu{PLACE}")
    assert "Les Écureuils roux" in shown.html
    policy = shown.headers["Content-Security-Policy"]
    assert ("script-src" in policy, "frame-ancestors 'self'" in policy, "form-action 'none'" in policy) == (False, True, True)
    sheet = re.search(r'href="\.\./\.\./(assets/css/[^"]+)"', shown.html)[1]
    assert surfer.get(f"/apercu/{sheet}").headers["Content-Type"] == "text/css; charset=utf-8"
    elsewhere = surfer.get("/apercu/structures/cerf-volant/")
    assert elsewhere.status.startswith("404")
    assert "frame-ancestors 'self'" in elsewhere.headers["Content-Security-Policy"]  # else the frame is blank
    assert text_of(surfer) == before


def test_what_is_wrong_has_no_page_and_a_new_record_has_one(surfer):
    page = surfer.send(PLACE, "apercu", type="creche")
    assert ("<iframe" in page.html, page.status[:3]) == (False, "422")
    page = surfer.get("/nouvelle/?genre=partenaires&nom=Caisse d’Aubrelune")
    page = surfer.post("/nouvelle/partenaires/", page.answers | {"_geste": ["apercu"]})
    assert "Caisse d’Aubrelune" in surfer.get("/apercu/partenaires/caisse-d-aubrelune/").html
    assert not (surfer.root / "data/partenaires/caisse-d-aubrelune.yml").exists()
