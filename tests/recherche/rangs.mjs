// What the search answers to each query, without a browser: `node rangs.mjs chercher.js assets < queries.json`.
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const [engine, assets] = process.argv.slice(2)
const { answer, prepare } = await import(pathToFileURL(engine).href)
const read = (name) => JSON.parse(readFileSync(`${assets}/${name}`, 'utf8'))
const index = prepare({ ...read('chercher.json'), projet: read('chercher-projet.json'), langues: read('chercher-langues.json') })
const told = JSON.parse(readFileSync(0, 'utf8')).map((text) => {
  const { pages, projet, communes, ailleurs, langue } = answer(index, text)
  const addresses = (found) => found.map(({ page }) => page.u)
  return {
    pages: addresses(pages), projet: addresses(projet), communes: communes.map(({ id }) => id),
    ailleurs: ailleurs.map(({ n }) => n), langue: langue?.code ?? null,
  }
})
process.stdout.write(JSON.stringify(told))
