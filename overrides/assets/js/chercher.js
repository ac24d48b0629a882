// The one search: of the search page, of the finder's « Mots », and of the home page, which leads to the first.
// A pure module: no page, no network but `open`. The index is made by site/search.py, which names its fields.
// A word is known by its form (what is left when accents, plurals and silent letters are dropped), then by a form that is
// nearly the same, by two forms run together, by the beginning of a longer one. What nobody knows weighs nothing.

import { distance } from './distance.js'

const NAME = 5
const LABEL = 3
const THEME = 2 // as site/search.py writes it
const TEXT = 1
const PART = 0.4 // a word of a phrase (« carte grise ») when the rest of the phrase is missing
const AGAIN = 0.2 // a word that another part of the page says too
const NEARLY = 0.75
const BEGINNING = 0.45
const WHOLE = 6 // a name written in full
const CUT = 0.34 // of the best answer: what is below is noise
const EMPTY = new Set((
  'a à ai ait allo alors as au aussi autre aux avais avait avec avez avoir bonjour c ca ce cela ces cet cette chercher cherche ' +
  'chez comment connaitre d dans de des deux dire dois doit donc du elle elles en encore es est et etait etre eu eux faire fais ' +
  'fait faites faut font gens gratuit gratuite grand grande guide il ils info infos information infos j je juste l la le les ' +
  'leur lieu lui m ma mais me mes merci moi moins mon n ne ni nos notre nous numero on ont ou par pas personne petit peu peut ' +
  'peux plus possible pour pouvoir pourquoi pres proche prochain proximite qu quand que quel quelle quels quelles qui quoi ' +
  's sa sais sans se ses si son sont suis sur svp t ta te tel telephone tes toi ton tous tout toute toutes trop trouver trouve ' +
  'truc tu un une urgent va vais veut veux vite voir voudrais vos votre vous vers y aide aider aides adresse horaire horaires ' +
  'ouvert ouvre besoin pense aller prendre ya quelqu cherchons cher chere chers cheres moins'
).split(' '))
// Words that ask for pages of the project; what follows the sign is what such a page says of itself.
const ABOUT_PROJECT = [
  'CTG', 'convention', 'convention territoriale', 'territorial', 'projet', 'action', 'actions', 'axe', 'axes', 'indicateur',
  'indicateurs', 'chiffre=indicateur', 'statistique=indicateur', 'nombre=indicateur', 'diagnostic', 'gouvernance', 'comité', 'copil=comité', 'pilotage', 'partenaire',
  'partenaires', 'bilan', 'évaluation=bilan', 'concertation', 'participation', 'réunion publique', 'taux=indicateur', 'couverture', 'instance',
  'conseil de développement', 'coopération', 'coordination=instance', 'combien=indicateur',
]

// --- words -----------------------------------------------------------------------------------------

// Small letters without accents; Arabic without its marks, nor the article that is glued to a word.
export const fold = (text) =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('œ', 'oe').replaceAll('æ', 'ae').replaceAll('ı', 'i')
    .replaceAll('ß', 'ss').replace(/(^|\s)ال(?=\p{L}{2})/gu, '$1')

// « C.A.F. » is « caf »; apostrophes and hyphens part words.
export const words = (text) =>
  fold(text).replace(/\b(\p{L})\.(?=\p{L}\b)/gu, '$1').split(/[^\p{L}\p{N}]+/u).filter(Boolean)

const ENDINGS = /(er|ez|ee|ent|ant|e)$/

// What stays of a word when what the ear does not hear is dropped: « gardé », « garder », « garde » are one.
export function form(word) {
  if (word === 'st') return 'saint'
  if (word === 'ste') return 'saint'
  if (word.length < 5) return word.length > 3 ? word.replace(/[sx]$/, '') : word
  const heard = word.replace(/aux$/, 'al').replace(/[sx]$/, '').replaceAll('ph', 'f').replace(/qu|ck|c(?=[aoulr])/g, 'k').replaceAll('th', 't')
    .replaceAll('y', 'i').replace(/(.)\1/g, '$1').replace(ENDINGS, '').replace(/(.)[td]$/, '$1')
  return heard.length < 3 ? word : heard
}

const forms = (text) => words(text).filter((word) => !EMPTY.has(word)).map(form)

// Damerau-Levenshtein, given up beyond `most`.
function apart(a, b, most) {
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

const slips = (word) => (word.length < 5 ? 0 : word.length < 8 ? 1 : 2)
const misspelt = (word, known) => {
  const most = Math.min(slips(word), slips(known) || (known.length === 4 ? 1 : 0))
  return most > 0 && apart(word, known, most) <= most
}

const ABOUT = ABOUT_PROJECT.map((entry) => entry.split('=').map(forms))

// The entries of ABOUT that some words speak of.
const about = (asked) => ABOUT.filter(([phrase]) => phrase.every((one) => asked.some((word) => form(word) === one)))

// --- the index -------------------------------------------------------------------------------------

// A holder of words: form → weight. A phrase gives its words in full only together.
class Words {
  constructor() {
    this.alone = new Map()
    this.phrases = []
  }

  add(text, weight) {
    const all = forms(text)
    if (all.length > 1) this.phrases.push([all, weight])
    for (const one of all) {
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

// The index, ready to answer, from the file that the build wrote; the two others come when words ask for them (see complete).
export function prepare(file) {
  const groups = file.groupes.map(([weight, ...texts]) => texts.reduce((all, text) => all.add(text, weight), new Words()))
  const communes = file.communes.map(([id, nom, there, lat, lon, tel, townHall]) => ({ id, nom, there, p: [lat, lon], tel, townHall, forms: placeForms(nom) }))
  const names = new Map(communes.map(({ id, nom }) => [id, nom]))
  const pages = (entries) => entries.map((page) => {
    const own = new Words().add(page.n, NAME)
    // A word of a name nearly is the name: less so in a long one, where « enfants » is one word of « L'Île aux Enfants ».
    const name = forms(page.n)
    for (const one of name) own.alone.set(one, NAME * (0.5 + 0.5 / name.length))
    for (const text of page.m ?? []) own.add(text, NAME)
    own.add(page.l, LABEL)
    for (const text of [page.r, ...(page.x ?? [])]) if (text) for (const word of text.split(' ')) own.add(word, TEXT)
    return { ...page, where: names.get(page.c), glued: [words(page.n).join(''), words(page.n).filter((word) => !LITTLE.has(word)).join('')], own, groups: (page.g ?? []).map((n) => groups[n]) }
  })
  const ailleurs = file.ailleurs.map((one) => ({ ...one, phrases: one.m.map(forms) }))
  const held = pages(file.pages)
  return {
    file,
    communes,
    pages: held,
    counts: counted(held, [...groups.flatMap(({ alone }) => [...alone.keys()]), ...ailleurs.flatMap(({ phrases }) => phrases.flat())]),
    called: new Set(held.flatMap(({ glued }) => glued.map(form))),
    towns: new Set(communes.flatMap((commune) => commune.forms.map(form))),
    ailleurs,
    // The pages of the project are ranked apart: what they say changes nothing to what families are answered.
    project: file.projet && ((own) => ({ pages: own, counts: counted(own, []) }))(pages(file.projet)),
    langues: file.langues?.map(([code, nom, phrase, to]) => ({ code, nom, phrase, words: foreign(to) })),
  }
}

const read = async (address) => (await fetch(address)).json()

export const open = async (address) => ({ ...prepare(await read(address)), address })

// Before words are answered: the index with the other languages when French does not know one of them, with the pages of the
// project when they are asked for. Without these files, the rest answers.
export async function complete(index, text) {
  const asked = words(text).filter((word) => !EMPTY.has(word))
  const wanted = { langues: !index.langues && asked.some((word) => !index.counts.has(form(word))), projet: !index.project && about(asked).length > 0 }
  const names = Object.keys(wanted).filter((name) => wanted[name])
  if (!names.length) return index
  const files = await Promise.all(names.map((name) => read(new URL(`chercher-${name}.json`, index.address)).catch(() => undefined)))
  const more = Object.fromEntries(names.map((name, n) => [name, files[n]]))
  return { ...prepare({ ...index.file, ...more }), address: index.address }
}

// The words of the texts of all pages, from the file that the build wrote; those that the index has of the same pages too.
export function prepareTexts({ pages, mots }, index) {
  const known = new Map(index.pages.map((page) => [page.u, [page.own, ...page.groups]]))
  const held = pages.map(([u, n, l, r]) => ({ u, n, l, r, own: new Words(), groups: known.get(u) ?? [] }))
  for (const [word, ranks] of Object.entries(mots)) {
    const one = form(word)
    for (const n of ranks) held[n].own.alone.set(one, TEXT)
  }
  for (const { n, own } of held) own.add(n, NAME)
  return { pages: held, counts: counted(held, []) }
}

export const openTexts = async (address, index) => prepareTexts(await read(address), index)

// form → in how many pages it stands: the rarer, the more it says; 0 for what is known and stands in none.
function counted(held, known) {
  const counts = new Map()
  for (const page of held) {
    const here = new Set([page.own, ...page.groups].flatMap(({ alone }) => [...alone.keys()]))
    for (const one of here) counts.set(one, (counts.get(one) ?? 0) + 1)
  }
  for (const one of known) if (!counts.has(one)) counts.set(one, 0)
  return counts
}

// A foreign phrase, folded → the groups that it means.
function foreign(to) {
  const found = new Map()
  for (const [group, texts] of Object.entries(to)) {
    for (const text of texts) {
      const key = words(text).join(' ')
      found.set(key, [...(found.get(key) ?? []), Number(group)])
    }
  }
  return found
}

// --- places named in the words -----------------------------------------------------------------------

const LITTLE = new Set(['le', 'la', 'les', 'l', 'de', 'des', 'du', 'd', 'sur', 'sous', 'en', 'et', 'a'])
const placeForms = (nom) => words(nom).filter((word) => !LITTLE.has(word)).map((word) => (word === 'st' || word === 'ste' || word === 'sainte' ? 'saint' : word))

// The communes that some of the words name, and those words: the longest name, exactly then nearly.
function located(index, asked) {
  let best = { communes: [], used: new Set(), score: 0 }
  for (let from = 0; from < asked.length; from++) {
    for (let to = from + 1; to <= Math.min(asked.length, from + 6); to++) {
      const said = asked.slice(from, to)
      if (LITTLE.has(said[0]) || LITTLE.has(said.at(-1))) continue
      const part = said.filter((word) => !LITTLE.has(word)).map((word) => (word === 'st' || word === 'ste' || word === 'sainte' ? 'saint' : word))
      const glued = part.join('')
      for (const commune of index.communes) {
        const score = named(index, commune.forms, part, glued)
        if (!score || score < best.score) continue
        if (score > best.score) best = { communes: [], used: new Set(), score }
        if (!best.communes.includes(commune)) best.communes.push(commune)
        for (let n = from; n < to; n++) best.used.add(n)
      }
    }
  }
  return best
}

// « crechevalbourg »: a word run together with the beginning of a commune's name.
function unglued(index, word) {
  if (word.length < 8 || index.counts.has(form(word))) return [word]
  for (let cut = 3; cut <= word.length - 4; cut++) {
    const [head, tail] = [word.slice(0, cut), word.slice(cut)]
    if (index.counts.get(form(head)) > 0 && index.communes.some(({ forms }) => tail === forms[0] || tail === forms.join(''))) return [head, tail]
  }
  return [word]
}

// How surely these words name this commune: more for more of its name, a little less when misspelt.
function named(index, name, part, glued) {
  const whole = name.join('')
  const length = (parts) => parts.join('').length
  if (glued === whole) return 10 + whole.length
  const most = whole.length < 5 ? 0 : whole.length < 9 ? 1 : 2
  const common = part.length === 1 && index.counts.has(form(part[0])) && !index.towns.has(form(part[0]))
  if (most && !common && glued[0] === whole[0] && apart(glued, whole, most) <= most) return 8 + whole.length
  if (part.length === 1 && index.called.has(form(part[0]))) return 0 // « Les Écureuils » is a crèche before Écureuil-le-Haut
  if (part.length > name.length || (part.length === 1 && (part[0] === 'saint' || part[0].length < 5))) return 0
  // The first words of a long name, or « Valbourg » alone; never a word that means something else.
  const begins = part.every((word, n) => word === name[n] || (word.length > 4 && word[0] === name[n][0] && apart(word, name[n], 1) <= 1))
  if (begins && part.length < name.length && !(common && part[0] !== name[0])) return 5 + length(part) / 2
  const inside = part.length === 1 && name.length > 1 && name.includes(part[0]) && !common
  return inside ? 3 + length(part) / 2 : 0
}

// --- the answer --------------------------------------------------------------------------------------

// What words ask: pages for families, pages of the project when the words speak of it, the communes that they name, what the
// site does not have, and the language that they are in.
export function answer(index, text) {
  const { rest, age } = aged(words(text))
  const parted = rest.flatMap((word) => unglued(index, word))
  const { communes, used } = located(index, parted)
  const said = parted.filter((_, n) => !used.has(n))
  const spoken = spokenIn(index, said)
  const kept = said.filter((word) => !EMPTY.has(word) && !spoken?.heard.has(word))
  const asked = kept.map((word) => meanings(index, word)).filter((found) => found.length)
  const elsewhere = away(index, asked)
  const whole = [...kept, kept.join(''), said.filter((word) => !LITTLE.has(word)).join('')].filter((text) => text.length > 5)
  const ranked = rank(index, { asked, communes, age, spoken, only: kept.length === 0 && !spoken, whole })
  const projet = ofProject(index.project, kept)
  const covered = elsewhere.covers === asked.length && asked.length > 0
  return {
    pages: ranked.filter(({ strength }) => strength > (covered ? THEME : projet.length ? TEXT : 0)),
    projet,
    communes,
    ailleurs: elsewhere.found,
    langue: spoken?.langue,
  }
}

// The pages that have every word that means something: those that say it in their title first, then in their text, the shortest
// first, then those whose words lead to it.
export function inTexts(texts, text) {
  const said = words(text).filter((word) => word.length > 2 && !EMPTY.has(word))
  const asked = said.map((word) => meanings(texts, word))
  if (!asked.length) return []
  const has = (page) => [page.own, ...page.groups].map((held) => held.weigh(asked))
  const found = texts.pages.map((page) => ({ page, weights: has(page) })).filter(({ weights }) => asked.every((_, n) => weights.some((row) => row[n])))
  const score = ({ weights: [own] }) => own.reduce((sum, weight, n) => sum + weight * rarity(texts, asked[n]), 0)
  return found.sort((a, b) => score(b) - score(a) || a.page.own.alone.size - b.page.own.alone.size).map(({ page }) => page)
}

// « 14 ans », « 8 mois »: an age, and the other words.
function aged(asked) {
  const at = asked.findIndex((word, n) => /^\d{1,2}$/.test(word) && /^(ans?|mois)$/.test(asked[n + 1] ?? ''))
  const glued = asked.findIndex((word) => /^\d{1,2}(ans?|mois)$/.test(word))
  if (at >= 0) {
    const age = Number(asked[at]) * (asked[at + 1] === 'mois' ? 1 : 12)
    return { age, rest: asked.filter((_, n) => n !== at && n !== at + 1) }
  }
  if (glued >= 0) {
    const age = parseInt(asked[glued], 10) * (asked[glued].endsWith('mois') ? 1 : 12)
    return { age, rest: asked.filter((_, n) => n !== glued) }
  }
  return { rest: asked }
}

// What a word may mean, as [form, quality]: itself, else nearly itself, else two words, else the beginning of one.
function meanings(index, word) {
  const own = form(word)
  if (index.counts.has(own)) return [[own, 1]]
  const all = [...index.counts.keys()]
  const near = all.filter((known) => misspelt(own, known) || misspelt(word, known))
  if (near.length) {
    const least = Math.min(...near.map((known) => Math.min(apart(own, known, 2), apart(word, known, 2))))
    return near.filter((known) => Math.min(apart(own, known, 2), apart(word, known, 2)) === least).map((known) => [known, NEARLY])
  }
  for (let cut = 3; cut <= word.length - 3; cut++) {
    const pair = [form(word.slice(0, cut)), form(word.slice(cut))]
    if (pair.every((part) => index.counts.get(part) > 0)) return pair.map((part) => [part, 0.9])
  }
  return own.length < 4 ? [] : all.filter((known) => known.startsWith(own)).slice(0, 8).map((known) => [known, BEGINNING])
}

const rarity = (index, found) => {
  const total = index.pages.length
  return Math.max(...found.map(([known]) => Math.log(1 + total / (1 + (index.counts.get(known) ?? 0)))))
}

function rank(index, { asked, communes, age, spoken, only, whole = [] }) {
  const rare = asked.map((found) => rarity(index, found))
  const total = rare.reduce((sum, one) => sum + one, 0) + (spoken ? 3 : 0)
  const scored = []
  for (const page of index.pages) {
    const weights = [page.own, ...page.groups].map((held) => held.weigh(asked))
    const best = asked.map((_, n) => together(weights.map((row) => row[n])))
    let score = best.reduce((sum, weight, n) => sum + weight * rare[n], 0)
    let share = best.reduce((sum, weight, n) => sum + (weight > 0 ? rare[n] : 0), 0)
    if (spoken && page.g?.some((group) => spoken.groups.has(group))) {
      score += page.k && page.g.slice(0, 2).some((group) => spoken.groups.has(group)) ? 15 : 12
      share += 3
    }
    if (only && (communes.length || (age !== undefined && page.a))) score = share = total || 1
    const called = whole.some((text) => page.glued.some((name) => calls(name, text)))
    if (called) {
      score += WHOLE * Math.max(total, WHOLE)
      share = total || 1
    }
    if (!score) continue
    score *= Math.sqrt(share / (total || 1)) * fits(page, age) * nearness(page, communes)
    scored.push({ page, strength: best.some(Boolean) ? Math.max(...best) : NAME, score: page.t ? score * 1.02 : score, called, km: kilometres(page, communes) })
  }
  scored.sort((a, b) => b.score - a.score || a.page.n.localeCompare(b.page.n))
  const best = scored.find(({ called }) => !called)?.score ?? 0 // a name written in full does not hide what else answers
  const kept = scored.filter(({ score, called }) => called || score >= best * CUT)
  return communes.length ? kept : varied(kept)
}

// What the name says counts most; that the type or a theme says it too counts a little.
function together(all) {
  const most = Math.max(...all)
  return most + AGAIN * (all.reduce((sum, one) => sum + one, 0) - most)
}

// Without a commune, thirteen crèches say no more than two: what else answers comes between.
function varied(ranked) {
  const seen = new Map()
  const worth = new Map(ranked.map((one) => {
    const times = seen.get(one.page.l) ?? 0
    seen.set(one.page.l, times + 1)
    return [one, one.score * 0.9 ** times]
  }))
  return [...ranked].sort((a, b) => worth.get(b) - worth.get(a))
}

// Whether a text is the name of a page, its words run together and perhaps misspelt.
function calls(name, text) {
  const most = name.length < 6 ? 0 : name.length < 10 ? 1 : 2
  return most > 0 && name[0] === text[0] && apart(name, text, most) <= most
}

function fits(page, age) {
  if (age === undefined) return 1
  if (!page.a) return 0.8
  // The nearer the ages are to this one, the more a place is made for it.
  return page.a[0] <= age && age <= page.a[1] ? 1.2 + 12 / (12 + page.a[1] - page.a[0]) : 0.3
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

// What the site does not have: an answer for each that has all the words of one of its phrases; the longest phrases first.
function away(index, asked) {
  const found = []
  for (const one of index.ailleurs) {
    const covers = Math.max(0, ...one.phrases.map((phrase) =>
      phrase.length && phrase.every((part) => asked.some((all) => all.some(([known, quality]) => known === part && quality >= NEARLY))) ? phrase.length : 0))
    if (covers) found.push({ one, covers })
  }
  const most = Math.max(0, ...found.map(({ covers }) => covers))
  return { found: found.filter(({ covers }) => covers === most).map(({ one }) => one), covers: most }
}

// The pages of the project about the subject, the words of the project themselves saying which kind of page; none unless some
// words speak of it.
function ofProject(project, kept) {
  const found = about(kept)
  if (!project || !found.length) return []
  const own = new Set(found.flatMap(([phrase]) => phrase))
  const kinds = found.flatMap(([, kind]) => kind ?? []).map((one) => [[one, 1]])
  const asked = kept.map((word) => meanings(project, word)).filter((all) => all.length)
  const subject = asked.filter((all) => !all.every(([known]) => own.has(known)))
  const ranked = rank(project, { asked: [...asked, ...kinds], communes: [] })
  const speaking = new Set(rank(project, { asked: subject, communes: [] }).map(({ page }) => page))
  return speaking.size ? ranked.filter(({ page }) => speaking.has(page)) : ranked
}

// « behindertes » is « behindert » with an ending.
function nearlyForeign(index, langue, word) {
  if (word.length < 6 || meanings(index, word).length) return undefined
  const key = [...langue.words.keys()].find((known) => known.length > 5 && (word.startsWith(known) || known.startsWith(word) || apart(word, known, 1) <= 1))
  return key && langue.words.get(key)
}

// The language whose words these are, when French does not know them: the one that knows most of them.
function spokenIn(index, said) {
  let best
  for (const langue of index.langues ?? []) {
    const groups = new Set(), heard = new Set()
    for (let from = 0; from < said.length; from++) {
      for (let to = Math.min(said.length, from + 4); to > from; to--) {
        const part = said.slice(from, to)
        const meant = langue.words.get(part.join(' ')) ?? (part.length === 1 && nearlyForeign(index, langue, part[0]))
        if (!meant || (part.length === 1 && index.counts.has(form(part[0])))) continue
        for (const group of meant) groups.add(group)
        for (const word of part) heard.add(word)
        break
      }
    }
    if (heard.size && heard.size > (best?.heard.size ?? 0)) best = { langue, groups, heard }
  }
  return best
}
