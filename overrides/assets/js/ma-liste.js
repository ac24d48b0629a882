// The page « Ma liste »: a line for each kept place, taken from its own page, to print, to share, or to keep on the device.
import { keep, kept, showAll, store, stored, withList } from './liste.js'
import { make } from './reponses.js'

const root = document.querySelector('[data-ma-liste]')
const lines = root.querySelector('.gardes')
const status = root.querySelector('[role=status]')
const share = root.querySelector('.partage')
const hold = share.querySelector('[data-retenir]')
const forget = share.querySelector('[data-effacer]')
const nothing = status.textContent // what the page says until a script counts

async function show() {
  lines.setAttribute('aria-busy', 'true')
  try {
    await fill()
  } finally {
    lines.removeAttribute('aria-busy')
  }
}

async function fill() {
  const keys = kept()
  const found = await Promise.all(keys.map(card))
  lines.replaceChildren(...found.filter(Boolean))
  const [lost, away] = [null, undefined].map((why) => found.filter((one) => one === why).length)
  const gone = lost > 1 ? ` ${lost} fiches n’existent plus.` : ' Une fiche n’existe plus.'
  const far = away > 1 ? ` ${away} fiches demandent le réseau.` : ' Une fiche demande le réseau.'
  say((away && away === keys.length ? '' : sentence(keys.length - lost - away)) + (lost ? gone : '') + (away ? far : ''))
  share.hidden = !keys.length
  tellWhere()
  share.querySelector('input').value = withList(location.href, keys)
}

const say = (text) => {
  if (status.textContent !== text) status.textContent = text // the same words again would be read again
}

const sentence = (count) =>
  count ? `${count} ${count > 1 ? 'lieux ou services gardés' : 'lieu ou service gardé'}.` : nothing

async function card(key) {
  const address = new URL(root.dataset.maListe + key + '/', location)
  const answer = await fetch(address).catch(() => undefined)
  if (!answer) return undefined // no network, and it is not in the copy
  if (!answer.ok) return null
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const answers = page.querySelector('.essentiel')
  if (!answers) return null
  page.querySelector('.appeler .bouton')?.classList.add('bouton--appel') // a line, not a page: more quietly
  // Its drawings are pointed at, and would stay behind.
  for (const pointer of page.querySelectorAll('use')) {
    const drawing = page.querySelector(`symbol[id="${pointer.getAttribute('href').slice(1)}"]`)
    if (!drawing) continue
    pointer.parentNode.setAttribute('viewBox', drawing.getAttribute('viewBox'))
    pointer.replaceWith(...drawing.cloneNode(true).childNodes)
  }
  // Links of the other page are relative to it.
  for (const link of page.querySelectorAll('a[href]')) link.href = new URL(link.getAttribute('href'), address).href
  const name = page.querySelector('h1').textContent
  const remove = make('button', { type: 'button', className: 'bouton bouton--discret', textContent: 'Retirer' }, make('span', { className: 'sr', textContent: ` ${name}` }))
  remove.addEventListener('click', async () => {
    keep(kept().filter((other) => other !== key))
    await show()
    status.focus()
  })
  const more = make('details', {}, make('summary', {}, 'Détails', make('span', { className: 'sr', textContent: `\u00a0: ${name}` })), answersOf(answers))
  return make('li', { className: 'garde' },
    make('h2', {}, make('a', { href: withList(address.href, kept()), textContent: name })),
    page.querySelector('.fiche__sous-titre'),
    ...[page.querySelector('.appeler')].filter(Boolean),
    more, remove)
}

function answersOf(answers) {
  answers.querySelector('.ouvert-maintenant')?.remove() // nothing here keeps it true
  for (const shadow of answers.querySelectorAll('[id]')) shadow.removeAttribute('id')
  return answers
}

// Where the list is, and what the two buttons of the device would do.
function tellWhere() {
  const held = stored()
  const same = held.join() === kept().join()
  const others = held.length > 1 ? `${held.length} lieux ou services` : 'un lieu ou service'
  hold.hidden = same
  hold.textContent = held.length ? 'Remplacer la liste de cet appareil' : 'Garder sur cet appareil'
  forget.hidden = !held.length
  share.querySelector('[data-ou]').textContent = !held.length ? 'Elle n’est gardée nulle part\u00a0: elle est dans l’adresse de cette page.'
    : same ? 'Elle est gardée sur cet appareil, et dans l’adresse de cette page.'
    : `Cet appareil garde une autre liste, de ${others}.`
}

share.querySelector('[data-copier]').addEventListener('click', async () => {
  const field = share.querySelector('input')
  try {
    await navigator.clipboard.writeText(field.value)
    say('Adresse copiée.')
  } catch {
    field.select() // the visitor copies by hand
  }
})
hold.addEventListener('click', () => {
  say(store(kept()) ? 'Liste gardée sur cet appareil.' : 'Votre navigateur refuse de garder la liste. Gardez plutôt l’adresse de cette page.')
  tellWhere()
  if (hold.hidden) forget.focus()
})
forget.addEventListener('click', () => {
  history.replaceState(history.state, '', withList(location.href, kept())) // what one sees stays, in the address
  store([])
  say('Liste effacée de cet appareil. Elle reste dans l’adresse de cette page.')
  tellWhere()
  showAll()
  hold.focus()
})
addEventListener('beforeprint', () => { for (const folded of lines.querySelectorAll('details')) folded.open = true })
show().finally(() => document.documentElement.classList.remove('attend'))
