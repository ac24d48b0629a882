// What the search page and the finder say alike of an answer of chercher.js, as pieces of page.

export const make = (tag, own = {}, ...inside) => {
  const element = Object.assign(document.createElement(tag), own)
  element.append(...inside)
  return element
}

// Words leave their field with the page, or when one comes back to a page that the browser kept whole.
export function forgotten(field, then) {
  const forget = () => { field.value = ''; then() }
  addEventListener('pagehide', forget)
  addEventListener('pageshow', ({ persisted }) => persisted && forget())
}

// What the page can do without comes after what was asked: the scripts that the frame names beside ours.
export async function rest() {
  const script = document.querySelector('script[data-ensuite]')
  dispatchEvent(new Event('suite')) // palette.js
  if (!script) return
  if (!document.querySelector('link[media=print]')) {
    document.head.append(make('link', { rel: 'stylesheet', media: 'print', href: new URL('../css/imprimer.css', import.meta.url) }))
  }
  const [first, ...others] = script.dataset.ensuite.split(' ')
  await import(`./${first}`)
  script.removeAttribute('data-ensuite')
  for (const name of others) import(`./${name}`)
}

// A number as the site writes it (phrases.py): « 04 65 71… », « 0 800 20 01 66 », « 36 46 », « 116 000 », « 115 », « 0262 12 34 56 ».
const GROUPS = [/^(0)(8\d\d)(\d\d)(\d\d)(\d\d)$/, /^(0\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, /^(\d\d)(\d\d)$/, /^(\d{3})(\d{3})$/]
export function spaced(tel) {
  const [, overseas] = /^\+(?:262|508|590|594|596)(\d{9})$/.exec(tel) ?? []
  if (overseas) return `0${overseas}`.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)$/, '$1\u00a0$2\u00a0$3\u00a0$4')
  const dialled = tel.replace('+33', '0')
  const parts = GROUPS.map((form) => form.exec(dialled)).find(Boolean)
  return parts ? parts.slice(1).join('\u00a0') : dialled
}

// « Appeler la mairie de Tavel : 04… »: who is called stands in words, so that the link alone is enough.
export const call = (tel, whom) =>
  make('a', { className: 'bouton bouton--appel', href: `tel:${tel}` }, make('span', { className: 'sr', textContent: `Appeler ${whom} au ` }), spaced(tel))

// What the site does not have, and whom to ask, one block each; then the communes that the words name. `mairies`: those whose town
// hall may answer. `root`: the way from this page to the first one.
export function elsewhere({ ailleurs, communes, mairies = communes, langue }, root) {
  return [...(langue ? [foreign(langue, root)] : []), ...ailleurs.map((one) => away(one, mairies, root)), ...(communes.length ? [named(communes, root)] : [])]
}

const MOST = 8 // communes that a postcode names, the largest first

function named(communes, root) {
  const links = communes.slice(0, MOST).map(({ id, there }) => [`communes/${id}/`, `Ce que nous connaissons ${there}`])
  if (communes.length > MOST) links.push(['communes/', 'Toutes les communes'])
  return make('p', { className: 'vers-communes' }, ...links.map(([path, text]) => make('a', { className: 'bouton bouton--discret', href: root + path, textContent: text })))
}

// « au 3230 », « le 15 »: pressed like a button; « au 31 mars » is no number.
const dialled = (text) => text.split(/\b(au |le )(1[578]|\d(?:\s?\d){2,})\b/i).map((part, n) =>
  n % 3 < 2 ? part : make('a', { href: `tel:${part.replace(/\s/g, '')}`, textContent: part }))

// `perhaps`: the words say something else too.
function away(one, communes, root) {
  const title = make('h2', { className: 'lieu__nom' }, one.perhaps ? 'Peut-être\u00a0: ' : '', one.n)
  const block = make('div', { className: 'ailleurs' }, title, make('p', {}, ...dialled(one.r)))
  if (one.c) {
    const known = communes.filter(({ tel }) => tel).slice(0, 3)
    for (const { tel, townHall } of known) block.append(make('p', {}, `La ${townHall}\u00a0: `, call(tel, `la ${townHall}`)))
    if (!known.length) block.append(make('p', {}, make('a', { href: `${root}communes/`, textContent: 'Trouver votre mairie' })))
  }
  if (one.l) block.append(make('p', {}, make('a', { href: one.l, textContent: new URL(one.l).hostname })))
  return block
}

// Who searched in another language reads what the site has in it: the emergency numbers.
function foreign(langue, root) {
  const numbers = make('a', { href: `${root}urgence/${langue.code}/`, textContent: langue.phrase })
  const said = make('p', { lang: langue.code, dir: 'auto' }, make('strong', { textContent: langue.nom }), '\u00a0: ', numbers)
  return make('div', { className: 'ailleurs' }, said, make('p', { textContent: 'Ces mots n’ont pas été relus par une personne dont c’est la langue.' }))
}
