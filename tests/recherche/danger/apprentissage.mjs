// What the model learns from, and how: read by apprendre.mjs, which writes it, and by mesurer.mjs.
// Only sums, products, quotients and square roots, always in one order: the same weights on every machine, to the bit.
import { readFileSync } from 'node:fs'
import { SHARE, kinds, kindsOfDangers, prepared, traits, traitsOfDangers } from '../../../overrides/assets/js/traits.js'

const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8')
const lines = (name) => read(name).split('\n').filter((line) => line && !line.startsWith('#'))

// { abreges, langues, idees } as danger_modele.json bears them.
export function lexicon() {
  const [abreges, langues] = ['abreges.txt', 'langues.txt'].map((name) => Object.fromEntries(lines(name).map((line) => line.split(' : '))))
  const idees = []
  for (const line of lines('idees.txt')) {
    if (line.startsWith('  + ')) idees.at(-1).ailleurs = line.slice(4)
    else idees.push({ fr: line.split(' : ')[1], ailleurs: '' })
  }
  return { abreges, langues, idees }
}

// [{ danger, langue, idee, texte }]
export function phrases() {
  let title
  return read('phrases.txt').split('\n').slice(4).filter(Boolean).flatMap((line) => {
    if (!line.startsWith('# ')) return [{ ...title, texte: line }]
    const [, danger, langue, idee] = line.split(' ')
    title = { danger, langue, idee }
    return []
  })
}

// Each phrase with what it weighs: [rank of the trait, how much it counts], the kinds one after the other, a constant at the end:
// of all its traits or, when one danger is told from another, of those that do it.
export function examples(told, words, apart = false) {
  const ready = prepared(words)
  const sizes = apart ? kindsOfDangers(kinds(ready)) : kinds(ready)
  const size = Object.values(sizes).reduce((sum, one) => sum + one, 1)
  const found = told.map((phrase) => {
    const ranks = [size - 1]
    const shares = [1]
    let from = 0
    const own = traits(phrase.texte, ready)
    for (const [kind, ids] of Object.entries(apart ? traitsOfDangers(own) : own)) {
      const share = SHARE[kind](ids.length)
      for (const id of ids) {
        ranks.push(from + id)
        shares.push(share)
      }
      from += sizes[kind]
    }
    return { ...phrase, ranks, shares }
  })
  return { found, sizes, size }
}

const ROUNDS = 12
const COST = 0.1

// The weights of a linear model with a squared hinge loss, by dual coordinate descent (Hsieh and others, 2008).
// `plain`: how many times a phrase that many people write (« courant ») counts.
export function learnt(some, size, wanted, plain = 1) {
  const weights = new Float64Array(size)
  const alphas = new Float64Array(some.length)
  const order = some.map((_, rank) => rank)
  let seed = 1
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let at = order.length - 1; at > 0; at -= 1) {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
      const other = seed % (at + 1)
      ;[order[at], order[other]] = [order[other], order[at]]
    }
    for (const rank of order) {
      const { ranks, shares, idee } = some[rank]
      const slack = 1 / (2 * COST * (idee.startsWith('courant/') ? plain : 1))
      const sign = wanted(some[rank]) ? 1 : -1
      let [norm, sum] = [slack, 0]
      for (let at = 0; at < ranks.length; at += 1) {
        sum += weights[ranks[at]] * shares[at]
        norm += shares[at] * shares[at]
      }
      const next = Math.max(alphas[rank] - (sign * sum - 1 + slack * alphas[rank]) / norm, 0)
      const step = sign * (next - alphas[rank])
      if (!step) continue
      alphas[rank] = next
      for (let at = 0; at < ranks.length; at += 1) weights[ranks[at]] += step * shares[at]
    }
  }
  return weights
}

export function score({ ranks, shares }, weights) {
  return ranks.reduce((sum, rank, at) => sum + weights[rank] * shares[at], 0)
}

// What each phrase gets from a model that has seen no phrase of its idea.
export function aside(found, size, wanted, plain) {
  const FOLDS = 5
  const folds = new Map([...new Set(found.map(({ idee }) => idee))].sort().map((idee, rank) => [idee, rank % FOLDS]))
  const scores = new Float64Array(found.length)
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const weights = learnt(found.filter(({ idee }) => folds.get(idee) !== fold), size, wanted, plain)
    found.forEach((one, rank) => { if (folds.get(one.idee) === fold) scores[rank] = score(one, weights) })
  }
  return scores
}
