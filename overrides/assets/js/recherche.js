// A search field, on the search page and wherever champ.js brings it: what chercher.js answers, then, on the search page, when
// asked or when nothing answers, the text of every page. In danger, the numbers come first.
// The words are nowhere but in the field, and leave it with the page: someone else may hold the telephone next.
import { answer, complete, knows, open } from './chercher.js'
import { call, elsewhere, forgotten, make, rest } from './reponses.js'

const form = document.querySelector('[data-recherche]')
const field = form.querySelector('input')
const results = document.querySelector('[data-recherche-resultats]')
const announce = document.querySelector('[data-recherche-annonce]')
const root = form.dataset.racine // from this page to the first one
// On the page of a commune one looks there, unless the words say where.
const there = async (words) => {
  const { ici } = form.dataset
  return !ici || answer(await engine, words).communes.length ? words : `${words} ${ici}`
}
const SHOWN = 20
const ABOVE = 'Des numéros d’urgence sont affichés.'

let engine = open(new URL(form.dataset.mots, location.href))
const urgences = document.querySelector('[data-danger]')
let urgent = () => {}
let numbers
// The words of danger after the index: the strip stands meanwhile, and on a slow line an answer waits for nothing else.
// What was found stays as it is, and the keyboard where it was, unless the words say a danger.
urgences.dataset.attend = ''
engine.catch(() => {}).then(async () => { // a failure is said when words are searched
  numbers = await import('./urgences.js')
  urgent = await numbers.before(urgences, engine, again)
  again()
}).catch(() => delete urgences.dataset.attend).then(rest)
const again = () => urgent(field.value) && search(field.value)
let texts // fetched when they are needed
let latest = 0

async function search(words, everywhere = false) {
  const mine = ++latest
  results.setAttribute('aria-busy', 'true')
  await find(words, everywhere, mine)
  if (mine === latest) results.removeAttribute('aria-busy')
}

async function find(words, everywhere, mine) {
  const danger = urgent(words)
  if (!words.trim()) return show([], '')
  if (danger) numbers.bring(urgences)
  try {
    const at = await there(words)
    const first = await engine
    const soon = !everywhere && !first.suite && knows(first, at) && answer(first, at)
    const told = soon && tell(soon, words, mine, danger)
    if (!everywhere) engine = await complete(first, at)
    const found = everywhere ? undefined : answer(await engine, at)
    if (mine !== latest) return // a newer search has begun
    const more = found && (!told || found.quand || found.communes.length || found.ailleurs.length || found.projet.length || listed(found) !== listed(soon))
    if (more ? tell(found, words, mine, danger) : told) return
    if (danger && !everywhere) show([], ABOVE)
    else if (form.dataset.recherche) await showTexts(words, everywhere, mine, danger)
    else show([make('p', {}, make('a', { href: address('recherche/'), textContent: 'Chercher dans le texte de toutes les pages' }))], none(words))
  } catch {
    // No network: the lists below serve. On a telephone that keeps a copy, the search answers without the texts.
    const why = navigator.onLine ? 'La recherche ne répond pas sur cet appareil.' : `Sans réseau, rien pour ${quoted(words)}.`
    if (mine === latest) show([], danger ? ABOVE : `${why} Passez par les listes, plus bas.`)
  }
}

// The same words are answered the same, whatever came first: pages in another order are shown again.
const listed = ({ pages }) => pages.map(({ page }) => page.u).join()

// Shows an answer, if it has one and no newer search has begun; whether it has. The first may come before the direct answers.
function tell(found, words, mine, danger) {
  const any = ['pages', 'projet', 'communes', 'ailleurs'].some((name) => found[name].length)
  if (any && mine === latest) show(parts(found, words, danger), announced(danger, count(found, words)))
  return any
}

async function showTexts(words, everywhere, mine, danger) {
  const { counted, inTexts, openTexts } = await import('./textes.js')
  texts ??= openTexts(new URL(form.dataset.recherche, location.href), await engine)
  const pages = inTexts(await texts, words)
  if (mine !== latest) return
  const total = pages.length
  if (everywhere && !total) return show([...results.children].slice(0, -1), announced(danger, `Aucun texte ne dit ${quoted(words)}.`))
  const text = total ? counted(total, SHOWN, quoted(words)) : danger ? '' : none(words)
  show(pages.length ? [list(pages.slice(0, SHOWN).map(({ u, n, l, r }) => line(address(u), n, [l], r)))] : [], announced(danger, text))
}

const none = (words) => `Aucune page pour ${quoted(words)}. Essayez un mot plus simple, ou votre commune.`
const quoted = (text) => `«\u202f${text}\u202f»`
const announced = (danger, text) => [danger && ABOVE, text].filter(Boolean).join(' ')

function show(pieces, text) {
  const focused = results.contains(document.activeElement)
  results.replaceChildren(...pieces)
  if (focused) field.focus() // « back » from a result to an older search
  if (announce.textContent !== text) announce.textContent = text // the same words again would be read again
}

function count({ pages: all, projet, communes }, words) {
  const pages = all.filter(suits), total = pages.length + projet.length
  if (!total) return communes.length ? `Votre commune, pour ${quoted(words)}.` : `Ce que nous savons pour ${quoted(words)}.`
  return `${total === 1 ? '1 réponse' : `${total} réponses`} pour ${quoted(words)}` + (Math.max(pages.length, projet.length) > SHOWN ? `, les ${SHOWN} premières sont montrées.` : '.')
}

function parts(all, words, danger) {
  const found = danger ? danger.sorted(all) : all
  asked = !danger && engine.suite?.filters(all)
  urgences.classList.toggle('breves', Boolean(danger?.devine && all.ailleurs.some(({ perhaps }) => !perhaps))) // only guessed, and answered
  const pieces = elsewhere({ ...found, mairies: found.communes, communes: form.dataset.ici ? [] : found.communes }, root)
  const suited = found.pages.filter(suits), others = found.pages.filter(({ other }) => other)
  const places = suited.length ? [lines(suited)] : []
  if (others.length) places.push(make('details', {}, make('summary', { textContent: `Pour un autre âge\u00a0: ${others.length}` }), lines(others)))
  const project = found.projet.length ? [
    make('h2', { textContent: 'Dans le projet du territoire' }),
    list(found.projet.slice(0, SHOWN).map(({ page }) => line(address(page.u), page.n, [page.l], page.r, 'h3'))),
  ] : []
  // The places first, then the project that was asked for: the other way when only who works on it says such words.
  pieces.push(...(found.projetAvant ? [...project, ...places] : [...places, ...project]))
  found.first?.(pieces, (aide) => list(aide.map(place)))
  if (!form.dataset.recherche) return pieces
  const more = make('button', { type: 'button', className: 'bouton bouton--discret', textContent: 'Chercher dans le texte de toutes les pages' })
  more.addEventListener('click', () => { search(words, true); field.focus() })
  return [...pieces, make('p', {}, more)]
}

const address = (path) => root + path
let asked // see filters, in suite.js; nothing of what may be a danger: an address stays in the history
const suits = ({ other }) => !other
const lines = (pages) => list(pages.slice(0, SHOWN).map(place))
const list = (lines) => make('ol', { className: 'resultats' }, ...lines)

function place({ page, km, when }) {
  const near = km >= 1 ? `à\u00a0${Math.round(km)}\u00a0km` : km === undefined || page.p[2] ? '' : 'à moins de\u00a01\u00a0km'
  const item = line(address(page.u) + (asked ? asked(page) : ''), page.n, [page.l, page.where, near, when?.told], page.r)
  if (page.t) item.append(make('p', {}, call(page.t, page.n)))
  return item
}

function line(href, name, facts, text, heading = 'h2') {
  return make('li', { className: 'resultat' },
    make(heading, { className: 'lieu__nom' }, make('a', { href, textContent: name })),
    make('p', { className: 'lieu__faits', textContent: facts.filter(Boolean).join(', ') }),
    ...(text ? [make('p', { textContent: text })] : []))
}

let pause
field.addEventListener('input', () => {
  clearTimeout(pause)
  results.setAttribute('aria-busy', 'true')
  pause = setTimeout(() => search(field.value), 200)
})
form.addEventListener('submit', (event) => {
  event.preventDefault()
  clearTimeout(pause)
  search(field.value).then(() => {
    if (!urgent(field.value) && results.getBoundingClientRect().top > innerHeight * 0.8) announce.scrollIntoView()
  })
})

// Words that a former address carries (« ?q= ») are read, then taken off it.
function given() {
  const here = new URL(location)
  const words = here.searchParams.get('q')
  if (words === null) return
  here.searchParams.delete('q')
  history.replaceState(null, '', here)
  field.value = words
}

forgotten(field, () => { clearTimeout(pause); search('') })
given()
search(field.value).finally(() => document.documentElement.classList.remove('attend'))
