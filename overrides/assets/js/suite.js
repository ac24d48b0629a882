// What comes after the first answer of the search (complete, in chercher.js): the direct answers, the pages of the project, the
// words of other languages. A pure module too.
import { JOURS, onDay, whenSaid } from './quand.js'
import { AGE, BEGINNING, GRAMMAR, HOUR, NEARLY, SURE, apart, around, form, forms, isEmpty, meanings, rank, words } from './chercher.js'

// Words that ask for pages of the project; what follows « = » is what such a page says of itself. « ! »: nobody says it who looks
// for a place, the project comes first.
const ABOUT_PROJECT = (
  '!CTG,!convention,!convention territoriale,territorial,projet,action,axe,!indicateur,!chiffre=indicateur,!statistique=indicateur,' +
  '!nombre=indicateur,!nb=indicateur,!nbre=indicateur,!pourcentage=indicateur,combien=indicateur,taux=indicateur,diagnostic=diagnostic,' +
  '!gouvernance,comité,!copil=comité,!cotech=comité,!comité technique=comité,!pilotage,partenaire,bilan,évaluation=bilan,concertation,' +
  'participation,réunion publique,couverture,instance,!conseil de développement,!coopération=coordination,coordination=instance,' +
  '!feuille de route=convention,!autorité organisatrice=petite enfance,!SPE=petite enfance,!SPPE=petite enfance,' +
  'service public de la petite enfance=petite enfance,!bonus territoire=convention,!schéma départemental,!SDSF=schéma,' +
  '!projet de territoire,!contrat de ville,observatoire=diagnostic,!avenant=convention,!signataires=convention,élaboration=action,' +
  '!fiche action=action'
).split(',')

export { onDay, whenSaid }

// Who says a day and nothing else but whom it is for asks what there is to do: « samedi Tavel 16 ans ». « Mercredi » says it by itself.
const WHEN_OR_WHO = new Set([...JOURS, 'matin', 'matinee', 'soir', 'soiree', 'midi', 'apres', 'journee', 'week', 'end'])
const FOR = new Set(words('famille enfant enfants fils fille filles garçon garçons'))
export function outing(kept, quand) {
  const left = kept.filter((word) => !WHEN_OR_WHO.has(word))
  return quand && quand.jour !== 'mercredi' && left.every((word) => FOR.has(word)) ? [...left, 'sortir', 'loisirs'] : kept
}

// Where, for whom and when an answer looks, as the finder's filters have them, for the address of each page that it leads to (see
// liste.js). The day serves only the paths and answers that lead to the finder.
export function filters({ communes, ages: [[from, to] = []], quand }) {
  const age = from >= 0 && from === to && (from < 24 ? `${from}m` : `${Math.floor(from / 12)}a`)
  const place = { commune: communes.length === 1 && communes[0].id, age }
  return ({ k, u }) => {
    const known = Object.entries(u.startsWith('urgence/') ? {} : k ? place : { ...place, ...quand }).filter(([, value]) => value)
    return known.length ? `?${new URLSearchParams(known)}` : ''
  }
}

// « Papiers, pas de voiture »: how one goes stands beside what one looks for, and is left out; not when it is all that is asked, nor
// when one asks how to go.
const LACK = /\b(?:sans|pas|plus|ni) (?:(?:de|d|le|la|mon|ma|moyens?) )*(?:voitures?|vehicules?|permis|transports?|locomotion|scooter)\b/g
export function wanted(said) {
  const left = said.join(' ').replace(LACK, ' ').split(' ').filter(Boolean)
  return said.includes('aller') || left.every((word) => isEmpty(word) || around.has(form(word)) || BABY.test(word)) ? said : left
}

const parted = (text) => words(text).filter((word) => !GRAMMAR.includes(word))
const ABOUT = ABOUT_PROJECT.map((entry) => ({ firmly: entry[0] === '!', parts: entry.split('=').map((text) => parted(text).map(form)) }))

// What asks for one page of the project, when nothing else is said but words of the project; « année » is any year.
const LEADS = Object.entries({
  'ctg/moyens/':
    'budget année,budget projet,budget convention,budget CTG,budget action,projet coûte,projet coût,convention coûte,convention coût,' +
    'action coûte,action coût,paie,combien été dépensé,argent projet,argent convention,argent action,argent public,finance,financement,' +
    'financeur,subvention,subvention association,appel projet,dépense,dépensé,dépenses projet,argent CAF,subvention CAF,postes coopération,postes projet,' +
    'postes convention,ETP,équivalent temps plein,dispositif',
  'ctg/actions/': 'action retard,projet retard,convention retard,retard action projet',
  'ctg/decider/':
    'décide,décident,décision,délibération,élus,élus décident,compte rendu,prochaine réunion,réunion comité,prochain comité,décisions comité,' +
    'décisions année,membres comité,association partenaire,parole habitants,avis habitants,demandes habitants,' +
    'occupe projet,contact projet,responsable projet',
  'ctg/bilans/': 'bilan année,bilan projet,bilan convention,rapport année,rapport annuel,rapport activité,évaluation',
  'ctg/petite-enfance/': 'places créées,places prévues,places ouvertes,places crèche créées,places crèche prévues,places crèche ouvertes',
  'ctg/territoire/': 'résultats projet,objectifs projet,objectifs chiffrés,chiffres clés',
  'ctg/': 'signé,signé convention,signent,COF,conventions financement,objectifs financement,données rendre,données CAF rendre,fin convention,' +
    'convention finit,convention termine,renouvellement convention,renouveler convention,convention renouvelée',
}).map(([page, texts]) => ({ page, phrases: texts.split(',').map((text) => parted(text).map(form)) }))
const SPOKEN = new Set(ABOUT.flatMap(({ parts: [phrase] }) => (phrase.length === 1 ? phrase : [])))
const [YEAR] = forms('année')

const leading = (asked) => {
  const said = asked.map((word) => (/^20\d\d$/.test(word) ? YEAR : form(word)))
  const meant = (phrase) => phrase.every((one) => said.includes(one)) && said.every((one) => phrase.includes(one) || SPOKEN.has(one))
  return LEADS.flatMap(({ page, phrases }) => phrases.filter(meant).slice(0, 1).map((phrase) => ({ firmly: true, parts: [phrase], page })))
}

// --- numbers, and words run together ------------------------------------------------------------------

// « 0 800 20 01 66 », « +33 8… »: as it is dialled from here.
const digits = (number) => number.replace('+33', '0').replace(/\D/g, '')

// The pages and the communes that a number belongs to, or is given by.
export function numbered(pages, communes) {
  const found = new Map()
  const held = (number) => found.get(digits(number)) ?? found.set(digits(number), { pages: [], communes: [] }).get(digits(number))
  for (const page of pages) for (const number of new Set([...(page.t ? [page.t] : []), ...(page.q ?? [])])) held(number).pages.push({ page })
  for (const commune of communes) if (commune.tel) held(commune.tel).communes.push(commune)
  return found
}

// What a number that is dialled leads to, when the words are one that is known.
export function dialled(index, text) {
  const found = /^[\d\s.()+-]+$/.test(text) && index.numbers.get(digits(text))
  return found && { ailleurs: [], projet: [], ages: [], ...found }
}

// « jeleve », « lecole »: an apostrophe that nobody typed.
const ELIDED = /^([cdjlmnst]|qu)([aeiouyh].{4,})$/

// Words run together (« crechevalbourg ») part into known ones, the fewest that say something; what cannot be parted stays.
export function unglued(index, word) {
  const [, letter, rest] = index.counts.has(form(word)) || index.towns.has(form(word)) ? [] : ELIDED.exec(word) ?? []
  if (rest && index.counts.has(form(rest))) return [letter, rest]
  if (word.length < 7 || meanings(index, word).some(([, quality]) => quality > BEGINNING) || index.langues?.some((langue) => langue.parts.has(word))) return [word]
  const known = (part) => (part.length < 3 ? part === 'st' || GRAMMAR.includes(part) : isEmpty(part) || (part.length < 4 ? index.counts.has(part) : index.counts.has(form(part)) || index.towns.has(form(part))))
  const ways = [[]]
  for (let to = 2; to <= Math.min(word.length, 40); to++) {
    for (let from = to - 2; from >= 0; from--) {
      const part = word.slice(from, to)
      if (ways[from] && !(ways[to]?.length <= ways[from].length + 1) && known(part)) ways[to] = [...ways[from], part]
    }
  }
  const found = ways[word.length] ?? []
  return found.some((part) => part.length > 3 && !isEmpty(part)) ? found : [word]
}

// --- words that nobody wrote so ------------------------------------------------------------------------

// How a form sounds: « kreche », « creche » ; « saje », « sage ». Only what no form knows is looked up by it.
const sound = (one) =>
  one.replace(/eau|au/g, 'o').replace(/[ae]i/g, 'e').replace(/ou/g, 'u').replace(/([aeiou])[nm](?=[^aeiounm]|$)/g, (all, vowel) => ({ a: 'A', e: 'A', i: 'I', o: 'O', u: 'I' })[vowel])
    .replace(/eI/g, 'I').replace(/ch|sh/g, 'C').replace(/c(?=[ei])|z|x/g, 's').replace(/g(?=[ei])/g, 'j').replace(/gu(?=[ei])/g, 'g').replace(/[ck]/g, 'k')
    .replace(/h/g, '').replace(/tio/g, 'sio').replace(/(.)\1/g, '$1')

// How it sounds → the forms that sound so.
function sounding(counts) {
  const found = new Map()
  for (const one of counts.keys()) found.set(sound(one), [...(found.get(sound(one)) ?? []), one])
  return found
}

const slips = (word) => (word.length < 5 ? 0 : word.length < 8 ? 1 : 2)
// Two slips never change how a word begins: « traduction » is no « réduction ».
const misspelt = (word, known) => {
  const most = Math.min(slips(word), slips(known) || (known.length === 4 ? 1 : 0), word[0] === known[0] ? 2 : 1)
  return most > 0 && apart(word, known, most) <= most
}

// What a word that no form knows may mean: what sounds like it, else nearly itself, else the beginning of one.
export function likely(index, own, word) {
  index.sounds ??= sounding(index.counts)
  const alike = own.length > 3 && index.sounds.get(sound(own))
  if (alike) return alike.map((one) => [one, 0.9])
  const all = [...index.counts.keys()]
  const near = all.filter((known) => misspelt(own, known) || misspelt(word, known))
  if (near.length) {
    const far = (known) => Math.min(apart(own, known, 2), apart(word, known, 2))
    const least = Math.min(...near.map(far))
    return near.filter((known) => far(known) === least).map((known) => [known, least === 1 && known.length > 6 && known[0] === own[0] ? SURE : NEARLY])
  }
  return own.length < 4 ? [] : all.filter((known) => known.startsWith(own)).slice(0, 8).map((known) => [known, BEGINNING])
}

// --- ages and hours ---------------------------------------------------------------------------------------

const TEEN = /^(ados?|adolescente?s?|collegien(ne)?s?|lyceen(ne)?s?)$/
const NOT_AGES = ['depuis', 'dans', 'pendant', 'y'] // before a length of time
const BABY = /^(bebes?|bb|nourrissons?|nouveau|nee?s?)$/
// The ages that words say, [from, to] in months. Weeks are those of a baby; of who is pregnant, months are no age.
export function agesOf(said) {
  const baby = said.some((word) => BABY.test(word)), pregnant = said.some((word) => /^(enceinte|grossesse)$/.test(word))
  return said.flatMap((word, n) => {
    if (TEEN.test(word)) return [[132, 216]]
    const [, number, unit] = AGE.exec(word) ?? []
    if (!number || NOT_AGES.includes(said[n - (said[n - 1] === 'a' ? 2 : 1)])) return []
    const months = Math.floor(number * (unit[0] === 'a' ? 12 : unit[0] === 'm' ? 1 : 0.25))
    return unit[0] === 'a' || (unit[0] === 'm' ? !pregnant : baby) ? [[months, months]] : []
  })
}

// Beside these, an hour says when someone keeps a child.
const KEPT = new Set(forms('garde garderie nounou nourrice crèche bébé bb babysitter assmat travail travaille boulot taf bosse nuit enfant fille fils finis embauche'))
// « 20h », « après 18 h », say late, « 5h », « avant 7 heures », early: what opens by day needs no word.
export function outOfHours(said) {
  if (!said.some((word) => KEPT.has(form(word)))) return []
  const told = said.map((word, n) => [HOUR.exec(word), said[n - 1]]).filter(([found]) => found).map(([[, hour, minutes], side]) => [Number(hour) + Number(minutes) / 60, side])
  const late = told.some(([at, side]) => at >= (side === 'apres' ? 18 : 18.5))
  const early = told.some(([at, side]) => at > 3 && (side === 'avant' ? at <= 8 : at < 7))
  return [...(late ? ['tard'] : []), ...(early ? ['tot'] : [])]
}

// --- direct answers ----------------------------------------------------------------------------------

// What asks for a direct answer, from the texts that do and from the words that may stand beside. Words that only say who and when
// ask for one when they stand alone, like « = école », beside empty words or not.
export const asking = (texts, beside) => ({
  beside: new Set(forms(beside)),
  phrases: texts.map((text) => ({ only: text.startsWith('='), said: parted(text) })).filter(({ said }) => said.length).map(({ only, said }) => {
    const all = said.map(form)
    return { only: only || all.every((one) => around.has(one)), all, said, hollow: said.every(isEmpty) }
  }),
})

// What words ask a direct answer for, by the longest phrase said: what the site does not have, or pages. `sure`: nothing else is
// said but words that it expects beside, or that only say when; « = école »: nothing else at all. Else `maybe`: no more other words
// than the phrase has. `told`: each word, whether it is empty, and what it means, nothing when unknown.
export function direct(index, told) {
  const found = [...index.ailleurs, ...index.pages.flatMap((page) => page.direct ?? [])].map((one) => ({ one, ...covered(one, told) }))
  const best = (some) => new Set(some.filter(({ length }) => length === Math.max(...some.map(({ length }) => length))).map(({ one }) => one))
  const sure = best(found.filter(({ length, strangers }) => length && !strangers))
  return { sure, maybe: sure.size ? new Set() : best(found.filter(({ letters, length, strangers }) => letters > 4 && strangers <= length)) }
}

// An abbreviation is written as it is: « les Alpes » are no « ALP ».
const says = ({ word, meant }, one) =>
  one.length < 4 ? word === one : meant.some(([known, quality]) => known === form(one) && quality >= SURE)

// How many words and letters the longest phrase that asks for a direct answer has, 0 when none is said, and how many other words are
// strangers to it.
function covered({ phrases, beside }, told) {
  const spoken = told.filter(({ empty }) => !empty).length
  const heard = phrases.filter(({ all, said, only, hollow }) => {
    const sayers = said.map((part) => told.filter((one) => says(one, part)))
    return sayers.every((some) => some.length) && (!only || spoken === said.filter((part) => !isEmpty(part)).length) && (hollow || sayers.flat().some(({ empty }) => !empty))
  })
  const parts = new Set(heard.flatMap(({ all }) => all))
  const expected = ([known, quality]) => quality >= SURE && (parts.has(known) || beside.has(known) || around.has(known))
  const longest = heard.map(({ all }) => all).sort((one, other) => other.length - one.length)[0] ?? []
  return { length: longest.length, letters: longest.join('').length, strangers: told.filter(({ empty, meant }) => !empty && !meant.some(expected)).length }
}

// --- the project -------------------------------------------------------------------------------------

// The entries of ABOUT and of LEADS that some words speak of.
export const about = (asked) => [
  ...leading(asked), ...ABOUT.filter(({ parts: [phrase] }) => phrase.every((one) => asked.some((word) => form(word) === one))),
]

// The pages of the project about the subject, the words of the project themselves saying which kind of page; none unless some
// words speak of it. `first`: before the places.
export function ofProject(project, kept) {
  const found = about(kept)
  if (!project || !found.length) return { pages: [], first: false }
  const own = new Set(found.flatMap(({ parts: [phrase] }) => phrase))
  const kinds = found.flatMap(({ parts: [, kind] }) => kind ?? []).map((one) => [[one, 1]])
  const asked = kept.map((word) => meanings(project, word)).filter((all) => all.length)
  const subject = asked.filter(([[known]]) => !own.has(known) && !around.has(known))
  const ranked = rank(project, { asked: [...asked, ...kinds], communes: [] })
  const speaking = new Set(rank(project, { asked: subject, communes: [] }).map(({ page }) => page))
  const both = ranked.filter(({ page }) => speaking.has(page))
  const pages = both.length ? both : ranked
  const kind = new Set(found.flatMap(({ parts: [phrase, said] }) => (said ? phrase : []))) // « taux »: any page of its kind says it
  for (const one of pages) one.best = asked.map(([[known]], n) => kind.has(known) || one.best[n])
  const asks = new Set(found.flatMap(({ page }) => (page ? [page, 'ctg/'] : []))) // its first page, where the territory lacks that one
  const led = [...asks].flatMap((path) => project.pages.filter(({ u }) => u === path)).map((page) => ({ page, best: kept }))
  const others = pages.filter((one) => !led.some(({ page }) => page === one.page))
  return { pages: [...led, ...others], first: led.length + pages.length > 0 && found.some(({ firmly }) => firmly) }
}

// --- other languages ---------------------------------------------------------------------------------

// A language, its phrases folded → the groups that they mean, or the title of what the site does not have.
export function language([code, nom, phrase, to]) {
  const found = new Map()
  for (const [group, texts] of Object.entries(to)) {
    for (const text of texts) {
      const key = words(text).join(' ')
      found.set(key, [...(found.get(key) ?? []), isNaN(group) ? group : Number(group)])
    }
  }
  return { code, nom, phrase, words: found, parts: new Set([...found.keys()].flatMap((key) => key.split(' '))) }
}

// The language whose words these are, when French does not know them: the one that knows most of them.
export function spokenIn(index, said) {
  let best
  for (const langue of index.langues) {
    const groups = new Set(), heard = new Set()
    for (let from = 0; from < said.length; from++) {
      for (let to = Math.min(said.length, from + 4); to > from; to--) {
        const part = said.slice(from, to)
        const meant = langue.words.get(part.join(' '))
        if (!meant || (part.length === 1 && index.counts.has(form(part[0])))) continue
        for (const group of meant) groups.add(group)
        for (const word of part) heard.add(word)
        from = to - 1
        break
      }
    }
    if (heard.size && heard.size > (best?.heard.size ?? 0)) best = { langue, groups, heard }
  }
  return best
}
