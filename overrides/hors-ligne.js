// The copy of some communes, for a telephone without a network. This worker is registered by a press of « Garder sur ce
// téléphone » and by nothing else (assets/js/copie.js). It stands at the root of the site, which is all that it may answer for.
//
// The network is asked first: hours and closures are facts that change. The copy answers when the network does not, or is
// slow. Each commune's list (copies/<commune>.json) gives the files of its copy with their digests: only what changed is
// fetched again. The page of a need is the finder, which the copy has, asked for that need.
const ROOT = registration.scope
const STORE = `copie ${ROOT}` // one a site: several may share a host
const ABSENT = `${ROOT}sur-ce-telephone/`
const PATIENCE = 4000 // milliseconds before the copy stands for a network that says nothing
const OLD = 90 // days after which the age of a copy is said first
const AGAIN = 600_000 // between two looks at what changed, while the browser keeps this worker awake
const TOGETHER = 6 // files fetched at once

const isList = (address) => address.startsWith(`${ROOT}copies/`)
const copied = new Set() // the pages that were given from the copy: what they ask for comes from it too
let looked = 0 // when changes were looked for; 0: as soon as the network answers
let turn = Promise.resolve() // the end of the last renewal

addEventListener('install', () => skipWaiting())

addEventListener('message', (event) => {
  const [port] = event.ports
  const tell = (done, all) => port.postMessage({ done, all })
  const found = refresh(event.data, tell).then(() => caches.match(event.data, { cacheName: STORE })).catch(() => undefined)
  event.waitUntil(found.then((list) => port.postMessage({ kept: Boolean(list) })))
})

addEventListener('fetch', (event) => {
  const { request } = event
  if (request.method === 'GET' && request.url.startsWith(ROOT) && request.cache !== 'only-if-cached') event.respondWith(answer(event, request))
})

async function answer(event, request) {
  const page = request.mode === 'navigate'
  const copy = await caches.match(request, { cacheName: STORE, ignoreSearch: true })
  const around = !page && copied.has(event.clientId) // what a page of the copy asks for does not wait either
  if (copy && around) return copy
  try {
    // Not what the browser remembers either: a page that is not of today says so.
    const fresh = await (copy || around ? soon(fetch(request, page ? { cache: 'no-cache' } : {})) : fetch(request))
    if (copy && fresh.status >= 500) throw fresh
    if (page && Date.now() - looked > AGAIN) event.waitUntil(refresh().catch(() => { looked = 0 }))
    return fresh
  } catch {
    looked = 0
    if (page && copy) copied.add(event.resultingClientId)
    if (copy) return page ? dated(copy) : copy
    const told = page && await caches.match(ABSENT, { cacheName: STORE, ignoreSearch: true }) // not when the copy is gone
    const need = told && /^trouver\/([\w-]+)\/(?:$|[?#])/.exec(request.url.slice(ROOT.length))?.[1]
    if (need) return Response.redirect(`${ROOT}trouver/?${new URLSearchParams([...new URL(request.url).searchParams, ['t', need]])}`)
    return told ? Response.redirect(`${ABSENT}?page=${encodeURIComponent(request.url.slice(ROOT.length))}`) : Response.error()
  }
}

const soon = (coming) => Promise.race([coming, new Promise((_, late) => setTimeout(late, PATIENCE))])

// A page of the copy says so, and of what day it is.
async function dated(copy) {
  const [list] = [...(await lists(await caches.open(STORE))).values()]
  const days = Math.floor((Date.now() - Date.parse(list?.jour)) / 86_400_000)
  const old = days > OLD ? `<strong>Cette copie a ${days} jours\u00a0: horaires et numéros ont pu changer.</strong> ` : ''
  const said = `<p class="bandeau" role="note">${old}<strong>Copie du ${list?.date ?? 'site'}.</strong> Le réseau ne répond pas. <a href="${ABSENT}">Ce que ce téléphone garde</a></p>`
  const text = (await copy.text()).replace(/<main [^>]*>/, (start) => start + said)
  return new Response(text, { headers: copy.headers })
}

// --- what is kept -----------------------------------------------------------------------------------

// Address → list of each commune that is kept.
async function lists(store) {
  const held = (await store.keys()).map(({ url }) => url).filter(isList)
  return new Map(await Promise.all(held.map(async (address) => [address, await (await store.match(address)).json()])))
}

const files = (all) => Object.assign({}, ...[...all].map(({ fichiers }) => fichiers))

// One at a time: what started from the same copy would take away what the other brings.
function refresh(more, tell) {
  looked = Date.now()
  turn = turn.catch(() => {}).then(() => renew(more, tell))
  return turn
}

// Fetch what changed of the communes that are kept, and of one more; throws when the network fails: what was kept stays whole.
async function renew(more, tell = () => {}) {
  const store = await caches.open(STORE) // if it is erased meanwhile, what is put there is nowhere
  const held = await lists(store)
  const found = new Map()
  for (const address of new Set([...held.keys(), ...(more ? [more] : [])])) {
    const list = await fetch(address, { cache: 'no-cache' })
    const missing = list.status === 404 || list.status === 410
    if (!list.ok && !missing) throw list // its JSON, if it has any, is that of an error
    const told = missing ? held.get(address) : await list.json() // a file that the server lacks erases nothing
    if (told && !told.retiree) found.set(address, told) // this mark does
  }
  if (!found.size) return retire()
  const before = files(held.values())
  const now = files(found.values())
  const waiting = Object.keys(now).filter((path) => now[path] !== before[path])
  const fresh = []
  const all = waiting.length
  const one = async () => {
    while (waiting.length) {
      fresh.push(await fetched(ROOT + waiting.pop()))
      tell(fresh.length, all)
    }
  }
  await Promise.all(Array.from({ length: TOGETHER }, one))
  for (const [address, response] of fresh) await store.put(address, response)
  for (const [address, list] of found) await store.put(address, new Response(JSON.stringify(list)))
  for (const { url } of await store.keys()) {
    if (!(isList(url) ? found.has(url) : url.slice(ROOT.length) in now)) await store.delete(url)
  }
}

async function fetched(address) {
  const response = await fetch(address, { cache: 'no-cache' })
  if (!response.ok) throw response
  const headers = { 'Content-Type': response.headers.get('Content-Type') ?? '' } // not those of how it came
  return [address, new Response(await response.blob(), { headers })]
}

// The site offers no copy any more: nothing of it stays.
async function retire() {
  await caches.delete(STORE)
  await registration.unregister()
}
