"""What the coordinator must look at."""

from __future__ import annotations

import datetime as dt

import pytest

from ctg.common.escaping import plain
from ctg.loading import load
from ctg.upkeep.review import ReviewSection, review
from territoires import SMALL, convention

TODAY = dt.date(2026, 11, 25)
COMMUNES = (SMALL / "data/communes.yml").read_text("utf-8")
TERRITOIRE = (SMALL / "data/territoire.yml").read_text("utf-8")


@pytest.fixture
def sections(project):
    """``sections({file: text})`` → the review of a small territory, section by title."""

    def read(files: dict[str, str], today: dt.date = TODAY) -> dict[str, ReviewSection]:
        return {section.title: section for section in review(load(project(files), drafts=True, on=today), today)}

    return read


def structure(more: str, nom: str = "Lieu") -> str:
    return f"nom: {nom}\ntype: autre\ncommune: Valbourg\n{more}"


def keys(section: ReviewSection) -> list[str]:
    return [finding.key for finding in section.findings]


def test_the_longest_overdue_comes_first_and_a_record_in_time_does_not_come(sections):
    found = sections(
        {
            "data/structures/tot.yml": structure("verifie_le: 2026-05-25\n"),  # its term is today
            "data/structures/tard.yml": structure("verifie_le: 2026-05-24\n"),
            "data/structures/vieux.yml": structure("verifie_le: 2025-01-10\n"),
            "data/structures/cache.yml": structure("verifie_le: 2020-01-10\netat_fiche: brouillon\n"),
        }
    )["À revérifier"]
    assert keys(found) == ["structures/vieux", "structures/tard"]
    assert (found.findings[0].reason, found.findings[0].date) == ("à revoir depuis le", dt.date(2025, 7, 10))


def test_never_confirmed_the_oldest_proof_first(sections):
    found = sections(
        {
            "data/structures/les-lutins.yml": structure("verifie_le: 2026-11-01\n"),
            "data/structures/b.yml": structure("etat_fiche: a_verifier\nderniere_preuve: 2024\n"),
            "data/structures/a.yml": structure("etat_fiche: a_verifier\nderniere_preuve: 2024-03\n"),
            "data/structures/oubli.yml": structure("etat_fiche: a_verifier\nderniere_preuve: 2026-10\nverifie_le: 2026-11-02\n"),
            "data/services/jeux.yml": "nom: Jeux\nthemes: [enfance]\n",  # published, but no date at all
        }
    )["Jamais confirmées"]
    assert keys(found) == ["services/jeux", "structures/a", "structures/b", "structures/oubli"]
    assert found.findings[0].date is None
    assert found.findings[-1].reason == "encore « a_verifier », mais confirmée le"


def test_communes_and_the_convention_s_records_are_not_to_be_confirmed_one_by_one(sections):
    files = {"data/axes/a.yml": "numero: A\ntitre: Axe\n", "data/structures/les-lutins.yml": structure("")}
    assert keys(sections(files)["Jamais confirmées"]) == ["structures/les-lutins"]


def test_incomplete_names_what_is_missing_in_french(sections):
    found = sections({"data/structures/nu.yml": structure("description: Un lieu.\n")})["Incomplètes"]
    one = next(f for f in found.findings if f.key == "structures/nu")
    assert one.reason.startswith("10 sur 100 ; manque : téléphone ou courriel, horaires, âges ou publics,")
    scores = [int(f.reason.partition(" ")[0]) for f in found.findings]
    assert scores == sorted(scores)  # the least complete first


def test_only_what_has_a_place_needs_a_position(sections):
    found = sections(
        {
            "data/structures/les-lutins.yml": structure("position: {lat: 46.5, lon: 2.5}\n"),
            "data/structures/secret.yml": structure("adresse_confidentielle: oui\n").replace("nom: Lieu", "nom: Le Refuge"),
            "data/structures/bus.yml": structure("arrets: [{commune: Valbourg}]\n"),
            "data/structures/perdu.yml": structure("adresse: 3 rue du Lac\n"),
        }
    )["Sans position"]
    assert [(f.key, f.reason) for f in found.findings] == [("structures/perdu", "adresse connue, position à relever")]


def test_a_number_may_be_that_of_the_structure_but_not_of_a_draft(sections):
    call = "telephone: 01 99 00 11 11\n"
    found = sections(
        {
            "data/communes.yml": COMMUNES.replace("nom: Valbourg", "nom: Valbourg\n  mairie: {telephone: 01 99 00 10 00}"),
            "data/structures/les-lutins.yml": structure(call),
            "data/structures/idee.yml": structure(call + "etat_fiche: brouillon\n"),
            "data/services/jeux.yml": "nom: Jeux\nthemes: [enfance]\nstructure: les-lutins\n",
            "data/services/reve.yml": "nom: Rêve\nthemes: [enfance]\nstructure: idee\n",
            "data/services/ecoute.yml": "nom: Écoute\nthemes: [enfance]\ncontact_relais: les-lutins\n",
        }
    )["Sans téléphone"]
    assert keys(found) == ["services/ecoute", "services/reve", "communes/saint-clair-sur-lede"]
    assert found.findings[0].reason == "répond à sa place : Lieu"


@pytest.mark.parametrize(
    ("fin", "found"),
    [
        ("2027-05-25", "convention qui finit :"),  # in six months
        ("2027-05-26", None),
        ("2026", "convention qui finit :"),  # until the last day that it may mean
        ("2026-11-24", "convention finie :"),
    ],
)
def test_the_convention_is_announced_six_months_before_its_end(sections, fin, found):
    assert [f.reason for f in sections(convention(f"fin: {fin}"))["Ce qui finit bientôt"].findings] == ([found] if found else [])


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("etats:\n  - etat: en-cours\ncalendrier: {fin: 2027-02-23}", "action en cours, fin prévue :"),  # in 90 days
        ("etats:\n  - etat: en-cours\ncalendrier: {fin: 2027-02-24}", None),
        ("etats:\n  - etat: suspendue\ncalendrier: {fin: 2020}", "action suspendue, fin dépassée :"),
        ("calendrier: {fin: 2020}", "avancement non renseigné, fin dépassée :"),
        ("etats:\n  - etat: realisee\n    date: 2026-01-01\nsources: [{titre: Bilan}]\ncalendrier: {fin: 2020}", None),
        ("etats:\n  - etat: abandonnee\ncalendrier: {fin: 2020}", None),
        ("etats:\n  - etat: en-cours\ncalendrier: {fin: 2020}\netat_fiche: brouillon", None),
        ("etats:\n  - etat: en-cours\ncalendrier: {debut: 2020}", None),
    ],
)
def test_actions_at_their_end_unless_they_are_finished(sections, lines, found):
    files = {"data/axes/a.yml": "numero: A\ntitre: Axe\n", "data/actions/x.yml": f"titre: X\naxe: a\nporteurs: [V]\n{lines}\n"}
    assert [f.reason for f in sections(files)["Ce qui finit bientôt"].findings] == ([found] if found else [])


def test_every_sort_of_link_to_a_draft(sections):
    draft = "etat_fiche: brouillon\n"
    found = sections(
        {
            "data/territoire.yml": TERRITOIRE + "chiffres_cles: [places]\n",
            "data/structures/idee.yml": structure(draft),
            "data/structures/les-lutins.yml": structure("contact_relais: idee\n"),
            "data/services/reve.yml": "nom: Rêve\nthemes: [enfance]\n" + draft,
            "data/services/jeux.yml": "nom: Jeux\nthemes: [enfance]\nstructure: idee\n",
            "data/indicateurs/places.yml": "nom: P\nunite: p\nproducteur: V\n" + draft,
            "data/axes/a.yml": "numero: A\ntitre: Axe\n" + draft,
            "data/actions/x.yml": "titre: X\naxe: a\nporteurs: [V]\n"
            "structures: [les-lutins, idee]\nservices: [reve]\nindicateurs: [places]\n",
            "data/parcours/p.yml": "numero: 1\ntitre: P\nphrase: P\netapes: [{titre: T, texte: T, service: reve}]\n",
        }
    )["Liens entre fiches"]
    assert [(f.key, f.reason.replace(" cite un brouillon :", "")) for f in found.findings] == [
        ("structures/les-lutins", "« contact_relais » Lieu (structures/idee)"),
        ("services/jeux", "« structure » Lieu (structures/idee)"),
        ("actions/x", "« axe » Axe (axes/a)"),
        ("actions/x", "« indicateurs » P (indicateurs/places)"),
        ("actions/x", "« services » Rêve (services/reve)"),
        ("actions/x", "« structures » Lieu (structures/idee)"),
        ("parcours/p", "« service » Rêve (services/reve)"),
        ("territoire", "« chiffres_cles » P (indicateurs/places)"),
    ]


def test_drafts_and_indicators_without_value(sections):
    found = sections(
        {
            "data/structures/idee.yml": structure("etat_fiche: brouillon\nrelu_le: 2026-10-01\n"),
            "data/indicateurs/sans.yml": "nom: Sans\nunite: p\nproducteur: Ville de Valbourg\n",
            "data/indicateurs/avec.yml": "nom: Avec\nunite: p\nproducteur: V\nvaleurs: [{annee: 2025, valeur: 1, source: V}]\n",
        }
    )
    assert [(f.key, f.reason, f.date) for f in found["Brouillons"].findings] == [
        ("structures/idee", "relue le", dt.date(2026, 10, 1))
    ]
    assert [(f.key, f.reason) for f in found["Indicateurs sans valeur"].findings] == [
        ("indicateurs/sans", "à demander à : Ville de Valbourg")
    ]


def test_a_finding_says_which_file(sections):
    one = sections({"data/structures/les-lutins.yml": structure("", "Les Lutins")})["Jamais confirmées"].findings[0]
    assert (one.title, one.file) == ("Les Lutins", "data/structures/les-lutins.yml")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  deux\nlignes\u2028trois  ", "deux lignes trois"),
        ("a\u202eb\u200fc\ufeffd\u00ade", "abcde"),
        ("x" * 10_000, "x" * 299 + "…"),
    ],
)
def test_plain_text(text, shown):
    assert plain(text) == shown


def test_an_emergency_number_that_is_not_sure_or_not_read_for_six_months_is_told_to_who_keeps_the_site(sections):
    own = "- {numero: '3018', relu_le: 2026-05-20, source: {titre: Page du 3018, date: 2026-05}}\n"
    found = {finding.key: finding for finding in sections({"data/urgences.yml": own})["Numéros et réponses de l'outil"].findings}
    assert (found["urgences/3018"].reason, found["urgences/3018"].date) == ("à relire depuis le", dt.date(2026, 11, 20))
    assert found["urgences/3919"].reason.startswith(plain("https://www.solidaritefemmes.org : pas encore lue"))
    assert not {"urgences/15", "urgences/17", "urgences/114", "urgences/119"} & found.keys()
