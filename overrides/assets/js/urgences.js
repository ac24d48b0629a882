// Shows the emergency numbers before the results, when what is searched says a danger (see danger.js). The strip of all numbers stays
// under them when it may be another danger.
import { make } from './reponses.js'

const read = async (address) => (await fetch(address)).json()

// before(block, first, again) → a function of the text that is searched: in the place of the strip that `block` ([data-danger]) shows come the rows
// that answer it, or none; it gives how to sort what is shown under them (`sorted`) and whether the danger is only guessed (`devine`),
// false when there is none. The rows are in the block's template (_urgences.html). Without the words, the strip. The sure words first:
// the model, ten times heavier, follows what `first` waits for, and `again` is then called.
export async function before(block, first, again) {
  let words, answer
  try {
    [words, { answer }] = await Promise.all([read(block.dataset.danger), import('./danger.js'), import('./traits.js')])
  } catch {
    delete block.dataset.attend
    return () => false
  }
  import('./quitter.js')
  block.dataset.attend = ''
  Promise.resolve(first).catch(() => {}).then(() => read(block.dataset.danger.replace('.json', '-modele.json')))
    .then((model) => { words = { ...words, modele: { ...words.modele, ...model } } }).then(again).catch(() => {}).finally(() => delete block.dataset.attend)
  const strip = block.querySelector('.secours')
  let shown = []
  return (text) => {
    const found = answer(words, text)
    for (const piece of shown) piece.remove()
    shown = found ? filled(block, found) : []
    strip.hidden = found && !found.doute && found.numeros.some((number) => strip.querySelector(`[href$=":${number}"]`))
    if (!found) return false
    const [leave, rows] = shown
    strip.before(rows)
    block.closest('main').prepend(leave) // sticky: as long as the page
    return { sorted: (answers) => sorted(answers, found), devine: found.devine }
  }
}

// Under the numbers, what helps in that danger, then all the rest: harmless words may be taken for a danger. `first` puts the
// former above the pieces of the latter.
function sorted(answers, { lieux }) {
  const helps = ({ direct, page }) => direct || lieux?.includes(page.u)
  const aide = answers.pages.filter(helps)
  const first = (pieces, listed) => {
    if (pieces.length && aide.length) pieces.unshift(make('h2', { textContent: 'Autres réponses' }))
    if (aide.length) pieces.unshift(listed(aide))
  }
  return { ...answers, pages: answers.pages.filter((one) => !helps(one)), first }
}

// Scrolls as little as it takes to show the first number: a small screen may end above it.
export const bring = (block) => block.querySelector('.urgence')?.scrollIntoView({ block: 'nearest' })

// « Quitter vite », then the rows.
function filled(block, { numeros, pages }) {
  const [leave, section] = block.querySelector('template').content.cloneNode(true).children
  const rows = new Map([...section.querySelectorAll('[data-numero]')].map((row) => [row.dataset.numero, row]))
  section.querySelector('ul').replaceChildren(...numeros.map((number) => rows.get(number)))
  const links = pages.map(([title, path]) => {
    const [, lang = ''] = /^urgence\/(\w+)\/$/.exec(path) ?? [] // that of who searches, in that language
    return Object.assign(document.createElement('a'), { textContent: title, href: block.dataset.racine + path, ...(lang && { lang, hreflang: lang }) })
  })
  section.querySelector('p').prepend(...links.flatMap((link) => [link, ' ']))
  return [leave, section]
}
