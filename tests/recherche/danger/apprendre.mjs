// Writes the model that danger.js reads, from the texts beside it: node tests/recherche/danger/apprendre.mjs
// Run it after any change of these, or of traits.js; ten seconds. It prints the figures that chose the threshold.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { aside, examples, learnt, lexicon, phrases } from './apprentissage.mjs'

const FALSE_ALARMS = 0.086 // of the harmless phrases of ideas set aside: two of three look like a danger, on purpose
const PLAIN = 10 // times that a phrase that many people write counts, to recognise a danger
const STEPS = 10 // to weigh a trait: ten steps recognise as well as thirty, and are lighter
const FEW_STEPS = 4 // to tell one danger from another: a point and a half less often right than ten, and half as heavy
const [MODEL, NOTED] = ['../../../hooks/ctg/places/danger_modele.json', 'appris.txt'].map((path) => new URL(path, import.meta.url))
const HERE = ['abreges.txt', 'idees.txt', 'langues.txt', 'phrases.txt', 'apprendre.mjs', 'apprentissage.mjs']
const TRAITS = '../../../overrides/assets/js/traits.js'

const words = lexicon()
const alarming = ({ danger }) => danger !== 'sans'
const { found, sizes, size } = examples(phrases(), words)
const alarms = examples(phrases().filter(alarming), words, true)
const weights = learnt(found, size, alarming, PLAIN)
const { threshold, recall } = chosen()
const classes = [...new Set(alarms.found.map(({ danger }) => danger))]

const model = {
  ...words,
  ...packed(weights, sizes, STEPS, -threshold),
  classes,
  parClasse: classes.map((id) => packed(learnt(alarms.found, alarms.size, ({ danger }) => danger === id), alarms.sizes, FEW_STEPS)),
}
writeFileSync(MODEL, `${JSON.stringify(model)}\n`)
const read = [...HERE, TRAITS, MODEL].map((path) => readFileSync(new URL(path, import.meta.url)))
writeFileSync(NOTED, `${createHash('sha256').update(Buffer.concat(read)).digest('hex')}\n`)
process.stderr.write(`${found.length} phrases, biais ${model.biais}. Idées mises de côté : ${recall('fr')} en français, ${recall('')} ailleurs.\n`)

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

// The constant, and each kind in so many whole steps on each side of nothing, a letter each around « N », and how large a step is.
function packed(all, sizes, steps, more = 0) {
  const pas = []
  let [from, poids] = [0, '']
  for (const size of Object.values(sizes)) {
    const part = all.subarray(from, from + size)
    const step = part.reduce((most, one) => Math.max(most, Math.abs(one)), 0) / steps
    pas.push(rounded(step))
    for (const one of part) poids += String.fromCharCode('N'.charCodeAt(0) + Math.round(one / step))
    from += size
  }
  return { biais: rounded(all[from] + more), pas, poids }
}

function rounded(number) {
  return Number(number.toPrecision(6))
}
