"""What a site publishes, read, checked, then reduced in memory to what the portal may show of it (:class:`Dit`), worked out by
the core as on its own site. A file that cannot be read refuses the whole site. A record that is not valid makes unknown what
its list adds up: otherwise a member would choose what is counted by what it makes refused. Its editor is told the file, the rank
of the record there and the field, in words of ours: no word of a member is told again, that may name a place that hides."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import Any, cast

from ctg import api
from ctg_portail import fetching
from ctg_portail.copies import MONEY, ChiffreDit, ConventionDite, Dit, MontantDit, OffreDite, believed
from ctg_portail.fetching import Door, Gravity, SiteRemark, Unsound, apart, bounded, end_of_processor, group, in_time, read_file
from ctg_portail.hidden import Watch
from ctg_portail.portal_file import Meaning, Portail, SiteDuPortail, called, code_of, meaning_of

MOST = {"communes": 400, "structures": 3000, "services": 2000}  # of one territory: the largest one has 158 communes
MOST_OTHERS = 400  # of any other kind
MOST_HALTS = 5_000  # of all its places: each is compared with each commune
LEAST_OF_A_TELEPHONE = 10**8  # nine figures, without their zero
PLAN, COUNTED = ("cadres", "axes", "actions"), ("communes", "structures", "services")
READ = {kind.folder: kind for kind in api.KINDS if kind.folder in {*PLAN, *COUNTED, "indicateurs", "instances", "rencontres"}}
"""The lists that are asked for."""
WHO = ("nom_complet", "adresse_site", "editeur")  # what says whose a site is, with where it is read: a copy has digests alone
LEAST_PLACES = 3  # of a territory: of fewer, nothing is said to lack
OTHERWISE = "compté autrement que dans portail.yml : convenez avec ce site d'une définition"
FROM_INSEE = "si elles sont à lui, écrivez sous « communes » les codes et les noms de l'INSEE, pas ceux de ce fichier"
OTHER_HANDS = "si elles ont changé de main, écrivez-le dans portail.yml"
OF_NOBODY = "d'une fiche que son site ne publie pas (axe, cadre, lieu, instance), ni compté ni montré"
NOT_OURS = "un champ que cette version n'a pas, rien n'en est repris"
Remarks = dict[SiteRemark, list[str]]  # of what each is told


@dataclass
class Publication:
    """What a site published, as our models and rules take it."""

    site: SiteDuPortail
    day: dt.date  # when it says that it was published
    version: str
    territory: Mapping[str, Any]
    end: float = field(default_factory=end_of_processor)  # of the reading of its lists, by one thread
    told: Remarks = field(default_factory=dict)
    taken: dict[str, list[Any]] = field(default_factory=dict)
    """By folder, the records; of a place, at its published point, if it has one."""
    ranks: dict[str, int] = field(default_factory=dict)
    """By key, where a record is in its list, from 1."""
    figures: dict[str, Meaning] = field(default_factory=dict)
    """By key, what an indicator counts."""
    doubts: set[str] = field(default_factory=set)
    """The keys and fields of the values of indicators that the checks of ``data/`` warn of."""
    remarks: tuple[str, ...] = ()
    """The names of the figures that may be shown with such a value, of the offers near no commune."""
    watch: Watch = field(default_factory=Watch)
    lost: set[str] = field(default_factory=set)
    """The lists of which a record, or all, is refused."""

    def tell(self, words: str, *names: str, level: Gravity = Gravity.APART) -> None:
        """Something for the editor, of one more record."""
        self.told.setdefault(SiteRemark(level, words), []).extend(names)

    def of(self, key: str, words: str, level: Gravity = Gravity.APART) -> None:
        """The same, of a record: its list is named, and its rank there."""
        folder, rank = self.numbered(key)
        self.tell(f"{folder}.json, {words}", rank, level=level)

    def numbered(self, key: str) -> tuple[str, str]:
        """The list of a record, and its rank there: « actions », « n° 3 »."""
        return key.partition("/")[0], f"n° {self.ranks[key]}"

    def refuse(self, folder: str, why: str, *names: str) -> None:
        """A record is refused, or a list."""
        self.lost.add(folder)
        self.tell(f"{folder}.json, {why} : ce que dit cette liste est inconnu", *names, level=Gravity.LOST)

    def lack(self, folder: str, why: str) -> None:
        """A list has nothing: that is told, and of what is counted, that is no list without places."""
        self.tell(f"{folder}.json, {why} : ce que dit cette liste est inconnu", level=Gravity.LOST)
        self.lost |= {folder} & {*COUNTED}


def read_site(door: Door, site: SiteDuPortail, seconds: float) -> Publication:
    """What a site publishes. Raises :class:`Unsound`, or ``Unreachable`` when a file does not come in these seconds for all."""
    read = partial(read_file, bounded(door, seconds), odd=(odd := list[str]()))
    index = read("index")
    territory = (file := read(api.TERRITORY))[api.TERRITORY]
    for said, name in ((index["territoire"]["siren"], "index"), (territory.get("siren") or site.siren, api.TERRITORY)):
        if said != site.siren:
            raise Unsound(f"{name}.json dit un autre SIREN que {site.siren}, qui est le sien dans portail.yml")
    found = Publication(site, dt.date.fromisoformat(index["publication"]["publie_le"]), index.get("version", ""), territory)
    _same_day(found, api.TERRITORY, file)
    found.watch.take(api.TERRITORY, 1, territory)
    listed = Counter(one["chemin"] for one in index["adresses"])
    for folder, kind in READ.items():
        if listed[f"/{api.API_LISTS_FOLDER}/{folder}.json"]:
            _take(found, kind, read(folder))
        else:
            found.lack(folder, "absente de son index")
    for name in odd:
        found.tell(f"{name}.json, {NOT_OURS}, hors de ses fiches")
    _tied(found)
    for one, words in found.watch.told(partial(in_time, end=found.end)):
        found.tell(f"{one.folder}.json, {words}", f"n° {one.rank}", level=Gravity.HIDDEN)
    found.watch.close()
    return found


def _same_day(found: Publication, folder: str, file: Mapping[str, Any]) -> bool:
    """Whether a file is of the publication that the index tells of; one that is not, left or put back, is refused."""
    own, day = file.get("publication", {}).get("publie_le"), str(found.day)
    if own and own != day:
        found.refuse(folder, f"publiée {'avant' if own < day else 'après'} index.json")
    return own in {None, day}


def _take(found: Publication, kind: type[api.Record], file: Mapping[str, Any]) -> None:
    """The records of the list of a kind, each identifier once."""
    folder, ids, every = kind.folder, set[str](), file[api.LISTS]
    own = found.taken[folder] = []
    if not _same_day(found, folder, file):
        return None
    if not every:
        found.lack(folder, "vide")
    if len(every) > (most := MOST.get(folder, MOST_OTHERS)):
        return found.refuse(folder, f"plus de {api.number(most)} fiches")
    if file.get("nombre") not in {None, len(every)}:
        found.refuse(folder, f"{api.number(len(every))} fiches, alors qu'elle en annonce un autre nombre")
    for rank, said in enumerate(in_time(every, found.end), 1):
        published = found.watch.take(folder, rank, said if isinstance(said, dict) else {})
        id = published.get("id")
        try:
            if not isinstance(id, str) or not api.is_identifier(id):
                raise fetching.RecordRefused("identifiant refusé")
            if id in ids:
                raise fetching.RecordRefused("deux fois le même identifiant")
            ids.add(id)
            found.ranks[f"{folder}/{id}"] = rank
            if kind in {api.Axe, api.Rencontre} and _of_a_draft(published):
                found.tell(f"{folder}.json, {OF_NOBODY}", f"n° {rank}")
                continue
            own.append(one := fetching.remade(kind, published))
            if "" in apart(one, one.as_written):
                found.tell(f"{folder}.json, {NOT_OURS}", f"n° {rank}")
            if kind is api.Indicateur:
                found.figures[one.key] = meaning_of(published.get)
        except fetching.RecordRefused as refusal:
            found.refuse(folder, str(refusal), f"n° {rank}")
    return None


def _of_a_draft(published: Mapping[str, Any]) -> bool:
    """Whether its own site gives it to no convention: its framework is not published there."""
    told = published.get("calcule")
    return isinstance(told, dict) and "cadre_titre" in told and not published.get("cadre")


def _tied(found: Publication) -> None:
    """Leave out what is of a record that its site does not publish, a draft most often. A mere link is told."""
    ids = {folder: {one.id for one in found.taken.get(folder, ())} for folder in READ if folder not in found.lost}
    ids.pop("communes", None)  # named by their names: see _former
    for folder, own in found.taken.items():  # what holds others comes before them
        for one in in_time([*own], found.end):
            named = [link for link in api.links(one) if link.value not in ids.get(link.mark.target, {link.value})]
            if any("." not in link.where and link.mark.target != folder for link in named):
                found.of(one.key, OF_NOBODY)
                own.remove(one)
                ids.get(folder, set()).discard(one.id)
            elif named:
                found.of(one.key, "un lien vers une fiche que son site ne publie pas")


def _coverage(found: Publication, today: dt.date) -> api.Couverture:
    """How it counts what is near, less the census of no offer, or of no day: told, they make nothing lack."""
    couverture = group(api.Couverture, found.territory.get("couverture", {}))
    words, recenses = api.built_in_words(), list[Any]()
    if not couverture:
        found.refuse(api.TERRITORY, "façon de compter la couverture que nos règles refusent")
    for rank, one in enumerate(couverture.recenses if couverture else (), 1):
        where, shown = f"{api.TERRITORY}.json, « recenses », ", f"n° {rank}"
        if one.offre not in words.offres:
            found.tell(f"{where}ce n'est pas une de nos offres ({', '.join(words.offres)}), rien n'en est repris", shown)
        elif one.date.first > today or not believed(one.date, today):
            found.tell(f"{where}d'une date à venir, ou d'avant 2000, rien n'en est repris", shown)
        else:
            recenses.append(one)
    return (couverture or api.Couverture()).model_copy(update={"recenses": tuple(recenses)})


def ruled(found: Publication, today: dt.date) -> api.Catalogue:
    """The records that the rules of ``data/`` let through on a day, in a catalogue of their own; the others are told."""
    words, couverture = api.built_in_words(), _coverage(found, today)
    territoire = called(found.site.siren, siren=found.site.siren, couverture=couverture)
    untied, former = dict(_untied(found, today)), _former(found)
    records: dict[type[api.Record], list[api.Record]] = {
        kind: [one for one in found.taken.get(kind.folder, ()) if one.key not in untied] for kind in api.KINDS
    }
    end = end_of_processor()
    sheets = ((one, api.Sheet(one.key, one.id, dict(one.as_written))) for one in in_time(chain(*records.values()), end))
    communes = [*records[api.Commune], *former]
    world = api.World(territoire, None, records | {api.Commune: communes}, today, words, sentences=False)
    problems = [*in_time(api.check_all(sheets, world), end)]
    refused = ((one, READ[one.file.partition("/")[0]]) for one in problems if one.level == api.ERROR)
    wrong = {one.file: f"nos règles refusent {fetching.named(kind, one.field)}" for one, kind in refused}
    found.doubts |= {f"{one.file} {one.field}" for one in problems if one.file.startswith("indicateurs/")}
    for key, why in (untied | wrong).items():
        folder, rank = found.numbered(key)
        found.refuse(folder, why, rank)
    kept = {kind: tuple(one for one in own if one.key not in wrong) for kind, own in records.items()}
    few = len(kept[api.Structure]) < LEAST_PLACES
    if few and territoire.couverture.recenses:
        found.tell(f"{api.TERRITORY}.json, « recenses », pour moins de {LEAST_PLACES} lieux : rien n'y est dit absent")
    if few or former or found.lost & {*COUNTED, api.TERRITORY}:  # what is missing here may be there
        territoire = territoire.model_copy(update={"couverture": territoire.couverture.model_copy(update={"recenses": ()})})
    untold = None if any(cast(api.Cadre, one).is_ctg for one in kept[api.Cadre]) else api.Cadre.model_validate(api.UNTOLD)
    catalogue = api.Catalogue(territoire, words, {"features": []}, kept, day=today, untold=untold)
    every = tuple(cast("list[api.Commune]", communes))
    return replace(catalogue, perimeter=replace(catalogue.perimeter, communes=every, day=today))


def _untied(found: Publication, today: dt.date) -> Iterator[tuple[str, str]]:
    """The keys of the communes that are described twice, of the conventions of one day, and of what names nothing that is, and
    why ``data/`` would refuse it."""
    begun = [one for one in found.taken.get("cadres", ()) if one.is_ctg and (one.debut or one.adopted) and one.begins <= today]
    if len(now := [one for one in begun if not one.end or one.end.latest >= today]) > 1:
        yield from ((one.key, "plusieurs conventions en cours le même jour") for one in now)
    communes: dict[str, str] = {}
    for one in found.taken.get("communes", ()):
        if one.code_insee in communes or one.nom in communes.values():
            yield one.key, "commune décrite deux fois"
        else:
            communes[one.code_insee] = one.nom
    words = api.built_in_words()
    known = {"themes": {*words.themes}, "types": {*words.types}}
    for record, mark, value in _references(found):
        if value not in (communes.values() if mark.unless else known.get(mark.target, {value})):  # the seat of a place
            yield record.key, f"un mot hors de la liste « {mark.target} »"


def _former(found: Publication) -> tuple[api.Commune, ...]:
    """The communes that records name and that its list does not have: they left, and nothing says where they are. Those of a
    figure are of its years."""
    known, left = {one.nom for one in found.taken.get("communes", ())}, dict[str, str]()
    for record, mark, value in _references(found):
        if mark.target == "communes" and not mark.unless and value not in known:
            if mark.among:
                found.of(record.key, "une valeur d'une commune qu'il ne décrit pas, rien n'en est repris")
            else:
                left[value] = " ".join(found.numbered(record.key))
    if left:
        found.tell("communes.json, n'y sont pas, et des fiches les nomment", *(left[one] for one in sorted(left)))
    gone = {"code_insee": "00000", "codes_postaux": ["00000"], "centre": {"lat": 0, "lon": 0}, "jusqu_au": "2000"}
    return tuple(one for nom in in_time(sorted(left)) if (one := group(api.Commune, gone | {"nom": nom})))


def _references(found: Publication) -> Iterator[tuple[api.Record, api.Reference, str]]:
    """All that its records name and that must exist: who names it, how, its name."""
    every = ((record, link.mark, link.value) for record in chain(*found.taken.values()) for link in api.links(record))
    return ((record, mark, value) for record, mark, value in every if isinstance(mark, api.Reference))


def said(found: Publication, portal: Portail, today: dt.date, secret: str) -> Dit:
    """What the portal may show of it, as of a day; ``secret``: of the digests. Raises :class:`Unsound`, ``ArithmeticError`` and
    ``ValueError``."""
    if found.day > today + dt.timedelta(1):  # it is tomorrow in Nouméa before it is in Paris
        raise Unsound("il se dit publié un jour qui est à venir")
    if found.day > today:
        found.tell("index.json, publié demain, dit d'aujourd'hui")
    catalogue, site = ruled(found, today), found.site
    who = {name: found.territory.get(name) for name in WHO} | {"adresse_de_portail_yml": site.adresse}
    groups = {one.id: len(one.alerts) for one in api.alerts(catalogue, today)}
    coming = (one for one in api.meetings_coming(catalogue.all(api.Rencontre), today) if api.framework(catalogue, one).is_ctg)
    dates = [api.values_plain(one.date) for one in coming if one.date and believed(one.date, today)]
    late = catalogue.of_the_convention(api.Action) and not found.lost & {*PLAN}
    followed = catalogue.all(api.Indicateur) and not found.lost & {"indicateurs"}
    communes = _communes(found, catalogue, portal)
    offres = _offres(_open(catalogue, found.watch.twins), communes, len(site.communes))
    found.remarks = tuple(f"offres {id}, absente de toutes" for id, one in offres.items() if one.absente and not one.connue)
    return Dit(
        publie_le=min(found.day, today), autre_version=found.version != api.VERSION, ecartees=tuple(sorted(found.lost)),
        identite={name: code_of(secret + json.dumps(one, sort_keys=True)) for name, one in who.items()},
        communes=tuple(one.code_insee for one in communes if one.id == api.as_identifier(site.communes[one.code_insee])),
        convention=_convention(found, catalogue, today), retards=groups["retard"] if late else None,
        hors_trajectoire=groups["trajectoire"] if followed else None,
        comite=dates[0] if dates and not found.lost & {"cadres", "instances", "rencontres"} else None,
        distance_km=None if api.TERRITORY in found.lost else float(catalogue.territoire.couverture.distance_km),
        offres=offres, chiffres={} if "indicateurs" in found.lost else _chiffres(found, catalogue, portal, today),
    )  # fmt: skip


def _communes(found: Publication, catalogue: api.Catalogue, portal: Portail) -> list[api.Commune]:
    """Those that it describes and that are its own; the others, and what is otherwise than in ``portail.yml``, are told."""
    own, site, when = list[api.Commune](), found.site, f"dans ce qu'il publie le {api.date_fr(found.day)}"
    for one in catalogue.all(api.Commune):
        own += [one] if one.code_insee in site.communes else []
        name, owner = site.communes.get(one.code_insee), portal.owners.get(one.code_insee)
        if not owner:
            found.of(one.key, f"d'aucun site de portail.yml : {FROM_INSEE}")
        elif not name:
            whose, asks = owner.commune(one.code_insee), f"portail.yml les donne à {owner.whole}, et il les demande {when}"
            found.tell(f"communes.json, {asks} : rien n'en est repris ; {OTHER_HANDS}", whose, level=Gravity.TAKEN)
            asked = f"un autre site demande des communes de celui-ci : rien ne change ; {OTHER_HANDS}"
            found.watch.abroad.append((owner.siren, asked, f"{whose} ({site.whole}, {when})"))
        elif api.as_identifier(name) != one.id:
            apart = "autre nom que" if api.fold(name) != api.fold(one.nom) else "identifiant qui n'est pas son nom"
            found.tell(f"communes.json, {apart} dans portail.yml, le lien mène à leur liste", one.code_insee)
    if missing := site.communes.keys() - {one.code_insee for one in own}:
        found.tell("communes.json, manquent, le lien mène à leur liste", *sorted(missing))
    return own


def _convention(found: Publication, catalogue: api.Catalogue, today: dt.date) -> ConventionDite | None:
    """That of the day; None when it publishes none, or one of its frameworks is refused: the next one would stand for it."""
    if "cadres" in found.lost or not any(one.is_ctg for one in catalogue.all(api.Cadre)):
        return None
    cadre = catalogue.convention
    dates = {}
    for name, day in (("debut", cadre.debut), ("fin", cadre.end), ("signature", cadre.signature)):
        if day and believed(day, today):
            dates[name] = api.values_plain(day)
        elif day:
            found.tell(f"cadres.json, « {name} » d'une année que personne ne croit, dite inconnue")
    if found.lost & {*PLAN}:
        return ConventionDite(**dates)
    actions, axes = catalogue.of_the_convention(api.Action, cadre), len(catalogue.of_the_convention(api.Axe, cadre)) or None
    if not actions:  # none is published: that is not to have none
        return ConventionDite(**dates, axes=axes)
    decided = [action for action in actions if not action.is_proposed]
    sums, counts = api.sums_of(api.parts_of(decided)), api.counts(actions)
    money = {name: _amount(found, name, getattr(sums, name)) for name in MONEY if getattr(sums, name)}
    return ConventionDite(
        **dates, axes=axes, actions=len(actions), decidees=len(decided),
        etats={state.value if state else "inconnu": counts.get(state, 0) for state in api.ETATS},
        chiffrees=sum(bool(api.parts_of([action])) for action in decided),
        argent={name: one for name, one in money.items() if one},
    )  # fmt: skip


def _amount(found: Publication, name: str, amount: Any) -> MontantDit | None:
    if not (one := group(MontantDit, {"euros": float(amount.total)})):
        found.tell("actions.json, une somme que personne ne croit, dite inconnue", MONEY[name])
    return one and one.model_copy(update={"minimum": amount.partial})


def _open(catalogue: api.Catalogue, twins: set[str]) -> api.Catalogue:
    """The same without the places that hide, those that may be one of them, nor the census of what they are: a count,
    or a doubt, would say that one is."""
    secret = {one.id for one in catalogue.all(api.Structure) if one.confidential} | twins
    hidden = {one.key: catalogue.offre_of(one) for one in catalogue.places if secret & {one.id, one.host_id}}
    couverture = catalogue.territoire.couverture
    recenses = tuple(one for one in couverture.recenses if one.offre not in hidden.values())
    territoire = catalogue.territoire.model_copy(update={"couverture": couverture.model_copy(update={"recenses": recenses})})
    records = {kind: tuple(one for one in own if one.key not in hidden) for kind, own in catalogue.records.items()}
    return replace(catalogue, territoire=territoire, records=records)


def _offres(catalogue: api.Catalogue, communes: Sequence[api.Commune], total: int) -> dict[str, OffreDite]:
    """Of each offer, near how many of these communes it is known, counted while points are in memory. ``total``: of the communes
    of ``portail.yml``; nothing is known of those that the site does not describe."""
    if sum(len(place.arrets) for place in catalogue.places) > MOST_HALTS:
        raise Unsound(f"ses lieux ont plus de {api.number(MOST_HALTS)} arrêts")
    coverage = api.coverage(catalogue)
    found = {}
    for id in coverage.offres if communes else ():
        states = Counter(coverage.state(one, id) for one in communes)
        known, lacking = states[api.State.KNOWN], states[api.State.LACKING]
        day = next((api.values_plain(one.date) for one in catalogue.territoire.couverture.recenses if one.offre == id), None)
        found[id] = OffreDite(connue=known, absente=lacking, inconnue=total - known - lacking, recense=day if lacking else None)
    return found


def _chiffres(found: Publication, catalogue: api.Catalogue, portal: Portail, today: dt.date) -> dict[str, ChiffreDit]:
    """The last value of each figure of ``portail.yml``, under the name that it has there."""
    same: dict[tuple[str, ...], list[api.Indicateur]] = {}
    for record in catalogue.all(api.Indicateur):
        same.setdefault(found.figures[record.key], []).append(record)
    kept = dict[str, ChiffreDit]()
    for one in portal.chiffres:
        records = same.get(one.meaning, [])
        value = (api.measured(records[0]) or (records[0].derniere,))[-1] if len(records) == 1 else None
        if len(records) != 1:
            apart = "" if records else one.apart((each.nom, said) for said, own in same.items() for each in own)
            why = "compté deux fois, dit inconnu" if records else OTHERWISE if apart else "de portail.yml, absent de ce site"
            found.tell(f"indicateurs.json, {why}", f"{one.nom} ({apart})" if apart else one.nom)
        elif value and value.valeur and value.valeur < 1 and records[0].counted:
            found.tell("indicateurs.json, moins de zéro, ou d'un, dit inconnu", one.nom)
        elif value:
            doubt = {"publie": not value.annee, "a_confirmer": value.statut == "a_confirmer"}
            told = group(ChiffreDit, {"valeur": float(value.valeur), "annee": value.year})
            if told and told.annee <= today.year:
                kept[one.nom] = told.model_copy(update=doubt)
                doubted = any(where.startswith(f"{records[0].key} valeurs.") for where in found.doubts)
                found.remarks += (one.nom,) if doubted or value.valeur >= LEAST_OF_A_TELEPHONE else ()
            else:
                found.tell("indicateurs.json, un nombre ou une année que personne ne croit, dit inconnu", one.nom)
    return kept
