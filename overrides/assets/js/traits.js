// What a short text is made of, for danger.js: its words, its language, the ideas that they name. Pure; the trainer of the model
// (tests/recherche/danger/) runs it too, so that what is learnt is what is read.

// --- words ----------------------------------------------------------------------------------------

const ELIDED = new Map(Object.entries({ m: 'me', t: 'te', s: 'se', j: 'je', l: 'le', d: 'de', n: 'ne', c: 'ce', qu: 'que' }))

// « Il m’a frappée, jveux mourrir » → ['il', 'me', 'a', 'frape', 'je', 'veux', 'mourir']: no capital, accent, elision or doubled letter.
// `short`: what is typed on a telephone → what it says.
export function wordsOf(text, short = ELIDED) {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('œ', 'oe').replaceAll('ı', 'i')
  const said = plain.split(/[^\p{L}\p{N}]+/u).filter(Boolean)
  return said.flatMap((word) => (short.get(word) ?? ELIDED.get(word) ?? word).split(' ')).map(once)
}

// Doubled letters count once: « frappe » and « frape ».
function once(word) {
  return word.replace(/([a-z])\1+/g, '$1')
}

// --- ideas ----------------------------------------------------------------------------------------

// The words of each language and of each idea, from the model (see danger_modele.json), ready to look up.
export function prepared({ abreges, langues, idees }) {
  return {
    short: new Map(Object.entries(abreges)),
    count: idees.length,
    tongues: Object.entries(langues).map(([code, words]) => [code, new Set(wordsOf(words))]),
    french: dictionary(idees.map(({ fr }) => fr)),
    others: dictionary(idees.map(({ ailleurs }) => ailleurs)),
  }
}

function dictionary(lists) {
  const [whole, starts] = [new Map(), new Map()]
  lists.forEach((list, idea) => {
    for (const told of list.split(', ').filter(Boolean)) {
      const open = told.endsWith('*')
      const [key, map] = [wordsOf(open ? told.slice(0, -1) : told).join(' '), open ? starts : whole]
      map.set(key, [...(map.get(key) ?? []), idea])
    }
  })
  return { whole, starts }
}

// The language of the words, and whether no other can be: the one that knows most of them, French when in doubt. Scripts tell more.
function tongueOf(words, { tongues }) {
  const text = words.join('')
  if (/[گچپژکی]/.test(text)) return ['prs', true]
  if (/\p{Script=Arabic}/u.test(text)) return ['ar', true]
  if (/\p{Script=Cyrillic}/u.test(text)) return ['uk', true]
  const known = tongues.map(([code, said]) => [code, words.filter((word) => said.has(word)).length])
  const [best, next] = known.sort((one, other) => other[1] - one[1]) // a stable sort: French is the first of them
  return [best[0], best[1] > next[1]]
}

export function languageOf(words, lexicon) {
  return tongueOf(words, lexicon)[0]
}

const PREFIXED = /^(?:[وبفل]?ال(.{2,})|[وبف](.{3,}))$/ // the Arabic article and its like, written with the word
const LONGEST = 4 // words in one expression

// The ranks of the ideas that the words name, in order.
export function ideasOf(words, lexicon) {
  const found = new Set()
  const [tongue, certain] = tongueOf(words, lexicon)
  const said = words.flatMap((word) => { const bare = PREFIXED.exec(word); return bare ? [word, bare[1] ?? bare[2]] : [word] })
  for (const { whole, starts } of tongue === 'fr' && certain ? [lexicon.french] : [lexicon.french, lexicon.others]) {
    for (let at = 0; at < said.length; at += 1) {
      for (let end = at + 1; end <= Math.min(said.length, at + LONGEST); end += 1) {
        const text = said.slice(at, end).join(' ')
        for (const idea of whole.get(text) ?? []) found.add(idea)
        for (let cut = text.lastIndexOf(' ') + 2; cut <= text.length; cut += 1) for (const idea of starts.get(text.slice(0, cut)) ?? []) found.add(idea)
      }
    }
  }
  if (tongue !== 'fr') found.add(lexicon.count)
  return [...found].sort((one, other) => one - other)
}

// --- traits ---------------------------------------------------------------------------------------

export const LETTERS = 1 << 14
export const WORDS = 1 << 13

// How many traits of each kind a model of so many ideas weighs; « another language than French » is one idea more.
export function kinds({ count }) {
  return { lettres: LETTERS, mots: WORDS, idees: count + 1, paires: (count * (count + 1)) / 2 }
}

// { lettres, mots, idees, paires }: the ranks of the traits of each kind, each once.
export function traits(text, lexicon) {
  const words = wordsOf(text, lexicon.short)
  const ideas = ideasOf(words, lexicon)
  const line = ` ${words.join(' ')} `
  const lettres = new Set()
  for (const size of [3, 4, 5]) for (let at = 0; at + size <= line.length; at += 1) lettres.add(hashed(line.slice(at, at + size), LETTERS))
  const mots = new Set([...words, ...words.slice(1).map((word, rank) => `${words[rank]} ${word}`)].map((said) => hashed(said, WORDS)))
  const paires = ideas.flatMap((one, rank) => ideas.slice(0, rank).map((other) => (one * (one - 1)) / 2 + other))
  return { lettres: [...lettres], mots: [...mots], idees: ideas, paires }
}

const FEWER = 1 << 11

// What tells one danger from another, of these traits: the ideas, and the letters in fewer kinds. How many of each, and which.
export const kindsOfDangers = ({ idees }) => ({ lettres: FEWER, idees })
export const traitsOfDangers = ({ lettres, idees }) => ({ lettres: [...new Set(lettres.map((rank) => rank & (FEWER - 1)))], idees })

// FNV-1a, folded.
function hashed(text, size) {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return (hash ^ (hash >>> 15)) & (size - 1)
}

// How much one trait of a kind counts, from how many there are: a long text is not more letters.
export const SHARE = {
  lettres: (count) => 2 / Math.sqrt(count),
  mots: (count) => 1.6 / Math.sqrt(count),
  idees: () => 1,
  paires: () => 1.2,
}
