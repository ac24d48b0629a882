// Is someone in danger? Reads the words of a search with the sure words of assets/danger.json, then with the model too (made at
// build: see places/danger.py). Pure: no page, no network; the tests run it in Node.
import { SHARE, kinds, kindsOfDangers, languageOf, prepared, traits, traitsOfDangers, wordsOf } from './traits.js'

// answer(words, text) → null, or { titres, numeros, pages, lieux, classe, devine, doute }: what the person would say, the numbers to show
// in order, the pages that come after them, as [title, path], the only places to show under them, or null for all, the danger that comes
// first, or null when only a number is dialled or no danger is sure, whether the model alone says so, and whether it may be another
// danger: then the strip of all numbers stays. `words` is the content of danger.json.
export function answer(words, text) {
  const model = ready(words.modele)
  const written = wordsOf(text, model.lexicon.short)
  if (!written.length) return null
  const sure = words.dangers.filter(({ mots }) => expressions(mots).some((told) => says(written, told)))
  const guessed = !sure.length && model.weights && alarming(model, text, written) ? likely(model, traits(text, model.lexicon), words) : { found: [], numbers: [], doubt: false }
  const found = sure.length ? sure : guessed.found
  const called = dialled(words.numeros, written)
  const numbers = [...called, ...sure.flatMap(({ numeros }) => numeros), ...guessed.numbers]
  if (!numbers.length) return null
  const own = words.langues[languageOf(written, model.lexicon)]
  const pages = new Map([...(own ? [own] : []), ...found.flatMap(({ pages }) => pages)].map((page) => [page[1], page]))
  const lieux = found.length && found.every(({ lieux }) => lieux) ? found.flatMap(({ lieux }) => lieux) : null
  return { titres: found.map(({ titre }) => titre), numeros: [...new Set(numbers)], pages: [...pages.values()], lieux, classe: found[0]?.id ?? null, devine: !called.length && !sure.length, doute: guessed.doubt }
}

// --- the model ------------------------------------------------------------------------------------

const compiled = new WeakMap() // the model → its lexicon and weights, ready to sum

function ready(model) {
  if (!compiled.has(model)) {
    const lexicon = prepared({ idees: [], ...model })
    if (!model.poids) return compiled.set(model, { lexicon }).get(model) // still to come: sure words alone
    const sizes = kinds(lexicon)
    const own = kindsOfDangers(sizes)
    compiled.set(model, {
      lexicon,
      weights: unpacked(model, sizes),
      classes: model.classes.map((id, rank) => [id, unpacked(model.parClasse[rank], own)]),
    })
  }
  return compiled.get(model)
}

const NONE = 'N'.charCodeAt(0) // the letter of a trait that weighs nothing; « O » weighs a step, « M » a step against

// { biais, poids: { kind: [size of a step, how many steps each trait weighs] } }
function unpacked({ biais, pas, poids }, sizes) {
  const steps = Int8Array.from(poids, (letter) => letter.charCodeAt(0) - NONE)
  let from = 0
  return { biais, poids: Object.fromEntries(Object.entries(sizes).map(([kind, size], rank) => [kind, [pas[rank], steps.subarray(from, (from += size))]])) }
}

const PART = 7 // words: a call for help stays one inside a longer sentence
const PLAIN = 0.6 // that a part says more than the whole would have to

function alarming(model, text, written) {
  const says = (part) => sum(model.weights, traits(part, model.lexicon))
  return says(text) > 0 || written.slice(PART - 1).some((_, start) => says(written.slice(start, start + PART).join(' ')) > PLAIN)
}

// Above 0, a danger, or that one.
function sum({ biais, poids }, found) {
  return Object.entries(found).reduce((all, [kind, ranks]) => {
    const [step, steps] = poids[kind]
    return all + SHARE[kind](ranks.length || 1) * step * ranks.reduce((sum, rank) => sum + steps[rank], 0)
  }, biais)
}

const CLOSE = 0.6 // dangers so near that both are answered
const DOUBT = -0.7 // below, no danger is surely the one
const READ = 3 // numbers, in doubt: who is in danger does not read eight; one of the first three is right 95 times of a hundred

// The dangers of the vocabulary that the ideas of the text say, the likeliest first: one, two, or none in doubt; and the numbers to
// show. In doubt, when those found begin with different numbers, or none is: a few, the likeliest danger's first.
function likely({ classes }, found, { dangers, general }) {
  const own = traitsOfDangers(found)
  const scores = classes.map(([id, weights]) => [dangers.find((danger) => danger.id === id), sum(weights, own)])
  const ranked = scores.filter(([danger]) => danger).sort((one, other) => other[1] - one[1])
  const likeliest = ranked.slice(0, 2).filter(([, score]) => score > DOUBT && ranked[0][1] - score < CLOSE).map(([danger]) => danger)
  const firsts = likeliest.map(({ numeros }) => numeros[0])
  if (new Set(firsts).size === 1) return { found: likeliest, numbers: likeliest.flatMap(({ numeros }) => numeros), doubt: false }
  const next = ranked.flatMap(([{ numeros }]) => numeros.slice(0, 2)).filter((number) => general.includes(number))
  return { found: likeliest, numbers: [...new Set([...firsts, ...next])].slice(0, READ), doubt: true }
}

// --- the sure words of the vocabulary --------------------------------------------------------------

const AROUND = new Set(wordsOf('le la les un une de du des numéro num no tél téléphone appel appeler appelle composer faire besoin allo sms envoyer au par'))

const expressed = new WeakMap() // the words of a danger → its expressions, ready to compare

function expressions(mots) {
  if (!expressed.has(mots)) expressed.set(mots, mots.map(expression))
  return expressed.get(mots)
}

// « = la police/gendarmerie » → { alone: true, parts: [[['police', false], ['gendarmerie', false]]] }; « mot* » may go on.
function expression(told) {
  const alone = told.startsWith('= ')
  const parts = (alone ? told.slice(2) : told).split(' ').map((part) => part.split('/').map((way) => [wordsOf(way)[0], way.endsWith('*')]))
  return { alone, parts: alone ? parts.filter(([[text]]) => !AROUND.has(text)) : parts }
}

// These words, one after the other; alone: nothing else but AROUND.
function says(written, { alone, parts }) {
  const kept = alone ? written.filter((word) => !AROUND.has(word)) : written
  const last = kept.length - parts.length
  if (last < 0 || (alone && last > 0)) return false
  const same = (word, ways) => ways.some(([text, open]) => (open ? word.startsWith(text) : word === text))
  return kept.slice(0, last + 1).some((_, start) => parts.every((ways, rank) => same(kept[start + rank], ways)))
}

// --- a number -------------------------------------------------------------------------------------

const COUNTED = new Set(wordsOf('ans an mois jours jour h heures euros euro e places place enfants habitants familles km m cm kg g pour ' +
  'rue avenue av boulevard bd chemin route impasse allee allees quai cours square lotissement'))
const HELPERS = new Set(wordsOf('police gendarmerie samu pompiers secours urgence'))

// The known numbers that are written: « 39 19 », « 115 hebergement »; « 17 » alone. « 115 avenue » and « 17 ans » say something else.
function dialled(numbers, written) {
  const digits = written.map((word) => (/^\d+$/.test(word) ? word : ' ')).join('').trim().split(/ +/)
  const alone = written.every((word) => /^\d+$/.test(word) || AROUND.has(word) || HELPERS.has(word))
  const counted = written.some((word, rank) => /^\d+$/.test(word) && COUNTED.has(written[rank + 1]))
  return numbers.filter(({ dit }) => digits.includes(dit) && (alone || (dit.length > 2 && !counted))).map(({ numero }) => numero)
}
