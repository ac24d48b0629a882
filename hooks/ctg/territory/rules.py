"""Rules about the territory's own files: ``territoire.yml``, words, emergency numbers, communes and their outlines."""

from collections.abc import Iterator
from functools import reduce

from ctg.checking.rules import Checked, only
from ctg.common.phrases import at_name, number
from ctg.common.problems import FIRST, WARNING, Location, Problem, Problems, as_identifier, nearest, repeated, shown
from ctg.model import VERSION_FICHES, Commune, Indicateur, Term, Territoire, Urgence, Vocabulary
from ctg.places.rules import POINT, away
from ctg.territory.outlines import OUTLINES_FILE as CONTOURS


def censuses(one: Checked[Territoire]) -> Problems:
    """Errors: an offer that is said twice to be known in full."""
    for (rank, _), _ in repeated(enumerate(one.record.couverture.recenses), lambda pair: pair[1].offre):
        where = f"couverture.recenses.{rank}.offre"
        yield one.error(where, "Cette offre est déjà dite recensée.", "Gardez la source la plus récente.")


DOUBTFUL = "Corrigez le point, ou ajoutez « position_douteuse: oui » : le centre de la commune le remplacera."
NOTICES = {
    "editeur.adresse": ("L'adresse de l'éditeur manque.", "Ajoutez « adresse », « code_postal » et « ville »."),
    "editeur.telephone": ("Le téléphone de l'éditeur manque.", "Ajoutez « telephone »."),
    "editeur.courriel": ("Le courriel de l'éditeur manque : on ne peut pas vous écrire.", "Ajoutez « courriel »."),
    "editeur.directeur_publication": (
        "La direction de la publication manque.",
        "Ajoutez « directeur_publication: … ». Pour une collectivité, c'est son représentant légal : « Prénom Nom, présidente ».",
    ),
    "editeur.hebergeur": ("L'hébergeur manque.", "Ajoutez « hebergeur: {nom: …, adresse: …, telephone: …} »."),
    "editeur.hebergeur.adresse": ("L'adresse de l'hébergeur manque.", "Ajoutez « adresse »."),
    "editeur.hebergeur.telephone": ("Le téléphone de l'hébergeur manque.", "Ajoutez « telephone »."),
    "donnees_personnelles.delegue": (
        "Le délégué à la protection des données manque.",
        "Ajoutez « delegue: … », son courriel, sous « donnees_personnelles ».",
    ),
    "donnees_personnelles.journaux": (
        "On ne dit pas combien de temps l'hébergeur garde les journaux du serveur.",
        "Demandez-le-lui, puis ajoutez « journaux: … » sous « donnees_personnelles ».",
    ),
    "donnees_personnelles.messages": (
        "On ne dit pas combien de temps vous gardez les messages des familles.",
        "Ajoutez « messages: … » sous « donnees_personnelles ».",
    ),
}
"""What a public site must say of itself, by the field that says it: the law of 21 June 2004 « pour la confiance dans
l'économie numérique », art. 1-1 (art. 6, III until 2024), and the RGPD, art. 13. The pages tell what is missing too. The law says
« le nom du directeur ou du codirecteur de la publication », sites of the State give a function (code.gouv.fr): both are taken."""


def missing_notices(territoire: Territoire) -> list[str]:
    """The fields of :data:`NOTICES` that are empty; what an absent group would hold is not asked for twice."""

    def missing(field: str) -> bool:
        *groups, name = field.split(".")
        holder = reduce(lambda part, group: part and getattr(part, group), groups, territoire)
        return bool(holder) and not getattr(holder, name)

    return [field for field in NOTICES if missing(field)]


def legal_notices(one: Checked[Territoire]) -> Problems:
    """One warning a missing notice."""
    for field in missing_notices(one.record):
        yield one.warning(field, *NOTICES[field])


def former_version(one: Checked[Territoire]) -> Problems:
    """Warning: a ``version_fiches`` older than that of the tool; without one, the sheets are read as they are."""
    version = one.record.version_fiches
    if version and version < VERSION_FICHES:
        told = f"Ces fiches sont de la version {version} ; l'outil écrit aujourd'hui la version {VERSION_FICHES}."
        yield one.warning("version_fiches", told, "Lancez « ctg migrer --essai », puis « ctg migrer ».")


def missing_address(territoire: Territoire) -> Problem | None:
    """A warning, told before all others, when the site's own address is not known."""
    if territoire.adresse_site:
        return None
    return Problem(
        "data/territoire.yml",
        1,
        FIRST,
        "",
        "L'adresse publique du site manque. Sans elle : pas d'image quand on partage un lien, pas de code QR sur le papier, "
        "pas de plan pour les moteurs de recherche, des identifiants qui changeront dans le flux et les agendas, et une page "
        "« introuvable » sans ses liens si le site n'est pas à la racine.",
        "Ajoutez « adresse_site: https://… » dès que vous la connaissez.",
        WARNING,
    )


def terms_in_their_place(one: Checked[Vocabulary]) -> Problems:
    """A theme belongs to a known rubrique, a type to a known theme; a danger leads to known themes and types."""
    vocabulary = one.record
    for section, field, names in (
        ("rubriques", "conseil_type", vocabulary.types),
        ("themes", "rubrique", vocabulary.rubriques),
        ("types", "theme", vocabulary.themes),
        ("dangers", "themes", vocabulary.themes),
        ("dangers", "types", vocabulary.types),
        ("themes", "offre", vocabulary.offres),
        ("types", "offre", vocabulary.offres),
    ):
        for id, term in getattr(vocabulary, section).items():
            for where, named in _named(term, field):
                if named not in names:
                    told = f"« {named} » n'est pas dans le vocabulaire."
                    remedy = f"Vouliez-vous écrire « {nearest(named, names) or next(iter(names))} » ?"
                    yield one.error((section, id, *where), told, remedy)
    known = {*vocabulary.themes, *vocabulary.types, *vocabulary.ailleurs}
    for id, language in vocabulary.langues.items():
        for target in language.vers:
            if target not in known:
                told = f"« {shown(target)} » n'est ni un thème, ni un type, ni un « ailleurs »."
                remedy = f"Vouliez-vous écrire « {nearest(target, known) or next(iter(vocabulary.themes))} » ?"
                yield one.error(("langues", id, "vers", target), told, remedy)


def _named(term: Term, field: str) -> Iterator[tuple[Location, str]]:
    """What a field names, or each item of a list, with where it stands."""
    value = getattr(term, field) or ()
    yield from [((field,), value)] if isinstance(value, str) else (((field, rank), named) for rank, named in enumerate(value))


def words_that_lead_nowhere(one: Checked[Vocabulary]) -> Problems:
    """Warning: a territory's own words for a type or a theme that no place has: whoever searches with them finds nothing."""
    vocabulary, used = one.record, one.world.terms
    themes = {vocabulary.types[id].theme for id in used if id in vocabulary.types} | used
    for section, names in (("types", used), ("themes", themes)):
        for id in getattr(vocabulary, section):
            if id not in names and (section, id, "mots") in one.sheet.lines:
                told = f"Ces mots ne mènent à rien : aucune fiche publiée n'est de « {id} »."
                yield one.warning((section, id, "mots"), told, "Publiez une fiche, ou dites sous « ailleurs » à qui le demander.")


def number_told_once(checked: list[Checked[Urgence]]) -> Problems:
    """Error: an emergency number that has two sheets."""
    for one, first in repeated(checked, lambda one: one.record.numero):
        told = f"Le numéro « {one.record.numero} » figure déjà ligne {first.sheet.line(('numero',))}."
        yield one.error("numero", told, "Réunissez les deux fiches, ou supprimez l'une des deux.")


def commune_with_outline(one: Checked[Commune]) -> Problems:
    """Error: a commune without an outline of its code; a warning for a new one, whose outline is published months later."""
    outlines, commune = one.world.outlines, one.record
    if outlines is not None and commune.nom not in outlines and commune.present(one.world.today):
        told = f"La commune {commune.nom} ({commune.code_insee}) n'a pas de contour."
        postal = "Son code postal n'est pas son code INSEE. " if commune.code_insee in commune.codes_postaux else ""
        tell = one.warning if commune.depuis else one.error
        yield tell("code_insee", told, f"{postal}Corrigez-le, ou ajoutez le contour dans {CONTOURS}.")


def communes_told_once(checked: list[Checked[Commune]]) -> Problems:
    """Error: two communes of one name, which makes the address, or of one INSEE code."""
    seen: dict[tuple[str, str], Checked[Commune]] = {}
    for one in checked:
        for name, value in (("nom", one.record.nom), ("code_insee", one.record.code_insee)):
            if name == "code_insee" and one.record.jusqu_au:
                continue  # a commune nouvelle takes the code of one of those that it unites
            if (first := seen.setdefault((name, as_identifier(value)), one)) is not one:
                told = f"« {value} » figure déjà ligne {first.sheet.line((name,))}."
                yield one.error(name, told, "Supprimez l'une des deux communes.")


def inhabitants(one: Checked[Commune]) -> Problems:
    """Warn of a population that an indicator of inhabitants says otherwise."""
    people, nom, year = one.record.population, one.record.nom, one.record.population_annee
    indicators = (found for found in only(one.world.records, Indicateur) if found.unite == "habitants")
    said = [(value, found.file) for found in indicators for value in found.valeurs if value.commune == nom]
    near = [value.valeur for value, _ in said if value.annee == year] or [value.valeur for value, _ in said]
    margin = 50 if any(value.annee == year for value, _ in said) else 2
    if people and said and not any(abs(value - people) <= people / margin for value in near):
        yield one.warning("population", f"{said[-1][1]} dit {number(near[-1])} habitants.", "Comptez les chiffres.")


def commune_around_its_points(one: Checked[Commune]) -> Problems:
    """A problem for a centre or a town hall that stands outside of its commune, with how to mend it."""
    commune, hall = one.record, one.record.mairie
    told = [away(one, "centre", commune.centre, commune.nom, POINT)]
    outside = away(one, "mairie.position", hall.position, commune.nom, DOUBTFUL) if hall and not hall.position_douteuse else None
    elsewhere = [nom for nom in one.world.postcodes if hall and nom != commune.nom and nom in (hall.localite or "")]
    if outside and not any(f"tombe {at_name(nom)}" in outside.message for nom in elsewhere):  # its street is there
        told.append(outside)
    yield from filter(None, told)
