// « Garder sur ce téléphone »: the copy of a commune, for when there is no network. Nothing is kept, and no worker registered,
// before the button is pressed; one press erases all of it. What is kept, and when it serves, is said in hors-ligne.js.
import { make } from './reponses.js'

const ROOT = new URL('../../', import.meta.url).href
const STORE = `copie ${ROOT}`
const able = 'serviceWorker' in navigator && 'caches' in self

// The lists of the communes that are kept.
async function held() {
  if (!able || !(await caches.has(STORE))) return []
  const store = await caches.open(STORE)
  const keys = (await store.keys()).filter(({ url }) => url.startsWith(`${ROOT}copies/`))
  return Promise.all(keys.map(async (key) => (await store.match(key)).json()))
}

async function erase() {
  await caches.delete(STORE)
  await (await navigator.serviceWorker.getRegistration(ROOT))?.unregister()
}

// --- on the page of a commune -----------------------------------------------------------------------

function offer(section) {
  const [keep, forget] = section.querySelectorAll('button')
  const [progress, said] = [section.querySelector('progress'), section.querySelector('[role=status]')]
  const address = new URL(section.dataset.copies, location).href

  async function show(words) {
    const mine = (await held()).find(({ commune }) => address.endsWith(`/${commune}.json`))
    keep.hidden = Boolean(mine)
    forget.hidden = !mine
    if (words ?? mine) said.textContent = words ?? `Sur ce téléphone\u00a0: copie du ${mine.date}.`
  }

  // How heavy it is, when the button comes near.
  new IntersectionObserver(async (seen, watcher) => {
    if (!seen.some(({ isIntersecting }) => isIntersecting)) return
    watcher.disconnect()
    const list = await fetch(address).catch(() => undefined)
    if (list?.ok) keep.querySelector('[data-poids]').textContent = `(${(await list.json()).poids}\u00a0Ko)`
    else if (list) section.hidden = true // this site offers no copy
  }).observe(keep)

  keep.addEventListener('click', async () => {
    keep.disabled = true
    progress.hidden = false
    section.setAttribute('aria-busy', 'true')
    said.textContent = 'La copie arrive…'
    const kept = await copy(address, (done, all) => { [progress.value, progress.max] = [done, all] }).catch(() => false)
    if (!kept && !(await held()).length) await erase()
    await show(kept ? undefined : 'La copie n’a pas pu se faire\u00a0: rien de plus n’est gardé. Réessayez quand le réseau sera bon.')
    progress.hidden = true
    keep.disabled = false
    section.removeAttribute('aria-busy')
    if (kept) forget.focus()
  })
  forget.addEventListener('click', async () => {
    await erase()
    await show('Plus rien du site n’est sur ce téléphone.')
    keep.focus()
  })
  return show()
}

// Whether it is kept whole; the worker works, so that leaving the page stops nothing.
async function copy(address, tell) {
  await navigator.serviceWorker.register(`${ROOT}hors-ligne.js`, { scope: ROOT })
  const { active } = await navigator.serviceWorker.ready
  const { port1, port2 } = new MessageChannel()
  const end = new Promise((done) => {
    port1.onmessage = ({ data }) => ('kept' in data ? done(data.kept) : tell(data.done, data.all))
  })
  active.postMessage(address, [port2])
  return await end && Boolean(await navigator.serviceWorker.getRegistration(ROOT)) // else nothing would answer with it
}

// --- where one sees all that is kept ----------------------------------------------------------------

async function inventory(block) {
  const [nothing, all] = block.children
  const forget = block.querySelector('button')
  const show = async () => {
    const communes = await held()
    nothing.hidden = communes.length > 0
    all.hidden = !nothing.hidden
    all.querySelector('ul').replaceChildren(...communes.map(line))
  }
  forget.addEventListener('click', async () => {
    await erase()
    await show()
    nothing.focus()
  })
  await show()
}

function line({ nom, commune, date, pages }) {
  const link = (path, textContent) => make('a', { href: ROOT + path, textContent })
  const others = Object.entries(pages).map(([path, title]) => make('li', {}, link(path, title)))
  const folded = make('details', {}, make('summary', { textContent: `Les ${others.length} pages gardées avec ${nom}` }), make('ul', {}, ...others))
  return make('li', {}, link(`communes/${commune}/`, nom), ` (copie du ${date})`, folded)
}

// The network failed, and what was asked is not in the copy.
function absent(block) {
  const page = new URLSearchParams(location.search).get('page')
  if (page === null) return
  block.hidden = false
  block.querySelector('a').href = ROOT + page
  const title = document.querySelector('h1')
  document.title = document.title.replace(title.textContent, 'Cette page n’est pas sur ce téléphone')
  title.textContent = 'Cette page n’est pas sur ce téléphone'
}

document.querySelectorAll('[data-absente]').forEach(absent)
for (const section of document.querySelectorAll('[data-copies]')) {
  if (able) offer(section)
  else section.hidden = true
}
document.querySelectorAll('[data-gardees]').forEach(inventory)
