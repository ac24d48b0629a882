"""What tells where something is, and what only looks like it."""

from __future__ import annotations

import pytest

from ctg.checks.whereabouts import whereabouts

TOLD = """\
12 rue des Lilas
12, rue des lilas
12bis rue des Lilas
12 bis, av. Jean Jaurès
12 B rue Pasteur
3 place de la mairie
4 chemin des Oliviers
4 chemin du lavoir
1 impasse du Puits
5, allée des Tilleuls
27 BD GAMBETTA
au n° 12 de la rue des Lilas
2 r. des Lilas
Sonnez au 12, rue pasteur
rue des Lilas
la rue des lilas
rue Pasteur
rue du 8 mai 1945
rue de l’Église
avenue de la Gare
Avenue Jean Jaurès
av. Foch
boulevard Gambetta
RUE DES LILAS
PLACE DE LA MAIRIE
place de la Mairie
place Jean Jaurès
place du Marché
sur la place de la mairie
chemin des Oliviers
chemin des oliviers
chemin du Mas de l'Air
route de Nîmes
route d'Avignon
route départementale 6
RN 86
impasse des Lilas
allée des Tilleuls
allées Paul Riquet
quai Voltaire
square Paul Bert
lotissement Les Pins
lot. les Pins
résidence Les Lilas
résidence du Parc
cours Gambetta
hameau de Boussargues
lieu-dit Les Aires
quartier des Escanaux
BP 12
B.P. 12
boîte postale 45
CS 40021
99100 Valbourg
99 100 Valbourg
F-99100 Valbourg
99100 VALBOURG CEDEX
Valbourg (99100)
44.1623, 4.6212
44,1623 ; 4,6212
44.1623 4.6212
-21.1151/55.5364
latitude 44,16
lat: 44.16, lon: 4.62
44°09'44"N
44° 9′ 44″
44,16° N
8FPHG2J8+Q2
G2J8+Q2 Valbourg
///vif.lampe.table
https://www.google.com/maps/place/x
https://www.google.fr/maps?q=a
https://maps.app.goo.gl/abc
https://goo.gl/maps/abc
https://www.openstreetmap.org/#map=17/44.1/4.6
https://osm.org/go/xyz
https://waze.com/ul?ll=1
https://maps.apple.com/?q=a
https://plans.apple.com/p/x
geo:44.16,4.62
https://what3words.com/a.b.c
https://fr.mappy.com/x
https://www.viamichelin.fr/x
https://www.geoportail.gouv.fr/carte
https://acceslibre.beta.gouv.fr/app/30-valbourg/a/erp/x/
https://www.exemple.fr/foyer-12-rue-des-lilas-valbourg
https://exemple.fr/rue%20des%20lilas
foyer-rue-des-lilas
foyer-12-place-du-marche
avenue-jean-jaures
""".splitlines()
TOLD += [
    "12 rue\n des Lilas",
    "12\u00a0rue des Lilas",
    "12 r\u200bue des Lilas",
    "\uff11\uff12 rue des Lilas",
    "r\u00adue des Lilas",
]
"""Streets, numbers with a way, postcodes with a place, points, links to maps and to directories."""

EVERYDAY = """\
une place en crèche
20 places
1 place de crèche
1 place d'urgence
12 places en 2026
mettre en place
à la place de la crèche
à la place du parent
à la place de la CAF
sur place
la place des parents
places disponibles
cours de français
cours d'alphabétisation
2 cours du soir
cours de Français
en cours
au cours de la semaine
au cours du mois
en route
En route vers l'emploi
feuille de route Parentalité
code de la route
chemin de vie
le chemin du retour à l'emploi
le chemin des écoliers
être à la rue
à la rue du jour au lendemain
dans la rue
vivre dans la rue. Le 115 répond.
travailleurs de rue
éducateurs de rue du centre
arts de la rue
résidence sociale
résidence habitat jeunes
lieu de résidence
résidence alternée
maison de quartier
quartiers prioritaires
cité éducative
voie professionnelle
par mail
lieu de passage
à côté de Valbourg
montée en charge
parc locatif social
le 17 ou le 114
En danger immédiat, appelez le 17 ou envoyez un message au 114.
04 66 00 00 00
de 18 à 25 ans
1,50 € ou 2,50 €
de 12,50 à 15,30 €
12 000 habitants
30000 Euros
loi n° 2007-308 du 5 mars 2007
Vous êtes allée à la CAF
elle est allée des urgences au foyer
l'adresse n'est donnée à personne
Un logement tout de suite pour un parent et ses enfants en danger. L'adresse n'est donnée à personne.
Association Un toit pour toutes
https://www.exemple.fr/demande-de-place
https://www.caf.fr/allocataires/aides
accueil@exemple.fr
les-hirondelles
refuge
2026-2027
lundi 9h-12h
température de 20 °C
Livret d'accueil 2018
en impasse
une impasse administrative
juillet 2026, 12 familles
Valbourg, Aubrelune et Roche
commune de Valbourg
Place aux jeux
mise en place en 2026
la mise en place du dispositif
prendre sa place
chacun trouve sa place
""".splitlines()
"""Words of every day in the records of the territories, and near misses."""


@pytest.mark.parametrize("text", TOLD)
def test_a_text_that_says_where(text):
    assert whereabouts(text)
    assert whereabouts(f"Sonnez : {text}.\nAppelez avant.")


@pytest.mark.parametrize("text", EVERYDAY)
def test_words_of_every_day_say_nothing(text):
    assert whereabouts(text) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Sonnez au 12 rue des Lilas, puis attendez.", "12 rue des Lilas"),
        ("Le foyer de la rue des Lilas.", "rue des Lilas"),
        ("https://exemple.fr/foyer-12-rue-des-lilas", "12 rue des lilas"),
    ],
)
def test_the_words_that_say_it_are_quoted(text, told):
    assert whereabouts(text) == told


@pytest.mark.parametrize("text", ["rue ", "12 ", "1.2 ", "A-", "place de ", "12 rue", "°", "/", "2" * 9 + "+"])
def test_a_long_text_is_read_to_its_end(text):
    """Each would take minutes if a pattern tried every way to cut it."""
    assert whereabouts((text * 20_000)[:19_900] + " 8FPHG2J8+Q2")
