// The finder: filters the places, the nearest first, and keeps its filters in the address. The words that someone types are
// nowhere but in their field, and leave it with the page. Nothing asked: the page's own lists stand as they came.
// The data (assets/trouver.json) was computed at build; see places/finder.py for the names of its fields.
import { distance, excludes } from './distance.js'
import { localNow, state as stateAt, toDay, words } from './ouverture.js'
import { opening, wantedDays } from './quand.js'
import { elsewhere, forgotten, make, rest, spaced } from './reponses.js'

const root = document.querySelector('[data-chercheur]')
const form = root.querySelector('.filtres')
const field = form.querySelector('#f-q')
const folds = form.querySelector('details')
const list = root.querySelector('[data-groupes]')
const status = root.querySelector('[role=status]')
const empty = root.querySelector('.aucun')
const results = root.querySelector('#resultats')
const away = root.querySelector('[data-ailleurs]')
const map = root.querySelector('.chercheur__carte')
const urgences = root.querySelector('[data-danger]')
const heading = document.querySelector('h1')
const leave = urgences.querySelector('template').content.firstElementChild.cloneNode(true)
const home = root.dataset.racine
const own = root.dataset.besoin // the need of this page, or none
const original = [...list.childNodes]
const titles = { page: document.title, need: heading.textContent }
const pictos = new Map([...root.querySelectorAll('[hidden] > .pastille')].map((one) => [one.classList[1], one]))
const FIRST = 10 // lines, then
const MORE = 20
const SERVED = 3 // km: what serves a commune and stands nowhere comes after what stands in it
const fields = ['q', 't', 'age', 'jour', 'moment', 'commune', 'km', 'acces']
let data
let chercher, engine // the search and its index: fetched with the first words
let came
const indexed = new Promise((done) => { came = done })
let numbers // of danger
let urgent = () => false // likewise
let latest = 0
let asked = { text: '' }

// --- the state, from the form and from the address ----------------------------------------------

// What the form asks, but what makes no sense.
function current() {
  const values = Object.fromEntries(new FormData(form))
  const state = { ...values, q: field.value.trim(), jour: values.jour === 'date' ? values.date : values.jour, acces: new FormData(form).getAll('acces').join('') }
  return Object.fromEntries(fields.map((name) => [name, state[name] && valid(name, state[name]) ? state[name] : '']))
}

const has = (name, value) => [...form.elements[name].options].some((option) => option.value === value && value !== '')
const VALID = { // else what the form offers
  q: (value) => value.length <= 80,
  age: (value) => /^\d{1,3}[am]$/.test(value) && months(value) <= 120 * 12,
  jour: (value) => (has('jour', value) && value !== 'date') || (/^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(toDay(value))),
  acces: (value) => /^[glhu]{1,4}$/.test(value),
}
const valid = (name, value) => VALID[name]?.(value) ?? has(name, value)

// Whatever is written in the address, known values are kept and the rest is said to be left out.
function fromAddress() {
  const state = Object.fromEntries(fields.map((name) => [name, name === 't' ? own : '']))
  const ignored = []
  for (const [name, value] of new URL(location).searchParams) {
    if (!fields.includes(name) || (!value && name !== 't')) continue
    if (!value || valid(name, value)) state[name] = value
    else ignored.push(name)
  }
  return { state, ignored }
}

function toForm(state) {
  const { acces, age, date, jour } = form.elements
  for (const name of ['t', 'moment', 'commune', 'km']) form.elements[name].value = state[name]
  if (state.age && !has('age', state.age)) age.append(new Option(ageSaid(state.age), state.age)) // any age, from the address
  age.value = state.age
  field.value = state.q
  const dated = /^\d/.test(state.jour)
  jour.value = dated ? 'date' : state.jour
  date.value = dated ? state.jour : ''
  for (const box of acces) box.checked = state.acces.includes(box.value)
}

const ageSaid = (age) => `${age.slice(0, -1)}\u00a0${age.endsWith('m') ? 'mois' : months(age) < 24 ? 'an' : 'ans'}`

function toAddress(state, how) {
  const address = new URL(location)
  for (const name of fields) {
    if (name === 't' ? state.t !== own : state[name] && name !== 'q') address.searchParams.set(name, state[name])
    else address.searchParams.delete(name)
  }
  if (address.href !== location.href) history[how](null, '', address)
}

// --- what matches -------------------------------------------------------------------------------

const months = (age) => Number(age.slice(0, -1)) * (age.endsWith('a') ? 12 : 1)

// Whether a time is asked for: of a day, or « le soir » of any day.
const timed = (state) => Boolean(state.jour || state.moment)

// The stops of what moves that count: the nearest first and no further than asked, from the chosen commune.
function stopsWithin(place, state) {
  const from = state.commune && data.communes[state.commune].slice(1, 3)
  const far = (stop) => (!from || stop === state.commune ? 0 : distance(from, data.communes[stop].slice(1, 3)))
  return (place.s ?? []).map((stop) => ({ stop, km: far(stop) }))
    .filter(({ km }) => !state.km || km <= Number(state.km)).sort((a, b) => a.km - b.km)
}

// Unknown hours only answer when the kind is asked for: by a need, a word, an age that the place says.
const kindAsked = (place, state) => Boolean(state.q || state.t || (state.age && place.a))

// What is asked: the filters, and the day that the words say when no filter says one.
const told = (state) => ({ ...state, ...(!timed(state) && state.q && heard(state.q).found.quand) })

// Those that answer, in the order of the list: what surely does, the nearest first; then what may.
function select(state) {
  const asked = told(state)
  const rank = (one) => (timed(asked) && !one.open ? 2 : 0) + (one.anyAge ? 1 : 0)
  return candidates(asked).filter((one) => !one.unasked)
    .sort((a, b) => rank(a) - rank(b) || a.near - b.near || a.rank - b.rank || a.place.i - b.place.i)
}

// One pass over all places: those that pass every filter, with distance and opening; unknown hours apart.
function candidates(state) {
  const wanted = state.q && heard(state.q).ranks
  const ages = state.age ? [[months(state.age), months(state.age)]] : wanted ? heard(state.q).found.ages : []
  const days = timed(state) && wantedDays(data, state.jour)
  const from = state.commune && data.communes[state.commune].slice(1, 3)
  const found = []
  for (const place of data.lieux) {
    if (wanted && !wanted.has(place.k)) continue
    if (state.t && !place.t.includes(state.t)) continue
    if (excludes(state.t || state.q ? place.a : place.a?.slice(0, 2), ages)) continue // of whom no need says that she expects a child
    if ([...state.acces].some((letter) => !place.f?.includes(letter))) continue
    const named = state.commune && (place.c === state.commune || place.z?.includes(state.commune))
    const here = named || (state.commune && place.z?.includes('*'))
    const point = place.p ?? data.communes[place.c]?.slice(1, 3) // of a secret address, its commune
    let km = from && point ? distance(from, point) : undefined
    const stops = stopsWithin(place, state)
    if (from && !here && !stops.length && (km === undefined || (state.km && km > Number(state.km)))) continue
    let open, shown = stops
    if (days) {
      const one = opening(data, place, days, state.moment, stops, state.commune)
      if (one.closed || (!one.open && !place.r)) continue // what has no day is no answer to a day
      ;({ open, shown } = one)
    }
    // Where one goes to meet what moves, when it is not the chosen commune.
    const stop = from && place.d && (open ? open.stop : here ? '' : stops[0].stop)
    if (stop && stop !== state.commune) km = stops.find((one) => one.stop === stop).km
    if (km !== undefined && point !== place.p && !stop) km = Math.max(km, SERVED) // as far as we know
    const near = km ?? (named ? SERVED : place.h ? 1e9 + 1 : from ? 1e9 : 0)
    const keys = place.d && shown.length ? shown.map((one) => `${place.k}@${one.stop}`) : [place.k]
    const unasked = Boolean(days) && !open && !kindAsked(place, state)
    found.push({ place, km: point === place.p || stop ? km : undefined, near, open, stop, keys, rank: wanted ? wanted.get(place.k) : 0, anyAge: ages.length > 0 && !place.a, unasked })
  }
  return found
}

// What the search answers to words, kept until other words come. `ranks`: key of a place → its rank.
function heard(text) {
  if (asked.text !== text) {
    const found = chercher.answer(engine, text)
    asked = { text, found, ranks: new Map(found.pages.filter(({ page }) => page.k).map(({ page }, n) => [page.k, n])) }
  }
  return asked
}

// --- showing ------------------------------------------------------------------------------------

// Ten lines, then twenty more at each press; the keyboard goes on from the first of them.
function lines(found, state, level) {
  const now = timed(state) ? undefined : localNow()
  const items = make('ul', { className: 'lieux' })
  const more = make('button', { type: 'button', className: 'bouton bouton--discret' })
  const add = (count) => {
    const from = items.children.length
    items.append(...found.slice(from, from + count).map((one) => line(one, state, now, level)))
    const left = found.length - items.children.length
    more.textContent = left > 1 ? `${Math.min(left, MORE)} de plus` : 'Un de plus'
    more.hidden = !left
    return items.children[from]
  }
  add(FIRST)
  more.addEventListener('click', () => add(MORE).querySelector('a').focus())
  return [items, more]
}

// Under each need, when none is chosen: the first is open.
function needs(found, state) {
  const names = new Map([...form.elements.t.options].map(({ value, textContent }) => [value, textContent]))
  return [...names.keys()].map((need) => [need, found.filter(({ place }) => place.u === need)]).filter(([, part]) => part.length)
    .map(([need, part], n) => make('details', { className: 'pli', open: !n },
      make('summary', {}, pictos.get(`pastille--${need}`).firstChild.cloneNode(true), make('h2', { textContent: names.get(need) }), ' ',
        make('span', { className: 'pli__compte' }, `${part.length}`, make('span', { className: 'sr', textContent: part.length > 1 ? ' lieux et services' : ' lieu ou service' }))),
      ...lines(part, state, 'h3'), ...also(need, names.get(need), found, state)))
}

// Those that answer a need too, and stand under another: one press away.
function also(need, name, found, state) {
  const count = found.filter(({ place }) => place.u !== need && place.t.includes(need)).length
  if (!count) return []
  const button = make('button', { type: 'button', className: 'bouton bouton--discret', textContent: count > 1 ? `${count} autres peuvent aussi aider` : 'Un autre peut aussi aider' }, make('span', { className: 'sr', textContent: `\u00a0: ${name}` }))
  button.addEventListener('click', () => { apply({ ...state, t: need }, 'pushState'); results.focus() })
  return [make('p', {}, button)]
}

// What a place is, where, and when: on the asked day, or now.
function line({ place, km, open, stop, anyAge }, state, now, level) {
  const facts = make('p', { className: 'lieu__faits' })
  const add = (textContent, className = '') => facts.append(make('span', { textContent, className }), ' ')
  place.m.forEach((fact) => add(fact))
  if (stop && !open) add(`passe ${data.communes[stop][4]}`)
  if (km !== undefined) add(km < 1 ? 'à moins de\u00a01\u00a0km' : `à\u00a0${Math.round(km)}\u00a0km`)
  if (open) add(`${open.stop ? `passe ${data.communes[open.stop][4]}${open.text === 'o' ? '' : ','}` : state.jour ? 'ouvert' : 'certains jours'} ${words(open.text)}`, 'lieu__ouvert')
  if (timed(state) && !open) add('horaires à demander', 'lieu__doute')
  if (anyAge) add('âge à demander', 'lieu__doute')
  const known = now && place.o && !place.d && stateAt(data.horaires[place.o[0][1]], data.day0, now)
  if (known) add(known.text[0].toLowerCase() + known.text.slice(1), known.open === false ? '' : 'lieu__ouvert')
  const item = make('li', { className: 'lieu' }, make(level, { className: 'lieu__nom' }, make('a', { href: `${home}${place.k}/`, textContent: place.n })), facts, make('p', { className: 'papier', textContent: (place.w ?? []).join(' ') }))
  item.dataset.lieu = place.k
  return item
}

// What may say a danger: the words, or else the need when it is one (« Mal-être »).
function said() {
  const [{ dataset, textContent }] = form.elements.t.selectedOptions
  return field.value || (dataset.urgence ? textContent.trim() : '')
}

async function show(state, ignored = []) {
  const turn = ++latest
  const text = said()
  const kept = text && !(await ready(text)) ? { ...state, q: '' } : state
  if (turn === latest) display(kept, ignored, text)
}

const coming = new Map()

// What words need, fetched once; asked again after a failure.
function once(name, fetched) {
  if (!coming.has(name)) coming.set(name, fetched().catch(() => void coming.delete(name)))
  return coming.get(name)
}

// With its first words, the finder fetches what answers them: the numbers of danger, shown at once, then the search. Without
// the search, words filter nothing and the list says so.
async function ready(text) {
  if (!engine) results.setAttribute('aria-busy', 'true')
  numbers ??= await once('urgences', () => import('./urgences.js'))
  urgent = (await once('danger', async () => numbers.before(urgences, indexed, () => urgent(said()) && show(current())))) ?? urgent
  if (inDanger(text)) numbers.bring(urgences)
  if (!engine) document.head.append(make('link', { rel: 'preload', as: 'fetch', crossOrigin: 'anonymous', href: root.dataset.mots })) // beside its script
  chercher = await once('moteur', () => import('./chercher.js'))
  engine ??= await once('mots', async () => chercher.open(new URL(root.dataset.mots, location.href)))
  came()
  engine = engine && (await chercher.complete(engine, text))
  results.removeAttribute('aria-busy')
  away.replaceChildren()
  if (!engine) away.append(make('p', { textContent: 'Les mots ne peuvent pas être cherchés pour le moment. Les autres filtres servent.' }))
  return Boolean(engine)
}

function display(state, ignored, words) {
  const focused = list.contains(document.activeElement)
  const found = select(state), asked = told(state)
  const active = fields.filter((name) => (name !== 'moment' || !state.jour) && (name === 't' ? state.t !== own : state[name]))
  if (!active.length) { if (list.firstChild !== original[0]) list.replaceChildren(...original) }
  else list.replaceChildren(...(state.t || state.q ? lines(found, asked, 'h2') : needs(found, asked)))
  name(state)
  const danger = inDanger(words)
  help(found, state, active, danger)
  const folded = ['q', 'jour', 'km', 'acces'].filter((name) => state[name]).length
  form.querySelector('[data-nombre-actifs]').textContent = folded ? `(${folded})` : ''
  form.querySelector('[data-voir]').textContent = found.length > 1 ? `Voir ${found.length} résultats` : 'Voir les résultats'
  const seat = state.commune && engine?.communes.filter(({ id }) => id === state.commune) // its town hall answers
  if (engine) away.replaceChildren(...(state.q ? elsewhere({ mairies: seat || undefined, ...heard(state.q).found }, home) : []))
  if (away.children.length) empty.hidden = true // it answers
  const text = danger + sentence(found, asked, ignored)
  if (status.textContent !== text) status.textContent = text // the same words again would be read again
  if (focused && !list.contains(document.activeElement)) results.focus({ preventScroll: true }) // what had it left
  tellMap(found.flatMap(({ keys }) => keys))
}

// The heading and the title say the need that is chosen; one that someone may read in secret can be left at once.
function name({ t }) {
  const [option] = form.elements.t.selectedOptions
  heading.textContent = t === own ? titles.need : option.textContent
  leave.hidden = !option.dataset.urgence
  document.title = titles.page.replace(titles.need, heading.textContent)
}

// The numbers first: above all, or under the words while one types them.
function inDanger(text) {
  const danger = urgent(text)
  if (folds.open) field.parentElement.after(urgences)
  else if (danger) root.prepend(urgences)
  else results.append(urgences)
  return danger ? 'Des numéros d’urgence sont affichés. ' : ''
}

// The list answers at once; the map follows when the visitor pauses.
let pause
function tellMap(keys) {
  clearTimeout(pause)
  map.setAttribute('aria-busy', 'true')
  pause = setTimeout(() => {
    map.montres = keys // for a map that comes later than this word
    document.dispatchEvent(new CustomEvent('lieux:montres', { detail: keys }))
    map.removeAttribute('aria-busy')
  }, 120)
}

// How many of those found do not say whether they are open then: they come last.
const unknownHours = (found, state) => (timed(state) ? found.filter(({ open }) => !open).length : 0)

function sentence(found, state, ignored) {
  const unknown = unknownHours(found, state)
  const outside = found.filter(({ place, open }) => place.h && (!timed(state) || open)).length
  const sure = found.length - unknown - outside
  const silent = timed(state) ? candidates(state).filter((one) => one.unasked).length : 0
  let text = sure > 1 ? `${sure} lieux et services` : `${sure} lieu ou service`
  if (outside) text += outside > 1 ? `, et ${outside} lieux hors du territoire` : ', et un lieu hors du territoire'
  if (unknown) text += `, et ${unknown} dont les horaires ne sont pas connus`
  if (/^\d/.test(state.jour)) text += `, le ${new Date(state.jour + 'T12:00:00Z').toLocaleDateString('fr-FR', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })}`
  if (state.commune && found.length > 1 && !unknown) text += `, du plus près au plus loin (depuis ${chosen('commune')})`
  if (silent) text += `. ${silent > 1 ? `${silent} autres lieux ont` : 'Un autre lieu a'} des horaires que nous ne connaissons pas\u00a0: choisissez un besoin ou un âge`
  if (ignored.length) text += '. L’adresse contenait un filtre que nous ne connaissons pas\u00a0: il a été laissé de côté'
  return text + '.'
}

const chosen = (name) => form.elements[name].selectedOptions[0].textContent.trim()
const label = {
  q: (state) => state.q,
  jour: (state) => (/^\d/.test(state.jour) ? state.jour.split('-').reverse().join('/') : chosen('jour')),
  acces: (state) => [...form.elements.acces].filter((box) => state.acces.includes(box.value)).map((box) => box.parentElement.textContent.trim()).join(', '),
}

// No result: without which choice there are some, one press away, and whom to call.
function help(found, state, active, danger) {
  empty.hidden = found.length > 0 || danger !== '' // in danger, neither other filters nor the town hall are an answer
  if (empty.hidden) return
  const looser = active.map((name) => [name, { ...state, [name]: '', ...(name === 'commune' && { km: '' }) }])
  const options = looser.map(([name, next]) => ({ name, next, all: select(next) })).filter(({ all }) => all.length).map(({ name, next, all }) => {
    const known = all.length - unknownHours(all, told(next))
    const textContent = `Sans «\u202f${(label[name] ?? (() => chosen(name)))(state)}\u202f», il y en a ${known || `${all.length}, sans horaires connus`}`
    const button = make('button', { type: 'button', className: 'bouton bouton--discret', textContent })
    button.addEventListener('click', () => { apply(next, 'pushState'); results.focus() })
    return make('li', {}, button)
  })
  empty.replaceChildren(make('p', { textContent: active.length ? 'Rien ne correspond à tous ces filtres.' : 'Rien n’est encore connu.' }), make('ul', {}, ...options))
  const { urgence } = form.elements.t.selectedOptions[0].dataset
  const [, , , telephone, , townHall] = data.communes[state.commune] ?? []
  if (urgence) empty.append(make('a', { className: 'bouton', href: urgence, textContent: 'Les numéros d’urgence' })) // the town hall is no answer
  else if (telephone) empty.append(make('p', {}, `Ou appelez la ${townHall}\u00a0: `, make('a', { href: `tel:${telephone}`, textContent: spaced(telephone) })))
}

function apply(state, how, ignored) {
  toForm(state)
  settle()
  toAddress(state, how)
  return show(state, ignored)
}

// Fields that only make sense with another one.
function settle() {
  const { commune, date, jour, km } = form.elements
  for (const part of [date, ...date.labels]) part.hidden = jour.value !== 'date'
  km.disabled = !commune.value
}

// « Voir 18 résultats »: the form folds again, and the results take its place on the screen.
function toResults(event) {
  event.preventDefault()
  folds.open = false
  results.focus({ preventScroll: true })
  results.scrollIntoView()
  if (inDanger(said())) numbers.bring(urgences) // no longer in the fold
}

function refresh() {
  settle()
  const state = current()
  toAddress(state, 'replaceState')
  show(state)
}

// The filters of the address, with the words of the field and, the first time, what was chosen before this script came. Words that a
// former address carries (« ?q= ») are taken off it.
function restore(first) {
  const { state, ignored } = fromAddress()
  const chosen = first === true ? current() : { q: field.value.trim() }
  for (const name of fields) if (state[name] === (name === 't' ? own : '')) state[name] = chosen[name] ?? state[name]
  return apply(state, 'replaceState', ignored)
}

// On a small screen, the list or the map; on a wide one, both.
function turn({ target }) {
  const button = target.closest('[data-vers]')
  if (!button) return
  root.dataset.vue = button.dataset.vers
  for (const one of button.parentElement.children) one.setAttribute('aria-pressed', one === button)
  const shown = button.dataset.vers === 'carte' ? map.querySelector('.folium-map') : root
  shown.scrollIntoView({ block: shown === root ? 'start' : 'center' })
}

async function start() {
  heading.before(leave)
  leave.hidden = true
  import('./quitter.js')
  root.addEventListener('click', turn)
  data = await (await fetch(root.dataset.chercheur)).json()
  data.day0 = toDay(data.jour0)
  data.lieux.forEach((place, i) => (place.i = i))
  root.classList.add('chercheur--actif')
  form.addEventListener('input', refresh)
  form.addEventListener('submit', toResults)
  folds.addEventListener('toggle', () => inDanger(said())) // never folded with it
  addEventListener('popstate', restore)
  forgotten(field, () => show(current()))
  await restore(true)
}
start().finally(() => {
  document.documentElement.classList.remove('attend')
  rest()
})
