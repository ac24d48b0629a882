// Is someone in danger? Compares the words of a search with those of the vocabulary (assets/danger.json, made at build: see
// outputs/families/danger.py). Pure: no page, no network; the tests run it in Node.

// answer(words, text) → null, or { titres, numeros, pages }: what the person would say, the numbers to show in order, and the
// pages that come after them, as [title, path]. `words` is the content of danger.json.
export function answer(words, text) {
  const written = wordsOf(text)
  const found = words.dangers.filter(({ mots, sauf }) => recognised(written, mots, sauf))
  const numbers = [...dialled(words.numeros, written), ...found.flatMap(({ numeros }) => numeros)]
  if (!numbers.length) return null
  const pages = new Map(found.flatMap(({ pages }) => pages.map((page) => [page[1], page])))
  return { titres: found.map(({ titre }) => titre), numeros: [...new Set(numbers)], pages: [...pages.values()] }
}

// --- the words that are written -------------------------------------------------------------------

const SPLIT = { jai: 'je ai', jme: 'je me', jen: 'je en', sest: 'se est', quil: 'que il', ya: 'y a' } // apostrophes left out
const ELIDED = { m: 'me', t: 'te', s: 'se', j: 'je', l: 'le', d: 'de', n: 'ne', c: 'ce', qu: 'que' }
const FILLERS = new Set('encore deja toujours souvent vraiment juste aussi meme hier svp stp bonjour salut merci'.split(' '))

// « Il m’a déjà frappée ! » → ['il', 'me', 'a', 'frappee']
function wordsOf(text) {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('œ', 'oe')
  const words = plain.split(/[^\p{L}\p{N}]+/u).flatMap((word) => (SPLIT[word] ?? word).split(' '))
  return words.filter((word) => word && !FILLERS.has(word)).map((word) => ELIDED[word] ?? word)
}

// --- the expressions of the vocabulary ------------------------------------------------------------

const BETWEEN = 2 // words that may stand between two words of an expression

const compiled = new WeakMap() // the vocabulary's list → its expressions, ready to compare

function expressions(list) {
  if (!compiled.has(list)) compiled.set(list, list.map(expression))
  return compiled.get(list)
}

// « = me frapp*/tap* » → { alone: true, parts: [[{ text: 'me' }], [{ text: 'frap', open: true }, …]] }
function expression(told) {
  const alone = told.startsWith('= ')
  const parts = (alone ? told.slice(2) : told).split(' ').map((part) =>
    part.split('/').map((way) => {
      const open = way.endsWith('*')
      const text = once(open ? way.slice(0, -1) : way)
      return { text, open, wrong: text.length < 6 ? 0 : text.length < 10 ? 1 : 2 }
    }))
  return { alone, parts }
}

function recognised(written, mots, sauf) {
  let left = written
  for (const { parts } of expressions(sauf)) {
    for (let at = find(left, parts, true); at; at = find(left, parts, true)) left = left.filter((_, rank) => !at.includes(rank))
  }
  return expressions(mots).some(({ alone, parts }) => {
    const at = find(left, parts)
    return at && (!alone || left.every((word, rank) => at.includes(rank) || AROUND.has(word)))
  })
}

// The ranks of the words that an expression recognises, or null. `exact`: no letter may be wrong.
function find(written, parts, exact = false) {
  for (let start = 0; start < written.length; start += 1) {
    const at = follow(written, start, parts, exact, 0)
    if (at) return at
  }
  return null
}

const NOT_ELIDED = { ma: 'me', mas: 'me', mon: 'me', mont: 'me', mest: 'me' } // « il ma frappé »
const GLUED = /^(j(?=[^aeiouy\d])|[ldjstnmc](?=[aeiouyh])|qu(?=[aeiouyh]))(.{3,})$/ // « menferme », « dhebergement », « jveux »

function follow(written, rank, parts, exact, between) {
  if (!parts.length) return []
  const [ways, ...rest] = parts
  for (let here = rank; here < written.length && here <= rank + between; here += 1) {
    const word = written[here]
    if (ways.some((way) => same(word, way, exact))) {
      const next = follow(written, here + 1, rest, exact, BETWEEN)
      if (next) return [here, ...next]
    }
    if (exact) continue
    const [, letter, stem] = GLUED.exec(word) ?? []
    if (stem && ways.some((way) => same(stem, way, true))) {
      const next = follow(written, here + 1, rest, exact, BETWEEN)
      if (next) return [here, ...next]
    }
    // An elision without its apostrophe: what follows must come at once, or « ma sœur frappe » would say « me frappe ».
    const clitic = rest.length && (NOT_ELIDED[word] ?? ELIDED[letter])
    if (clitic && ways.some(({ text }) => text === clitic)) {
      const glued = stem && rest[0].some((way) => same(stem, way, true))
      const next = glued ? follow(written, here + 1, rest.slice(1), exact, BETWEEN) : NOT_ELIDED[word] && follow(written, here + 1, rest, exact, 0)
      if (next) return [here, ...next]
    }
  }
  return null
}

// --- one word -------------------------------------------------------------------------------------

// Doubled letters count once: « frappe » and « frape », « mourir » and « mourrir ».
function once(word) {
  return word.replace(/([a-z])\1+/g, '$1')
}

function same(word, { text, open, wrong }, exact) {
  const said = once(word)
  if (open ? said.startsWith(text) : said === text) return true
  if (exact || !wrong || said[0] !== text[0]) return false
  if (!open) return Math.abs(said.length - text.length) <= wrong && distance(said, text) <= wrong
  return [-1, 0, 1].some((more) => said.length >= text.length + more && distance(said.slice(0, text.length + more), text) <= wrong)
}

// Letters to add, to take off, to exchange with the next, or to change into one that is heard alike: « évanoui » is not « épanoui ».
function distance(one, other) {
  let before = []
  let last = Array.from({ length: other.length + 1 }, (_, rank) => rank)
  for (let i = 1; i <= one.length; i += 1) {
    const line = [i]
    for (let j = 1; j <= other.length; j += 1) {
      const [a, b] = [one[i - 1], other[j - 1]]
      line[j] = Math.min(last[j] + 1, line[j - 1] + 1, last[j - 1] + (a === b ? 0 : heard(a) === heard(b) ? 1 : 2))
      if (i > 1 && j > 1 && a === other[j - 2] && one[i - 2] === b) line[j] = Math.min(line[j], before[j - 2] + 1)
    }
    ;[before, last] = [last, line]
  }
  return last[other.length]
}

const ALIKE = ['aeiouy', 'cskqxz', 'gj', 'mn', 'dt', 'bp', 'fv']

function heard(letter) {
  return ALIKE.find((letters) => letters.includes(letter)) ?? letter
}

// --- a number -------------------------------------------------------------------------------------

const AROUND = new Set('le la les l un de du des numero num no tel telephone appel appeler appelle composer faire besoin allo sms envoyer au par'.split(' '))
const COUNTED = new Set(('ans an mois jours jour h heures euros euro e places place enfants habitants familles km m cm kg g pour ' +
  'rue avenue av boulevard bd chemin route impasse allee allees quai cours square lotissement').split(' '))

// The known numbers that are written: « 39 19 », « 115 hebergement »; « 17 » alone. « 115 avenue » and « 17 ans » say something else.
function dialled(numbers, written) {
  const digits = written.map((word) => (/^\d+$/.test(word) ? word : ' ')).join('').trim().split(/ +/)
  const alone = written.every((word) => /^\d+$/.test(word) || AROUND.has(word) || HELPERS.has(word))
  const counted = written.some((word, rank) => /^\d+$/.test(word) && COUNTED.has(written[rank + 1]))
  return numbers.filter(({ dit }) => digits.includes(dit) && (alone || (dit.length > 2 && !counted))).map(({ numero }) => numero)
}

const HELPERS = new Set('police gendarmerie samu pompiers secours urgence'.split(' '))
