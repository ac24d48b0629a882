// Shows the emergency numbers before the results, when what is searched says a danger (see danger.js).
import { answer } from './danger.js'

// before(block) → a function of the text that is searched: it fills the block, or hides it, and says whether it shows.
// `block` ([data-danger]) names the words and holds every number in a template (_urgences.html). Without the words, nothing.
export async function before(block) {
  let words
  try {
    words = await (await fetch(block.dataset.danger)).json()
  } catch {
    return () => false
  }
  import('./quitter.js') // with the numbers, « Quitter vite »
  return (text) => {
    const found = answer(words, text)
    block.hidden = !found
    block.replaceChildren(block.firstElementChild, ...(found ? [filled(block, found)] : []))
    return Boolean(found)
  }
}

function filled(block, { numeros, pages }) {
  const section = block.firstElementChild.content.firstElementChild.cloneNode(true)
  const rows = new Map([...section.querySelectorAll('[data-numero]')].map((row) => [row.dataset.numero, row]))
  section.querySelector('ul').replaceChildren(...numeros.map((number) => rows.get(number)))
  const links = pages.map(([title, path]) => Object.assign(document.createElement('a'), { textContent: title, href: block.dataset.racine + path }))
  section.querySelector('p').prepend(...links.flatMap((link) => [link, ' ']))
  return section
}
