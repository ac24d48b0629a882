// The finder: filters the page's own list, groups it by distance, keeps its filters in the address. The words that someone types
// are nowhere but in their field, and leave it with the page.
// The data (assets/trouver.json) was computed at build; see places/finder.py for the names of its fields.
import { distance } from './distance.js'
import { openAt, localNow, pattern, state as stateAt, toDay, weekday, words } from './ouverture.js'
import { elsewhere, make, rest, spaced } from './reponses.js'

const root = document.querySelector('[data-chercheur]')
const form = root.querySelector('.filtres')
const field = form.querySelector('#f-q')
const folds = form.querySelector('details')
const see = form.querySelector('[data-voir]')
const list = root.querySelector('[data-groupes]')
const status = root.querySelector('[role=status]')
const empty = root.querySelector('.aucun')
const chips = root.querySelector('.actifs')
const results = root.querySelector('#resultats')
const away = root.querySelector('[data-ailleurs]')
const map = root.querySelector('.chercheur__carte')
const home = root.dataset.racine
const original = [...list.children]
const items = new Map([...list.querySelectorAll('[data-lieu]')].map((item) => [item.dataset.lieu, item]))
const homes = new Map([...items.values()].map((item) => [item, item.parentElement]))
const JOURS = ['dimanche', 'lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi']
const MORE = 50 // lines at a time, in a large territory
const STEPS = [2, 5, 10, 15, 20, 30, 50]
const fields = ['q', 't', 'age', 'jour', 'moment', 'commune', 'km', 'acces']
const urgences = root.querySelector('[data-danger]')
let data
let chercher, engine // the search and its index: fetched with the first words
let numbers // of danger
let urgent = () => false // likewise
let latest = 0
let asked = { text: '' }
const large = root.hasAttribute('data-large')
const more = root.querySelector('[data-suite]')
let makeLine // of a place that a large page does not hold
let most = MORE
let keyboard // its arrows in the lists, once all the rest serves

// --- the state, from the form and from the address ----------------------------------------------

function fromForm() {
  const values = new FormData(form)
  const age = values.get('age')
  return {
    q: field.value.trim(),
    t: values.get('t'),
    age: age === '' ? '' : `${age}${values.get('unite')}`,
    jour: values.get('jour') === 'date' ? values.get('date') : values.get('jour'),
    moment: values.get('moment'),
    commune: values.get('commune'),
    km: values.get('km'),
    acces: values.getAll('acces').join(''),
  }
}

const has = (name, value) => [...form.elements[name].options].some((option) => option.value === value && value !== '')
const VALID = {
  q: (value) => value.length <= 80,
  t: (value) => has('t', value),
  age: (value) => /^\d{1,3}[am]$/.test(value) && months(value) <= 120 * 12,
  jour: (value) => (has('jour', value) && value !== 'date') || (/^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(toDay(value))),
  moment: (value) => has('moment', value),
  commune: (value) => has('commune', value),
  km: (value) => has('km', value),
  acces: (value) => /^[glhu]{1,4}$/.test(value),
}

// Whatever is written in the address, known values are kept and the rest is said to be left out.
function fromAddress() {
  const state = Object.fromEntries(fields.map((name) => [name, '']))
  const ignored = []
  for (const [name, value] of new URL(location).searchParams) {
    if (!(name in VALID) || !value) continue
    if (VALID[name](value)) state[name] = value
    else ignored.push(name)
  }
  return { state, ignored }
}

function toForm(state) {
  field.value = state.q
  form.elements.t.value = state.t
  form.elements.age.value = state.age.slice(0, -1)
  form.elements.unite.value = state.age.slice(-1) || 'a'
  const dated = /^\d/.test(state.jour)
  form.elements.jour.value = dated ? 'date' : state.jour
  form.elements.date.value = dated ? state.jour : ''
  form.elements.moment.value = state.moment
  form.elements.commune.value = state.commune
  form.elements.km.value = state.km
  for (const box of form.elements.acces) box.checked = state.acces.includes(box.value)
}

function toAddress(state, how) {
  const address = new URL(location)
  for (const name of fields) {
    if (state[name] && name !== 'q') address.searchParams.set(name, state[name])
    else address.searchParams.delete(name)
  }
  if (address.href !== location.href) history[how](null, '', address)
}

// --- what matches -------------------------------------------------------------------------------

const months = (age) => Number(age.slice(0, -1)) * (age.endsWith('a') ? 12 : 1)

// The days (numbers from day 0) that a « Quand » stands for: open on one of them is enough.
function wantedDays(jour) {
  const today = toDay(localNow().iso) - data.day0
  if (/^\d/.test(jour)) return [toDay(jour) - data.day0]
  if (jour === 'aujourdhui') return [today]
  const ahead = Array.from({ length: 120 }, (_, n) => Math.max(today, 0) + n)
  if (jour === 'vacances') {
    const start = ahead.find((n) => data.vacances[n] === '1')
    const end = ahead.find((n) => n > start && data.vacances[n] !== '1')
    return ahead.filter((n) => n >= start && n < end && weekday(data.day0 + n) % 6 && data.feries[n] !== '1')
  }
  const wanted = JOURS.indexOf(jour)
  return ahead.filter((n) => weekday(data.day0 + n) === wanted && data.vacances[n] !== '1' && data.feries[n] !== '1').slice(0, 3)
}

// The stops of what moves that count: the nearest first and no further than asked, from the chosen commune.
function stopsWithin(place, state) {
  const from = state.commune && data.communes[state.commune].slice(1, 3)
  const far = (stop) => (!from || stop === state.commune ? 0 : distance(from, data.communes[stop].slice(1, 3)))
  return (place.s ?? []).map((stop) => ({ stop, km: far(stop) }))
    .filter(({ km }) => !state.km || km <= Number(state.km)).sort((a, b) => a.km - b.km)
}

// Unknown hours only answer when the kind is asked for: by a need, a word, an age that the place says.
const kindAsked = (place, state) => Boolean(state.q || state.t || (state.age && place.a))

const select = (state) => candidates(state).filter((one) => !one.unasked)

// One pass over all places: those that pass every filter, with distance and opening; unknown hours apart.
function candidates(state) {
  const wanted = state.q && heard(state.q).ranks
  const age = state.age && months(state.age)
  const days = state.jour && wantedDays(state.jour)
  const from = state.commune && data.communes[state.commune].slice(1, 3)
  const found = []
  for (const place of data.lieux) {
    if (wanted && !wanted.has(place.k)) continue
    if (state.t && !place.t.includes(state.t)) continue
    if (age !== '' && place.a && !(place.a[0] <= age && age <= place.a[1])) continue
    if ([...state.acces].some((letter) => !place.f?.includes(letter))) continue
    const here = state.commune && (place.c === state.commune || place.z?.includes(state.commune) || place.z?.includes('*'))
    let km = from && place.p ? distance(from, place.p) : undefined
    const stops = stopsWithin(place, state)
    if (from && !here && !stops.length && (km === undefined || (state.km && km > Number(state.km)))) continue
    let open, shown = stops
    if (days) {
      const told = (place.d ? stops : [{ stop: '' }]).map(({ stop }) => ({ stop, texts: texts(place, stop, days) }))
      shown = told.filter(({ texts }) => texts.some((text) => openAt(text, state.moment)))
      if (shown.length) open = { stop: shown[0].stop, text: shown[0].texts.find((text) => openAt(text, state.moment)) }
      if (!open && (place.d ? !mayStop(place, state, told) : told[0].texts.some((text) => text !== undefined))) continue
      if (!open && !place.r) continue // what has no day is no answer to a day
      if (!open) shown = stops
    }
    // Where one goes to meet what moves, when it is not the chosen commune.
    const stop = from && place.d && (open ? open.stop : here ? '' : stops[0].stop)
    if (stop && stop !== state.commune) km = stops.find((one) => one.stop === stop).km
    const keys = place.d && shown.length ? shown.map((one) => `${place.k}@${one.stop}`) : [place.k]
    const unasked = Boolean(days) && !open && !kindAsked(place, state)
    found.push({ place, km, open, stop, keys, rank: wanted ? wanted.get(place.k) : 0, anyAge: age !== '' && !place.a, unasked })
  }
  return found
}

const texts = (place, stop, days) =>
  (place.o ?? []).filter(([at]) => at === stop).flatMap(([, n]) => days.map((day) => pattern(data.horaires[n], day)))

// Whether what moves may stop on the asked day, closed where its hours are known: a stop whose hours nobody wrote, a commune
// that nobody listed. The stops of the chosen commune decide, if it has any.
function mayStop(place, state, told) {
  const here = told.filter(({ stop }) => stop === state.commune)
  if (here.length) return here.some(({ texts }) => texts.every((text) => text === undefined))
  const others = (place.z ?? []).some((served) => served === '*' || !place.s?.includes(served))
  return others || !told.length || told.some(({ texts }) => texts.every((text) => text === undefined))
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

const byDistance = (a, b) => (a.km ?? 1e9) - (b.km ?? 1e9) || a.rank - b.rank || (large ? a.place.i - b.place.i : a.place.k.localeCompare(b.place.k))

function groups(found, state) {
  const titles = []
  const into = new Map()
  const put = (title, one) => {
    if (!into.has(title)) { into.set(title, []); titles.push(title) }
    into.get(title).push(one)
  }
  const there = state.commune && data.communes[state.commune][4] // « à Valbourg », « au Pin »
  for (const one of [...found].sort(byDistance)) {
    const { place, km, open, stop } = one
    // Met somewhere else on that day: another stop, or the office of what also comes to the commune on other days.
    const elsewhere = (stop && stop !== state.commune) || (state.jour && km !== undefined && place.c !== state.commune)
    if (state.jour && open === undefined) put('Horaires non connus\u00a0: appelez', one)
    else if (open?.text === 'o') put('Ouvert ce jour-là, heures à demander', one)
    else if (one.anyAge) put('Âge non précisé', one)
    else if (!state.commune) put(place.h ? 'Hors du territoire' : 'Résultats', one)
    else if (place.c === state.commune) put(there[0].toUpperCase() + there.slice(1), one)
    else if (place.z?.includes(state.commune) && !elsewhere) put(`Vient ${there} ou dessert la commune`, one)
    else if (place.z?.includes('*') && !elsewhere) put('Pour tout le territoire', one)
    else put(km <= STEPS.at(-1) ? `À moins de\u00a0${STEPS.find((step) => km <= step)}\u00a0km` : `À plus de\u00a0${STEPS.at(-1)}\u00a0km`, one)
  }
  const last = (title) => (title.startsWith('Horaires') ? 5 : title.startsWith('Ouvert') ? 4 : title.startsWith('Âge') ? 3 : /^(Pour tout|Hors)/.test(title) ? 2 : /^À (moins|plus)/.test(title) ? 1 : 0)
  return titles.sort((a, b) => last(a) - last(b)).map((title) => [title, into.get(title)])
}

// « À Aubrelune 4 » on the screen, « À Aubrelune 4 fiches » for ears.
function tally(heading, n) {
  heading.querySelector('.groupe__compte').textContent = n
  heading.querySelector('.groupe__compte + .sr').textContent = n > 1 ? ' fiches' : ' fiche'
}

function lineOf(place) {
  if (!items.has(place.k)) items.set(place.k, makeLine(place))
  return items.get(place.k)
}

// The sections of some groups: all their lines, or the first ones in a large territory, each section with its whole count.
function sections(parts, now) {
  let room = large ? most : Infinity
  const made = []
  for (const [title, part] of parts) {
    if (room > 0) made.push(section(title, part, room, now))
    room -= part.length
  }
  if (more) more.parentElement.hidden = room >= 0
  return made
}

function section(title, found, room, now) {
  const element = document.createElement('section')
  const heading = Object.assign(document.createElement('h2'), { className: 'groupe', textContent: title + ' ' })
  heading.append(
    Object.assign(document.createElement('span'), { className: 'groupe__compte' }),
    Object.assign(document.createElement('span'), { className: 'sr' }),
  )
  tally(heading, found.length)
  const lines = Object.assign(document.createElement('ul'), { className: 'lieux' })
  lines.append(...found.slice(0, room).map((one) => dress(lineOf(one.place), one, now)))
  element.append(heading, lines)
  return element
}

// Distance and hours, of the asked day or of now, on the line of facts; taken off when they no longer apply.
function dress(item, { place, km, open, stop } = {}, now) {
  item.hidden = false
  const facts = item.querySelector('.lieu__faits')
  facts.querySelectorAll('[data-ajoute]').forEach((extra) => extra.remove())
  const add = (text, name) =>
    facts.append(Object.assign(document.createElement('span'), { textContent: text, className: name }), ' ')
  if (stop && !open) add(`passe ${data.communes[stop][4]}`, 'lieu__km')
  if (km !== undefined) add(km < 1 ? 'à moins de\u00a01\u00a0km' : `à\u00a0${Math.round(km)}\u00a0km`, 'lieu__km')
  const comma = open?.text === 'o' ? '' : ','
  if (open) add(`${open.stop ? `passe ${data.communes[open.stop][4]}${comma}` : 'ouvert'} ${words(open.text)}`, 'lieu__ouvert')
  const known = now && place.o && !place.d && stateAt(data.horaires[place.o[0][1]], data.day0, now)
  if (known) add(known.text[0].toLowerCase() + known.text.slice(1), known.open === false ? 'lieu__ferme' : 'lieu__ouvert')
  facts.querySelectorAll('.lieu__km, .lieu__ouvert, .lieu__ferme').forEach((extra) => (extra.dataset.ajoute = ''))
  return item
}

async function show(state, ignored = []) {
  const turn = ++latest
  const kept = state.q && !(await ready(state.q)) ? { ...state, q: '' } : state
  if (turn === latest) display(kept, ignored, state.q)
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
  urgent = (await once('danger', async () => numbers.before(urgences))) ?? urgent
  if (inDanger(text)) numbers.bring(urgences)
  chercher = await once('moteur', () => import('./chercher.js'))
  engine ??= await once('mots', async () => chercher.open(new URL(root.dataset.mots, location.href)))
  engine = engine && (await chercher.complete(engine, text))
  results.removeAttribute('aria-busy')
  away.replaceChildren()
  if (!engine) away.append(make('p', { textContent: 'Les mots ne peuvent pas être cherchés pour le moment. Les autres filtres servent.' }))
  return Boolean(engine)
}

function display(state, ignored, said) {
  const focused = list.contains(document.activeElement) && document.activeElement
  const found = select(state)
  const active = fields.filter((name) => state[name] && name !== 'moment')
  const shown = new Set(found.map(({ place }) => place.k))
  let order = found
  if (active.some((name) => large || ['q', 'commune', 'jour', 'age'].includes(name)) || most > MORE) {
    const parts = groups(found, state)
    order = parts.flatMap(([, part]) => part)
    const now = state.jour ? undefined : localNow()
    list.replaceChildren(...sections(parts, now))
  } else {
    for (const [item, home] of homes) { dress(item); item.hidden = !shown.has(item.dataset.lieu); if (item.parentElement !== home) home.append(item) }
    for (const part of original) {
      const lines = [...part.querySelectorAll('[data-lieu]')].filter((item) => !item.hidden)
      part.hidden = !lines.length
      tally(part, lines.length)
    }
    if (list.firstElementChild !== original[0]) list.replaceChildren(...original)
    if (!large) order = [...list.querySelectorAll('[data-lieu]')].filter((item) => !item.hidden).map((item) => ({ keys: [item.dataset.lieu] }))
    if (more) more.parentElement.hidden = false
  }
  showChips(state, active)
  const danger = inDanger(said)
  help(found, state, active, danger)
  see.textContent = found.length ? `Voir ${found.length} ${found.length > 1 ? 'résultats' : 'résultat'}` : 'Aucun résultat\u00a0: que faire\u00a0?'
  if (engine) away.replaceChildren(...(state.q && !danger ? elsewhere({ ...heard(state.q).found, mairies: townHalls(state) }, home) : []))
  if (away.children.length) empty.hidden = true // it answers
  const text = danger + sentence(found, state, ignored)
  if (status.textContent !== text) status.textContent = text // the same words again would be read again
  keyboard?.arrange(list)
  if (focused) (focused.checkVisibility() ? focused : results).focus({ preventScroll: true }) // moving it took the focus off
  tellMap(order.flatMap(({ keys }) => keys))
}

// The numbers first: above the results; on a small screen, above the form, or under the words while one types them there.
function inDanger(text) {
  const typing = folds.open && !columns()
  const danger = urgent(text)
  if (typing) field.parentElement.after(urgences)
  else (danger && !columns() ? root : results).prepend(urgences)
  return danger ? 'Des numéros d’urgence sont affichés. ' : ''
}

const columns = () => getComputedStyle(root).gridTemplateColumns.includes(' ')

// The communes whose town hall may answer: the chosen one, or those that the words name.
function townHalls(state) {
  const { communes } = heard(state.q).found
  return state.commune ? engine.communes.filter(({ id }) => id === state.commune) : communes
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

function sentence(found, state, ignored) {
  const unknown = state.jour ? found.filter(({ open }) => open === undefined).length : 0
  const outside = found.filter(({ place, open }) => place.h && (!state.jour || open !== undefined)).length
  const sure = found.length - unknown - outside
  let text = `${sure} ${sure > 1 ? 'résultats' : 'résultat'}`
  if (outside === 1) text += ', et un lieu hors du territoire'
  if (outside > 1) text += `, et ${outside} lieux hors du territoire`
  if (unknown) text += `, et ${unknown} dont les horaires ne sont pas connus`
  const silent = state.jour ? candidates(state).filter((one) => one.unasked).length : 0
  if (/^\d/.test(state.jour)) text += `, le ${new Date(state.jour + 'T12:00:00Z').toLocaleDateString('fr-FR', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })}`
  if (silent > 1) text += `. ${silent} autres lieux ont des horaires que nous ne connaissons pas\u00a0: choisissez un besoin ou un âge pour les voir`
  if (silent === 1) text += '. Un autre lieu a des horaires que nous ne connaissons pas\u00a0: choisissez un besoin ou un âge pour le voir'
  if (ignored.length) text += `. L’adresse contenait un filtre que nous ne connaissons pas\u00a0: il a été laissé de côté`
  return text + '.'
}

const quoted = (text) => `«\u202f${text}\u202f»`

const label = {
  q: (state) => state.q,
  t: (state) => [...form.elements.t.options].find((option) => option.value === state.t).textContent,
  age: (state) => `${state.age.slice(0, -1)} ${state.age.endsWith('a') ? (months(state.age) < 24 ? 'an' : 'ans') : 'mois'}`,
  jour: (state) => [/^\d/.test(state.jour) ? state.jour.split('-').reverse().join('/') : form.elements.jour.selectedOptions[0].textContent,
    state.moment && form.elements.moment.selectedOptions[0].textContent.toLowerCase()].filter(Boolean).join(', '),
  commune: (state) => data.communes[state.commune][0],
  km: (state) => `à moins de\u00a0${state.km}\u00a0km`,
  acces: (state) => [...form.elements.acces].filter((box) => state.acces.includes(box.value)).map((box) => box.parentElement.textContent.trim()).join(', '),
}

function showChips(state, active) {
  const line = (name) => {
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'jeton', textContent: name === 'q' ? quoted(state.q) : label[name](state) })
    button.setAttribute('aria-label', `Retirer le filtre ${button.textContent}`)
    button.addEventListener('click', () => {
      change({ ...state, [name]: '', ...(name === 'jour' && { moment: '' }), ...(name === 'commune' && { km: '' }) })
      ;(chips.querySelector('button') ?? form.querySelector('summary')).focus()
    })
    const item = document.createElement('li')
    item.append(button)
    return item
  }
  chips.hidden = !active.length
  chips.firstElementChild.replaceChildren(...active.map(line))
  const folded = active.filter((name) => !['commune', 'age'].includes(name)).length
  form.querySelector('[data-nombre-actifs]').textContent = folded ? `(${folded})` : ''
}

// No result: the widest useful step, one click away, and whom to call.
function help(found, state, active, danger) {
  empty.hidden = found.length > 0 || danger !== '' // in danger, neither other filters nor the town hall are an answer
  if (empty.hidden) return
  const steps = []
  if (state.commune && state.km) {
    const wider = STEPS.filter((km) => km > state.km && has('km', String(km))).map((km) => [km, select({ ...state, km: String(km) }).length]).find(([, n]) => n)
    if (wider) steps.push([`À ${wider[0]} km, il y en a ${wider[1]}`, { ...state, km: String(wider[0]) }])
  }
  for (const name of active) {
    const looser = { ...state, [name]: '', ...(name === 'commune' && { km: '' }) }
    const n = select(looser).length
    if (n) steps.push([`Sans ${quoted(label[name](state))}, il y en a ${n}`, looser])
  }
  empty.replaceChildren(Object.assign(document.createElement('p'), { textContent: 'Rien ne correspond à tous ces filtres.' }))
  const options = document.createElement('ul')
  for (const [text, next] of steps) {
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'bouton bouton--discret', textContent: text })
    button.addEventListener('click', () => { change(next); results.focus() })
    const line = document.createElement('li')
    line.append(button)
    options.append(line)
  }
  empty.append(options)
  const { urgence } = form.elements.t.selectedOptions[0].dataset
  if (urgence) { // in danger, the town hall is no answer
    empty.append(Object.assign(document.createElement('a'), { className: 'bouton', href: urgence, textContent: 'Les numéros d’urgence' }))
    return
  }
  const [, , , telephone, , townHall] = data.communes[state.commune] ?? []
  if (telephone) {
    const call = Object.assign(document.createElement('p'), { textContent: `Ou appelez la ${townHall}\u00a0: ` })
    call.append(Object.assign(document.createElement('a'), { href: `tel:${telephone}`, textContent: spaced(telephone) }))
    empty.append(call)
  }
}

function change(state) {
  toForm(state)
  most = MORE
  settle()
  toAddress(state, 'pushState')
  show(state)
}

// Fields that only make sense with another one.
function settle() {
  const { age, commune, date, jour, km, unite } = form.elements
  for (const part of [date, ...date.labels]) part.hidden = jour.value !== 'date'
  km.disabled = !commune.value
  const wrong = age.validity.badInput || (age.value !== '' && !VALID.age(age.value + unite.value))
  age.setAttribute('aria-invalid', wrong)
  form.querySelector('#f-age-erreur').hidden = !wrong
}

// « Voir 18 résultats »: the form folds again, and the results take its place on the screen.
function toResults(event) {
  event.preventDefault()
  if (columns()) return // they are beside
  folds.open = false
  results.focus({ preventScroll: true })
  results.scrollIntoView()
  if (inDanger(field.value)) numbers.bring(urgences) // no longer in the fold
}

// What the form asks, but what makes no sense.
function current() {
  const state = fromForm()
  for (const name of fields) if (state[name] && !VALID[name](state[name])) state[name] = ''
  return state
}

function refresh() {
  settle()
  most = MORE
  const state = current()
  toAddress(state, 'replaceState')
  show(state)
}

// The filters of the address, with the words of the field. Those that a former address carries (« ?q= ») are taken off it.
function restore() {
  const { state, ignored } = fromAddress()
  state.q ||= field.value.trim()
  toForm(state)
  toAddress(state, 'replaceState')
  settle()
  most = MORE
  return show(state, ignored)
}

// Leaving, or coming back to a page that the browser kept whole.
function forget() {
  field.value = ''
  show(current())
}

// Fifty more lines; the keyboard goes on from the first of them.
async function showMore() {
  const before = new Set(list.querySelectorAll('[data-lieu]'))
  most += MORE
  await show(current())
  const first = [...list.querySelectorAll('[data-lieu]')].find((line) => !before.has(line))
  first?.querySelector('a').focus()
}

async function start() {
  data = await (await fetch(root.dataset.chercheur)).json()
  data.day0 = toDay(data.jour0)
  if (large) {
    makeLine = (await import('./lignes.js')).lineMaker(root, home)
    data.lieux.forEach((place, i) => (place.i = i))
    more.addEventListener('click', showMore)
  }
  root.classList.add('chercheur--actif')
  folds.open = columns() // beside the list, or above it
  form.addEventListener('input', refresh)
  form.addEventListener('submit', toResults)
  folds.addEventListener('toggle', () => inDanger(field.value)) // never folded with it
  addEventListener('popstate', restore)
  addEventListener('pagehide', forget)
  addEventListener('pageshow', ({ persisted }) => persisted && forget())
  await restore()
  keyboard = await import('./fleches.js')
  keyboard.listen(list)
  keyboard.arrange(list)
}
start().finally(() => {
  document.documentElement.classList.remove('attend')
  rest()
})
