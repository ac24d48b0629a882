// The search page: asks Pagefind's index (on our own site) and lists what it finds. The words stay in
// the address, so that a search can be shared, and « back » finds it again. In danger, the numbers come first.
import { before } from './urgences.js'

const form = document.querySelector('[data-recherche]')
const field = form.elements.q
const results = document.querySelector('[data-recherche-resultats]')
const announce = document.querySelector('[data-recherche-annonce]')
const SHOWN = 20
const ABOVE = 'Des numéros d’urgence sont affichés.'

const engine = import(new URL(form.dataset.recherche, location.href).href)
engine.catch(() => {}) // said when words are searched
const urgent = before(document.querySelector('[data-danger]'))
let latest = 0

async function search(words) {
  const mine = ++latest
  results.setAttribute('aria-busy', 'true')
  await find(words, mine)
  if (mine === latest) results.removeAttribute('aria-busy')
}

async function find(words, mine) {
  const danger = (await urgent)(words)
  if (mine !== latest) return
  if (!words.trim()) {
    results.replaceChildren()
    announce.textContent = ''
    return
  }
  let found, pages
  try {
    found = await (await engine).search(words)
    pages = await Promise.all(found.results.slice(0, SHOWN).map((result) => result.data()))
  } catch {
    // No network, or a browser too old to compile WebAssembly under our policy: the lists below serve.
    results.replaceChildren()
    announce.textContent = danger ? ABOVE : 'La recherche ne répond pas sur cet appareil. Passez par les listes, plus bas.'
    return
  }
  if (mine !== latest) return // a newer search has begun
  const focused = results.contains(document.activeElement)
  results.replaceChildren(...pages.map(item))
  if (focused) field.focus() // « back » from a result to an older search
  const text = [danger && ABOVE, count(found.results.length, words, danger)].filter(Boolean).join(' ')
  if (announce.textContent !== text) announce.textContent = text // the same words again would be read again
}

function count(total, words, danger) {
  if (!total) return danger ? '' : `Aucune page pour «\u202f${words}\u202f». Essayez un mot plus simple, ou votre commune.`
  const pages = total === 1 ? '1 page' : `${total} pages`
  return `${pages} pour «\u202f${words}\u202f»` + (total > SHOWN ? `, les ${SHOWN} premières sont montrées.` : '.')
}

function item(page) {
  const link = Object.assign(document.createElement('a'), { href: page.url, textContent: page.meta.title })
  const title = Object.assign(document.createElement('h2'), { className: 'lieu__nom' })
  title.append(link)
  const facts = Object.assign(document.createElement('p'), { className: 'lieu__faits' })
  facts.textContent = [page.meta.type, page.meta.commune].filter(Boolean).join(', ')
  const text = document.createElement('p')
  text.textContent = page.meta.resume
  const line = Object.assign(document.createElement('li'), { className: 'resultat' })
  line.append(title, facts, text)
  return line
}

let pause
field.addEventListener('input', () => {
  clearTimeout(pause)
  results.setAttribute('aria-busy', 'true')
  pause = setTimeout(() => remember('replaceState'), 200)
})
form.addEventListener('submit', (event) => {
  event.preventDefault()
  clearTimeout(pause)
  remember('pushState')
})
addEventListener('popstate', fromAddress)

function remember(how) {
  const address = new URL(location)
  address.searchParams.set('q', field.value)
  history[how](null, '', address)
  search(field.value)
}

function fromAddress() {
  field.value = new URL(location).searchParams.get('q') ?? ''
  return search(field.value)
}
fromAddress().finally(() => document.documentElement.classList.remove('attend'))
