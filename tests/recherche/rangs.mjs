// What the search answers to each query, without a browser: `node rangs.mjs scripts assets < queries.json`, the two folders being
// those of the scripts and of the files that a build made.
import { existsSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const [scripts, assets] = process.argv.slice(2)
const { answer, prepare } = await import(pathToFileURL(`${scripts}/chercher.js`).href)
const { inTexts, prepareTexts } = await import(pathToFileURL(`${scripts}/textes.js`).href)
const inDanger = (await import(pathToFileURL(`${scripts}/danger.js`).href)).answer
const read = (name) => JSON.parse(readFileSync(`${assets}/${name}.json`, 'utf8'))
const more = Object.fromEntries(['projet', 'langues', 'reponses'].filter((name) => existsSync(`${assets}/chercher-${name}.json`)).map((name) => [name, read(`chercher-${name}`)]))
const suite = await import(pathToFileURL(`${scripts}/suite.js`).href)
const index = prepare({ ...read('chercher'), ...more }, suite)
const texts = prepareTexts(read('chercher-textes'), index)
const danger = read('danger')
Object.assign(danger.modele, read('danger-modele'))
const outside = new Set(read('trouver').lieux.filter(({ h }) => h).map(({ k }) => `${k}/`))
const titles = (away, perhaps) => away.filter((one) => Boolean(one.perhaps) === perhaps).map(({ n }) => n)
const told = JSON.parse(readFileSync(0, 'utf8')).map((text) => {
  const { pages, projet, projetAvant, communes, ailleurs, langue } = answer(index, text)
  const addresses = (found) => found.map(({ page }) => page.u)
  const finder = addresses(pages.filter(({ page }) => page.k)) // as trouver.js ranks them: what is outside comes last
  return {
    pages: addresses(pages), projet: addresses(projet), projetAvant, communes: communes.map(({ id }) => id), ailleurs: titles(ailleurs, false), peutEtre: titles(ailleurs, true),
    directes: [...titles(ailleurs, false), ...pages.filter(({ direct }) => direct).map(({ page }) => page.n)], langue: langue?.code ?? null, textes: inTexts(texts, text).map(({ u }) => u), danger: Boolean(inDanger(danger, text)),
    trouver: [...finder.filter((one) => !outside.has(one)), ...finder.filter((one) => outside.has(one))],
  }
})
process.stdout.write(JSON.stringify(told))
