// What the search answers to each query, without a browser: `node rangs.mjs chercher.js assets < queries.json`.
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const [engine, assets] = process.argv.slice(2)
const { answer, inTexts, prepare, prepareTexts } = await import(pathToFileURL(engine).href)
const read = (name) => JSON.parse(readFileSync(`${assets}/${name}`, 'utf8'))
const index = prepare({ ...read('chercher.json'), projet: read('chercher-projet.json'), langues: read('chercher-langues.json') })
const texts = prepareTexts(read('chercher-textes.json'), index)
const told = JSON.parse(readFileSync(0, 'utf8')).map((text) => {
  const { pages, projet, communes, ailleurs, langue } = answer(index, text)
  const addresses = (found) => found.map(({ page }) => page.u)
  return {
    pages: addresses(pages), projet: addresses(projet), communes: communes.map(({ id }) => id),
    ailleurs: ailleurs.map(({ n }) => n), langue: langue?.code ?? null, textes: inTexts(texts, text).map(({ u }) => u),
  }
})
process.stdout.write(JSON.stringify(told))
