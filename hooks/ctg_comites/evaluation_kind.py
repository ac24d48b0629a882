"""The evaluation of a framework: its questions, each with its evidence, its answer and what is advised; and its rule."""

from __future__ import annotations

from collections.abc import Iterator

from ctg import api


class CritereEvaluation(api.Choice):
    """What a convention is judged on; ``guide``: what to ask oneself.

    The first five are those of the CNAF's national reference for the evaluation of a CTG (coherence and relevance of the aims,
    how far they are reached, means, lasting effects), as a consultant describes it
    (https://www.ithea-conseil.fr/evaluer-sa-convention-territoriale-globale-pourquoi-et-comment/, read on 2026-11-27).
    The sixth is asked beside them: those whom a plan is for took part in it, and in its evaluation.
    """

    COHERENCE = "coherence", "cohérence", "Les actions vont-elles ensemble, et avec les autres plans du territoire ?"
    PERTINENCE = "pertinence", "pertinence", "Les objectifs répondent-ils aux besoins des familles, d'hier et d'aujourd'hui ?"
    ATTEINTE = "atteinte-des-objectifs", "atteinte des objectifs", "Ce qui était visé est-il atteint ? D'après quels chiffres ?"
    MOYENS = "moyens", "moyens", "L'argent, les postes et le pilotage suffisaient-ils ? Ont-ils servi ?"
    DURABILITE = "durabilite", "durabilité", "Qu'est-ce qui tiendra quand la convention finira ? Grâce à quoi ?"
    PARTICIPATION = "participation", "participation", "Les habitants ont-ils été entendus ? Qu'est-ce que cela a changé ?"


class AvisEvaluation(api.Choice):
    """The judgement itself."""

    POSITIF = "positif", "plutôt oui"
    PARTAGE = "partage", "en partie"
    NEGATIF = "negatif", "plutôt non"


class ForcePreuve(api.Choice):
    """How much the evidence bears: several sources that agree, or one only, old, partial."""

    FORTE = "forte", "preuves fortes"
    FAIBLE = "faible", "preuves faibles"


class Preuve(api.Part):
    """What a judgement stands on: one thing, and what it shows. Words of inhabitants may say at which meeting."""

    indicateur: api.IndicateurId | None = api.champ("Indicateur", "Nom de fichier.", "places-multi-accueil")
    action: api.ActionId | None = api.champ("Action", "Nom de fichier.", "d3")
    rencontre: api.RencontreId | None = api.champ("Rencontre", "Nom de fichier.", "comite-de-pilotage-2026")
    diagnostic: api.DiagnosticId | None = api.champ("Diagnostic", "Nom de fichier.", "petite-enfance")
    parole: api.Text | None = api.champ("Parole", "Ce qu'un habitant a dit, sans son nom.", "Je n'ai rien trouvé le soir.")
    document: api.Document | None = api.champ("Document")
    montre: api.Line | None = api.champ("Ce qu'elle montre", "En une phrase.", "Vingt places ont ouvert.")
    force: ForcePreuve | None = api.champ(
        "Sa force", "forte : mesuré, compté, décidé ; faible : une parole, une estimation, une vieille mesure.", "forte"
    )

    def model_post_init(self, _context: object) -> None:
        named = [name for name in type(self).model_fields if name not in {"montre", "force"} and getattr(self, name)]
        if not named:
            told = "Cette preuve ne dit pas d'où elle vient."
            raise api.french(told, "Ajoutez indicateur, action, rencontre, diagnostic, parole ou document.")
        if len(named) > 1 and set(named) != {"parole", "rencontre"}:
            told = f"Cette preuve dit plusieurs choses : {', '.join(named)}."
            raise api.french(told, "Faites une preuve de chacune ; seule une parole peut dire sa rencontre.", named[1])


class Jugement(api.Part):
    """The answer to a question."""

    avis: AvisEvaluation = api.requis("AvisEvaluation", AvisEvaluation.listed(" ou ") + ".", "partage")
    texte: api.Text = api.requis("Jugement", "En phrases courtes.", "Les places ont ouvert, mais pas au nord.")
    force: ForcePreuve = api.requis(
        "Force des preuves", "forte : plusieurs sources qui concordent ; faible : une seule, ou partielle.", "faible"
    )


class Recommandation(api.Part):
    """What is advised, and the actions of the next plan that take it up."""

    texte: api.Line = api.requis("Recommandation", "Un verbe.", "Ouvrir des places au nord")
    actions: tuple[api.ActionId, ...] = api.liste("Actions", "Celles du plan suivant qui la reprennent : noms de fichiers.")


class QuestionEvaluation(api.Part):
    """A question, what answers it, and the answer."""

    critere: CritereEvaluation = api.requis("Critère", "", "pertinence")
    question: api.Line = api.requis("Question", "Écrite avant de chercher la réponse.", "Les places manquent-elles moins ?")
    preuves: tuple[Preuve, ...] = api.liste(
        "Preuves",
        "Une par ligne : indicateur, action, rencontre, diagnostic, parole ou document. Sans preuve, pas de jugement.",
        "[{parole: Je n'ai rien trouvé le soir., montre: Le guichet ferme tôt.}]",
    )
    constats: tuple[api.Text, ...] = api.liste("Constats", "Ce que les preuves montrent.", "[Vingt places ont ouvert.]")
    manque: tuple[api.Line, ...] = api.liste(
        "Ce qui manque", "Et à qui le demander.", "[Le coût des places. À demander à la CAF.]"
    )
    jugement: Jugement | None = api.champ("Jugement", "Vide : pas encore de réponse.")
    recommandations: tuple[Recommandation, ...] = api.liste("Recommandations")

    def model_post_init(self, _context: object) -> None:
        if self.jugement and not self.preuves:
            remedy = "Ajoutez « preuves: [{indicateur: …}] », ou retirez « jugement » : la question restera ouverte."
            raise api.french("Un jugement doit dire sur quoi il repose.", remedy, "jugement")


class Evaluation(api.Record):
    """An evaluation of a convention or of another framework. A question without a judgement is published as open."""

    kind = "evaluation"
    folder = "evaluations"
    singular = "évaluation"
    plural = "évaluations"
    content = "Les évaluations des conventions : questions, preuves, constats, jugements, recommandations."
    expected = (
        api.Expected("méthode", 40, ("methode",), "la méthode"),
        api.Expected("date", 20, ("rendue_le",), "la date"),
        api.Expected("limites", 20, ("limites",), "les limites"),
        api.Expected(api.SOURCES, 20, ("sources",)),
    )

    former = ("debut", "fin", "evaluateur")

    titre: api.Line = api.requis("Titre", "", "Évaluation de la CTG 2022-2026")
    cadre: api.CadreId = api.requis("Cadre", "Ce qui est évalué : le nom du fichier du cadre.", "ctg")
    rendue_le: api.KnownDate | None = api.champ("Rendue le", "Le jour où elle a été présentée.", "2026-11-20", passe=True)
    methode: api.Text | None = api.champ("Méthode", "Qui a évalué, ce qui a été lu, qui a été écouté.", "Douze entretiens.")
    limites: api.Text | None = api.champ("Limites", "Ce que l'évaluation ne peut pas dire.", "Aucun parent du nord n'a répondu.")
    questions: tuple[QuestionEvaluation, ...] = api.requis(
        "Questions", "Deux ou trois par critère, posées avant de chercher les réponses.", min_length=1
    )
    documents: tuple[api.Document, ...] = api.liste("Documents")

    @property
    def communes_named(self) -> tuple[str, ...]:
        """None: it is about all that its framework covers."""
        return ()

    @property
    def rank(self) -> str:
        return self.rendue_le.first.isoformat() if self.rendue_le else ""


def evidence_that_contradicts(one: api.Checked[Evaluation]) -> Iterator[api.Problem]:
    """A judgement says yes, and a figure that it stands on goes the other way, or has missed its target."""
    for i, question in enumerate(one.record.questions):
        if not question.jugement or question.jugement.avis != AvisEvaluation.POSITIF:
            continue
        for j, preuve in enumerate(question.preuves):
            found = one.world.get(api.Indicateur, preuve.indicateur)
            if told := found and away(found):
                remedy = "Revoyez l'avis, ou dites dans « texte » pourquoi il tient malgré ce chiffre."
                yield one.warning(f"questions.{i}.preuves.{j}.indicateur", f"L'avis est positif, mais {told}.", remedy)


def away(indicator: api.Indicateur) -> str:
    """How the last value of the territory turns away from its target, or missed it, in a sentence; empty when it does not.

    Counted from the baseline; where another way of counting began since, nothing can be said.
    """
    goal, start, last = indicator.cible, indicator.depart, indicator.derniere
    if not goal or not last:
        return ""
    if start and not indicator.same_count(start.annee, last.year):
        return ""
    if not (wanted := indicator.sens or (start and ("hausse" if goal.valeur > start.valeur else "baisse"))):
        return ""
    way = 1 if wanted == "hausse" else -1
    told = f"« {indicator.nom} » vaut {api.number(last.valeur)} en {last.year}"
    if last.year >= goal.annee and (goal.valeur - last.valeur) * way > 0:
        return f"{told}, et la cible de {goal.annee} est {api.number(goal.valeur)}"
    if start and last.year > start.annee and (start.valeur - last.valeur) * way > 0 and (goal.valeur - last.valeur) * way > 0:
        return f"{told}, plus loin de la cible ({api.number(goal.valeur)}) qu'au départ ({api.number(start.valeur)})"
    return ""
