"""What a member may try with its words: none is shown, nor told where it would say where a place is, nor drowns the others."""

import re
import time

from ctg.commands import main
from ctg.model import Structure
from ctg_portail.copies import copy_of
from ctg_portail.fetching import Gravity, SiteRemark
from ctg_portail.gather import SiteReading, report
from ctg_portail.hidden import BY_ANOTHER, OF_ANOTHER, OPEN, SAYS, SHARED, Watch
from ctg_portail.portal_file import read_portal
from ctg_portail.reading import NOT_OURS, READ
from dits import plain
from lieux_hostiles import TODAY
from portails import (
    BIRTHS,
    COMMUNES,
    INDEX,
    NORTH,
    PLACES,
    SIREN,
    TERRITORY,
    Change,
    Files,
    accept,
    again,
    births,
    few,
    numbered,
    portal,
    published,
    record,
    texts_of,
)


def test_no_word_of_a_member_is_told_were_it_a_definition_that_several_share(tmp_path, capsys):
    """Whatever it says, and however: what nobody is told again needs no list of what must not be."""

    def files(siren: str) -> Files:
        found = few("communes", "indicateurs")
        places, figures = found[COMMUNES]["fiches"], found["api/v1/indicateurs.json"]["fiches"]
        places.append(places[0] | {"id": "x", "code_insee": "99199", "nom": "Zorglub"})
        words = dict.fromkeys(("nom", "definition", "calcul", "unite"), "Zorglub")
        figures.append(record(found, "indicateurs", "naissances") | {"id": "zorglub"} | words)
        return numbered(found, siren, siren)

    file = portal(tmp_path, {siren: files(siren) for siren in (SIREN, NORTH)})
    text = re.sub(r"(?m)^chiffres: .*\n", "", re.sub(', "99199": "[^"]*"', "", file.read_text("utf-8")))
    file.write_text(text, "utf-8")
    assert main(["rassembler", str(file), "--tout"]) == 0
    told = plain(capsys.readouterr().out)
    last = len(files(SIREN)["api/v1/indicateurs.json"]["fiches"])
    said = (f"n° {last} de ", "d'aucun site de portail.yml", "99199", "orglub")
    assert [one in told for one in said] == [True, True, False, False]


def test_no_value_of_a_place_is_told_nor_a_street_nor_a_number_of_any_record_whatever_the_field(site):
    """Of one that is confidential, or may be, most of all: it would be in a log. Each field, each form, in all the lists."""
    secret, seen = "Porte bleue, 77 impasse du Zorglub, 01 99 00 11 26", r"bleue|orglub|11.?26|11-26"

    def spoilt(files: Files) -> None:
        for kind in READ.values():
            records = files[f"api/v1/{kind.folder}.json"]["fiches"]
            first = published()[f"api/v1/{kind.folder}.json"]["fiches"][0] | {"structure": "hirondelles"}
            first = record(published(), "structures", "hirondelles") if kind is Structure else first
            for rank, name in enumerate(kind.model_fields):
                for form in (secret, [secret], {secret: secret}, {secret: [1] * 1001}, {"lien": secret, "quand": secret}):
                    records.append(first | {"id": f"x{rank}-{len(records)}", name: form})
            records += [first | {"id": id} for id in ("77-impasse-du-zorglub", "n-01-99-00-11-26", secret, [secret])]

    told = site.reads(spoilt, "--tout")
    assert len(told) > 10_000, "all are told"
    assert re.findall(rf".{{0,80}}(?:{seen}).{{0,40}}", told + site.written) == []
    assert re.search(r"structures.json, nos règles refusent « telephone » : .+ : n° \d+", told), "the field, and whose it is"


SHELTER = record(published(), "structures", "hirondelles")
"""« Le Refuge des Hirondelles », whose address is confidential."""
ITSELF = (
    "12 rue des Lilas", "au douze, rue des Lilas", "12-rue-des-lilas", "impasse Bleue", "46.504, 2.501", "u05k8z3q", "8FQ4+2X",
    "///lampe.arbre.train", "https://exemple.org/maps?q=x", "46° 30' N", "rue%20des%20Lilas", "<i>ru</i>e des Lilas",
)  # fmt: skip
ALIKE = (
    {"nom": "Hirondelles (le refuge)"}, {"autres_noms": ["Refuge  Hirondèle"]}, {"nom": "REFUGE-DES-HIRОNDELLES"},
    {"nom": "R e f u g e"}, {"id": "refuge-hirondelles-2"}, {"telephone": "01.99.00.11.26"},
    {"nom": "Zéro un 99 00 onze vingt-six"}, {"courriel": "a@exemple.fr"}, {"siret": "99900001900017"},
    {"site_web": "http://exemple.fr"}, {"adresse": "7, av. du Lac"}, {"position": {"lat": 46.7, "lon": 2.7001}},
)  # fmt: skip


def test_where_a_place_that_hides_is_is_told_whatever_the_record_and_the_form_and_none_that_may_be_it_counts():
    """By its name, its number or its mark, then by what those have; in any field of any kind."""
    own = {"siret": "99900001900017", "courriel": "a@exemple.fr", "site_web": "https://www.exemple.fr/"}
    twin = {"id": "x", "nom": "Refuge des Hirondelles", "adresse": "7 avenue du Lac", "position": {"lat": 46.70001, "lon": 2.7}}
    far = {"type": "x", "commune": "x"}

    def told(folder: str, *records: dict[str, object]) -> list[str]:
        watch, read = Watch(), [("structures", SHELTER | own), ("structures", far | twin), *((folder, one) for one in records)]
        for rank, (kind, one) in enumerate(read):
            watch.take(kind, rank, one)
        found = {one.rank: words for one, words in watch.told(iter)}
        return [found.get(rank, "") for rank in range(2, len(read))]

    places = [far | {"id": f"lieu-{rank}", "nom": "X"} | one for rank, one in enumerate(ALIKE)]
    assert [one for one, same in zip(ALIKE, told("structures", *places), strict=True) if same != SHARED] == [ALIKE[3]]
    assert [one for one, same in zip(ALIKE, told("services", *places), strict=True) if same != SHARED] == [ALIKE[3]]
    for name in ("description", "nom", "id", "zorglub", "lien", "alt"):
        texts = [SHELTER | {name: [one]} for one in ITSELF]
        assert [one for one, same in zip(ITSELF, told("structures", *texts), strict=True) if same != OPEN] == [], name
    named = {"titre": "Avec le refuge des hirondelles"}
    for where in ({"lieu": "12 rue des Lilas"}, {"tel": "01 99 00 11 28"}, {"x": [{"position": {"lat": 46.5, "lon": 2.5}}]}):
        assert told("actions", named | where, {"titre": "Avec"} | where) == [SAYS, ""]
    by_relay = far | {"id": "y", "contact_relais": "hirondelles"}
    assert told("services", by_relay, by_relay | {"description": "Hirondelles : 12 rue des Lilas"}) == ["", SAYS]
    assert told("rencontres", {"titre": "Les hirondelles reviennent"}) == [""]


def test_a_place_of_which_another_member_says_where_it_is_is_told_to_both_and_none_of_its_words(tmp_path, capsys):
    """And who only says that a place hides changes no number of another."""
    theirs = numbered(few("structures", "actions"), NORTH, "Pays du Nord")
    theirs[PLACES]["fiches"] = [
        {"id": "x", "genre": "structure", "nom": "Refuge hirondelles", "adresse": "77 impasse du Zorglub"}
    ]
    theirs["api/v1/actions.json"]["fiches"] = [{"id": "y", "titre": "Porte bleue, 01 99 00 11 26"}]
    file = portal(tmp_path, {"ici": few("structures"), "nord": theirs})
    assert main(["rassembler", str(file)]) == 0
    here, there = re.split(rf"(?m)^.*\({NORTH}\) : publié", plain(capsys.readouterr().out))
    assert f"{BY_ANOTHER} (Pays du Nord ({NORTH})) : structures n° 1, actions n° 1." in here
    assert re.search(rf"{re.escape(OF_ANOTHER)} \(.* \({SIREN}\)\) : structures n° 1, actions n° 1\.", there)
    assert [one for one in ("orglub", "bleue", "11 26", "irondelle") if one in here + there] == []


def test_a_place_hidden_by_a_name_that_is_not_ours_is_hidden_and_told(accepted):
    def said(**more: object) -> Change:
        return lambda files: record(files, "structures", "cerf-volant").update(more)

    odd = (
        "adresse_confidentiel",
        "adresseConfidentielle",
        "Adresse confidentielle",
        "adrese_confidentiele",
        "adresse_confidnetielle",
    )
    forms = [said(**{name: True}) for name in (*odd, "confidentiel", "adresse_secrete", "lieu_caché", "hidden")]
    before = accepted.shown.offres["loisirs"].connue
    for change in (*forms, said(contact={odd[0]: "oui"}), said(adresse="Adresse tenue secrète")):
        told = accepted.reads(change)
        assert accepted.shown.offres["loisirs"].connue < before, told
        assert ("semble cacher une adresse sans le champ « adresse_" in told, "fiche refusée" in told) == (True, False)
        accepted.reads()
    assert "semble cacher" not in accepted.reads(said(adresse_confidentiel=False))


def test_what_is_told_comes_in_the_order_of_its_level_whatever_its_words(site):
    """Who floods with what is refused hides neither whose something is, nor a place that hides."""
    messages = {SiteRemark(level, f"confidentiel, SIREN {rank}"): [] for rank, level in enumerate((*Gravity, *reversed(Gravity)))}
    one = SiteReading(read_portal(site.file).sites[0], None, False, messages)
    ranks = [int(line[-2]) for line in report(read_portal(site.file), [one], TODAY) if "SIREN" in line]
    assert ranks == [0, 7, 1, 6, 2, 5, 3, 4]


def test_a_field_that_nobody_knows_is_told_at_any_depth_of_any_version_and_none_of_an_honest_site(site):
    assert "un champ que" not in site.reads(lambda files: files.update(published()))

    def later(files: Files) -> None:
        files[INDEX]["version"] = "9.9"
        record(files, "indicateurs", "naissances")["sources"][0]["zorglub"] = 3
        for inside in (files[INDEX]["adresses"][0], files[PLACES]["publication"], files[TERRITORY]["territoire"]):
            inside["zorglub"] = "77 impasse"

    told = site.reads(later)
    assert all(f"{name}.json, {NOT_OURS}, hors de ses fiches" in told for name in ("index", "structures", "territoire"))
    assert "indicateurs.json, un champ que cette version n'a pas, rien n'en est repris : n° " in told
    assert ("d’une autre version que ce portail" in told, "orglub" in told) == (True, False)


def test_a_number_is_a_number_of_json_whatever_a_text_looks_like_and_wherever_it_is(site):
    for odd in ("741", "٧٤١", "7_41", "７４１", " 741 ", "7e2"):
        told = site.reads(births(odd))
        assert "« valeurs » a un champ vide, inconnu, ou qui s'écrit autrement : ce que dit cette liste est inconnu" in told, odd
        assert BIRTHS not in copy_of(site.folder / "copies", SIREN).dernier.chiffres
    money = lambda files: files["api/v1/actions.json"]["fiches"][0].update(  # noqa: E731
        moyens={"financiers": [{"annee": "2026", "financeur": "F", "prevu": 1000}]}
    )
    assert "actions.json, « moyens » a un champ vide, inconnu, ou qui s'écrit autrement" in site.reads(money)
    near = lambda files: files[TERRITORY]["territoire"]["couverture"].update(distance_km="8")  # noqa: E731
    assert "territoire.json, façon de compter la couverture que nos règles refusent" in site.reads(near)


def test_no_list_of_any_file_is_so_long_that_it_costs_the_time_of_the_others(site):
    """SiteRemark one by one, a hundred thousand censuses took the square of their number."""
    census = {"offre": "x", "source": "s", "date": "2026"}
    start = time.process_time()
    told = site.reads(lambda files: files[TERRITORY]["territoire"]["couverture"].update(recenses=[census] * 100_000))
    assert "façon de compter la couverture que nos règles refusent" in told
    assert time.process_time() - start < 8


def test_no_text_is_so_long_that_it_drowns_the_others(tmp_path, capsys):
    """In any field, of one site or shared by several, with --tout as well."""
    for size in (450, 90_000, 2_000_000):

        def files(siren: str, size: int = size) -> Files:
            found = numbered(few("communes", "indicateurs", "structures"), siren, siren)
            for rank, name in enumerate(("definition", "calcul", "unite", "echelle", "nom", "id")):
                found["api/v1/indicateurs.json"]["fiches"][rank][name] = "Mot " * (size // 4)
            found[PLACES]["fiches"][0] |= {"telephone": "9" * size, "x" * size: 1}
            return found

        file = portal(tmp_path, {siren: files(siren) for siren in (SIREN, NORTH)})
        assert main(["rassembler", str(file), "--tout"]) == 0
        assert len(capsys.readouterr().out) < 20_000, size


def test_no_flood_of_messages_hides_another_site(accepted):
    def flood(files: Files) -> None:
        places = files[PLACES]["fiches"]
        places += [places[0] | {"id": f"\u202eTout va bien.{'x' * 300}{rank}"} for rank in range(2500)]
        figures = files["api/v1/indicateurs.json"]["fiches"]
        figures += [{"id": f"i{rank}", "genre": "indicateur"} for rank in range(300)]

    told = accepted.reads(flood)
    assert (len(told.splitlines()) < 30, "\u202e" in told, "et 2497 de plus (--tout)" in told) == (True, False, True)


def test_texts_that_only_cost_time_are_not_read_nor_lines_compared_two_by_two(site):
    """Ten minutes of one processor, before their sentences were put aside: nothing shown comes from them."""

    def heavy(files: Files) -> None:
        places = files[PLACES]["fiches"]
        said = "ouvert du lundi au vendredi de 9h à 12h sauf le 1er mardi, de 3 mois à 6 ans, 12 € par jour. " * 60
        for one in files["api/v1/actions.json"]["fiches"]:
            money = [{"annee": 2024 + rank % 3, "financeur": f"F{rank}", "prevu": 1000 + rank} for rank in range(900)]
            one.setdefault("moyens", {}).update(financiers=money)
            counts = "lits, 8 places, 7 tables, 6 postes, 5 salles, 4 jeux"
            one["calendrier"] = {"etapes": [{"titre": f"{rank} {counts}", "date": "2026"} for rank in range(300)]}
        places += [places[0] | {"id": f"gros-{rank}", "nom": f"Lieu {rank}", "description": said} for rank in range(300)]

    start = time.process_time()
    assert "À relire" in site.reads(heavy)
    assert time.process_time() - start < 8
    assert accept(site.file)
    assert site.shown.offres


def test_before_an_accord_not_even_a_date_of_a_member_is_shown(site):
    site.reads(
        lambda files: files[INDEX].update(version="9.9", publication=files[INDEX]["publication"] | {"publie_le": "2006-12-03"})
    )
    pages = plain("".join(texts_of(again(site.folder)).values()))
    assert [one for one in ("2006", "autre version", "communes/aubrelune/") if one in pages] == []
