// Writes the model that danger.js reads, from the texts beside it: node tests/recherche/danger/apprendre.mjs
// Run it after any change of these, or of traits.js; ten seconds. It prints the figures that chose the threshold.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { aside, examples, learnt, lexicon, phrases } from './apprentissage.mjs'

const FALSE_ALARMS = 0.082 // of the harmless phrases of ideas set aside: two of three look like a danger, on purpose
const PLAIN = 10 // times that a phrase that many people write counts, to recognise a danger
const STEPS = 10 // to weigh a trait: ten steps recognise as well as thirty, and are lighter
const [MODEL, NOTED] = ['../../../hooks/ctg/places/danger_modele.json', 'appris.txt'].map((path) => new URL(path, import.meta.url))
const HERE = ['abreges.txt', 'idees.txt', 'langues.txt', 'phrases.txt', 'apprendre.mjs', 'apprentissage.mjs']
const TRAITS = '../../../overrides/assets/js/traits.js'

const words = lexicon()
const { found, sizes, size } = examples(phrases(), words)
const alarming = ({ danger }) => danger !== 'sans'
const weights = learnt(found, size, alarming, PLAIN)
const { threshold, recall } = chosen()
const alarms = found.filter(alarming).map(onlyIdeas)
const classes = [...new Set(alarms.map(({ danger }) => danger))]

const model = {
  ...words,
  seuil: rounded(threshold - weights[size - 1]),
  ...packed(weights, Object.values(sizes)),
  classes,
  parClasse: classes.map((id) => {
    const own = learnt(alarms, sizes.idees + 1, ({ danger }) => danger === id)
    return { biais: rounded(own[sizes.idees]), ...packed(own, [sizes.idees]) }
  }),
}
writeFileSync(MODEL, `${JSON.stringify(model)}\n`)
const read = [...HERE, TRAITS, MODEL].map((path) => readFileSync(new URL(path, import.meta.url)))
writeFileSync(NOTED, `${createHash('sha256').update(Buffer.concat(read)).digest('hex')}\n`)
process.stderr.write(`${found.length} phrases, seuil ${model.seuil}. Idées mises de côté : ${recall('fr')} en français, ${recall('')} ailleurs.\n`)

// The threshold that the harmless phrases set aside allow, and what it then finds.
function chosen() {
  const scores = aside(found, size, alarming, PLAIN)
  const quiet = scores.filter((_, rank) => !alarming(found[rank])).sort().reverse()
  const threshold = quiet[Math.floor(FALSE_ALARMS * quiet.length)]
  const recall = (tongue) => {
    const of = [...scores].filter((_, rank) => alarming(found[rank]) && (found[rank].langue === 'fr') === (tongue === 'fr'))
    return `${Math.round((100 * of.filter((score) => score > threshold).length) / of.length)} %`
  }
  return { threshold, recall }
}

// A phrase as its ideas alone tell it, their ranks from 0, the constant after them.
function onlyIdeas(one) {
  const from = sizes.lettres + sizes.mots
  const kept = one.ranks.map((rank) => rank - from).filter((rank) => rank >= 0 && rank < sizes.idees)
  return { ...one, ranks: [...kept, sizes.idees], shares: [...kept, 1].map(() => 1) }
}

// Each kind in whole steps of -STEPS to STEPS, and how large its step is.
function packed(all, sizes) {
  const [pas, bytes] = [[], []]
  let from = 0
  for (const size of sizes) {
    const part = all.subarray(from, from + size)
    const step = part.reduce((most, one) => Math.max(most, Math.abs(one)), 0) / STEPS
    pas.push(rounded(step))
    for (const one of part) bytes.push(Math.round(one / step) & 255)
    from += size
  }
  return { pas, poids: Buffer.from(bytes).toString('base64') }
}

function rounded(number) {
  return Number(number.toPrecision(6))
}
