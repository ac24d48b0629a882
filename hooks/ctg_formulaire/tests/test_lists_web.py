"""The screens of the form that gather or change several sheets: lists, calls, what is new, what ends, a number everywhere."""

import re

from ctg.common import files
from ctg.loading import load
from ctg.model.territory import PARIS, today
from formulaire import Surfer, lines
from inventes import invent

PLACE = "/structures/ecureuils/"
URGENCE = "- {numero: '3018', relu_le: 2026-05-20, source: {titre: Page du 3018, date: 2026-05}}\n"


def test_a_sheet_is_found_by_anything_that_it_says(still):
    for typed in ("ecureuil", "cachette", "01.99.00.11.02", "+33 1 99 00 11 02", "0199001102"):
        found = still.get(f"/fiches/?mots={typed}").html
        assert (f'href="{PLACE}' in found, "/structures/coquelicot/" in found) == (True, False), typed
    for asked, box in (("hébergeur", "editeur-hebergeur"), ("mentions légales", "editeur"), ("couleur", "allure-couleur")):
        assert f'href="/fichier/territoire/#champ-{box}' in still.get(f"/fiches/?mots={asked}").html, asked


def test_a_name_to_remove_is_found_wherever_the_project_says_it_published_or_not(surfer):
    kept = {
        "data/structures/ecureuils.yml": (f"{surfer.text()}notes_internes: |\n  Voir Mme\n  Quidam au 01 99 00 11 88\n", PLACE),
        "data/communes.yml": (f"{surfer.text('data/communes.yml')}# Mme Quidam, mairie\n", "data/communes.yml"),
        "docs/quidam.md": ("# Mme Quidam\n", "docs/quidam.md"),
        "brouillons/x.json": ('{"a": "Mme Quidam"}', "brouillons/x.json"),
        "confirmations/reponses/x.json": ('{"recue_le": "2026-09-01", "texte": ["Mme Quidam"]}', "/reponses/x/"),
    }
    for file, (text, _) in kept.items():
        (surfer.root / file).parent.mkdir(parents=True, exist_ok=True)
        (surfer.root / file).write_text(text, "utf-8")
    found = surfer.get("/fiches/?mots=mme quidam").html
    assert [file for file, (_, told) in kept.items() if told not in found] == []
    assert PLACE in surfer.get("/fiches/?mots=0199001188").html, "a number among words"
    surfer.file.write_text("nom: [", "utf-8")
    assert "docs/quidam.md" in surfer.get("/fiches/?mots=quidam").html, "one sheet in error hides nothing else"


def test_every_file_that_people_write_has_its_form(surfer):
    (surfer.root / "data/vocabulaire.yml").write_text("types:\n  ludotheque:\n    pluriel: ludothèques\n", "utf-8")
    (surfer.root / "data/urgences.yml").write_text(URGENCE, "utf-8")
    listed = surfer.get("/fiches/").html
    given = {"territoire": {}, "vocabulaire": {"types__ludotheque__pluriel": "ludos"},
             "urgences.0": {"relu_le": "2026-06-20"}}  # fmt: skip
    for name, changes in given.items():
        file = f"data/{name.partition('.')[0]}.yml"
        before = surfer.text(file)
        assert f'href="/fichier/{name}/"' in listed
        surfer.send(f"/fichier/{name}/", **changes)
        assert len(lines(before, surfer.text(file))) == 2 * len(changes)
    surfer.send("/fichier/territoire/", accroche="Des aides près de vous.")
    assert "accroche: Des aides près de vous.\n" in surfer.text("data/territoire.yml")


def test_a_call_is_noted_place_by_place_and_what_was_interrupted_is_found_again(surfer):
    home = surfer.get("/").html
    assert re.search(r"[1-9]\d* lieux? confirmés? sur \d+", home)
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
    assert "Deux euros" not in surfer.text(file)
    assert surfer.get(f"/{place}/?oublier").answers.get("tarif.texte") != ["Deux euros en 2026."]
    surfer.post(call, page.answers | {"_geste": ["juste"], "qui": ["Mme Exemple, directrice"]})
    assert f"verifie_le: {today(PARIS)}" in surfer.text(file)
    assert ", appel du " in surfer.text(file)
    other = surfer.get(call).answers["fiche"][0]
    assert other != place
    surfer.send(form.replace(place, other), "verifier", tarif__texte="Trois euros en 2026.")
    assert surfer.followed[-1] == call
    assert "Trois euros en 2026." in surfer.text(f"data/{other}.yml")
    assert surfer.get(call).answers.get("fiche", []) not in ([place], [other])
    put_off = re.search(r'href="/appeler/([^"]+)/"', surfer.get("/").html)[1]
    [elsewhere] = surfer.get(f"/appeler/{put_off}/").answers["fiche"]
    surfer.send(f"/{elsewhere}/", "verifier")
    assert surfer.get(f"/appeler/{put_off}/").answers.get("fiche") != [elsewhere], "confirmed today, it is not asked again today"
    put_off = re.search(r'href="/appeler/([^"]+)/"', surfer.get("/").html)[1]
    surfer.press(f"/appeler/{put_off}/", "plus-tard")
    assert re.search(r'href="/appeler/([^"]+)/"', surfer.get("/").html)[1] != put_off


def test_a_place_that_ended_says_so_and_the_sheets_that_name_it_change_with_it(surfer):
    naming = {path: path.read_text("utf-8") for path in (surfer.root / "data").rglob("*.yml")
              if re.search(r"\bgrande-tablee\b", path.read_text("utf-8")) and path.stem != "grande-tablee"}  # fmt: skip
    address = "/structures/grande-tablee/fin/"
    page = surfer.get(address)
    assert naming
    assert "Depuis quand" in surfer.post(address, page.answers).html
    assert "Ce jour n’est pas venu." in surfer.post(address, page.answers | {"quand": ["31 décembre 2099"]}).html
    surfer.post(address, page.answers | {"_fois": ["2"], "quand": ["1er septembre 2026"], "vers": ["les ecureuils"]})
    assert not (surfer.root / "data/structures/grande-tablee.yml").exists()
    told = "La Grande Tablée n’existe plus depuis le 1er septembre 2026. Adressez-vous à : Les Écureuils."
    assert told in surfer.text("data/territoire.yml")
    assert not [path for path in naming if re.search(r"\bgrande-tablee\b", path.read_text("utf-8"))]
    load(surfer.root, drafts=True)
    back = {"nom": "Grande Tablée", "type": "autre", "commune": "Aubrelune", "dit__joindre": "01 99 00 11 15"}
    surfer.send("/nouvelle/structures/", **back)
    assert "retirée" in surfer.send(f"/{surfer.followed[-1].strip('/')}/", "publier").html, "its address says that it is over"
    for _ in range(2):
        surfer.press("/annuler/")
    assert {path: path.read_text("utf-8") for path in naming} == naming


def test_a_place_that_leaves_the_site_is_not_said_to_have_ended(surfer):
    page = surfer.get("/structures/grande-tablee/fin/")
    surfer.post("/structures/grande-tablee/fin/", page.answers | {"existe": ["oui"]})
    assert not (surfer.root / "data/structures/grande-tablee.yml").exists()
    told = surfer.text("data/territoire.yml")
    assert ("raison: Cette page a été retirée." in told, "n’existe plus" in told) == (True, False)


def test_what_must_be_cited_stays_and_what_is_not_goes(surfer):
    cited, before = surfer.get("/axes/relier/fin/"), surfer.data
    assert "Cette fiche la cite" in cited.html
    assert "Rien n’est enregistré" in surfer.post("/axes/relier/fin/", cited.answers).html
    assert surfer.data == before
    address = "rencontres/samedi-des-familles-2026/"
    (surfer.root / "data/adresses.txt").write_text(f"{address}\n", "utf-8")
    page = surfer.get(f"/{address}fin/")
    assert "Rien n’est enregistré" in surfer.post(f"/{address}fin/", page.answers).html, "it was published: it says why it goes"
    surfer.post(f"/{address}fin/", page.answers | {"_fois": ["2"], "quand": ["mars 2026"]})
    told = rf"adresse: {address}, raison: .* n’existe plus depuis mars 2026"
    assert re.search(told, surfer.text("data/territoire.yml"))
    assert not (surfer.root / "data/rencontres/samedi-des-familles-2026.yml").exists()


def test_a_number_is_changed_wherever_it_is_and_all_or_none_is_written(surfer):
    page = surfer.get("/numero/0199001102/")
    before = surfer.text()
    refused = surfer.post("/numero/0199001102/", page.answers | {"nouveau": ["12"]})
    assert (refused.status[:3], surfer.text()) == ("422", before)
    surfer.post("/numero/0199001102/", page.answers | {"nouveau": ["01 99 00 11 03"]})
    assert lines(before, surfer.text()) == {"telephone: 01 99 00 11 02", "telephone: 01 99 00 11 03"}


def test_several_places_are_changed_together_once_it_is_shown(surfer):
    keys = ["structures/ecureuils", "structures/cerf-volant"]
    boxes = {"fermeture": "le 24 décembre 2026", "heures": "lundi à mercredi 9h-12h", "saison": "du 1er juillet au 31 août",
             "saison_heures": "lundi 9h-12h", "telephone": "01 99 00 11 03"}  # fmt: skip
    written = ("{du: 2026-12-24}", "lundi: 9h-12h", "mercredi: 9h-12h", "{du: 07-01, au: 08-31, lundi: 9h-12h}", "01 99 00 11 03")
    asked = {"fiche": keys, **{name: [text] for name, text in boxes.items()}}
    before = [surfer.text(f"data/{key}.yml") for key in keys]
    assert "2 fiches à changer" in surfer.press("/ensemble/", "voir", **asked).plain
    assert [surfer.text(f"data/{key}.yml") for key in keys] == before
    surfer.press("/ensemble/", "ecrire", **asked)
    assert all(line in surfer.text(f"data/{key}.yml") for key in keys for line in written)
    assert "Rien n’est enregistré" in surfer.press("/ensemble/", "ecrire", **asked | {"fermeture": ["en août"]}).html
    again = surfer.press("/ensemble/", "ecrire", fiche=keys, fermeture=["24/12/2026"])
    assert "rien ne changerait" in again.plain, "a closure that is there, in other words"


def test_a_disk_that_fails_in_the_middle_leaves_every_file_as_it_was(surfer, monkeypatch):
    before = surfer.data
    write, done = files.write_atomically, []

    def fail(path, content):
        done.append(path)
        if len(done) == 2:
            raise OSError(28, "No space left on device")
        write(path, content)

    monkeypatch.setattr(files, "write_atomically", fail)
    keys = sorted(f"structures/{path.stem}" for path in (surfer.root / "data/structures").glob("*.yml"))[:3]
    page = surfer.press("/ensemble/", "ecrire", fiche=keys, fermeture=["du 2 au 6 août 2027"])
    assert "Rien n'est écrit : le disque est plein" in page.plain
    assert surfer.data == before
    assert surfer.desk.workshop.saves == []


def test_while_a_record_is_wrong_the_form_leads_to_it_and_mends_it(surfer):
    surfer.file.write_text(surfer.text().replace("type: multi-accueil", "type: creche"), "utf-8")
    assert re.search(rf'<a href="{PLACE}">Lieu «.ecureuils.», «.Type.».:', surfer.get("/").html), "no file is named"
    assert f'href="{PLACE}"' in surfer.get("/fiches/?genre=structures").html
    assert "n'est pas un type de structure connu" in surfer.get(PLACE).plain
    surfer.send(PLACE, type="multi-accueil")
    assert "type: multi-accueil\n" in surfer.text()


def test_a_name_that_is_nearly_taken_is_told_and_no_name_leads_elsewhere(surfer):
    page = surfer.get("/nouvelle/?genre=structures&nom=Les Ecureuil")
    filled = page.answers | {"type": ["multi-accueil"], "commune": ["Noisetière-sur-Vive"], "_geste": ["enregistrer"]}
    assert "Cette fiche ressemble à" in surfer.post("/nouvelle/structures/", filled).plain
    assert surfer.followed[-1] == "/structures/les-ecureuil/"
    for name, led in (("../ecureuils", "ecureuils-2"), ("CON", "fiche-con"), ("é", "e"), ("!", "fiche")):
        surfer.post("/nouvelle/structures/", filled | {"nom": [name], "_fois": [name]})
        assert surfer.followed[-1] == f"/structures/{led}/", name
    assert {path.name for path in surfer.root.iterdir()} == {"data"}


def test_a_new_place_is_reached_one_way(surfer):
    given = {"nom": "La Cabane", "type": "ludotheque", "commune": "Aubrelune"}
    for reach, field in (("01 99 00 11 22", "telephone"), ("a@b.exemple.fr", "courriel"), ("cabane.exemple.fr", "site_web")):
        surfer.send("/nouvelle/structures/", **given, dit__joindre=reach)
        assert f"{field}: " in surfer.text(f"data{surfer.followed[-1].rstrip('/')}.yml")
    for reach in ("www.cabane.exemple.fr c@d.exemple.fr 01 99 00 11 25", "appeler le 0199001125 ou écrire à c@d.exemple.fr, puis "
                  "cabane.exemple.fr"):  # fmt: skip
        surfer.send("/nouvelle/structures/", **given, dit__joindre=reach)
        told = surfer.text(f"data{surfer.followed[-1].rstrip('/')}.yml")
        assert [one for one in ("telephone: ", "courriel: c@d", "site_web: https://") if one not in told] == [], told
    every = "3 rue des Saules, 99100 Aubrelune, 01 99 00 11 23, c@d.exemple.fr"
    surfer.send("/nouvelle/structures/", **given, dit__joindre=every)
    told = surfer.text(f"data{surfer.followed[-1].rstrip('/')}.yml")
    read = ("telephone: 01 99 00 11 23", "courriel: c@d", "adresse: 3 rue des Saules\n", 'code_postal: "99100"')
    assert [part for part in read if part not in told] == [], told
    surfer.send("/nouvelle/structures/", **given, dit__joindre="01 99 00 11 23, lundi de 8h à 18h30, 3 rue Haute")
    told = surfer.text(f"data{surfer.followed[-1].rstrip('/')}.yml")
    assert [part for part in ("01 99 00 11 23\n", "lundi: 8h-18h30}", "adresse: 3 rue Haute\n") if part not in told] == [], told
    mixed = surfer.send("/nouvelle/structures/", **given, dit__joindre="01 99 00 11 24 e@f.exemple.fr le matin").plain
    assert ("se dira dans la fiche" in mixed, "Mettre" in mixed) == (True, False), "a button fills no box that is not shown"
    for reach, said in (("tél. : 01 99 00 11", "Il a 8 chiffres"), ("c@d", "une adresse de courriel"), ("aubre/", "de site")):
        assert said in surfer.send("/nouvelle/structures/", **given, dit__joindre=reach).plain, reach
    begun = surfer.send("/nouvelle/structures/", **given | {"commune": "Noisetière"}, dit__joindre="01 99 00 11 22")
    assert "« Noisetière » est compris : Noisetière-sur-Vive." in begun.plain


def test_a_box_is_called_as_it_is_where_it_stands(surfer):
    told = surfer.send("/fichier/territoire/", editeur__hebergeur__nom="").plain
    assert ("Hébergeur, Nom" in told, "« Nom du territoire »" in told) == (True, False)


def test_a_new_record_is_a_draft_whose_file_is_named_after_it_then_it_is_published(surfer):
    page = surfer.send("/nouvelle/partenaires/", start="/nouvelle/?genre=partenaires&nom=Caisse d’Aubrelune")
    file = surfer.root / "data/partenaires/caisse-d-aubrelune.yml"
    assert file.read_text("utf-8") == "nom: Caisse d’Aubrelune\netat_fiche: brouillon\n"
    assert surfer.followed == ["/partenaires/caisse-d-aubrelune/"]
    assert "Publier au prochain envoi" in page.html
    assert "Elle reste un brouillon" in surfer.send("/partenaires/caisse-d-aubrelune/", "verifier").html
    checked = file.read_text("utf-8")
    assert "etat_fiche: brouillon\n" in checked
    surfer.send("/partenaires/caisse-d-aubrelune/", "publier")
    assert file.read_text("utf-8") == checked.replace("brouillon", "publiee")


def test_a_new_axis_is_asked_its_convention_when_there_are_several(surfer):
    (surfer.root / "data/cadres").mkdir(exist_ok=True)
    for name, debut in (("ancienne", 2020), ("nouvelle", 2024)):
        cadre = f"titre: CTG {name}\nnature: ctg\ndebut: {debut}\nfin: {debut + 3}\n"
        (surfer.root / f"data/cadres/{name}.yml").write_text(cadre, "utf-8")
    axis = {"numero": "Z", "titre": "Un axe neuf"}
    assert "cet axe ne dit pas de laquelle il est" in surfer.send("/nouvelle/axes/", **axis).plain
    surfer.send("/nouvelle/axes/", **axis, cadre="nouvelle")
    assert surfer.text("data/axes/un-axe-neuf.yml").splitlines()[2] == "cadre: nouvelle"


def test_among_many_communes_one_types_their_names(tmp_path):
    surfer = Surfer(invent(tmp_path / "vaste", "vaste", places=1))
    page = surfer.get("/structures/lieu-0/").html
    assert (page.count('type="checkbox" name="communes_desservies"'), 'list="liste-communes"' in page) == (0, True)
    surfer.send("/structures/lieu-0/", communes_desservies=["Aigrecourt", "belbois", ""])
    assert "communes_desservies: [Aigrecourt, Belbois]" in surfer.text("data/structures/lieu-0.yml")


def test_a_new_place_is_in_the_only_commune_or_says_that_it_is_elsewhere(tmp_path):
    form = Surfer(invent(tmp_path / "projet", "seule"))
    page = form.get("/nouvelle/structures/")
    assert page.answers["commune"] == ["Aigrebois"]
    filled = page.answers | {"nom": ["Le Port"], "type": ["ludotheque"], "commune": ["Ailleurs"], "_geste": ["enregistrer"]}
    told = form.post("/nouvelle/structures/", filled)
    assert {"hors_territoire", "code_insee", "position.lat"} <= told.answers.keys()
    assert ("Dites-le plus bas, avec son code INSEE" in told.plain, "Valeurs possibles" in told.plain) == (True, False)
    where = {"hors_territoire": ["oui"], "code_insee": ["23001"], "position.lat": ["46.11"], "position.lon": ["2.06"]}
    done = form.post("/nouvelle/structures/", told.answers | where | {"_geste": ["enregistrer"]})
    assert form.followed[-1:] == ["/structures/le-port/"], done.plain
