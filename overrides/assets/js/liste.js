// « Ma liste »: the places that a visitor keeps. It lives in the address (?l=structures/x,services/y), which carries it from
// page to page; sharing the address shares the list. Who asks for it, by a button of its page, keeps it on the device too:
// an address without a list then has that one. What is kept follows the visitor's stars, but not the lists of others.
const MOST = 30
const KEY = /^(structures|services)\/[a-z0-9-]+$/
const NAME = 'liste' // on the device; palette.js reads it too

const sound = (text) => [...new Set(text.split(',').filter((key) => KEY.test(key)).slice(0, MOST))]
const alike = (one, other) => one.join() === other.join()

export function stored() {
  try { return sound(localStorage.getItem(NAME) ?? '') } catch { return [] } // storage refused
}

// Whether it could be done.
export function store(keys) {
  try {
    if (keys.length) localStorage.setItem(NAME, keys.join())
    else localStorage.removeItem(NAME)
    return true
  } catch {
    return false
  }
}

export function kept() {
  const own = new URL(location).searchParams.get('l')
  return own === null ? stored() : sound(own)
}

// Slashes and commas stay readable: URLSearchParams would encode them.
export function withList(href, keys) {
  const address = new URL(href, location)
  address.searchParams.delete('l')
  const rest = address.searchParams.toString()
  const list = keys.length ? `l=${keys.join(',')}` : ''
  address.search = [rest, list].filter(Boolean).join('&')
  return address.href
}

export function keep(keys) {
  const before = stored()
  if (before.length && alike(before, kept())) store(keys)
  history.replaceState(history.state, '', withList(location.href, keys))
  showAll()
}

export function showAll() {
  const keys = kept()
  for (const button of document.querySelectorAll('[data-garder]')) {
    const on = keys.includes(button.dataset.garder)
    button.setAttribute('aria-pressed', String(on))
    button.title = on ? 'Retirer de ma liste' : button.textContent.trim() // a title that is the name is not read twice
  }
  const link = document.querySelector('.ma-liste')
  if (!link) return // a portal has no list
  link.hidden = !keys.length
  link.querySelector('[data-compte]').textContent = keys.length
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-garder]')
  if (!button) return
  const keys = kept()
  const key = button.dataset.garder
  const rest = keys.filter((other) => other !== key)
  keep(rest.length < keys.length ? rest : [...keys, key].slice(0, MOST))
})

// Where and for whom one looks, in the finder or on the page of a commune, follows too: a link that says nothing of them gets them,
// and what was chosen, or said to the search, takes the place of what a path proposes; a day goes to the finder that it proposes
// only. The project's pages have a choice of their own.
const PROJECT = /\/ctg\//
const COMMUNE = /\/communes\/([a-z0-9-]+)\/$/
const CARRIED = { commune: /^[a-z0-9-]+$/, age: /^\d{1,3}[am]$/ }
const PROPOSED = { ...CARRIED, jour: /^[a-z]+$/, moment: /^[a-z-]+$/ }

function withSearch(link) {
  const address = new URL(link.href)
  const here = new URL(location).searchParams
  if (PROJECT.test(address.pathname + location.pathname) || COMMUNE.test(address.pathname)) return link.href
  const proposed = 'propose' in link.dataset
  for (const [name, shape] of Object.entries(proposed ? PROPOSED : CARRIED)) {
    const chosen = here.get(name) ?? (name === 'commune' && COMMUNE.exec(location.pathname)?.[1])
    if (chosen && (proposed || !address.searchParams.has(name)) && shape.test(chosen)) address.searchParams.set(name, chosen)
  }
  return address.href
}

// They follow every way of leaving the page: click, other button, context menu; the list follows a form too.
for (const gesture of ['click', 'auxclick', 'contextmenu']) {
  document.addEventListener(gesture, (event) => {
    const link = event.target.closest?.('a[href]')
    if (!link || link.origin !== location.origin || link.getAttribute('href').startsWith('#')) return
    const search = withSearch(link)
    if (kept().length) link.href = withList(search, kept())
    else if (search !== link.href) link.href = search
  }, true)
}
document.addEventListener('submit', ({ target: form }) => {
  if (!kept().length || form.method !== 'get') return
  form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'l', value: kept().join(',') }))
}, true)
addEventListener('popstate', showAll)
showAll()
