"""Facts that are well written and cannot be true: each is told on its line, by its cause; what is only unusual is not.

The invented territory is sound. Each case changes one of its files; cases of different files are read at once. They are of
classes, not of people's lists: two or three a class, and the neighbours of :data:`TRUE`, which look like them and are right."""

import datetime as dt
import re
import shutil
from collections.abc import Iterator
from typing import NamedTuple

import pytest
import yaml

from cas import each
from ctg.checking import relations
from ctg.common.problems import DataError, Problem, fold
from ctg.loading import load
from ctg.model import KINDS
from ctg.reading.describe import Type, all_fields, fields_of
from sans_extensions import not_read_here
from territoires import ESSAI

TODAY = dt.date(2026, 11, 30)
RELATIONS = yaml.safe_load(relations.RELATIONS.read_text("utf-8"))


class Case(NamedTuple):
    """A change of one file, and words of what is told; none for what is right. ``line``: how begins the line on which it is told,
    when that is not the one that changed."""

    file: str
    before: str
    after: str
    told: str = ""
    line: str = ""


FALSE = [
    # what is done is not to come, no date is of another century
    # a meeting: its title, its hours, what it may have read
    Case("rencontres/comite-de-pilotage-2026-04.yml", "date: 2026-04", "date: 2025-04", "Le titre dit « avril 2026 »"),
    Case("rencontres/comite-de-pilotage-2024-10.yml", "suites:\n",
         "suites:\n  - {texte: Le rapport de 2025 est adopté.}\n", "prêt"),
    # a place: its kind, its hours, its days, its words
    Case("structures/mission-locale.yml", "ages: {de: 16 ans", "ages: {de: 1 an", "dès 15 ans"),
    Case("structures/mission-locale.yml", "a: 25 ans", "a: 29 ans", "16 à 25 ans"),
    Case("structures/trois-renards.yml", "08-01, au: 08-21", "02-01, au: 02-21", "du 1er février au 21 février"),
    Case("structures/de-enchante.yml", "vendredi: 16h-18h30", 'note: "Fermé le samedi."', "des heures le samedi"),
    Case("structures/tremplin.yml", "publics: jeunes de 11 à 17 ans", "publics: enfants de 3 à 6 ans", "3 à 6 ans", "ages:"),
    Case("services/mercredis-nature.yml", "{mercredi: 9h-17h}", "{jeudi: 9h-17h}", "dit « mercredi »"),
    Case("structures/petits-pois.yml", "description: ", "description: Quinze professionnelles accueillent les enfants. ",
         "plus que de places"),
    Case("structures/cabane.yml", "arrêt « Quai ».", "arrêt « Quai », à 250 km.", "bien loin"),
    # what a sentence says of what is counted, led or paid elsewhere; a title, and the field beside it
    Case("cadres/ctg-2029.yml", "Trois axes sont proposés", "Six axes sont proposés", "3 axes"),
    Case("partenaires/departement-de-la-haute-lune.yml", "Il paie la plus grande part des", "Il ne paie rien pour les",
         "Département"),
    Case("cadres/contrat-local-de-sante.yml", "nature: contrat-local-de-sante", "nature: crte", "Le titre dit"),
    Case("actions/horaires-decales.yml", "axe: accueillir", "axe: relier", "numérotée comme"),
    Case("actions/horaires-decales.yml", "Décision du 31 mars 2025", "Décision du 31 mars 2026", "2026"),
    Case("structures/tremplin.yml", "publics: jeunes de 11 à 17 ans", "publics: jeunes à partir de 11 mois", "un âge en années"),
    Case("structures/coquelicot.yml", "presbytère", "presby- 12 tère", "a été abîmé"),
    # who answers, and where
    Case("services/aide-aux-papiers.yml", "telephone: 01 99 00 11 19", "telephone: 01 99 00 11 91", "deux chiffres inversés"),
    Case("partenaires/communaute-de-communes.yml", "99100 Aubrelune", "99130 Aubrelune", "le code postal de cette commune"),
    Case("communes.yml", "population: 8450", "population: 84500", "8 450 habitants"),
    # figures
    Case("indicateurs/population.yml", "valeur: 415, commune", "valeur: 4150, commune", "4 150"),
    # a plan: its states, its money, its years
    Case("actions/horaires-decales.yml", "decision: arretee", "decision: reconduite", "sa suite la dit reconduite"),
    Case("actions/horaires-decales.yml", "fait: oui}\n    - {date: 2025-03", "fait: non}\n    - {date: 2025-03",
         "n'est pas fait"),
    Case("actions/creches-aux-quatre-coins.yml", "prevu: 96000,", "prevu: 96000, realise: 9,", "n'est pas encore venu"),
    # the fields and the words beside one another
    Case("structures/guichet-familles.yml", "des 12 communes", "des 120 communes", "le territoire en a moins"),
    Case("structures/herisson.yml", "courriel: herisson@exemple.fr", "courriel: herisson@exempel.fr", "ressemble à"),
    Case("structures/bus-des-demarches.yml", "horaires: {jeudi: 9h30-12h}", "horaires: {dimanche: 9h30-12h}", "n'ouvre pas"),
    Case("structures/cabane.yml", "commune: L'Isle-aux-Loutres", "commune: Cœur-de-Vive", "sont ceux de L'Isle-aux-Loutres"),
    Case("actions/budget-des-jeunes.yml", "debut: 2025-01", "debut: 2026-01", "ne va pas avec les lignes"),
    Case("actions/parenthese.yml", "source: \"Bilan de l'année 2025\"", "source: \"Bilan de 2022\"", "(Bilan de 2022)"),
    # what texts say of what fields say: a number, an amount, a day, an age, a day of the week, a commune, a kind
    Case("axes/accueillir.yml", "Ouvrir 40 places", "Ouvrir 400 places", "quand un champ de data/indicateurs"),
    Case("actions/bus-du-vendredi-soir.yml", "prevu: 27400", "prevu: 47200", "écrit « 27 400 € »"),
    Case("evaluations/mi-chemin.yml", "Demandé par 54", "Demandé par 540000", "moins d'habitants"),
    Case("structures/pmi.yml", "jeudi: 9h-12h", "vendredi: 9h-12h", "fermé le jeudi"),
    Case("services/psychologue-des-jeunes.yml", "mercredi: 10h-13h", "lundi: 10h-13h", "n'ouvre pas à ces heures"),
    Case("indicateurs/places-collectif.yml", "12, commune: Vœuilly", "21, commune: Vœuilly", "la somme des communes 110"),
    Case("cadres/ctg.yml", "Mi-chemin : 5 actions sur 25", "Mi-chemin : 14 actions sur 25", "5 actions"),
    Case("territoire.yml", '  code_postal: "99100"', '  code_postal: "91900"', "n'est pas le code postal d'Aubrelune"),
    # a sentence against a field, a list, a state, another sentence; and what has no sense
    Case("structures/hirondelles.yml", "appelez le 17", "appelez le 71", "n'existe pas en France"),
    Case("rencontres/dessine-moi-ton-samedi.yml", "dont 21", "dont 210", "la partie dépasse le tout"),
    Case("actions/parenthese.yml", "La porte ouvre.\"", "La porte n'a pas encore ouvert.\"", "que c'est fait"),
    Case("rencontres/comite-de-pilotage-2025-10.yml", "à 9 000 €", "à 12 000 €", "dit 9 000 €"),
    Case("cadres/ctg.yml", "commence en janvier 2028", "commence en janvier 2027", "la fiche dit janvier 2028"),
    Case("actions/ecrans-en-famille.yml", "etat: non-engagee", "etat: en-cours", "aucune de ses étapes"),
    Case("rencontres/cercle-des-familles-2025-01.yml", "circule depuis le 5", "circule depuis le 15", "ses mots disent"),
    Case("rencontres/sept-portes.yml", "Quatorze familles", "Trente familles", "dit « 14 familles »"),
    Case("structures/trois-renards.yml", "vendredi: 7h30-18h", "vendredi: 7h30-8h", "bien moins longtemps"),
    Case("services/psychologue-des-jeunes.yml", "{de: 12 ans", "{de: 12 mois", "et d'autres âges"),
    # a sentence against the fields of the record that it is about: its state, its dates, who runs it, its price, its days
    Case("structures/petite-lune.yml", "ouverte en 2025", "ouverte en 2023", "1er septembre 2025"),
    Case("rencontres/cercle-des-familles-2025-01.yml", "C'est le Guichet Familles.",
         "C'est le Guichet Familles, ouvert en mars 2026.",
         "12 mai 2025"),
    Case("partenaires/ville-d-aubrelune.yml", "Elle gère Le Cerf-Volant", "Elle gère La Parenthèse, Le Cerf-Volant",
         "Centre communal d'action sociale"),
    Case("structures/toupie.yml", "Cabanes, peinture", "Pour les 6-14 ans, cabanes, peinture", "de 3 ans à 11 ans"),
    Case("rencontres/comite-de-pilotage-2026-04.yml", "eu lieu le 21 mai 2026", "eu lieu le 12 mai 2026", "21 mai 2026"),
    Case("evaluations/mi-chemin.yml", "Les quatre axes", "Les cinq axes", "4 axes"),
    Case("rencontres/comite-de-pilotage-2025-10.yml", "de 6 000 € à 9 000 €", "de 6 k€ à 12 k€", "dit 9 000 €"),
    Case("diagnostics/petite-enfance.yml", "31 familles attendaient", "41 familles attendaient", "31 familles"),
    # who pays or runs, or does not; a day, a decision, a price told beside a field that says otherwise
    Case("actions/parenthese.yml", "ouvre le 18 novembre", "ouvre le 25 novembre", "18 novembre 2024"),
    Case("actions/repit.yml", "sortent, ou dorment.", "sortent, et ne paient rien.", "« gratuit: non »"),
    # what a type, a sentence or another line of the same thing makes impossible
    Case("structures/bulle.yml", "type: repit", "type: information-jeunesse", "aucun mot de la fiche"),
    Case("indicateurs/naissances.yml", "annee: 2022, valeur: 244", "annee: 2022, valeur: 424", "258 en"),
    Case("cadres/ctg.yml", "fin: 2027-12-31}", "fin: 2025-12-31}", "2024-2027"),
    Case("actions/animateurs-formes.yml", "2027-04, titre", "2026-12, titre", "avril 2027"),
    # hours, ages and places that no such place has; money, posts and steps of a plan; figures beside one another
    Case("structures/trois-renards.yml", "a: 4 ans}", "a: 4 mois}", "vont jusqu'à 4 mois"),
    Case("actions/petite-lune.yml", "titre: \"Fin des travaux\", fait: oui", "titre: \"Fin des travaux\", fait: non",
         "cette étape n'est pas faite"),
    Case("actions/petite-lune.yml", "annee: 2026, prevu: 38000,", "annee: 2026, prevu: 38000000,", "bien plus que tous"),
    Case("actions/permis-pour-tous.yml", "2025, prevu: 15000, realise: 15000", "2024, prevu: 12000, realise: 9600",
         "figure déjà ligne"),
    Case("actions/caravane.yml", "fonction: préparation de la caravane, etp: \"0,3\", employeur: Communauté de communes,",
         "fonction: animatrice du relais, employeur: Communauté de communes,", "comptée deux fois"),
    Case("cadres/ctg.yml", "nature: bonus-mixite, prevu: 21000", "nature: bonus-mixite, prevu: 21000000", "plus de"),
    Case("indicateurs/demandes-de-logement.yml", "2025, valeur: 2870", "2025, valeur: 2", "moins que le territoire"),
]  # fmt: skip
TRUE = [
    Case("actions/caravane.yml", "Il faut un permis spécial pour la tirer.", "La quatrième étape n'a pas encore commencé."),
    Case("actions/petite-lune.yml", "La crèche est ouverte et ses places",
         "La crèche est ouverte, son travail continue, et ses places"),
    Case("cadres/ctg-2029.yml", "Rien n'est signé.", "La convention précédente a été signée en 2023, et s'achève en 2028."),
    Case("actions/accueil-des-enfants-handicapes.yml", "Convention avec le Département",
         "Convention de financement signée le 12 mai 2024"),
    Case("diagnostics/petite-enfance.yml", "31 familles attendaient",
         "12 familles attendaient une place à Vœuilly, 31 familles attendaient"),
    Case("structures/boussole.yml", "Un stage, un job", "Un planning géré par la CAF, un stage, un job"),
    Case("actions/petite-lune.yml", "    - {annee: 2025, prevu: 40000",
         "    - {annee: 2025, prevu: 1, financeur: Commune de Vœuilly}\n    - {annee: 2025, prevu: 40000"),
    Case("structures/bulle.yml", "inscription: {", "faits_a_savoir: [Une plateforme régionale répond.]\ninscription: {"),
    Case("services/cafe-des-parents.yml", "et des parents qui racontent", "sur rendez-vous le matin"),
    Case("communes.yml", "- nom: Petit-Ormeau\n", "- nom: Petit-Ormeau\n  mairie: {adresse: 1 place Haute,"
         " telephone: 01 99 00 10 98, localite: 99120 Cœur-de-Vive, position: {lat: 46.53058, lon: 2.43211}}\n"),
    Case("structures/petits-pois.yml", "telephone: 01 99 00 11 05", "telephone: 06 39 98 11 05"),
    Case("structures/mairie-annexe.yml", "telephone: 01 99 00 11 24", "telephone: 01 99 00 10 00"),
    Case("structures/herisson.yml", "telephone: 01 99 00 11 06", "telephone: 01 99 00 11 23"),
    Case("structures/jardin-des-familles.yml", "jardin@example.org", "les.mains.vertes.99@example.net"),
    Case("actions/journee-des-professionnelles.yml", "debut: 2024-10\n  fin: 2028-10\n  etapes:\n",
         "debut: 2019-10\n  fin: 2028-10\n  etapes:\n    - {date: 2019-10-11, titre: La première, fait: oui}\n"),
    Case("structures/tremplin.yml", "vendredi: 17h-22h", "vendredi: 17h-23h"),
    Case("services/taxi-du-val.yml", "{lundi: 8h", '{note: "À 4h30, pour le premier train.", lundi: 4h30'),
    Case("services/cafe-emploi.yml", "{jeudi: 9h-11h}", "{jeudi: 6h30-7h30}"),
    Case("structures/tremplin.yml", "samedi: 14h-19h\n", "samedi: 20h-2h\n  note: Le samedi, jusqu'à deux heures du matin.\n"),
    Case("structures/nuage-bleu.yml", "lundi: 7h-19h", 'note: "Ouvert jour et nuit.", lundi: 0h-24h'),
    Case("structures/petits-pois.yml", "total: 12", "total: 18"),
    Case("structures/de-enchante.yml", "vendredi: 16h-18h30", 'note: "Fermé le samedi en août."'),
    Case("structures/toupie.yml", "12-24, au: 01-01,", "12-20, au: 01-08,"),
    Case("structures/bulle.yml", "telephone: 04 65 71 11 36", "telephone: 0 800 990 040"),
    Case("structures/trois-renards.yml", "08-01, au: 08-21, motif: congés d'été",
         "07-20, au: 08-25, motif: congés de juillet et août"),
    Case("structures/cerf-volant.yml", "description: ", "description: Il a gagné 12 places en 2025. "),
    Case("rencontres/trente-places-a-l-ouest.yml", "titre: Où", "titre: Parlons du dimanche, où"),
    Case("indicateurs/attente-premier-rendez-vous.yml", "valeurs:\n", "valeurs:\n  - {annee: 2012, valeur: 3}\n"),
    Case("structures/petite-lune.yml", "description: Une", "description: Ouverte 24 heures sur 24 ? Non. Une"),
    Case("services/sejours-d-ete.yml", "De 60 à 280 € la semaine", "Il passe de 300 à 280 € la semaine"),
    Case("indicateurs/communes-desservies.yml", "annee: 2026, valeur: 8", "annee: 2026, valeur: 12"),
    Case("indicateurs/naissances.yml", "annee: 2024, valeur: 231", "annee: 2024, valeur: 120"),
    Case("actions/permis-pour-tous.yml", "annee: 2026, prevu: 18000", "annee: 2026, prevu: 45000"),
    Case("actions/budget-des-jeunes.yml", "{annee: 2025, prevu: 6000, realise: 5400,", "{annee: 2025, prevu: 0,"),
    Case("rencontres/comite-technique-2025-09.yml", "titre: ", "titre: Bilan de 2025, premier "),
    Case("rencontres/comite-de-pilotage-2024-10.yml", "suites:\n", "suites:\n  - {texte: Le bilan de 2023 est adopté.}\n"),
    Case("axes/grandir.yml", "objectifs:\n", "objectifs:\n  - Dix lieux d'ici 2028.\n"),
    Case("structures/boussole.yml", "description: ", "description: Le premier samedi de décembre, on tient un stand au marché. "),
    Case("services/bourse-au-permis.yml", "description: ", "description: Ouvert à 120 familles, puis à 300 en 2027. "),
    Case("partenaires/msa-des-etangs.yml", "et elle la gère.", "et elle la gère. Elle n'a rien payé en 2024."),
    Case("structures/lucioles.yml", "propose des soins.", "propose des soins. Pour une question, appelez sans rendez-vous."),
    Case("structures/ecureuils.yml", "tous les jours,", "tous les jours d'ouverture,"),
    Case("services/malle-aux-jeux-pour-tous.yml", "tarif: {gratuit: oui",
         'tarif: {gratuit: oui, texte: "Gratuit ; 150 € de caution, rendus (2026)."'),
]  # fmt: skip


class Said(NamedTuple):
    """What a sentence says of a quantity of ``relations.yml``, put after words of a file; and what is told."""

    file: str
    after: str
    sentence: str
    told: str


SAID = {
    "Place: ages dit ages": Said("structures/toupie.yml", "sauf à Noël.", "Accueille de 6 à 14 ans.", "de 3 ans à 11 ans"),
    "Place: horaires.* dit semaine": Said(
        "structures/bon-pied.yml", "sans rien demander.", "Ouvert le dimanche matin.", "fermé"
    ),
    "Place: horaires.* dit heures": Said(
        "structures/petite-lune.yml", "travaillent tôt.", "On ouvre à 7 h 30.", "d'autres heures"
    ),
    "Place: places.total dit places": Said(
        "structures/petits-pois.yml", "du village.", "La maison compte 16 places.", "12 places"
    ),
    "Place: tarif.gratuit dit gratuit": Said(
        "structures/jardin-des-familles.yml", "à outils.", "Tout est gratuit.", "gratuit: non"
    ),
    "Place: commune dit commune": Said("structures/coquelicot.yml", "presbytère.", "Il se trouve à Vœuilly.", "Saint-Coing"),
    "Service: zone.* dit communes": Said("services/taxi-du-val.yml", "à la gare.", "Il circule à Moulin-l'Évêque.", "communes"),
    "Action: ages dit ages": Said("actions/caravane-et-barque.yml", "ses routes.", "Pour les 5 à 9 ans.", "11 ans"),
    "Action: communes.* dit communes": Said(
        "actions/budget-des-jeunes.yml", "gagnent.", "Elle se mène à Trébiscuit.", "communes"
    ),
    "Action: services.*@tarif.gratuit dit gratuit": Said("actions/repit.yml", "dorment.", "C'est gratuit.", "gratuit: non"),
    "Rencontre: heures dit heures": Said(
        "rencontres/comite-de-pilotage-2026-10.yml", "11 communes sur 12", "De 9h à 12h.", "heures"
    ),
}  # fmt: skip
"""By the line of the table; said with « parfois », none contradicts anything."""
FALSE += [Case(one.file, one.after, f"{one.after} {one.sentence}", one.told) for one in SAID.values()]
TRUE += [Case(one.file, one.after, f"{one.after} Parfois, {one.sentence}") for one in SAID.values()]
FALSE = [one for one in FALSE if one.file.partition("/")[0] not in not_read_here()]


def batches(cases: list[Case]) -> Iterator[list[Case]]:
    """The cases, those of one file one after the other."""
    left = cases
    while left:
        batch = list({one.file: one for one in reversed(left)}.values())
        yield batch
        left = [one for one in left if one not in batch]


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> dict[Case, list[tuple[Problem, list[str]]]]:
    """What is told of the file of each case, with its lines, and was not before."""
    root = tmp_path_factory.mktemp("faux") / "projet"
    shutil.copytree(ESSAI, root, ignore=shutil.ignore_patterns("site"))
    before, found = {(one.file, one.message) for one in problems(root)}, {}
    for batch in (*batches(FALSE), *batches(TRUE)):
        kept = {}
        for one in batch:
            path = root / "data" / one.file
            kept[path] = path.read_text("utf-8")
            assert one.before in kept[path], one
            path.write_text(kept[path].replace(one.before, one.after, 1), "utf-8")
        now = [one for one in problems(root) if (one.file, one.message) not in before]
        for one in batch:
            lines = (root / "data" / one.file).read_text("utf-8").splitlines()
            found[one] = [(problem, lines) for problem in now if problem.file == f"data/{one.file}"]
        for path, text in kept.items():
            path.write_text(text, "utf-8")
    return found


def problems(root) -> tuple[Problem, ...]:
    try:
        return load(root, on=TODAY).warnings
    except DataError as error:
        return error.problems


@each("case", FALSE)
def test_what_cannot_be_true_is_told_on_its_line(told, case):
    changed = [line for line in case.after.splitlines() if line.strip() and line not in case.before.splitlines()]
    wanted = [case.line] if case.line else [line.strip() for line in changed]
    there = [fold(one.message) for one, lines in told[case] if any(part in lines[one.line - 1] for part in wanted)]
    assert any(fold(case.told) in message for message in there), [str(one) for one, _ in told[case]]


@each("case", TRUE)
def test_what_is_only_unusual_is_not(told, case):
    assert not told[case], [str(problem) for problem, _ in told[case]]


FREE = {"relu_le", "du", "au", "quand"}
"""The ends of dates that are compared with no other: when a record was read again, hours and closures."""


@each("kind", KINDS)
def test_each_date_of_a_record_is_compared_with_another(kind):
    lines = [line for base in kind.__mro__ for line in RELATIONS.get(base.__name__, ())]
    told = {re.sub(r"\.\*(\[[^\]]*\])?|@.*", "", path) for line in lines for path in re.split(r"[\s|]+", line)}
    dated = {".".join(one.path) for one in all_fields(fields_of(kind)) if one.type in (Type.DATE, Type.KNOWN_DATE, Type.YEAR)}
    assert {path for path in dated - told if path.rpartition(".")[2] not in FREE} == set()


def test_each_quantity_of_the_table_has_its_contradiction():
    assert {f"{base}: {line}" for base, lines in RELATIONS.items() for line in lines if " dit " in line} == SAID.keys()
