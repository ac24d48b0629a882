// The one search: of the search page, of the finder's « Mots », and of the home page, which leads to the first.
// A pure module: no page, no network but `open` and `complete`. The index is made by site/search.py, which names its fields.
// Words run together part first. A word is known by its form (what is left when accents, plurals and silent letters are dropped), else
// by its sound, by a form that is nearly the same, by the beginning of a longer one; and, less, by its family (« vacciner »,
// « vaccination »). What nobody knows weighs nothing.

import { distance, excludes } from './distance.js'

export const NAME = 5
const LABEL = 3
const THEME = 2 // as site/search.py writes it
export const TEXT = 1
const PART = 0.4 // a word of a phrase (« carte grise ») when the rest of the phrase is missing
const NEGATED = 1.5 // « parle pas » is more than « parler »
const AGAIN = 0.2 // a word that another part of the page says too
export const SURE = 0.8 // a word that is surely another one: enough for a direct answer
export const NEARLY = 0.75
const FAMILY = 0.5
export const BEGINNING = 0.45
const WHO_SHARE = 0.5 // of what a word of WHO says, beside words that say what
const OLD = 60 * 12 // months: an age that says « personne âgée »
const MINOR = [12 * 12, 18 * 12] // « mineure »
const GROWN = [26 * 12, OLD] // of them, the ages of places say nothing: who asks may be a parent
const WHOLE = 6 // a name written in full
const CUT = 0.25 // of the best answer: what is below is noise
const HALF = 0.45 // of what is asked
const SENTENCE = 6 // words: FEW answers
const FEW = 10
export const GRAMMAR = (
  'a à ai ait as au aux avais avait avec avez avoir c ca ce cela ces cet cette d dans de des du elle elles en es est et etait etre eu ' +
  'eux il ils j je l la le les leur leurs lui m ma mais me mes moi mon n ne ni nos notre nous on ont ou par pas pour qu quand que quel ' +
  'quelle quelles quels qui quoi s sa se ses si son sont suis sur t ta te tes toi ton tu un une va vais vos votre vous y ya ça'
).split(' ')
const EMPTY = new Set([...GRAMMAR, ...(
  'aide aider aides adresse aimerais aimerait ailleurs aller allo alors aussi autre bjr bonjour bonsoir cher chere cherchais ' +
  'cherchait cherche chercher cherchons chez comment connaissez connaitre coucou depuis deux deja dire dis dois doit ' +
  'donc donner encore entre existe faire fais fait faudrait faut font gens grand grande gratuit gratuite guide habite habitons ' +
  'hello horaire horaires ici info information jamais jusque jusqu juste lieu lieux marre merci met metre mettre mis moins numero ouvert ' +
  'ouverte ouvre parce pense pendant personne petit petite peu peut peux plus possible pourquoi pourrais pourrait ' +
  'pouvez pouvoir prendre proche prochain propose proximite quelqu question rien sais sait salut sans savoir serait slt souhaite ' +
  'souhaiterais stp suite svp tel telephone tous tout toute tres trop trouve trouver truc urgent venir veulent veut veux viens ' +
  'vite voir voudrais voudrait vraiment besoin seulement uniquement gratuitement facilement maintenant aujourd hui hier toujours ' +
  'souvent assez bien mieux sinon puis selon ensuite chaque plein ' +
  // As one writes on a telephone, and what one tells of oneself before what one looks for.
  'chui chsuis jsuis sui jai jveux jveu jpeux jpeu jcherche jtrouve jsais jarrive jfais jme jdois sav save savent ki ke koi kwa kel kelle ' +
  'kan komen koman kom keske kestion pr yatil pk pq pkoi pcq psk tjr bcp qd qq qqn qqun cmt tt vs jsp mtn ajd auj svt dsl mdr ' +
  'sil plait plai jusqua pourkoi avoire etres veu peuvent pouvais devons doivent faite ferait fasse allez ' +
  'allons aille irai ira venez vient viennent vienne aura auront aurait soit serai sera seront etaient ' +
  'croire crois semble dit disent proposent proposez recu recoit recois beaucoup ' +
  'super cool meme memes celui celle ceux celles rapidement rapide moment chose choses coup facon genre ' +
  'niveau cote coin environs alentours autour dispo disponible disponibles dessus dedans dessous vers contre sauf ' +
  'tant certain certaine plusieurs aucun aucune'
).split(' ')])
// Without them, « ne parle pas » would be « parle ». They are heard in phrases only.
const NEGATIONS = ['pas', 'plus', 'sans']
// When, for which child, what one does with any service: beside words that say what, they say little.
const WHEN = (
  'an année après ado adolescent août avant avril changement changer combien date début décembre demain dimanche durée enfant famille février ' +
  'fille fils fin fratrie garçon gosse gamin habitant heure janvier jeudi jeune joindre jour journée juillet juin ' +
  'loulou lundi mai maman mardi mars matin mercredi midi minutes nouveau nouvel novembre octobre premier première problème ' +
  'puce rencontrer samedi semaine septembre situation soir souci appeler contacter vendredi week-end ' +
  'commune coût coûte délai demande document dossier envoyer formulaire inscription inscrire inscrit modalité municipal ' +
  'obtenir payant prix procédure refaire refus remplir rendez-vous renouveler renseignement rdv tarif'
).split(' ')
// Whom it is about, and verbs of any matter: they say little too, but a direct answer was not written for « ma belle-mère ».
const WHO = (
  'acheter appartement arrive classe commencer conjoint copain copine collègue compagnon compagne dehors ' +
  'emménage épouse époux envie monde photo groupe maison temps belle-fille beau-fils femme frère grand-mère grand-père homme mamie mari neveu nièce papa ' +
  'papi passer soeur vieille vieux'
).split(' ')
// --- words -----------------------------------------------------------------------------------------

// Small letters without accents; Arabic without its marks, nor the article that is glued to a word.
export const fold = (text) =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('œ', 'oe').replaceAll('æ', 'ae').replaceAll('ı', 'i')
    .replaceAll('ß', 'ss').replace(/(^|\s)(?:[وفبك]?ال|لل)(?=\p{L}{2})/gu, '$1')

// « C.A.F. » is « caf », « 18 heures 30 » « 18h30 », « 3 ans » « 3ans »; apostrophes and hyphens part words. « Petite enfance » is one word: neither of
// the two says it.
export const words = (text) =>
  fold(text).replace(/petite enfance/g, 'petitenfance').replace(/\b(\p{L})\.(?=\p{L}\b)/gu, '$1')
    .replace(/\b(\d{1,2}) ?h(?:eures?)?(?: ?(\d\d)?\b)/g, '$1h$2 ').replace(/\b(\d{1,2})(?= ?(?:et|ou|a|[-,/]) ?\d{1,2} (ans|mois)\b)/g, '$1$2 ')
    .replace(/\b(\d{1,2}) (ans?|mois|semaines?)\b/g, '$1$2').split(/[^\p{L}\p{N}]+/u).filter(Boolean)

const ENDINGS = /(er|ez|ee|ent|ant|e)$/

// What stays of a word when what the ear does not hear is dropped: « gardé », « garder », « garde » are one.
export function form(word) {
  if (word === 'st' || word === 'ste') return 'saint'
  if (word === 'fils') return word // « Fil santé jeunes » is none
  if (word.length < 5) return word.length > 3 ? word.replace(/[sx]$/, '') : word
  const heard = word.replace(/aux$/, 'al').replace(/[sx]$/, '').replaceAll('ph', 'f').replace(/qu|ck|c(?=[aoulr])/g, 'k').replaceAll('th', 't')
    .replaceAll('y', 'i').replace(/(.)\1/g, '$1').replace(ENDINGS, '').replace(/(.)[td]$/, '$1')
  return heard.length < 3 ? word : heard
}

// Words of a family begin alike: « vaccination », « vacciner », « vaccin ».
const kin = (one, other) => other.length > 4 && (one.startsWith(other) || (one.length > 4 && other.startsWith(one.slice(0, Math.max(5, one.length - 1)))))

export const HOUR = /^(\d{1,2})h(\d{0,2})$/
export const AGE = /^(\d{1,2})(ans?|mois|semaines?)$/
const AMOUNT = /^(\d|[1-9]\d{3})$/ // how many children, or what one earns
export const isEmpty = (word) => HOUR.test(word) || EMPTY.has(word) || EMPTY.has(word.replace(/e?s$/, ''))
export const forms = (text) => words(text).filter((word) => !isEmpty(word)).map(form)
const sum = (all) => all.reduce((one, other) => one + other, 0)
const negates = (word) => NEGATIONS.includes(word)

// Damerau-Levenshtein, given up beyond `most`.
export function apart(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1
  let before = [], last = [...Array(b.length + 1).keys()]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] !== b[j - 1]))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1)
    }
    if (Math.min(...row) > most) return most + 1
    before = last
    last = row
  }
  return last[b.length]
}

export const around = new Set(WHEN.flatMap(forms))
const who = new Set([...around, ...WHO.flatMap(forms)])
// --- the index -------------------------------------------------------------------------------------

// A holder of words: form → weight. A phrase gives its words in full only together.
export class Words {
  constructor() {
    this.alone = new Map()
    this.phrases = []
  }

  add(text, weight) {
    const all = words(text).filter((word) => negates(word) || !isEmpty(word)).map(form)
    if (all.length > 1) this.phrases.push([all, all.some(negates) ? weight * NEGATED : weight])
    for (const one of all.filter((word) => !negates(word))) {
      const worth = all.length > 1 ? weight * PART : weight
      if (!(this.alone.get(one) >= worth)) this.alone.set(one, worth)
    }
    return this
  }

  // The weight of each asked word: the best of its meanings, each [form, quality].
  weigh(asked) {
    const said = new Set(asked.flatMap((meanings) => meanings.filter(([, quality]) => quality >= NEARLY).map(([known]) => known)))
    const whole = new Map()
    for (const [all, weight] of this.phrases) {
      if (all.every((one) => said.has(one))) for (const one of all) whole.set(one, Math.max(weight, whole.get(one) ?? 0))
    }
    return asked.map((meanings) =>
      Math.max(0, ...meanings.map(([known, quality]) => Math.max(this.alone.get(known) ?? 0, whole.get(known) ?? 0) * quality)))
  }
}

// The index, ready to answer, from the files that the build wrote: `chercher.json` first, the others with `suite` (see complete).
export function prepare(file, suite) {
  const groups = file.groupes.map(([weight, texts]) => texts.split(',').reduce((all, text) => all.add(text, weight), new Words()))
  const communes = file.communes.map(([id, nom, of, lat, lon, tel]) => ({ id, nom, there: of.replace(/^(du |des |de |d’)/, (one) => ({ 'du ': 'au ', 'des ': 'aux ' })[one] ?? 'à '), p: [lat, lon], tel, townHall: `mairie ${of}`, forms: placeForms(words(nom)) }))
  const postcodes = new Map(Object.entries(file.postaux).map(([code, ranks]) => [code, ranks.map((n) => communes[n])]))
  const names = new Map(communes.map(({ id, nom }) => [id, nom]))
  const pages = (entries) => entries.map((page) => {
    const own = new Words().add(page.n, NAME)
    // A word of a name nearly is the name: less so in a long one, where « enfants » is one word of « L'Île aux Enfants ».
    const name = forms(page.n)
    for (const one of name) own.alone.set(one, NAME * (0.5 + 0.5 / name.length))
    for (const text of page.m ?? []) own.add(text, NAME)
    own.add(page.l, LABEL)
    // « La place » is where one stands, not what one asks for.
    for (const text of [page.r, ...(page.x ?? [])]) if (text) for (const word of words(text.replace(/\b(la|sur|\d+) place\b/gi, ''))) own.add(word, TEXT)
    const direct = page.d && suite.asking([page.n, ...page.m], page.n)
    return { ...page, k: page.k && page.u.slice(0, -1), direct, where: names.get(page.c), glued: [words(page.n).join(''), words(page.n).filter((word) => !LITTLE.has(word)).join('')], own, groups: (page.g ?? []).map((n) => groups[n]) }
  })
  const held = pages([...file.pages, ...(file.reponses?.pages ?? [])])
  const ailleurs = (file.reponses?.ailleurs ?? []).map((one) => ({ ...one, ...suite.asking(one.m.split(','), `${one.n} ${one.a ?? ''}`) }))
  const asked = ailleurs.flatMap(({ phrases, beside }) => [...phrases.flatMap(({ all }) => all), ...beside])
  const vague = file.groupes.map(([, texts]) => texts.split(',').some((text) => who.has(form(text))))
  const known = heard(suite, held, [...groups.flatMap(({ alone }) => [...alone.keys()]), ...asked, ...who, ...NEGATIONS])
  return {
    file,
    communes,
    postcodes,
    vague, // groups that say who: beside a direct answer, they say nothing
    rare: groups.map((_, n) => (vague[n] ? WHO_SHARE : 1) * Math.log(1 + held.length / (1 + held.filter(({ g }) => g?.includes(n)).length))),
    pages: held,
    numbers: suite?.numbered(held, communes),
    ...known,
    called: new Set(held.flatMap(({ glued }) => glued.map(form))),
    departments: new Set([...postcodes.keys()].map((code) => code.slice(0, code < '97' ? 2 : 3))),
    towns: new Set(communes.flatMap((commune) => commune.forms.map(form))),
    ailleurs,
    // The pages of the project are ranked apart: what they say changes nothing to what families are answered.
    project: file.projet && ((own) => ({ pages: own, ...heard(suite, own) }))(pages(file.projet)),
    langues: file.langues?.map((one) => suite.language(one)),
  }
}

export const read = async (address) => (await fetch(address)).json()

export const open = async (address) => ({ ...prepare(await read(address)), address })

// Whether the first answer may be given before the rest has come: every word is known, and none says an age.
export const knows = (index, text) => !words(text).some((word) => AGE.test(word)) && inFrench(index, heardIn(index, text).kept)
const inFrench = (index, kept) => kept.every((word) => index.counts.has(form(word)))

// The index with all that these words need: the direct answers; the pages of the project when they are asked for; the other
// languages when French does not know a word. Without these files, the rest answers.
export async function complete(index, text) {
  const suite = index.suite ?? await import('./suite.js').catch(() => undefined)
  if (!suite) return index
  const { kept, said } = heardIn(index, text)
  const wanted = { reponses: true, projet: suite.about(kept).length > 0, langues: !inFrench(index, kept), horaires: Boolean(suite.whenSaid(said)) }
  const names = Object.keys(wanted).filter((name) => wanted[name] && !index.file[name])
  if (!names.length) return index
  const files = await Promise.all(names.map((name) => read(new URL(name === 'horaires' ? 'trouver.json' : `chercher-${name}.json`, index.address)).catch(() => undefined)))
  const more = Object.fromEntries(names.map((name, n) => [name, files[n]]))
  return { ...prepare({ ...index.file, ...more }, suite), address: index.address }
}

// form → in how many pages it stands: the rarer, the more it says; 0 for what is known and stands in none.
export function heard(suite, held, known = []) {
  const counts = new Map(known.map((one) => [one, 0]))
  for (const page of held) {
    for (const one of new Set([page.own, ...page.groups].flatMap(({ alone }) => [...alone.keys()]))) counts.set(one, (counts.get(one) ?? 0) + 1)
  }
  return { counts, suite, meant: new Map() }
}

// --- places named in the words -----------------------------------------------------------------------

const LITTLE = new Set('le la les l de des du d sur sous en et a'.split(' '))
const ARTICLE = /^(la?|les?|du|des|aux?|une?)$/
const placeForms = (said) => said.filter((word) => !LITTLE.has(word)).map((word) => (/^(st|ste|sainte)$/.test(word) ? 'saint' : word))

// The communes that some of the words name, and those words: the longest name, exactly then nearly.
function located(index, asked) {
  const coded = asked.findIndex((word) => index.postcodes.has(word))
  if (coded >= 0) return { communes: index.postcodes.get(asked[coded]), used: new Set([coded]) }
  let best = { communes: [], used: new Set(), score: 0 }
  for (let from = 0; from < asked.length; from++) {
    for (let to = from + 1; to <= Math.min(asked.length, from + 6); to++) {
      const said = asked.slice(from, to)
      if (LITTLE.has(said[0]) || LITTLE.has(said.at(-1))) continue
      const part = placeForms(said)
      for (const commune of index.communes) {
        const score = named(index, commune.forms, part, ARTICLE.test(asked[from - 1]))
        if (!score || score < best.score) continue
        if (score > best.score) best = { communes: [], used: new Set(), score }
        if (!best.communes.includes(commune)) best.communes.push(commune)
        for (let n = from; n < to; n++) best.used.add(n)
      }
    }
  }
  return best
}

// How surely these words name this commune: its whole name, misspelt or run together; else its first words, cut or not (« st vic »);
// else one word of it that means nothing else, without an article (« un roman »).
function named(index, name, part, article) {
  const whole = name.join(''), glued = part.join(''), alone = part.length === 1
  if (glued === whole) return 10 + whole.length
  const most = whole.length < 5 ? 0 : whole.length < 9 ? 1 : 2
  const common = alone && index.counts.has(form(part[0])) && !index.towns.has(form(part[0]))
  if (most && !common && glued[0] === whole[0] && apart(glued, whole, most) <= most) return 8 + whole.length
  // « Les Écureuils » is a crèche before Écureuil-le-Haut
  if (alone && (part[0] === 'saint' || common || index.called.has(form(part[0])))) return 0
  let at = -1, score = 0
  for (const word of part) {
    at = name.findIndex((one, n) => n > at && (alone || n > 0 || one === word) && says(one, word, alone))
    if (at < 0) return 0
    score += word.length / (name[at] === word ? 2 : 3)
  }
  return alone && at > 0 ? (name[at] === part[0] && !article ? 3 + score : 0) : 5 + score
}

const says = (one, word, alone) =>
  (one === word && word.length > (alone ? 3 : 0)) || (word.length > (alone ? 4 : 2) && one.startsWith(word)) || (word.length > 4 && word[0] === one[0] && apart(word, one, 1) <= 1)

// --- the answer --------------------------------------------------------------------------------------

// What words ask: pages for families, pages of the project when the words speak of it, the communes that they name, what the
// site does not have, and the language that they are in.
export function answer(index, text) {
  const dialled = index.suite?.dialled(index, text)
  if (dialled) return dialled
  const { ages, asked, communes, given = NONE, maybe = NONE, kept, quand, said, spoken } = heardIn(index, text)
  const whole = [...kept, kept.join(''), said.filter((word) => !LITTLE.has(word)).join('')].filter((text) => text.length > 5)
  const ranked = rank(index, { asked, communes, ages, quand, sentence: words(text).length >= SENTENCE, spoken, only: !spoken && !asked.length && (ages.length > 0 || !kept.length), whole, given, maybe })
  const named = ranked.some(({ direct, called }) => called && !direct) // a name written in full needs no other answer
  const away = (asked) => (named ? [] : index.ailleurs.filter((one) => asked.has(one)))
  const ailleurs = away(given)
  const project = index.suite?.ofProject(index.project, kept)
  const projet = project?.pages ?? []
  return {
    pages: ranked.filter(({ strength }) => strength > (ailleurs.some((one) => !one.s) || ranked.some(({ direct }) => direct) ? THEME : projet.length ? TEXT : 0)),
    projet,
    projetAvant: Boolean(project?.first) || told(project?.pages ?? []) > told(ranked), // it says more of the words
    communes,
    ailleurs: [...ailleurs, ...away(maybe).map((one) => ({ ...one, perhaps: true }))],
    langue: spoken?.langue,
    ages,
    quand,
  }
}

const told = (pages) => Math.max(0, ...pages.map(({ best }) => best.filter(Boolean).length))

// The words of a text: what is kept of them, what they may mean, the communes, the age and the language that they name, and the
// direct answers that they ask for.
function heardIn(index, text) {
  const every = words(text).flatMap((word) => index.suite?.unglued(index, word) ?? word)
  const ages = index.suite?.agesOf(every) ?? [], [[age] = []] = ages
  const rest = every.filter((word) => !AGE.test(word))
  const { communes, used } = located(index, rest)
  const part = rest.filter((_, n) => !used.has(n)), said = index.suite?.wanted(part) ?? part
  const spoken = index.langues && index.suite.spokenIn(index, said)
  const hours = (!spoken && index.suite?.outOfHours(said)) || []
  const quand = index.suite?.whenSaid(said), own = said.filter((word) => !isEmpty(word) && !spoken?.heard.has(word))
  const kept = [...(index.suite?.outing(own, quand) ?? own), ...(age >= OLD ? ['agee'] : []), ...hours]
  const heard = [...kept, ...said.filter(negates)]
  const all = heard.map((word) => (spoken ? [[form(word), 1]].filter(([own]) => word.length > 4 && index.counts.has(own)) : meanings(index, word)))
  const told = said.filter((word) => !GRAMMAR.includes(word)).map((word) => ({ word, empty: (isEmpty(word) && word !== 'sans') || AMOUNT.test(word) || index.departments.has(word) || index.file.territoire.includes(word), meant: isEmpty(word) ? [[form(word), 1]] : meanings(index, word) }))
  if (age >= MINOR[0] && age < MINOR[1]) told.push({ word: 'mineure', empty: true, meant: [[form('mineure'), 1]] })
  for (const hour of hours) told.push({ word: hour, empty: true, meant: [[hour, 1]] })
  const { sure, maybe } = (!spoken && index.suite?.direct(index, told)) || {}
  return { ages, communes, quand, said, spoken, kept, asked: all.filter((found) => found.length), given: spoken ? new Set(index.ailleurs.filter(({ n }) => spoken.groups.has(n))) : sure, maybe }
}

const NONE = new Set()

// What a word may mean, as [form, quality]: itself, else what sounds like it, else nearly itself, else the beginning of one; then, less, the words of its family.
export function meanings(index, word) {
  if (!index.meant.has(word)) index.meant.set(word, found(index, word))
  return index.meant.get(word)
}

function found(index, word) {
  const own = form(word), found = index.counts.has(own) ? [[own, 1]] : index.suite?.likely(index, own, word) ?? []
  const known = new Set(found.map(([one]) => one)), sure = found.filter(([, quality]) => quality >= SURE)
  const family = [...index.counts.keys()].filter((other) => !known.has(other) && sure.some(([one]) => kin(one, other)))
  return [...found, ...family.map((one) => [one, FAMILY])]
}

// The rarity of what a word surely means; of a word that says who or when, less.
export function rarity(index, found) {
  const total = index.pages.length
  const [[, best]] = found
  const rare = Math.max(...found.filter(([, quality]) => quality === best).map(([known]) => Math.log(1 + total / (1 + (index.counts.get(known) ?? 0)))))
  return negates(found[0][0]) ? 0 : who.has(found[0][0]) ? rare * WHO_SHARE : rare
}

export function rank(index, { asked, communes, ages = [], quand, sentence = false, spoken, only, whole = [], given = NONE, maybe = NONE }) {
  const weak = asked.map(([[known]]) => who.has(known) || negates(known) || AMOUNT.test(known))
  const rare = asked.map((found) => rarity(index, found))
  const total = sum(rare) + (spoken ? 3 : 0)
  const children = ages.filter(([age]) => age < GROWN[0] || age >= GROWN[1])
  const elsewhere = index.ailleurs?.some((one) => given.has(one) && !one.s)
  const scored = [], times = quand && index.file.horaires && index.suite.onDay(index.file.horaires, quand, communes[0]?.id)
  for (const page of index.pages) {
    const part = page.k ? 1 : 1 / Math.sqrt(page.groups.length || 1) // a path names several themes
    const weights = [page.own.weigh(asked), ...page.groups.map((held) => held.weigh(asked).map((weight) => weight * part))]
    const best = asked.map((_, n) => together(weights.map((row) => row[n])))
    let score = sum(best.map((weight, n) => weight * rare[n]))
    let share = sum(best.map((weight, n) => Math.min(1, weight / THEME) * rare[n])) // a word of a description says half
    if (spoken) {
      const common = sum((page.g ?? []).map((group, n) => (spoken.groups.has(group) && !(given.size && index.vague[group]) ? index.rare[group] * (page.k && n < 2 ? 1.25 : 1) : 0)))
      score += 4 * common
      share += common
    }
    if (only && (communes.length || (ages.length && page.a))) score = share = total || 1
    if (page.direct && !given.has(page.direct) && !maybe.has(page.direct)) continue
    const direct = given.has(page.direct)
    const called = direct || whole.some((text) => page.glued.some((name) => calls(name, text)))
    if (called) {
      score += WHOLE * Math.max(total, WHOLE)
      share = total || 1
    }
    if (elsewhere && !called && !spoken && sum(rare.map((one, n) => (weak[n] ? 0 : one * (Math.min(1, best[n] / THEME) - HALF)))) < 0) continue // beside a direct answer
    const strength = !direct && best.some(Boolean) ? Math.max(...best) : NAME
    if (!score || (strength <= TEXT && !called && !best.every(Boolean))) continue // a sentence answers by every word
    score *= Math.sqrt(share / (total || 1)) * fits(page, ages) * nearness(page, communes)
    scored.push({ page, best, strength, score: page.t ? score * 1.02 : score, called, direct, km: kilometres(page, communes), when: times?.get(page.k), other: excludes(page.a, children) })
  }
  scored.sort((a, b) => b.score - a.score || a.page.n.localeCompare(b.page.n))
  const best = scored.find(({ called }) => !called)?.score ?? 0 // a name written in full does not hide what else answers
  const says = ({ best, called }) => called || !weak.length || best.some((weight, n) => weight && !weak[n])
  const stronger = given.size + maybe.size > 0 || scored.some(says)
  const kept = scored.filter((one) => one.called || (one.score >= best * CUT && (spoken || only || !stronger || says(one))))
  const last = ({ called, other, when }) => !called && (other || Boolean(when?.closed))
  return [false, true].flatMap((late) => varied(kept.filter((one) => last(one) === late), rare, communes.length)).slice(0, sentence ? FEW : undefined)
}

// What the name says counts most; that the type or a theme says it too counts a little.
function together(all) {
  const most = Math.max(...all)
  return most + AGAIN * (sum(all) - most)
}

// The first answers say together all that is asked (« amende nounou »), and thirteen crèches say no more than two.
function varied(ranked, rare, near) {
  const said = rare.map(() => 0), kinds = new Map(), left = [...ranked]
  const total = sum(rare) || 1
  const worth = ({ best, page, score }) =>
    score * (near ? 1 : 0.8 ** (kinds.get(page.l) ?? 0)) * (1 + (kinds.size && 2 * sum(best.map((one, n) => Math.max(0, one - said[n]) * rare[n])) / total / NAME))
  return ranked.map(() => {
    const [next] = left.splice(left.reduce((top, one, n) => (worth(one) > worth(left[top]) ? n : top), 0), 1)
    next.best.forEach((one, n) => (said[n] = Math.max(said[n], one)))
    kinds.set(next.page.l, (kinds.get(next.page.l) ?? 0) + 1)
    return next
  })
}

// Whether a text is the name of a page, its words run together and perhaps misspelt.
function calls(name, text) {
  const most = name.length < 6 ? 0 : name.length < 10 ? 1 : 2
  return most > 0 && name[0] === text[0] && apart(name, text, most) <= most
}

function fits(page, ages) {
  if (!ages.length) return 1
  if (!page.a) return 0.8
  // The nearer the ages are to this one, the more a place is made for it.
  return excludes(page.a, ages) ? 0.3 : 1.2 + 12 / (12 + page.a[1] - page.a[0])
}

const kilometres = (page, communes) =>
  page.p && communes.length ? Math.min(...communes.map(({ p }) => distance(p, page.p))) : undefined

function nearness(page, communes) {
  if (!communes.length) return 1
  if (communes.some(({ id }) => page.c === id)) return 1.4
  if (communes.some(({ id }) => page.z?.includes(id))) return 1.2
  if (page.z?.includes('*')) return 0.9
  const km = kilometres(page, communes)
  return km === undefined ? 0.8 : 1 / (1 + km / 15)
}
