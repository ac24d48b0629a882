"""What an answer seems to say: ticked when it is understood whole, never a proof that nobody gave."""

import datetime as dt
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cas import each
from ctg_formulaire.asking.agreement import AskedAbout, Understanding
from ctg_formulaire.asking.incoming import own_words
from ctg_formulaire.asking.understanding import understood
from ctg_formulaire.questions import CLOSED, HOURS, MONEY, STATE, STEP

DAY = dt.date(2026, 12, 2)
FACTS = ("telephone", "horaires", "adresse", "ages", "fermetures")
ASKED = ["On appelle le 01 99 00 20 11.", "Lundi à vendredi : 7h30 à 18h30.", "Adresse : 4 rue du Pressoir, Valbourg.",
         "De 10 semaines à 3 ans.", "Fermé du 2 au 20 août 2027."]  # fmt: skip
ABOUT = AskedAbout(
    "Crèche Les Lutins",
    FACTS,
    {"telephone": "01 99 00 20 11", "adresse": "4 rue du Pressoir", HOURS: "lundi à vendredi 7h30-18h30",
     "ages.de": "10 semaines", "ages.a": "3 ans", CLOSED: "du 2 août 2027 au 20 août 2027"},
    frozenset(FACTS),
)  # fmt: skip
OTHERS = ["Saint-Clair-sur-Lède", "La Toupie"]


def of(text: str, about: AskedAbout = ABOUT) -> Understanding:
    return understood(own_words(text, ASKED), about, OTHERS, DAY)


@each(
    "text",
    [
        "OK", "Bonjour, c'est tout bon ! Bonne journée",
        "Bonjour Madame,\n\nLes informations sont exactes.\n\nCordialement,\nMme Durand\nDirectrice\n01 99 00 20 12",
        "Rien n'a changé depuis l'an dernier.", "RAS", "Aucune modification à apporter.", "ok tt est bon",
        "Tel ok, adresse ok, horaires ok, âges ok, fermetures aussi",
        "Tout est bon pour nous.\nNadia Ferhat\nresponsable adjointe\n4 rue du Pressoir\nTél 01 99 00 20 12",
        "Tout est juste. — Nadia, accueil", "Conforme. Vu et validé le 2/12/2026.", "1. oui\n2. oui\n3. oui\n4. oui\n5. oui",
        "Tout est exact au 1er décembre 2026.", "Tout est bon. Bonne journée. Sylvie",
        "Tout est correct. Envoyé de mon téléphone", "Ça va, rien n'a changé",
        "Tél : ok\nHoraires : ok\nAdresse : ok\nÂges : ok\nFermetures : ok", "Pour Les Lutins, tout est à jour.",
        "Les Lutins : ok\nLa Toupie : le numéro a changé, c'est le 01 99 00 30 30",
        "Oui tout est bon 👍\n\nLe 30 nov. 2026 à 09:12, Les Familles a écrit :\n> 1. On appelle le 01 99 00 20 11.\n> Répondez",
        "> 1. On appelle le 01 99 00 20 11. >>> oui\n> 2. Lundi à vendredi : 7h30 à 18h30. -> oui\n"
        "> 3. Adresse : 4 rue du Pressoir, Valbourg.\nok\n> 4. De 10 semaines\nok\n> 5. Fermé du 2 au 20 août 2027.\noui",
    ],
)  # fmt: skip
def test_what_says_that_all_is_right_is_ticked(text):
    found = of(text)
    assert (found.lifts(ABOUT.known), found.changes) == (True, {}), found


@each(
    "text",
    [
        "", "Merci", "OK pour la réunion de jeudi", "OK, je transmets à ma collègue", "A priori tout est juste",
        "Tout est juste, comme toujours : l'ancien numéro, l'ancienne adresse, bravo.", "OK sauf les horaires", "Ok ?",
        "Oui mais pas pour les horaires.", "OK pour le téléphone.", "Les horaires sont bons.", "Tout n'est pas exact.",
        "Tout est juste pour la crèche voisine", "Mdr ok", "Confirmé par erreur", "Je confirme notre présence",
        "« OK »", "Oui 🙄", "Tout est exact... en 2019", "Tout est juste. Enfin je suppose.", "Oui\nNon",
        "OK, cdt\n\nPS : attention les horaires changent en janvier", "Le reste est juste", "OK pour La Toupie",
        "1. ok\n2. ok\n3. ok\n4. ok\n5. ok\nLe numéro a changé.", "OK\nTél : 01 99 00 30 30", "OK\n--\nle numéro a changé",
        "Merci de retirer notre fiche", "Conforme. Fermé le 30/11/2026.", "Je suis absente jusqu'au 13 décembre.\nOK",
        "Tout est exact au 1er janvier 2027.",
        "De : Odile <o@exemple.fr>\nObjet : Réponse automatique : est-ce juste ?\n\nOK",
        "De : Odile <o@exemple.fr>\nObjet : Re: ?\nPièces jointes, à ouvrir dans votre messagerie : a.pdf\n\nTout est à jour.",
        "La Toupie : tout est juste", "OK\nLa Toupie\nLe numéro a changé", "Oui bien sûr", "Votre page est bien",
        "OK\n\nLe 30/11/2026, Odile a écrit :\n> Peux-tu réserver la salle ?", "Tout est exact au 1er décembre 2025.",
        "\n\nLe 30/11/2026 à 09:12, Familles du Val a écrit :\n> Répondez OK si tout est juste\n> OK",
        "> Merci. Répondez  OK\n> si tout est juste", "Tel ok. Idem.", "OK pour le 4", "Le 01 99 00 20 11 est celui de la mairie",
    ],
)  # fmt: skip
def test_no_other_answer_lifts_a_doubt(text):
    assert not of(text).lifts(ABOUT.known)


@pytest.mark.parametrize(
    ("text", "changed", "confirms"),
    [
        ("OK pour tout sauf le téléphone, la ligne a changé : c'est le 01.99.00.30.30.", {"telephone": "01 99 00 30 30"}, True),
        ("Le numéro n'est plus le 01 99 00 20 11 mais le 01 99 00 30 30", {"telephone": "01 99 00 30 30"}, False),
        ("Tout est bon sauf les horaires : du lundi au vendredi de 8h à 18h", {HOURS: "lundi à vendredi 8h-18h"}, True),
        ("Le vendredi nous fermons à 17h30", {HOURS: "lundi à jeudi 7h30-18h30 ; vendredi 7h30-17h30"}, False),
        ("Du lundi au vendredi on ouvre à 7h au lieu de 7h30", {HOURS: "lundi à vendredi 7h-18h30"}, False),
        ("On n'est plus au 4 mais au 6 rue du Pressoir", {"adresse": "6 rue du Pressoir"}, False),
        ("On n'ouvre plus à 7h30 mais à 8h.", {HOURS: "lundi à vendredi 8h-18h30"}, False),
        ("Tout est ok sauf qu'on est ouvert aussi le samedi 9h-12h :) L'équipe des Lutins",
         {HOURS: "lundi à vendredi 7h30-18h30 ; samedi 9h-12h"}, True),
        ("Nous avons déménagé au 12 bis, chemin des Vignes, 99100 Valbourg", {"adresse": "12 bis, chemin des Vignes"}, False),
        ("On n'ouvre plus le lundi. Le reste ok", {HOURS: "lundi ferme ; mardi à vendredi 7h30-18h30"}, True),
        ("Le vendredi se finit à 17h (7h30-17h).", {HOURS: "lundi à jeudi 7h30-18h30 ; vendredi 7h30-17h"}, False),
        ("Tel : 01 99 00 30 30, ouvert 7h-19h", {"telephone": "01 99 00 30 30", HOURS: "lundi à vendredi 7h-19h"}, False),
        ("Tél 01 99 00 30 30 au lieu de 01 99 00 20 11.", {"telephone": "01 99 00 30 30"}, False),
        ("1) vendredi 7h30-17h\n2) tel : 01 99 00 30 30\n3) le reste est bon",
         {"telephone": "01 99 00 30 30", HOURS: "lundi à jeudi 7h30-18h30 ; vendredi 7h30-17h"}, True),
        ("> Horaires : 7h30-18h\n8h-17h le vendredi", {HOURS: "lundi à jeudi 7h30-18h30 ; vendredi 8h-17h"}, False),
        ("Fermetures 2027 : du 26 juillet au 13 août, du 24 au 31 décembre",
         {CLOSED: "du 26 juillet 2027 au 13 août 2027\ndu 24 décembre 2027 au 31 décembre 2027"}, False),
        ("Fermé le lundi depuis octobre, sinon pareil", {HOURS: "lundi ferme ; mardi à vendredi 7h30-18h30"}, False),
        ("le mercredi c'est 8h et plus 7h30",
         {HOURS: "lundi et mardi 7h30-18h30 ; mercredi 8h-18h30 ; jeudi et vendredi 7h30-18h30"}, False),
        ("Vous indiquez 10 semaines à 3 ans mais c'est 3 mois à 4 ans, pour les âges",
         {"ages.de": "3 mois", "ages.a": "4 ans"}, False),
        ("Nos fermetures :\n- du 24/12/2026 au 01/01/2027\n- vendredi 7 mai 2027 (pont)\nL'adresse et le reste sont bons.",
         {CLOSED: "du 2 août 2027 au 20 août 2027\ndu 24 décembre 2026 au 1er janvier 2027\nle 7 mai 2027"}, False),
        ("Les horaires et le numéro sont bons, mais nous avons quitté la rue du Pressoir pour le 12 rue Haute",
         {"adresse": "12 rue Haute"}, False),
        ("Le tél : 01 99 00 30 30, à compter du 2 novembre", {"telephone": "01 99 00 30 30"}, False),
        ("> Lundi 7h30-18h30\nok\n> Vendredi 7h30-18h30\n17h", {HOURS: "lundi à jeudi 7h30-18h30 ; vendredi 7h30-17h"}, False),
        ("1 ok\n2 8h / 17h30 le vendredi, les autres jours pas de changement\n3 ok\n4 ok\n5 ok",
         {HOURS: "lundi à jeudi 7h30-18h30 ; vendredi 8h-17h30"}, True),
    ],
)  # fmt: skip
def test_what_changes_is_in_its_box(text, changed, confirms):
    found = of(text)
    boxes = {box: said for some in found.changes.values() for box, said in some.items()}
    assert (boxes, found.lifts(ABOUT.known)) == (changed, confirms), found


@each(
    "text",
    [
        "Le 01 99 00 30 30. Ou le 01 99 00 40 40.",
        "À La Toupie c'est le 01 99 00 30 30",
        "Je fais suivre. Au fait, fermé le 31 décembre.", "OK\nenfin non attendez le nôtre c'est 01 99 00 30 30",
        "Nouveau numéro dès lundi : 01 99 00 30 30", "Numéro : 01 99 00 30 30 ?",
        "Mon numéro pour vous joindre (pas pour le site !) : 01 99 00 30 30",
        "Le numéro de la mairie est le 01 99 00 30 30", "Je crois que le numéro est le 01 99 00 30 30",
        "Nous ouvrons exceptionnellement le samedi 9h-12h",
        "Nous avons 12 enfants de 2 à 4 ans",
        "Je serai en congés du 2 au 20 janvier 2027",
        "1. ok\n2. ok\n3. Le numéro a changé.", "Les horaires du 24 décembre : 8h-12h", "Les horaires 7h30-18h30 sont faux.",
        "Le téléphone est faux, les horaires aussi.", "On envisage de déménager au 12 rue Haute.", "peut etre 8h-17h le lundi",
        "Si la mairie veut bien, on ouvrira à 7h le lundi", "On aimerait que l'adresse soit 3 rue Haute", 
        "Merci d'ôter « 12 rue Haute »", "RAS.\n\nLe secrétariat\nOuvert le lundi 9h-11h\nTél. 01 99 00 30 30",
    ],
)  # fmt: skip
def test_what_is_not_surely_a_change_is_never_ticked(text):
    found = of(text)
    assert (found.changes, found.right, found.later) == ({}, frozenset(), ""), found
    assert found.unread


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("Appelez plutôt ma collègue au 01 99 00 30 30", {"telephone": {"telephone": "01 99 00 30 30"}}),
        ("Pour l'adresse c'est le 6 et pas le 4", {"adresse": {"adresse": "6 rue du Pressoir"}}),
        ("> 2. Lundi à vendredi : 7h30 à 18h30.\nNon, c'est 19h le soir", {"horaires": {HOURS: "lundi à vendredi 7h30-19h"}}),
        ("On ouvre aussi le samedi, mêmes horaires que le lundi", {"horaires": {HOURS: "lundi à samedi 7h30-18h30"}}),
        ("L'équipe n'ouvre plus le vendredi, faute de bras", {"horaires": {HOURS: "lundi à jeudi 7h30-18h30 ; vendredi ferme"}}),
        ("salut le lundi c bon le mardi c 8h-17h",
         {"horaires": {HOURS: "lundi 7h30-18h30 ; mardi 8h-17h ; mercredi à vendredi 7h30-18h30"}}),
        ("Ligne du bureau, à ne pas publier : 01 99 00 30 30", {}), ("N° de dossier 2026-88123", {}),
        ("L'équipe n'ouvre plus le mercredi après-midi", {}),
        ("On ferme un vendredi sur deux", {}), ("Une réunion le jeudi 14h-16h pour les parents", {}), 
        ("Nous ne fermons plus le lundi", {}), ("Le vendredi on ferme une heure plus tôt", {}),
        ("Réponse automatique : absence\nJusqu'au 11 décembre 2026, appelez le 01 99 00 30 30", {}),
        ("Et ce sera du 1er au 15 juillet 2027 sans doute",
         {"fermetures": {CLOSED: "du 2 août 2027 au 20 août 2027\ndu 1er juillet 2027 au 15 juillet 2027"}}),
    ],
)  # fmt: skip
def test_a_value_that_is_not_sure_is_offered(text, offered):
    found = of(text)
    assert (found.offers | found.changes, found.right) == (offered, frozenset())


def test_what_is_named_as_right_is_ticked_beside_a_change_unless_the_same_sentence_doubts():
    found = of("Téléphone, adresse : ok\nHoraires : à revoir, le jeudi c'est 9h-12h")
    assert (found.right, found.likely) == ({"telephone", "adresse"}, frozenset())
    assert not of("Le numéro est bon, enfin je vérifie. L'adresse n'est pas exacte.").likely
    assert not of("La Toupie : numéro bon\nTél ok").right, "said of another place"
    assert of("Le 01.99.00.20.11 est bon, le 4 rue du Pressoir aussi.").right == {"telephone", "adresse"}
    assert of("Les horaires, je vérifie.").heard["horaires"] == ["Les horaires, je vérifie."]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Le 31 juillet 2027 la crèche déménage au 3 rue Haute. D'ici là tout est juste.", "telephone horaires ages fermetures"),
        ("Ouvert de 8h à 18h en théorie. Le reste est exact.", "telephone adresse ages"),
        ("1 ok 2 ok 3 faux, c'est 12 rue Haute 4 oui 5 ok", "telephone horaires ages fermetures"),
        ("Les lignes 1, 3 et 4 sont exactes.", "telephone adresse ages"),
        ("1 à 3 : ok\n4 : je demande", "telephone horaires adresse"),
        ("Pour le téléphone : inchangé.\nÂges : idem", "telephone ages"), ("Oui oui, par contre on a bougé les heures.", ""),
        ("Aucun changement sauf les âges : 3 mois à 4 ans et les horaires", "telephone adresse fermetures"),
        ("On appelle toujours le même numéro, l'adresse aussi.", "telephone adresse"),
        ("Tout est juste. La salle est glaciale.\nMireille\nadjointe", " ".join(FACTS)),
        ("Rien à signaler, à part que rien ne va.", ""), ("Tout est bon sauf deux choses.", ""),
        ("OK, bien reçu, je regarde.", ""), ("Tout est bon. Noël et les jours fériés sans changement.", " ".join(FACTS)),
        ("Le numéro est bon mais c'est celui de la mairie.", ""), ("Le reste est bon", ""), ("Tout est bon, il me semble.", ""),
        ("Les horaires sont bons sauf le mercredi.", ""), ("Tout sera juste à partir de janvier.", ""), ("Tout est bon lol", ""),
        ("Nos locaux de Saint-Clair-sur-Lède ferment à 17h. Le reste est juste.", ""), ("Oui, on a changé de numéro.", ""),
        ("L'adresse est bonne pour le courrier.", ""), ("Ma collègue dit que tout est juste.", ""),
        ("Le tél est ok. Non pardon, c'est le 01 99 00 30 30.", ""), ("-----Message d'origine-----\nTout est exact.", ""),
    ],
)  # fmt: skip
def test_what_is_said_right_is_ticked_and_no_more(text, right):
    assert of(text).right == {*right.split()}, of(text)


def test_what_no_reader_reads_is_left_to_be_read_and_a_price_to_come_is_kept_in_words():
    about = ABOUT._replace(facts=("telephone", "acces"), now={**ABOUT.now, "acces": "Sans rendez-vous."})
    assert of("1. ok\n2. sur rendez-vous", about).unread == ("2. sur rendez-vous",)
    counted = ABOUT._replace(now={**ABOUT.now, "places.total": "20"})
    assert of("Notre agrément a été étendu : nous recevons les enfants de 2 à 6 ans.", counted).changes.keys() == {"ages"}
    found = of("Prix : 4,50 € à compter du 01/01/2027.", about._replace(now={**ABOUT.now, "tarif.texte": "4 € la séance"}))
    assert (found.changes, bool(found.later)) == ({}, True)


def test_a_place_that_closed_and_a_change_to_come_are_told():
    assert of("La crèche a cessé son activité le 31 juillet dernier, la société est liquidée.").ended
    assert not of("La crèche a fermé en juillet pour travaux, elle rouvre en janvier.").ended
    assert not of("Le mercredi on ferme définitivement à 16h30.").ended
    assert of("Les Lutins c'est fini depuis cet été, plus de budget.").ended
    assert not any(of(f"{text}.").ended for text in ("Le yoga c'est fini", "Les Lutins c'est fini pour cette année"))
    past = of("Nous avons fermé la crèche définitivement le 31 août dernier.")
    assert (past.ended, past.changes) == (True, {})
    assert not of("Le groupe du mardi s'est arrêté et ne reprendra pas.").ended
    assert of("Pendant les vacances, nous ouvrons de 9h à 17h.").later, "not the hours of every week"
    later = of("Rien ne change. Mais à compter du 1er septembre 2027 : du lundi au vendredi 8h-18h.").later
    assert "à compter du 1er septembre" in later


def test_half_a_day_says_nothing_of_the_other_half_and_a_new_name_is_left_to_be_read():
    now = {**ABOUT.now, HOURS: "lundi et mardi 9h-12h et 14h-18h", "nom": "Les Lutins", "gestionnaire": "Association Les Lutins"}
    about = ABOUT._replace(now=now)
    assert of("Le mardi matin c'est 9h-11h.", about).changes["horaires"][HOURS].endswith("mardi 9h-11h et 14h-18h")
    assert of("Tout est bon. On s'appelle désormais La Cosse", about).heard["nom"] == ["On s'appelle désormais La Cosse"]


def test_who_leads_an_action_answers_in_her_words():
    facts = ("etats", "calendrier", "difficultes", "bilans", "moyens")
    now = dict.fromkeys((STATE, STEP, "dit.bloque", MONEY, "dit.chiffre"), "")
    steps = "1. en cours depuis mars 2026\n2. ouverture du guichet, septembre 2027\n3. le poste\n"
    text = f"{steps}4. 120 familles\n5. 12 000 € de la CAF"
    about = AskedAbout("Un guichet roulant", facts, now, frozenset())
    found = understood(own_words(text, ["Où ?"] * 5), about, OTHERS, DAY)
    assert list(found.changes) == list(facts)
    assert found.changes["etats"] == {STATE: "en cours depuis mars 2026"}


WORDS = ["ok", "tout", "est", "juste", "les", "informations", "1", ",", ".", ">", "pour", "la", "fiche", "nos", "sont"]


@settings(max_examples=60)
@given(st.text(max_size=400) | st.lists(st.sampled_from([*WORDS, "\n"])).map(" ".join))
def test_any_text_is_read_quickly(text):
    start = time.process_time()
    of(text)
    assert time.process_time() - start < 2
