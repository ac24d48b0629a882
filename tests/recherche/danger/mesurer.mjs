// How well a set of phrases is recognised: node tests/recherche/danger/mesurer.mjs site/assets phrases.jsonl…, of a built site.
// A line: {"q": what is searched, "lang", "danger": true or false,
// and perhaps "class", an identifier of the vocabulary}. `--phrases`: also those that are missed, and the false alarms.
import { readFileSync } from 'node:fs'
import { answer } from '../../../overrides/assets/js/danger.js'

const [words, ...sets] = process.argv.slice(2).filter((one) => one !== '--phrases')
const [told, model] = ['danger', 'danger-modele'].map((name) => JSON.parse(readFileSync(`${words}/${name}.json`, 'utf8')))
Object.assign(told.modele, model)
const lines = sets.flatMap((path) => readFileSync(path, 'utf8').split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line)))
const found = lines.map((line) => ({ ...line, answer: answer(told, line.q) }))
const count = (some, right) => ({ sur: some.length, part: some.length ? some.filter(right).length / some.length : 0 })
const recognised = ({ answer }) => answer !== null
const french = ({ lang }) => lang === 'fr'
const dangers = found.filter(({ danger }) => danger)
const result = {
  francais: count(dangers.filter(french), recognised),
  ailleurs: count(dangers.filter((one) => !french(one)), recognised),
  fausses: count(found.filter(({ danger }) => !danger), recognised),
}
if (process.argv.includes('--phrases')) {
  result.oublis = dangers.filter((one) => !recognised(one)).map(({ q }) => q)
  result.alarmes = found.filter(({ danger, answer }) => !danger && answer).map(({ q, answer }) => `${q} (${answer.classe})`)
}
console.log(JSON.stringify(result, null, 1))
