"""Lists of other shapes: each place comes in with what the list says of it (type, commune, telephone, ages, places), and nothing
else."""

from __future__ import annotations

import pytest
import yaml

from ctg.commands import main
from ctg.loading import load
from ctg.model.structure import Structure
from tableaux import write_xlsx

LISTS = {
    "a village: hours a column per day, a street in pieces, the commune in the title": (
        """MAIRIE DE VALBOURG
Services enfance – année 2026/2027

Service|N°|Voie|Tél. fixe|Tél. portable|Lundi|Mardi|Mercredi
Garderie du matin|4|place Haute|01 99 00 00 31||7h30-8h30 / 16h30-18h30|fermé|
Espace ados|2|rue Basse||01 99 00 00 32|||14h-18h
Bibliothèque|1|place Haute|01 99 00 00 33|||16h-18h|
* Renseignements en mairie au 01 99 00 00 30""",
        """garderie-du-matin periscolaire Valbourg 31 - - -
espace-ados espace-jeunes Valbourg 32 - - -
bibliotheque bibliotheque Valbourg 33 - - -""",
    ),
    "a department: titles on two rows, places that add up, totals": (
        """NOM DE L'EQUIPEMENT|TYPE EAJE|TYPE GESTIONNAIRE|COMMUNE D'IMPLANTATION|Nombre de places||TEL|Prestation
||||accueil collectif|accueil familial||
LES GRILLONS|Multi accueil|Association|VALBOURG|25|15|01 99 00 00 31|PSU
BULLE|Micro crèche|Entreprise|ST CLAIR/LEDE|12||01 99 00 00 32|CMG
LE LARGE|Micro crèche|Entreprise|AILLEURS|12||01 99 00 00 33|CMG
TOTAL||||49|15""",
        """les-grillons multi-accueil Valbourg 31 - - 40
bulle micro-creche Saint-Clair-sur-Lède 32 - - 12""",
    ),
    "ages that are ticked, a type said in the title, ages that a spreadsheet took for dates": (
        """LES ACCUEILS DE LOISIRS – ÉTÉ 2026
Accueil|Commune|3-5 ans|6-11 ans|12-17 ans|Contact|Capacité -6 ans|Capacité +6 ans
La Cigale|Valbourg|x|x||01 99 00 00 31 - cigale@exemple.fr|16|24
Cap Aventure|Valbourg|x||x|Mme EXEMPLE Jeanne 01 99 00 00 32||28""",
        """la-cigale accueil-de-loisirs Valbourg 31 3 ans 11 ans 40
cap-aventure accueil-de-loisirs Valbourg 32 - - 28""",
    ),
    "a page of a newsletter: one column, a fact a row, an empty row between places": (
        """LES BONS NUMÉROS DE VALBOURG

Bibliothèque
2 rue Haute
Tél. 01 99 00 00 31

Centre de loisirs Les Meules
Tél. 01 99 00 00 32
De 3 à 11 ans, 32 places""",
        """bibliotheque bibliotheque Valbourg 31 - - -
centre-de-loisirs-les-meules accueil-de-loisirs Valbourg 32 3 ans 11 ans -""",
    ),
    "two tables one under the other, ages above several rows, communes by their initials": (
        """Nom|Commune|Tél|Places
Crèche Les Galopins|Valbourg|01 99 00 00 31|24

SERVICES JEUNESSE
Commune|Nom du lieu|Téléphone|Animateur|Portable
12 à 17 ans
SCSL|Foyer des jeunes||Camille FICTIVE|01 99 00 00 32""",
        """creche-les-galopins multi-accueil Valbourg 31 - - 24
foyer-des-jeunes espace-jeunes Saint-Clair-sur-Lède 32 12 ans 17 ans -""",
    ),
    "a « jeune enfant » in the title is no « jeune »; the cells say which kind, in the letters of the branch": (
        """ETABLISSEMENTS D'ACCUEIL DU JEUNE ENFANT
Établissement|Type EAJE|Commune|Tél
Les Bottes|MA|Valbourg|01 99 00 00 31
La Culbute|MC PSU|Valbourg|01 99 00 00 32""",
        """les-bottes multi-accueil Valbourg 31 - - -
la-culbute micro-creche Valbourg 32 - - -""",
    ),
    "a column of names under the kind, a total below; ages in months as a machine keeps them": (
        """MAM|Nb AM|Commune|Tél|AGE_MIN_MOIS|AGE_MAX_MOIS
Tilou|4|Valbourg|01 99 00 00 31|2|36
Am Stram Gram|3|Valbourg|01 99 00 00 32|0|72
La Ronde|3|Valbourg|01 99 00 00 33||
Le Nid|2|Valbourg|01 99 00 00 34||
4 MAM|12||||""",
        """tilou mam Valbourg 31 2 mois 3 ans -
am-stram-gram mam Valbourg 32 0 mois 6 ans -
la-ronde mam Valbourg 33 - - -
le-nid mam Valbourg 34 - - -""",
    ),
    "who comes, under « Permanence »; where, in capitals; one to be asked by name": (
        """Permanence|Qui|Où|Quand|Inscription auprès de
Écrivain public|bénévoles|salle des fêtes VALBOURG|samedi 10h-12h|Mme EXEMPLE, 01 99 00 00 31
Conciliateur|Justice|mairie de Valbourg|lundi 9h-12h|01 99 00 00 32""",
        """ecrivain-public autre Valbourg 31 - - -
conciliateur point-justice Valbourg 32 - - -""",
    ),
    "what a list of schools holds in each": (
        """GARDERIES PÉRISCOLAIRES
Commune|École|Matin|Tél
Valbourg|du Lavoir|7h30-8h30|01 99 00 00 31
Valbourg|RPI des Fours|7h30-8h30|01 99 00 00 32""",
        """accueil-periscolaire-de-l-ecole-du-lavoir periscolaire Valbourg 31 - - -
accueil-periscolaire-du-rpi-des-fours periscolaire Valbourg 32 - - -""",
    ),
    "a place a sentence, as copied from a leaflet": (
        """LES CRÈCHES
Les Poussins – 12 rue Haute – 99100 Valbourg – Tél : 01 99 00 00 31
LES ESPACES JEUNES
Le Spot – rue Basse – 99100 Valbourg – Tél : 01 99 00 00 32 – spot@exemple.fr
Le Hangar – 3 quai Vieux – 99100 Valbourg – Tél : 01 99 00 00 33""",
        """les-poussins multi-accueil Valbourg 31 - - -
le-spot espace-jeunes Valbourg 32 - - -
le-hangar espace-jeunes Valbourg 33 - - -""",
    ),
    "a fact a line, an empty row between places": (
        """Micro-crèche Les Poussins
12 rue Haute
99100 Valbourg
Tél : 01 99 00 00 31
12 places

Espace jeunes Le Spot
99100 Valbourg
01 99 00 00 32
de 11 à 17 ans""",
        """espace-jeunes-le-spot espace-jeunes Valbourg 32 11 ans 17 ans -
micro-creche-les-poussins micro-creche Valbourg 31 - - -""",
    ),
    "a canteen and a care by school, ages in words, several groups, a remark beyond the titles": (
        """Service|École|Ville|Pour qui|Combien d'enfants|Où appeler
Cantine|École du Plan|Valbourg|Les 3-5 ans puis, les 6-11 ans|24 petits + 36 grands|Camille au 01 99 00 00 31|à vérifier
Garderie|École du Plan|Valbourg|De 3 à 11 ans, le mercredi de 7h30 à 18h|30 maxi|01 99 00 00 32""",
        """cantine-de-l-ecole-du-plan cantine Valbourg 31 3 ans 11 ans 60
garderie-de-l-ecole-du-plan periscolaire Valbourg 32 3 ans 11 ans 30""",
    ),
    "a fact a line after its name, a title without a name, a number below": (
        """Micro-crèche Les Poussins
Adresse|12 rue Haute, 99100 Valbourg
Tél.|01 99 00 00 31
Capacité|12
MAM Les Loups
Adresse|3 rue Basse, 99100 Valbourg
Tél.|01 99 00 00 32""",
        """mam-les-loups mam Valbourg 32 - - -
micro-creche-les-poussins micro-creche Valbourg 31 - - 12""",
    ),
    "places without names, by their rooms; one that goes on below; a commune without any place": (
        """Relais petite enfance : permanences
Jour|Horaires|Salle|Commune|Inscription
mardi|9h-12h|salle Haute|Valbourg|01 99 00 00 31
jeudi|14h-16h|||
lundi|9h-12h|ancienne école|St Clair/Lède|01 99 00 00 32
|||Valbourg|""",
        """relais-petite-enfance-saint-clair-sur-lede relais-petite-enfance Saint-Clair-sur-Lède 32 - - -
relais-petite-enfance-valbourg relais-petite-enfance Valbourg 31 - - -""",
    ),
    "a code under « id », names under « Local », who organises before; numbers of a part, dates to come": (
        """id_lieu|Organisateur|Local|Commune|Type|Date fin|Eff. -6 ans|Eff. 6-13
ACM-001|COMMUNE|Centre de la Source|Valbourg|Accueil de loisirs|03/07/2099|16|24
ACM-002|COMMUNE|Maison Haute|St Clair/Lède|Accueil de loisirs|03/07/2099|8|12""",
        """centre-de-la-source accueil-de-loisirs Valbourg - - - 40
maison-haute accueil-de-loisirs Saint-Clair-sur-Lède - - - 20""",
    ),
    "hours under « Accueil », names under « Organisme », where under « Lieu »": (
        """Organisme|Lieu de permanence|Accueil|Téléphone
Secours populaire|Valbourg, 3 rue Haute|lundi 9h-12h|01 99 00 00 31
Les Restos|Saint-Clair-sur-Lède, salle des fêtes|mardi après-midi|01 99 00 00 32""",
        """les-restos autre Saint-Clair-sur-Lède 32 - - -
secours-populaire epicerie-solidaire Valbourg 31 - - -""",
    ),
    "places without names, whose name and telephone stand below": (
        """Jour|Commune|Lieu de stationnement|Arrivée|Départ
Lundi|Valbourg|parking de l'église|9h00|11h30
Mardi|St Clair/Lède|devant la mairie|14h00|16h00
Bus France services – renseignements : 01 99 00 00 31""",
        """bus-france-services-saint-clair-sur-lede france-services Saint-Clair-sur-Lède 31 - - -
bus-france-services-valbourg france-services Valbourg 31 - - -""",
    ),
    "what families look for, then its name; an event to come": (
        """Vous cherchez|Ville|Date|Appeler
des jeux à emprunter : Le Grenier|Valbourg|05/12/2099|01 99 00 00 31
une crèche : Les Nains|Valbourg|06/12/2099|01 99 00 00 32""",
        """le-grenier ludotheque Valbourg 31 - - -
les-nains multi-accueil Valbourg 32 - - -""",
    ),
    "a place a column, an empty corner, whom to call by name": (
        """|PMI Nord|LAEP La Cabane
Commune|Valbourg|Valbourg
Téléphone|01 99 00 00 31|01 99 00 00 32
Qui j'appelle|Camille|Dominique""",
        """laep-la-cabane laep Valbourg 32 - - -
pmi-nord pmi Valbourg 31 - - -""",
    ),
    "days by their letters, communes alone in a column without titles, what is no place": (
        """||Ma|Me|Je|Ve|Téléphone
VALBOURG
|Médiathèque des Prés|16h-18h||14h-18h||01 99 00 00 31
|rien d'autre|||||voir la mairie
ST CLAIR/LEDE
|Point lecture||15h-17h|||01 99 00 00 32""",
        """mediatheque-des-pres bibliotheque Valbourg 31 - - -
point-lecture bibliotheque Saint-Clair-sur-Lède 32 - - -""",
    ),
    "its name, then where, in one column; one that is no more": (
        """Où ?|Qui s'en occupe|Âges|Tél.|Actif
ALSH La Toupie, parc du Lac, Valbourg|Familles rurales|3-11 ans|01 99 00 00 31|oui
ALSH Sac à Dos, salle des fêtes, Valbourg|commune|4-11 ans|01 99 00 00 32|oui
ALSH Les Bois, ancienne cure, Valbourg|commune|4-11 ans|01 99 00 00 33|non""",
        """alsh-la-toupie accueil-de-loisirs Valbourg 31 3 ans 11 ans -
alsh-sac-a-dos accueil-de-loisirs Valbourg 32 4 ans 11 ans -""",
    ),
    "people and what they do, in the place where they are": (
        """Nom|Fonction|Structure|Commune|Ligne directe
EXEMPLE Jeanne|directrice|RPE Nord|Valbourg|01 99 00 00 31
FICTIVE Camille|animatrice|Espace jeunes Le Spot|Valbourg|01 99 00 00 32""",
        """espace-jeunes-le-spot espace-jeunes Valbourg 32 - - -
rpe-nord relais-petite-enfance Valbourg 31 - - -""",
    ),
    "who answered, beside the place and its commune; an hour a column": (
        """Lieu (commune)|Genre|Qui a répondu|Tél. vérifié|h_mardi
La Toupie (Valbourg)|ALSH|FICTIVE|01 99 00 00 31|9h-18h
Les Pois (Valbourg)|MAM|EXEMPLE|01 99 00 00 32|8h-18h
Le Fil (Valbourg)|MAM|secrétaire|01 99 00 00 33|8h-18h""",
        """la-toupie accueil-de-loisirs Valbourg 31 - - -
le-fil mam Valbourg 33 - - -
les-pois mam Valbourg 32 - - -""",
    ),
    "titles whose words are not ours, or whose cells are of another shape: notes": (
        """Nom|Ville|Tél. du siège|Zorglub|Capacité|Téléphone
Crèche Les Nains|Valbourg|01 99 00 00 31|01 99 00 00 32|12 500 €|01 99 00 00 33
MAM Les Loups|Valbourg|01 99 00 00 34|01 99 00 00 35|14 500 €|""",
        """creche-les-nains multi-accueil Valbourg 33 - - -
mam-les-loups mam Valbourg - - - -""",
    ),
    "no title: of two columns of telephones, neither; a number that is not written as one is none": (
        """Crèche Les Nains|Valbourg|01 99 00 00 31|06 39 98 00 32|nains@exemple.fr
MAM Les Loups|Valbourg|01 99 00 00 33|06 39 98 00 34|loups@exemple.fr""",
        """creche-les-nains multi-accueil Valbourg - - - -
mam-les-loups mam Valbourg - - - -""",
    ),
    "a form's answers: questions, one answer corrected, a place that is no more, a sum": (
        """Horodateur|Quel est le nom de votre lieu ?|Dans quelle commune se trouve-t-il ?|Quel numéro donner ?|Places|État
12/09/2026 09:14|MAM Les Loups|Valbourg|01 99 00 00 31|12|ouvert
13/09/2026 10:00|Crèche Le Nid|Valbourg|01 99 00 00 32|20|ouvert
14/09/2026 18:30|MAM Les Loups|Valbourg|01 99 00 00 33|14|ouvert
15/09/2026 08:00|Crèche Le Lac|Valbourg|01 99 00 00 34|10|archivé
||||56|""",
        """creche-le-nid multi-accueil Valbourg 32 - - 20
mam-les-loups mam Valbourg 33 - - 14""",
    ),
    "titles that say nothing are titles all the same": (
        """Zorglub|Machin|Zig|Ville
199000031|Crèche Les Nains|01 99 00 00 32|Valbourg
199000033|MAM Les Loups|01 99 00 00 34|Valbourg""",
        """creche-les-nains multi-accueil Valbourg - - - -
mam-les-loups mam Valbourg - - - -""",
    ),
    "cards whose first row is a name and what it is": (
        """AMICALE DE VALBOURG

Le Rabot|ludothèque
Adresse|3 rue Haute, Valbourg
Téléphone|01 99 00 00 31

Les Meules|centre de loisirs, 6 à 12 ans
Adresse|1 place Basse, Valbourg
Téléphone|01 99 00 00 32""",
        """le-rabot ludotheque Valbourg 31 - - -
les-meules accueil-de-loisirs Valbourg 32 6 ans 12 ans -""",
    ),
    "desks, stops, a building, a test and a contact among places; a commune that the title alone says": (
        """MAIRIE DE VALBOURG
Bâtiment|Où|Nature|Tél.|Obs.
MAM Les Loups|à l'école|MAM|01 99 00 00 31|12 enfants maxi
Le Rabot|1er étage de la mairie|ludothèque|01 99 00 00 32|liste d'attente : 14 enfants
Permanence CIDFF|à la mairie|permanence|01 99 00 00 33|
Arrêt du bibliobus|place Haute|arrêt||
Atelier municipal|rue Basse|||
Structure test|rue Basse|MAM||
Le secrétariat|à la mairie|contact|01 99 00 00 34|""",
        """mam-les-loups mam Valbourg 31 - - 12
le-rabot ludotheque Valbourg 32 - - -""",
    ),
    "a kind in the title of its places, a commune under « Loc. »": (
        """Nom|Loc.|MA|CF|Tél - mail
Les Ormes|Valbourg|30||01 99 00 00 31 - ormes@exemple.fr
Les Saules|Valbourg||20|01 99 00 00 32""",
        """les-ormes multi-accueil Valbourg 31 - - 30
les-saules creche-familiale Valbourg 32 - - 20""",
    ),
    "a second table of which no title is a commune; ages in two parts; rooms are no places": (
        """Hébergement et jeunesse – ville de Valbourg
Nom|Type|Téléphone|Capacité
Le Gué|CHRS|01 99 00 00 31|3 appartements (11 places)
Les Aulnes|résidence sociale|01 99 00 00 32|14 logements

Nom|Type|Tranche d'âge|Horaires
Les Elfes|ALSH|3-6 et 6-12|mercredi 8h-18h""",
        """le-gue hebergement-urgence Valbourg 31 - - 11
les-aulnes hebergement Valbourg 32 - - -
les-elfes accueil-de-loisirs Valbourg - 3 ans 12 ans -""",
    ),
    "an office's list without titles: each row says where it is; numbers of the country, capitals alone, what happens once": (
        """NUMÉROS UTILES
CCAS de Valbourg

AIDE ALIMENTAIRE
L'Épi|St Clair/Lède, 6 rue Basse|01 99 00 00 31 (lundi)
DROITS
CCAS de Saint-Clair-sur-Lède|2 rue Haute|01 99 00 00 32
CCAS d'Ailleurs|3 place Haute|01 99 00 00 33
Maison de santé du Pré|3 rue Haute|01 99 00 00 34
Stage de judo|rue Basse|01 99 00 00 35
SAMU||15
Femmes Info||3919""",
        """ccas-de-saint-clair-sur-lede ccas Saint-Clair-sur-Lède 32 - - -
l-epi epicerie-solidaire Saint-Clair-sur-Lède 31 - - -
maison-de-sante-du-pre soins Valbourg 34 - - -""",
    ),
    "a place that goes on below, what says how it is run, what has closed and what will close": (
        """Nom|Adresse|Tél.|Gestion|Date fermeture
Crèche Les Nains|3 rue Haute|01 99 00 00 31|Association Pitchoun|01/07/2099
|99100 Valbourg|||
MAM Les Loups|2 rue Haute, Valbourg|01 99 00 00 32|régie|31/12/2020""",
        """creche-les-nains multi-accueil Valbourg 31 - - -""",
    ),
    "contacts of a mail program: people, a telephone after the name, a commune in the address, a supplier": (
        """Société|Nom|Prénom|Tél. professionnel|Adresse professionnelle
Ludothèque Les Dés|EXEMPLE|Jeanne|01 99 00 00 31|9 rue Haute, 99100 Valbourg
MAM Les Loups, tél. 01 99 00 00 32||||Saint-Clair-sur-Lède
Imprimerie du Pré|||01 99 00 00 33|ZA, Valbourg""",
        """ludotheque-les-des ludotheque Valbourg 31 - - -
mam-les-loups mam Saint-Clair-sur-Lède 32 - - -""",
    ),
}

WEEKS = {
    "two halves of a day, and its days": ("Début matin|Fin matin|Début soir|Fin soir|Jours\n7h|8h30|16h|18h|lun mar",
        {"lundi": ["7h-8h30", "16h-18h"], "mercredi": ""}),
    "a half without its end": ("Début matin|Fin soir|Jours\n7h|18h|lun mar", {"lundi": ""}),
    "how long a day is, beside its days": ("Jours|Amplitude\nL M J V|8h-18h", {"lundi": "8h-18h", "mercredi": ""}),
    "how long, not when": ("Jours|Amplitude\nL M J V|10h", {"lundi": "oui"}),
    "the days of all, in the title": (
        "Accueils des lundis et mardis\nOuvre|Ferme|Mercredi\n7h30|18h|8h-17h", {"lundi": "7h30-18h", "mercredi": "8h-17h"},
    ),
    "one day, and hours of which no day is said": ("Ouvre|Ferme|Mercredi\n7h30|18h|8h-17h", {"mercredi": ""}),
    "the halves of a day": ("Lun matin|Lun après-midi|Mar matin\n9h-12h|14h-17h|fermé", {"lundi": ["9h-12h", "14h-17h"]}),
    "holidays apart": ("Période scolaire|Petites vacances\nmer 14h-18h|lun-ven 10h-18h", {"mercredi": "14h-18h", "lundi": ""}),
    "holidays only": ("Horaires|Petites vacances\n|lun-ven 10h-18h", {"lundi": ""}),
    "of the public": ("Accueil téléphonique|Accueil du public\nlun 9h-12h|mar 9h-12h", {"lundi": "", "mardi": "9h-12h"}),
    "in a remark": ("Remarques|\n12 places, ouvert du lundi au mardi 8h-18h|", {"mardi": "8h-18h", "mercredi": ""}),
    "in a remark, of something else": ("Remarques|\nréunion le lundi 8h-18h|", {"lundi": ""}),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), WEEKS.values(), ids=WEEKS.keys())
def test_the_hours_of_a_row(project, tmp_path, rows, expected):
    root = project()
    *above, titles, row = [line.split("|") for line in rows.split("\n")]
    liste = write_xlsx(
        tmp_path / "liste.xlsx", [*above, ["Nom", "Type", "Commune", *titles], ["Le Nid", "MAM", "Valbourg", *row]]
    )
    assert main(["--projet", str(root), "importer", str(liste), "--appliquer"]) == 0
    hours = yaml.safe_load((root / "data/structures/le-nid.yml").read_text("utf-8")).get("horaires", {})
    assert {day: hours.get(day, "") for day in expected} == expected


@pytest.mark.parametrize(("rows", "expected"), LISTS.values(), ids=LISTS.keys())
def test_a_list_of_another_shape(project, tmp_path, capsys, rows, expected):
    root = project()
    cells = [[int(one) if one.isdecimal() else one for one in row.split("|")] for row in rows.split("\n")]
    before = {path.stem for path in (root / "data/structures").iterdir()}
    code = main(["--projet", str(root), "importer", str(write_xlsx(tmp_path / "liste.xlsx", cells)), "--appliquer"])
    assert code == 0, capsys.readouterr()
    found = load(root, drafts=True)
    said = []
    for id in {path.stem for path in (root / "data/structures").iterdir()} - before:
        one = found.get(Structure, id)
        ages = [bound.texte if bound else "-" for bound in ((one.ages.de, one.ages.a) if one.ages else (None, None))]
        told = [id, one.type, one.commune, (one.telephone or "-")[-2:], *ages, str(one.places.total if one.places else "-")]
        said.append(" ".join(told))
        assert (one.etat_fiche, one.sources[0].titre) == ("brouillon", "liste.xlsx")
        assert not {"EXEMPLE", "FICTIVE"} & {*(root / one.file).read_text("utf-8").replace(",", " ").split()}
    assert sorted(said) == sorted(expected.split("\n"))
